// SPDX-License-Identifier: MIT
// kconfig harden FILE.csv: which options have another value than the one that a list recommends.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/front.h"

struct check {
    struct front *f;
    unsigned differ, unknown, rows;
};

// One field of a row, which may stand between quotes ("" is one of them). *s moves behind the comma, or to the end; more
// tells which.
static char *take_field(const char **s, bool *more)
{
    buf_t b = { 0 };
    bool quoted = false;
    buf_puts(&b, "");
    for (; **s && (quoted || **s != ','); ++*s) {
        if (**s == '"' && quoted && (*s)[1] == '"')
            buf_add(&b, (*s)++, 1);
        else if (**s == '"')
            quoted = !quoted;
        else
            buf_add(&b, *s, 1);
    }
    *more = **s == ',';
    *s += *more;
    return b.s;
}

static void compare(struct check *c, struct ksymbol *sym, const char *wanted)
{
    const char *value = kconfig_value(c->f->kc, sym);
    struct kplace place = ksym_place(sym);
    if (!strcmp(value, wanted) || !kconfig_visibility(c->f->kc, sym))
        return;
    printf("%s is '%s', recommended is '%s' (defined at %s:%u)\n", ksym_name(sym), value, wanted, place.file, place.line);
    c->differ++;
}

// NAME,VALUE and whatever follows. False if there is no value.
static bool check_row(struct check *c, const char *row)
{
    bool has_value, more;
    char *name = take_field(&row, &has_value), *wanted = take_field(&row, &more);
    struct ksymbol *sym = front_symbol(c->f, name);
    c->rows++;
    if (has_value && sym)
        compare(c, sym, wanted);
    c->unknown += has_value && !sym;
    free(name);
    free(wanted);
    return has_value;
}

static int check_rows(struct check *c, const char *path, char *text)
{
    unsigned line = 0;
    for (char *row = text, *next; *row; row = next) {
        size_t n = strcspn(row, "\n");
        next = row + n + (row[n] == '\n');
        row[n] = '\0';
        row[strcspn(row, "\r")] = '\0';
        line++;
        if (*row && *row != '#' && !check_row(c, row)) {
            fprintf(stderr, "%s:%u: error: '%.200s' has no value\n  hint: a row is NAME,VALUE\n", path, line, row);
            return EXIT_USER;
        }
    }
    return EXIT_OK;
}

// What a tree itself marks: options that select EXPERIMENTAL or DEPRECATED should be n.
static void check_marked(struct check *c, const char *mark)
{
    struct ksymbol *sym = kconfig_symbol(c->f->kc, mark);
    const struct ksymbol *last = NULL;
    for (const struct krev *rev = NULL; sym && (rev = ksym_next_select(sym, rev));) {
        if (krev_by(rev) != last)
            compare(c, krev_by(rev), "n");
        last = krev_by(rev);
    }
}

static int read_list(const struct front *f, const char *path, buf_t *text)
{
    int r = kread_text(AT_FDCWD, path, text);
    if (!r && strlen(text->s) == text->len)
        return EXIT_OK;
    fprintf(stderr, "%s: error: cannot read '%s': %s\n", f->command, path, r ? strerror(-r) : "it is no text");
    return EXIT_USER;
}

int front_harden(struct front *f)
{
    struct check c = { .f = f };
    if (f->args.len != 1)
        return front_usage(f, "one file with NAME,VALUE rows is wanted", NULL);
    buf_t text = { 0 };
    int r = front_read(f, NULL);
    if (!r)
        r = read_list(f, f->args.data[0], &text);
    if (!r)
        r = check_rows(&c, f->args.data[0], text.s);
    free(text.s);
    if (r)
        return r;
    check_marked(&c, "EXPERIMENTAL");
    check_marked(&c, "DEPRECATED");
    printf("%u differ; of the list's %u options %u are not in this tree\n", c.differ, c.rows, c.unknown);
    return c.differ ? EXIT_USER : EXIT_OK;
}
