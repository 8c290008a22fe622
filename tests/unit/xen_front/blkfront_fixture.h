// SPDX-License-Identifier: MIT
// One disk over the simulated host, for test_blkfront*.c.
#ifndef BLKFRONT_FIXTURE_H
#define BLKFRONT_FIXTURE_H

#include "sim.h"

#include "mm/mm.h"
#include "xen/front/blkfront.h"
#include "xen/xen.h"

#define SIZE (4u << 20)
extern unsigned char disk_bytes[SIZE], buffer[SIZE], copy[SIZE]; // copy: what the disk held at first
extern struct sim_disk served;                                   // the backend
extern struct blkdev *blk;                                       // NULL: there is none
extern unsigned finished;                                        // requests
extern int disk_error;                                           // of one that has finished
extern char front_dir[64], back_dir[64];

int fresh_disk(void **state);                     // before each test
void start_disk(void);                            // the backend, then the driver
void set_id(unsigned id);                         // of the disk that start_disk() offers
void random_bytes(unsigned char *to, size_t n);   // n is a multiple of 8
const char *node(const char *dir, const char *name);
void request_done(struct blk_request *r, int error); // counts it
// A request for size bytes of buffer, with that as its end.
struct blk_request request(enum blk_op op, uint64_t offset, struct blk_segment *s, size_t size);
int run(enum blk_op op, uint64_t offset, size_t size, unsigned flags); // carried out; its error

#endif
