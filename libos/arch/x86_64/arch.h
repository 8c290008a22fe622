// SPDX-License-Identifier: MIT
// Room arch/x86_64, level 1: what the CPU gives to the rooms above. Ring-0 parts are for platforms only.
#ifndef ARCH_X86_64_ARCH_H
#define ARCH_X86_64_ARCH_H

#include "base/base.h"

// switch.S: threads ---------------------------------------------------------------------------------------------------

// Prepares a new thread's stack that ends at top (16-byte aligned): the first arch_switch() to the returned stack
// pointer calls entry(arg) with interrupts off, the System V ABI's alignment, and the initial MXCSR (0x1f80) and x87
// control word (0x37f). entry never returns.
void *arch_stack_init(void *top, void (*entry)(void *), void *arg);

// With interrupts off: pushes what a called function must preserve (rbx, rbp, r12-r15, MXCSR, x87 control word), stores
// the stack pointer in *save and goes on where the thread of stack pointer load left. The rest of the extended state
// (SSE, x87) is dead at a call. Where a switch comes from an interrupt, the interrupt's exit has saved it; see
// preempt_switch.
void arch_switch(void **save, void *load);

// Calls fn, which never returns, on the stack that ends at top; what is on the present stack is given up.
_Noreturn void arch_run_on(uintptr_t top, void (*fn)(void));

// preempt.S -----------------------------------------------------------------------------------------------------------

// The size of the extended state for XSAVE, 0 where FXSAVE is all there is. Set by the platform before interrupts.
extern uint32_t arch_xsave_size;

#endif
