// SPDX-License-Identifier: MIT
// The preemption at the end of an interrupt, on every platform: preempt_switch() with the extended state saved around it.

// Called with interrupts off, when preempt_wanted and preempt_depth is 0; may change what C may change.
    .section .text.arch_preempt, "ax", @progbits
    .globl arch_preempt
    .type arch_preempt, @function
// The interrupted code may have anything in the extended state: XSAVE (its header must be zero at first) or FXSAVE.
arch_preempt:
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
// Whom the switch leads to finds the x87 registers empty, as every function must (System V ABI, 3.2.1).
2:  fninit
    sub $8, %rsp
    mov $1, %edi
    call *preempt_switch
    add $8, %rsp
    ret
    .size arch_preempt, . - arch_preempt

    .section .bss.arch_xsave_size, "aw", @nobits
    .balign 4
    .globl arch_xsave_size
arch_xsave_size:
    .zero 4
    .size arch_xsave_size, 4
