// SPDX-License-Identifier: MIT
// Numbers that trap_entry.S and trap.c share.
#ifndef XEN_TRAP_H
#define XEN_TRAP_H

#define XEN_EXCEPTIONS 20 // the vectors that Xen passes on
#define XEN_TRAP_STUB 10

#endif
