// SPDX-License-Identifier: MIT
// The CPU's exceptions: stubs of ARCH_TRAP_STUB bytes, each with its way into arch_trap().

#include "layout.h"
#include "registers.h"

    .section .text.arch_trap_stubs, "ax", @progbits
    .globl arch_trap_stubs
    .type arch_trap_stubs, @function
// The return address that the call pushes says which stub it was. Vectors for which the CPU pushes no error code (Intel
// SDM volume 3, 6.13) push a zero in its place.
arch_trap_stubs:
    .set vector, 0
    .rept ARCH_EXCEPTIONS
    .org arch_trap_stubs + vector * ARCH_TRAP_STUB
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
    call arch_trap
    .size arch_trap_stubs, . - arch_trap_stubs
