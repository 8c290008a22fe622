// SPDX-License-Identifier: MIT
// The end of a guest that cannot even start, still in 32-bit mode: a line on the first serial port, and one on the
// status channel, where the boot block names one (uk/abi.h).

#include "layout.h"

#define SERIAL 0x3f8
#define BOOT_HEADER 16 // uk/abi.h: size of the header, of a record's head; the count
#define BOOT_RECORD 8
#define BOOT_COUNT 12
#define BOOT_STATUS 4

    .section .text.refuse, "ax", @progbits
    .code32

    .globl refuse_memory
    .type refuse_memory, @function
refuse_memory: // in: %ebp start information
    mov $SERIAL, %edx
    mov $memory_text, %esi
    call say
    call say_needed
    mov $kib_text, %esi
    call say
    call status_port
    test %edx, %edx
    jz stop
    mov $status_text, %esi
    call say
    call say_needed
    mov $'\n', %al
    out %al, %dx
    jmp stop

    .globl refuse_cpu
refuse_cpu:
    mov $SERIAL, %edx
    mov $cpu_text, %esi
    call say
stop: // by a triple fault: the only end that every machine has
    lidt no_idt
    int3

// Writes the text at %esi to the port %edx.
say:
    lodsb
    test %al, %al
    jz 1f
    out %al, %dx
    jmp say
1:  ret

// Writes the KiB that the image needs, with the module, in decimal to the port %edx.
say_needed:
    mov %edx, %edi
    call module
    mov %esi, %eax
    jecxz 1f
    mov MODULE_SIZE(%esi), %eax
1:  shr $10, %eax
    add $__needed_kib, %eax
    mov $10, %ebx
    xor %ecx, %ecx
1:  xor %edx, %edx
    div %ebx
    push %edx
    inc %ecx
    test %eax, %eax
    jnz 1b
    mov %edi, %edx
2:  pop %eax
    add $'0', %al
    out %al, %dx
    loop 2b
    ret

// Is there a module? Out: %ecx how many, %esi the first one's description (0 if there is none).
module:
    xor %esi, %esi
    xor %ecx, %ecx
    cmpl $START_INFO_MAGIC, (%ebp)
    jne 1f
    mov START_INFO_MODULES(%ebp), %ecx
    jecxz 1f
    mov START_INFO_MODULE_LIST(%ebp), %esi
1:  ret

// The port in the first status record of the boot block, the first module of a PVH loader; else 0. Out: %edx.
status_port:
    xor %edx, %edx
    call module
    jecxz 3f
    mov MODULE_START(%esi), %esi
    cmpl $0x4f424b55, (%esi) // "UKBO"
    jne 3f
    mov BOOT_COUNT(%esi), %ecx
    jecxz 3f
    add $BOOT_HEADER, %esi
1:  cmpl $BOOT_STATUS, (%esi)
    je 2f
    mov 4(%esi), %eax
    lea BOOT_RECORD + 7(%esi, %eax), %esi
    and $-8, %esi
    loop 1b
    ret
2:  mov BOOT_RECORD(%esi), %edx
3:  ret
    .size refuse_memory, . - refuse_memory

    .section .rodata.refuse, "a", @progbits
memory_text:
    .asciz "uk: not enough memory: this image needs "
kib_text:
    .asciz " KiB\n"
status_text:
    .asciz "memory "
cpu_text:
    .asciz "uk: this CPU lacks long mode or no-execute pages\n"
no_idt:
    .word 0
    .long 0
