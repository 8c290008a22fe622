// SPDX-License-Identifier: MIT
// The timer's half that is Xen's: what a deadline becomes as an argument of its hypercalls.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/one_shot.h"
#include "xen/private.h"
#include "xen/xen.h"

#include <xen/vcpu.h>

static unsigned last_command, fired;
static struct vcpu_set_singleshot_timer last;
static void (*handler)(void *arg);

long xen_vcpu_op(unsigned command, void *arg)
{
    last_command = command;
    if (command == VCPUOP_set_singleshot_timer)
        last = *(struct vcpu_set_singleshot_timer *)arg;
    return 0;
}

long xen_event_op(unsigned command, void *arg)
{
    struct evtchn_bind_virq *bind = arg;
    assert_int_equal(command, EVTCHNOP_bind_virq);
    assert_int_equal(bind->virq, VIRQ_TIMER);
    bind->port = 9;
    return 0;
}

int xen_evtchn_bind(unsigned port, void (*fn)(void *arg), void *arg)
{
    assert_int_equal(port, 9);
    assert_null(arg);
    handler = fn;
    return 0;
}

void one_shot_fired(void) { fired++; }
void panic(const char *text) { fail_msg("%s", text); __builtin_trap(); }

static void deadlines(void **state)
{
    (void)state;
    // Xen compares signed times: what looks negative to it would fire at once.
    static const struct { uint64_t deadline, timeout; } cases[] = {
        { 0, 0 }, { 1, 1 }, { 1234567890123, 1234567890123 }, { INT64_MAX, INT64_MAX },
        { INT64_MAX + 1ull, INT64_MAX }, { UINT64_MAX - 1, INT64_MAX },
    };
    for (unsigned i = 0; i < COUNT(cases); i++) {
        last.timeout_abs_ns = 77;
        one_shot_arm(cases[i].deadline);
        assert_int_equal(last_command, VCPUOP_set_singleshot_timer);
        assert_true(last.timeout_abs_ns == cases[i].timeout);
        assert_int_equal(last.flags, 0); // VCPU_SSHOTTMR_future would refuse what is past
    }
    one_shot_stop();
    assert_int_equal(last_command, VCPUOP_stop_singleshot_timer);
}

static void its_event(void **state)
{
    (void)state;
    one_shot_init();
    handler(NULL);
    assert_int_equal(fired, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(deadlines), cmocka_unit_test(its_event) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
