// SPDX-License-Identifier: MIT
// store.c and store_watch.c against a daemon that the test plays: answers, errors, watches, and whatever a daemon should
// never send.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../../libos/xen/store.c" // for `broken`, which each test begins anew

// The machine. --------------------------------------------------------------------------------------------------------

static struct xenstore_domain_interface shared __attribute__((aligned(4096)));
static struct start_info info;
const struct start_info *xen_start = &info;
struct shared_info xen_shared;
unsigned long fake_m2p[2];
static uint64_t now;
static void (*handler)(void *arg);
static bool dead;       // the daemon does not answer
static unsigned polls;
static uint64_t slow;   // the daemon takes so many nanoseconds for each byte of an answer
static bool held;       // what it says stays with it
static bool flood;      // the daemon answers each notification with a message

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

// The daemon. ---------------------------------------------------------------------------------------------------------

static char request[XENSTORE_PAYLOAD_MAX + sizeof(struct xsd_sockmsg)]; // what has come of one
static size_t request_size;
static struct xsd_sockmsg seen;                     // the last whole request
static char payload[XENSTORE_PAYLOAD_MAX + 1];
static char out[65536];                             // what waits to be sent
static size_t out_size;
static void (*answer_with)(const struct xsd_sockmsg *m); // what to say to a request

static void say(uint32_t type, uint32_t id, const void *bytes, size_t size)
{
    struct xsd_sockmsg m = { .type = type, .req_id = id, .len = (uint32_t)size };
    memcpy(out + out_size, &m, sizeof m);
    memcpy(out + out_size + sizeof m, bytes, size);
    out_size += sizeof m + size;
}

static void take_request(void)
{
    memcpy(&seen, request, sizeof seen);
    if (request_size < sizeof seen || request_size < sizeof seen + seen.len)
        return;
    memcpy(payload, request + sizeof seen, seen.len);
    payload[seen.len] = '\0';
    request_size = 0;
    answer_with(&seen);
}

// A few bytes at a time, so that both rings wrap and fill.
static void daemon_turn(void)
{
    if (dead)
        return;
    while (!dead && shared.req_cons != shared.req_prod) {
        request[request_size++] = shared.req[MASK_XENSTORE_IDX(shared.req_cons++)];
        take_request();
    }
    if (held)
        return;
    size_t room = XENSTORE_RING_SIZE - (shared.rsp_prod - shared.rsp_cons), n = out_size < room ? out_size : room;
    n = slow && n > 1 ? 1 : n > 300 ? 300 : n;
    now += slow;
    for (size_t i = 0; i < n; i++)
        shared.rsp[MASK_XENSTORE_IDX(shared.rsp_prod++)] = out[i];
    memmove(out, out + n, out_size - n);
    out_size -= n;
}

long xen_event_op(unsigned command, void *arg)
{
    (void)arg;
    assert_int_equal(command, EVTCHNOP_send);
    if (flood) {
        now += 1000000;
        if (shared.rsp_prod - shared.rsp_cons < 512)
            say(XS_WATCH_EVENT, 0, "a\0009", 4);
        daemon_turn();
    }
    return 0;
}

void xen_poll(evtchn_port_t port, uint64_t timeout)
{
    (void)port;
    polls++;
    if (dead || held)
        now += timeout;
    daemon_turn();
}

static void ok(const struct xsd_sockmsg *m) { say(m->type, m->req_id, "OK", 3); }
static void no_entry(const struct xsd_sockmsg *m) { say(XS_ERROR, m->req_id, "ENOENT", 7); }
static void echo(const struct xsd_sockmsg *m) { say(m->type, m->req_id, payload, m->len); }

static int reset(void **state)
{
    (void)state;
    memset(&shared, 0, sizeof shared);
    shared.req_cons = shared.req_prod = shared.rsp_cons = shared.rsp_prod = 0xffffff80; // they wrap during the tests
    request_size = out_size = 0;
    fake_m2p[1] = (uintptr_t)&shared >> PAGE_SHIFT;
    info.store_mfn = 1;
    dead = broken = flood = held = false;
    slow = 0;
    answer_with = ok;
    return 0;
}

// The tests. ----------------------------------------------------------------------------------------------------------

static void writes(void **state)
{
    (void)state;
    assert_int_equal(xen_store_write(0, "data/uk/0", "exit 7"), 0);
    assert_int_equal(seen.type, XS_WRITE);
    assert_int_equal(seen.len, 16);
    assert_memory_equal(payload, "data/uk/0\0exit 7", 16);
}

