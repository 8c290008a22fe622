// SPDX-License-Identifier: MIT
// What the parts of the fuzz target xen_front share: the input, and the two devices' backends and users.
#ifndef FUZZ_XEN_FRONT_H
#define FUZZ_XEN_FRONT_H

#include "../unit/xen_front/sim.h"

// The input, byte by byte; zeros behind its end. ----------------------------------------------------------------------

uint8_t fuzz_byte(void);
uint32_t fuzz_word(void);
size_t fuzz_left(void);
void fuzz_bytes(void *to, size_t size);
void fuzz_check(bool good, const char *what); // ends the program with a word if not

// What a backend may do to memory. ------------------------------------------------------------------------------------

// The page of a grant whose reference stands in a node; NULL: it has no such right.
void *fuzz_granted(const char *dir, const char *node);
void fuzz_scribble(void *page); // some bytes of the input, somewhere in the page

// A backend that does what the protocol wants, for both devices: false where nothing is to be done.
struct fuzz_backend {
    const char *front, *back;
    enum xenbus_state waits_for; // of ours, in which it attaches
    bool helpful;
    unsigned mischief;           // so many of its next turns are deeds
    void (*deed)(void);
};
void fuzz_backend_start(struct fuzz_backend *b); // the toolstack's nodes

// xen_front_disk.c, xen_front_net.c -----------------------------------------------------------------------------------

extern struct fuzz_backend fuzz_disk, fuzz_net;
void fuzz_disk_reset(void);
void fuzz_disk_init(void); // the module's init
void fuzz_disk_use(void);  // what a program does
void fuzz_disk_end(void);  // everything has come back
void fuzz_net_reset(void);
void fuzz_net_init(void);
void fuzz_net_use(void);
void fuzz_net_end(void);

#endif
