// SPDX-License-Identifier: MIT
// What the files of the driver of network interfaces share.
//
// The backend copies frames into pages that we have put into the receive ring, each granted to it only while it is
// there: nobody changes a frame any more that has been received. Frames to send are granted, read-only, where they lie.
// A grant and its end are stores to a shared table, without a hypercall.
#ifndef XEN_FRONT_NETFRONT_H
#define XEN_FRONT_NETFRONT_H

#include "base/netdev.h"
#include "xen/front/xenbus.h"

#define NETFRONT_SLOTS 256u // of either ring, which is one page
#define NETFRONT_PARTS XEN_NETIF_NR_SLOTS_MIN // slots of a frame, as many as every backend takes

struct netfront_page { // of the receive ring
    struct netbuf b;   // first: a received frame is its first page
    struct netfront *owner;
    uint8_t *bytes;
};

struct netfront {
    struct xenbus_device bus;
    struct netdev dev;
    struct work reap;            // sent frames come back
    struct timer patience;       // runs while a backend that wants to close has frames on their way
    struct work impatient;
    unsigned port;               // 0: none
    int send_grant, receive_grant; // of the rings, -1: none
    bool added;

    // Guarded by preempt_disable().
    bool open;                   // frames may be sent
    bool starved;                // a sender waits for room
    struct netif_tx_front_ring send;
    struct {
        struct netbuf *frame;    // NULL: free
        unsigned grant;
        uint16_t next_free;
    } sending[NETFRONT_SLOTS];   // by the request's id
    uint16_t first_free;         // NETFRONT_SLOTS: none
    unsigned extras;             // slots on their way that hold extra information, and have no id

    struct netif_rx_front_ring receive;
    struct {
        struct netfront_page *page;
        unsigned grant;
    } receiving[NETFRONT_SLOTS]; // by the place in the ring
    struct netfront_page *free;  // by b.next
    unsigned page_count;

    // Also read by the interrupt.
    bool armed;                  // NETDEV_EVENT_RECEIVE is wanted
};

// netfront_send.c -----------------------------------------------------------------------------------------------------

struct netbuf *netfront_send(struct netdev *d, struct netbuf *list);
void netfront_reap_work(struct work *w);
void netfront_send_start(struct netfront *n); // all slots are free
void netfront_send_fail(struct netfront *n, int error); // what is on its way comes back, and nothing more is sent
void netfront_send_stop(struct netfront *n);  // the same, and the ring is no more

// netfront_receive.c --------------------------------------------------------------------------------------------------

struct netbuf *netfront_receive(struct netdev *d, unsigned queue, unsigned max);
bool netfront_arm(struct netdev *d, unsigned queue);
int netfront_receive_start(struct netfront *n); // makes pages where there are none yet; puts them into the ring
void netfront_receive_stop(struct netfront *n); // takes the pages back

#endif
