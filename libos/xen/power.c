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
    static unsigned count;
    char path[sizeof UK_STATUS_NODE + 12];
    if (xen_is_dom0()) {
        if (boot_info.status_port)
            write_port(line);
        return;
    }
    fmt_print(path, sizeof path, UK_STATUS_NODE "%u", count++);
    xen_store_write(XEN_STORE_NO_TRANSACTION, path, line);
}

_Noreturn void plat_exit(int status)
{
    plat_irq_save();
    xen_console_drain();
    if (xen_is_dom0() && boot_info.status_port)
        outb(UK_DEBUG_EXIT_PORT, (uint8_t)status);
    struct sched_shutdown shutdown = { .reason = panicking ? SHUTDOWN_crash : SHUTDOWN_poweroff };
    for (;;)
        xen_sched_op(SCHEDOP_shutdown, &shutdown);
}
