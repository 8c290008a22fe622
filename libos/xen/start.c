// SPDX-License-Identifier: MIT
// plat_init(): from what Xen's domain builder left in memory to boot_info.
#include "arch/x86_64/arch.h"
#include "arch/x86_64/uart.h"
#include "arch/x86_64/xsave.h"
#include "base/boot.h"
#include "uk/abi.h"
#include "xen/private.h"

#include <xen/physdev.h>
#include <xen/vcpu.h>
#include <xen/version.h>

#define OLDEST_MAJOR 4 // Xen 4.4 is the oldest whose interface is used as it is here
#define OLDEST_MINOR 4

extern const char __image_start[];

static void check_version(void)
{
    long version = hypercall(__HYPERVISOR_xen_version, XENVER_version, 0, 0, 0);
    if (version >> 16 > OLDEST_MAJOR || (version >> 16 == OLDEST_MAJOR && (version & 0xffff) >= OLDEST_MINOR))
        return;
    log_line("this is Xen %ld.%ld, which is too old: 4.4 is needed", version >> 16, version & 0xffff);
    plat_exit(1);
}

// Where the free RAM begins: the builder's last things are the page tables and one page of stack.
static uintptr_t builder_end(void)
{
    return xen_start->pt_base + (xen_start->nr_pt_frames + 1) * PAGE_SIZE;
}

// The loader's module, by its address or by the number of its first page.
static const void *module_start(void)
{
    uintptr_t start = xen_start->mod_start;
    return (const void *)(xen_start->flags & SIF_MOD_START_PFN ? start << PAGE_SHIFT : start);
}

static void take_ram(void)
{
    uintptr_t module = (uintptr_t)module_start();
    ram_add(0, xen_start->nr_pages << PAGE_SHIFT);
    ram_exclude(0, PAGE_SIZE);
    ram_exclude((uintptr_t)__image_start, builder_end());
    if (xen_start->mod_len)
        ram_exclude(module, module + xen_start->mod_len);
    boot_place_stack();
}

// What Xen lets us use of the CPU: UD2 and the letters "xen" before CPUID make Xen answer.
static struct cpuid xen_cpuid(uint32_t leaf, uint32_t subleaf)
{
    struct cpuid r;
    __asm__ volatile("ud2; .ascii \"xen\"; cpuid"
                     : "=a"(r.a), "=b"(r.b), "=c"(r.c), "=d"(r.d)
                     : "a"(leaf), "c"(subleaf));
    return r;
}

uint16_t xen_uart_irq;

// A dom0 may use I/O ports, once it has asked for them; Xen emulates each access. The host may name a serial port for the
// console, since Xen's own mixes with Xen's messages.
static void take_ports(void)
{
    struct physdev_set_iopl iopl = { .iopl = 1 };
    hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl, (uintptr_t)&iopl, 0, 0);
    const void *cursor = NULL;
    uint32_t length;
    const struct uk_boot_uart *uart = boot_record(UK_BOOT_UART, &cursor, &length);
    if (!uart || length != sizeof *uart)
        return;
    xen_uart_irq = uart->irq;
    uart_init(uart->port);
}

void plat_init(void)
{
    xen_map_frame(&xen_shared, xen_start->shared_info >> PAGE_SHIFT);
    xen_init_traps();
    check_version();
    arch_xsave_size = xsave_enable(xen_cpuid);
    xen_vcpu_op(VCPUOP_stop_periodic_timer, NULL); // Xen starts one of 100 Hz
    boot_info.cmdline = xen_start->cmd_line[0] ? (const char *)xen_start->cmd_line : NULL;
    take_ram();
    xen_map_ram();
    boot_use_block(xen_start->mod_len ? module_start() : NULL, xen_start->mod_len);
    if (xen_is_dom0())
        take_ports();
}
