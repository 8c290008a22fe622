// SPDX-License-Identifier: MIT
// poll() and select() at their edges: the size of sets, and signals that only the wait lets through.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : (printf("line %d: %s (%s)\n", __LINE__, #what, strerror(errno)), exit(1)))

static int ends[2];
static sigset_t none;
static volatile sig_atomic_t caught;

static void handler(int signal)
{
    caught = signal;
}

static int is_blocked(int signal)
{
    sigset_t now;
    CHECK(sigprocmask(SIG_BLOCK, NULL, &now) == 0);
    return sigismember(&now, signal);
}

// A set that has room for the descriptors asked for, and no more (as OpenSSH has them).
static void small_set(void)
{
    unsigned long words[4] = { 1ul << ends[0], ~0ul, ~0ul, ~0ul };
    struct timeval now = { 0, 0 };
    CHECK(select(ends[0] + 1, (fd_set *)words, NULL, NULL, &now) == 0);
    CHECK(words[0] == 0 && words[1] == ~0ul && words[2] == ~0ul && words[3] == ~0ul);
}

static void pending_signal_ends_the_wait(void)
{
    struct pollfd p = { ends[0], POLLIN, 0 };
    struct timespec long_time = { 50, 0 };
    CHECK(raise(SIGUSR1) == 0 && !caught);
    CHECK(ppoll(&p, 1, &long_time, &none) == -1 && errno == EINTR && caught == SIGUSR1 && is_blocked(SIGUSR1));
    caught = 0;
    CHECK(raise(SIGUSR1) == 0 && !caught);
    CHECK(pselect(0, NULL, NULL, NULL, &long_time, &none) == -1 && errno == EINTR && caught == SIGUSR1);
    CHECK(is_blocked(SIGUSR1));
    caught = 0;
}

static void signal_from_outside(void)
{
    CHECK(alarm(1) == 0);
    CHECK(pselect(0, NULL, NULL, NULL, NULL, &none) == -1 && errno == EINTR && caught == SIGALRM);
    CHECK(is_blocked(SIGALRM));
    caught = 0;
}

// What is ready comes first: the signal stays pending.
static void ready_before_signal(void)
{
    struct pollfd p = { ends[0], POLLIN, 0 };
    sigset_t pending;
    CHECK(write(ends[1], "x", 1) == 1 && raise(SIGUSR1) == 0);
    CHECK(ppoll(&p, 1, NULL, &none) == 1 && p.revents == POLLIN && !caught);
    CHECK(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1));
    CHECK(sigprocmask(SIG_SETMASK, &none, NULL) == 0 && caught == SIGUSR1);
}

static void arguments(void)
{
    struct pollfd p[2] = { { 99, POLLIN, 0 }, { -5, POLLIN, 7 } };
    struct timespec bad = { 0, 1000000000 }, now = { 0, 0 };
    fd_set set;
    CHECK(poll(p, 2, -1) == 1 && p[0].revents == POLLNVAL && p[1].revents == 0);
    CHECK(ppoll(p, 2, &bad, NULL) == -1 && errno == EINVAL);
    FD_ZERO(&set);
    FD_SET(99, &set);
    CHECK(pselect(100, &set, NULL, NULL, &now, NULL) == -1 && errno == EBADF);
    CHECK(select(-1, NULL, NULL, NULL, NULL) == -1 && errno == EINVAL);
}

int main(void)
{
    struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART }; // which poll() heeds not
    sigset_t both;
    sigemptyset(&none);
    sigemptyset(&both);
    sigaddset(&both, SIGUSR1);
    sigaddset(&both, SIGALRM);
    CHECK(pipe(ends) == 0 && sigprocmask(SIG_BLOCK, &both, NULL) == 0);
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0 && sigaction(SIGALRM, &action, NULL) == 0);
    small_set();
    pending_signal_ends_the_wait();
    signal_from_outside();
    ready_before_signal();
    arguments();
    puts("all checks passed");
    return 0;
}
