// SPDX-License-Identifier: MIT
// Chains of reasons, from main() or another root down to a section, with the source lines of the references.
#include <stdlib.h>
#include <string.h>

#include "elf/elf.h"
#include "solve/describe.h"

// Lines of references -------------------------------------------------------------------------------------------------

// The address of a section's offset in the linked image, through the one symbol of that name; 0 if there are several.
static uint64_t address_of(const struct graph *g, const struct elf_object *debug, int64_t section, uint64_t offset)
{
    const struct graph_symbol *s = symbol_at(g, section, offset);
    uint64_t found = 0;
    for (size_t i = 1; s && i < debug->symbol_count; i++)
        if (debug->symbols[i].type == STT_FUNC && debug->symbols[i].size == s->bytes &&
            !strcmp(debug->symbols[i].name, s->name)) {
            if (found)
                return 0;
            found = debug->symbols[i].value + (offset - s->offset);
        }
    return found;
}

// Asks addr2line for all steps at once.
static void ask_lines(const char *file, const uint64_t *addresses, steps_t *steps)
{
    strv_t argv = {0};
    strv_add(&argv, "addr2line");
    strv_addf(&argv, "--exe=%s", file);
    for (size_t i = 0; i < steps->len; i++)
        strv_addf(&argv, "0x%llx", (unsigned long long)addresses[i]);
    buf_t out = {0};
    if (!proc_find("addr2line", NULL) || proc_capture(&argv, &out, true))
        return;
    char *save = NULL, *line = strtok_r(out.s, "\n", &save);
    for (size_t i = 0; i < steps->len && line; i++, line = strtok_r(NULL, "\n", &save)) {
        line[strcspn(line, " ")] = '\0';
        if (addresses[i] && line[0] != '?' && !ends_with(line, ":?") && !ends_with(line, ":0"))
            steps->data[i].line = base_name(line);
    }
}

static void find_lines(const struct graph *g, steps_t *steps)
{
    char *path = xasprintf("%s.debug", g->image);
    struct file f;
    struct elf_object debug;
    if (file_map(file_exists(path) ? path : g->image, &f) || elf_parse(&debug, f.data, f.size))
        return;
    uint64_t *addresses = xcalloc(steps->len, sizeof *addresses);
    for (size_t i = 1; i < steps->len; i++) {
        int64_t section = steps->data[i].section;
        const struct graph_reason *r = section < 0 ? NULL : &g->sections.data[section].reason;
        if (r && r->why == WHY_REF)
            addresses[i] = address_of(g, &debug, r->from, r->offset);
    }
    ask_lines(file_exists(path) ? path : g->image, addresses, steps);
    free(addresses);
}

// Chains --------------------------------------------------------------------------------------------------------------

static struct step make_step(const struct graph *g, int64_t section)
{
    const struct graph_reason *r = &g->sections.data[section].reason;
    char *reason = reason_text(g, r);
    struct step s = { .object = object_name(g, section), .section = section };
    if (r->why == WHY_REF && r->symbol && *r->symbol == '.') { // through a section symbol
        s.what = xasprintf("%s %s", r->call ? "calls" : "refers to", section_title(g, section));
    } else if (r->why == WHY_REF && r->symbol) {
        s.what = reason;
    } else {
        s.what = section_title(g, section);
        s.note = reason;
    }
    return s;
}

// Adds the modules that brought each other in, from m upwards. Returns the section that all of it hangs from, or
// NOTHING.
static int64_t climb_modules(const struct graph *g, int64_t module, steps_t *up)
{
    for (size_t n = 0; module >= 0 && n <= g->modules.len; n++) {
        const struct graph_module *m = &g->modules.data[module];
        const struct graph_reason *r = &m->reason;
        if (r->why != WHY_WANTED && r->why != WHY_WHEN && r->why != WHY_CONFIG)
            return r->from;
        vec_push(up, ((struct step){ .what = xasprintf("module %s", m->name), .object = xasprintf("libos/%s", m->room),
                                     .note = reason_text(g, r), .section = NOTHING }));
        if (r->why != WHY_WANTED)
            return r->from;
        module = r->module;
    }
    return NOTHING;
}

static steps_t climb(const struct graph *g, int64_t section, steps_t up)
{
    steps_t down = {0};
    for (int64_t s = section; s >= 0 && up.len <= g->sections.len + g->modules.len;) {
        const struct graph_reason *r = &g->sections.data[s].reason;
        vec_push(&up, make_step(g, s));
        s = r->from < 0 && r->why == WHY_INIT ? climb_modules(g, r->module, &up) : r->from;
    }
    while (up.len)
        vec_push(&down, up.data[--up.len]);
    find_lines(g, &down);
    return down;
}

steps_t chain_to(const struct graph *g, int64_t section)
{
    return climb(g, section, (steps_t){0});
}

steps_t chain_to_module(const struct graph *g, int64_t module)
{
    steps_t up = {0};
    int64_t section = climb_modules(g, module, &up);
    return climb(g, section, up);
}

// How many columns a text takes: UTF-8 bytes that continue a character take none.
static int columns(const char *text)
{
    int n = 0;
    for (; *text; text++)
        n += (*text & 0xc0) != 0x80;
    return n;
}

static void print_column(const char *text, int width)
{
    printf("%s%*s", text, width > columns(text) ? width - columns(text) : 0, "");
}

void print_chain(const steps_t *steps)
{
    int what = 0, object = 0;
    for (size_t i = 0; i < steps->len; i++) {
        int w = columns(steps->data[i].what) + (i ? 2 : 0), o = columns(steps->data[i].object);
        what = w > what ? w : what;
        object = o > object ? o : object;
    }
    for (size_t i = 0; i < steps->len; i++) {
        const struct step *s = &steps->data[i];
        const char *note = s->note ? s->note : s->line ? xasprintf("at %s", s->line) : "";
        printf("  ");
        print_column(i ? xasprintf("↳ %s", s->what) : s->what, what);
        printf("  ");
        if (*note)
            print_column(s->object, object);
        printf("%s%s\n", *note ? "  " : s->object, note);
    }
}
