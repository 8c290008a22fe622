// SPDX-License-Identifier: MIT
// The upcall: where Xen enters when an event is pending and events are not masked.

#include "arch/x86_64/registers.h"

#define PENDING xen_shared // vcpu_info.evtchn_upcall_pending of the first CPU
#define MASK xen_shared + 1

    .section .text.xen_upcall, "ax", @progbits
    .globl xen_upcall
    .type xen_upcall, @function
// Xen has masked events, aligned the stack to 16 bytes and pushed the CPU's frame, then R11 and RCX. The frame's selectors
// name the ring that we believe to be in; iretq wants the real one, 3.
//
// The way out must unmask and return, which are two steps. An upcall in between:
//   1. finds all registers restored, and its frame's RIP between `unmask` and `unmask_end`;
//   2. needs no frame of its own, since going back there would only go on to the frame below: its RSP;
//   3. so it drops its frame and goes on as if the one below were its own. The stack does not grow, however many come.
// What came while masked is seen by the look at `pending` after the unmasking, as in irq_flag.c.
xen_upcall:
    pop %rcx
    pop %r11
    cmpq $unmask, (%rsp)
    jb 1f
    cmpq $unmask_end, (%rsp)
    jae 1f
    mov 24(%rsp), %rsp
1:  orb $3, 8(%rsp)
    orb $3, 32(%rsp)
2:  push (%rsp) // the return address of a frame, for the backtrace
    push %rbp
    mov %rsp, %rbp
    PUSH_SCRATCH
    cld
    call xen_take_events
    cmpb $0, preempt_wanted
    je 1f
    cmpl $0, preempt_depth
    jne 1f
    call arch_preempt
1:  POP_SCRATCH
    pop %rbp
    lea 8(%rsp), %rsp
unmask:
    movb $0, MASK
    cmpb $0, PENDING
    jne 1f
    iretq
1:  movb $1, MASK
unmask_end:
    jmp 2b
    .size xen_upcall, . - xen_upcall
