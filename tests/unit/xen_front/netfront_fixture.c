// SPDX-License-Identifier: MIT
// What the tests of network interfaces begin with; see netfront_fixture.h.
#include "netfront_fixture.h"

#include <string.h>

#include "../../../libos/xen/front/netfront.c" // for its static bus, which each test begins anew

struct sim_net net;
struct netdev *dev;
unsigned given_back, events;
int last_error;

static void frame_done(struct netbuf *b, int error)
{
    (void)b;
    assert_int_equal(preempt_depth, 0);
    given_back++;
    last_error = error;
}

static void event(struct netdev *d, unsigned what)
{
    (void)d;
    events |= what;
}

int fresh(void **state)
{
    (void)state;
    sim_reset();
    bus = (struct xenbus_bus){ 0 };
    memset(&net, 0, sizeof net);
    net.front = "device/vif/0";
    net.back = "/local/domain/0/backend/vif/1/0";
    given_back = events = 0;
    last_error = 1;
    return 0;
}

void start(void)
{
    unsigned before = 0;
    while (netdev_at(before))
        before++;
    sim_net_start(&net);
    netfront_init();
    dev = netdev_at(before);
    if (dev)
        dev->event = event;
    events = 0;
}

uint8_t memory[80000] __attribute__((aligned(4096)));
struct netbuf frames[300];

struct netbuf *frame(unsigned i, size_t at, size_t size)
{
    netbuf_init(&frames[i], memory + at, size, 0);
    frames[i].size = (uint32_t)size;
    frames[i].done = frame_done;
    return &frames[i];
}

void fill_memory(void)
{
    for (size_t i = 0; i < sizeof memory; i++)
        memory[i] = (uint8_t)(i * 31 + i / 4096);
}

void put_tcp(uint8_t *at, size_t size)
{
    static const uint8_t head[] = {
        2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0, 0, 0, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
    };
    memset(at, 0, size);
    memcpy(at, head, sizeof head);
}
