// SPDX-License-Identifier: MIT
// What the files of the disk driver share.
//
// All data goes through pages of a pool, to which the backend has a standing grant: it never sees the program's memory,
// any alignment will do, and a backend with feature-persistent maps each page once and never unmaps it. A request is
// cut into pieces, one for each slot of the ring, as large as the backend allows and the pool has pages for.
#ifndef XEN_FRONT_BLKFRONT_H
#define XEN_FRONT_BLKFRONT_H

#include "base/blkdev.h"
#include "xen/front/xenbus.h"

#define BLKFRONT_SLOTS 32      // __CONST_RING_SIZE(blkif, PAGE_SIZE)
#define BLKFRONT_SEGMENTS 128u // of one piece, at most
#define BLKFRONT_SECTOR 512u   // what the ring counts in, whatever the disk's sectors are (Xen 4.20, blkif.h)

struct blkfront_page {
    struct blkfront_page *next;
    unsigned char *data;
    unsigned grant;
};

struct blkfront_slot {
    struct blk_request *request;  // NULL: it has been given back; the slot waits for the backend's answer all the same
    uint64_t at;                  // of the request's bytes
    size_t size;
    uint8_t operation;            // BLKIF_OP_*
    bool used;
    struct blkfront_page *pages;  // in the order of the data
    struct blkfront_page *indirect;
};

struct blkfront {
    struct xenbus_device bus;
    struct blkdev dev;
    struct work reap;             // the interrupt's
    struct timer patience;        // runs while requests wait for a backend that has gone
    struct work impatient;
    bool added;

    // Set by connect, constant while open.
    unsigned max_segments;
    uint8_t flush;                // BLKIF_OP_FLUSH_DISKCACHE, BLKIF_OP_WRITE_BARRIER, or 0: there is no cache to flush
    blkif_vdev_t handle;
    unsigned port;
    int ring_grant;               // -1: none

    // Guarded by preempt_disable(): everything here is used by threads only.
    bool open;                    // pieces may go to the ring
    bool polled;
    struct blkif_front_ring ring;
    unsigned in_flight;           // slots used
    struct blkfront_slot slots[BLKFRONT_SLOTS];
    struct blk_request *waiting, **waiting_end; // the first one may be partly on its way
    struct blk_request *finished, **finished_end;

    // The pool, guarded likewise.
    struct blkfront_page *free;
    unsigned free_count, page_count, page_limit;
    uint16_t granted_to;
};

// blkfront_pool.c -----------------------------------------------------------------------------------------------------

// How many pages can be had, if not more than wanted: takes memory for them as far as there is some.
unsigned blkfront_pool_fill(struct blkfront *f, unsigned wanted);
struct blkfront_page *blkfront_pool_take(struct blkfront *f); // of those that there are
void blkfront_pool_give(struct blkfront *f, struct blkfront_page *list);
// The backend is now in that domain: grants to another one end. No page is on its way.
void blkfront_pool_move(struct blkfront *f, uint16_t domain);

// blkfront_queue.c: with preemption off -------------------------------------------------------------------------------

void blkfront_append(struct blk_request ***end, struct blk_request *r);
void blkfront_push_front(struct blkfront *f, struct blk_request *r); // to those that wait
void blkfront_pop_front(struct blkfront *f);
void blkfront_finish(struct blkfront *f, struct blk_request *r);
unsigned blkfront_give_back(struct blkfront *f); // done() for all that are finished: how many; preemption is on afterwards
bool blkfront_is_flush(const struct blk_request *r);
bool blkfront_all_issued(const struct blk_request *r);

// blkfront_issue.c: the operations of blkdev, and their parts ---------------------------------------------------------

void blkfront_issue(struct blkfront *f); // what waits goes to the ring, as far as there is room; with preemption off
int blkfront_submit(struct blkdev *d, struct blk_request *r);

// blkfront_answer.c ---------------------------------------------------------------------------------------------------

unsigned blkfront_poll(struct blkdev *d, unsigned queue);
void blkfront_set_poll_mode(struct blkdev *d, unsigned queue, bool on);
void blkfront_ring_init(struct blkfront *f);        // once
void blkfront_ring_open(struct blkfront *f);        // connected: what waits may go
void blkfront_ring_take_back(struct blkfront *f);   // disconnected: what was on its way waits again, from its beginning
void blkfront_ring_fail(struct blkfront *f, int error); // all requests end
void blkfront_interrupt(void *arg);

#endif
