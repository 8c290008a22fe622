// SPDX-License-Identifier: MIT
// The command why: the chain of reasons from main() down to a module, a symbol or a file, and what it costs.
#include <stdlib.h>
#include <string.h>

#include "solve/describe.h"
#include "solve/solve.h"

static void print_cost(const struct graph *g, bool *gone, uint64_t own)
{
    uint64_t all = bytes_without(g, gone);
    if (all > own)
        printf("\nWithout it, and what only it needs, the image would be %s smaller.\n", bytes_text(all));
    else
        printf("\nNothing else is in the image because of it.\n");
}

static void say_unable(const struct graph *g, int64_t module)
{
    if (module >= 0 && g->modules.data[module].unable)
        printf("\nIt is present but unable: %s.\n", g->modules.data[module].unable);
}

static void why_section(const struct graph *g, int64_t section)
{
    bool *gone = xcalloc(g->sections.len, sizeof *gone);
    gone[section] = true;
    steps_t steps = chain_to(g, section);
    print_chain(&steps);
    print_cost(g, gone, g->sections.data[section].bytes);
    say_unable(g, g->objects.data[g->sections.data[section].object].module);
    free(gone);
}

static const char *kind_text(char kind)
{
    return kind == 't' ? "code" : kind == 'r' ? "read-only data" : kind == 'd' ? "data" : "zeroed memory";
}

// Symbols of that name: several, if static functions in several files bear it.
static bool why_symbol(const struct graph *g, const char *name)
{
    unsigned found = 0;
    for (size_t i = 0; i < g->symbols.len; i++) {
        const struct graph_symbol *s = &g->symbols.data[i];
        if (strcmp(s->name, name) && strcmp(plain_name(s->name), name))
            continue;
        if (s->section < 0) {
            printf("%s%s: %s of zeroed memory (COMMON)\n", found++ ? "\n" : "", s->name, bytes_text(s->bytes));
            continue;
        }
        printf("%s%s%s is in %s: %s of %s in %s, %s\n\n", found++ ? "\n" : "", plain_name(s->name),
               s->function ? "()" : "", g->image, bytes_text(s->bytes ? s->bytes : g->sections.data[s->section].bytes),
               kind_text(g->sections.data[s->section].kind), object_name(g, s->section), part_of(g, s->section));
        why_section(g, s->section);
    }
    return found > 0;
}

// The live section of a set that was found first, which is the one its chain should be told for.
static int64_t first_of(const struct graph *g, int64_t object, int64_t module, bool *gone, uint64_t *bytes)
{
    int64_t first = NOTHING;
    for (size_t i = 0; i < g->sections.len; i++) {
        int64_t o = g->sections.data[i].object;
        if (module >= 0 ? g->objects.data[o].module != module : o != object)
            continue;
        gone[i] = true;
        *bytes += g->sections.data[i].bytes;
        // A note or constructor that came with its object explains nothing: rather take what is refered to.
        bool better = first >= 0 && g->sections.data[first].reason.why == WHY_KEPT &&
                      g->sections.data[i].reason.why != WHY_KEPT;
        first = first < 0 || better ? (int64_t)i : first;
    }
    return first;
}

static bool why_object(const struct graph *g, const char *name)
{
    unsigned found = 0;
    for (size_t i = 0; i < g->objects.len; i++) {
        if (!same_file(g->objects.data[i].name, name))
            continue;
        bool *gone = xcalloc(g->sections.len, sizeof *gone);
        uint64_t bytes = 0;
        int64_t first = first_of(g, (int64_t)i, NOTHING, gone, &bytes);
        printf("%s%s is in %s with %s", found++ ? "\n" : "", g->objects.data[i].name, g->image, bytes_text(bytes));
        int64_t module = g->objects.data[i].module;
        printf("%s%s\n", module < 0 ? "" : ", module ", module < 0 ? "" : g->modules.data[module].name);
        printf(first < 0 ? "  Nothing of it is live.\n" : "\n");
        if (first >= 0) {
            steps_t steps = chain_to(g, first);
            print_chain(&steps);
            print_cost(g, gone, bytes);
        }
        free(gone);
    }
    return found > 0;
}

