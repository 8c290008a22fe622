// SPDX-License-Identifier: MIT
// The loop that stands between the guest and the world: console, status channel, signals, time.
//
//   standard input ──frames──▶ console socket ──▶ 16550        status socket ──▶ struct status
//   standard output ◀───────── console socket ◀── 16550        QEMU's stderr ──▶ said        Xen's console ──▶ xen
//
// One thread, one poll(). Each direction holds at most one buffer, which is refilled once it is empty: whoever is slow
// slows the other side, and nothing is lost.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run/private.h"

#define GRACE_NS 10000000000u // from a SIGTERM to the end by force
#define SETTLE_NS 3000000000u // from the guest's last word, once it has said its status, to its power-off
#define SETTLE_DOMU_NS 60000000000u // the same where the Xen host tells of the domain's end
#define WAKE_NS 180000000000u // a saved Xen host takes its job, however busy this machine is
#define FRAME_MAX 255         // bytes of data in a frame of console input (uk/abi.h)
#define FRAMES 16
#define OUT_SIZE 65536
#define OUT_PIECE 4096        // a pipe that poll() calls writable takes so much at once (PIPE_BUF)

struct stream {
    char data[OUT_SIZE];
    size_t pos, end; // data[pos, end) waits to be written
};

struct loop {
    struct session *s;
    int signals;
    struct stream in, out;
    bool input_ended;   // nothing more is read from s->input
    bool console_ended, status_ended, errors_ended, log_ended, qemu_ended;
    uint64_t deadline;  // when the verdict `due` falls and QEMU is killed; UINT64_MAX: never
    enum verdict due;
    uint64_t wake;      // when a saved Xen host must have taken its job; UINT64_MAX: never
    uint64_t settle;    // when a guest that should be off is killed; UINT64_MAX: never
};

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void set_deadline(struct loop *l, uint64_t in_ns, enum verdict due)
{
    uint64_t at = now() + in_ns;
    if (at < l->deadline) {
        l->deadline = at;
        l->due = due;
    }
}

static void kill_guest(struct loop *l, enum verdict verdict)
{
    if (l->s->verdict == LEFT_ALONE || l->s->verdict == TERMINATED)
        l->s->verdict = verdict;
    if (!l->qemu_ended) // (via xl, the domain is to be destroyed first)
        kill(l->s->qemu, l->s->options->place == PLACE_XL ? SIGTERM : SIGKILL);
    l->deadline = l->settle = l->wake = UINT64_MAX;
}

// Whether it is a domU, of which a Xen host tells.
static bool on_host(const struct loop *l)
{
    return l->s->options->place == PLACE_DOMU || l->s->options->place == PLACE_XL;
}

// The guest has said something: if that was its status, or came after it, it should be off soon.
static void heard(struct loop *l)
{
    if (l->s->status.ending != END_SILENT && !l->qemu_ended)
        l->settle = now() + (on_host(l) ? SETTLE_DOMU_NS : SETTLE_NS);
}

// Standard input ─▶ console ------------------------------------------------------------------------------------------

// Reads once and puts what came into frames. The end of the file is an empty frame.
static void read_input(struct loop *l)
{
    char raw[FRAMES * FRAME_MAX];
    ssize_t n = read(l->s->input, raw, sizeof raw);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    struct stream *in = &l->in;
    in->pos = in->end = 0;
    for (ssize_t done = 0; done < n;) {
        size_t size = (size_t)(n - done) < FRAME_MAX ? (size_t)(n - done) : FRAME_MAX;
        in->data[in->end++] = (char)size;
        memcpy(in->data + in->end, raw + done, size);
        in->end += size;
        done += (ssize_t)size;
    }
    if (n <= 0) {
        in->data[in->end++] = 0;
        l->input_ended = true;
    }
}

static void send_input(struct loop *l)
{
    ssize_t n = send(l->s->console, l->in.data + l->in.pos, l->in.end - l->in.pos, MSG_NOSIGNAL);
    if (n > 0)
        l->in.pos += (size_t)n;
    else if (n < 0 && errno != EAGAIN && errno != EINTR)
        l->in.pos = l->in.end; // QEMU has gone: SIGCHLD follows
}

// Console ─▶ standard output -----------------------------------------------------------------------------------------

