// SPDX-License-Identifier: MIT
// From the loader to C: PVH or multiboot entry in 32-bit mode, page tables, long mode, uk_boot(). refuse.S ends the
// guest where the machine cannot run it.
//
// Physical memory, which is mapped one to one:
//
//     0x00000000  page zero: the loader's data at first, then unmapped
//     0x0003f000  guard page, unmapped by plat_init()
//     0x00040000  the boot stack, which becomes the main thread's (__main_stack_low .. __main_stack_top)
//     0x000a0000  devices and firmware
//     0x00100000  the image: R, RX, RW, its page tables last
//
// Everything below __small_pages_end is mapped in 4 KiB pages, so that each page has the permissions of what
// lies in it; C maps the rest of the RAM in large pages.

#include "layout.h"

#define MEMMAP_ENTRY_SIZE 24
#define FIRMWARE_SCRATCH 0x20000 // SeaBIOS writes below the top of the RAM after it has loaded us

#define PTE_P 1
#define PTE_W 2
#define PTE_A 0x20
#define PTE_D 0x40
#define PTE_NX_HIGH 0x80000000

    .section .note.Xen, "a", @note
    .balign 4
    .long 4, 4, 18 // XEN_ELFNOTE_PHYS32_ENTRY
    .asciz "Xen"
    .long uk_entry

    .section .text.entry, "ax", @progbits
    .code32

// In: %ebx is the physical address of the start information (PVH, magic in its first word) or of the multiboot
// information; flat 32-bit segments, paging and interrupts off. The loader has zeroed .bss.
    .globl uk_entry
    .type uk_entry, @function
uk_entry:
    cld
    mov $__main_stack_top, %esp
    mov %ebx, %ebp

    // 1. Is there RAM where the image lies? The map names the size of the RAM that begins at 1 MiB (all machines list
    // it so; where one does not, nothing is checked).
    mov 8(%ebp), %eax
    shl $10, %eax // multiboot: mem_upper, in KiB
    cmpl $START_INFO_MAGIC, (%ebp)
    jne 3f
    cmpl $0, START_INFO_MODULES(%ebp)
    je 1f
    mov START_INFO_MODULE_LIST(%ebp), %esi
    mov (%esi), %esi
    sub $__image_start, %esi // a loader that found no better place puts the module over .bss
    cmp $__image_size, %esi
    jb refuse_memory
1:  mov START_INFO_MEMMAP(%ebp), %esi
    mov START_INFO_MEMMAP_ENTRIES(%ebp), %ecx
1:  cmpl $__image_start, (%esi)
    jne 2f
    mov 8(%esi), %eax
    cmpl $0, 12(%esi)
    je 3f
2:  add $MEMMAP_ENTRY_SIZE, %esi
    loop 1b
    jmp features
3:  cmp $__image_size, %eax
    jb refuse_memory
    cmp $__image_size + FIRMWARE_SCRATCH, %eax
    jae features
    // SeaBIOS (its option ROM leaves the start information in the lowest 64 KiB) has written over the end of the RAM:
    // where it can have met the image's file part, the image is not to be trusted; .bss can be cleaned.
    cmp $0x10000, %ebp
    jae features
    cmp $__file_size + FIRMWARE_SCRATCH, %eax
    jb refuse_memory
    mov $__bss_start, %edi
    mov $__bss_size, %ecx
    xor %eax, %eax
    rep stosb

    // 2. Long mode and no-execute are not optional.
features:
    mov $0x80000001, %eax
    cpuid
    and $(1 << 29 | 1 << 20), %edx
    cmp $(1 << 29 | 1 << 20), %edx
    jne refuse_cpu

    // 3. The page tables. Each fill goes on where the one before ended.
    movl $__page_tables + 4096 + PTE_P + PTE_W, __page_tables
    movl $__page_tables + 8192 + PTE_P + PTE_W, __page_tables + 4096
    mov $__page_table_count, %ecx
    mov $__page_table_end - 4096 + PTE_P + PTE_W, %eax
1:  mov %eax, __page_tables + 8192 - 8(, %ecx, 8)
    sub $4096, %eax
    loop 1b
    xor %esi, %esi
    mov $PTE_NX_HIGH, %edx
    mov $PTE_P + PTE_W + PTE_A + PTE_D, %ebx
    mov $__rodata_start, %edi
    call fill
    mov $PTE_P + PTE_A, %bl
    mov $__text_start, %edi
    call fill
    xor %edx, %edx
    mov $__data_start, %edi
    call fill
    mov $PTE_NX_HIGH, %edx
    mov $PTE_P + PTE_W + PTE_A + PTE_D, %bl
    mov $__small_pages_end, %edi
    call fill

    // 4. Long mode: PAE, OSFXSR, OSXMMEXCPT; LME, NXE; paging, write protection, native FPU errors.
    mov $__page_tables, %eax
    mov %eax, %cr3
    mov $(1 << 5 | 1 << 9 | 1 << 10), %eax
    mov %eax, %cr4
    mov $0xc0000080, %ecx
    rdmsr
    or $(1 << 8 | 1 << 11), %eax
    wrmsr
    mov $(1 << 31 | 1 << 16 | 1 << 5 | 1 << 4 | 1 << 1 | 1 << 0), %eax
    mov %eax, %cr0
    lgdt gdt_pointer
    ljmp $ARCH_CODE_SELECTOR, $long_mode

// Maps [%esi, %edi) with the low half's flags %ebx and the high half %edx; %esi becomes %edi.
fill:
    mov %edi, %ecx
    sub %esi, %ecx
    shr $12, %ecx
    shr $9, %esi
    lea -4096(%edi, %ebx), %eax
1:  mov %eax, __page_table_last - 8(%esi, %ecx, 8)
    mov %edx, __page_table_last - 4(%esi, %ecx, 8)
    sub $4096, %eax
    loop 1b
    mov %edi, %esi
    ret

    .code64
long_mode:
    xor %eax, %eax
    mov %eax, %ds
    mov %eax, %es
    mov %eax, %ss
    mov %eax, %fs
    mov %eax, %gs
    mov $__main_stack_top, %esp
    mov %ebp, arch_boot_data
    xor %ebp, %ebp // the end of every backtrace
    fninit
    call uk_boot
    .size uk_entry, . - uk_entry

    .section .rodata.entry, "a", @progbits
gdt_pointer:
    .word ARCH_GDT_SIZE - 1
    .long arch_gdt

// Code, and room for the task state segment that arch_init_traps() describes.
    .data
    .balign 8
    .globl arch_gdt
arch_gdt:
    .quad 0
    .quad 0x00af9b000000ffff
    .quad 0, 0
    .size arch_gdt, . - arch_gdt

    .section .bss.arch_boot_data, "aw", @nobits
    .balign 8
    .globl arch_boot_data
arch_boot_data:
    .zero 8
    .size arch_boot_data, 8
