// SPDX-License-Identifier: MIT
// The command graph: who needs whom, for graphviz.
#include <stdlib.h>
#include <string.h>

#include "solve/describe.h"
#include "solve/solve.h"

struct dot_options {
    bool members, svg;
    const char *output;
};

// A node of the picture: a part of the image, or an object.
struct box {
    const char *name, *colour;
    uint64_t bytes;
};

struct arrow {
    size_t from, to;
    const char *symbol;
    unsigned more; // further references
};

struct picture {
    VEC(struct box) boxes;
    VEC(struct arrow) arrows;
    map_t box_index, arrow_index;
};

static const char *colour_of(const struct graph *g, int64_t section)
{
    static const char *const colours[] = { [FROM_APP] = "#ffe9b3", [FROM_ARCHIVE] = "#ffe9b3", [FROM_LIBOS] = "#cfe8ff",
                                           [FROM_LIB] = "#e2f0d9" };
    return colours[g->objects.data[g->sections.data[section].object].origin];
}

static size_t box_of(struct picture *p, const struct graph *g, int64_t section, bool members)
{
    const char *name = members ? object_name(g, section) : part_of(g, section);
    intptr_t *slot = (intptr_t *)map_slot(&p->box_index, name);
    if (!*slot) {
        vec_push(&p->boxes, ((struct box){ .name = name, .colour = colour_of(g, section) }));
        *slot = (intptr_t)p->boxes.len;
    }
    return (size_t)*slot - 1;
}

static void add_arrow(struct picture *p, const struct graph *g, size_t from, size_t to, int64_t section)
{
    intptr_t *slot = (intptr_t *)map_slot(&p->arrow_index, xasprintf("%zu %zu", from, to));
    if (*slot) {
        p->arrows.data[*slot - 1].more++;
        return;
    }
    vec_push(&p->arrows, ((struct arrow){ .from = from, .to = to, .symbol = section_title(g, section) }));
    *slot = (intptr_t)p->arrows.len;
}

static struct picture draw(const struct graph *g, bool members)
{
    struct picture p = {0};
    for (size_t i = 0; i < g->sections.len; i++) {
        size_t box = box_of(&p, g, (int64_t)i, members); // may move the boxes
        p.boxes.data[box].bytes += g->sections.data[i].bytes;
    }
    for (size_t i = 0; i + 1 < g->edges.len; i += 2) {
        size_t from = box_of(&p, g, g->edges.data[i], members), to = box_of(&p, g, g->edges.data[i + 1], members);
        if (from != to)
            add_arrow(&p, g, from, to, g->edges.data[i + 1]);
    }
    return p;
}

static void quoted(buf_t *b, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_puts(b, "\\");
        buf_add(b, text, 1);
    }
}

static void write_dot(const struct graph *g, const struct picture *p, buf_t *b)
{
    buf_puts(b, "digraph image {\n    label=\"");
    quoted(b, g->image);
    buf_puts(b, "\";\n    rankdir=LR;\n    node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\"];\n"
                "    edge [fontname=\"sans-serif\", fontsize=10, color=\"#808080\"];\n");
    for (size_t i = 0; i < p->boxes.len; i++) {
        buf_printf(b, "    n%zu [label=\"", i);
        quoted(b, p->boxes.data[i].name);
        buf_printf(b, "\\n%s\", fillcolor=\"%s\"];\n", bytes_text(p->boxes.data[i].bytes), p->boxes.data[i].colour);
    }
    for (size_t i = 0; i < p->arrows.len; i++) {
        const struct arrow *a = &p->arrows.data[i];
        buf_printf(b, "    n%zu -> n%zu [label=\"", a->from, a->to);
        quoted(b, a->symbol);
        buf_puts(b, a->more ? xasprintf(" and %u more\"];\n", a->more) : "\"];\n");
    }
    buf_puts(b, "}\n");
}

static buf_t to_svg(const buf_t *dot)
{
    buf_t svg = {0};
    strv_t argv = {0};
    strv_split(&argv, "dot -Tsvg");
    if (!proc_find("dot", NULL))
        fatal(EXIT_ENV, "apt-get install graphviz, or leave out --svg", "dot is missing, which makes the SVG");
    if (proc_feed(&argv, dot->s, dot->len, &svg))
        fatal(EXIT_ENV, NULL, "dot -Tsvg failed");
    return svg;
}

static struct dot_options read_options(int argc, char **argv)
{
    struct dot_options o = {0};
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--members"))
            o.members = true;
        else if (!strcmp(argv[i], "--svg"))
            o.svg = true;
        else if (!strcmp(argv[i], "-o") && i + 1 < argc)
            o.output = argv[++i];
        else
            fatal(EXIT_USAGE, "uk-cc graph --help tells more", "graph does not understand '%s'", argv[i]);
    }
    o.svg = o.svg || (o.output && ends_with(o.output, ".svg"));
    return o;
}

static const char usage[] = "usage: uk-cc graph [--image F] [--members] [--svg] [-o FILE]\n"
                            "Draws who needs whom in an image, for graphviz.\n"
                            "\n"
                            "  --members   objects instead of modules and libraries\n"
                            "  --svg       as SVG, made by dot (also if FILE ends in .svg); without it as dot's own language\n"
                            "  -o FILE     into FILE instead of standard output\n"
                            "  --image F   the image, or its .debug file; without it the one image under build/kvm/\n";

int cmd_graph(int argc, char **argv)
{
    if (help_asked(argc, argv, usage))
        return EXIT_OK;
    struct graph *g = graph_from_args(&argc, argv);
    struct dot_options o = read_options(argc, argv);
    struct picture p = draw(g, o.members);
    buf_t out = {0};
    write_dot(g, &p, &out);
    if (o.svg)
        out = to_svg(&out);
    if (o.output)
        file_write(o.output, out.s, out.len, NULL);
    else
        fwrite(out.s, 1, out.len, stdout);
    return EXIT_OK;
}
