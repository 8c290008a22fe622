// SPDX-License-Identifier: MIT
// Says what keeps an image from being made: every missing symbol, every module that is set to n but needed, at once.
#include <stdlib.h>
#include <string.h>

#include "solve/describe.h"
#include "solve/plan.h"

// addr2line is a process for each place: after so many the rest goes without line numbers.
#define MAX_LINES 40

static const char *function_name(const struct node *n, uint64_t offset)
{
    const struct elf_symbol *f = elf_function_at(&n->object->elf, n->section, offset);
    return f ? xasprintf("%s()", f->name) : xasprintf("section %s", n->object->elf.sections[n->section].name);
}

char *place_text(const struct node *n, uint64_t offset)
{
    return xasprintf("%s in %s", function_name(n, offset), n->object->name);
}

// As the compiler that was started here would name the file.
static const char *from_here(const char *line)
{
    static char *here;
    if (!here && !(here = realpath(".", NULL)))
        here = xstrdup("");
    size_t n = strlen(here);
    return n > 1 && starts_with(line, here) && line[n] == '/' ? line + n + 1 : line;
}

// "file:line: error: " for a line of the report. The first line has no "error: ": fatal() puts it there.
static char *line_head(const struct node *n, uint64_t offset, bool first)
{
    static unsigned asked;
    char *line = n && asked++ < MAX_LINES ? elf_line(&n->object->elf, n->object->path, n->section, offset) : NULL;
    if (line)
        return xasprintf("%s: %s", from_here(line), first ? "" : "error: ");
    return xstrdup(first ? "" : "uk-cc: error: ");
}

static const char *option_says(const struct module *m)
{
    return m->where ? xasprintf("but %s says CONFIG_%s=n", m->where, m->conf->name)
                    : xasprintf("but CONFIG_%s is n", m->conf->name);
}

// A module for another target or C library that declares the name.
static const struct module *elsewhere(const struct plan *p, const char *name)
{
    for (size_t i = 0; i < p->modules.len; i++)
        if (!p->modules.data[i]->eligible && room_exports(p->modules.data[i]->conf, name))
            return p->modules.data[i];
    return NULL;
}

static void say_provider(const struct plan *p, const struct missing *m, buf_t *out)
{
    const struct module *other = elsewhere(p, m->name->text);
    if (m->module)
        buf_printf(out, ", which needs module %s, %s", m->module->conf->name, option_says(m->module));
    else if (other)
        buf_printf(out, ", which module %s (CONFIG_%s) provides, but not for target %s with %s", other->conf->name,
                   other->conf->name, p->request->target, p->request->libc);
    else if (starts_with(m->name->text, "__start_") || starts_with(m->name->text, "__stop_"))
        buf_puts(out, ", but no section of that name is in the image");
    else if (!strcmp(p->request->libc, "none"))
        buf_puts(out, ", which is not provided: -nostdlib leaves the C library out");
    else
        buf_puts(out, ", which is not provided by this libOS");
}

static const char *label(const struct node *n)
{
    const struct elf_symbol *f = elf_function_at(&n->object->elf, n->section, 0);
    return n->reason.symbol ? plain_name(n->reason.symbol->text) : f ? f->name : node_section(n)->name;
}

// "main.o (main) → net/sock.o (socket)": how a root comes to the section, the objects on the way.
static char *chain_of(const struct node *n, size_t *length)
{
    strv_t steps = {0};
    const struct object *last = NULL;
    buf_t out = {0};
    for (; n; n = n->reason.from) {
        if (n->object != last)
            strv_addf(&steps, "%s (%s)", n->object->name, label(n));
        last = n->object;
    }
    buf_puts(&out, "");
    for (size_t i = steps.len; i-- > 0;)
        buf_printf(&out, "%s%s", steps.data[i], i ? " → " : "");
    *length = steps.len;
    return out.s;
}

char *chain_text(const struct node *n)
{
    size_t length;
    return chain_of(n, &length);
}

