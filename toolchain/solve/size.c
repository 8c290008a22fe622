// SPDX-License-Identifier: MIT
// The command size: bytes of each part of an image, largest first.
#include <stdlib.h>
#include <string.h>

#include "solve/describe.h"
#include "solve/solve.h"

struct row {
    const char *name, *remark;
    uint64_t text, rodata, data, zeroed;
};

typedef VEC(struct row) rows_t;

static uint64_t in_file(const struct row *r)
{
    return r->text + r->rodata + r->data;
}

static int by_size(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    uint64_t m = in_file(x) + x->zeroed, n = in_file(y) + y->zeroed;
    return m != n ? (m < n ? 1 : -1) : strcmp(x->name, y->name);
}

static struct row *row_of(rows_t *rows, map_t *index, const char *name)
{
    intptr_t *slot = (intptr_t *)map_slot(index, name);
    if (!*slot) {
        vec_push(rows, (struct row){ .name = name });
        *slot = (intptr_t)rows->len;
    }
    return &rows->data[*slot - 1];
}

static void count(struct row *r, char kind, uint64_t bytes)
{
    *(kind == 't' ? &r->text : kind == 'r' ? &r->rodata : kind == 'd' ? &r->data : &r->zeroed) += bytes;
}

// Which row a section counts for.
enum detail { PARTS, MEMBERS, SECTIONS };

static const char *row_name(const struct graph *g, int64_t section, enum detail detail)
{
    if (detail == SECTIONS)
        return xasprintf("%s %s", object_name(g, section), g->sections.data[section].name);
    return detail == MEMBERS ? object_name(g, section) : part_of(g, section);
}

static rows_t collect(const struct graph *g, enum detail detail)
{
    rows_t rows = {0};
    map_t index = {0};
    for (size_t i = 0; i < g->sections.len; i++) {
        struct row *r = row_of(&rows, &index, row_name(g, (int64_t)i, detail));
        int64_t m = g->objects.data[g->sections.data[i].object].module;
        count(r, g->sections.data[i].kind, g->sections.data[i].bytes);
        if (m >= 0 && g->modules.data[m].unable)
            r->remark = "  present but unable";
    }
    for (size_t i = 0; i < g->symbols.len; i++)
        if (g->symbols.data[i].section < 0)
            count(row_of(&rows, &index, "COMMON"), 'b', g->symbols.data[i].bytes);
    if (rows.len)
        qsort(rows.data, rows.len, sizeof *rows.data, by_size);
    return rows;
}

// 1234567 as 1,234,567.
static char *grouped(uint64_t n)
{
    char *text = bytes_text(n);
    text[strcspn(text, " ")] = '\0';
    return text;
}

static void print_row(const struct row *r)
{
    printf("%10s %10s %10s %10s %11s  %s%s\n", grouped(r->text), grouped(r->rodata), grouped(r->data),
           grouped(r->zeroed), grouped(in_file(r)), r->name, r->remark ? r->remark : "");
}

static void print_rows(const struct graph *g, const rows_t *rows)
{
    struct row total = { .name = xasprintf("total of %s", g->image) };
    printf("%10s %10s %10s %10s %11s\n", "code", "read-only", "data", "zeroed", "in the file");
    for (size_t i = 0; i < rows->len; i++) {
        print_row(&rows->data[i]);
        total.text += rows->data[i].text;
        total.rodata += rows->data[i].rodata;
        total.data += rows->data[i].data;
        total.zeroed += rows->data[i].zeroed;
    }
    print_row(&total);
    struct file f;
    if (!file_map(g->image, &f)) {
        printf("\n%s itself has %s: headers, alignment and notes come to the sections above, equal strings merge.\n",
               g->image, bytes_text(f.size));
        file_unmap(&f);
    }
}

static const char usage[] = "usage: uk-cc size [--image F] [--members | --sections]\n"
                            "Tells what an image's bytes are for, largest first.\n"
                            "\n"
                            "  --members   by object instead of by module and library\n"
                            "  --sections  by section\n"
                            "  --image F   the image, or its .debug file; without it the one image under build/kvm/\n";

int cmd_size(int argc, char **argv)
{
    if (help_asked(argc, argv, usage))
        return EXIT_OK;
    struct graph *g = graph_from_args(&argc, argv);
    const char *word = argc == 2 ? argv[1] : "";
    enum detail detail = !strcmp(word, "--members") ? MEMBERS : !strcmp(word, "--sections") ? SECTIONS : PARTS;
    if (argc > 2 || (*word && detail == PARTS))
        fatal(EXIT_USAGE, "uk-cc size --help tells more", "size does not understand '%s'", argc > 2 ? argv[2] : word);
    rows_t rows = collect(g, detail);
    print_rows(g, &rows);
    return EXIT_OK;
}
