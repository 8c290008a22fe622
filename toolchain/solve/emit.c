// SPDX-License-Identifier: MIT
// Turns a plan into what the link takes: the archive of members, ld's arguments, the generated C file.
#include <stdlib.h>
#include <string.h>

#include "solve/plan.h"
#include "uk/abi.h"

// Objects that ld gets by their own path; all others travel in the archive of plan_members().
static bool is_file(const struct object *o)
{
    return o->path && o->always;
}

// "libc.a:printf.o", with "#2" and so on where an archive holds several members of one name.
static const char *member_name(const struct object *o, map_t *taken)
{
    char *name = o->archive ? xasprintf("%s:%s", base_name(o->archive), o->member) : xstrdup(o->name);
    size_t **count = (size_t **)map_slot(taken, name);
    if (!*count)
        *count = xcalloc(1, sizeof **count);
    return ++**count == 1 ? name : xasprintf("%s#%zu", name, **count);
}

// In the order of lookup, which is then also ld's order where two definitions are equally strong.
void plan_members(const struct plan *p, buf_t *archive)
{
    VEC(struct ar_member) members = {0};
    map_t taken = {0};
    for (size_t i = 0; i < p->objects.len; i++) {
        const struct object *o = p->objects.data[i];
        if (!o->linked || is_file(o))
            continue;
        struct ar_member m = { .name = member_name(o, &taken), .data = o->elf.data, .size = o->elf.size };
        vec_push(&members, m);
    }
    ar_write(archive, members.data, members.len);
    map_free(&taken);
}

// What nothing refers to but the plan wants all the same, ld must be told: -u makes a root of it.
static void add_roots(const struct plan *p, strv_t *argv)
{
    for (size_t i = 0; i < p->names_cap; i++)
        if (p->names[i] && p->names[i]->root)
            strv_addf(argv, "-u%s", p->names[i]->text);
}

// To ld a symbol is weak only if all linked objects say so, those included whose reference is in a dead section: it
// would call a live weak reference that means nothing undefined. Such a name gets the value it has: none.
static void add_nothings(const struct plan *p, strv_t *argv)
{
    for (size_t i = 0; i < p->linked.len; i++) {
        const struct object *o = p->linked.data[i];
        for (size_t k = o->elf.first_global; k < o->elf.symbol_count; k++)
            if (o->elf.symbols[k].index == SHN_UNDEF && o->elf.symbols[k].bind != STB_WEAK)
                o->names[k - o->elf.first_global]->referred = true;
    }
    for (size_t i = 0; i < p->weak.len; i++) {
        struct name *n = p->weak.data[i].name;
        if (n->referred && !n->used)
            strv_addf(argv, "--defsym=%s=0", n->text);
        n->referred = false; // once is enough
    }
}

void plan_link(const struct plan *p, const char *members, strv_t *argv)
{
    add_roots(p, argv);
    add_nothings(p, argv);
    for (size_t i = 0; i < p->objects.len; i++)
        if (is_file(p->objects.data[i]))
            strv_add(argv, p->objects.data[i]->path);
    strv_add(argv, "--whole-archive");
    strv_add(argv, members);
    strv_add(argv, "--no-whole-archive");
}

// The generated C file ------------------------------------------------------------------------------------------------

static const char *init_symbol(const struct module *m)
{
    char *renamed = xasprintf("__uk_%s", m->conf->init);
    for (size_t i = 0; i < m->objects.len; i++)
        for (size_t k = m->objects.data[i]->elf.first_global; k < m->objects.data[i]->elf.symbol_count; k++) {
            const struct elf_symbol *s = &m->objects.data[i]->elf.symbols[k];
            if (s->index != SHN_UNDEF && !strcmp(s->name, renamed))
                return renamed;
        }
    return m->conf->init;
}

static void generate_init(const struct plan *p, buf_t *c)
{
    for (size_t i = 0; i < p->init.len; i++)
        buf_printf(c, "void %s(void);\n", init_symbol(p->init.data[i]));
    buf_puts(c, "void uk_init(void);\n\nvoid uk_init(void)\n{\n");
    for (size_t i = 0; i < p->init.len; i++) {
        const struct module *m = p->init.data[i];
        buf_printf(c, "    %s(); // %s (%s, level %u), because of %s\n", init_symbol(m), m->conf->name,
                   m->conf->room->name, m->conf->room->level, module_parent(p, m));
    }
    buf_puts(c, "}\n");
}

static void add_string(buf_t *c, const char *text)
{
    buf_puts(c, "\"");
    for (; *text; text++)
        if (*text == '\n')
            buf_puts(c, "\\n");
        else if (*text == '"' || *text == '\\' || *text == '?')
            buf_printf(c, "\\%c", *text);
        else if ((unsigned char)*text < ' ' || (unsigned char)*text >= 0x7f)
            buf_printf(c, "\\%03o", (unsigned char)*text);
        else
            buf_add(c, text, 1);
    buf_puts(c, "\"");
}

static const struct solve_option *find_option(const struct plan *p, const char *name)
{
    for (size_t i = 0; i < p->request->option_count; i++)
        if (!strcmp(p->request->options[i].name, name))
            return &p->request->options[i];
    return NULL;
}

static const struct module *find_module(const struct plan *p, const char *name)
{
    for (size_t i = 0; i < p->modules.len; i++)
        if (!strcmp(p->modules.data[i]->conf->name, name))
            return p->modules.data[i];
    return NULL;
}

