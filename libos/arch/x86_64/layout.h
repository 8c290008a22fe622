// SPDX-License-Identifier: MIT
// Numbers that assembly and C of this room share.
#ifndef ARCH_X86_64_LAYOUT_H
#define ARCH_X86_64_LAYOUT_H

#define ARCH_CODE_SELECTOR 8
#define ARCH_TSS_SELECTOR 16
#define ARCH_GDT_SIZE 32

#define ARCH_EXCEPTIONS 22 // those above 21 do not come here: their gates are empty
#define ARCH_IRQS 24

#endif
