// SPDX-License-Identifier: MIT
// Unit tests of pipes, poll() and select().
#include "test_posix.h"

static int fds[2];

static void say(void)
{
    assert_int_equal(uk_write(fds[1], "said", 4), 4);
    host_meanwhile = NULL;
}

static void drain(void)
{
    static char bytes[8192];
    assert_true(uk_read(fds[0], bytes, sizeof bytes) > 0);
}

static void hang_up(void)
{
    uk_close(fds[1]);
    host_meanwhile = NULL;
}

static void bytes_go_through_in_order(void **state)
{
    (void)state;
    char text[8] = "";
    size_t blocks = host_blocks_used, pages = host_pages_used;
    assert_int_equal(uk_pipe2(fds, 0), 0);
    say();
    assert_int_equal(uk_read(fds[0], text, 2), 2);
    assert_int_equal(uk_read(fds[0], text + 2, 6), 2);
    assert_string_equal(text, "said");
    assert_int_equal(uk_read(fds[1], text, 1), -UK_EBADF);
    assert_int_equal(uk_write(fds[0], text, 1), -UK_EBADF);
    assert_int_equal(uk_lseek(fds[0], 0, UK_SEEK_SET), -UK_ESPIPE);
    uk_close(fds[0]);
    uk_close(fds[1]);
    assert_int_equal(host_blocks_used, blocks);
    assert_int_equal(host_pages_used, pages);
}

// Against counters: what comes out is what went in, across the ring's end.
static void the_ring_wraps(void **state)
{
    (void)state;
    static uint8_t bytes[9000];
    uint32_t in = 0, out = 0, random = 1;
    uk_pipe2(fds, UK_O_NONBLOCK);
    for (int round = 0; round < 2000; round++) {
        random = random * 1664525 + 1013904223;
        size_t n = (random >> 8) % 9000;
        for (size_t i = 0; i < n; i++)
            bytes[i] = (uint8_t)((in + i) * 7);
        long done = uk_write(fds[1], bytes, n);
        in += done > 0 ? (uint32_t)done : 0;
        long got = uk_read(fds[0], bytes, (random >> 4) % 9000);
        for (long i = 0; i < got; i++)
            assert_int_equal(bytes[i], (uint8_t)((out + (uint32_t)i) * 7));
        out += got > 0 ? (uint32_t)got : 0;
    }
    assert_true(in > 100000);
    assert_true(in - out <= 65536);
}

static void reading_waits(void **state)
{
    (void)state;
    char text[8] = "";
    uk_pipe2(fds, 0);
    host_meanwhile = say;
    assert_int_equal(uk_read(fds[0], text, 8), 4);
    assert_int_equal(host_waits, 1);
    assert_int_equal(uk_read(fds[0], text, 8), -UK_EINTR);
    host_meanwhile = hang_up;
    assert_int_equal(uk_read(fds[0], text, 8), 0); // nobody writes any more
    assert_int_equal(uk_read(fds[0], text, 8), 0);
}

static void writing_waits_for_room(void **state)
{
    (void)state;
    static char big[100000];
    uk_pipe2(fds, 0);
    host_meanwhile = drain;
    assert_int_equal(uk_write(fds[1], big, sizeof big), sizeof big);
    assert_true(host_waits > 0);
}

static void small_writes_are_whole(void **state)
{
    (void)state;
    static char big[70000];
    uk_pipe2(fds, UK_O_NONBLOCK);
    assert_int_equal(uk_write(fds[1], big, sizeof big), 65536); // what fits
    assert_int_equal(uk_write(fds[1], big, 1), -UK_EAGAIN);
    assert_int_equal(uk_read(fds[0], big, 100), 100);
    assert_int_equal(uk_write(fds[1], big, 101), -UK_EAGAIN); // not 100 of them
    assert_int_equal(uk_write(fds[1], big, 5000), 100);
    assert_int_equal(uk_read(fds[0], big, sizeof big), 65536);
    assert_int_equal(uk_read(fds[0], big, 1), -UK_EAGAIN);
}

static void nobody_reads(void **state)
{
    (void)state;
    struct uk_sigaction ignore = { .handler = UK_SIG_IGN }, standard = { .handler = UK_SIG_DFL };
    uk_sigaction(UK_SIGPIPE, &ignore, NULL);
    uk_pipe2(fds, 0);
    uk_close(fds[0]);
    assert_int_equal(uk_write(fds[1], "x", 1), -UK_EPIPE);
    uk_sigaction(UK_SIGPIPE, &standard, NULL);
    assert_int_equal(ENDS(uk_write(fds[1], "x", 1)), 1);
    assert_int_equal(host_exit_status, 128 + UK_SIGPIPE);
    assert_string_equal(host_status, "signal 13");
}

