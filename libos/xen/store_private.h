// SPDX-License-Identifier: MIT
// What store.c and store_watch.c share.
#ifndef XEN_STORE_PRIVATE_H
#define XEN_STORE_PRIVATE_H

// Set by store_watch.c once there is a watch: an event has come, with its token; and, outside of all requests, now is the
// time to tell.
struct xen_store_watcher {
    void (*event)(const char *token);
    void (*tell)(void);
};
extern const struct xen_store_watcher *xen_store_watcher;

void xen_store_take_events(void); // reads what is in the ring; with events masked

#endif
