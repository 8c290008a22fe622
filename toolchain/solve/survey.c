// SPDX-License-Identifier: MIT
// What each module came to, in words, for those who show choices: no image need come of the plan.
#include <stdlib.h>
#include <string.h>

#include "solve/describe.h"
#include "solve/plan.h"

static const char *called(const char *symbol, bool call)
{
    return xasprintf("%s%s", plain_name(symbol), call ? "()" : "");
}

// What the user can do something about: the application's own reference from which it all follows, "printf() in
// main.o". NULL if the chain does not come from the application.
static char *cause(const struct reason *r)
{
    for (const struct node *n = r->from; n; r = &n->reason, n = r->from) {
        const char *symbol = r->symbol ? r->symbol->text : r->local;
        if (n->object->origin <= FROM_ARCHIVE && symbol && *symbol)
            return xasprintf("%s in %s", called(symbol, r->call), n->object->name);
    }
    return NULL;
}

// The reason at the chain's beginning.
static const struct reason *root_of(const struct reason *r)
{
    while (r->from)
        r = &r->from->reason;
    return r;
}

static char *why_present(const struct reason *r)
{
    char *from = r->why == WHY_WHEN || r->why == WHY_WANTED ? NULL : cause(r);
    const struct reason *root = root_of(r);
    if (from)
        return xasprintf("needed by %s", from);
    if (r->why == WHY_WHEN)
        return xasprintf("needed once %s is in the image", called(r->symbol->text, true));
    if (root->wanter)
        return xasprintf("needed by module %s", root->wanter->conf->name);
    return xstrdup(root->why == WHY_ENTRY ? "needed by every image" : "comes with an object of the image");
}

// What calls for a module that is n; NULL if nothing does.
static char *why_wanted(const struct plan *p, const struct module *m, const struct node **from)
{
    for (size_t i = 0; i < p->missing.len; i++) {
        const struct missing *lack = &p->missing.data[i];
        if (lack->module != m || !lack->from)
            continue;
        *from = lack->from;
        char *by = cause(&(struct reason){ .why = WHY_REF, .from = lack->from, .symbol = lack->name, .call = lack->call });
        return xasprintf("needed by %s", by ? by : place_text(lack->from, lack->offset));
    }
    for (size_t i = 0; i < p->unmet.len; i++)
        if (p->unmet.data[i].module == m)
            return xasprintf("needed once %s is in the image", called(p->unmet.data[i].symbol->text, true));
    return NULL;
}

static struct survey_module survey_module(const struct plan *p, const struct module *m)
{
    struct survey_module s = { .name = m->conf->name, .value = m->value, .present = m->present };
    const struct node *from = m->present ? m->reason.from : NULL;
    s.reason = m->present ? why_present(&m->reason) : why_wanted(p, m, &from);
    s.bytes = m->present ? module_bytes(p, m) : 0;
    s.chain = from ? chain_text(from) : NULL;
    return s;
}

void plan_survey(const struct plan *p, struct survey *s)
{
    *s = (struct survey){0};
    for (size_t i = 0; i < p->live.len; i++)
        if (node_section(p->live.data[i])->type != SHT_NOBITS)
            s->bytes += node_section(p->live.data[i])->size;
    for (size_t i = 0; i < p->modules.len; i++)
        if (p->modules.data[i]->eligible)
            vec_push(&s->modules, survey_module(p, p->modules.data[i]));
    plan_problems(p, &s->problems);
}
