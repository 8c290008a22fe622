// SPDX-License-Identifier: MIT
// Devices that stand before others and make faults, for tests of those who use devices.
#ifndef FAULT_H
#define FAULT_H

#include "base/blkdev.h"
#include "base/netdev.h"

// A block device over another one.
struct fault_blkdev {
    struct blkdev dev;
    struct blkdev *under;
    uint64_t bad_start, bad_end; // a request that touches [bad_start, bad_end) ends with -UK_EIO
    unsigned refuse;             // so many submit() return -UK_ENOMEM
    bool hold, reversed;         // requests wait for fault_release(); which lets the last go first
    struct blk_request *held;
};
void fault_blkdev_init(struct fault_blkdev *f, const char *name, struct blkdev *under);
unsigned fault_release(struct fault_blkdev *f); // how many have ended without the device below

// A network device over another one. Counters run down with each frame; at 0 the fault happens once.
struct fault_netdev {
    struct netdev dev;
    struct netdev *under;
    unsigned drop_in, corrupt_in; // counted from 1; 0: never
    unsigned take;                // send() takes so many frames, then none
};
void fault_netdev_init(struct fault_netdev *f, const char *name, struct netdev *under);

#endif
