// SPDX-License-Identifier: MIT
// The switch from one thread to another; unprivileged.

// void *arch_stack_init(void *top, void (*entry)(void *), void *arg)
    .section .text.arch_stack_init, "ax", @progbits
    .globl arch_stack_init
    .type arch_stack_init, @function
arch_stack_init:
    lea -64(%rdi), %rax
    mov $start, %ecx
    mov %rcx, 56(%rax)
    xor %ecx, %ecx
    mov %rcx, 48(%rax) // rbp: the end of the backtrace
    mov %rsi, 40(%rax) // rbx: entry
    mov %rdx, 32(%rax) // r12: arg
    movabs $0x037f00001f80, %rcx
    mov %rcx, (%rax)
    ret
// The first return address of a new thread; the stack is empty.
start:
    mov %r12, %rdi
    call *%rbx
    ud2
    .size arch_stack_init, . - arch_stack_init

// void arch_switch(void **save, void *load)
    .section .text.arch_switch, "ax", @progbits
    .globl arch_switch
    .type arch_switch, @function
arch_switch:
    push %rbp
    push %rbx
    push %r12
    push %r13
    push %r14
    push %r15
    push %rax // room
    stmxcsr (%rsp)
    fnstcw 4(%rsp)
    mov %rsp, (%rdi)
    mov %rsi, %rsp
    ldmxcsr (%rsp)
    fldcw 4(%rsp)
    pop %rax
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbx
    pop %rbp
    ret
    .size arch_switch, . - arch_switch

// _Noreturn void arch_run_on(uintptr_t top, void (*fn)(void))
    .section .text.arch_run_on, "ax", @progbits
    .globl arch_run_on
    .type arch_run_on, @function
arch_run_on:
    mov %rdi, %rsp
    xor %ebp, %ebp // the end of the backtrace
    call *%rsi
    .size arch_run_on, . - arch_run_on
