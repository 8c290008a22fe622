// SPDX-License-Identifier: MIT
// The command why: the chain of reasons from main() down to a module, a symbol or a file, and what it costs.
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "elf/elf.h"
#include "solve/describe.h"
#include "solve/solve.h"

// One line of a chain: who, where, and how it came there.
struct step {
    const char *what, *object, *note;
    const char *line; // file:line of the reference; NULL if unknown
    int64_t section;
};

typedef VEC(struct step) steps_t;

// Lines of references -------------------------------------------------------------------------------------------------

// The address of a section's offset in the linked image, through the one symbol of that name; 0 if there are several.
static uint64_t address_of(const struct graph *g, const struct elf_object *debug, int64_t section, uint64_t offset)
{
    const struct graph_symbol *s = symbol_at(g, section, offset);
    uint64_t found = 0;
    for (size_t i = 1; s && i < debug->symbol_count; i++)
        if (debug->symbols[i].type == STT_FUNC && debug->symbols[i].size == s->bytes &&
            !strcmp(debug->symbols[i].name, s->name)) {
            if (found)
                return 0;
            found = debug->symbols[i].value + (offset - s->offset);
        }
    return found;
}

// Asks addr2line for all steps at once.
static void ask_lines(const char *file, const uint64_t *addresses, steps_t *steps)
{
    strv_t argv = {0};
    strv_add(&argv, "addr2line");
    strv_addf(&argv, "--exe=%s", file);
    for (size_t i = 0; i < steps->len; i++)
        strv_addf(&argv, "0x%llx", (unsigned long long)addresses[i]);
    buf_t out = {0};
    if (!proc_find("addr2line", NULL) || proc_capture(&argv, &out, true))
        return;
    char *save = NULL, *line = strtok_r(out.s, "\n", &save);
    for (size_t i = 0; i < steps->len && line; i++, line = strtok_r(NULL, "\n", &save)) {
        line[strcspn(line, " ")] = '\0';
        if (addresses[i] && line[0] != '?' && !ends_with(line, ":?") && !ends_with(line, ":0"))
            steps->data[i].line = base_name(line);
    }
}

static void find_lines(const struct graph *g, steps_t *steps)
{
    char *path = xasprintf("%s.debug", g->image);
    struct file f;
    struct elf_object debug;
    if (file_map(file_exists(path) ? path : g->image, &f) || elf_parse(&debug, f.data, f.size))
        return;
    uint64_t *addresses = xcalloc(steps->len, sizeof *addresses);
    for (size_t i = 1; i < steps->len; i++) {
        const struct graph_reason *r = &g->sections.data[steps->data[i].section].reason;
        if (r->why == WHY_REF)
            addresses[i] = address_of(g, &debug, r->from, r->offset);
    }
    ask_lines(file_exists(path) ? path : g->image, addresses, steps);
    free(addresses);
}

// Chains --------------------------------------------------------------------------------------------------------------

static struct step make_step(const struct graph *g, int64_t section)
{
    const struct graph_reason *r = &g->sections.data[section].reason;
    char *reason = reason_text(g, r);
    struct step s = { .object = object_name(g, section), .section = section };
    if (r->why == WHY_REF && r->symbol && *r->symbol == '.') { // through a section symbol
        s.what = xasprintf("%s %s", r->call ? "calls" : "refers to", section_title(g, section));
    } else if (r->why == WHY_REF && r->symbol) {
        s.what = reason;
    } else {
        s.what = section_title(g, section);
        s.note = reason;
    }
    return s;
}

// From the root to the section.
static steps_t chain_to(const struct graph *g, int64_t section)
{
    steps_t up = {0}, down = {0};
    for (int64_t s = section; s >= 0 && up.len <= g->sections.len; s = reason_parent(g, &g->sections.data[s].reason))
        vec_push(&up, make_step(g, s));
    while (up.len)
        vec_push(&down, up.data[--up.len]);
    find_lines(g, &down);
    return down;
}

// How many columns a text takes: UTF-8 bytes that continue a character take none.
static int columns(const char *text)
{
    int n = 0;
    for (; *text; text++)
        n += (*text & 0xc0) != 0x80;
    return n;
}

static void print_column(const char *text, int width)
{
    printf("%s%*s", text, width > columns(text) ? width - columns(text) : 0, "");
}

static void print_chain(const steps_t *steps)
{
    int what = 0, object = 0;
    for (size_t i = 0; i < steps->len; i++) {
        int w = columns(steps->data[i].what) + (i ? 2 : 0), o = columns(steps->data[i].object);
        what = w > what ? w : what;
        object = o > object ? o : object;
    }
    for (size_t i = 0; i < steps->len; i++) {
        const struct step *s = &steps->data[i];
        const char *note = s->note ? s->note : s->line ? xasprintf("at %s", s->line) : "";
        printf("  ");
        print_column(i ? xasprintf("↳ %s", s->what) : s->what, what);
        printf("  ");
        if (*note)
            print_column(s->object, object);
        printf("%s%s\n", *note ? "  " : s->object, note);
    }
}

