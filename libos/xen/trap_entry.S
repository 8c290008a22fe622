// SPDX-License-Identifier: MIT
// Exceptions: stubs of XEN_TRAP_STUB bytes, each with its way into xen_trap().

#include "arch/x86_64/registers.h"
#include "trap.h"

    .section .text.xen_trap_stubs, "ax", @progbits
    .globl xen_trap_stubs
    .type xen_trap_stubs, @function
// Xen pushes RCX and R11, which its way here destroyed, on top of the CPU's frame. The return address that the call pushes
// says which stub it was. Vectors without an error code (Intel SDM volume 3, 6.13) push a zero in its place.
xen_trap_stubs:
    .set vector, 0
    .rept XEN_EXCEPTIONS
    .org xen_trap_stubs + vector * XEN_TRAP_STUB
    pop %rcx
    pop %r11
    .if (0x227d00 >> vector) & 1 == 0
    push $0
    .endif
    .byte 0xe8 // call, always with a 32-bit offset
    .long trap_common - . - 4
    .set vector, vector + 1
    .endr

// The pushes make a struct trap_frame. An exception never returns.
trap_common:
    PUSH_REGISTERS
    mov %rsp, %rdi
    cld
    call xen_trap
    .size xen_trap_stubs, . - xen_trap_stubs
