// SPDX-License-Identifier: MIT
// Writes the whole graph of a plan as JSON; graph.h says what it holds.
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "solve/plan.h"

// jansson takes UTF-8 only; file and symbol names may be any bytes. Those that do not fit are shown as '?'.
static const char *utf8(const char *text)
{
    json_t *good = text ? json_string(text) : NULL;
    if (good || !text) {
        json_decref(good);
        return text;
    }
    char *copy = xstrdup(text);
    for (char *p = copy; *p; p++)
        if (*p & 0x80)
            *p = '?';
    return copy;
}

static json_int_t module_number(const struct module *m)
{
    return m ? (json_int_t)m->id : NOTHING;
}

static const char *kind_of(const struct elf_section *s)
{
    if (s->flags & SHF_EXECINSTR)
        return "t";
    if (s->type == SHT_NOBITS)
        return "b";
    return s->flags & SHF_WRITE ? "d" : "r";
}

static json_t *reason_json(const struct reason *r)
{
    return json_pack("[i,I,s?,I,I,b]", r->why, r->from ? (json_int_t)r->from->id : (json_int_t)NOTHING,
                     utf8(r->symbol ? r->symbol->text : r->local), (json_int_t)r->offset, module_number(r->wanter),
                     r->call);
}

static json_t *strings(const strv_t *v)
{
    json_t *a = json_array();
    for (size_t i = 0; i < v->len; i++)
        json_array_append_new(a, json_string(utf8(v->data[i])));
    return a;
}

static json_t *module_json(const struct plan *p, const struct module *m)
{
    char value[] = { m->value, '\0' };
    const struct room_module *c = m->conf;
    json_t *when = strings(&c->when), *may_when = strings(&c->may_when);
    json_array_extend(when, may_when);
    json_decref(may_when);
    json_t *o =
        json_pack("{s:s, s:s, s:i, s:s, s:s?, s:b, s:b, s:s?, s:o, s:o}", "name", c->name, "room", c->room->name,
                  "level", (int)c->room->level, "value", value, "where", m->where, "eligible", m->eligible, "present",
                  m->present, "unable", c->unable, "exports", strings(&c->exports), "when", when);
    if (m->present) {
        json_object_set_new(o, "bytes", json_integer((json_int_t)module_bytes(p, m)));
        json_object_set_new(o, "reason", reason_json(&m->reason));
    }
    return o;
}

// The lists of the graph that grow object by object.
struct lists {
    json_t *objects, *symbols, *dead, *mentions, *absent;
};

static void add_symbols(const struct object *o, json_t *symbols)
{
    for (size_t i = 1; i < o->elf.symbol_count; i++) {
        const struct elf_symbol *s = &o->elf.symbols[i];
        if (s->section && o->nodes[s->section].live && s->type != STT_SECTION && *s->name &&
            !starts_with(s->name, ".L"))
            json_array_append_new(symbols, json_pack("[s,I,I,I,b,b]", utf8(s->name),
                                                     (json_int_t)o->nodes[s->section].id, (json_int_t)s->size,
                                                     (json_int_t)s->value, s->type == STT_FUNC, s->bind != STB_LOCAL));
    }
}

static void add_dead(const struct object *o, json_t *dead)
{
    for (size_t i = o->elf.first_global; i < o->elf.symbol_count; i++) {
        const struct elf_symbol *s = &o->elf.symbols[i];
        const struct elf_section *section = &o->elf.sections[s->section];
        if (s->section && !o->nodes[s->section].live && section->flags & SHF_ALLOC)
            json_array_append_new(dead,
                                  json_pack("[s,I,I]", utf8(s->name), (json_int_t)o->id, (json_int_t)section->size));
    }
}

