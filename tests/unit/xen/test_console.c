// SPDX-License-Identifier: MIT
// console.c, poll.c and irq_flag.c against another side of the ring that the test plays: slow, silent, or speaking itself
// while it is waited for.
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "arch/x86_64/uart.h"
#include "xen/private.h"

#include <xen/io/console.h>

#define PORT 3
#define SECOND 1000000000ull

// The machine. --------------------------------------------------------------------------------------------------------

static struct xencons_interface ring __attribute__((aligned(4096)));
static struct start_info info;
const struct start_info *xen_start = &info;
struct shared_info xen_shared;
unsigned long fake_m2p[1];
uint16_t uart_port;
static uint64_t now;
static bool silent, speaks; // the other side takes nothing; sends a byte while we wait
static unsigned delivered;  // Xen has entered the upcall, with PORT's bit set
static char taken[8192];
static size_t taken_size;

uint64_t plat_clock(void) { return now; }
void uart_write(const char *bytes, size_t n) { (void)bytes, (void)n; }
void uart_drain(void) { }
long xen_event_op(unsigned command, void *arg) { (void)command, (void)arg; return 0; }

// The only call that needs no words: for what waits.
long hypercall(unsigned number, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
    (void)number, (void)a, (void)b, (void)c, (void)d;
    delivered += xen_shared.vcpu_info[0].evtchn_upcall_pending && xen_shared.vcpu_info[0].evtchn_pending_sel == 1 &&
                 xen_shared.evtchn_pending[0] == 1ul << PORT;
    return 0;
}

static void event(void)
{
    xen_shared.evtchn_pending[0] |= 1ul << PORT;
}

static void take_some(void)
{
    for (unsigned i = 0; i < 100 && ring.out_cons != ring.out_prod; i++)
        taken[taken_size++] = ring.out[MASK_XENCONS_IDX(ring.out_cons++, ring.out)];
    event();
}

// SCHEDOP_poll: the other side's turn.
long xen_sched_op(unsigned command, void *arg)
{
    const struct sched_poll *poll = arg;
    assert_int_equal(command, SCHEDOP_poll);
    if (silent)
        now = poll->timeout > now ? poll->timeout : now + 1;
    else
        take_some();
    if (speaks) {
        ring.in_prod++;
        event();
    }
    speaks = false;
    return 0;
}

static int start(void **state)
{
    (void)state;
    memset(&ring, 0, sizeof ring);
    memset(&xen_shared, 0, sizeof xen_shared);
    fake_m2p[0] = (uintptr_t)&ring >> PAGE_SHIFT;
    info.console.domU.evtchn = PORT;
    now = SECOND;
    silent = speaks = false;
    delivered = 0;
    taken_size = 0;
    return 0;
}

// The tests. ----------------------------------------------------------------------------------------------------------

static void writes_more_than_the_ring_holds(void **state)
{
    (void)state;
    static char text[5000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 7);
    plat_console_write(text, sizeof text);
    xen_console_drain();
    assert_int_equal(taken_size, sizeof text);
    assert_memory_equal(taken, text, sizeof text);
}

static void gives_up_on_a_silent_side(void **state)
{
    (void)state;
    static char text[sizeof ring.out + 1];
    silent = true;
    plat_console_write(text, sizeof text);
    assert_true(now >= 3 * SECOND && now < 10 * SECOND);
    assert_int_equal(ring.out_prod, sizeof ring.out);
    xen_console_drain();
    assert_true(now < 20 * SECOND);
}

// Input that comes while we wait for room has set the bit that we forget: its handler must run all the same.
static void keeps_the_event_of_input(void **state)
{
    (void)state;
    static char text[sizeof ring.out + 1];
    speaks = true;
    plat_console_write(text, sizeof text);
    assert_int_equal(ring.in_prod, 1);
    assert_int_equal(delivered, 1);
    assert_true(plat_irq_enabled());
}

static void a_short_write_needs_no_hypercall_but_the_notice(void **state)
{
    (void)state;
    plat_console_write("hello\n", 6);
    assert_int_equal(delivered, 0);
    assert_int_equal(xen_shared.evtchn_pending[0], 0);
    assert_memory_equal(ring.out, "hello\n", 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(writes_more_than_the_ring_holds, start),
        cmocka_unit_test_setup(gives_up_on_a_silent_side, start),
        cmocka_unit_test_setup(keeps_the_event_of_input, start),
        cmocka_unit_test_setup(a_short_write_needs_no_hypercall_but_the_notice, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
