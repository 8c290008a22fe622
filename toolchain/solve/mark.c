// SPDX-License-Identifier: MIT
// Follows relocations: marks sections live, links the objects that define what is needed, decides what each name means.
// Behaves as ld --gc-sections does with the same objects (binutils 2.40, bfd/elflink.c).
#include <stdlib.h>
#include <string.h>

#include "solve/conf.h"
#include "solve/mark.h"

#ifndef R_X86_64_GNU_VTINHERIT
#define R_X86_64_GNU_VTINHERIT 250
#define R_X86_64_GNU_VTENTRY 251
#endif

// Marking ------------------------------------------------------------------------------------------------------------

struct node *definition_node(const struct definition *d)
{
    uint32_t section = definition_symbol(d)->section;
    return section && d->object->linked ? &d->object->nodes[section] : NULL;
}

void bring_module(struct module *m, const struct reason *reason)
{
    if (m->present)
        return;
    m->present = true;
    m->reason = *reason;
}

static void note_edge(struct plan *p, struct node *from, struct node *to)
{
    if (from && from != to && to->seen != from->id + 1) {
        to->seen = from->id + 1;
        vec_push(&p->edges, ((struct edge){ from, to }));
    }
}

// Makes a section live. Sections that take no memory in the image (debug information) are left alone, and so is
// .eh_frame, of which ld keeps the parts that belong to live functions.
static void mark(struct plan *p, struct node *n, const struct reason *reason)
{
    if (n->dropped || !(node_section(n)->flags & SHF_ALLOC) || n->section == n->object->unwind)
        return;
    note_edge(p, reason->from, n);
    if (n->live)
        return;
    n->live = true;
    n->reason = *reason;
    n->id = (uint32_t)p->live.len;
    vec_push(&p->live, n);
    if (n->object->module)
        bring_module(n->object->module, reason);
}

// Linking an object --------------------------------------------------------------------------------------------------

// The first linked object that brings a COMDAT group keeps it; in the others it is dropped.
static void choose_groups(struct plan *p, struct object *o)
{
    for (size_t i = 1; i < o->elf.section_count; i++) {
        const char *signature = elf_group_signature(&o->elf, i);
        if (!signature)
            continue;
        struct name *n = name_of(p, signature);
        for (size_t m = 0; n->comdat && m < elf_group_count(&o->elf, i); m++)
            o->nodes[elf_group_member(&o->elf, i, m)].dropped = true;
        n->comdat = true;
    }
}

// ld's roots in every object: KEEP() in the script, SHF_GNU_RETAIN, notes outside of groups (bfd_elf_gc_sections).
static bool is_kept(const struct plan *p, const struct elf_section *s)
{
    if (!(s->flags & SHF_ALLOC) || !s->size || !strcmp(s->name, ".eh_frame") ||
        section_matches(&p->script.discard, s->name))
        return false;
    if (s->type == SHT_NOTE && !s->group && !(s->flags & SHF_LINK_ORDER))
        return strcmp(s->name, ".note.gnu.property") != 0; // ld merges these into one of its own
    return s->flags & SHF_GNU_RETAIN || section_matches(&p->script.keep, s->name);
}

void mark_kept(struct plan *p, struct object *o)
{
    for (uint32_t i = 1; i < o->elf.section_count; i++) {
        const struct elf_section *s = &o->elf.sections[i];
        if (is_kept(p, s))
            mark(p, &o->nodes[i], &(struct reason){ .why = WHY_KEPT, .from = o->reason.from });
        for (size_t k = 0; k < p->starts.len; k++)
            if (!strcmp(p->starts.data[k].section, s->name))
                mark(p, &o->nodes[i], &p->starts.data[k].reason);
    }
}

void attach_object(struct plan *p, struct object *o, const struct reason *reason)
{
    o->linked = true;
    o->reason = *reason;
    o->nodes = xcalloc(o->elf.section_count, sizeof *o->nodes);
    for (uint32_t i = 0; i < o->elf.section_count; i++)
        o->nodes[i] = (struct node){ .object = o, .section = i };
    o->id = (uint32_t)p->linked.len;
    vec_push(&p->linked, o);
    if (o->has_comdat)
        choose_groups(p, o);
    if (o->unwind && !o->unwind_needs.len)
        read_unwind(o);
}

