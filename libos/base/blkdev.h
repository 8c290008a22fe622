// SPDX-License-Identifier: MIT
// The contract between drivers of block devices and their users; it belongs to neither.
//
// Sizes and offsets are bytes. A request is asynchronous: submit() takes it, done() gives it back. Requests on their
// way at the same time may be carried out in any order; who wants an order waits for done(). What a write that is done
// has written survives a loss of power only after a flush that was submitted later, or with BLK_FUA.
#ifndef BASE_BLKDEV_H
#define BASE_BLKDEV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum blk_op {
    BLK_READ,
    BLK_WRITE,
    BLK_FLUSH,   // offset and size are 0
    BLK_DISCARD, // no segments: what [offset, offset + size) holds is no longer wanted; only with BLKDEV_DISCARD
};

enum { BLK_FUA = 1 }; // of a write: it is done once it is on stable storage. Each driver can do it, if by a flush

struct blk_segment {
    void *data;  // any address; faster where aligned to blkdev.alignment
    size_t size; // any; only the request's size is a multiple of the sector size
};

// Set by the submitter, the driver's part excepted. All of it, segments and data included, is the driver's from
// submit() until done() is called.
struct blk_request {
    enum blk_op op;
    unsigned flags;                      // BLK_FUA
    unsigned queue;                      // below blkdev.queues
    uint64_t offset;                     // a multiple of the sector size
    uint64_t size;                       // of all segments together; a multiple of the sector size
    const struct blk_segment *segments;
    unsigned segment_count;
    // In a thread, never inside submit(); may submit, must not wait. error: 0, -UK_EIO (the medium or the backend),
    // -UK_ENODEV (the device has gone away), -UK_ENOMEM, -UK_EOPNOTSUPP (the device cannot do it after all).
    void (*done)(struct blk_request *r, int error);

    struct {                             // the driver's, while it has the request
        struct blk_request *next;
        uint64_t issued;                 // bytes that have been given to the device
        unsigned outstanding;            // pieces whose answer has not come
        int error;
        bool flushing;                   // the data of a write with BLK_FUA has been written
    } driver;
};

enum {
    BLKDEV_READONLY = 1, // writes get -UK_EROFS
    BLKDEV_CACHE = 2,    // has a volatile cache: a flush does something
    BLKDEV_DISCARD = 4,
    BLKDEV_GONE = 8,     // requests get -UK_ENODEV; may come back
};

// name to ops: set by the driver before blkdev_add() and constant. The rest is the driver's too and may change while
// nobody looks: a device may grow, shrink, go away and come back; its structure stays.
struct blkdev {
    char name[16];
    unsigned queues;        // at least 1
    unsigned alignment;     // of segments, for what needs no copy
    const struct blkdev_ops *ops;
    unsigned flags;         // BLKDEV_*
    unsigned sector_size;   // a power of two, at least 512
    size_t best_size;       // of one request, for throughput; any size is carried out
    uint64_t size;
    struct blkdev *next;    // blkdev.c's
};

// All functions are for threads, never for interrupt handlers, and do not wait.
struct blkdev_ops {
    // 0: the driver has the request, and will call done() once. Otherwise it stays the caller's and done() is not
    // called; r has passed blkdev_check().
    int (*submit)(struct blkdev *d, struct blk_request *r);
    // Calls done() for what the device has finished. Returns how many. Needed only in poll mode.
    unsigned (*poll)(struct blkdev *d, unsigned queue);
    // In poll mode the device causes no interrupt, and somebody has to call poll().
    void (*set_poll_mode)(struct blkdev *d, unsigned queue, bool on);
};

// blkdev.c ------------------------------------------------------------------------------------------------------------

void blkdev_add(struct blkdev *d);             // by the driver's init: the device can be found from now on
struct blkdev *blkdev_at(unsigned index);      // in the order in which they were added; NULL: there are no so many
struct blkdev *blkdev_find(const char *name);  // NULL: none
// Checks the request against the device, then hands it to the driver. What submit() returns, or -UK_EINVAL (alignment,
// end of the device, sizes that do not add up), -UK_EROFS, -UK_EOPNOTSUPP, -UK_ENODEV.
int blkdev_submit(struct blkdev *d, struct blk_request *r);
// Between the request's segments, from its byte `at` on, and a piece of memory.
void blk_copy_in(const struct blk_request *r, uint64_t at, const void *from, size_t size);
void blk_copy_out(const struct blk_request *r, uint64_t at, void *to, size_t size);

// blkdev_ram.c: a disk in memory --------------------------------------------------------------------------------------

// A disk over [memory, memory + size), which stay the caller's; size is a multiple of 512. Requests are carried out by
// poll(). Outside of poll mode submit() asks for that through `later`, which the caller sets (it adds deferred work).
struct blkdev_ram {
    struct blkdev dev;
    unsigned char *memory;
    void (*later)(struct blkdev_ram *ram);
    struct blk_request *first, **last;
    bool polled;
};
void blkdev_ram_init(struct blkdev_ram *ram, const char *name, void *memory, size_t size);

#endif
