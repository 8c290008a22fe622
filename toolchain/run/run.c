// SPDX-License-Identifier: MIT
// uk-cc run: boots an image and becomes its console and its exit status.
#include "run/run.h"

#include <stdlib.h>

#include "run/private.h"

static const struct options *fail_options;

void run_fail_to(const struct options *o)
{
    fail_options = o;
}

void run_fail(const char *hint, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text;
    if (vasprintf(&text, fmt, ap) < 0)
        abort();
    va_end(ap);
    if (fail_options && fail_options->status_file)
        report_failure(fail_options->status_file, text);
    fatal(EXIT_RUN, hint, "%s", text);
}

static int print_plan(struct options *o)
{
    struct image image;
    session_check_image(o, &image);
    if (o->env.len)
        warn("the printed command cannot carry --env: the environment travels in the boot block of uk-cc run");
    if (o->place != PLACE_MACHINE)
        run_fail("V=1 uk-cc run shows the command as it is", "--print is for images for kvm");
    o->accel = o->accel == ACCEL_AUTO ? (kvm_unusable(false) ? ACCEL_TCG : ACCEL_KVM) : o->accel;
    strv_t argv = {0};
    qemu_plan(o, NULL, &argv);
    puts(proc_line(&argv));
    return EXIT_OK;
}

// A saved Xen host that does not take its job is damaged: it is made again, once.
static void run_again(struct session *s, struct options *o, struct image *image)
{
    if (o->place != PLACE_DOMU || o->cold || s->status.awake || s->status.failure[0] || s->verdict != LEFT_ALONE)
        return;
    note("the saved Xen host does not run%s%s: it is made again", s->said.len ? ", " : "", s->said.len ? s->said.s : "");
    xen_host_discard();
    session_start(s, o, image);
    relay(s);
}

int cmd_run(int argc, char **argv)
{
    struct options options;
    struct image image;
    struct session session;
    options_parse(&options, argc, argv, false);
    if (options.print)
        return print_plan(&options);
    session_start(&session, &options, &image);
    if (options.gdb)
        note("the guest waits for gdb: gdb %s.debug -ex 'target remote %s'", image.path,
             starts_with(options.gdb, "tcp:") ? options.gdb + 4 : options.gdb);
    relay(&session);
    run_again(&session, &options, &image);
    return run_report(&session, &image);
}