static void say_chain(const struct missing *m, buf_t *out)
{
    size_t length;
    char *chain = chain_of(m->from, &length);
    if (length + (m->module != NULL) < 2)
        return;
    buf_printf(out, "\n  %s → ", chain);
    if (m->module)
        buf_printf(out, "libos/%s (%s)", m->module->conf->room->name, m->module->conf->name);
    else
        buf_puts(out, plain_name(m->name->text));
}

static void say_missing(const struct plan *p, const struct missing *m, buf_t *out)
{
    if (!m->from)
        buf_printf(out, "%s, where the image starts", plain_name(m->name->text));
    else
        buf_printf(out, "%s %s %s%s", place_text(m->from, m->offset), m->call ? "calls" : "refers to",
                   plain_name(m->name->text), m->call ? "()" : "");
    say_provider(p, m, out);
    if (m->others)
        buf_printf(out, " (%u more place%s)", m->others, m->others > 1 ? "s" : "");
    say_chain(m, out);
}

static void say_unmet(const struct plan *p, const struct unmet *u, buf_t *out)
{
    if (u->module) {
        buf_printf(out, "%s is in the image, which needs module %s, %s", u->symbol->text, u->module->conf->name,
                   option_says(u->module));
        return;
    }
    buf_printf(out, "module %s wants %s, which nothing provides on %s", u->wanter->conf->name, u->want,
               p->request->target);
    for (size_t i = 0; i < p->modules.len; i++) {
        const struct module *m = p->modules.data[i];
        if (m->eligible && strv_has(&m->conf->provides, u->want))
            buf_printf(out, "\n  module %s would, %s", m->conf->name, option_says(m));
    }
}

// The last application object on the way to the reference: what one could leave out, unless main() lies there.
static const char *culprit(const struct missing *m)
{
    const struct object *last = NULL;
    for (const struct node *n = m->from; n; n = n->reason.from) {
        if (n->object->origin == FROM_APP && !last)
            last = n->object;
        if (n->reason.why == WHY_MAIN && n->object == last)
            return NULL;
    }
    return last ? last->name : NULL;
}

static const char *hint(const struct plan *p)
{
    for (size_t i = 0; i < p->missing.len; i++) {
        const struct missing *m = &p->missing.data[i];
        const char *object = culprit(m);
        if (m->module && object)
            return xasprintf("uk-cc setconfig %s=m, or build without %s", m->module->conf->name, object);
        if (m->module)
            return xasprintf("uk-cc setconfig %s=m", m->module->conf->name);
    }
    for (size_t i = 0; i < p->unmet.len; i++)
        if (p->unmet.data[i].module)
            return xasprintf("uk-cc setconfig %s=m", p->unmet.data[i].module->conf->name);
    for (size_t i = 0; i < p->missing.len; i++)
        if (!strcmp(p->missing.data[i].name->text, "main"))
            return "the application has no main()";
    if (p->missing.len && !strcmp(p->request->libc, "none"))
        return "add -lc, or define uk_start_app(), which the libOS calls in the place of the C library's start";
    return NULL;
}

void plan_problems(const struct plan *p, strv_t *out)
{
    strv_addv(out, &p->faults);
    for (size_t i = 0; i < p->missing.len + p->unmet.len; i++) {
        buf_t b = {0};
        if (i < p->missing.len)
            say_missing(p, &p->missing.data[i], &b);
        else
            say_unmet(p, &p->unmet.data[i - p->missing.len], &b);
        strv_add(out, b.s);
    }
}

void report(struct plan *p)
{
    strv_t problems = {0};
    buf_t out = {0};
    plan_problems(p, &problems);
    for (size_t i = 0; i < problems.len; i++) {
        size_t at = i - p->faults.len; // of the missing ones; i is smaller for a fault
        bool placed = i >= p->faults.len && at < p->missing.len;
        const struct missing *m = placed ? &p->missing.data[at] : NULL;
        buf_printf(&out, "%s%s%s", i ? "\n" : "", line_head(m ? m->from : NULL, m ? m->offset : 0, !i),
                   problems.data[i]);
    }
    if (out.len)
        fatal(EXIT_USER, hint(p), "%s", out.s);
}
