// SPDX-License-Identifier: MIT
// Unit tests of clocks, deadlines and sleep.
#include "test_posix.h"

static void clocks_are_read(void **state)
{
    (void)state;
    struct uk_timespec t;
    host_clock = 3000000007;
    assert_int_equal(uk_clock_gettime(UK_CLOCK_MONOTONIC, &t), 0);
    assert_int_equal(t.tv_sec, 3);
    assert_int_equal(t.tv_nsec, 7);
    host_idle_time = 2000000000; // which is no processor time
    assert_int_equal(uk_clock_gettime(UK_CLOCK_PROCESS_CPUTIME_ID, &t), 0);
    assert_int_equal(t.tv_sec, 1);
    assert_int_equal(t.tv_nsec, 7);
    host_idle_time = 0;
    assert_int_equal(uk_clock_gettime(UK_CLOCK_REALTIME, &t), 0);
    assert_int_equal(t.tv_sec, 1700000000);
    assert_int_equal(uk_clock_gettime(-1, &t), -UK_EINVAL);
    assert_int_equal(uk_clock_gettime(8, &t), -UK_EINVAL);
    assert_int_equal(uk_clock_getres(UK_CLOCK_MONOTONIC, NULL), 0);
    assert_int_equal(uk_clock_getres(99, &t), -UK_EINVAL);
}

static void setting_the_clock_moves_it(void **state)
{
    (void)state;
    struct uk_timespec t = { 1234567890, 5 };
    struct uk_stat st;
    assert_int_equal(uk_clock_settime(UK_CLOCK_REALTIME, &t), 0);
    host_wall += 1000000000;
    uk_clock_gettime(UK_CLOCK_REALTIME, &t);
    assert_int_equal(t.tv_sec, 1234567891);
    uk_close(uk_open("f", UK_O_CREAT | UK_O_RDWR, 0644));
    uk_stat("f", &st);
    assert_int_equal(st.st_mtim.tv_sec, 1234567891);
    assert_int_equal(uk_clock_settime(UK_CLOCK_MONOTONIC, &t), -UK_EINVAL);
    t.tv_nsec = -1;
    assert_int_equal(uk_clock_settime(UK_CLOCK_REALTIME, &t), -UK_EINVAL);
    fs_time_offset = 0;
}

static void deadlines(void **state)
{
    (void)state;
    uint64_t d;
    host_clock = 100;
    struct uk_timespec t = { 2, 5 };
    assert_true(uk_deadline(UK_CLOCK_MONOTONIC, &t, false, &d));
    assert_int_equal(d, 2000000105);
    assert_true(uk_deadline(UK_CLOCK_MONOTONIC, &t, true, &d));
    assert_int_equal(d, 2000000005);
    t.tv_sec = 1700000003;
    assert_true(uk_deadline(UK_CLOCK_REALTIME, &t, true, &d));
    assert_int_equal(d, 3000000105);
    t.tv_sec = 1; // long ago
    assert_true(uk_deadline(UK_CLOCK_REALTIME, &t, true, &d));
    assert_int_equal(d, 100);
    t.tv_sec = INT64_MAX;
    assert_true(uk_deadline(UK_CLOCK_MONOTONIC, &t, false, &d));
    assert_true(d == FOREVER);
    assert_true(uk_deadline(UK_CLOCK_REALTIME, &t, true, &d));
    assert_true(d == FOREVER);
    t.tv_sec = -1;
    assert_false(uk_deadline(UK_CLOCK_MONOTONIC, &t, false, &d));
    t = (struct uk_timespec){ 0, 1000000000 };
    assert_false(uk_deadline(UK_CLOCK_MONOTONIC, &t, false, &d));
    t.tv_nsec = 0;
    assert_false(uk_deadline(42, &t, false, &d));
}

static void half_a_second_passes(void)
{
    host_clock += 500000000;
}

static void sleeping(void **state)
{
    (void)state;
    struct uk_timespec t = { 2, 0 }, left = { 7, 7 };
    uint64_t before = host_clock;
    assert_int_equal(uk_nanosleep(&t, &left), 0);
    assert_int_equal(host_clock, before + 2000000000);
    assert_int_equal(left.tv_sec, 7); // untouched
    t.tv_nsec = 1000000000;
    assert_int_equal(uk_nanosleep(&t, NULL), -UK_EINVAL);
    t.tv_nsec = 0;
    assert_int_equal(uk_clock_nanosleep(UK_CLOCK_MONOTONIC, 2, &t, NULL), -UK_EINVAL);
    assert_int_equal(uk_clock_nanosleep(UK_CLOCK_THREAD_CPUTIME_ID, 0, &t, NULL), -UK_EINVAL);
    t.tv_sec = INT64_MAX; // for ever: the double then interrupts
    host_meanwhile = half_a_second_passes;
    assert_int_equal(uk_nanosleep(&t, &left), -UK_EINTR);
    assert_true(left.tv_sec > 1000000000);
}

const struct CMUnitTest time_tests[] = {
    TEST(clocks_are_read),
    TEST(setting_the_clock_moves_it),
    TEST(deadlines),
    TEST(sleeping),
};
const size_t time_count = COUNT(time_tests);
