// SPDX-License-Identifier: MIT
// The life of split devices: found in xenstore, connected to their backends, closed, connected again.
//
// Watches only queue work; the thread of deferred work looks at what xenstore says by then. So nothing is decided by
// how many events came or in which order, and a state that was passed through unseen costs nothing:
//   1. a watch fires, and its work is queued; if it was queued already, the look is still to come;
//   2. the work is taken from the queue before it looks, so a change behind the look queues it again.
#include "xen/front/xenbus.h"

#include "base/errno.h"
#include "xen/store.h"

#define PATIENCE 15000000000ull // nanoseconds that an init waits for backends
#define CONFLICTS 100u          // so many in a row are not others at work, but a store that does not work
#define DEVICES 64u             // of one bus, those that have gone included

static struct wait_queue settled = WAIT_QUEUE_INIT(settled);

// Our state -----------------------------------------------------------------------------------------------------------

// In a transaction with a look at the node: the toolstack may have removed our directory, and a write would make it
// anew.
static int try_state(struct xenbus_device *d, enum xenbus_state state, bool offer)
{
    char path[sizeof d->path + 8], old[16];
    fmt_print(path, sizeof path, "%s/state", d->path);
    long transaction = xen_store_begin();
    if (transaction < 0)
        return (int)transaction;
    long err = xen_store_read((uint32_t)transaction, path, old, sizeof old);
    if (err >= 0 && offer)
        err = d->driver->offer(d, (uint32_t)transaction);
    if (err >= 0)
        err = xenbus_write((uint32_t)transaction, d->path, "state", "%u", state);
    int ended = xen_store_end((uint32_t)transaction, err >= 0);
    return err < 0 ? (int)err : ended;
}

static int go_to(struct xenbus_device *d, enum xenbus_state state, bool offer)
{
    int err = -UK_EAGAIN;
    for (unsigned i = 0; i < CONFLICTS && err == -UK_EAGAIN; i++)
        err = try_state(d, state, offer);
    return err;
}

static int set_state(struct xenbus_device *d, enum xenbus_state state)
{
    return go_to(d, state, false);
}

// The way of one device -----------------------------------------------------------------------------------------------

static void settle(struct xenbus_device *d)
{
    d->settled = true;
    wake_up(&settled, UINT32_MAX);
}

static void give_up(struct xenbus_device *d, const char *what, int err)
{
    log_line("%s %u: %s (error %d): no device", d->driver->type, d->id, what, -err);
    d->failed = true;
    d->driver->closing(d);
    if (d->link != XENBUS_NONE)
        d->link = XENBUS_CLOSING;
    set_state(d, XenbusStateClosed);
    settle(d);
}

static void offer(struct xenbus_device *d)
{
    int err = xenbus_may_offer(d) ? go_to(d, d->driver->offered, true) : -UK_EBUSY;
    if (err)
        give_up(d, "cannot be offered to its backend", err);
    else
        d->link = XENBUS_OFFERED;
}

static void connect(struct xenbus_device *d)
{
    int err = d->driver->connect(d);
    if (!err && d->driver->offered != XenbusStateConnected)
        err = set_state(d, XenbusStateConnected);
    if (err) {
        give_up(d, "the backend's description is of no use", err);
        return;
    }
    d->link = XENBUS_CONNECTED;
    settle(d);
}

static void disconnect(struct xenbus_device *d, bool back)
{
    if (d->link != XENBUS_NONE)
        d->driver->disconnect(d, back);
    d->link = XENBUS_NONE;
}

static void start_closing(struct xenbus_device *d)
{
    if (d->link == XENBUS_OFFERED || d->link == XENBUS_CONNECTED) {
        d->driver->closing(d);
        d->link = XENBUS_CLOSING;
    }
    set_state(d, XenbusStateClosed);
    settle(d);
}

// The backend is away. One that is only closed starts again when it sees us begin, and a new one must not take our old
// state for an offer of rings that are no more. The toolstack takes `online` away from one that it wants to be rid of.
static void backend_away(struct xenbus_device *d, bool exists)
{
    bool online = !exists || xenbus_read_flag(d->backend, "online");
    disconnect(d, online && !d->failed);
    if (!exists)
        d->failed = false;
    if (online && !d->failed)
        set_state(d, XenbusStateInitialising);
    else
        settle(d);
}

static void backend_waits(struct xenbus_device *d)
{
    if (d->link == XENBUS_OFFERED)
        return; // it has not seen us yet
    disconnect(d, true); // it is another one than we were connected to
    offer(d);
}

static void backend_connected(struct xenbus_device *d)
{
    if (d->link == XENBUS_NONE)
        offer(d);
    else if (d->link == XENBUS_OFFERED)
        connect(d);
    else if (d->link == XENBUS_CONNECTED)
        d->driver->changed(d);
}

static void look(struct xenbus_device *d)
{
    uint64_t state = XenbusStateUnknown;
    int err = xenbus_read(d->backend, "state", XenbusStateReconfigured, &state);
    if (d->faulty && !d->failed) {
        d->failed = true;
        start_closing(d);
    }
    if (err == -UK_EINVAL)
        return; // told; a state that we do not know asks nothing of us
    switch (state) {
    case XenbusStateUnknown:
        backend_away(d, false);
        break;
    case XenbusStateInitialising:
        disconnect(d, true);
        d->failed = d->faulty = false;
        break;
    case XenbusStateInitWait:
    case XenbusStateInitialised:
        if (!d->failed)
            backend_waits(d);
        break;
    case XenbusStateConnected:
        if (!d->failed)
            backend_connected(d);
        break;
    case XenbusStateClosing:
        start_closing(d);
        break;
    case XenbusStateClosed:
        backend_away(d, true);
        break;
    }
}