static void reads_and_lists(void **state)
{
    (void)state;
    char value[8];
    answer_with = echo; // the path with its NUL comes back
    assert_int_equal(xen_store_read(0, "abcdef", value, sizeof value), 7);
    assert_string_equal(value, "abcdef");
    assert_int_equal(xen_store_read(0, "abcdefgh", value, sizeof value), -UK_E2BIG);
    assert_int_equal(xen_store_list(0, "abc", value, sizeof value), 4);
    answer_with = no_entry;
    assert_int_equal(xen_store_read(0, "nothing", value, sizeof value), -UK_ENOENT);
    assert_int_equal(xen_store_list(0, "nothing", value, sizeof value), -UK_ENOENT);
    answer_with = ok;
    assert_int_equal(xen_store_remove(3, "x"), 0);
    assert_int_equal(seen.tx_id, 3);
}

static void number(const struct xsd_sockmsg *m) { say(m->type, m->req_id, "4711", 5); }
static void again(const struct xsd_sockmsg *m) { say(XS_ERROR, m->req_id, "EAGAIN", 7); }
static void large_number(const struct xsd_sockmsg *m) { say(m->type, m->req_id, "4294967296", 11); }
static void strange(const struct xsd_sockmsg *m) { say(m->type, m->req_id, "x", 2); }

static void transactions(void **state)
{
    (void)state;
    answer_with = number;
    assert_int_equal(xen_store_begin(), 4711);
    answer_with = ok;
    assert_int_equal(xen_store_end(4711, 1), 0);
    assert_string_equal(payload, "T");
    assert_int_equal(seen.tx_id, 4711);
    answer_with = again;
    assert_int_equal(xen_store_end(4711, 1), -UK_EAGAIN);
    answer_with = strange;
    assert_int_equal(xen_store_begin(), -UK_EIO);
    answer_with = large_number; // would be no transaction, in 32 bits
    assert_int_equal(xen_store_begin(), -UK_EIO);
}

static void long_payloads(void **state)
{
    (void)state;
    static char value[XENSTORE_PAYLOAD_MAX], back[XENSTORE_PAYLOAD_MAX + 1];
    memset(value, 'v', sizeof value - 1);
    assert_int_equal(xen_store_write(0, "long", value), -UK_E2BIG); // with the path it is too long
    value[sizeof value - 6] = '\0';
    for (unsigned i = 0; i < 20; i++) {
        answer_with = echo;
        assert_int_equal(xen_store_read(0, value, back, sizeof back), strlen(value) + 1);
        assert_string_equal(back, value);
    }
}

static unsigned first_fired, second_fired;
static void first(void *arg) { (void)arg, first_fired++; }

// Calls xenstore itself, and its answer brings the next event.
static void fire_and_answer(const struct xsd_sockmsg *m)
{
    say(XS_WATCH_EVENT, 0, "control/shutdown\0000", 19);
    say(m->type, m->req_id, "poweroff", 8);
}

static void second(void *arg)
{
    (void)arg;
    char value[16];
    if (++second_fired > 3)
        return;
    answer_with = fire_and_answer;
    assert_int_equal(xen_store_read(0, "control/shutdown", value, sizeof value), 8);
    answer_with = ok;
}

static void watches(void **state)
{
    (void)state;
    assert_int_equal(xen_store_watch("control/shutdown", first, NULL), 0);
    assert_memory_equal(payload, "control/shutdown\0000", 19);
    assert_int_equal(xen_store_watch("device", second, NULL), 1);
    say(XS_WATCH_EVENT, 0, "device/vbd/51712\0001", 19);
    daemon_turn();
    handler(NULL); // as the interrupt does
    assert_int_equal(second_fired, 1);
    assert_int_equal(first_fired, 1); // came while the second asked
    // An event before an answer, and one for a watch that does not exist.
    say(XS_WATCH_EVENT, 0, "control/shutdown\0000", 19);
    say(XS_WATCH_EVENT, 0, "control/shutdown\00077", 20);
    assert_int_equal(xen_store_write(0, "a", "b"), 0);
    assert_int_equal(first_fired, 2);
    assert_int_equal(xen_store_unwatch(1, "device"), 0);
    say(XS_WATCH_EVENT, 0, "device/vbd/51712\0001", 19);
    daemon_turn();
    handler(NULL);
    assert_int_equal(second_fired, 1);
}

static void stray_answers(void **state)
{
    (void)state;
    say(XS_READ, 99999, "for somebody else", 18);
    say(XS_ERROR, 99999, "EINVAL", 7);
    assert_int_equal(xen_store_write(0, "a", "b"), 0);
}

