// SPDX-License-Identifier: MIT
// Finds what is live: marks the roots, brings in modules until nothing changes, and repeats that with better knowledge
// where an object that came late redefines a name.
#include <stdlib.h>
#include <string.h>

#include "solve/mark.h"

// Modules ------------------------------------------------------------------------------------------------------------

static void note_unmet(struct plan *p, struct module *m, struct module *wanter, const char *want,
                       const struct name *symbol)
{
    for (size_t i = 0; i < p->unmet.len; i++)
        if (p->unmet.data[i].module == m && p->unmet.data[i].wanter == wanter && p->unmet.data[i].want == want)
            return;
    vec_push(&p->unmet, ((struct unmet){ m, wanter, want, symbol }));
}

// A live definition of the name, as the source calls it or renamed.
static struct node *live_definition(struct plan *p, const char *text, struct name **name)
{
    char *renamed = xasprintf("__uk_%s", text);
    for (int i = 0; i < 2; i++) {
        *name = name_of(p, i ? renamed : text);
        for (const struct definition *d = (*name)->first; d; d = d->next) {
            struct node *n = definition_node(d);
            if (n && n->live)
                return n;
        }
    }
    return NULL;
}

// `when`: the module is needed once one of the symbols is live; `when?`: the same, unless it is switched off.
static void check_when(struct plan *p, struct module *m, const strv_t *symbols, bool needed)
{
    for (size_t i = 0; i < symbols->len && !m->present; i++) {
        struct name *name;
        struct node *n = live_definition(p, symbols->data[i], &name);
        if (n && m->value != 'n')
            bring_module(m, &(struct reason){ .why = WHY_WHEN, .from = n, .symbol = name });
        else if (n && needed)
            note_unmet(p, m, NULL, NULL, name);
    }
}

// `wants`: every eligible provider that is not switched off. True if there is one.
static bool bring_providers(struct plan *p, struct module *wanter, const char *want)
{
    bool found = false;
    for (size_t i = 0; i < p->modules.len; i++) {
        struct module *m = p->modules.data[i];
        if (!m->eligible || m->value == 'n' || !strv_has(&m->conf->provides, want))
            continue;
        bring_module(m, &(struct reason){ .why = WHY_WANTED, .wanter = wanter });
        found = true;
    }
    return found;
}

static void check_wants(struct plan *p, struct module *m)
{
    for (size_t i = 0; i < m->conf->wants.len; i++)
        if (!bring_providers(p, m, m->conf->wants.data[i]))
            note_unmet(p, NULL, m, m->conf->wants.data[i], NULL);
    for (size_t i = 0; i < m->conf->may_want.len; i++)
        bring_providers(p, m, m->conf->may_want.data[i]);
}

static void mark_init(struct plan *p, struct module *m)
{
    if (!m->conf->init || m->init_done)
        return;
    m->init_done = true;
    struct name *name = module_name(p, m->conf->init);
    for (struct definition *d = name->first; d; d = d->next)
        if (d->object->module == m) {
            mark_definition(p, name, d, &(struct reason){ .why = WHY_INIT, .wanter = m, .symbol = name });
            return;
        }
    fatal_at(m->conf->room->file, m->conf->line, NULL, "module %s: init function %s is defined in none of its sources",
             m->conf->name, m->conf->init);
}

// y: all that the module declares to others.
static void mark_exports(struct plan *p, struct module *m)
{
    struct reason reason = { .why = WHY_CONFIG, .wanter = m };
    bring_module(m, &reason);
    for (size_t i = 0; i < m->objects.len; i++) {
        struct object *o = m->objects.data[i];
        for (size_t k = o->elf.first_global; k < o->elf.symbol_count; k++) {
            struct name *n = o->names[k - o->elf.first_global];
            if (o->elf.symbols[k].index != SHN_UNDEF && room_exports(m->conf, n->text)) {
                reason.symbol = n;
                n->root = true;
                mark_name(p, n, false, &reason);
            }
        }
    }
}

// Weak references that meant nothing when they were seen, but whose object or module has come in since.
static void retry_weak(struct plan *p)
{
    for (size_t i = 0; i < p->weak.len; i++) {
        struct weak_use use = p->weak.data[i];
        if (best_linked(use.name) || first_offered(use.name, true)) {
            p->weak.data[i--] = p->weak.data[--p->weak.len];
            mark_name(p, use.name, true, &use.reason);
        }
    }
}

static void check_module(struct plan *p, struct module *m)
{
    if (!m->present)
        check_when(p, m, &m->conf->when, true);
    if (!m->present)
        check_when(p, m, &m->conf->may_when, false);
    if (m->present) {
        check_wants(p, m);
        mark_init(p, m);
    }
}

static size_t count_present(const struct plan *p)
{
    size_t count = 0;
    for (size_t i = 0; i < p->modules.len; i++)
        count += p->modules.data[i]->present;
    return count;
}

