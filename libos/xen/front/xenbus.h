// SPDX-License-Identifier: MIT
// The bus of Xen's split devices: for each device a directory of ours in xenstore and one of its backend's, each with a
// node `state` (xen/io/xenbus.h) that the other side watches.
//
// A driver is called only in the thread of deferred work, for one device after another, so its functions need no lock
// against each other; they may wait. From the driver's view a device goes round like this:
//
//     create ─▶ offer ─▶ connect ─▶ (changed)* ─▶ closing ─▶ disconnect
//                 ▲  └───────────────────┴───────────────────▲   │
//                 └───────────────── the backend is back ────────┘
#ifndef XEN_FRONT_XENBUS_H
#define XEN_FRONT_XENBUS_H

#include "base/base.h"
#include "sched/sched.h"
#include "xen/front/protocol.h"

#define XENBUS_BACKEND_MAX 128
#define XENBUS_KEPT_MAX 300u // grants that backends of a device may keep: more than one connection has

struct xenbus_device {
    const struct xenbus_driver *driver;
    struct xenbus_device *next;
    unsigned id;
    char path[40];                    // of our directory, relative to the domain's home
    char backend[XENBUS_BACKEND_MAX]; // of the backend's
    uint16_t domain;                  // where the backend runs
    enum xenbus_link { XENBUS_NONE, XENBUS_OFFERED, XENBUS_CONNECTED, XENBUS_CLOSING } link;
    bool present;                     // our directory is there
    bool failed;                      // given up, until the backend starts anew
    bool settled;                     // has been connected, or it is known that it cannot be
    bool faulty;                      // any context: the driver gives up, see xenbus_fail()
    int watch;                        // of the backend's directory, or -1
    struct xenbus_kept *kept;         // with preemption off, any thread
    unsigned kept_count;
    struct work work;
};

struct xenbus_driver {
    const char *type; // "vbd"
    enum xenbus_state offered; // our state behind offer(): a disk is Initialised, an interface already Connected
    // A new device, zeroed but for what the driver knows; NULL: no memory. It is never freed: one that has gone away
    // may come back.
    struct xenbus_device *(*create)(unsigned id);
    // The backend waits. Makes rings, and writes what the backend has to know by xenbus_write(); may be called again
    // for the same rings when the transaction has to be repeated. An error: the device is given up.
    int (*offer)(struct xenbus_device *d, uint32_t transaction);
    int (*connect)(struct xenbus_device *d); // the backend has connected, its properties can be read
    void (*changed)(struct xenbus_device *d); // something in the backend's directory may have changed
    void (*closing)(struct xenbus_device *d); // the backend wants to close: nothing new from now on
    // The backend uses our pages no more. back: it may come back; otherwise the device is gone, which may also be told
    // later, of a device that is not connected.
    void (*disconnect)(struct xenbus_device *d, bool back);
};

// The devices of one driver.
struct xenbus_bus {
    const struct xenbus_driver *driver;
    struct xenbus_device *devices;
    struct work work; // the list of devices may have changed
    bool listed;
};

// xenbus.c ------------------------------------------------------------------------------------------------------------

// Called by a driver's init: finds its devices and waits until each is connected, or cannot be; at most some seconds.
// Devices that come later are found, too.
void xenbus_start(struct xenbus_bus *bus);
// The backend breaks the protocol: the device is closed. Any context.
void xenbus_fail(struct xenbus_device *d, const char *why);

// xenbus_kept.c: with preemption off, or in the thread of deferred work ------------------------------------------------

// True: the right to the page has ended. False: the backend has it mapped; page (NULL: none of ours) now belongs to the
// bus, which frees it when the backend has let go of it. A backend that keeps too many is at fault.
bool xenbus_end_grant(struct xenbus_device *d, unsigned grant, void *page);
// The same, of an earlier backend in another domain: the present one has nothing to do with it.
bool xenbus_end_old_grant(struct xenbus_device *d, unsigned grant, void *page);
bool xenbus_may_offer(struct xenbus_device *d); // not as long as too many pages are kept

// xenbus_store.c: values of a directory; what is malformed is told in one line. ---------------------------------------

// A decimal number up to max. 0; -UK_ENOENT: there is no such node, *value stays; -UK_EINVAL: malformed; what xenstore
// answers.
int xenbus_read(const char *dir, const char *name, uint64_t max, uint64_t *value);
bool xenbus_read_flag(const char *dir, const char *name); // is it there, and not 0?
int xenbus_read_text(const char *dir, const char *name, char *text, size_t size); // with its NUL
int xenbus_write(uint32_t transaction, const char *dir, const char *name, const char *fmt, ...) PRINTF_LIKE(4, 5);
// Calls fn for each child of the directory. 0, or what xenstore answers.
int xenbus_list(const char *dir, void (*fn)(void *arg, const char *name), void *arg);

#endif
