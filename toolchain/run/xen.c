// SPDX-License-Identifier: MIT
// Xen under QEMU: finds Debian's hypervisor, and plans the command line of a guest in the place of dom0.
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/private.h"
#include "uk/abi.h"

#define XEN_PACKAGE "xen-hypervisor-4.17-amd64"
#define XEN_MINOR_MIN 14     // the oldest Xen 4 that the libOS knows how to talk to
#define XEN_OWN_KIB (96 * 1024) // RAM that Xen keeps for itself, its tables and its heap

// The minor version in the name of a hypervisor, /boot/xen-4.MINOR-amd64.gz; -1 for other names.
static int minor_of(const char *path)
{
    int minor, end = 0;
    return sscanf(base_name(path), "xen-4.%d-amd64.gz%n", &minor, &end) == 1 && end ? minor : -1;
}

// The newest hypervisor below /boot ($UK_XEN_DIR, for tests). NULL if there is none.
static char *newest_hypervisor(int *minor)
{
    const char *dir = getenv("UK_XEN_DIR");
    glob_t found;
    char *best = NULL;
    *minor = -1;
    if (glob(xasprintf("%s/xen-4.*-amd64.gz", dir ? dir : "/boot"), 0, NULL, &found))
        return NULL;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        if (minor_of(found.gl_pathv[i]) > *minor) {
            *minor = minor_of(found.gl_pathv[i]);
            best = xstrdup(found.gl_pathv[i]);
        }
    }
    globfree(&found);
    return best;
}

char *xen_find_hypervisor(void)
{
    int minor;
    return newest_hypervisor(&minor);
}

// A name that changes with the packed file.
static char *unpacked_name(const char *packed)
{
    struct stat st;
    struct hash h = HASH_INIT;
    if (stat(packed, &st))
        run_fail(NULL, "%s cannot be read: %s", packed, strerror(errno));
    hash_str(&h, packed);
    hash_add(&h, &st.st_size, sizeof st.st_size);
    hash_add(&h, &st.st_mtim, sizeof st.st_mtim);
    return path_join(cache_dir(), xasprintf("xen-%.16s", hash_hex(&h)));
}

char *xen_hypervisor(void)
{
    int minor;
    char *packed = newest_hypervisor(&minor);
    if (!packed)
        run_fail("apt-get install " XEN_PACKAGE, "Xen is missing: there is no hypervisor in /boot");
    if (minor < XEN_MINOR_MIN)
        run_fail("apt-get install " XEN_PACKAGE, "%s is too old: guests need Xen 4.%d", packed, XEN_MINOR_MIN);
    char *path = unpacked_name(packed);
    if (file_exists(path))
        return path;
    strv_t argv = {0};
    buf_t out = {0};
    strv_add(&argv, "gzip");
    strv_add(&argv, "-dc");
    strv_add(&argv, packed);
    if (proc_capture(&argv, &out, true))
        run_fail("apt-get install --reinstall " XEN_PACKAGE, "%s cannot be unpacked", packed);
    make_dirs(cache_dir());
    file_write(path, out.s, out.len, NULL);
    return path;
}

// QEMU takes "FILE ARGUMENTS,FILE ARGUMENTS" as multiboot modules: dom0's kernel, its ramdisk. Our image has its
// arguments in the boot block.
static void add_modules(const struct wiring *wires, strv_t *argv)
{
    strv_add(argv, "-kernel");
    strv_add(argv, xen_hypervisor());
    strv_add(argv, "-initrd");
    strv_addf(argv, "/dev/fd/%d,/dev/fd/%d", wires->image, wires->block);
}

char *xen_double_commas(const char *s)
{
    buf_t b = {0};
    buf_puts(&b, "");
    for (; *s; s++)
        buf_puts(&b, *s == ',' ? ",," : (char[]){ *s, '\0' });
    return b.s;
}

void xen_add_machine(const struct options *o, const char *machine, const char *cpu, strv_t *argv)
{
    static const char *const first[] = { "qemu-system-x86_64", "-no-user-config", "-nodefaults", "-no-reboot",
                                         "-display", "none" };
    for (size_t i = 0; i < COUNT(first); i++)
        strv_add(argv, first[i]);
    strv_add(argv, "-name");
    strv_add(argv, o->image ? xen_double_commas(o->image) : "xen-host");
    strv_add(argv, "-machine");
    strv_add(argv, machine);
    strv_add(argv, "-cpu");
    strv_add(argv, cpu);
}

void xen_add_sockets(const struct wiring *wires, strv_t *argv)
{
    qemu_add_socket(argv, "log", wires->log);
    strv_add(argv, "-serial");
    strv_add(argv, "chardev:log");
    qemu_add_socket(argv, "console", wires->console);
    qemu_add_socket(argv, "status", wires->status);
    qemu_add_socket(argv, "monitor", wires->qmp);
    strv_add(argv, "-mon");
    strv_add(argv, "chardev=monitor,mode=control");
}

// IRETQ outside of ring 0 reads the stack with ring 0's rights in QEMU 7.2's TCG, which is a page fault where SMAP is on;
// Xen turns it on where the CPU has it. Xen halts when dom0 has ended (noreboot): its last words are complete then, and
// the relay ends QEMU.
void xen_dom0_plan(const struct options *o, const struct wiring *wires, strv_t *argv)
{
    xen_add_machine(o, "pc,accel=tcg", xasprintf("%s,-smap", o->cpu), argv);
    strv_add(argv, "-m");
    strv_addf(argv, "%lluK", (unsigned long long)(o->mem_kib + XEN_OWN_KIB + 1023) / 1024 * 1024);
    add_modules(wires, argv);
    strv_add(argv, "-append");
    strv_addf(argv, "console=com1 com1=115200,8n1 dom0_mem=%lluK loglvl=all guest_loglvl=all bootscrub=0 noreboot",
              (unsigned long long)o->mem_kib);
    xen_add_sockets(wires, argv);
    strv_add(argv, "-serial");
    strv_add(argv, "chardev:console");
    strv_add(argv, "-device");
    strv_addf(argv, "isa-debugcon,iobase=%#x,chardev=status", UK_STATUS_PORT_XEN);
    strv_add(argv, "-device");
    strv_addf(argv, "isa-debug-exit,iobase=%#x", UK_DEBUG_EXIT_PORT);
    qemu_add_rest(o, argv);
}
