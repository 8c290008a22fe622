// SPDX-License-Identifier: MIT
// Xen, xenstore and backends on the host, under the front ends: everything happens in sim_run(), in one thread and with
// virtual time.
#ifndef SIM_H
#define SIM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/errno.h"
#include "base/plat.h"
#include "xen/front/protocol.h"

// Before each test: an empty host. The devices of an earlier test are forgotten with their memory.
void sim_reset(void);
// Interrupts, deferred work and backends have their turns until nothing moves any more.
void sim_run(void);
void sim_pass(uint64_t nanoseconds); // time goes on: timers, then sim_run()
extern char sim_log[8192];           // all log lines
extern size_t sim_pages;             // that are allocated
extern size_t sim_ram;               // pages of the machine
void sim_free_all(void);             // all memory that the devices have; before sim_reset(), where nothing of them is left
extern long sim_page_budget;         // so many page_alloc() succeed; -1: all
extern unsigned sim_waits;           // that timed out

// xenstore ------------------------------------------------------------------------------------------------------------

void sim_write(const char *path, const char *fmt, ...) PRINTF_LIKE(2, 3); // by the host; watches fire
void sim_remove(const char *path);          // with all that is below
const char *sim_read(const char *path);     // NULL: no such node
unsigned long sim_number(const char *path); // 0 where there is none
extern unsigned sim_conflicts;              // so many transactions end with -UK_EAGAIN
extern const char *sim_denied;              // reading this node is forbidden
extern bool sim_no_store;
#define SIM_TRUTH 1000000l
// Says what xenstore answers to a request of that type: the payload's size or an error, or SIM_TRUTH. NULL: the truth.
extern long (*sim_lie)(uint32_t type, const char *path, void *payload, size_t size);

// Grants, events ------------------------------------------------------------------------------------------------------

struct sim_grant {
    void *page;
    uint16_t domain;
    bool readonly, used;
    unsigned mapped;      // how often the other side has it mapped
};
extern struct sim_grant sim_grants[4096];
extern unsigned sim_grant_limit; // references below it are handed out
void *sim_page(unsigned reference, bool write); // as the backend sees it; fails the test where it has no right to
unsigned sim_grants_used(void);
void sim_raise(unsigned port);                  // the backend notifies
extern unsigned sim_notified[64];               // by the front end

// Backends ------------------------------------------------------------------------------------------------------------

#define SIM_BACKENDS 4
// Returns true if it did something.
void sim_backend(bool (*turn)(void *arg), void *arg);

// sim_disk.c: a disk's backend, over memory.
struct sim_disk {
    const char *front, *back;       // directories
    unsigned char *bytes;
    uint64_t size;
    bool gone;                      // it has crashed: does nothing, lets go of nothing
    bool hold;                      // takes requests, and does not answer
    bool reversed;                  // answers a batch from its end
    bool refuses_flush;
    uint64_t bad_sector;            // a request that touches it fails; UINT64_MAX: none
    enum sim_lie { SIM_HONEST, SIM_BAD_ID, SIM_TWICE, SIM_WRONG_OPERATION, SIM_TOO_MANY, SIM_RANDOM } lie;
    unsigned requests, flushes, barriers, discards, indirect, most_segments;
    // Its own.
    struct blkif_back_ring ring;
    unsigned ring_reference, port;
    bool attached;
    struct blkif_request kept[32];
    unsigned kept_count;
};
void sim_disk_start(struct sim_disk *d); // the toolstack's nodes, state InitWait
void sim_disk_crash(struct sim_disk *d); // its domain dies: what it had mapped is unmapped

// sim_net.c: an interface's backend; what is sent comes to `sent`, frames are received from sim_net_deliver().
struct sim_net {
    const char *front, *back;
    uint8_t sent[64][70000];
    size_t sent_size[64];
    unsigned sent_flags[64], sent_gso[64];
    unsigned sent_count, slots;
    bool hold;                      // sent frames stay on their way
    bool fails;                     // answers with an error
    void (*early)(void);            // has the rings, and has not said so
    enum sim_net_lie { SIM_NET_HONEST, SIM_NET_BAD_ID, SIM_NET_TOO_MANY } lie;
    // Its own.
    struct netif_tx_back_ring tx;
    struct netif_rx_back_ring rx;
    unsigned tx_reference, rx_reference, port;
    bool attached;
};
void sim_net_start(struct sim_net *n);
void sim_net_crash(struct sim_net *n);
// One answer in the receive ring. status < 0: an error; otherwise so many bytes of data go to the page.
void sim_net_answer(struct sim_net *n, unsigned flags, unsigned offset, int status, const void *data);
void sim_net_extra(struct sim_net *n, const struct netif_extra_info *e);
void sim_net_push(struct sim_net *n);
unsigned sim_net_requests(const struct sim_net *n); // pages that wait in the ring

int run_xenbus_tests(void);
int run_blkfront_tests(void);
int run_blkfront_backend_tests(void);
int run_netfront_tests(void);
int run_netfront_receive_tests(void);

#endif
