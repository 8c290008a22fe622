// SPDX-License-Identifier: MIT
// The transport of xenstore: requests and answers through the ring that the domain builder has set up.
#include "xen/store.h"

#include "base/errno.h"
#include "xen/private.h"
#include "xen/store_private.h"

#include <xen/io/xs_wire.h>

#define PATIENCE 5000000000ull // nanoseconds for the daemon to carry out a request
#define BACKLOG 100u           // events that may wait before an answer, which is then taken however late it is

typedef volatile struct xenstore_domain_interface ring_t;

static bool busy; // a request is under way; seen from outside only by a fault in its middle
static uint32_t last; // request's number
static uint64_t deadline; // of what is under way
// We no longer know where a message begins: what a node holds could pass for an answer. So nothing is read any more.
static bool broken;

const struct xen_store_watcher *xen_store_watcher;

static ring_t *ring(void)
{
    return xen_mfn_address(xen_start->store_mfn);
}

static void notify(void)
{
    struct evtchn_send send = { .port = xen_start->store_evtchn };
    xen_event_op(EVTCHNOP_send, &send);
}

// Bytes to read, or room to write.
static uint32_t ready(bool write)
{
    uint32_t used = write ? ring()->req_prod - ring()->req_cons : ring()->rsp_prod - ring()->rsp_cons;
    if (used > XENSTORE_RING_SIZE) // the other side has lost its way
        used = write ? XENSTORE_RING_SIZE : 0;
    return write ? XENSTORE_RING_SIZE - used : used;
}

// The port's bit is forgotten before the look at the ring, so that a move after the look ends the sleep.
static uint32_t wait_ready(bool write)
{
    for (;;) {
        xen_forget(xen_start->store_evtchn);
        uint32_t n = ready(write);
        if (n || plat_clock() > deadline)
            return n;
        xen_poll(xen_start->store_evtchn, PATIENCE);
    }
}

static bool ring_write(const char *bytes, size_t size)
{
    while (size > 0) {
        uint32_t n = wait_ready(true), at = ring()->req_prod;
        if (!n)
            return false;
        n = n < size ? n : (uint32_t)size;
        for (uint32_t i = 0; i < n; i++)
            ring()->req[MASK_XENSTORE_IDX(at + i)] = *bytes++;
        __atomic_store_n(&ring()->req_prod, at + n, __ATOMIC_RELEASE);
        notify();
        size -= n;
    }
    return true;
}

// bytes NULL: they are dropped.
static bool ring_read(char *bytes, size_t size)
{
    while (size > 0) {
        uint32_t n = wait_ready(false), at = ring()->rsp_cons;
        if (!n)
            return false;
        n = n < size ? n : (uint32_t)size;
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        for (uint32_t i = 0; bytes && i < n; i++)
            *bytes++ = ring()->rsp[MASK_XENSTORE_IDX(at + i)];
        __atomic_store_n(&ring()->rsp_cons, at + n, __ATOMIC_RELEASE);
        notify();
        size -= n;
    }
    return true;
}

// The errors' names as the daemon sends them.
static int error_of(const char *name)
{
    static const struct { char name[10]; uint8_t number; } errors[] = {
        { "ENOENT", UK_ENOENT }, { "EACCES", UK_EACCES }, { "EAGAIN", UK_EAGAIN }, { "EEXIST", UK_EEXIST },
        { "EINVAL", UK_EINVAL }, { "ENOSPC", UK_ENOSPC }, { "EROFS", UK_EROFS }, { "EBUSY", UK_EBUSY },
        { "E2BIG", UK_E2BIG }, { "EPERM", UK_EPERM },
    };
    for (unsigned i = 0; i < COUNT(errors); i++)
        if (!strcmp(name, errors[i].name))
            return -errors[i].number;
    return -UK_EIO;
}

// A watch's event: the path and the token, each with its NUL. The token is at the end, where it is kept.
static bool take_event(size_t length)
{
    char payload[64];
    size_t size = length < sizeof payload ? length : sizeof payload;
    if (!size || !ring_read(NULL, length - size) || !ring_read(payload, size) || payload[size - 1])
        return false;
    const char *token = payload + size - 1;
    while (token > payload && token[-1])
        token--;
    if (xen_store_watcher)
        xen_store_watcher->event(token);
    return true;
}

struct answer {
    uint32_t id; // of the request, 0: none is expected
    uint32_t type;
    void *reply;
    size_t size;
    long result;
    bool come;
};

// The payload of an answer; one that belongs to no request of ours is dropped.
static bool take_answer(struct answer *a, const struct xsd_sockmsg *header)
{
    char name[16] = "";
    bool ours = a->id && header->req_id == a->id, failed = header->type == XS_ERROR;
    size_t room = failed ? sizeof name - 1 : ours ? a->size : 0, n = room < header->len ? room : header->len;
    if (!ring_read(failed ? name : a->reply, n) || !ring_read(NULL, header->len - n))
        return false;
    if (ours)
        a->result = failed ? error_of(name) : header->type == a->type ? (long)header->len : -UK_EIO;
    a->come = ours;
    return true;
}

