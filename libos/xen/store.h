// SPDX-License-Identifier: MIT
// xenstore, the tree of names and values that all domains of a host share (Xen docs/misc/xenstore.txt).
//
// Paths are absolute or relative to the domain's own home. Every call waits for the answer with events masked, which
// takes the daemon some 100 microseconds: for setting up and taking down, not for data. From any context; nothing here
// allocates or sleeps. Errors: -UK_ENODEV where there is no xenstore (a dom0), -UK_EIO where the daemon does not answer,
// -UK_EBUSY from a fault in the middle of another call, what the daemon answers (-UK_ENOENT, -UK_EACCES, …).
#ifndef XEN_STORE_H
#define XEN_STORE_H

#include <stddef.h>
#include <stdint.h>

#define XEN_STORE_NO_TRANSACTION 0
#define XEN_STORE_VALUE_MAX 4096

struct xen_store_part {
    const void *bytes;
    size_t size;
};

// One request of a type of xs_wire.h, its payload in parts. Up to size bytes of the answer's payload come to reply; returns
// the payload's whole size.
long xen_store_request(uint32_t type, uint32_t transaction, const struct xen_store_part *parts, unsigned count, void *reply,
                       size_t size);

// The node's value with a NUL behind it; its length. -UK_E2BIG where it does not fit.
long xen_store_read(uint32_t transaction, const char *path, char *value, size_t size);
int xen_store_write(uint32_t transaction, const char *path, const char *value);
// The names of the node's children, each with its NUL; their size together. -UK_E2BIG where they do not fit.
long xen_store_list(uint32_t transaction, const char *path, char *names, size_t size);
int xen_store_remove(uint32_t transaction, const char *path);
// A transaction's number, above 0. What is done in it is seen by nobody before its end.
long xen_store_begin(void);
// commit: 0: forget it. -UK_EAGAIN: others have changed what it read; do it again from the beginning.
int xen_store_end(uint32_t transaction, int commit);

// store_watch.c: fn(arg) runs, once or more often, after the node or something below it has changed, and once at first;
// in interrupt context or at the end of another call of xenstore. It may itself call xenstore. The watch's number, or
// -UK_ENOSPC.
#define XEN_STORE_WATCHES 16
int xen_store_watch(const char *path, void (*fn)(void *arg), void *arg);
int xen_store_unwatch(int watch, const char *path);

#endif
