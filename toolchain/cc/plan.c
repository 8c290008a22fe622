// SPDX-License-Identifier: MIT
// Turns the parsed command line into steps: commands to run, and what the link is made of.
#include <stdlib.h>
#include <string.h>

#include "cc/private.h"

// GCC does -c, -S, -E and -M with all inputs in one call.
static void plan_compile_only(struct cc_plan *p, const struct options *o, const char *libc)
{
    struct step step = {0};
    bool to_object = strv_has(&o->passed, "-c") && !strv_has(&o->passed, "-S") && !strv_has(&o->passed, "-E") &&
                     !strv_has(&o->passed, "-M") && !strv_has(&o->passed, "-MM");
    flags_application(&step.argv, o->compiler, libc, to_object);
    if (o->show)
        strv_add(&step.argv, "-v");
    strv_addv(&step.argv, &o->passed);
    vec_push(&p->compile, step);
}

static char *stem(const char *path)
{
    const char *name = base_name(path);
    if (!strcmp(path, "-"))
        return xstrdup("stdin");
    const char *dot = strrchr(name, '.');
    return dot && dot > name ? xstrndup(name, (size_t)(dot - name)) : xstrdup(name);
}

// -MD with a link: GCC names the file after the program and the source, and the target after the program.
static void add_dependency_names(strv_t *argv, const struct options *o, const char *source)
{
    if (!o->deps)
        return;
    const char *output = o->output ? o->output : "a.out";
    if (!o->deps_file) {
        strv_add(argv, "-MF");
        strv_addf(argv, "%s-%s.d", output, stem(source));
    }
    if (!o->deps_target) {
        strv_add(argv, "-MQ");
        strv_add(argv, output);
    }
}

static void plan_source(struct cc_plan *p, const struct options *o, const char *libc, const char *temp,
                        const struct input *in)
{
    struct step step = {0};
    step.makes = xasprintf("%s/%zu-%s.o", temp, p->compile.len, stem(in->path));
    flags_application(&step.argv, o->compiler, libc, true);
    if (o->show)
        strv_add(&step.argv, "-v");
    strv_addv(&step.argv, &o->compile);
    add_dependency_names(&step.argv, o, in->path);
    if (in->language) {
        strv_add(&step.argv, "-x");
        strv_add(&step.argv, in->language);
    }
    strv_add(&step.argv, "-c");
    strv_add(&step.argv, in->path);
    strv_add(&step.argv, "-o");
    strv_add(&step.argv, step.makes);
    vec_push(&p->compile, step);
    char *dir = strchr(in->path, '/') ? dir_name(in->path) : xstrdup("");
    struct input object = { .kind = INPUT_OBJECT, .path = step.makes };
    object.shown = path_join(dir, xasprintf("%s.o", stem(in->path)));
    vec_push(&p->inputs, object);
}

// The link as one line for people: what goes in and what comes out.
static void describe_link(struct cc_plan *p, const struct options *o, const char *libc)
{
    const char *output = o->output ? o->output : "a.out";
    if (o->mode == MODE_RELOCATE) {
        strv_add(&p->link, "ld");
        strv_add(&p->link, "-r");
    } else {
        strv_add(&p->link, "uk-link");
        for (size_t i = 0; i < o->targets.len; i++)
            strv_addf(&p->link, "--target=%s", o->targets.data[i]);
        if (!o->no_libs)
            strv_addf(&p->link, "--libc=%s", libc);
        if (o->config)
            strv_addf(&p->link, "--config=%s", o->config);
        for (size_t i = 0; i < o->sets.len; i++)
            strv_addf(&p->link, "--set=%s", o->sets.data[i]);
        if (o->rootfs)
            strv_addf(&p->link, "--rootfs=%s", o->rootfs);
        if (o->args)
            strv_addf(&p->link, "--args=%s", o->args);
    }
    strv_add(&p->link, "-o");
    strv_add(&p->link, output);
    strv_addv(&p->link, &o->ld);
    for (size_t i = 0; i < o->wrap.len; i++)
        strv_addf(&p->link, "--wrap=%s", o->wrap.data[i]);
    for (size_t i = 0; i < o->defsym.len; i++)
        strv_addf(&p->link, "--defsym=%s", o->defsym.data[i]);
    for (size_t i = 0; i < o->undefined.len; i++)
        strv_addf(&p->link, "-u%s", o->undefined.data[i]);
    if (o->map)
        strv_addf(&p->link, "-Map=%s", o->map);
    for (size_t i = 0; i < o->lib_dirs.len; i++)
        strv_addf(&p->link, "-L%s", o->lib_dirs.data[i]);
    for (size_t i = 0; i < p->inputs.len; i++) {
        const struct input *in = &p->inputs.data[i];
        strv_addf(&p->link, "%s%s%s", in->whole ? "--whole=" : "", in->kind == INPUT_LIBRARY ? "-l" : "", in->path);
    }
}

void cc_plan_make(struct cc_plan *p, const struct options *o, const char *libc, const char *temp)
{
    memset(p, 0, sizeof *p);
    if (o->mode == MODE_COMPILE) {
        plan_compile_only(p, o, libc);
        return;
    }
    for (size_t i = 0; i < o->inputs.len; i++) {
        if (o->inputs.data[i].kind == INPUT_SOURCE)
            plan_source(p, o, libc, temp, &o->inputs.data[i]);
        else
            vec_push(&p->inputs, o->inputs.data[i]);
    }
    describe_link(p, o, libc);
}
