// SPDX-License-Identifier: MIT
// The report of a fault, for every platform: what its trap entry leaves on the stack, and what becomes of it.
#ifndef ARCH_X86_64_FAULT_H
#define ARCH_X86_64_FAULT_H

#include "base/base.h"

// PUSH_REGISTERS of registers.h makes it: below the frame of the exception the stub's return address, and the registers.
struct trap_frame {
    uint64_t registers[15]; // rax rbx rcx rdx rsi rdi rbp r8 ... r15
    uint64_t stub;          // a return address in the table of stubs
    uint64_t error, rip, cs, rflags, rsp, ss;
};

// Which of a table's stubs (each of so many bytes) called? The byte before the return address is in the stub; the
// address itself may be the next one.
static inline unsigned fault_vector(const struct trap_frame *f, const char *stubs, unsigned size)
{
    return (unsigned)(f->stub - 1 - (uintptr_t)stubs) / size;
}

// Prints what happened, registers and calls, and ends the guest. address: of a page fault (CR2). From any context; uses
// the frame's words for the report.
_Noreturn void arch_fault(struct trap_frame *f, unsigned vector, uintptr_t address);

#endif
