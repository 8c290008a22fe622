// SPDX-License-Identifier: MIT
// The application of an app.conf: its sources, the objects that `uk-cc build` makes of them, its arguments.
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "cc/private.h"

static void add_sources(struct project *p, const char *pattern)
{
    glob_t g;
    int result = glob(pattern, 0, NULL, &g);
    if (result == GLOB_NOMATCH)
        fatal(EXIT_USER, NULL, "%s: there is no source %s", p->app->file, pattern);
    if (result)
        fatal(EXIT_ENV, NULL, "%s: cannot search for %s", p->app->file, pattern);
    for (size_t i = 0; i < g.gl_pathc; i++)
        if (!strv_has(&p->sources, g.gl_pathv[i]))
            strv_add(&p->sources, xstrdup(g.gl_pathv[i]));
    globfree(&g);
}

// build/obj/src/a.o for src/a.c; build/obj/__/a.o for ../a.c.
static char *object_of(const char *source)
{
    buf_t b = {0};
    buf_puts(&b, "build/obj/");
    for (const char *p = source; *p; p += strspn(p, "/")) {
        size_t n = strcspn(p, "/");
        if (n == 2 && p[0] == '.' && p[1] == '.')
            buf_puts(&b, "__");
        else if (!(n == 1 && p[0] == '.'))
            buf_add(&b, p, n);
        p += n;
        if (*p)
            buf_puts(&b, "/");
    }
    char *dot = strrchr(b.s, '.');
    return xasprintf("%.*s%s.o", (int)(dot ? dot - b.s : (long)b.len), b.s, ends_with(source, ".c") ? "" : "_s");
}

void project_read(struct project *p, const char *file)
{
    *p = (struct project){ .app = app_parse(file) };
    for (size_t i = 0; i < p->app->sources.len; i++)
        add_sources(p, p->app->sources.data[i]);
    if (!p->sources.len)
        fatal(EXIT_USER, "source main.c", "%s names no source", file);
    for (size_t i = 0; i < p->sources.len; i++)
        strv_add(&p->objects, object_of(p->sources.data[i]));
}

// The words of `args` as the guest splits them: at blanks, with "..." or '...' around a word that has some.
char *project_arguments(const struct project *p)
{
    buf_t line = {0};
    buf_puts(&line, p->app->name);
    for (size_t i = 0; i < p->app->args.len; i++) {
        const char *word = p->app->args.data[i];
        if (strchr(word, '"') && strchr(word, '\''))
            fatal(EXIT_USER, NULL, "%s: the argument %s has both kinds of quotes", p->app->file, word);
        char quote = strchr(word, '"') ? '\'' : '"';
        buf_printf(&line, " %c%s%c", quote, word, quote);
    }
    return line.s;
}
