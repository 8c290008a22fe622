// SPDX-License-Identifier: MIT
// Interrupts: a stub for each, the way to its handler.

#include "layout.h"
#include "registers.h"

    .section .text.arch_irq_stubs, "ax", @progbits
    .balign 8
    .globl arch_irq_stubs
    .type arch_irq_stubs, @function
// The return address that the call pushes says which stub it was.
arch_irq_stubs:
    .rept ARCH_IRQS
    .balign 8
    call irq_common
    .endr

// The CPU has aligned the stack to 16 bytes and pushed 5 words, the stub one. That one becomes the return address of a
// frame, for the backtrace. Handlers are C without SSE: what a called function may change is saved.
irq_common:
    push %rbp
    mov %rsp, %rbp
    PUSH_SCRATCH
    mov 8(%rbp), %edi
    mov 16(%rbp), %rax
    mov %rax, 8(%rbp)
    sub $arch_irq_stubs, %edi
    shr $3, %edi
    cld
    call *arch_irq_handlers(, %rdi, 8)
    cmpb $0, preempt_wanted
    je 1f
    cmpl $0, preempt_depth
    jne 1f
    call arch_preempt
1:  POP_SCRATCH
    pop %rbp
    add $8, %rsp
    iretq
    .size arch_irq_stubs, . - arch_irq_stubs
