// SPDX-License-Identifier: MIT
// Exceptions: descriptor tables, exception stacks, and the CPU's features that need ring 0.
#include "arch/x86_64/arch.h"
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/fault.h"
#include "arch/x86_64/layout.h"
#include "arch/x86_64/native.h"
#include "arch/x86_64/xsave.h"

// An interrupt gate (Intel SDM volume 3, figure 6-8), for a handler below 4 GiB: its upper half is zero.
struct gate {
    uint64_t low, high;
};
#define GATE_INTERRUPT (0x8eull << 40) // present, for ring 0

struct tss { // Intel SDM volume 3, figure 8-11
    uint32_t zero;
    uint64_t rsp[3], zero2, ist[7], zero3;
    uint16_t zero4, io_map;
} __attribute__((packed));
_Static_assert(sizeof(struct tss) == 104, "task state segment");

struct table_pointer {
    uint16_t limit;
    const void *base;
} __attribute__((packed));

enum { STACK_FAULT = 1, STACK_DOUBLE = 2 }; // a double fault may come while the first stack is in use
#define STACK_SIZE 3072

extern uint64_t arch_gdt[];
extern const char arch_trap_stubs[];
extern const char __text_start[], __image_end[];

static struct gate idt[ARCH_VECTORS];
static struct tss tss;
static char stacks[2][STACK_SIZE] __attribute__((aligned(16)));

void arch_set_gate(unsigned vector, const void *stub, unsigned ist)
{
    uint64_t offset = (uintptr_t)stub;
    uint64_t address = (offset & 0xffff) | offset >> 16 << 48;
    idt[vector].low = address | ARCH_CODE_SELECTOR << 16 | (uint64_t)ist << 32 | GATE_INTERRUPT;
}

static void load_tables(void)
{
    uint64_t base = (uintptr_t)&tss;
    tss.ist[STACK_FAULT - 1] = (uintptr_t)stacks[1];
    tss.ist[STACK_DOUBLE - 1] = (uintptr_t)stacks[2];
    arch_gdt[ARCH_TSS_SELECTOR / 8] = (sizeof tss - 1) | (base & 0xffffff) << 16 | 0x89ull << 40 | (base >> 24) << 56;
    __asm__ volatile("ltr %w0" : : "r"(ARCH_TSS_SELECTOR));
    static const struct table_pointer pointer = { sizeof idt - 1, idt };
    __asm__ volatile("lidt %0" : : "m"(pointer));
}

// Safety, and the wide registers, where the CPU has them (CPUID leaves 1 and 7).
static void enable_features(void)
{
    uintptr_t cr4 = read_cr4();
    if (cpuid(0, 0).a >= 7) {
        struct cpuid leaf7 = cpuid(7, 0);
        cr4 |= (leaf7.b >> 7 & 1) << 20 | (leaf7.b >> 20 & 1) << 21 | (leaf7.c >> 2 & 1) << 11; // SMEP, SMAP, UMIP
    }
    write_cr4(cr4);
    arch_xsave_size = xsave_enable(cpuid);
}

void arch_init_traps(void)
{
    for (unsigned vector = 0; vector < ARCH_EXCEPTIONS; vector++) {
        bool apart = vector == 2 || vector == 8 || vector == 18; // NMI, double fault, machine check
        arch_set_gate(vector, arch_trap_stubs + ARCH_TRAP_STUB * vector, apart ? STACK_DOUBLE : STACK_FAULT);
    }
    load_tables();
    enable_features();
}

// Called by arch_trap_stubs with interrupts off, on an exception stack.
_Noreturn void arch_trap(struct trap_frame *f);
_Noreturn void arch_trap(struct trap_frame *f)
{
    arch_fault(f, fault_vector(f, arch_trap_stubs, ARCH_TRAP_STUB), read_cr2());
}