// A module that came in by a reference is told by the chain to its first section; any other by what called for it.
static void print_module_chain(const struct graph *g, int64_t module, int64_t first)
{
    enum why why = g->modules.data[module].reason.why;
    bool called_for = why == WHY_WHEN || why == WHY_WANTED || why == WHY_CONFIG;
    steps_t steps = called_for || first < 0 ? chain_to_module(g, module) : chain_to(g, first);
    print_chain(&steps);
}

static void print_users(const struct graph *g, int64_t module)
{
    map_t seen = {0};
    unsigned shown = 0, more = 0;
    for (size_t i = 0; i + 1 < g->edges.len; i += 2) {
        int64_t from = g->edges.data[i], to = g->edges.data[i + 1];
        bool inside = g->objects.data[g->sections.data[from].object].module == module;
        if (inside || g->objects.data[g->sections.data[to].object].module != module)
            continue;
        char *line = xasprintf("%s in %s uses %s", section_title(g, from), object_name(g, from), section_title(g, to));
        if (*map_slot(&seen, line))
            continue;
        *map_slot(&seen, line) = line;
        if (shown < 12)
            printf("%s  %s\n", shown++ ? "" : "\nWhat uses it:\n", line);
        else
            more++;
    }
    if (more)
        printf("  and %u more\n", more);
}

static void why_module(const struct graph *g, int64_t module)
{
    const struct graph_module *m = &g->modules.data[module];
    bool *gone = xcalloc(g->sections.len, sizeof *gone);
    uint64_t bytes = 0;
    int64_t first = first_of(g, NOTHING, module, gone, &bytes);
    printf("Module %s (libos/%s) is in %s with %s:\n\n", m->name, m->room, g->image, bytes_text(bytes));
    print_module_chain(g, module, first);
    print_users(g, module);
    print_cost(g, gone, bytes);
    say_unable(g, module);
    free(gone);
}

static bool why_present_module(const struct graph *g, const char *name, bool any_case)
{
    int64_t module = find_module(g, name, any_case);
    if (module < 0 || !g->modules.data[module].present)
        return false;
    why_module(g, module);
    return true;
}

// "malloc" is the function where there is one, else the module MALLOC.
static bool why(const struct graph *g, const char *name)
{
    return why_present_module(g, name, false) || why_object(g, name) || why_symbol(g, name) ||
           why_present_module(g, name, true);
}

static const char *did_you_mean(const struct graph *g, const char *name)
{
    strv_t names = {0};
    for (size_t i = 0; i < g->modules.len; i++)
        strv_add(&names, g->modules.data[i].name);
    for (size_t i = 0; i < g->symbols.len; i++)
        strv_add(&names, plain_name(g->symbols.data[i].name));
    for (size_t i = 0; i < g->dead.len; i++)
        strv_add(&names, plain_name(g->dead.data[i].symbol));
    for (size_t i = 0; i < g->absent.len; i++)
        strv_add(&names, plain_name(g->absent.data[i].symbol));
    const char *near = nearest(name, &names);
    return near ? xasprintf("did you mean %s?", near) : NULL;
}

static const char usage[] =
    "usage: uk-cc why [--image F] [--not] NAME\n"
    "Tells why NAME is in an image: the chain of references from main() down to it, and what it costs.\n"
    "\n"
    "  NAME        a module (HEAP), a symbol (malloc) or a file (main.o, heap.c, libc.a(printf.o))\n"
    "  --not       tells what keeps NAME out instead\n"
    "  --image F   the image, or its .debug file; without it the one image under build/kvm/\n";

int cmd_why(int argc, char **argv)
{
    if (help_asked(argc, argv, usage))
        return EXIT_OK;
    struct graph *g = graph_from_args(&argc, argv);
    bool absent = argc > 1 && !strcmp(argv[1], "--not");
    if (argc != (absent ? 3 : 2) || (argv[argc - 1][0] == '-' && argv[argc - 1][1]))
        fatal(EXIT_USAGE, "uk-cc why --help tells more", "why wants one NAME: a module, a symbol or a file");
    const char *name = argv[argc - 1];
    bool other = absent ? !why_not(g, name) : !why(g, name);
    if (!other)
        return EXIT_OK;
    if (absent ? why(g, name) : why_not(g, name)) // the question was the wrong way round
        return EXIT_USER;
    fatal(EXIT_USER, did_you_mean(g, name), "%s is neither in %s nor in the libOS or its C library", name, g->image);
}
