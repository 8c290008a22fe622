// SPDX-License-Identifier: MIT
// The order of initialisation: by room level, then the declared `after`, then by name.
#include <stdlib.h>
#include <string.h>

#include "solve/plan.h"

// How far the search below has come with a module.
enum state { NEW, OPEN, DONE };

struct search {
    struct plan *plan;
    enum state *states;                 // by position in plan->modules
    VEC(const struct module *) path;    // from the first module asked for to the open one
};

static int by_level_and_name(const void *a, const void *b)
{
    const struct module *x = *(struct module *const *)a, *y = *(struct module *const *)b;
    if (x->conf->room->level != y->conf->room->level)
        return x->conf->room->level < y->conf->room->level ? -1 : 1;
    return strcmp(x->conf->name, y->conf->name);
}

_Noreturn static void cycle(const struct search *s, const struct module *again)
{
    buf_t text = {0};
    size_t from = 0;
    while (s->path.data[from] != again)
        from++;
    for (size_t i = from; i < s->path.len; i++)
        buf_printf(&text, "%s after ", s->path.data[i]->conf->name);
    fatal_at(again->conf->room->file, again->conf->after_line, "take one of these `after` away",
             "initialisation goes in a circle: %s%s", text.s, again->conf->name);
}

static void visit(struct search *s, struct module **sorted, size_t count, size_t i)
{
    struct module *m = sorted[i];
    if (s->states[i] == DONE)
        return;
    if (s->states[i] == OPEN)
        cycle(s, m);
    s->states[i] = OPEN;
    vec_push(&s->path, m);
    for (size_t k = 0; k < count; k++)
        if (strv_has(&m->conf->after, sorted[k]->conf->name))
            visit(s, sorted, count, k);
    s->path.len--;
    s->states[i] = DONE;
    if (m->conf->init)
        vec_push(&s->plan->init, m);
}

void order_init(struct plan *p)
{
    VEC(struct module *) present = {0};
    for (size_t i = 0; i < p->modules.len; i++)
        if (p->modules.data[i]->present)
            vec_push(&present, p->modules.data[i]);
    if (!present.len)
        return;
    qsort(present.data, present.len, sizeof *present.data, by_level_and_name);
    struct search s = { .plan = p, .states = xcalloc(present.len, sizeof *s.states) };
    for (size_t i = 0; i < present.len; i++)
        visit(&s, present.data, present.len, i);
    free(s.states);
}
