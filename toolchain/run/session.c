// SPDX-License-Identifier: MIT
// Starts a guest: checks the image, chooses the accelerator, wires QEMU to us.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "image/image.h"
#include "run/private.h"

void session_check_image(struct options *o, struct image *image)
{
    if (!o->image) { // the files for dom0 name a guest
        *image = (struct image){ .path = o->dom0_files, .target = "xen" };
        options_fit(o, image->target);
        return;
    }
    const char *hint, *wrong = image_read(o->image, image, &hint);
    if (wrong && starts_with(wrong, "cannot"))
        run_fail(hint, "%s %s", o->image, wrong);
    if (wrong)
        run_fail(hint, "%s is %s", o->image, wrong);
    options_fit(o, image->target);
}

static void choose_accel(struct options *o)
{
    if (o->place != PLACE_MACHINE) {
        o->accel = ACCEL_TCG;
        return;
    }
    const char *why = kvm_unusable(o->accel == ACCEL_KVM);
    if (o->accel == ACCEL_KVM && why)
        run_fail("without --accel QEMU emulates", "KVM cannot be used: %s", why);
    if (o->accel != ACCEL_AUTO)
        return;
    o->accel = why ? ACCEL_TCG : ACCEL_KVM;
    if (why && isatty(2))
        note("no KVM here (%s): QEMU emulates the CPU (TCG)", why);
}

// Better now than when the guest has run.
static void check_status_file(const struct options *o)
{
    const char *file = o->status_file;
    if (file && access(dir_name(file), W_OK)) {
        int error = errno;
        run_fail_to(NULL);
        run_fail(NULL, "--status-file %s cannot be written: %s", file, strerror(error));
    }
}

static void check_qemu(void)
{
    if (!proc_find("qemu-system-x86_64", NULL))
        run_fail("apt-get install qemu-system-x86", "qemu-system-x86_64 is missing");
}

int make_wire(int *theirs)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
        run_fail(NULL, "socketpair: %s", strerror(errno));
    fcntl(pair[0], F_SETFL, O_NONBLOCK);
    *theirs = pair[1];
    return pair[0];
}

static void check_memory(const struct options *o, uint64_t need)
{
    if (o->mem_kib < need)
        run_fail(xasprintf("uk-cc run --mem %lluK", (unsigned long long)need),
                 "--mem %lluK is too little: this image needs at least %lluK", (unsigned long long)o->mem_kib,
                 (unsigned long long)need);
}

static void check_host_room(const struct options *o)
{
    if (o->place == PLACE_DOMU && o->mem_kib > XEN_HOST_ROOM_KIB)
        run_fail(xasprintf("uk-cc run --mem %uM", XEN_HOST_ROOM_KIB / 1024),
                 "--mem %lluK is too much: the emulated Xen host has room for a domain of %uM",
                 (unsigned long long)o->mem_kib, XEN_HOST_ROOM_KIB / 1024);
}

static void make_block(const struct options *o, const struct image *image, buf_t *block)
{
    if (!o->image)
        return;
    block_build(o, block);
    check_memory(o, o->place == PLACE_MACHINE ? qemu_mem_needed(o->machine, o->mem_kib, image->end, block->len)
                                              : xl_memory_needed(image->end, block->len));
}

// The boot block as a file that has no name, so that nothing is left behind. For a domU it is part of the job.
static void give_files(struct wiring *w, const struct options *o, const struct image *image)
{
    buf_t block = {0};
    make_block(o, image, &block);
    if (o->place == PLACE_DOMU) {
        w->job = job_file(o, block.s, block.len);
        w->disk = o->disk ? -1 : blank_file("an empty disk", 1u << 20);
        w->state = o->cold ? -1 : xen_host_state();
    } else if (o->place == PLACE_XL) {
        via_xl_plan(o, w, block.s, block.len, &w->argv);
    } else {
        w->block = blank_file("the boot block", 0);
        if (write(w->block, block.s, block.len) != (ssize_t)block.len)
            run_fail(NULL, "cannot hold the boot block in memory: %s", strerror(errno));
    }
    if (o->place == PLACE_DOM0)
        w->image = open(o->image, O_RDONLY | O_CLOEXEC);
    free(block.s);
}

static void plan(const struct options *o, const struct wiring *wires, strv_t *argv)
{
    if (o->place == PLACE_XL)
        strv_addv(argv, &wires->argv);
    else if (o->place == PLACE_DOM0)
        xen_dom0_plan(o, wires, argv);
    else if (o->place == PLACE_DOMU)
        xen_host_plan(o, wires, argv);
    else
        qemu_plan(o, wires, argv);
}

static void start_qemu(struct session *s, const struct wiring *w)
{
    int errors[2], nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0 || pipe2(errors, O_CLOEXEC | O_NONBLOCK))
        run_fail(NULL, "pipe: %s", strerror(errno));
    const int given[] = { w->console, w->status, w->qmp, w->log, w->block, w->image, w->job, w->disk, w->state };
    int keep[COUNT(given) + 2], kept = 0;
    for (size_t i = 0; i < COUNT(given); i++)
        if (given[i] >= 0)
            keep[kept++] = given[i];
    keep[kept] = s->options->gdb_socket;
    keep[kept + 1] = -1;
    strv_t argv = {0};
    plan(s->options, w, &argv);
    s->qemu = proc_spawn_bound(&argv, (int[3]){ nothing, errors[1], errors[1] }, keep);
    s->errors = errors[0];
    close(nothing);
    close(errors[1]);
    for (int i = 0; i < kept; i++)
        close(keep[i]);
}

// Gives 0, 1 and 2 something to be, lest a socket of ours takes the place of one that is closed.
static void fill_standard_descriptors(void)
{
    int fd;
    while ((fd = open("/dev/null", O_RDWR)) >= 0 && fd <= 2)
        ;
    if (fd > 2)
        close(fd);
}

void session_start(struct session *s, struct options *o, struct image *image)
{
    fill_standard_descriptors();
    *s = (struct session){ .options = o };
    check_status_file(o);
    session_check_image(o, image);
    if (o->place != PLACE_XL)
        check_qemu();
    choose_accel(o);
    check_host_room(o);
    if (o->place == PLACE_DOMU)
        xen_host_prepare(o->cold);
    struct wiring wires = { .log = -1, .block = -1, .image = -1, .job = -1, .disk = -1, .state = -1 };
    s->console = make_wire(&wires.console);
    s->status_fd = make_wire(&wires.status);
    s->qmp = make_wire(&wires.qmp);
    s->log = o->place == PLACE_MACHINE ? -1 : make_wire(&wires.log);
    give_files(&wires, o, image);
    relay_prepare();
    start_qemu(s, &wires);
    if (wires.state >= 0)
        xen_host_resume(s->qmp, wires.state);
}
