// SPDX-License-Identifier: MIT
// What the choices come to: asks the solver, prints the answer as lines of words between tabs, and reads it back.
#include "cc/answer.h"

#include <stdlib.h>
#include <string.h>

#include "cc/private.h"

// The question --------------------------------------------------------------------------------------------------------

static void print_none(const char *why)
{
    printf("none\t%s\n", why);
}

// How `uk-cc build` links the application here. False: it says why not.
static bool words_of_project(strv_t *words)
{
    struct project p;
    if (!file_exists("app.conf")) {
        print_none("no application here: --image IMAGE, or a folder with app.conf, shows what m resolves to");
        return false;
    }
    project_read(&p, "app.conf");
    if (p.app->args.len)
        strv_addf(words, "--uk-args=%s", project_arguments(&p));
    strv_addv(words, &p.app->ldflags);
    strv_addv(words, &p.objects);
    strv_addv(words, &p.app->libs);
    return true;
}

static bool objects_are_there(const struct options *o, const char *image)
{
    for (size_t i = 0; i < o->inputs.len; i++) {
        const struct input *in = &o->inputs.data[i];
        if (in->kind == INPUT_LIBRARY || file_exists(in->path))
            continue;
        print_none(image ? xasprintf("there is no %s: link %s from object files to see what m resolves to", in->path,
                                     image)
                         : "build once to see what m resolves to");
        return false;
    }
    return true;
}

// A tab would end a field, a line's end the line.
static const char *field(const char *text)
{
    char *copy = xstrdup(text ? text : "");
    for (char *p = copy; *p; p++)
        *p = *p == '\t' ? ' ' : *p == '\n' ? '\r' : *p;
    return copy;
}

static void print_survey(const struct survey *s, const char *target)
{
    printf("image\t%llu\t%s\n", (unsigned long long)s->bytes, target);
    for (size_t i = 0; i < s->modules.len; i++) {
        const struct survey_module *m = &s->modules.data[i];
        printf("module\t%s\t%c\t%c\t%s\t%s\t%s\n", m->name, m->value, m->present ? 'y' : 'n', bytes_text(m->bytes),
               field(m->reason), field(m->chain));
    }
    for (size_t i = 0; i < s->problems.len; i++)
        printf("problem\t%s\n", field(s->problems.data[i]));
}

static void print_answer(const struct options *o, const struct config *c)
{
    struct link link = { .options = o, .inputs = o->inputs.data, .input_count = o->inputs.len, .libc = c->libc,
                         .target = o->targets.data[0] };
    struct libos libos;
    struct solve_request request;
    struct survey survey;
    if (!libos_find(c->libc, c->debug, &libos)) {
        print_none("the libOS is not compiled yet for these choices: build once to see what m resolves to");
        return;
    }
    link_request(&link, c, &libos, &request);
    plan_survey(solve_quietly(&request), &survey);
    print_survey(&survey, link.target);
}

void answer_print(const char *image, struct kconfig *kc)
{
    strv_t words = {0};
    struct options o;
    struct config c;
    strv_add(&words, "uk-cc");
    if (image)
        plan_recall(image, &words);
    else if (!words_of_project(&words))
        return;
    size_t count = words.len;
    cc_options_parse(&o, (int)count, (char **)(uintptr_t)strv_argv(&words));
    if (!objects_are_there(&o, image))
        return;
    config_from_tree(&c, kc);
    for (size_t i = 0; i < c.options.len; i++)
        c.options.data[i].where = NULL; // the menus are where it is chosen
    print_answer(&o, &c);
}

// The answer ----------------------------------------------------------------------------------------------------------

static const char *next_field(char **line)
{
    const char *word = strsep(line, "\t");
    return word ? word : "";
}

static void read_line(struct answer *a, char *line)
{
    const char *kind = next_field(&line);
    if (!strcmp(kind, "image")) {
        a->bytes = strtoull(next_field(&line), NULL, 10);
        a->target = next_field(&line);
    } else if (!strcmp(kind, "module")) {
        struct answer_module m = { .name = next_field(&line) };
        m.value = *next_field(&line);
        m.present = *next_field(&line) == 'y';
        m.bytes = next_field(&line);
        m.reason = next_field(&line);
        m.chain = next_field(&line);
        vec_push(&a->modules, m);
    } else if (!strcmp(kind, "problem")) {
        for (char *part; (part = strsep(&line, "\r"));)
            strv_add(&a->problems, part);
    } else if (!strcmp(kind, "none")) {
        a->none = line ? line : "";
    }
}

void answer_read(struct answer *a, buf_t *text, bool good)
{
    static const char error[] = "uk-cc: error: ";
    free(a->text);
    free(a->modules.data);
    free(a->problems.data);
    *a = (struct answer){ .text = text->s ? text->s : xstrdup("") };
    *text = (buf_t){0};
    if (!good) {
        a->text[strcspn(a->text, "\n")] = '\0';
        a->none = a->text + (starts_with(a->text, error) ? strlen(error) : 0);
        return;
    }
    char *rest = a->text;
    for (char *line; (line = strsep(&rest, "\n"));)
        read_line(a, line);
}

const struct answer_module *answer_module(const struct answer *a, const char *name)
{
    for (size_t i = 0; i < a->modules.len; i++)
        if (!strcmp(a->modules.data[i].name, name))
            return &a->modules.data[i];
    return NULL;
}

// The first module that is n and needed, if that is what stands in the way.
static char *problem(const struct answer *a)
{
    for (size_t i = 0; i < a->modules.len; i++)
        if (a->modules.data[i].value == 'n' && *a->modules.data[i].reason)
            return xasprintf("no image: %s is n, but %s", a->modules.data[i].name, a->modules.data[i].reason);
    return xasprintf("no image: %s", a->problems.data[0]);
}

char *answer_status(const struct answer *a, int64_t before)
{
    if (a->none)
        return xstrdup(a->none);
    if (a->problems.len)
        return problem(a);
    if (!a->bytes)
        return xstrdup("");
    char *bytes = bytes_text(a->bytes), *text;
    int64_t change = (int64_t)a->bytes - before;
    char *changed = bytes_text((uint64_t)(change < 0 ? -change : change));
    if (before < 0 || !change)
        text = xasprintf("%s image: %s of code and data%s", a->target, bytes, before < 0 ? "" : ", as before");
    else
        text = xasprintf("%s image: %s of code and data, %s %s than before", a->target, bytes, changed, change < 0 ? "fewer" : "more");
    free(bytes);
    free(changed);
    return text;
}
