// SPDX-License-Identifier: MIT
// Puts parts of the graph into words, and counts what hangs from a part.
#include "solve/describe.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *plain_name(const char *symbol)
{
    return starts_with(symbol, "__uk_") ? symbol + 5 : symbol;
}

// Functions go before labels, global names before local ones.
static int rank(const struct graph_symbol *s)
{
    return 2 * s->function + s->global;
}

const struct graph_symbol *symbol_at(const struct graph *g, int64_t section, uint64_t offset)
{
    const struct graph_symbol *best = NULL;
    for (size_t i = 0; i < g->symbols.len; i++) {
        const struct graph_symbol *s = &g->symbols.data[i];
        if (s->section == section && offset >= s->offset && (offset - s->offset < s->bytes || !s->bytes) &&
            (!best || rank(s) > rank(best)))
            best = s;
    }
    return best;
}

char *section_title(const struct graph *g, int64_t section)
{
    const struct graph_symbol *s = symbol_at(g, section, 0);
    if (!s)
        return xstrdup(g->sections.data[section].name);
    return xasprintf(s->function ? "%s()" : "%s", plain_name(s->name));
}

const char *object_name(const struct graph *g, int64_t section)
{
    return g->objects.data[g->sections.data[section].object].name;
}

const char *module_of(const struct graph *g, int64_t section)
{
    int64_t m = g->objects.data[g->sections.data[section].object].module;
    return m < 0 ? NULL : g->modules.data[m].name;
}

char *part_of(const struct graph *g, int64_t section)
{
    const struct graph_object *o = &g->objects.data[g->sections.data[section].object];
    if (o->module >= 0)
        return xasprintf("module %s", g->modules.data[o->module].name);
    if (o->origin == FROM_LIB)
        return xstrdup(o->archive ? o->archive : o->name);
    return xstrdup("the application");
}

static const char *module_name(const struct graph *g, int64_t m)
{
    return m < 0 ? "?" : g->modules.data[m].name;
}

static char *config_text(const struct graph *g, int64_t m)
{
    const char *where = m < 0 ? NULL : g->modules.data[m].where;
    return xasprintf("%s%sCONFIG_%s=y", where ? where : "", where ? " says " : "", module_name(g, m));
}

char *reason_text(const struct graph *g, const struct graph_reason *r)
{
    const char *symbol = r->symbol ? plain_name(r->symbol) : "it";
    switch (r->why) {
    case WHY_MAIN: return xstrdup("your program starts here");
    case WHY_ENTRY: return xstrdup("the machine starts here");
    case WHY_KEPT: return xstrdup("kept with its object (constructor, note or the like)");
    case WHY_ASKED: return xstrdup("asked for by -u or --whole-archive");
    case WHY_REF: return xasprintf(r->call ? "calls %s()" : "refers to %s", symbol);
    case WHY_GROUP: return xstrdup("in the same section group");
    case WHY_ORDER: return xstrdup("accompanies it (SHF_LINK_ORDER)");
    case WHY_START: return xasprintf("refers to %s", symbol);
    case WHY_CONFIG: return config_text(g, r->module);
    case WHY_INIT: return xasprintf("uk_init() initialises module %s", module_name(g, r->module));
    case WHY_WHEN: return xasprintf("needed once %s() is in the image", symbol);
    case WHY_WANTED: return xasprintf("module %s wants it", module_name(g, r->module));
    default: return xstrdup("?");
    }
}

int64_t reason_parent(const struct graph *g, const struct graph_reason *r)
{
    if (r->from >= 0)
        return r->from;
    const struct graph_reason *m = r;
    for (size_t n = 0; n <= g->modules.len && m->from < 0 && m->module >= 0 && m->why != WHY_CONFIG; n++)
        m = &g->modules.data[m->module].reason; // init hangs from its module, that from the one that wants it, and so on
    return m->from;
}

// Sections that need no other section to be in the image.
static bool is_root(const struct graph *g, size_t i)
{
    return reason_parent(g, &g->sections.data[i].reason) < 0;
}

uint64_t bytes_without(const struct graph *g, bool *gone)
{
    size_t n = g->sections.len;
    bool *kept = xcalloc(n, sizeof *kept);
    for (size_t i = 0; i < n; i++)
        kept[i] = !gone[i] && is_root(g, i);
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i + 1 < g->edges.len; i += 2) {
            int64_t from = g->edges.data[i], to = g->edges.data[i + 1];
            if (kept[from] && !kept[to] && !gone[to])
                kept[to] = changed = true;
        }
        for (size_t i = 0; i < n; i++) { // init functions hang from what brought their module
            int64_t parent = reason_parent(g, &g->sections.data[i].reason);
            if (!kept[i] && !gone[i] && g->sections.data[i].reason.from < 0 && parent >= 0 && kept[parent])
                kept[i] = changed = true;
        }
    }
    uint64_t bytes = 0;
    for (size_t i = 0; i < n; i++) {
        bytes += kept[i] ? 0 : g->sections.data[i].bytes;
        gone[i] = !kept[i];
    }
    free(kept);
    return bytes;
}

bool same_file(const char *object, const char *asked)
{
    const char *open = strchr(object, '(');
    char *member = open ? xstrndup(open + 1, strlen(open) - 2) : xstrdup(base_name(object));
    const char *stem_end = strrchr(base_name(asked), '.');
    char *as_object = stem_end ? xasprintf("%.*s.o", (int)(stem_end - base_name(asked)), base_name(asked)) : NULL;
    if (!strcmp(object, asked) || !strcmp(member, asked) || !strcmp(base_name(object), asked))
        return true;
    bool source = ends_with(asked, ".c") || ends_with(asked, ".S") || ends_with(asked, ".s");
    return source && (!strcmp(member, as_object) || (starts_with(member, "lib_a-") && !strcmp(member + 6, as_object)));
}

int64_t find_module(const struct graph *g, const char *name, bool any_case)
{
    name += starts_with(name, "CONFIG_") ? strlen("CONFIG_") : 0;
    for (size_t i = 0; i < g->modules.len; i++)
        if (any_case ? !strcasecmp(g->modules.data[i].name, name) : !strcmp(g->modules.data[i].name, name))
            return (int64_t)i;
    return NOTHING;
}