static void generate_option(const struct plan *p, const char *name, buf_t *c)
{
    const struct solve_option *option = find_option(p, name);
    const struct module *m = find_module(p, name);
    if (!option && !m)
        fatal(EXIT_INTERNAL, "it is missing in the Kconfig tree", "the libOS reads the option %s, which has no value",
              name);
    if (m) {
        buf_printf(c, "const unsigned long uk_config_%s = %d;\n", name, m->present);
    } else if (option->type == 's') {
        buf_printf(c, "const char uk_config_%s[] = ", name);
        add_string(c, option->value);
        buf_puts(c, ";\n");
    } else if (option->type == 'b' || option->type == 't') {
        buf_printf(c, "const unsigned long uk_config_%s = %d;\n", name, option->value[0] != 'n');
    } else {
        int base = option->type == 'x' ? 16 : 10;
        buf_printf(c, "const unsigned long uk_config_%s = %llu;\n", name,
                   (unsigned long long)strtoll(option->value, NULL, base));
    }
}

static void generate_options(const struct plan *p, buf_t *c)
{
    for (size_t i = 0; i < p->given.len; i++) {
        const char *name = p->given.data[i]->text;
        if (!starts_with(name, "uk_config_"))
            continue;
        if (!strstr(c->s, "// Option values"))
            buf_puts(c, "\n// Option values that this image reads.\n");
        generate_option(p, name + strlen("uk_config_"), c);
    }
}

// The note's text (uk/abi.h, UK_NOTE_PLAN).
static char *note_text(const struct plan *p)
{
    buf_t text = {0};
    struct hash h = HASH_INIT;
    for (size_t i = 0; i < p->live.len; i++) {
        const struct node *n = p->live.data[i];
        hash_str(&h, n->object->name);
        hash_str(&h, n->object->elf.sections[n->section].name);
        hash_add(&h, &n->object->elf.sections[n->section].size, sizeof(uint64_t));
    }
    buf_printf(&text, "target %s\nlibc %s\nplan %s\n", p->request->target, p->request->libc, hash_hex(&h));
    for (size_t i = 0; i < p->modules.len; i++)
        if (p->modules.data[i]->present)
            buf_printf(&text, "%s %s\n", p->modules.data[i]->conf->name, module_parent(p, p->modules.data[i]));
    return text.s;
}

// As top-level assembly, since C cannot give a section the type of a note.
static void generate_note(const struct plan *p, buf_t *c)
{
    char *text = note_text(p), *line = text;
    buf_puts(c, "\n// What this image consists of, for tools that have nothing but the image.\n");
    buf_puts(c, "__asm__(\".pushsection .note.uk.plan, \\\"a\\\", @note\\n\"\n");
    buf_printf(c, "        \".balign 4\\n.long %zu, %zu, %d\\n.asciz \\\"%s\\\"\\n.balign 4\\n\"\n",
               sizeof UK_NOTE_NAME, strlen(text), UK_NOTE_PLAN, UK_NOTE_NAME);
    for (char *end; (end = strchr(line, '\n')); line = end + 1)
        buf_printf(c, "        \".ascii \\\"%.*s\\\\n\\\"\\n\"\n", (int)(end - line), line);
    buf_puts(c, "        \".balign 4\\n.popsection\\n\");\n");
    free(text);
}

void plan_generate(const struct plan *p, buf_t *c)
{
    buf_puts(c, "// Generated by uk-cc: initialises the modules of this image, in order.\n");
    generate_init(p, c);
    generate_options(p, c);
    generate_note(p, c);
}

// A warning for functions that link but cannot work ------------------------------------------------------------------

// The name by which others call what lies in a section, and the caller.
static void warn_use(const struct node *n, buf_t *out)
{
    const struct reason *r = &n->reason;
    if (r->why == WHY_REF && r->symbol && r->from->object->module != n->object->module)
        buf_printf(out, "%s%s (%s)", out->len ? ", " : "", r->symbol->text, place_text(r->from, r->offset));
}

void plan_warn(const struct plan *p)
{
    for (size_t i = 0; i < p->modules.len; i++) {
        const struct module *m = p->modules.data[i];
        buf_t uses = {0};
        if (!m->present || !m->conf->unable)
            continue;
        for (size_t k = 0; k < p->live.len; k++)
            if (p->live.data[k]->object->module == m)
                warn_use(p->live.data[k], &uses);
        if (uses.len)
            warn("%s: %s; CONFIG_%s=n makes this an error", m->conf->unable, uses.s, m->conf->name);
    }
}

// Shared with json.c -------------------------------------------------------------------------------------------------

uint64_t module_bytes(const struct plan *p, const struct module *m)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < p->live.len; i++)
        if (p->live.data[i]->object->module == m)
            bytes += p->live.data[i]->object->elf.sections[p->live.data[i]->section].size;
    return bytes;
}

static const char *parent_of_node(const struct node *n)
{
    if (n->object->module)
        return n->object->module->conf->name;
    return n->object->origin == FROM_LIB ? base_name(n->object->archive ? n->object->archive : n->object->path) : "app";
}

const char *module_parent(const struct plan *p, const struct module *m)
{
    const struct reason *r = &m->reason;
    (void)p;
    if (r->why == WHY_CONFIG)
        return "config";
    if (r->why == WHY_WANTED)
        return r->wanter->conf->name;
    if (r->from)
        return parent_of_node(r->from);
    return "boot";
}
