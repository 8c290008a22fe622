// SPDX-License-Identifier: MIT
// Disks: how one is found, negotiated with its backend, and comes back (xen/io/blkif.h).
#include "xen/front/blkfront.h"

#include "base/errno.h"
#include "mm/mm.h"
#include "xen/xen.h"

#define PATIENCE 30000000000ull // nanoseconds that requests wait for a backend that has gone

extern const unsigned long uk_config_BLKFRONT_POOL;

void blkfront_init(void);

static struct blkfront *front_of(struct xenbus_device *d)
{
    return container_of(d, struct blkfront, bus);
}

// The device's number is Linux's of old: major 202 with 16 partitions a disk, or bit 28 with 256 (Xen
// docs/man/xen-vbd-interface).
static void set_name(struct blkdev *dev, unsigned id)
{
    unsigned wide = id >> 28 & 1, disk = wide ? id >> 8 & 0xfffff : id >> 4 & 0xf, part = wide ? id & 0xff : id & 0xf;
    char letters[8], *p = letters + sizeof letters - 1;
    *p = '\0';
    for (unsigned n = disk + 1; n > 0; n = (n - 1) / 26)
        *--p = (char)('a' + (n - 1) % 26);
    if (!wide && id >> 8 != 202)
        fmt_print(dev->name, sizeof dev->name, "vbd%u", id);
    else if (part)
        fmt_print(dev->name, sizeof dev->name, "xvd%s%u", p, part);
    else
        fmt_print(dev->name, sizeof dev->name, "xvd%s", p);
}

// It goes on where it runs already: a backend that begins again and again does not put off the end.
static void start_patience(struct blkfront *f)
{
    if (!f->patience.running)
        timer_start(&f->patience, plat_clock() + PATIENCE);
}

// All requests end when no backend has come back in time.
static void give_up(struct work *w)
{
    struct blkfront *f = container_of(w, struct blkfront, impatient);
    if (f->open)
        return;
    log_line("%s: no backend has come back", f->dev.name);
    blkfront_ring_fail(f, -UK_EIO);
}

static void ring_bell(struct timer *t)
{
    work_add(&container_of(t, struct blkfront, patience)->impatient);
}

static const struct blkdev_ops ops = {
    .submit = blkfront_submit, .poll = blkfront_poll, .set_poll_mode = blkfront_set_poll_mode,
};

static struct xenbus_device *create(unsigned id)
{
    struct blkfront *f = heap_calloc(1, sizeof *f);
    if (!f)
        return NULL;
    size_t largest, free, total;
    page_usage(&largest, &free, &total);
    size_t limit = uk_config_BLKFRONT_POOL * 1024 / PAGE_SIZE;
    f->page_limit = (unsigned)(limit < total / 16 ? limit : total / 16);
    f->ring_grant = -1;
    f->patience.fn = ring_bell;
    f->impatient.fn = give_up;
    f->dev.queues = 1;
    f->dev.alignment = 1;
    f->dev.ops = &ops;
    f->handle = (blkif_vdev_t)id;
    set_name(&f->dev, id);
    blkfront_ring_init(f);
    return &f->bus;
}

// Offering ------------------------------------------------------------------------------------------------------------

static int make_ring(struct blkfront *f)
{
    blkif_sring_t *shared = page_alloc(1, PAGE_SIZE);
    if (!shared)
        return -UK_ENOMEM;
    memset(shared, 0, PAGE_SIZE);
    SHARED_RING_INIT(shared);
    FRONT_RING_INIT(&f->ring, shared, PAGE_SIZE);
    f->ring_grant = xen_grant(f->bus.domain, shared, false);
    if (f->ring_grant < 0)
        return f->ring_grant;
    int port = xen_evtchn_alloc(f->bus.domain);
    if (port < 0)
        return port;
    f->port = (unsigned)port;
    return xen_evtchn_bind(f->port, blkfront_interrupt, f);
}

// Also of a ring that was only half made. What the backend does not let go of stays its own.
static void drop_ring(struct blkfront *f)
{
    blkif_sring_t *shared = f->ring.sring;
    if (f->port)
        xen_evtchn_close(f->port);
    f->port = 0;
    blkfront_ring_take_back(f);
    if (f->ring_grant >= 0 && !xenbus_end_grant(&f->bus, (unsigned)f->ring_grant, shared))
        log_line("%s: its old backend keeps the ring", f->dev.name);
    else if (shared)
        page_free(shared, 1);
    f->ring_grant = -1;
}

