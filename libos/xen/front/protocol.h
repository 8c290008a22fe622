// SPDX-License-Identifier: MIT
// Xen's public headers of the split devices, with the barriers that their rings want.
#ifndef XEN_FRONT_PROTOCOL_H
#define XEN_FRONT_PROTOCOL_H

#include "base/base.h" // the rings use memset()

#ifndef __XEN_INTERFACE_VERSION__
#define __XEN_INTERFACE_VERSION__ 0x00040d00
#endif
#define xen_mb() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define xen_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define xen_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)

#include <xen/io/blkif.h>
#include <xen/io/netif.h>
#include <xen/io/xenbus.h>
#include <xen/io/xs_wire.h>

// Rings (xen/io/ring.h). Each side tells by an index when it next wants to be notified, so that most entries need no
// event. No event is lost:
//   1. who produces writes its entries, then the producer's index, then, behind a barrier, reads the other's event
// index;
//   2. who consumes, having found nothing, writes its event index, then, behind a barrier, reads the producer's again;
//   3. so either 1 sees the new event index and notifies, or 2 sees the new producer's index and goes on.
// The other side may write anything into the shared page at any time: an index is read once, and checked against what
// can be true; a response is copied before it is looked at.
#define ring_produced(ring) __atomic_load_n(&(ring)->sring->rsp_prod, __ATOMIC_ACQUIRE)

// Asks for an event with the response of index at (and none before). false: it is there already.
#define ring_ask(ring, at) \
    (__atomic_store_n(&(ring)->sring->rsp_event, (at), __ATOMIC_RELAXED), xen_mb(), \
     (RING_IDX)(ring_produced(ring) - (at)) >= 1u << 31)

#endif
