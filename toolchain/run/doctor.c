// SPDX-License-Identifier: MIT
// uk-cc doctor: checks this host, one line for each thing, with the fix where it is not right.
#include "run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "run/private.h"

enum need { REQUIRED, OPTIONAL };

static int missing; // required things that are not there

static void good(const char *what, const char *text)
{
    printf("ok       %-16s %s\n", what, text);
}

static void bad(enum need need, const char *what, const char *text, const char *fix)
{
    printf("%-8s %-16s %s: %s\n", need == REQUIRED ? "missing" : "without", what, text, fix);
    missing += need == REQUIRED;
}

// The first line that `program option` prints.
static const char *version_of(const char *program, const char *option)
{
    strv_t argv = {0};
    buf_t out = {0};
    strv_add(&argv, program);
    strv_add(&argv, option);
    if (proc_capture(&argv, &out, true) || !out.len)
        return "does not say its version";
    out.s[strcspn(out.s, "\n")] = '\0';
    return out.s;
}

static void check_programs(void)
{
    static const struct {
        const char *what, *program, *package;
        enum need need;
    } table[] = {
        { "compiler", "gcc", "gcc", REQUIRED },
        { "linker", "ld", "binutils", REQUIRED },
        { "objcopy", "objcopy", "binutils", REQUIRED },
        { "build engine", "ninja", "ninja-build", REQUIRED },
        { "QEMU", "qemu-system-x86_64", "qemu-system-x86", REQUIRED },
        { "debugger", "gdb", "gdb", OPTIONAL },
        { "backtraces", "addr2line", "binutils", OPTIONAL },
        { "other compiler", "clang", "clang", OPTIONAL },
        { "graphs as svg", "dot", "graphviz", OPTIONAL },
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        bool dot = !strcmp(table[i].program, "dot"); // has its own way, and says it on stderr
        if (!proc_find(table[i].program, NULL))
            bad(table[i].need, table[i].what, xasprintf("%s is missing", table[i].program),
                xasprintf("apt-get install %s", table[i].package));
        else
            good(table[i].what, dot ? "dot" : version_of(table[i].program, "--version"));
    }
}

// What running images for Xen needs. Debian keeps xl in /usr/sbin, which is not in every user's PATH.
static void check_xen(void)
{
    static const char *const parts[][2] = { { "/usr/bin/xenstore-read", "xenstore-utils" },
                                            { "/bin/busybox", "busybox-static" }, { "/usr/bin/cpio", "cpio" } };
    static const char only[] = "(only to run images for Xen)";
    char *path = NULL, *hypervisor = xen_find_hypervisor();
    if (hypervisor)
        good("Xen", hypervisor);
    else
        bad(OPTIONAL, "Xen", "there is no hypervisor in /boot",
            xasprintf("apt-get install xen-hypervisor-4.17-amd64 %s", only));
    if (proc_find("xl", &path) || proc_find("/usr/sbin/xl", &path))
        good("Xen tools", path);
    else
        bad(OPTIONAL, "Xen tools", "xl is missing", xasprintf("apt-get install xen-utils-4.17 %s", only));
    for (size_t i = 0; i < COUNT(parts); i++)
        if (!file_exists(parts[i][0]))
            bad(OPTIONAL, "Xen host", xasprintf("%s is missing", parts[i][0]),
                xasprintf("apt-get install %s %s", parts[i][1], only));
    char *dom0 = xen_host_dom0();
    good("Xen host", dom0 ? dom0 : "none yet: the first run of an image for Xen makes it");
}

static void check_kvm(void)
{
    const char *why = kvm_unusable(false);
    if (!why)
        good("KVM", "usable");
    else if (!kvm_unusable(true))
        printf("note     %-16s %s, though /dev/kvm opens (such a KVM is slower than emulation): uk-cc run emulates\n",
               "KVM", why);
    else
        bad(OPTIONAL, "KVM", why, "without it QEMU emulates the CPU");
}

static void check_tap(void)
{
    int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    int error = errno;
    if (fd >= 0) {
        close(fd);
        good("tap devices", "/dev/net/tun opens");
    } else if (error == ENOENT) {
        bad(OPTIONAL, "tap devices", "there is no /dev/net/tun", "modprobe tun (only for guests on a network)");
    } else {
        bad(OPTIONAL, "tap devices", xasprintf("/dev/net/tun: %s", strerror(error)),
            "be root, or have the administrator allow it (only for guests on a network)");
    }
}

static void check_sysroots(void)
{
    static const char *const variants[] = { "full", "small", "nano" };
    for (size_t i = 0; i < COUNT(variants); i++) {
        char *what = xasprintf("newlib %s", variants[i]);
        char *libc = xasprintf("%s/sysroot/%s/lib/libc.a", self_dir(), variants[i]);
        if (file_exists(libc))
            good(what, libc);
        else
            bad(REQUIRED, what, xasprintf("%s is missing", libc), "run toolchain/quickstart.sh");
    }
}

static void check_tree(void)
{
    char *rooms = xasprintf("%s/tree/libos", self_dir()), *cache = xasprintf("%s/cache", self_dir());
    if (dir_exists(rooms))
        good("libOS sources", rooms);
    else
        bad(REQUIRED, "libOS sources", xasprintf("%s is missing", rooms), "run toolchain/quickstart.sh");
    if (dir_exists(cache) && access(cache, W_OK))
        bad(REQUIRED, "libOS objects", xasprintf("%s may not be written", cache),
            xasprintf("chown or remove %s", cache));
    else
        good("libOS objects", dir_exists(cache) ? cache : "none yet: the first link compiles them");
}

int cmd_doctor(int argc, char **argv)
{
    if (argc > 1)
        fatal(EXIT_USAGE, "uk-cc doctor takes no arguments", "what is %s?", argv[1]);
    check_programs();
    check_xen();
    check_kvm();
    check_tap();
    check_sysroots();
    check_tree();
    return missing ? EXIT_ENV : EXIT_OK;
}
