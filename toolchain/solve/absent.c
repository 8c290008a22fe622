// SPDX-License-Identifier: MIT
// why --not: what keeps a module, a symbol or a file out of an image.
#include <stdio.h>
#include <string.h>

#include "solve/describe.h"

static void print_mentions(const struct graph *g, const char *symbol)
{
    map_t seen = {0};
    for (size_t i = 0; i < g->mentions.len; i++) {
        const struct graph_mention *m = &g->mentions.data[i];
        char *line = xasprintf("  %s() in %s would use it, but nothing that runs reaches %s()\n", m->caller,
                               g->objects.data[m->object].name, m->caller);
        if (!strcmp(plain_name(m->symbol), symbol) && !*map_slot(&seen, line)) {
            *map_slot(&seen, line) = line;
            fputs(line, stdout);
        }
    }
}

static void not_module(const struct graph *g, int64_t module)
{
    const struct graph_module *m = &g->modules.data[module];
    printf("Module %s (libos/%s) is not in %s: ", m->name, m->room, g->image);
    if (!m->eligible)
        printf("it does not serve target %s with %s.\n", g->target, g->libc);
    else if (*m->value == 'n')
        printf("%s%sCONFIG_%s=n. Nothing in the image needs it.\n", m->where ? m->where : "", m->where ? " says " : "",
               m->name);
    else
        printf("nothing in the image needs it (CONFIG_%s=%s).\n", m->name, m->value);
    for (size_t i = 0; i < m->exports.len; i++)
        print_mentions(g, m->exports.data[i]);
    if (m->when.len)
        printf("  It would come in with %s%s.\n", m->when.data[0], m->when.len > 1 ? " or others that it names" : "");
    if (m->eligible && *m->value != 'n')
        printf("  CONFIG_%s=y puts it in.\n", m->name);
}

static bool not_symbol(const struct graph *g, const char *name)
{
    for (size_t i = 0; i < g->dead.len; i++) {
        const struct graph_dead *d = &g->dead.data[i];
        if (strcmp(plain_name(d->symbol), name))
            continue;
        printf("%s is not in %s: it is defined in %s, whose other parts are, but nothing that runs refers to it.\n",
               name, g->image, g->objects.data[d->object].name);
        printf("  It would take %s.\n", bytes_text(d->bytes));
        print_mentions(g, name);
        return true;
    }
    for (size_t i = 0; i < g->absent.len; i++) {
        const struct graph_absent *a = &g->absent.data[i];
        if (strcmp(plain_name(a->symbol), name))
            continue;
        printf("%s is not in %s: nothing that runs refers to it. %s has it", name, g->image, a->object);
        printf(a->module < 0 ? ".\n" : ", module %s.\n", a->module < 0 ? "" : g->modules.data[a->module].name);
        print_mentions(g, name);
        return true;
    }
    return false;
}

static bool not_file(const struct graph *g, const char *name)
{
    for (size_t i = 0; i < g->absent.len; i++)
        if (same_file(g->absent.data[i].object, name)) {
            printf("%s is not in %s: nothing that runs refers to what it defines.\n", g->absent.data[i].object,
                   g->image);
            return true;
        }
    return false;
}

bool why_not(const struct graph *g, const char *name)
{
    int64_t module = find_module(g, name, true);
    if (module >= 0 && !g->modules.data[module].present) {
        not_module(g, module);
        return true;
    }
    return not_symbol(g, name) || not_file(g, name);
}
