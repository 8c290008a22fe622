// SPDX-License-Identifier: MIT
// The ring of received frames (xen/io/netif.h): pages go in, frames of one or more pages come out, with slots of extra
// information between the first and the others.
//
// An answer stands in the place of its request, and a page is known by that place: extra information bears no id.
#include "base/errno.h"
#include "mm/mm.h"
#include "xen/front/netfront.h"
#include "xen/xen.h"

_Static_assert(NETFRONT_SLOTS == __CONST_RING_SIZE(netif_rx, PAGE_SIZE), "slots of a ring of one page");

// Pages into the ring -------------------------------------------------------------------------------------------------

static void give_page(struct netfront *n, struct netfront_page *p)
{
    p->b.next = n->free ? &n->free->b : NULL;
    n->free = p;
}

static struct netfront_page *take_free(struct netfront *n)
{
    struct netfront_page *p = n->free;
    n->free = (struct netfront_page *)p->b.next;
    return p;
}

static void fill(struct netfront *n)
{
    int notify;
    RING_IDX before = n->receive.req_prod_pvt;
    while (n->free && RING_FREE_REQUESTS(&n->receive) > 0) {
        int reference = xen_grant(n->bus.domain, n->free->bytes, false);
        if (reference < 0)
            break;
        unsigned place = n->receive.req_prod_pvt % NETFRONT_SLOTS;
        n->receiving[place].page = take_free(n);
        n->receiving[place].grant = (unsigned)reference;
        *RING_GET_REQUEST(&n->receive, n->receive.req_prod_pvt++) = (struct netif_rx_request){
            .id = (uint16_t)place, .gref = (grant_ref_t)reference,
        };
    }
    if (n->receive.req_prod_pvt == before)
        return;
    RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&n->receive, notify);
    if (notify && n->port)
        xen_evtchn_notify(n->port);
}

// The user gives a frame back. The ring is filled at the next receive(), or here before it runs empty.
static void done(struct netbuf *b, int error)
{
    struct netfront *n = ((struct netfront_page *)b)->owner;
    (void)error;
    preempt_disable();
    while (b) {
        struct netbuf *part = b->part;
        give_page(n, (struct netfront_page *)b);
        b = part;
    }
    if (n->receive.sring && n->receive.req_prod_pvt - n->receive.rsp_cons < n->page_count / 2)
        fill(n);
    preempt_enable();
}

// Frames out of the ring ----------------------------------------------------------------------------------------------

// The page at the ring's next place; NULL: the backend does not let go of it, so it is left to it.
static struct netfront_page *take_page(struct netfront *n)
{
    unsigned place = n->receive.rsp_cons++ % NETFRONT_SLOTS;
    struct netfront_page *p = n->receiving[place].page;
    n->receiving[place].page = NULL;
    if (xenbus_end_grant(&n->bus, n->receiving[place].grant, p->bytes))
        return p;
    if (n->bus.kept_count == 1) // others may follow
        log_line("%s: the backend keeps a page", n->dev.name);
    heap_free(p);
    n->page_count--;
    return NULL;
}

_Static_assert(sizeof(struct netif_extra_info) == sizeof(struct netif_rx_response), "a slot holds either");

struct frame {
    struct netfront_page *first, **end; // all pages, also those that only held extra information
    struct netbuf *last;
    unsigned flags;                     // of the first answer
    unsigned parts;
    bool bad;
};

// One answer of the frame: true if others follow.
static bool take_part(struct netfront *n, struct frame *f)
{
    struct netif_rx_response a;
    RING_COPY_RESPONSE(&n->receive, n->receive.rsp_cons, &a);
    struct netfront_page *p = take_page(n);
    if (!f->last)
        f->flags = a.flags;
    if (!p || a.status <= 0 || a.offset > PAGE_SIZE || (unsigned)a.status > PAGE_SIZE - a.offset) {
        f->bad = true;
        if (p)
            give_page(n, p);
        return a.flags & NETRXF_more_data;
    }
    netbuf_init(&p->b, p->bytes, PAGE_SIZE, a.offset);
    p->b.size = (uint32_t)a.status;
    p->b.done = done;
    if (f->last)
        f->last->part = &p->b;
    else
        f->first = p;
    f->last = &p->b;
    f->bad |= ++f->parts > NETFRONT_PARTS;
    return a.flags & NETRXF_more_data;
}

// A frame that stands for many, of a size and a kind that we have asked for.
static void take_gso(const struct netfront *n, struct frame *f, unsigned size, unsigned type)
{
    if (f->first) {
        f->first->b.gso_size = (uint16_t)size;
        f->first->b.gso = type == XEN_NETIF_GSO_TYPE_TCPV4 ? NETBUF_GSO_TCP4 : NETBUF_GSO_TCP6;
    }
    f->bad |= !n->dev.large_receive || !size || (type != XEN_NETIF_GSO_TYPE_TCPV4 && type != XEN_NETIF_GSO_TYPE_TCPV6);
}

