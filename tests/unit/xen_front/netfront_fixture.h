// SPDX-License-Identifier: MIT
// One network interface over the simulated host, for test_netfront*.c.
#ifndef NETFRONT_FIXTURE_H
#define NETFRONT_FIXTURE_H

#include "sim.h"

#include "mm/mm.h"
#include "xen/front/netfront.h"
#include "xen/xen.h"

extern struct sim_net net;              // its backend
extern struct netdev *dev;              // NULL: there is none
extern unsigned given_back, events;     // frames by done(); what dev has told
extern int last_error;                  // of a frame that was given back
extern uint8_t memory[80000];           // for frames
extern struct netbuf frames[300];

int fresh(void **state);                // before each test
void start(void);                       // the backend, then the driver
struct netbuf *frame(unsigned i, size_t at, size_t size); // frames[i], over memory from `at` on
void fill_memory(void);
void put_tcp(uint8_t *at, size_t size); // the beginning of a frame of TCP over IPv4

#endif
