// SPDX-License-Identifier: MIT
// Compares ld's map of the finished link with the plan: the same sections of the same objects must be in both.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "solve/plan.h"

// A line of the map that places an input section: " .text.main    0x0000000000101000       0x1b main.o". Long names
// stand alone, the rest follows in the next line.
struct placed {
    const char *section;
    uint64_t size;
    const char *file; // "main.o" or "members.a(libc.a:printf.o)"
};

#define IGNORED INTPTR_MIN // in place of a count

// How often each "FILE\tSECTION" is expected; what the map shows counts down.
struct comparison {
    const struct plan *plan;
    map_t expected;
    strv_t unexpected;
};

// Sections that ld merges, makes by itself or puts together anew.
static bool is_compared(const struct plan *p, const struct elf_section *s)
{
    return s->size > 0 && !(s->flags & SHF_MERGE) && !s->group && strcmp(s->name, ".eh_frame") &&
           strcmp(s->name, ".note.gnu.property") && !section_matches(&p->script.discard, s->name);
}

static char *key(const char *file, const char *section)
{
    return xasprintf("%s\t%s", file, section);
}

static void expect(struct comparison *c, const char *file, const struct object *o)
{
    for (size_t i = 1; i < o->elf.section_count; i++) {
        const struct elf_section *s = &o->elf.sections[i];
        bool ignored = !(s->flags & SHF_ALLOC) || !is_compared(c->plan, s);
        if (!s->size || (!ignored && !o->nodes[i].live))
            continue;
        intptr_t *count = (intptr_t *)map_slot(&c->expected, key(file, s->name));
        *count = ignored || *count == IGNORED ? IGNORED : *count + 1;
    }
}

// Every object by the name that the map shows, in the map `files` too.
static void expect_all(struct comparison *c, const char *members, map_t *files)
{
    buf_t archive = {0};
    struct ar_archive a;
    size_t next = 0;
    plan_members(c->plan, &archive);
    if (ar_open(&a, (const uint8_t *)archive.s, archive.len))
        internal_error("the archive of members cannot be read back");
    for (size_t i = 0; i < c->plan->objects.len; i++) {
        struct object *o = c->plan->objects.data[i];
        if (!o->linked)
            continue;
        bool is_file = o->path && o->always;
        const char *file = is_file ? o->path : xasprintf("%s(%s)", members, a.members[next++].name);
        *map_slot(files, file) = o;
        expect(c, file, o);
    }
}

// Splits a line of the map. False if it places no input section of a file.
static bool parse_line(char *line, struct placed *out)
{
    if (line[0] != ' ' || line[1] == ' ' || line[1] == '*')
        return false;
    char *name = line + 1, *p = name + strcspn(name, " ");
    if (!*p)
        return false;
    *p++ = '\0';
    p += strspn(p, " ");
    if (strncmp(p, "0x", 2))
        return false;
    strtoull(p, &p, 16); // the address
    p += strspn(p, " ");
    if (strncmp(p, "0x", 2))
        return false;
    uint64_t size = strtoull(p, &p, 16);
    p += strspn(p, " ");
    *out = (struct placed){ .section = name, .size = size, .file = p };
    return *p != '\0';
}

static void count_placed(struct comparison *c, const struct placed *line, const map_t *files)
{
    const struct object *o = map_get(files, line->file);
    if (!o || !line->size || !strcmp(line->section, "COMMON"))
        return; // the generated file, or made by ld
    intptr_t *count = (intptr_t *)map_slot(&c->expected, key(line->file, line->section));
    if (*count != IGNORED && --*count < 0)
        strv_add(&c->unexpected, key(line->file, line->section));
}

// Joins a section's name that stands alone with the line after it.
static char *join_lines(char *text)
{
    for (char *p = text; (p = strchr(p, '\n')); p++) {
        char *start = p;
        while (start > text && start[-1] != '\n')
            start--;
        bool alone = start[0] == ' ' && start[1] != ' ' && !memchr(start + 1, ' ', (size_t)(p - start - 1));
        if (alone && p[1] == ' ' && p[2] == ' ')
            *p = ' ';
    }
    return text;
}

void plan_check(const struct plan *p, const char *map_file, const char *members)
{
    struct comparison c = { .plan = p };
    map_t files = {0};
    expect_all(&c, members, &files);
    char *text = file_read(map_file, NULL);
    char *body = text ? strstr(text, "\nLinker script and memory map\n") : NULL;
    if (!body)
        internal_error("ld's map %s cannot be read", map_file);
    struct placed line;
    for (char *save = NULL, *l = strtok_r(join_lines(body), "\n", &save); l; l = strtok_r(NULL, "\n", &save))
        if (parse_line(l, &line))
            count_placed(&c, &line, &files);
    buf_t differences = {0};
    for (size_t i = 0; i < c.unexpected.len; i++)
        buf_printf(&differences, "\n  in the image, not in the plan: %s", c.unexpected.data[i]);
    struct map_entry e;
    for (size_t i = 0; map_next(&c.expected, &i, &e);)
        if ((intptr_t)e.value > 0)
            buf_printf(&differences, "\n  in the plan, not in the image: %s", e.key);
    if (differences.len)
        internal_error("the plan and ld's map differ:%s", differences.s);
    free(text);
}
