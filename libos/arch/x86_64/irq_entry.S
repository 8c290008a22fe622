// SPDX-License-Identifier: MIT
// Interrupts: a stub for each, the way to its handler, and the preemption at the end.

#include "layout.h"

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
    push %rax
    push %rcx
    push %rdx
    push %rsi
    push %rdi
    push %r8
    push %r9
    push %r10
    push %r11
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
    call preempt
1:  pop %r11
    pop %r10
    pop %r9
    pop %r8
    pop %rdi
    pop %rsi
    pop %rdx
    pop %rcx
    pop %rax
    pop %rbp
    add $8, %rsp
    iretq

// The interrupted code may have anything in the extended state: XSAVE (its header must be zero at first) or FXSAVE.
preempt:
    push %rbx
    mov %rsp, %rbx
    mov arch_xsave_size, %ecx
    test %ecx, %ecx
    jz 1f
    sub %rcx, %rsp
    and $-64, %rsp
    xor %eax, %eax
    lea 512(%rsp), %rdi
    mov $8, %ecx
    rep stosq
    dec %eax
    mov %eax, %edx
    xsave64 (%rsp)
    call 2f
    xor %eax, %eax
    dec %eax
    mov %eax, %edx
    xrstor64 (%rsp)
    jmp 3f
1:  sub $512, %rsp
    and $-64, %rsp
    fxsave64 (%rsp)
    call 2f
    fxrstor64 (%rsp)
3:  mov %rbx, %rsp
    pop %rbx
    ret
2:  sub $8, %rsp
    mov $1, %edi
    call *preempt_switch
    add $8, %rsp
    ret
    .size arch_irq_stubs, . - arch_irq_stubs
