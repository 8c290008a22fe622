// SPDX-License-Identifier: MIT
// Network interfaces: how one is found, negotiated with its backend, and comes back (xen/io/netif.h).
#include "xen/front/netfront.h"

#include "base/errno.h"
#include "mm/mm.h"
#include "xen/xen.h"

#define MTU 1500
#define MTU_MIN 68 // RFC 791
#define MTU_MAX (XEN_NETIF_MAX_TX_SIZE - 14)
#define PATIENCE 30000000000ull // nanoseconds that frames wait for a backend that wants to close

extern const unsigned long uk_config_NETFRONT_LARGE_RECEIVE;

void netfront_init(void);

static struct netfront *front_of(struct xenbus_device *d)
{
    return container_of(d, struct netfront, bus);
}

static void tell(struct netfront *n, unsigned what)
{
    if (n->dev.event)
        n->dev.event(&n->dev, what);
}

// One event channel serves both rings. Who asked for frames is told; sent ones are taken back by a thread.
static void interrupt(void *arg)
{
    struct netfront *n = arg;
    if (n->armed && n->receive.sring && ring_produced(&n->receive) != n->receive.rsp_cons) {
        n->armed = false;
        tell(n, NETDEV_EVENT_RECEIVE);
    }
    if (n->send.sring && ring_produced(&n->send) != n->send.rsp_cons)
        work_add(&n->reap);
}

static const struct netdev_ops ops = { .send = netfront_send, .receive = netfront_receive, .arm = netfront_arm };

static void give_up(struct work *w)
{
    struct netfront *n = container_of(w, struct netfront, impatient);
    if (n->open || !n->send.sring)
        return;
    log_line("%s: its backend does not close: frames on their way are given up", n->dev.name);
    netfront_send_fail(n, -UK_ENODEV);
}

static void ring_bell(struct timer *t)
{
    work_add(&container_of(t, struct netfront, patience)->impatient);
}

static struct xenbus_device *create(unsigned id)
{
    struct netfront *n = heap_calloc(1, sizeof *n);
    if (!n)
        return NULL;
    n->send_grant = n->receive_grant = -1;
    n->reap.fn = netfront_reap_work;
    n->patience.fn = ring_bell;
    n->impatient.fn = give_up;
    n->dev.queues = 1;
    n->dev.max_parts = NETFRONT_PARTS;
    n->dev.ops = &ops;
    n->dev.large_receive = uk_config_NETFRONT_LARGE_RECEIVE;
    fmt_print(n->dev.name, sizeof n->dev.name, "vif%u", id);
    return &n->bus;
}

// Offering ------------------------------------------------------------------------------------------------------------

static void *make_shared(struct netfront *n, int *reference)
{
    void *page = page_alloc(1, PAGE_SIZE);
    if (!page)
        return NULL;
    memset(page, 0, PAGE_SIZE);
    *reference = xen_grant(n->bus.domain, page, false);
    if (*reference >= 0)
        return page;
    page_free(page, 1);
    return NULL;
}

// What the backend does not let go of stays its own.
static void drop_shared(struct netfront *n, void *page, int *reference)
{
    if (*reference >= 0 && !xenbus_end_grant(&n->bus, (unsigned)*reference, page))
        log_line("%s: its old backend keeps a ring", n->dev.name);
    else if (page)
        page_free(page, 1);
    *reference = -1;
}

static int make_rings(struct netfront *n)
{
    netif_tx_sring_t *send = make_shared(n, &n->send_grant);
    if (!send)
        return -UK_ENOMEM;
    SHARED_RING_INIT(send);
    FRONT_RING_INIT(&n->send, send, PAGE_SIZE);
    netif_rx_sring_t *receive = make_shared(n, &n->receive_grant);
    if (!receive)
        return -UK_ENOMEM;
    SHARED_RING_INIT(receive);
    FRONT_RING_INIT(&n->receive, receive, PAGE_SIZE);
    int port = xen_evtchn_alloc(n->bus.domain);
    if (port < 0)
        return port;
    n->port = (unsigned)port;
    netfront_send_start(n);
    int err = netfront_receive_start(n);
    return err ? err : xen_evtchn_bind(n->port, interrupt, n);
}

// Also of rings that were only half made.
static void drop_rings(struct netfront *n)
{
    void *send = n->send.sring, *receive = n->receive.sring;
    if (n->port)
        xen_evtchn_close(n->port);
    n->port = 0;
    netfront_send_stop(n);
    netfront_receive_stop(n);
    drop_shared(n, send, &n->send_grant);
    drop_shared(n, receive, &n->receive_grant);
}