// What one asked for -------------------------------------------------------------------------------------------------

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
        printf("%s%s%s is in %s: %s of %s in %s, %s\n\n", found++ ? "\n" : "", plain_name(s->name), s->function ? "()" : "",
               g->image, bytes_text(s->bytes ? s->bytes : g->sections.data[s->section].bytes), kind_text(g->sections.data[s->section].kind), object_name(g, s->section),
               part_of(g, s->section));
        why_section(g, s->section);
    }
    return found > 0;
}

static bool same_file(const char *object, const char *asked)
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
        printf(first < 0 ? ", nothing of it is live\n" : ", %s\n\n", first < 0 ? "" : part_of(g, first));
        if (first >= 0) {
            steps_t steps = chain_to(g, first);
            print_chain(&steps);
            print_cost(g, gone, bytes);
        }
        free(gone);
    }
    return found > 0;
}

// The chain for a module ends at what brought it in: a reference, a wish, a live symbol or the configuration.
static void print_module_chain(const struct graph *g, const struct graph_module *m, int64_t first)
{
    const struct graph_reason *r = &m->reason;
    int64_t from = r->from;
    if (r->why == WHY_WANTED && r->module >= 0)
        from = g->modules.data[r->module].reason.from;
    bool by_section = r->why != WHY_WHEN && r->why != WHY_WANTED && r->why != WHY_CONFIG;
    if (by_section && first >= 0) {
        steps_t steps = chain_to(g, first);
        print_chain(&steps);
        return;
    }
    steps_t steps = {0};
    if (from >= 0)
        steps = chain_to(g, from);
    struct step last = { .what = xasprintf("module %s", m->name), .object = m->room, .note = reason_text(g, r) };
    vec_push(&steps, last);
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
    print_module_chain(g, m, first);
    print_users(g, module);
    print_cost(g, gone, bytes);
    say_unable(g, module);
    free(gone);
}

static int64_t find_module(const struct graph *g, const char *name, bool any_case)
{
    name += starts_with(name, "CONFIG_") ? strlen("CONFIG_") : 0;
    for (size_t i = 0; i < g->modules.len; i++)
        if (any_case ? !strcasecmp(g->modules.data[i].name, name) : !strcmp(g->modules.data[i].name, name))
            return (int64_t)i;
    return NOTHING;
}

// What is not there ---------------------------------------------------------------------------------------------------

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
        printf("%s%sCONFIG_%s=n. Nothing in the image needs it.\n", m->where ? m->where : "", m->where ? " says " : "", m->name);
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
        printf("%s is not in %s: it is defined in %s, whose other parts are, but nothing that runs refers to it.\n", name,
               g->image, g->objects.data[d->object].name);
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
            printf("%s is not in %s: nothing that runs refers to what it defines.\n", g->absent.data[i].object, g->image);
            return true;
        }
    return false;
}

// Commands ------------------------------------------------------------------------------------------------------------

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

static bool why_not(const struct graph *g, const char *name)
{
    int64_t module = find_module(g, name, true);
    if (module >= 0 && !g->modules.data[module].present) {
        not_module(g, module);
        return true;
    }
    return not_symbol(g, name) || not_file(g, name);
}

static const char *did_you_mean(const struct graph *g, const char *name)
{
    strv_t names = {0};
    for (size_t i = 0; i < g->modules.len; i++)
        strv_add(&names, g->modules.data[i].name);
    for (size_t i = 0; i < g->symbols.len; i++)
        strv_add(&names, plain_name(g->symbols.data[i].name));
    const char *near = nearest(name, &names);
    return near ? xasprintf("did you mean %s?", near) : NULL;
}

int cmd_why(int argc, char **argv)
{
    struct graph *g = graph_from_args(&argc, argv);
    bool absent = argc > 1 && !strcmp(argv[1], "--not");
    if (argc != (absent ? 3 : 2) || (argv[argc - 1][0] == '-' && argv[argc - 1][1]))
        fatal(EXIT_USAGE, "NAME is a module, a symbol or a file", "usage: uk-cc why [--image F] [--not] NAME");
    const char *name = argv[argc - 1];
    bool other = absent ? !why_not(g, name) : !why(g, name);
    if (!other)
        return EXIT_OK;
    if (absent ? why(g, name) : why_not(g, name)) // the question was the wrong way round
        return EXIT_USER;
    fatal(EXIT_USER, did_you_mean(g, name), "%s is neither in %s nor in the libOS or its C library", name, g->image);
}