static void pipes_need_what_they_need(void **state)
{
    (void)state;
    size_t blocks = host_blocks_used;
    assert_int_equal(uk_pipe2(fds, UK_O_APPEND), -UK_EINVAL);
    assert_int_equal(uk_pipe2(NULL, 0), -UK_EFAULT);
    for (long budget = 0; budget < 3; budget++) {
        host_heap_budget = budget;
        assert_int_equal(uk_pipe2(fds, 0), -UK_ENOMEM);
    }
    host_heap_budget = -1;
    host_page_limit = host_pages_used;
    assert_int_equal(uk_pipe2(fds, 0), -UK_ENOMEM);
    host_page_limit = host_pages_used + 4; // a smaller pipe
    assert_int_equal(uk_pipe2(fds, UK_O_NONBLOCK), 0);
    static char big[20000];
    assert_int_equal(uk_write(fds[1], big, sizeof big), 16384);
    uk_close(fds[0]);
    uk_close(fds[1]);
    host_page_limit = 100000;
    struct uk_rlimit before, one_free = { 4, 4096 };
    uk_getrlimit(UK_RLIMIT_NOFILE, &before);
    uk_setrlimit(UK_RLIMIT_NOFILE, &one_free);
    assert_int_equal(uk_pipe2(fds, 0), -UK_EMFILE);
    uk_setrlimit(UK_RLIMIT_NOFILE, &before);
    assert_int_equal(host_blocks_used, blocks);
    struct uk_stat st;
    assert_int_equal(uk_fstat(3, &st), -UK_EBADF);
}

static void poll_tells_what_is_ready(void **state)
{
    (void)state;
    char byte;
    uk_pipe2(fds, 0);
    int file = uk_open("f", UK_O_CREAT | UK_O_RDWR, 0644);
    struct uk_pollfd p[] = {
        { fds[0], UK_POLLIN, 99 }, { fds[1], UK_POLLOUT, 99 }, { file, UK_POLLIN | UK_POLLOUT, 99 },
        { -1, UK_POLLIN, 99 }, { 50, 0, 99 },
    };
    assert_int_equal(uk_poll(p, 5, -1), 3);
    assert_int_equal(p[0].revents, 0);
    assert_int_equal(p[1].revents, UK_POLLOUT);
    assert_int_equal(p[2].revents, UK_POLLIN | UK_POLLOUT);
    assert_int_equal(p[3].revents, 0);
    assert_int_equal(p[4].revents, UK_POLLNVAL);
    say();
    assert_int_equal(uk_poll(p, 1, 0), 1);
    assert_int_equal(p[0].revents, UK_POLLIN);
    while (uk_read(fds[0], &byte, 1) == 1 && uk_poll(p, 1, 0) == 1)
        ;
    uk_close(fds[1]);
    assert_int_equal(uk_poll(p, 1, 0), 1);
    assert_int_equal(p[0].revents, UK_POLLHUP);
}

static void poll_waits_and_times_out(void **state)
{
    (void)state;
    uk_pipe2(fds, 0);
    struct uk_pollfd p = { fds[0], UK_POLLIN, 0 };
    uint64_t before = host_clock;
    assert_int_equal(uk_poll(&p, 1, 0), 0);
    assert_int_equal(host_waits, 0);
    assert_int_equal(uk_poll(&p, 1, 1500), 0);
    assert_int_equal(host_clock, before + 1500000000);
    assert_int_equal(uk_poll(&p, 1, -1), -UK_EINTR);
    host_meanwhile = say;
    assert_int_equal(uk_poll(&p, 1, -1), 1);
    struct uk_timespec wrong = { 0, 1000000000 };
    assert_int_equal(uk_ppoll(&p, 1, &wrong, NULL), -UK_EINVAL);
    assert_int_equal(uk_ppoll(&p, 100000, NULL, NULL), -UK_EINVAL);
}

static void select_is_poll_with_sets(void **state)
{
    (void)state;
    uint64_t in[16] = { 0 }, out[16] = { 0 };
    struct uk_timespec now = { 0, 0 };
    uk_pipe2(fds, 0);
    in[0] = 1ull << fds[0];
    out[0] = 1ull << fds[1];
    assert_int_equal(uk_pselect(10, in, out, NULL, &now, NULL), 1);
    assert_int_equal(in[0], 0);
    assert_int_equal(out[0], 1ull << fds[1]);
    say();
    in[0] = 1ull << fds[0];
    assert_int_equal(uk_pselect(10, in, NULL, NULL, NULL, NULL), 1);
    assert_int_equal(in[0], 1ull << fds[0]);
    in[0] = 1ull << 40;
    assert_int_equal(uk_pselect(10, in, NULL, NULL, &now, NULL), 0); // not looked at
    in[0] = 1ull << 40;
    assert_int_equal(uk_pselect(41, in, NULL, NULL, &now, NULL), -UK_EBADF);
    assert_int_equal(uk_pselect(1025, in, NULL, NULL, &now, NULL), -UK_EINVAL);
    now.tv_sec = 1;
    assert_int_equal(uk_pselect(0, NULL, NULL, NULL, &now, NULL), 0); // a sleep
}

const struct CMUnitTest pipe_tests[] = {
    TEST(bytes_go_through_in_order),
    TEST(the_ring_wraps),
    TEST(reading_waits),
    TEST(writing_waits_for_room),
    TEST(small_writes_are_whole),
    TEST(nobody_reads),
    TEST(pipes_need_what_they_need),
    TEST(poll_tells_what_is_ready),
    TEST(poll_waits_and_times_out),
    TEST(select_is_poll_with_sets),
};
const size_t pipe_count = COUNT(pipe_tests);
