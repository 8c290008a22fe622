# SPDX-License-Identifier: MIT
# The ABI note (struct uk_abi_note of abi.h) that the assembler adds to every object made by uk-cc; a unit test compares.
	.pushsection .note.uk-cc, "", @note
	.balign 4
	.long 6, 8, 2
	.asciz "uk-cc"
	.balign 4
	.long 1, 1
	.popsection