static void device_work(struct work *w)
{
    struct xenbus_device *d = container_of(w, struct xenbus_device, work);
    if (d->present && d->watch >= 0)
        look(d);
}

static void backend_event(void *arg)
{
    struct xenbus_device *d = arg;
    work_add(&d->work);
}

void xenbus_fail(struct xenbus_device *d, const char *why)
{
    log_line("%s %u: the backend breaks the protocol: %s", d->driver->type, d->id, why);
    d->faulty = true;
    work_add(&d->work);
}

// The list of devices -------------------------------------------------------------------------------------------------

static int read_backend(struct xenbus_device *d)
{
    uint64_t domain = 0;
    int err = xenbus_read(d->path, "backend-id", DOMID_FIRST_RESERVED - 1, &domain);
    if (!err)
        err = xenbus_read_text(d->path, "backend", d->backend, sizeof d->backend);
    if (!err && d->backend[0] != '/')
        err = -UK_EINVAL;
    d->domain = (uint16_t)domain;
    return err;
}

static void watch_backend(struct xenbus_device *d)
{
    int err = read_backend(d);
    if (!err)
        err = d->watch = xen_store_watch(d->backend, backend_event, d);
    if (err < 0) {
        log_line("%s %u: its backend is not known (error %d): no device", d->driver->type, d->id, -err);
        settle(d);
    }
}

static struct xenbus_device *find(struct xenbus_bus *bus, unsigned id)
{
    struct xenbus_device *d = bus->devices;
    while (d && d->id != id)
        d = d->next;
    return d;
}

static struct xenbus_device *create(struct xenbus_bus *bus, unsigned id)
{
    struct xenbus_device *d = NULL, **link = &bus->devices;
    unsigned count = 0;
    for (; *link; count++)
        link = &(*link)->next;
    if (count < DEVICES)
        d = bus->driver->create(id);
    if (!d) {
        log_line("%s %u: %s: no device", bus->driver->type, id,
                 count < DEVICES ? "no memory" : "more devices than a guest can have");
        return NULL;
    }
    d->driver = bus->driver;
    d->id = id;
    d->watch = -1;
    d->work.fn = device_work;
    fmt_print(d->path, sizeof d->path, "device/%s/%u", bus->driver->type, id);
    *link = d;
    return d;
}

// Is the node a device? The directory itself stays when its last device has gone, and half of a device may stay.
static bool has_state(const struct xenbus_bus *bus, const char *name)
{
    char path[40], state[16];
    fmt_print(path, sizeof path, "device/%s/%s/state", bus->driver->type, name);
    return xen_store_read(XEN_STORE_NO_TRANSACTION, path, state, sizeof state) >= 0;
}

static void listed(void *arg, const char *name)
{
    struct xenbus_bus *bus = arg;
    unsigned id = 0;
    const char *p = name;
    for (; *p >= '0' && *p <= '9' && id < UINT32_MAX / 10 - 1; p++)
        id = id * 10 + (unsigned)(*p - '0');
    if (*p || p == name) {
        log_line("xenstore: device/%s/%s is no device", bus->driver->type, name);
        return;
    }
    struct xenbus_device *d = find(bus, id);
    if ((d && d->present) || !has_state(bus, name))
        return;
    if (!d)
        d = create(bus, id);
    if (d) {
        d->present = true;
        d->settled = d->failed = d->faulty = false;
        watch_backend(d);
    }
}

static void remove_lost(struct xenbus_device *d)
{
    char path[sizeof d->path + 8], state[16];
    fmt_print(path, sizeof path, "%s/state", d->path);
    if (!d->present || xen_store_read(XEN_STORE_NO_TRANSACTION, path, state, sizeof state) != -UK_ENOENT)
        return;
    d->present = false;
    if (d->watch >= 0)
        xen_store_unwatch(d->watch, d->backend);
    d->watch = -1;
    d->link = XENBUS_NONE;
    d->driver->disconnect(d, false);
    settle(d);
}

static void list_work(struct work *w)
{
    struct xenbus_bus *bus = container_of(w, struct xenbus_bus, work);
    char dir[24];
    fmt_print(dir, sizeof dir, "device/%s", bus->driver->type);
    for (struct xenbus_device *d = bus->devices; d; d = d->next)
        remove_lost(d);
    int err = xenbus_list(dir, listed, bus);
    if (err && err != -UK_ENOENT)
        log_line("xenstore: %s cannot be listed (error %d)", dir, -err);
    bus->listed = true;
    wake_up(&settled, UINT32_MAX);
}

static void list_event(void *arg)
{
    struct xenbus_bus *bus = arg;
    work_add(&bus->work);
}

static bool is_settled(const struct xenbus_bus *bus)
{
    const struct xenbus_device *d = bus->devices;
    while (d && d->settled)
        d = d->next;
    return bus->listed && !d;
}

void xenbus_start(struct xenbus_bus *bus)
{
    char dir[24];
    fmt_print(dir, sizeof dir, "device/%s", bus->driver->type);
    bus->work.fn = list_work;
    if (xen_store_watch(dir, list_event, bus) < 0)
        return; // no xenstore, so no devices
    uint64_t deadline = plat_clock() + PATIENCE;
    int err = 0;
    unsigned long irq = plat_irq_save();
    while (!is_settled(bus) && !err)
        err = wait_on_uninterruptible(&settled, deadline);
    plat_irq_restore(irq);
    for (struct xenbus_device *d = bus->devices; d && err; d = d->next)
        if (!d->settled)
            log_line("%s %u: its backend does not answer: no device yet", d->driver->type, d->id);
}