static int offer(struct xenbus_device *d, uint32_t transaction)
{
    struct netfront *n = front_of(d);
    int err = n->send.sring ? 0 : make_rings(n);
    if (err) {
        drop_rings(n);
        return err;
    }
    const struct { const char *name; unsigned value; } nodes[] = {
        { "tx-ring-ref", (unsigned)n->send_grant },
        { "rx-ring-ref", (unsigned)n->receive_grant },
        { "event-channel", n->port },
        { "request-rx-copy", 1 },
        { "feature-rx-notify", 1 },
        { "feature-sg", 1 },
        { "feature-ipv6-csum-offload", 1 },
        { "feature-gso-tcpv4", n->dev.large_receive },
        { "feature-gso-tcpv6", n->dev.large_receive },
    };
    for (unsigned i = 0; i < COUNT(nodes) && !err; i++)
        err = xenbus_write(transaction, d->path, nodes[i].name, "%u", nodes[i].value);
    return err;
}

// Connecting ----------------------------------------------------------------------------------------------------------

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20; // lower case
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Six pairs of digits with colons between, of a single station.
static bool parse_mac(const char *text, uint8_t mac[6])
{
    for (unsigned i = 0; i < 6; i++, text += 3) {
        int high = digit(text[0]), low = high < 0 ? -1 : digit(text[1]);
        if (low < 0 || text[2] != (i < 5 ? ':' : '\0'))
            return false;
        mac[i] = (uint8_t)(high << 4 | low);
    }
    return !(mac[0] & 1) && (mac[0] | mac[1] | mac[2] | mac[3] | mac[4] | mac[5]);
}

static int read_mac(struct netfront *n)
{
    char text[24];
    int err = xenbus_read_text(n->bus.path, "mac", text, sizeof text);
    if (!err && !parse_mac(text, n->dev.mac)) {
        log_line("xenstore: %s/mac is \"%s\", not the address of an interface", n->bus.path, text);
        err = -UK_EINVAL;
    }
    return err;
}

static int read_mtu(struct netfront *n)
{
    uint64_t mtu = MTU;
    int err = xenbus_read(n->bus.path, "mtu", MTU_MAX, &mtu);
    n->dev.mtu = mtu < MTU_MIN ? MTU_MIN : (unsigned)mtu;
    return err == -UK_ENOENT ? 0 : err;
}

static unsigned read_features(const char *backend)
{
    bool large = xenbus_read_flag(backend, "feature-sg"); // a large frame has parts
    return (xenbus_read_flag(backend, "feature-no-csum-offload") ? 0 : NETDEV_CSUM4) |
           (xenbus_read_flag(backend, "feature-ipv6-csum-offload") ? NETDEV_CSUM6 : 0) |
           (large && xenbus_read_flag(backend, "feature-gso-tcpv4") ? NETDEV_GSO_TCP4 : 0) |
           (large && xenbus_read_flag(backend, "feature-gso-tcpv6") ? NETDEV_GSO_TCP6 : 0);
}

// A backend that does not say is taken as one with its cable in.
static void read_link(struct netfront *n)
{
    uint64_t carrier = 1;
    xenbus_read(n->bus.backend, "carrier", UINT32_MAX, &carrier);
    bool link = n->open && carrier;
    if (link == n->dev.link)
        return;
    n->dev.link = link;
    tell(n, NETDEV_EVENT_LINK);
}

// A backend sends as soon as it has the rings. Who has taken those frames and armed before the device was open has asked
// the ring for nothing.
static void arm_again(struct netfront *n)
{
    if (n->armed && !netfront_arm(&n->dev, 0))
        tell(n, NETDEV_EVENT_RECEIVE);
}

static int connect(struct xenbus_device *d)
{
    struct netfront *n = front_of(d);
    if (!xenbus_read_flag(d->backend, "feature-rx-copy")) {
        log_line("%s: the backend cannot copy frames", n->dev.name);
        return -UK_EINVAL;
    }
    int err = read_mac(n);
    if (!err)
        err = read_mtu(n);
    if (err)
        return err;
    n->dev.features = read_features(d->backend);
    n->open = true;
    if (!n->added)
        netdev_add(&n->dev);
    n->added = true;
    read_link(n);
    arm_again(n);
    return 0;
}

static void changed(struct xenbus_device *d)
{
    read_link(front_of(d));
}

// Ending --------------------------------------------------------------------------------------------------------------

static void closing(struct xenbus_device *d)
{
    struct netfront *n = front_of(d);
    n->open = false;
    if (!n->added)
        return;
    timer_start(&n->patience, plat_clock() + PATIENCE);
    read_link(n);
}

static void disconnect(struct xenbus_device *d, bool back)
{
    struct netfront *n = front_of(d);
    (void)back;
    timer_stop(&n->patience);
    drop_rings(n);
    n->dev.link = false;
    tell(n, NETDEV_EVENT_LINK);
}

static struct xenbus_bus bus;
static const struct xenbus_driver driver = {
    .type = "vif", .offered = XenbusStateConnected, .create = create, .offer = offer, .connect = connect,
    .changed = changed, .closing = closing, .disconnect = disconnect,
};

void netfront_init(void)
{
    bus.driver = &driver;
    xenbus_start(&bus);
}
