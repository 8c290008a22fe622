// SPDX-License-Identifier: MIT
// From Xen's domain builder to C. The builder has mapped the first MiBs of our memory one to one, readable, writable and
// executable, and runs us in 64-bit mode with events masked.
//
// Our memory (pseudo-physical, which our page tables map one to one):
//
//     0x00000000  page zero, unmapped by plat_init()
//     0x0003f000  guard page, unmapped by plat_init()
//     0x00040000  the boot stack, which becomes the main thread's (__main_stack_low .. __main_stack_top)
//     0x00100000  the image: R, RX, RW
//     above       what the builder has put there: the boot block, the list of our pages (p2m), start_info, the rings of
//                 xenstore and console, page tables, a stack; then free RAM

// What the builder reads (Xen public/elfnote.h).
    .macro NOTE type:req, text:vararg
    .balign 4
    .long 4, 2f - 1f, \type
    .asciz "Xen"
1:  \text
2:  .balign 4
    .endm

    .section .note.Xen, "a", @note
    NOTE 5, .asciz "xen-3.0" // XEN_VERSION
    NOTE 6, .asciz "uk-cc"   // GUEST_OS
    NOTE 8, .asciz "generic" // LOADER
    NOTE 1, .quad xen_entry  // ENTRY
    NOTE 3, .quad 0          // VIRT_BASE

    .section .text.entry, "ax", @progbits
    .globl xen_entry
    .type xen_entry, @function
// In: %rsi is start_info; the stack is one page.
xen_entry:
    cld
    mov $__main_stack_top, %esp
    mov %rsi, xen_start
    xor %ebp, %ebp // the end of every backtrace
    call uk_boot
    .size xen_entry, . - xen_entry

    .section .bss.xen_start, "aw", @nobits
    .balign 8
    .globl xen_start
xen_start:
    .zero 8
    .size xen_start, 8

// The hypervisor's page is mapped over this one.
    .section .bss.xen_shared, "aw", @nobits
    .balign 4096
    .globl xen_shared
xen_shared:
    .zero 4096
    .size xen_shared, 4096
