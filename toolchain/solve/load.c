// SPDX-License-Identifier: MIT
// Opens all inputs of the solver, parses them and enters their global symbols into one table of names.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "solve/plan.h"

// Names --------------------------------------------------------------------------------------------------------------

static uint64_t hash_text(const char *text)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 0x100000001b3u;
    return h ^ h >> 29;
}

static void grow_names(struct plan *p)
{
    size_t cap = p->names_cap ? p->names_cap * 2 : 16384;
    struct name **table = xcalloc(cap, sizeof *table);
    for (size_t i = 0; i < p->names_cap; i++) {
        if (!p->names[i])
            continue;
        size_t at = p->names[i]->hash & (cap - 1);
        while (table[at])
            at = (at + 1) & (cap - 1);
        table[at] = p->names[i];
    }
    free(p->names);
    p->names = table;
    p->names_cap = cap;
}

struct name *name_of(struct plan *p, const char *text)
{
    if (2 * (p->names_len + 1) > p->names_cap)
        grow_names(p);
    uint64_t hash = hash_text(text);
    size_t at = hash & (p->names_cap - 1);
    for (; p->names[at]; at = (at + 1) & (p->names_cap - 1))
        if (p->names[at]->hash == hash && !strcmp(p->names[at]->text, text))
            return p->names[at];
    struct name *n = xcalloc(1, sizeof *n);
    n->text = text;
    n->hash = hash;
    p->names[at] = n;
    p->names_len++;
    return n;
}

const struct elf_symbol *definition_symbol(const struct definition *d)
{
    return &d->object->elf.symbols[d->symbol];
}

struct name *module_name(struct plan *p, const char *text)
{
    struct name *renamed = name_of(p, xasprintf("__uk_%s", text));
    return renamed->first ? renamed : name_of(p, text);
}

static void define(struct name *n, struct object *o, uint32_t symbol)
{
    struct definition *d = xmalloc(sizeof *d);
    *d = (struct definition){ .object = o, .symbol = symbol };
    if (n->last)
        n->last->next = d;
    else
        n->first = d;
    n->last = d;
}

// ld's --wrap: an undefined reference to NAME means __wrap_NAME, one to __real_NAME means NAME.
static const char *wrapped(const struct plan *p, const char *text)
{
    const strv_t *wraps = &p->request->wrapped;
    if (starts_with(text, "__real_") && strv_has(wraps, text + 7))
        return text + 7;
    return strv_has(wraps, text) ? xasprintf("__wrap_%s", text) : text;
}

// Objects ------------------------------------------------------------------------------------------------------------

_Noreturn static void bad_object(const struct object *o, const char *what)
{
    fatal(EXIT_USER, NULL, "%s: %s", o->name, what);
}

static void check_object(const struct object *o)
{
    if (o->elf.type == ET_DYN)
        bad_object(o, "a shared library: an image holds everything itself, link the static library");
    if (o->elf.type != ET_REL)
        bad_object(o, "a linked program, not an object file");
    if (o->elf.slim_lto)
        fatal(EXIT_USER, "compile it with -ffat-lto-objects, or without -flto",
              "%s: holds no machine code, only the compiler's intermediate code (slim LTO)", o->name);
}

static void enter_names(struct plan *p, struct object *o)
{
    const struct elf_object *e = &o->elf;
    o->names = xcalloc(e->symbol_count - e->first_global, sizeof *o->names);
    for (size_t i = e->first_global; i < e->symbol_count; i++) {
        const struct elf_symbol *s = &e->symbols[i];
        bool undefined = s->index == SHN_UNDEF;
        const char *text = undefined && p->request->wrapped.len ? wrapped(p, s->name) : s->name;
        struct name *n = name_of(p, text);
        o->names[i - e->first_global] = n;
        if (!undefined && s->bind != STB_LOCAL)
            define(n, o, (uint32_t)i);
    }
}

// Parses and enters one object. The fields that say where it comes from are set.
static void add_object(struct plan *p, struct object *o, const uint8_t *data, size_t size)
{
    char *error = elf_parse(&o->elf, data, size);
    if (error)
        bad_object(o, error);
    check_object(o);
    for (size_t i = 1; i < o->elf.section_count; i++) {
        o->has_link_order |= (o->elf.sections[i].flags & SHF_LINK_ORDER) != 0;
        o->has_comdat |= o->elf.sections[i].type == SHT_GROUP;
        if (o->elf.sections[i].relocs && !strcmp(o->elf.sections[i].name, ".eh_frame"))
            o->unwind = (uint32_t)i;
    }
    enter_names(p, o);
    vec_push(&p->objects, o);
}

static struct object *new_object(const char *name, enum origin origin)
{
    struct object *o = xcalloc(1, sizeof *o);
    o->name = name;
    o->origin = origin;
    return o;
}

static void map_input(const char *path, struct file *f)
{
    int error = file_map(path, f);
    if (error) {
        errno = -error;
        fatal_errno("cannot read %s", path);
    }
}

// Archives -----------------------------------------------------------------------------------------------------------

