// SPDX-License-Identifier: MIT
// The end: the status channel, and the shutdown with its reason.
#include "arch/x86_64/cpu.h"
#include "xen/private.h"
#include "xen/store.h"
#include "uk/abi.h"

static void write_port(const char *line)
{
    while (*line)
        outb(boot_info.status_port, (uint8_t)*line++);
    outb(boot_info.status_port, '\n');
}

void plat_status(const char *line)
{
    static unsigned next;
    char path[sizeof UK_STATUS_NODE + 12];
    if (xen_is_dom0()) {
        if (boot_info.status_port)
            write_port(line);
        return;
    }
    fmt_print(path, sizeof path, UK_STATUS_NODE "%u", next);
    if (xen_store_write(XEN_STORE_NO_TRANSACTION, path, line) == 0)
        next++; // the other side waits for them one after another
}

bool xen_reboots;

static unsigned reason(void)
{
    return panicking ? SHUTDOWN_crash : xen_reboots ? SHUTDOWN_reboot : SHUTDOWN_poweroff;
}

_Noreturn void plat_exit(int status)
{
    plat_irq_save();
    xen_console_drain();
    if (xen_is_dom0() && boot_info.status_port)
        outb(UK_DEBUG_EXIT_PORT, (uint8_t)status);
    struct sched_shutdown shutdown = { .reason = reason() };
    for (;;)
        xen_sched_op(SCHEDOP_shutdown, &shutdown);
}
