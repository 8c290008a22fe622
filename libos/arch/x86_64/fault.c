// SPDX-License-Identifier: MIT
// The report of a fault, which always ends the guest: what it means, all registers, the calls.
#include "arch/x86_64/fault.h"
#include "base/plat.h"

#define VECTOR_PAGE_FAULT 14

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

static const char *kind(unsigned vector, const struct trap_frame *f, uintptr_t address)
{
    switch (vector) {
    case 0: return "division by zero";
    case 2: return "non-maskable interrupt";
    case 6: return "invalid instruction";
    case 8: return "double fault";
    case 13: return f->error & 2 ? "unhandled interrupt" : "general protection fault";
    case VECTOR_PAGE_FAULT: return page_fault(f->error, address, f->rsp);
    }
    return "exception";
}

_Noreturn void arch_fault(struct trap_frame *f, unsigned vector, uintptr_t address)
{
    char text[80];
    fmt_print(text, sizeof text, vector == VECTOR_PAGE_FAULT ? "%s: address 0x%lx" : "%s", kind(vector, f, address),
              address);
    f->stub = vector;
    f->cs = address;
    if (!panicking)
        dump(f->registers);
    panic_at(text, f->rip, f->registers[6], f->rsp);
}