// The bytes of a thin archive's member: a file beside the archive, or a member of an archive there.
static void map_thin_member(const char *archive, struct ar_member *m)
{
    struct file f;
    char *path = path_join(dir_name(archive), m->name);
    map_input(path, &f);
    if (!m->origin) {
        m->data = f.data;
        m->size = f.size;
        return;
    }
    struct ar_archive nested;
    char *error = ar_open(&nested, f.data, f.size);
    for (size_t i = 0; !error && i < nested.count; i++)
        if (nested.members[i].offset == m->origin && nested.members[i].data) {
            *m = nested.members[i];
            return;
        }
    fatal(EXIT_USER, "make the archive again", "%s: a member of %s does not lie where it says%s%s", archive, path,
          error ? ": " : "", error ? error : "");
}

// Members that hold no code (a text, an empty file) are skipped, as ld does; bitcode is not: add_object() complains.
static bool is_code(const struct ar_member *m)
{
    return elf_is(m->data, m->size) || (m->size >= 4 && !memcmp(m->data, "BC\xc0\xde", 4));
}

static void add_archive(struct plan *p, const struct solve_input *input, const struct file *f, enum origin origin)
{
    struct ar_archive a;
    char *error = ar_open(&a, f->data, f->size);
    if (error)
        fatal(EXIT_USER, NULL, "%s: %s", input->path, error);
    const char *base = base_name(input->path);
    for (size_t i = 0; i < a.count; i++) {
        struct ar_member *m = &a.members[i];
        if (!m->data)
            map_thin_member(input->path, m);
        if (!is_code(m))
            continue;
        struct object *o = new_object(xasprintf("%s(%s)", base, base_name(m->name)), origin);
        o->archive = input->path;
        o->member = base_name(m->name);
        o->always = input->whole;
        add_object(p, o, m->data, m->size);
    }
}

static void add_file(struct plan *p, const struct solve_input *input, const struct file *f, enum origin origin)
{
    struct object *o = new_object(input->shown ? input->shown : input->path, origin);
    o->path = input->path;
    o->always = true;
    add_object(p, o, f->data, f->size);
}

// Objects come before archives, wherever they stand: they are linked in any case.
static void add_inputs(struct plan *p, const struct solve_input *inputs, size_t count, enum origin object,
                       enum origin member)
{
    struct file *files = xcalloc(count, sizeof *files);
    for (size_t i = 0; i < count; i++) {
        map_input(inputs[i].path, &files[i]);
        if (!ar_is(files[i].data, files[i].size))
            add_file(p, &inputs[i], &files[i], object);
    }
    for (size_t i = 0; i < count; i++)
        if (ar_is(files[i].data, files[i].size))
            add_archive(p, &inputs[i], &files[i], member);
    free(files);
}

// Modules ------------------------------------------------------------------------------------------------------------

static void read_choice(struct module *m, const struct solve_request *r)
{
    m->value = 'm';
    for (size_t i = 0; i < r->option_count; i++)
        if (!strcmp(r->options[i].name, m->conf->name)) {
            m->value = r->options[i].value[0];
            m->where = r->options[i].where;
        }
}

static void add_module_objects(struct plan *p, struct module *m)
{
    for (size_t i = 0; i < m->conf->sources.len; i++) {
        const char *name = room_object(m->conf->room, m->conf->sources.data[i]);
        struct object *o = new_object(name, FROM_LIBOS);
        o->path = path_join(p->request->objects, name);
        o->module = m;
        struct file f;
        map_input(o->path, &f);
        add_object(p, o, f.data, f.size);
        vec_push(&m->objects, o);
    }
}

static void add_modules(struct plan *p)
{
    const struct solve_request *r = p->request;
    for (size_t i = 0; r->rooms && i < r->rooms->modules.len; i++) {
        struct module *m = xcalloc(1, sizeof *m);
        m->conf = r->rooms->modules.data[i];
        m->eligible = room_serves(m->conf, r->target, r->libc);
        m->id = (uint32_t)p->modules.len;
        read_choice(m, r);
        vec_push(&p->modules, m);
        if (m->eligible)
            add_module_objects(p, m);
    }
}

static void add_given_names(struct plan *p)
{
    static const char *const made_by_ld[] = { "_GLOBAL_OFFSET_TABLE_", "__ehdr_start", "__tls_get_addr", "uk_init" };
    for (size_t i = 0; i < COUNT(made_by_ld); i++)
        name_of(p, made_by_ld[i])->given = true;
    for (size_t i = 0; i < p->script.symbols.len; i++)
        name_of(p, p->script.symbols.data[i])->given = true;
    for (size_t i = 0; i < p->request->defined.len; i++)
        name_of(p, p->request->defined.data[i])->given = true;
}

// In the order of lookup: the application's objects, its archives, the libOS, the libraries.
void load_inputs(struct plan *p)
{
    const struct solve_request *r = p->request;
    add_inputs(p, r->inputs, r->input_count, FROM_APP, FROM_ARCHIVE);
    add_modules(p);
    add_inputs(p, r->libs, r->lib_count, FROM_LIB, FROM_LIB);
    add_given_names(p);
}