static void no_daemon(void **state)
{
    (void)state;
    dead = true;
    uint64_t before = now;
    assert_int_equal(xen_store_write(0, "a", "b"), -UK_EIO);
    assert_true(now - before < 60000000000ull);
    info.store_mfn = 0;
    assert_int_equal(xen_store_write(0, "a", "b"), -UK_ENODEV);
}

static void other_type(const struct xsd_sockmsg *m) { say(XS_DIRECTORY, m->req_id, "a", 2); }

static void an_answer_to_another_type(void **state)
{
    (void)state;
    char value[8];
    answer_with = other_type;
    assert_int_equal(xen_store_read(0, "a", value, sizeof value), -UK_EIO);
    answer_with = echo;
    assert_int_equal(xen_store_read(0, "a", value, sizeof value), 2);
}

// It always moves, so waiting for the next move would not end.
static void a_daemon_that_drips(void **state)
{
    (void)state;
    char value[8];
    slow = 1000000000;
    uint64_t before = now;
    assert_int_equal(xen_store_read(0, "a", value, sizeof value), -UK_EIO);
    assert_true(now - before < 15000000000ull);
    // From the middle of a message on, anything could pass for an answer.
    slow = 0;
    before = now;
    assert_int_equal(xen_store_read(0, "a", value, sizeof value), -UK_EIO);
    assert_true(now == before);
}

static void silent(const struct xsd_sockmsg *m) { (void)m; }

static void a_flood_of_events(void **state)
{
    (void)state;
    char value[8];
    flood = true;
    answer_with = silent;
    assert_int_equal(xen_store_read(0, "a", value, sizeof value), -UK_EIO);
    flood = false;
    out_size = 0;
    answer_with = echo; // no message was cut
    assert_int_equal(xen_store_read(0, "a", value, sizeof value), 2);
}

// An answer that comes too late is dropped, and the next request finds its own.
static void late(const struct xsd_sockmsg *m) { held = true; say(m->type, m->req_id, "late", 4); }

static void a_late_answer(void **state)
{
    (void)state;
    char value[8];
    answer_with = late;
    assert_int_equal(xen_store_read(0, "a", value, sizeof value), -UK_EIO);
    held = false;
    answer_with = echo;
    assert_int_equal(xen_store_read(0, "b", value, sizeof value), 2);
    assert_string_equal(value, "b");
}

static void too_long(const struct xsd_sockmsg *m)
{
    struct xsd_sockmsg bad = { .type = m->type, .req_id = m->req_id, .len = 0xffffff00 };
    memcpy(out + out_size, &bad, sizeof bad);
    out_size += sizeof bad;
}

static void impossible_lengths(void **state)
{
    (void)state;
    char value[8];
    answer_with = too_long;
    assert_int_equal(xen_store_read(0, "a", value, sizeof value), -UK_EIO);
    reset(NULL);
    say(XS_WATCH_EVENT, 0, "", 0);
    assert_int_equal(xen_store_write(0, "a", "b"), -UK_EIO);
    reset(NULL);
    say(XS_WATCH_EVENT, 0, "no NUL at its end", 17);
    assert_int_equal(xen_store_write(0, "a", "b"), -UK_EIO);
}

// Any bytes, any positions of the ring: an error or an answer, never an access outside.
static void noise(const struct xsd_sockmsg *m)
{
    (void)m;
    for (unsigned i = 0, n = (unsigned)rand() % 200; i < n; i++)
        out[out_size++] = (char)(rand() % 4 ? rand() % 20 : rand());
    if (rand() % 8 == 0)
        shared.rsp_prod += (uint32_t)rand();
    if (rand() % 8 == 0)
        shared.req_cons += (uint32_t)rand();
    dead = true;
}

static void any_bytes(void **state)
{
    (void)state;
    srand(1);
    char value[64];
    for (unsigned i = 0; i < 20000; i++) {
        reset(NULL);
        answer_with = noise;
        xen_store_read(0, "a", value, sizeof value);
        handler(NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(writes, reset),
        cmocka_unit_test_setup(reads_and_lists, reset),
        cmocka_unit_test_setup(transactions, reset),
        cmocka_unit_test_setup(long_payloads, reset),
        cmocka_unit_test_setup(watches, reset),
        cmocka_unit_test_setup(stray_answers, reset),
        cmocka_unit_test_setup(an_answer_to_another_type, reset),
        cmocka_unit_test_setup(a_daemon_that_drips, reset),
        cmocka_unit_test_setup(a_flood_of_events, reset),
        cmocka_unit_test_setup(a_late_answer, reset),
        cmocka_unit_test_setup(no_daemon, reset),
        cmocka_unit_test_setup(impossible_lengths, reset),
        cmocka_unit_test_setup(any_bytes, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
