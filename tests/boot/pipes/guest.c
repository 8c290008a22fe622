// SPDX-License-Identifier: MIT
// A thread writes into pipes, main() waits for them in several ways.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : (printf("line %d: %s (%s)\n", __LINE__, #what, strerror(errno)), exit(1)))
#define AMOUNT 300000u

static int data[2], late[2];
static volatile sig_atomic_t caught;

static void *writer(void *unused)
{
    static unsigned char bytes[7000];
    for (unsigned done = 0; done < AMOUNT;) {
        unsigned n = AMOUNT - done < sizeof bytes ? AMOUNT - done : sizeof bytes;
        for (unsigned i = 0; i < n; i++)
            bytes[i] = (unsigned char)((done + i) * 13);
        CHECK(write(data[1], bytes, n) == (ssize_t)n);
        done += n;
    }
    close(data[1]);
    usleep(20000);
    CHECK(write(late[1], "late", 4) == 4);
    return unused;
}

static void through_a_thread(void)
{
    unsigned char bytes[1000];
    char text[8] = "";
    pthread_t thread;
    unsigned total = 0;
    CHECK(pipe(data) == 0 && pipe(late) == 0 && pthread_create(&thread, NULL, writer, NULL) == 0);
    for (ssize_t n; (n = read(data[0], bytes, sizeof bytes)) > 0; total += (unsigned)n)
        for (ssize_t i = 0; i < n; i++)
            CHECK(bytes[i] == (unsigned char)((total + (unsigned)i) * 13));
    CHECK(total == AMOUNT);
    struct pollfd p[2] = { { data[0], POLLIN, 0 }, { late[0], POLLIN, 0 } };
    CHECK(poll(p, 2, -1) >= 1 && (p[0].revents & POLLHUP));
    CHECK(poll(p + 1, 1, 5000) == 1 && p[1].revents == POLLIN);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(late[0], &set);
    CHECK(select(late[0] + 1, &set, NULL, NULL, NULL) == 1 && FD_ISSET(late[0], &set));
    CHECK(read(late[0], text, 8) == 4 && strcmp(text, "late") == 0 && pthread_join(thread, NULL) == 0);
    CHECK(poll(p + 1, 1, 10) == 0);
}

// A pipe holds 64 KiB, as Linux's: programs fill their own before they read.
static void alone(void)
{
    static char bytes[65536];
    int own[2];
    CHECK(pipe(own) == 0 && fcntl(own[1], F_SETFL, O_NONBLOCK) == 0);
    CHECK(write(own[1], bytes, sizeof bytes) == sizeof bytes && write(own[1], bytes, 1) == -1 && errno == EAGAIN);
    CHECK(read(own[0], bytes, sizeof bytes) == sizeof bytes && close(own[0]) == 0 && close(own[1]) == 0);
}

static void handler(int signal)
{
    caught = signal;
}

static void interrupted(void)
{
    char byte;
    struct sigaction action = { .sa_handler = handler };
    CHECK(sigaction(SIGALRM, &action, NULL) == 0 && alarm(1) == 0);
    CHECK(read(late[0], &byte, 1) == -1 && errno == EINTR && caught == SIGALRM);
    CHECK(fcntl(late[0], F_SETFL, O_NONBLOCK) == 0 && read(late[0], &byte, 1) == -1 && errno == EAGAIN);
}

static void *write_after_signal(void *unused)
{
    while (!caught)
        usleep(5000);
    usleep(50000);
    CHECK(write(late[1], "x", 1) == 1);
    return unused;
}

// With SA_RESTART reading goes on after the handler; sleeping never does.
static void restarted(void)
{
    char byte;
    pthread_t thread;
    struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };
    caught = 0;
    CHECK(fcntl(late[0], F_SETFL, 0) == 0 && sigaction(SIGALRM, &action, NULL) == 0);
    CHECK(pthread_create(&thread, NULL, write_after_signal, NULL) == 0 && alarm(1) == 0);
    CHECK(read(late[0], &byte, 1) == 1 && caught == SIGALRM && pthread_join(thread, NULL) == 0);
    struct timespec time = { 30, 0 }, left = { 0, 0 };
    CHECK(alarm(1) == 0 && nanosleep(&time, &left) == -1 && errno == EINTR && left.tv_sec >= 20);
}

int main(int argc, char **argv)
{
    (void)argv;
    alone();
    through_a_thread();
    interrupted();
    restarted();
    close(late[0]);
    if (argc > 1)
        return write(late[1], "x", 1) == 1; // ends the guest
    signal(SIGPIPE, SIG_IGN);
    CHECK(write(late[1], "x", 1) == -1 && errno == EPIPE);
    puts("all checks passed");
    return 0;
}
