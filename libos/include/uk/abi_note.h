// SPDX-License-Identifier: MIT
// The ABI note (struct uk_abi_note of abi.h) for compilers with an assembler of their own: included in every source.
#ifndef __ASSEMBLER__
#ifdef __UK_LIBC_NANO__
#define __UK_ABI_FLAGS "5"
#else
#define __UK_ABI_FLAGS "1"
#endif
__asm__(".pushsection .note.uk-cc, \"\", @note\n"
        ".balign 4\n.long 6, 8, 2\n.asciz \"uk-cc\"\n.balign 4\n.long 1, " __UK_ABI_FLAGS "\n"
        ".popsection\n");
#endif
