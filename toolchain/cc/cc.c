// SPDX-License-Identifier: MIT
// The compiler face: parses the command line, makes the plan, prints or runs it.
#include "cc/cc.h"

#include <stdlib.h>
#include <string.h>

#include "cc/private.h"

static void show_plan(const struct cc_plan *p)
{
    for (size_t i = 0; i < p->compile.len; i++)
        fprintf(stderr, "%s\n", proc_line(&p->compile.data[i].argv));
    if (p->link.len)
        fprintf(stderr, "%s\n", proc_line(&p->link));
}

// GCC's -v begins with what configure scripts look for: target and version. "gcc (Debian 12.2.0-14) 12.2.0", as
// --version has it, becomes "gcc version 12.2.0 (Debian 12.2.0-14)".
static void show_versions(const struct options *o)
{
    char *text = compiler_version(o->compiler);
    const char *number = strrchr(text, ' '), *vendor = strchr(text, '(');
    int length = number && vendor && vendor < number ? (int)(number - vendor) : 0;
    fprintf(stderr, "Target: x86_64-unikernel-elf\nThread model: posix\n%s version%s %.*s\n", o->compiler,
            number ? number : "", length, vendor ? vendor : "");
}

static void check_inputs(const struct options *o)
{
    if (!o->inputs.len)
        fatal(EXIT_USAGE, "uk-cc FILE.c -o IMAGE; see uk-cc --help", "no input files");
    size_t sources = 0;
    for (size_t i = 0; i < o->inputs.len; i++)
        sources += o->inputs.data[i].kind == INPUT_SOURCE;
    if (o->mode == MODE_COMPILE && o->output && sources > 1 && !strv_has(&o->passed, "-E"))
        fatal(EXIT_USAGE, NULL, "cannot specify -o with -c or -S and several files");
}

static int link_all(const struct options *o, const struct cc_plan *p, const char *libc, const char *temp)
{
    if (o->mode == MODE_RELOCATE)
        return link_relocatable(o, p);
    const char *output = o->output ? o->output : "a.out";
    for (size_t i = 0; i < o->targets.len; i++) {
        struct link link = { .options = o, .inputs = p->inputs.data, .input_count = p->inputs.len, .libc = libc,
                             .target = o->targets.data[i], .temp = temp };
        link.output = i ? xasprintf("%s.%s", output, link.target) : output;
        link_image(&link);
    }
    return EXIT_OK;
}

static int run_plan(const struct options *o, const struct cc_plan *p, const char *libc, const char *temp)
{
    verbose = verbose || o->show;
    for (size_t i = 0; i < p->compile.len; i++) {
        int status = proc_run(&p->compile.data[i].argv);
        if (status) {
            cleanup_run();
            return status > 127 ? EXIT_ENV : EXIT_USER;
        }
    }
    int status = o->mode == MODE_COMPILE ? EXIT_OK : link_all(o, p, libc, temp);
    cleanup_run();
    return status;
}

int cc_main(int argc, char **argv)
{
    struct options o;
    struct cc_plan p;
    cc_options_parse(&o, argc, argv);
    if (o.query)
        return query_answer(&o);
    if (!o.inputs.len && o.ld_query)
        return query_linker(&o);
    if (o.show || o.dry_run)
        show_versions(&o);
    if (!o.inputs.len && o.show)
        return EXIT_OK;
    check_inputs(&o);
    if (ends_with(argv[0], "++")) // there so that build systems meet the reason, and not the host's C++ compiler
        refuse_language(o.inputs.data[0].path, "c++");
    const char *libc = config_libc(&o);
    bool needs_temp = o.mode != MODE_COMPILE && !o.dry_run;
    const char *temp = needs_temp ? temp_dir() : "/tmp/uk-cc";
    cc_plan_make(&p, &o, libc, temp);
    if (o.dry_run) {
        show_plan(&p);
        return EXIT_OK;
    }
    return run_plan(&o, &p, libc, temp);
}