// Reads once. Returns false at the end: QEMU has closed its side.
static bool receive(int fd, char *data, size_t size, size_t *got)
{
    ssize_t n = read(fd, data, size);
    *got = n > 0 ? (size_t)n : 0;
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static void read_console(struct loop *l)
{
    l->out.pos = 0;
    l->console_ended = !receive(l->s->console, l->out.data, sizeof l->out.data, &l->out.end);
    heard(l);
}

static void write_output(struct loop *l)
{
    size_t size = l->out.end - l->out.pos;
    ssize_t n = write(1, l->out.data + l->out.pos, size < OUT_PIECE ? size : OUT_PIECE);
    if (n > 0)
        l->out.pos += (size_t)n;
    else if (n < 0 && errno != EAGAIN && errno != EINTR) // (without a reader, SIGPIPE has ended us, and so QEMU)
        run_fail(NULL, "cannot write to standard output: %s", strerror(errno));
}

// The guest's words and QEMU's ---------------------------------------------------------------------------------------

static void read_status(struct loop *l)
{
    char chunk[1024];
    size_t n;
    l->status_ended = !receive(l->s->status_fd, chunk, sizeof chunk, &n);
    status_feed(&l->s->status, chunk, n);
    heard(l);
    if (on_host(l) && (l->s->status.over || l->s->status.failure[0]))
        kill_guest(l, LEFT_ALONE); // the host has nothing more to do
}

static void read_log(struct loop *l)
{
    char chunk[4096];
    size_t n;
    l->log_ended = !receive(l->s->log, chunk, sizeof chunk, &n);
    xen_log_feed(&l->s->xen, chunk, n);
    if (l->s->xen.over)
        kill_guest(l, LEFT_ALONE);
}

static void read_errors(struct loop *l)
{
    char chunk[1024];
    size_t n;
    l->errors_ended = !receive(l->s->errors, chunk, sizeof chunk, &n);
    if (l->s->said.len < 65536)
        buf_add(&l->s->said, chunk, n);
}

static void read_monitor(struct loop *l)
{
    char chunk[1024];
    size_t n;
    if (!receive(l->s->qmp, chunk, sizeof chunk, &n)) {
        close(l->s->qmp);
        l->s->qmp = -1;
    }
}

// Presses the machine's power button, by QEMU's monitor (QMP), or has the Xen host ask the domain to shut down: the
// guest's application gets SIGTERM.
static void press_power_button(struct loop *l)
{
    static const char words[] = "{\"execute\":\"qmp_capabilities\"}\n{\"execute\":\"system_powerdown\"}\n";
    if (on_host(l))
        send(l->s->status_fd, "shutdown\n", 9, MSG_NOSIGNAL);
    else if (l->s->qmp >= 0)
        send(l->s->qmp, words, sizeof words - 1, MSG_NOSIGNAL);
}

// Signals ------------------------------------------------------------------------------------------------------------

static int exit_status(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void reap(struct loop *l)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid == l->s->qemu) {
            l->qemu_ended = true;
            l->s->qemu_status = exit_status(status);
        } else if (pid == l->s->gdb) {
            l->s->gdb_status = exit_status(status);
            kill_guest(l, LEFT_ALONE);
        }
    }
}

// SIGTERM asks the guest to end, and again ends it at once; SIGINT and SIGHUP end it at once. Under gdb, the terminal's
// SIGINT is gdb's business.
static void take_signal(struct loop *l, int signal)
{
    if (signal == SIGCHLD) {
        reap(l);
    } else if (signal == SIGTERM && l->s->verdict == LEFT_ALONE) {
        l->s->verdict = TERMINATED;
        l->s->signal = signal;
        press_power_button(l);
        set_deadline(l, l->s->options->place == PLACE_DOM0 ? 0 : GRACE_NS, TERMINATED); // (a dom0 has no button)
    } else if (signal != SIGINT || !l->s->gdb) {
        l->s->signal = signal;
        kill_guest(l, INTERRUPTED);
    }
}

static void read_signals(struct loop *l)
{
    struct signalfd_siginfo info;
    while (read(l->signals, &info, sizeof info) == sizeof info)
        take_signal(l, (int)info.ssi_signo);
}

static void signal_set(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGCHLD);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
}

