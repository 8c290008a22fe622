// SPDX-License-Identifier: MIT
// Exceptions: descriptor tables, exception stacks, and the report of a fault, which always ends the guest.
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/layout.h"
#include "arch/x86_64/native.h"

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

struct trap_frame { // trap_entry.S
    uint64_t registers[15];
    uint64_t stub; // return address into arch_trap_stubs
    uint64_t error, rip, cs, rflags, rsp, ss;
};

#define VECTOR_PAGE_FAULT 14

enum { STACK_FAULT = 1, STACK_DOUBLE = 2 }; // a double fault may come while the first stack is in use
#define STACK_SIZE 3072

extern uint64_t arch_gdt[];
extern const char arch_trap_stubs[];
extern const char __text_start[], __image_end[];

uint32_t arch_xsave_size;
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
    if (cpuid(1, 0).c & 1 << 26) {
        write_cr4(cr4 | 1 << 18); // OSXSAVE
        uint32_t states = cpuid(13, 0).a & 0xe7; // x87, SSE, AVX, AVX-512
        __asm__ volatile("xsetbv" : : "c"(0), "a"(states), "d"(0));
        arch_xsave_size = cpuid(13, 0).b; // of what is enabled now
    } else {
        write_cr4(cr4);
    }
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

// The words of a struct trap_frame, with two replaced: the stub by its vector, the code segment by CR2.
static const char names[21][4] = {
    "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "r8",  "r9",  "r10", "r11",
    "r12", "r13", "r14", "r15", "vec", "err", "rip", "cr2", "rfl", "rsp",
};

static void dump(const uint64_t *words)
{
    for (unsigned i = 0; i < COUNT(names); i += 3)
        log_line("%3s %016lx  %3s %016lx  %3s %016lx", names[i], words[i], names[i + 1], words[i + 1], names[i + 2],
                 words[i + 2]);
}

// What a page fault means (error code: Intel SDM volume 3, figure 4-12).
static const char *page_fault(uint64_t error, uintptr_t address, uintptr_t rsp)
{
    if (address < PAGE_SIZE)
        return error & 16 ? "call of a null pointer" : "null pointer";
    if (address < running->stack_low && rsp < running->stack_low + PAGE_SIZE)
        return "stack overflow";
    if (error & 16)
        return "execution of data";
    if ((error & 3) == 3)
        return "write to read-only memory";
    return "access to an address without memory";
}

static const char *kind(unsigned vector, const struct trap_frame *f)
{
    switch (vector) {
    case 0: return "division by zero";
    case 2: return "non-maskable interrupt";
    case 6: return "invalid instruction";
    case 8: return "double fault";
    case 13: return f->error & 2 ? "unhandled interrupt" : "general protection fault";
    case VECTOR_PAGE_FAULT: return page_fault(f->error, read_cr2(), f->rsp);
    }
    return "exception";
}

// Called by arch_trap_stubs with interrupts off, on an exception stack.
_Noreturn void arch_trap(struct trap_frame *f);
_Noreturn void arch_trap(struct trap_frame *f)
{
    // The byte before the return address is in the stub; the address itself may be the next one.
    unsigned vector = (unsigned)(f->stub - 1 - (uintptr_t)arch_trap_stubs) / ARCH_TRAP_STUB;
    char text[80];
    fmt_print(text, sizeof text, vector == VECTOR_PAGE_FAULT ? "%s: address 0x%lx" : "%s", kind(vector, f), read_cr2());
    f->stub = vector;
    f->cs = read_cr2();
    if (!panicking)
        dump(f->registers);
    panic_at(text, f->rip, f->registers[6], f->rsp);
}