static void settle(struct plan *p)
{
    size_t live, present;
    do {
        live = p->live.len;
        present = count_present(p);
        drain(p);
        retry_weak(p);
        for (size_t i = 0; i < p->modules.len; i++)
            if (p->modules.data[i]->eligible)
                check_module(p, p->modules.data[i]);
    } while (p->live.len != live || count_present(p) != present);
}

// Rounds -------------------------------------------------------------------------------------------------------------

static bool is_applications(const struct name *n)
{
    return n->first && n->first->object->origin <= FROM_ARCHIVE;
}

// main comes first, and alone, so that the chains of reasons start there wherever they can.
static void mark_roots(struct plan *p)
{
    for (size_t i = 0; i < p->objects.len; i++)
        if (p->objects.data[i]->always)
            attach_object(p, p->objects.data[i], &(struct reason){ .why = WHY_ASKED });
    struct name *start = name_of(p, "main");
    if (is_applications(start))
        mark_name(p, start, false, &(struct reason){ .why = WHY_MAIN, .symbol = start });
    drain(p);
    for (size_t i = 0; i < p->objects.len; i++)
        if (p->objects.data[i]->always)
            mark_kept(p, p->objects.data[i]);
    drain(p);
    for (size_t i = 0; i < p->request->undefined.len; i++) {
        struct name *n = name_of(p, p->request->undefined.data[i]);
        if (first_offered(n, false))
            mark_name(p, n, false, &(struct reason){ .why = WHY_ASKED, .symbol = n });
    }
    drain(p);
    const char *entry = p->script.entry ? p->script.entry : p->request->entry;
    if (entry)
        mark_name(p, name_of(p, entry), false, &(struct reason){ .why = WHY_ENTRY, .symbol = name_of(p, entry) });
    drain(p);
    for (size_t i = 0; i < p->modules.len; i++)
        if (p->modules.data[i]->eligible && p->modules.data[i]->value == 'y')
            mark_exports(p, p->modules.data[i]);
}

static void start_round(struct plan *p)
{
    for (size_t i = 0; i < p->names_cap; i++)
        if (p->names[i]) {
            struct name *n = p->names[i];
            n->used = NULL;
            n->given_used = n->missing = n->common_live = n->comdat = false;
        }
    for (size_t i = 0; i < p->linked.len; i++) {
        p->linked.data[i]->linked = false;
        free(p->linked.data[i]->nodes);
    }
    for (size_t i = 0; i < p->modules.len; i++)
        p->modules.data[i]->present = p->modules.data[i]->init_done = false;
    p->linked.len = p->live.len = p->edges.len = p->commons.len = p->given.len = p->next = 0;
    p->missing.len = p->unmet.len = p->weak.len = p->starts.len = p->faults.len = 0;
}

// Did an object that came in later bring a definition that ld prefers, stronger or earlier? The next round begins with
// that knowledge. A name's definition only ever gets better, so the rounds come to an end.
static bool correct_choices(struct plan *p)
{
    bool changed = false;
    for (size_t i = 0; i < p->names_cap; i++) {
        struct name *n = p->names[i];
        struct definition *best = n && n->used ? best_linked(n) : NULL;
        if (!best || best == n->used)
            continue;
        n->forced = best;
        changed = true;
    }
    return changed;
}

static void check_starts(struct plan *p)
{
    for (size_t i = 0; i < p->starts.len; i++) {
        struct start_use *use = &p->starts.data[i];
        bool found = false;
        for (size_t k = 0; k < p->live.len && !found; k++)
            found = !strcmp(node_section(p->live.data[k])->name, use->section);
        if (!found)
            note_missing(p, use->name, &use->reason);
        else
            use_given(p, use->name);
    }
}

// "libc.a(remove.o) (linked for _remove_r)"
static char *with_cause(const struct object *o)
{
    return o->reason.symbol ? xasprintf("%s (linked for %s)", o->name, o->reason.symbol->text) : xstrdup(o->name);
}

// Two strong definitions in linked objects: ld refuses them, wherever they lie.
static void check_duplicates(struct plan *p)
{
    for (size_t i = 0; i < p->linked.len; i++) {
        const struct object *o = p->linked.data[i];
        for (size_t k = o->elf.first_global; k < o->elf.symbol_count; k++) {
            struct name *n = o->names[k - o->elf.first_global];
            if (o->elf.symbols[k].index == SHN_UNDEF || n->first == n->last)
                continue;
            const struct definition *best = best_linked(n);
            struct definition own = { .object = p->linked.data[i], .symbol = (uint32_t)k };
            if (best && best->object != o && strength(best) == 3 && strength(&own) == 3)
                strv_addf(&p->faults, "%s is defined twice: in %s and in %s", n->text, with_cause(best->object),
                          with_cause(o));
        }
    }
}

void find_live(struct plan *p)
{
    mark_roots(p);
    settle(p);
    while (correct_choices(p)) {
        start_round(p);
        mark_roots(p);
        settle(p);
    }
    check_starts(p);
    check_duplicates(p);
}