// Slots of extra information, whose pages are not used.
static void take_extras(struct netfront *n, struct frame *f, RING_IDX produced)
{
    struct netif_extra_info e;
    struct netif_rx_response a;
    do {
        if (n->receive.rsp_cons == produced) {
            f->bad = true;
            return;
        }
        RING_COPY_RESPONSE(&n->receive, n->receive.rsp_cons, &a);
        memcpy(&e, &a, sizeof e);
        struct netfront_page *p = take_page(n);
        if (p)
            give_page(n, p);
        if (e.type == XEN_NETIF_EXTRA_TYPE_GSO)
            take_gso(n, f, e.u.gso.size, e.u.gso.type);
    } while (e.flags & XEN_NETIF_EXTRA_FLAG_MORE);
}

static void set_checksum(struct netbuf *b, unsigned flags)
{
    if (flags & (NETRXF_data_validated | NETRXF_csum_blank))
        b->flags |= NETBUF_CSUM_GOOD;
    if ((flags & NETRXF_csum_blank) && netbuf_find_checksum(b))
        b->flags |= NETBUF_CSUM_PARTIAL;
}

// The next frame; NULL: it was malformed, and its pages are free again.
static struct netbuf *take_frame(struct netfront *n, RING_IDX produced)
{
    struct frame f = { 0 };
    bool more = take_part(n, &f);
    if (f.flags & NETRXF_extra_info)
        take_extras(n, &f, produced);
    while (more) {
        if (n->receive.rsp_cons == produced) {
            f.bad = true;
            break;
        }
        more = take_part(n, &f);
    }
    if (!f.bad) {
        set_checksum(&f.first->b, f.flags);
        n->dev.counts.received++;
        return &f.first->b;
    }
    n->dev.counts.dropped++;
    for (struct netbuf *b = f.first ? &f.first->b : NULL, *part; b; b = part) {
        part = b->part;
        give_page(n, (struct netfront_page *)b);
    }
    return NULL;
}

static struct netbuf *take_frames(struct netfront *n, unsigned max)
{
    struct netbuf *list = NULL, **end = &list;
    RING_IDX produced = ring_produced(&n->receive);
    if (produced - n->receive.rsp_cons > n->receive.req_prod_pvt - n->receive.rsp_cons) {
        if (n->open)
            xenbus_fail(&n->bus, "more frames than pages");
        n->open = false;
        return NULL;
    }
    while (max > 0 && n->receive.rsp_cons != produced) {
        struct netbuf *b = take_frame(n, produced);
        if (!b)
            continue;
        *end = b;
        end = &b->next;
        max--;
    }
    fill(n);
    return list;
}

struct netbuf *netfront_receive(struct netdev *d, unsigned queue, unsigned max)
{
    struct netfront *n = container_of(d, struct netfront, dev);
    (void)queue;
    preempt_disable();
    struct netbuf *list = n->receive.sring ? take_frames(n, max) : NULL;
    preempt_enable();
    return list;
}

// The flag is set before the ring is asked, so an event behind that finds it set.
bool netfront_arm(struct netdev *d, unsigned queue)
{
    struct netfront *n = container_of(d, struct netfront, dev);
    (void)queue;
    preempt_disable();
    n->armed = true;
    bool armed = !n->receive.sring || !n->open || ring_ask(&n->receive, n->receive.rsp_cons + 1);
    if (!armed)
        n->armed = false;
    preempt_enable();
    return armed;
}

// Start and stop ------------------------------------------------------------------------------------------------------

static struct netfront_page *make_page(struct netfront *n)
{
    struct netfront_page *p = heap_calloc(1, sizeof *p);
    uint8_t *bytes = p ? page_alloc(1, PAGE_SIZE) : NULL;
    if (!bytes) {
        heap_free(p);
        return NULL;
    }
    memset(bytes, 0, PAGE_SIZE); // what was in it is nobody else's business
    p->owner = n;
    p->bytes = bytes;
    return p;
}

// As many pages as the ring holds, but at most a thirty-second of the RAM, and no fewer than two frames may take.
static unsigned pages_wanted(void)
{
    size_t largest, free, total;
    page_usage(&largest, &free, &total);
    unsigned count = total / 32 < NETFRONT_SLOTS ? (unsigned)(total / 32) : NETFRONT_SLOTS;
    return count > 2 * NETFRONT_PARTS ? count : 2 * NETFRONT_PARTS;
}

int netfront_receive_start(struct netfront *n)
{
    unsigned wanted = pages_wanted();
    struct netfront_page *p;
    while (n->page_count < wanted && (p = make_page(n))) {
        give_page(n, p);
        n->page_count++;
    }
    if (n->page_count < NETFRONT_PARTS)
        return -UK_ENOMEM;
    fill(n);
    return 0;
}

void netfront_receive_stop(struct netfront *n)
{
    preempt_disable();
    while (n->receive.sring && n->receive.rsp_cons != n->receive.req_prod_pvt) {
        struct netfront_page *p = take_page(n);
        if (p)
            give_page(n, p);
    }
    n->receive.sring = NULL;
    preempt_enable();
}
