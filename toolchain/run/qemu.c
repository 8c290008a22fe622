// SPDX-License-Identifier: MIT
// Plans QEMU's command line; starts nothing.
#include "run/private.h"
#include "uk/abi.h"

static void add_machine(const struct options *o, strv_t *argv)
{
    strv_add(argv, "qemu-system-x86_64");
    strv_add(argv, "-no-user-config");
    strv_add(argv, "-nodefaults");
    strv_add(argv, "-no-reboot"); // a triple fault ends the run
    strv_add(argv, "-display");
    strv_add(argv, "none");
    strv_add(argv, "-machine");
    strv_addf(argv, "%s,accel=%s", machine_name(o->machine), o->accel == ACCEL_KVM ? "kvm" : "tcg");
    strv_add(argv, "-cpu");
    strv_add(argv, o->cpu);
    strv_add(argv, "-m");
    strv_addf(argv, "%lluK", (unsigned long long)o->mem_kib);
    if (o->bios) {
        strv_add(argv, "-bios");
        strv_add(argv, o->bios);
    }
}

void qemu_add_socket(strv_t *argv, const char *name, int fd)
{
    strv_add(argv, "-chardev");
    strv_addf(argv, "socket,id=%s,fd=%d", name, fd);
}

// The console, the status channel and the monitor as sockets of ours; a device to end by; the boot block as PVH module.
static void add_wires(const struct wiring *wires, strv_t *argv)
{
    qemu_add_socket(argv, "console", wires->console);
    strv_add(argv, "-serial");
    strv_add(argv, "chardev:console");
    qemu_add_socket(argv, "status", wires->status);
    strv_add(argv, "-device");
    strv_addf(argv, "isa-debugcon,iobase=%#x,chardev=status", UK_STATUS_PORT);
    strv_add(argv, "-device");
    strv_addf(argv, "isa-debug-exit,iobase=%#x", UK_DEBUG_EXIT_PORT);
    qemu_add_socket(argv, "monitor", wires->qmp);
    strv_add(argv, "-mon");
    strv_add(argv, "chardev=monitor,mode=control");
    strv_add(argv, "-initrd");
    strv_addf(argv, "/dev/fd/%d", wires->block);
}

// The guest splits the command line of a kernel much as a shell does, argv[0] included.
static void add_terminal(const struct options *o, strv_t *argv)
{
    strv_add(argv, "-serial");
    strv_add(argv, "stdio");
    strv_t words = {0};
    strv_add(&words, base_name(o->image));
    strv_addv(&words, &o->args);
    strv_add(argv, "-append");
    strv_add(argv, proc_line(&words));
}

void qemu_add_rest(const struct options *o, strv_t *argv)
{
    if (o->gdb_socket >= 0) {
        strv_add(argv, "-chardev");
        strv_addf(argv, "socket,id=gdb,fd=%d,server=on,wait=off", o->gdb_socket);
    }
    if (o->gdb) {
        strv_add(argv, "-gdb");
        strv_add(argv, o->gdb);
        strv_add(argv, "-S");
    }
    strv_addv(argv, &o->qemu_args);
}

void qemu_plan(const struct options *o, const struct wiring *wires, strv_t *argv)
{
    add_machine(o, argv);
    strv_add(argv, "-kernel");
    strv_add(argv, o->image);
    if (wires)
        add_wires(wires, argv);
    else
        add_terminal(o, argv);
    qemu_add_rest(o, argv);
}

#define ACPI_KIB 160     // kept by QEMU for ACPI tables, on q35 and pc
#define SEABIOS_KIB 400  // that SeaBIOS may write to below the top of RAM after the image was loaded (measured: 392)
#define SEABIOS_MIN 1280 // up to so much RAM it leaves it alone: there is no room for its tables

// QEMU puts a PVH module at the top of RAM, at a page boundary, on q35 and pc below the ACPI tables.
uint64_t qemu_mem_needed(enum machine machine, uint64_t mem_kib, uint64_t image_end, size_t block_size)
{
    uint64_t kib = ((image_end + 4095) / 4096 + (block_size + 4095) / 4096) * 4;
    if (machine == MACHINE_MICROVM)
        return kib;
    bool tiny = mem_kib <= SEABIOS_MIN && kib + ACPI_KIB <= SEABIOS_MIN;
    return kib + (tiny ? ACPI_KIB : SEABIOS_KIB);
}
