// SPDX-License-Identifier: MIT
// The command plan: the whole plan as text or as JSON.
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "solve/describe.h"
#include "solve/show.h"
#include "solve/solve.h"

static void show_modules(const struct graph *g, buf_t *out)
{
    for (size_t i = 0; i < g->modules.len; i++) {
        const struct graph_module *m = &g->modules.data[i];
        if (!m->present)
            continue;
        int64_t from = m->reason.why == WHY_REF ? m->reason.from : NOTHING;
        char *title = from >= 0 ? section_title(g, from) : NULL, *reason = reason_text(g, &m->reason);
        buf_printf(out, "module %s (%s): %s, %s%s%s%s%s\n", m->name, m->room, bytes_text(m->bytes), title ? title : "",
                   title ? " in " : "", title ? object_name(g, from) : "", title ? " " : "", reason);
    }
    if (g->init.len)
        buf_puts(out, "init");
    for (size_t i = 0; i < g->init.len; i++)
        buf_printf(out, " %s", g->modules.data[g->init.data[i]].name);
    buf_puts(out, g->init.len ? "\n" : "");
}

static void show_sections(const struct graph *g, buf_t *out)
{
    for (size_t i = 0; i < g->objects.len; i++) {
        buf_printf(out, "object %s\n", g->objects.data[i].name);
        for (size_t k = 0; k < g->sections.len; k++) {
            const struct graph_section *s = &g->sections.data[k];
            if (s->object == (int64_t)i)
                buf_printf(out, "  %s %llu\n", s->name, (unsigned long long)s->bytes);
        }
    }
}

void show_plan(const struct graph *g, buf_t *out)
{
    buf_printf(out, "target %s, libc %s\n", g->target, g->libc);
    show_modules(g, out);
    show_sections(g, out);
    for (size_t i = 0; i < g->symbols.len; i++)
        if (g->symbols.data[i].section < 0)
            buf_printf(out, "common %s %llu\n", g->symbols.data[i].name, (unsigned long long)g->symbols.data[i].bytes);
}

static const char usage[] =
    "usage: uk-cc plan [--image F] [--json]\n"
    "Shows all that is in an image: modules, their order of initialisation, objects, sections.\n"
    "\n"
    "  --json      the whole graph, with reasons and references, for programs\n"
    "  --image F   the image, or its .debug file; without it the one image under build/kvm/\n";

int cmd_plan(int argc, char **argv)
{
    if (help_asked(argc, argv, usage))
        return EXIT_OK;
    struct graph *g = graph_from_args(&argc, argv);
    bool json = argc == 2 && !strcmp(argv[1], "--json");
    if (argc > 1 && !json)
        fatal(EXIT_USAGE, "uk-cc plan --help tells more", "plan does not understand '%s'", argv[argc - 1]);
    buf_t out = {0};
    if (json) {
        json_t *root = json_loads(g->text, 0, NULL);
        buf_puts(&out, json_dumps(root, JSON_INDENT(1)));
        buf_puts(&out, "\n");
    } else {
        show_plan(g, &out);
    }
    fwrite(out.s, 1, out.len, stdout);
    return EXIT_OK;
}
