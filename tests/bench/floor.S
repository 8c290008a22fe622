# SPDX-License-Identifier: MIT
# The least kernel that QEMU boots by PVH: prints one line and ends. What it costs is QEMU's and the firmware's share.
    .section .note.pvh, "a", @note
    .long 4, 4, 18                  # XEN_ELFNOTE_PHYS32_ENTRY
    .asciz "Xen"
    .long start
    .text
    .code32
    .globl start
start:
    movl $line, %esi
    movl $6, %ecx
    movw $0x3f8, %dx
    rep outsb
    movw $0x501, %dx                # isa-debug-exit
    outb %al, %dx
    hlt
line:
    .ascii "hello\n"
    .section .note.GNU-stack, "", @progbits