// False: the daemon is silent, or it has broken off in the middle of a message, or has sent what is none.
static bool take_message(struct answer *a)
{
    struct xsd_sockmsg header;
    uint32_t at = ring()->rsp_cons;
    bool good = ring_read((char *)&header, sizeof header) && header.len <= XENSTORE_PAYLOAD_MAX &&
                (header.type == XS_WATCH_EVENT ? take_event(header.len) : take_answer(a, &header));
    if (!good && ring()->rsp_cons != at)
        broken = true;
    return good;
}

// Until ours has come, or, where none is expected, until there is no more.
static void take_messages(struct answer *a)
{
    for (unsigned n = 0; !broken && !a->come && (a->id || ready(false)); n++)
        if (!take_message(a) || (n > BACKLOG && plat_clock() > deadline))
            break;
}

void xen_store_take_events(void)
{
    struct answer none = { 0 };
    deadline = plat_clock() + PATIENCE;
    take_messages(&none);
}

static bool send(const struct xsd_sockmsg *header, const struct xen_store_part *parts, unsigned count)
{
    bool sent = ring_write((const char *)header, sizeof *header);
    for (unsigned i = 0; i < count && sent; i++)
        sent = ring_write(parts[i].bytes, parts[i].size);
    return sent;
}

// Events may come before the answer, and behind it: the port's bit is forgotten on the way, so all are taken.
static long exchange(const struct xsd_sockmsg *header, const struct xen_store_part *parts, unsigned count, struct answer *a)
{
    struct answer none = { 0 };
    uint32_t at = ring()->req_prod;
    deadline = plat_clock() + PATIENCE;
    if (broken || !send(header, parts, count)) {
        broken |= ring()->req_prod != at;
        return -UK_EIO;
    }
    take_messages(a);
    take_messages(&none);
    return a->come ? a->result : -UK_EIO;
}

long xen_store_request(uint32_t type, uint32_t transaction, const struct xen_store_part *parts, unsigned count, void *reply,
                       size_t size)
{
    struct xsd_sockmsg header = { .type = type, .req_id = ++last, .tx_id = transaction };
    if (!xen_start->store_mfn)
        return -UK_ENODEV;
    for (unsigned i = 0; i < count; i++)
        header.len += (uint32_t)parts[i].size;
    if (header.len > XENSTORE_PAYLOAD_MAX)
        return -UK_E2BIG;
    struct answer a = { .id = header.req_id, .type = type, .reply = reply, .size = size };
    unsigned long flags = plat_irq_save();
    long result = -UK_EBUSY;
    if (!busy) {
        busy = true;
        result = exchange(&header, parts, count, &a);
        busy = false;
        if (xen_store_watcher)
            xen_store_watcher->tell();
    }
    plat_irq_restore(flags);
    return result;
}

// The requests --------------------------------------------------------------------------------------------------------

// A request whose payload is texts, each with its NUL.
static long request_texts(uint32_t type, uint32_t transaction, const char *first, const char *second, void *reply,
                          size_t size)
{
    const struct xen_store_part parts[] = { { first, strlen(first) + 1 }, { second, second ? strlen(second) + 1 : 0 } };
    return xen_store_request(type, transaction, parts, second ? 2 : 1, reply, size);
}

static int done(long result)
{
    return result < 0 ? (int)result : 0;
}

long xen_store_read(uint32_t transaction, const char *path, char *value, size_t size)
{
    long length = request_texts(XS_READ, transaction, path, NULL, value, size);
    if (length >= 0 && (size_t)length >= size)
        return -UK_E2BIG;
    if (length >= 0)
        value[length] = '\0';
    return length;
}

int xen_store_write(uint32_t transaction, const char *path, const char *value)
{
    const struct xen_store_part parts[] = { { path, strlen(path) + 1 }, { value, strlen(value) } };
    return done(xen_store_request(XS_WRITE, transaction, parts, 2, NULL, 0));
}

long xen_store_list(uint32_t transaction, const char *path, char *names, size_t size)
{
    long length = request_texts(XS_DIRECTORY, transaction, path, NULL, names, size);
    if (length > 0 && ((size_t)length > size || names[length - 1]))
        return (size_t)length > size ? -UK_E2BIG : -UK_EIO;
    return length;
}

int xen_store_remove(uint32_t transaction, const char *path)
{
    return done(request_texts(XS_RM, transaction, path, NULL, NULL, 0));
}

long xen_store_begin(void)
{
    char number[16] = "";
    long result = request_texts(XS_TRANSACTION_START, XEN_STORE_NO_TRANSACTION, "", NULL, number, sizeof number - 1);
    if (result < 0)
        return result;
    long id = 0;
    const char *p = number;
    for (; *p >= '0' && *p <= '9'; p++)
        id = id * 10 + (*p - '0');
    return *p || id == 0 || id > UINT32_MAX ? -UK_EIO : id;
}

int xen_store_end(uint32_t transaction, int commit)
{
    return done(request_texts(XS_TRANSACTION_END, transaction, commit ? "T" : "F", NULL, NULL, 0));
}