void relay_prepare(void)
{
    sigset_t set;
    signal_set(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

// The loop -----------------------------------------------------------------------------------------------------------

enum { P_SIGNALS, P_INPUT, P_CONSOLE, P_OUTPUT, P_STATUS, P_LOG, P_ERRORS, P_MONITOR, P_COUNT };

static bool finished(const struct loop *l)
{
    return l->qemu_ended && l->console_ended && l->status_ended && l->log_ended && l->errors_ended &&
           l->out.pos == l->out.end;
}

// A descriptor of -1 is skipped by poll().
static void want(const struct loop *l, struct pollfd *p)
{
    const struct session *s = l->s;
    bool pending = l->in.pos < l->in.end, show = l->out.pos < l->out.end;
    bool send = pending && s->status.input, fetch = !pending && s->status.input && !l->input_ended && !l->qemu_ended;
    p[P_SIGNALS] = (struct pollfd){ l->signals, POLLIN, 0 };
    p[P_INPUT] = (struct pollfd){ fetch ? s->input : -1, POLLIN, 0 };
    p[P_CONSOLE] = (struct pollfd){ l->console_ended || (show && !send) ? -1 : s->console,
                                    (short)((show ? 0 : POLLIN) | (send ? POLLOUT : 0)), 0 };
    p[P_OUTPUT] = (struct pollfd){ show ? 1 : -1, POLLOUT, 0 };
    p[P_STATUS] = (struct pollfd){ l->status_ended ? -1 : s->status_fd, POLLIN, 0 };
    p[P_LOG] = (struct pollfd){ l->log_ended ? -1 : s->log, POLLIN, 0 };
    p[P_ERRORS] = (struct pollfd){ l->errors_ended ? -1 : s->errors, POLLIN, 0 };
    p[P_MONITOR] = (struct pollfd){ s->qmp, POLLIN, 0 };
}

static int poll_timeout(const struct loop *l)
{
    uint64_t t = now(), until = l->deadline < l->settle ? l->deadline : l->settle;
    if (l->wake < until && !l->s->status.awake)
        until = l->wake;
    if (until == UINT64_MAX)
        return -1;
    if (until <= t)
        return 0;
    uint64_t ms = (until - t + 999999) / 1000000;
    return ms < 60000 ? (int)ms : 60000;
}

static void step(struct loop *l)
{
    struct pollfd p[P_COUNT];
    want(l, p);
    if (poll(p, P_COUNT, poll_timeout(l)) < 0 && errno != EINTR)
        run_fail(NULL, "poll: %s", strerror(errno));
    if (p[P_SIGNALS].revents)
        read_signals(l);
    if (p[P_INPUT].revents)
        read_input(l);
    if (p[P_CONSOLE].revents & POLLOUT)
        send_input(l);
    if (p[P_CONSOLE].revents & (POLLIN | POLLHUP | POLLERR) && l->out.pos == l->out.end)
        read_console(l);
    if (p[P_OUTPUT].revents)
        write_output(l);
    if (p[P_STATUS].revents)
        read_status(l);
    if (p[P_LOG].revents)
        read_log(l);
    if (p[P_ERRORS].revents)
        read_errors(l);
    if (p[P_MONITOR].revents)
        read_monitor(l);
    if (now() >= l->deadline)
        kill_guest(l, l->due);
    else if (now() >= l->wake && !l->s->status.awake)
        kill_guest(l, LEFT_ALONE);
    else if (now() >= l->settle)
        kill_guest(l, LEFT_ALONE);
}

void relay(struct session *s)
{
    sigset_t set;
    signal_set(&set);
    struct loop *l = xcalloc(1, sizeof *l);
    *l = (struct loop){ .s = s, .deadline = UINT64_MAX, .settle = UINT64_MAX, .wake = UINT64_MAX,
                        .log_ended = s->log < 0 };
    if (s->options->place == PLACE_DOMU && !s->options->cold)
        l->wake = now() + WAKE_NS;
    l->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (l->signals < 0)
        run_fail(NULL, "signalfd: %s", strerror(errno));
    if (s->input < 0) {
        l->in.data[l->in.end++] = 0; // end-of-file at once
        l->input_ended = true;
    }
    if (s->options->timeout_ns)
        set_deadline(l, s->options->timeout_ns, TIMED_OUT);
    while (!finished(l))
        step(l);
    xen_log_judge(&s->xen, &s->status);
    close(l->signals);
    free(l);
}
