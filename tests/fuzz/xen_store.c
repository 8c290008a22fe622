// SPDX-License-Identifier: MIT
// Fuzz target: the transport of xenstore against a daemon that says, and does to its ring, what the input says.
//
// The input is a list of calls; whenever the front end notifies the daemon or waits for it, the daemon takes its next
// deed from the same list. When the list ends, the daemon has died.
#include <stdio.h>
#include <stdlib.h>

#include "../../libos/xen/store.c" // for their state, which each input begins anew
#include "../../libos/xen/store_watch.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LONGEST 15000000000ull // nanoseconds that one call may take, whatever the daemon does

// The machine. --------------------------------------------------------------------------------------------------------

static struct xenstore_domain_interface shared __attribute__((aligned(4096)));
static struct start_info info;
const struct start_info *xen_start = &info;
unsigned long fake_m2p[2];
static uint64_t now;
static void (*handler)(void *arg);

uint64_t plat_clock(void) { return now; }
unsigned long plat_irq_save(void) { return 0; }
void plat_irq_restore(unsigned long flags) { (void)flags; }
void xen_forget(evtchn_port_t port) { (void)port; }

int xen_evtchn_bind(unsigned port, void (*fn)(void *arg), void *arg)
{
    (void)port, (void)arg;
    handler = fn;
    return 0;
}

static void check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

// The input. ----------------------------------------------------------------------------------------------------------

static const uint8_t *input;
static size_t left;

static uint8_t byte(void)
{
    return left > 0 ? left--, *input++ : 0;
}

static uint32_t word(void)
{
    uint32_t w = byte();
    return w | (uint32_t)byte() << 8 | (uint32_t)byte() << 16 | (uint32_t)byte() << 24;
}

// The daemon. ---------------------------------------------------------------------------------------------------------

static const char *const texts[] = { "OK", "ENOENT", "EAGAIN", "4711", "99999999999", "3", "16", "a\0b", "x\0003", "" };

// What the daemon does over and over, once it has begun: the bytes of one message.
static char again[64];
static size_t again_size;

static void put(const void *bytes, size_t size)
{
    const char *p = bytes;
    for (size_t i = 0; i < size && shared.rsp_prod - shared.rsp_cons < XENSTORE_RING_SIZE; i++)
        shared.rsp[MASK_XENSTORE_IDX(shared.rsp_prod++)] = p[i];
}

// A message that is true but for what flags say.
static void say(unsigned flags)
{
    const char *text = texts[byte() % COUNT(texts)];
    struct xsd_sockmsg m = { .type = XS_READ, .req_id = last };
    m.len = flags & 1 ? (uint32_t)byte() : (uint32_t)strlen(text) + 1;
    m.len = flags & 2 ? word() : m.len;
    m.req_id += flags & 4 ? byte() : 0;
    m.type = flags & 8 ? byte() % 32 : m.type;
    m.type = flags & 16 ? XS_ERROR : m.type;
    put(&m, sizeof m);
    for (uint32_t i = 0, n = m.len < 200 ? m.len : 200; i < n; i++)
        put(i < strlen(text) + 1 ? text + i : "v", 1);
}

static void fire(void)
{
    struct xsd_sockmsg m = { .type = XS_WATCH_EVENT, .len = 4 };
    char payload[4] = { 'a', '\0', (char)('0' + byte() % 16), '\0' };
    put(&m, sizeof m);
    put(payload, sizeof payload);
}

static void repeat(void)
{
    struct xsd_sockmsg m = { .type = byte() % 2 ? XS_WATCH_EVENT : XS_READ, .len = 4 };
    memcpy(again, &m, sizeof m);
    memcpy(again + sizeof m, "a\0000", 4);
    again_size = byte() % 4 ? sizeof m + 4 : 1; // whole messages, or a byte now and then
}

static void daemon_turn(void)
{
    unsigned deed = byte();
    now += 100000;
    if (again_size) {
        put(again, again_size);
        return;
    }
    switch (deed % 11) {
    case 0: case 1: say(0); break;
    case 2: case 3: say(deed >> 3); break;
    case 4: fire(); break;
    case 5: shared.req_cons = shared.req_prod; say(0); break;
    case 6: shared.rsp_prod += word(); break;
    case 7: shared.req_cons += word(); break;
    case 8: shared.rsp_cons += byte(); break;
    case 9: shared.req_prod += byte(); break;
    case 10: repeat(); break;
    }
}

long xen_event_op(unsigned command, void *arg)
{
    (void)command, (void)arg;
    if (left > 0 || again_size)
        daemon_turn();
    return 0;
}

void xen_poll(evtchn_port_t port, uint64_t timeout)
{
    (void)port;
    if (left > 0 || again_size)
        daemon_turn();
    now += left > 0 || again_size ? byte() * 10000000ull : timeout;
}

// The calls. ----------------------------------------------------------------------------------------------------------

static uint64_t begun; // when the present call began

static void check_time(void)
{
    check(now - begun <= LONGEST, "a call that takes too long");
}

// The time that it takes is not the outer call's.
static void fired_watch(void *arg)
{
    char value[8];
    uint64_t outer = now - begun;
    (void)arg;
    check_time();
    begun = now;
    if (byte() % 2)
        xen_store_read(XEN_STORE_NO_TRANSACTION, "b", value, sizeof value);
    check_time();
    begun = now - outer;
}

// Into a block of exactly that size, so that AddressSanitizer sees one byte too far.
static void read_or_list(bool list)
{
    size_t size = byte() % 80 + 1u;
    char *to = malloc(size);
    long length = list ? xen_store_list(0, "a", to, size) : xen_store_read(0, "a", to, size);
    check(length < 0 || (size_t)length <= size - !list, "more than there is room for");
    check(length < 0 || list || !to[length], "no NUL");
    check(length <= 0 || !list || !to[length - 1], "no NUL at the end of the last name");
    free(to);
}

static void write_long(void)
{
    static char value[XENSTORE_PAYLOAD_MAX + 1];
    size_t length = word() % sizeof value;
    memset(value, 'v', length);
    value[length] = '\0';
    xen_store_write(0, "a", value);
}

static void unwatch(unsigned number)
{
    if (number < XEN_STORE_WATCHES && watches[number].fn)
        xen_store_unwatch((int)number, "a");
}

static void call(void)
{
    long id;
    switch (byte() % 8) {
    case 0: read_or_list(false); break;
    case 1: read_or_list(true); break;
    case 2: write_long(); break;
    case 3: xen_store_remove(0, "a"); break;
    case 4:
        id = xen_store_begin();
        check(id < 0 || (id > 0 && id <= UINT32_MAX), "not a transaction's number");
        check_time();
        begun = now;
        if (id > 0)
            xen_store_end((uint32_t)id, byte() % 2);
        break;
    case 5: xen_store_watch("a", fired_watch, NULL); break;
    case 6: unwatch(byte()); break;
    case 7:
        if (handler)
            handler(NULL);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    memset(&shared, 0, sizeof shared);
    memset(watches, 0, sizeof watches);
    last = fired = telling = 0;
    busy = false;
    broken = false;
    again_size = 0;
    handler = NULL;
    fake_m2p[1] = (uintptr_t)&shared >> PAGE_SHIFT;
    info.store_mfn = 1;
    input = data;
    left = size;
    shared.req_cons = shared.req_prod = shared.rsp_cons = shared.rsp_prod = word();
    while (left > 0) {
        begun = now;
        call();
        check_time();
    }
    return 0;
}
