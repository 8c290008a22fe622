// SPDX-License-Identifier: MIT
// An interface's backend: collects what is sent, answers with what a test says; see sim.h.
#include "sim.h"

#include <stdio.h>
#include <string.h>

static const char *below(const char *dir, const char *name)
{
    static char paths[4][160];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", dir, name);
    return path;
}

static bool turn(void *arg);

void sim_net_start(struct sim_net *n)
{
    n->attached = false;
    sim_write(below(n->back, "online"), "1");
    const char *features[] = { "feature-rx-copy", "feature-sg", "feature-gso-tcpv4", "feature-ipv6-csum-offload" };
    for (unsigned i = 0; i < COUNT(features); i++)
        sim_write(below(n->back, features[i]), "1");
    sim_write(below(n->front, "backend"), "%s", n->back);
    sim_write(below(n->front, "backend-id"), "0");
    if (!sim_read(below(n->front, "mac")))
        sim_write(below(n->front, "mac"), "00:16:3e:00:aB:01");
    if (!sim_read(below(n->front, "state")))
        sim_write(below(n->front, "state"), "%u", XenbusStateInitialising);
    sim_write(below(n->back, "state"), "%u", XenbusStateInitWait);
    sim_backend(turn, n);
}

void sim_net_crash(struct sim_net *n)
{
    if (n->attached) {
        sim_grants[n->tx_reference].mapped--;
        sim_grants[n->rx_reference].mapped--;
    }
    n->attached = false;
    sim_remove(n->back);
}

static void attach(struct sim_net *n)
{
    n->tx_reference = (unsigned)sim_number(below(n->front, "tx-ring-ref"));
    n->rx_reference = (unsigned)sim_number(below(n->front, "rx-ring-ref"));
    n->port = (unsigned)sim_number(below(n->front, "event-channel"));
    BACK_RING_INIT(&n->tx, (netif_tx_sring_t *)sim_page(n->tx_reference, true), PAGE_SIZE);
    BACK_RING_INIT(&n->rx, (netif_rx_sring_t *)sim_page(n->rx_reference, true), PAGE_SIZE);
    sim_grants[n->tx_reference].mapped++;
    sim_grants[n->rx_reference].mapped++;
    n->attached = true;
    if (n->early)
        n->early();
    sim_write(below(n->back, "state"), "%u", XenbusStateConnected);
}

static void put_answer(struct sim_net *n, uint16_t id, int16_t status)
{
    *RING_GET_RESPONSE(&n->tx, n->tx.rsp_prod_pvt++) = (struct netif_tx_response){ .id = id, .status = status };
}

// A piece of a frame to its end in sent[]; of the first one only as much as the others leave.
static void collect(struct sim_net *n, const struct netif_tx_request *q, size_t size)
{
    unsigned at = n->sent_count % 64;
    assert_true(q->offset + size <= PAGE_SIZE);
    memcpy(n->sent[at] + n->sent_size[at], (const char *)sim_page(q->gref, false) + q->offset, size);
    n->sent_size[at] += size;
    n->slots++;
}

static void take_frame(struct sim_net *n)
{
    struct netif_tx_request q[20];
    unsigned at = n->sent_count % 64, count = 0, extras = 0;
    n->sent_size[at] = n->sent_gso[at] = 0;
    do {
        assert_true(count < 18);
        q[count] = *RING_GET_REQUEST(&n->tx, n->tx.req_cons++);
        if (count == 0 && (q[0].flags & NETTXF_extra_info)) {
            struct netif_extra_info *e = (void *)RING_GET_REQUEST(&n->tx, n->tx.req_cons++);
            assert_int_equal(e->type, XEN_NETIF_EXTRA_TYPE_GSO);
            n->sent_gso[at] = e->u.gso.size;
            extras = 1;
        }
    } while (q[count++].flags & NETTXF_more_data);
    size_t first = q[0].size;
    for (unsigned i = 1; i < count; i++)
        first -= q[i].size;
    n->sent_flags[at] = q[0].flags;
    for (unsigned i = 0; i < count; i++)
        collect(n, &q[i], i == 0 ? first : q[i].size);
    n->sent_count++;
    for (unsigned i = 0; i < count; i++) {
        put_answer(n, (uint16_t)(q[i].id + (n->lie == SIM_NET_BAD_ID ? 7 : 0)),
                   n->fails ? NETIF_RSP_ERROR : NETIF_RSP_OKAY);
        if (i == 0 && extras)
            put_answer(n, 0xffff, NETIF_RSP_NULL);
    }
    if (n->lie == SIM_NET_TOO_MANY)
        n->tx.rsp_prod_pvt += 300;
}

static bool serve(struct sim_net *n)
{
    bool any = false;
    int more, notify;
    do {
        while (n->tx.req_cons != n->tx.sring->req_prod) {
            take_frame(n);
            any = true;
        }
        RING_FINAL_CHECK_FOR_REQUESTS(&n->tx, more);
    } while (more);
    if (!any)
        return false;
    RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(&n->tx, notify);
    if (notify)
        sim_raise(n->port);
    return true;
}

static bool turn(void *arg)
{
    struct sim_net *n = arg;
    unsigned long front = sim_number(below(n->front, "state")), state = sim_number(below(n->back, "state"));
    if (state == XenbusStateInitWait && front == XenbusStateConnected) {
        attach(n);
    } else if (front == XenbusStateClosed && state != XenbusStateClosed && state) {
        if (n->attached) {
            sim_grants[n->tx_reference].mapped--;
            sim_grants[n->rx_reference].mapped--;
        }
        n->attached = false;
        sim_write(below(n->back, "state"), "%u", XenbusStateClosed);
    } else if (front == XenbusStateInitialising && state == XenbusStateClosed) {
        sim_write(below(n->back, "state"), "%u", XenbusStateInitWait);
    } else {
        return n->attached && !n->hold && serve(n);
    }
    return true;
}

// Receiving -----------------------------------------------------------------------------------------------------------

unsigned sim_net_requests(const struct sim_net *n)
{
    return n->rx.sring->req_prod - n->rx.req_cons;
}

void sim_net_answer(struct sim_net *n, unsigned flags, unsigned offset, int status, const void *data)
{
    struct netif_rx_request q = *RING_GET_REQUEST(&n->rx, n->rx.req_cons++);
    if (status > 0 && offset + (unsigned)status <= PAGE_SIZE)
        memcpy((char *)sim_page(q.gref, true) + offset, data, (size_t)status);
    *RING_GET_RESPONSE(&n->rx, n->rx.rsp_prod_pvt++) = (struct netif_rx_response){
        .id = q.id, .offset = (uint16_t)offset, .flags = (uint16_t)flags, .status = (int16_t)status,
    };
}

void sim_net_extra(struct sim_net *n, const struct netif_extra_info *e)
{
    n->rx.req_cons++;
    memcpy(RING_GET_RESPONSE(&n->rx, n->rx.rsp_prod_pvt++), e, 8);
}

void sim_net_push(struct sim_net *n)
{
    int notify;
    RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(&n->rx, notify);
    if (notify)
        sim_raise(n->port);
}