static void add_mentions(const struct object *o, json_t *mentions)
{
    struct elf_reloc r;
    for (size_t i = 1; i < o->elf.section_count; i++) {
        if (o->nodes[i].live || !(o->elf.sections[i].flags & SHF_ALLOC) ||
            !strcmp(o->elf.sections[i].name, ".eh_frame"))
            continue;
        for (size_t k = 0; k < elf_reloc_count(&o->elf, i) && elf_reloc(&o->elf, i, k, &r); k++) {
            if (r.symbol < o->elf.first_global)
                continue;
            const struct elf_symbol *f = elf_function_at(&o->elf, i, r.offset);
            json_array_append_new(mentions, json_pack("[s,I,s]", utf8(f ? f->name : o->elf.sections[i].name),
                                                      (json_int_t)o->id, utf8(o->elf.symbols[r.symbol].name)));
        }
    }
}

static void add_absent(const struct object *o, json_t *absent)
{
    for (size_t i = o->elf.first_global; i < o->elf.symbol_count; i++)
        if (o->elf.symbols[i].index != SHN_UNDEF)
            json_array_append_new(
                absent, json_pack("[s,s,I]", utf8(o->elf.symbols[i].name), utf8(o->name), module_number(o->module)));
}

static void add_object(const struct object *o, struct lists *l)
{
    struct hash h = HASH_INIT;
    hash_add(&h, o->elf.data, o->elf.size);
    json_array_append_new(l->objects, json_pack("[s,i,I,s?,s]", utf8(o->name), o->origin, module_number(o->module),
                                                utf8(o->archive ? base_name(o->archive) : NULL), hash_hex(&h)));
    add_symbols(o, l->symbols);
    add_dead(o, l->dead);
    if (o->origin == FROM_APP)
        add_mentions(o, l->mentions);
}

static void add_commons(const struct plan *p, json_t *symbols)
{
    for (size_t i = 0; i < p->commons.len; i++) {
        const struct elf_symbol *s = definition_symbol(p->commons.data[i]->used);
        json_array_append_new(symbols,
                              json_pack("[s,i,I,i,b,b]", utf8(s->name), NOTHING, (json_int_t)s->size, 0, false, true));
    }
}

static json_t *sections_json(const struct plan *p)
{
    json_t *a = json_array();
    for (size_t i = 0; i < p->live.len; i++) {
        const struct node *n = p->live.data[i];
        json_array_append_new(a, json_pack("[I,s,I,s,o]", (json_int_t)n->object->id, utf8(node_section(n)->name),
                                           (json_int_t)node_section(n)->size, kind_of(node_section(n)),
                                           reason_json(&n->reason)));
    }
    return a;
}

static json_t *edges_json(const struct plan *p)
{
    json_t *a = json_array();
    for (size_t i = 0; i < p->edges.len; i++) {
        json_array_append_new(a, json_integer(p->edges.data[i].from->id));
        json_array_append_new(a, json_integer(p->edges.data[i].to->id));
    }
    return a;
}

static struct lists object_lists(const struct plan *p)
{
    struct lists l = { json_array(), json_array(), json_array(), json_array(), json_array() };
    for (size_t i = 0; i < p->linked.len; i++)
        add_object(p->linked.data[i], &l);
    for (size_t i = 0; i < p->objects.len; i++)
        if (!p->objects.data[i]->linked)
            add_absent(p->objects.data[i], l.absent);
    add_commons(p, l.symbols);
    return l;
}

char *plan_json(const struct plan *p)
{
    json_t *modules = json_array(), *init = json_array();
    for (size_t i = 0; i < p->modules.len; i++)
        json_array_append_new(modules, module_json(p, p->modules.data[i]));
    for (size_t i = 0; i < p->init.len; i++)
        json_array_append_new(init, json_integer(p->init.data[i]->id));
    struct lists l = object_lists(p);
    json_t *root = json_pack("{s:i, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "format", GRAPH_FORMAT,
                             "target", p->request->target, "libc", p->request->libc, "modules", modules, "init", init,
                             "objects", l.objects, "sections", sections_json(p), "symbols", l.symbols,
                             "edges", edges_json(p), "dead", l.dead, "mentions", l.mentions, "absent", l.absent);
    if (root)
        json_object_set_new(root, "link", strings(&p->request->recall));
    char *text = root ? json_dumps(root, JSON_COMPACT) : NULL;
    if (!text)
        internal_error("the plan cannot be written as JSON");
    json_decref(root);
    return text;
}