static int offer(struct xenbus_device *d, uint32_t transaction)
{
    struct blkfront *f = front_of(d);
    int err = f->ring.sring ? 0 : make_ring(f);
    if (err) {
        drop_ring(f);
        return err;
    }
    blkfront_pool_move(f, d->domain);
    const struct { const char *name, *format; unsigned value; } nodes[] = {
        { "ring-ref", "%u", (unsigned)f->ring_grant },
        { "event-channel", "%u", f->port },
        { "feature-persistent", "%u", 1 },
    };
    for (unsigned i = 0; i < COUNT(nodes) && !err; i++)
        err = xenbus_write(transaction, d->path, nodes[i].name, nodes[i].format, nodes[i].value);
    return err ? err : xenbus_write(transaction, d->path, "protocol", "x86_64-abi");
}

// Connecting ----------------------------------------------------------------------------------------------------------

static int read_size(struct blkfront *f, uint64_t *size)
{
    uint64_t sectors = 0;
    int err = xenbus_read(f->bus.backend, "sectors", UINT64_MAX / BLKFRONT_SECTOR, &sectors);
    *size = sectors * BLKFRONT_SECTOR;
    return err;
}

// Sectors of up to a page, since a segment is within one.
static int read_sector_size(struct blkfront *f)
{
    uint64_t size = BLKFRONT_SECTOR;
    int err = xenbus_read(f->bus.backend, "sector-size", PAGE_SIZE, &size);
    if (err && err != -UK_ENOENT)
        return err;
    if (size < BLKFRONT_SECTOR || (size & (size - 1))) {
        log_line("%s: sectors of %lu bytes", f->dev.name, (unsigned long)size);
        return -UK_EINVAL;
    }
    f->dev.sector_size = (unsigned)size;
    return 0;
}

static unsigned read_segments(struct blkfront *f)
{
    uint64_t indirect = 0, most = BLKFRONT_SEGMENTS;
    xenbus_read(f->bus.backend, "feature-max-indirect-segments", UINT32_MAX, &indirect);
    if (f->page_limit / 2 < most) // two pieces may be on their way at least
        most = f->page_limit / 2;
    indirect = indirect < most ? indirect : most;
    return indirect > BLKIF_MAX_SEGMENTS_PER_REQUEST ? (unsigned)indirect : BLKIF_MAX_SEGMENTS_PER_REQUEST;
}

static unsigned read_flags(struct blkfront *f)
{
    const char *backend = f->bus.backend;
    uint64_t info = 0;
    char mode[8] = "w";
    xenbus_read(backend, "info", UINT32_MAX, &info);
    xenbus_read_text(backend, "mode", mode, sizeof mode);
    f->flush = xenbus_read_flag(backend, "feature-flush-cache") ? BLKIF_OP_FLUSH_DISKCACHE
               : xenbus_read_flag(backend, "feature-barrier")   ? BLKIF_OP_WRITE_BARRIER
                                                                : 0;
    return (info & VDISK_READONLY || mode[0] == 'r' ? BLKDEV_READONLY : 0) | (f->flush ? BLKDEV_CACHE : 0) |
           (xenbus_read_flag(backend, "feature-discard") ? BLKDEV_DISCARD : 0);
}

static int connect(struct xenbus_device *d)
{
    struct blkfront *f = front_of(d);
    uint64_t size;
    int err = read_size(f, &size);
    if (!err)
        err = read_sector_size(f);
    if (err)
        return err;
    timer_stop(&f->patience);
    f->max_segments = read_segments(f);
    f->dev.best_size = f->max_segments * PAGE_SIZE;
    f->dev.size = ALIGN_DOWN(size, (uint64_t)f->dev.sector_size);
    f->dev.flags = read_flags(f);
    if (!f->added)
        blkdev_add(&f->dev);
    f->added = true;
    blkfront_ring_open(f);
    return 0;
}

static void changed(struct xenbus_device *d)
{
    struct blkfront *f = front_of(d);
    uint64_t size;
    if (read_size(f, &size) || ALIGN_DOWN(size, (uint64_t)f->dev.sector_size) == f->dev.size)
        return;
    f->dev.size = ALIGN_DOWN(size, (uint64_t)f->dev.sector_size);
    log_line("%s: the disk has %lu KiB now", f->dev.name, (unsigned long)(f->dev.size / 1024));
}

// Ending --------------------------------------------------------------------------------------------------------------

static void closing(struct xenbus_device *d)
{
    struct blkfront *f = front_of(d);
    f->open = false;
    if (f->added)
        start_patience(f);
}

static void disconnect(struct xenbus_device *d, bool back)
{
    struct blkfront *f = front_of(d);
    drop_ring(f);
    if (back && !(f->dev.flags & BLKDEV_GONE)) {
        start_patience(f);
    } else {
        timer_stop(&f->patience);
        blkfront_ring_fail(f, -UK_ENODEV);
    }
}

static struct xenbus_bus bus;
static const struct xenbus_driver driver = {
    .type = "vbd", .offered = XenbusStateInitialised, .create = create, .offer = offer, .connect = connect,
    .changed = changed, .closing = closing, .disconnect = disconnect,
};

void blkfront_init(void)
{
    bus.driver = &driver;
    xenbus_start(&bus);
}
