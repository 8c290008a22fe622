// SPDX-License-Identifier: MIT
// What stands below libos/fs and libos/posix in their unit tests: memory that can run out, a clock that only moves when
// told, a console that is a script, and threads that never run by themselves.
#ifndef TEST_FS_HOST_H
#define TEST_FS_HOST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/errno.h"
#include "base/plat.h"
#include "sched/sched.h"
#include "uk/abi.h"
#include "uk/rootfs.h"

// Before each test: everything below as new, no files but those that host_pack() was given last.
void host_reset(void);

// Memory
extern size_t host_pages_used;  // handed out and not given back
extern size_t host_blocks_used; // of the heap
extern size_t host_page_limit;  // page_alloc() fails beyond
extern long host_heap_budget;   // so many allocations succeed; -1: all

// Gives back all blocks that are younger than the mark, and still in use.
struct list *host_heap_mark(void);
void host_heap_release(struct list *mark);

// Console, status, clock
extern char host_output[65536];
extern size_t host_output_size;
extern char host_log[4096];     // all lines
extern char host_status[64];
extern uint64_t host_clock, host_wall;
extern unsigned host_wall_asked; // calls of plat_wall_clock()
void host_input(const char *bytes, size_t n); // arrives: the listener is called
void host_input_end(void);
bool host_listening(void); // somebody has asked for input
extern bool host_has_entropy, host_has_seed;
extern uint64_t host_idle_time;   // what thread_idle_time() says
extern unsigned host_protections; // calls of plat_protect()
extern int host_protect_error;     // what it returns
extern uintptr_t host_protect_start;
extern size_t host_protect_size;
extern unsigned host_protect_how;

// Waiting: this runs instead of other threads, each time that somebody waits; NULL: the wait is interrupted (-EINTR),
// or times out if it has a deadline.
extern void (*host_meanwhile)(void);
extern unsigned host_waits, host_interrupts;
extern struct thread *host_self;        // thread_self()
extern void *(*host_thread)(void *);    // the last thread made
extern struct timer *host_timer;        // the last timer started
extern void (*host_shutdown)(void);

// Code that ends the guest: 1 if it did, host_exit_status has the status.
extern jmp_buf host_end;
extern bool host_ends;
extern int host_exit_status;
#define ENDS(code) (host_ends = true, setjmp(host_end) ? 1 : ((code), host_ends = false, 0))

// Packed root filesystems ---------------------------------------------------------------------------------------------

struct host_file {
    const char *path; // "a/b"; directories come before what they hold
    uint32_t mode;    // with type
    const char *data; // contents, a link's target
    size_t size;
};
// Writes the blob (uk/rootfs.h) to buffer; its size. Entries of one directory have to be sorted.
size_t host_pack(const struct host_file *files, size_t count, uint8_t *buffer, size_t room);
// The same to where the image has it, for the next host_reset().
void host_image(const struct host_file *files, size_t count);

// Mounts the blob on its own and reads everything in it, as far as it says no. Reading outside of it shows in
// AddressSanitizer.
void visit_blob(const uint8_t *bytes, size_t size);

int group_setup(void **state); // host_reset() as cmocka wants it

#endif
