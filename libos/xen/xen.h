// SPDX-License-Identifier: MIT
// Room xen, level 2: the platform of Xen's paravirtual guests. Everybody sees base/plat.h; what stands here is for the
// front ends of Xen's devices. Nothing here allocates or sleeps.
#ifndef XEN_XEN_H
#define XEN_XEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// event.c: event channels ---------------------------------------------------------------------------------------------

#define XEN_PORTS 64 // an image handles ports below it

// A port that domain may connect to; -UK_ENOSPC.
int xen_evtchn_alloc(uint16_t domain);
// fn(arg) runs in interrupt context when the port is notified, once or more often after a notification, never not.
// -UK_ENOSPC where the port's number is beyond what an image handles.
int xen_evtchn_bind(unsigned port, void (*fn)(void *arg), void *arg);
void xen_evtchn_close(unsigned port); // its handler will not run again
void xen_evtchn_notify(unsigned port);

// grant.c: pages for other domains ------------------------------------------------------------------------------------

// Lets domain map or copy the page (page-aligned, of our RAM). The reference, or -UK_ENOSPC. From any context.
int xen_grant(uint16_t domain, const void *page, bool readonly);
// Takes the right back. -UK_EBUSY while the domain has the page mapped: the page must stay what it is.
int xen_grant_end(unsigned reference);

#endif