static void link_object(struct plan *p, struct object *o, const struct reason *reason)
{
    if (o->linked)
        return;
    attach_object(p, o, reason);
    mark_kept(p, o);
}

// Symbols ------------------------------------------------------------------------------------------------------------

// How ld ranks two definitions in linked objects: a strong one beats a common one beats a weak one.
int strength(const struct definition *d)
{
    const struct elf_symbol *s = definition_symbol(d);
    if (s->section && d->object->nodes[s->section].dropped)
        return 0;
    return s->index == SHN_COMMON ? 2 : s->bind == STB_WEAK ? 1 : 3;
}

struct definition *best_linked(const struct name *n)
{
    struct definition *best = NULL;
    for (struct definition *d = n->first; d; d = d->next)
        if (d->object->linked && strength(d) > (best ? strength(best) : 0))
            best = d;
    return best;
}

static bool is_offered(const struct definition *d)
{
    return !d->object->module || d->object->module->value != 'n';
}

// The first definition in the order of lookup whose object may be linked. weak: only from a module that is in the
// image.
struct definition *first_offered(const struct name *n, bool weak)
{
    for (struct definition *d = n->first; d; d = d->next)
        if (is_offered(d) && (!weak || (d->object->module && d->object->module->present)))
            return d;
    return NULL;
}

static struct module *switched_off(const struct name *n)
{
    for (const struct definition *d = n->first; d; d = d->next)
        if (!is_offered(d))
            return d->object->module;
    return NULL;
}

void note_missing(struct plan *p, struct name *n, const struct reason *reason)
{
    for (size_t i = 0; n->missing && i < p->missing.len; i++)
        if (p->missing.data[i].name == n) {
            p->missing.data[i].others += p->missing.data[i].from != reason->from;
            return;
        }
    n->missing = true;
    vec_push(&p->missing, ((struct missing){ .name = n, .from = reason->from, .offset = reason->offset,
                                             .call = reason->call, .module = switched_off(n) }));
}

// __start_NAME and __stop_NAME keep all sections called NAME, if NAME is a C identifier.
static bool mark_start(struct plan *p, struct name *n, const struct reason *reason)
{
    size_t prefix = starts_with(n->text, "__start_") ? 8 : starts_with(n->text, "__stop_") ? 7 : 0;
    if (!prefix || !conf_is_name(n->text + prefix))
        return false;
    struct start_use use = { .section = n->text + prefix, .name = n, .reason = *reason };
    use.reason.why = WHY_START;
    for (size_t i = 0; i < p->starts.len; i++)
        if (p->starts.data[i].name == n)
            return true;
    vec_push(&p->starts, use);
    for (size_t i = 0; i < p->linked.len; i++)
        for (uint32_t k = 1; k < p->linked.data[i]->elf.section_count; k++)
            if (!strcmp(p->linked.data[i]->elf.sections[k].name, use.section))
                mark(p, &p->linked.data[i]->nodes[k], &use.reason);
    return true;
}

void mark_definition(struct plan *p, struct name *n, struct definition *d, const struct reason *reason)
{
    const struct elf_symbol *s = definition_symbol(d);
    n->used = d;
    link_object(p, d->object, reason);
    if (s->type == STT_GNU_IFUNC)
        strv_addf(&p->faults, "%s: %s is an indirect function (IFUNC), which images do not support", d->object->name,
                  n->text);
    if (s->section)
        mark(p, &d->object->nodes[s->section], reason);
    else if (d->object->module)
        bring_module(d->object->module, reason);
    if (s->index == SHN_COMMON && !n->common_live) {
        n->common_live = true;
        vec_push(&p->commons, n);
    }
}

static bool is_option(const char *text)
{
    return starts_with(text, "uk_config_");
}

void use_given(struct plan *p, struct name *n)
{
    if (!n->given_used)
        vec_push(&p->given, n);
    n->given_used = true;
}

// A reference to a name. What it means is decided at first use; another round corrects it where ld would choose
// otherwise.
void mark_name(struct plan *p, struct name *n, bool weak, const struct reason *reason)
{
    struct definition *d = n->used ? n->used : n->forced ? n->forced : best_linked(n);
    if (!d && (n->given || is_option(n->text))) {
        use_given(p, n);
        return;
    }
    if (!d)
        d = first_offered(n, weak);
    if (d)
        mark_definition(p, n, d, reason);
    else if (weak)
        vec_push(&p->weak, ((struct weak_use){ n, *reason }));
    else if (!mark_start(p, n, reason))
        note_missing(p, n, reason);
}

