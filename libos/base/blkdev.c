// SPDX-License-Identifier: MIT
// Block devices: those that there are, and what is checked before any driver sees a request.
#include "base/blkdev.h"

#include "base/base.h"
#include "base/errno.h"

static struct blkdev *devices;

void blkdev_add(struct blkdev *d)
{
    struct blkdev **link = &devices;
    while (*link)
        link = &(*link)->next;
    d->next = NULL;
    *link = d;
}

struct blkdev *blkdev_at(unsigned index)
{
    struct blkdev *d = devices;
    while (d && index-- > 0)
        d = d->next;
    return d;
}

struct blkdev *blkdev_find(const char *name)
{
    struct blkdev *d = devices;
    while (d && strcmp(d->name, name))
        d = d->next;
    return d;
}

static bool segments_fit(const struct blk_request *r)
{
    uint64_t left = r->size;
    for (unsigned i = 0; i < r->segment_count; i++) {
        if (r->segments[i].size > left)
            return false;
        left -= r->segments[i].size;
    }
    return left == 0;
}

static int check_range(const struct blkdev *d, const struct blk_request *r)
{
    bool aligned = !((r->offset | r->size) & (d->sector_size - 1));
    return aligned && r->size > 0 && r->offset <= d->size && r->size <= d->size - r->offset ? 0 : -UK_EINVAL;
}

static int check(const struct blkdev *d, const struct blk_request *r)
{
    if (r->queue >= d->queues || (r->flags & ~(unsigned)BLK_FUA))
        return -UK_EINVAL;
    switch (r->op) {
    case BLK_FLUSH:
        return r->offset || r->size || r->segment_count ? -UK_EINVAL : 0;
    case BLK_DISCARD:
        if (!(d->flags & BLKDEV_DISCARD))
            return -UK_EOPNOTSUPP;
        return r->segment_count ? -UK_EINVAL : d->flags & BLKDEV_READONLY ? -UK_EROFS : check_range(d, r);
    case BLK_WRITE:
        if (d->flags & BLKDEV_READONLY)
            return -UK_EROFS;
        // fall through
    case BLK_READ:
        return segments_fit(r) ? check_range(d, r) : -UK_EINVAL;
    }
    return -UK_EINVAL;
}

int blkdev_submit(struct blkdev *d, struct blk_request *r)
{
    if (d->flags & BLKDEV_GONE)
        return -UK_ENODEV;
    int err = check(d, r);
    if (err)
        return err;
    r->driver.next = NULL;
    r->driver.issued = 0;
    r->driver.outstanding = 0;
    r->driver.error = 0;
    r->driver.flushing = false;
    return d->ops->submit(d, r);
}

// The request's bytes [at, at + size), run by run.
static void copy(const struct blk_request *r, uint64_t at, unsigned char *bytes, size_t size, bool in)
{
    const struct blk_segment *s = r->segments;
    for (; at >= s->size; s++)
        at -= s->size;
    for (; size > 0; s++, at = 0) {
        size_t n = s->size - at < size ? s->size - at : size;
        unsigned char *data = (unsigned char *)s->data + at;
        if (n > 0) // a segment may be empty, and have no memory
            memcpy(in ? data : bytes, in ? bytes : data, n);
        bytes += n;
        size -= n;
    }
}

void blk_copy_in(const struct blk_request *r, uint64_t at, const void *from, size_t size)
{
    copy(r, at, (unsigned char *)from, size, true);
}

void blk_copy_out(const struct blk_request *r, uint64_t at, void *to, size_t size)
{
    copy(r, at, to, size, false);
}