// Relocations --------------------------------------------------------------------------------------------------------

static bool is_call(const struct elf_object *e, const struct node *n, const struct elf_reloc *r)
{
    const struct elf_section *s = &e->sections[n->section];
    uint8_t before = s->data && r->offset > 0 && r->offset <= s->size ? s->data[r->offset - 1] : 0;
    return (r->type == R_X86_64_PLT32 || r->type == R_X86_64_PC32) && (before == 0xe8 || before == 0xe9); // call, jmp
}

static void follow_reloc(struct plan *p, struct node *n, const struct elf_reloc *r)
{
    struct object *o = n->object;
    const struct elf_symbol *s = &o->elf.symbols[r->symbol];
    struct reason reason = { .why = WHY_REF, .from = n, .offset = r->offset, .call = is_call(&o->elf, n, r) };
    if (r->symbol >= o->elf.first_global && s->bind != STB_LOCAL) {
        struct name *name = o->names[r->symbol - o->elf.first_global];
        reason.symbol = name;
        mark_name(p, name, s->index == SHN_UNDEF && s->bind == STB_WEAK, &reason);
    } else if (s->section) {
        reason.local = s->name;
        mark(p, &o->nodes[s->section], &reason);
    }
    if (r->symbol < o->elf.first_global && s->type == STT_GNU_IFUNC)
        strv_addf(&p->faults, "%s: %s is an indirect function (IFUNC), which images do not support", o->name, s->name);
}

static void follow_relocs(struct plan *p, struct node *n)
{
    struct elf_reloc r;
    for (size_t i = 0, count = elf_reloc_count(&n->object->elf, n->section); i < count; i++) {
        if (!elf_reloc(&n->object->elf, n->section, i, &r)) {
            strv_addf(&p->faults, "%s: damaged: relocation %zu of section %s", n->object->name, i,
                      node_section(n)->name);
            return;
        }
        if (r.type == R_X86_64_IRELATIVE) {
            strv_addf(&p->faults,
                      "%s: section %s holds an IRELATIVE relocation (an indirect function), which images do "
                      "not support",
                      n->object->name, node_section(n)->name);
            return;
        }
        if (r.symbol && r.type != R_X86_64_GNU_VTINHERIT && r.type != R_X86_64_GNU_VTENTRY)
            follow_reloc(p, n, &r);
    }
}

static void mark_group(struct plan *p, struct node *n)
{
    struct object *o = n->object;
    uint32_t group = node_section(n)->group;
    for (size_t i = 0; group && i < elf_group_count(&o->elf, group); i++)
        mark(p, &o->nodes[elf_group_member(&o->elf, group, i)], &(struct reason){ .why = WHY_GROUP, .from = n });
}

// A SHF_LINK_ORDER section lives exactly when the section does that its sh_link names.
static void mark_ordered(struct plan *p, struct node *n)
{
    struct object *o = n->object;
    for (uint32_t i = 1; o->has_link_order && i < o->elf.section_count; i++)
        if (o->elf.sections[i].flags & SHF_LINK_ORDER && o->elf.sections[i].link == n->section)
            mark(p, &o->nodes[i], &(struct reason){ .why = WHY_ORDER, .from = n });
}

static void mark_unwind(struct plan *p, struct node *n)
{
    struct object *o = n->object;
    struct elf_reloc r;
    for (size_t i = 0; i < o->unwind_needs.len; i++)
        if (o->unwind_needs.data[i].function == n->section &&
            elf_reloc(&o->elf, o->unwind, o->unwind_needs.data[i].reloc, &r)) {
            r.offset = 0; // it counts as a reference of the function itself
            follow_reloc(p, n, &r);
        }
}

void drain(struct plan *p)
{
    while (p->next < p->live.len) {
        struct node *n = p->live.data[p->next++];
        mark_group(p, n);
        mark_ordered(p, n);
        mark_unwind(p, n);
        follow_relocs(p, n);
    }
}
