// SPDX-License-Identifier: MIT
// poll() and select(): waiting for several files at once.
//
// All who poll wait in one queue, and every readiness object wakes it; whoever wakes looks again. As a story:
// 1. With interrupts off, a thread asks each file: nothing is ready.
// 2. Still so, wait_on() puts it into the queue. Interrupts, and threads, come only after that.
// 3. What becomes ready calls poll_edge(), which finds the thread in the queue.
#include "base/plat.h"
#include "mm/mm.h"
#include "posix/fd.h"
#include "posix/signal.h"
#include "sched/sched.h"

// NULL in an image without signals: then there is no mask either.
extern __typeof__(signal_mask_swap) signal_mask_swap WEAK;
extern __typeof__(signal_mask_end) signal_mask_end WEAK;
extern __typeof__(signal_deliver_pending) signal_deliver_pending WEAK;

static struct wait_queue pollers; // all zeros: empty

void poll_edge(struct ready *r, unsigned flags)
{
    (void)r, (void)flags;
    wake_up(&pollers, ~0u);
}

static int16_t state_of(int fd, int16_t events)
{
    struct file *f = fd_get(fd);
    if (!f)
        return UK_POLLNVAL;
    unsigned now = f->ops->poll ? f->ops->poll(f, (unsigned)events) : READY_IN | READY_OUT;
    file_put(f);
    return (int16_t)(now & ((unsigned)events | UK_POLLERR | UK_POLLHUP));
}

static int count_ready(struct uk_pollfd *fds, size_t count)
{
    int ready = 0;
    for (size_t i = 0; i < count; i++) {
        fds[i].revents = fds[i].fd < 0 ? 0 : state_of(fds[i].fd, fds[i].events);
        ready += fds[i].revents != 0;
    }
    return ready;
}

static int poll_until(struct uk_pollfd *fds, size_t count, bool wait, uint64_t deadline)
{
    unsigned long flags = plat_irq_save();
    int ready;
    while ((ready = count_ready(fds, count)) == 0 && wait) {
        int err = wait_on(&pollers, deadline);
        if (err == -UK_EINTR) {
            ready = err;
            break;
        }
        wait = err == 0;
    }
    plat_irq_restore(flags);
    return ready;
}

// With a mask of its own. What is ready comes before a signal that is pending; a handler that runs ends the wait.
static int poll_masked(struct uk_pollfd *fds, size_t count, bool wait, uint64_t deadline, uk_sigset mask)
{
    uk_sigset before = signal_mask_swap(mask);
    int ready = poll_until(fds, count, false, 0);
    if (ready == 0)
        ready = signal_deliver_pending() ? -UK_EINTR : poll_until(fds, count, wait, deadline);
    signal_mask_end(before);
    return ready;
}

int uk_ppoll(struct uk_pollfd *fds, size_t count, const struct uk_timespec *timeout, const uk_sigset *mask)
{
    uint64_t deadline = FOREVER;
    if (count > fd_limit)
        return -UK_EINVAL;
    bool wait = !timeout || timeout->tv_sec || timeout->tv_nsec;
    if (timeout && wait && !uk_deadline_in(timeout, &deadline))
        return -UK_EINVAL;
    return mask && signal_mask_swap ? poll_masked(fds, count, wait, deadline, *mask)
                                    : poll_until(fds, count, wait, deadline);
}

int uk_poll(struct uk_pollfd *fds, size_t count, int timeout_ms)
{
    struct uk_timespec timeout = { timeout_ms / 1000, timeout_ms % 1000 * 1000000ll };
    return uk_ppoll(fds, count, timeout_ms < 0 ? NULL : &timeout, NULL);
}

// select() ------------------------------------------------------------------------------------------------------------

static bool has(const uint64_t *set, int fd)
{
    return set && (set[fd / 64] >> (fd % 64) & 1);
}

static int collect(struct uk_pollfd *fds, int count, const uint64_t *in, const uint64_t *out, const uint64_t *err)
{
    int n = 0;
    for (int fd = 0; fd < count; fd++) {
        int events = (has(in, fd) ? UK_POLLIN : 0) | (has(out, fd) ? UK_POLLOUT : 0) | (has(err, fd) ? UK_POLLPRI : 0);
        if (events)
            fds[n++] = (struct uk_pollfd){ .fd = fd, .events = (int16_t)events };
    }
    return n;
}

// Leaves in set what of it is ready (one of bits); how many.
static int keep(uint64_t *set, int count, int wanted, int bits, const struct uk_pollfd *fds, int n)
{
    int kept = 0;
    if (!set)
        return 0;
    memset(set, 0, ((size_t)count + 63) / 64 * 8);
    for (int i = 0; i < n; i++)
        if ((fds[i].events & wanted) && (fds[i].revents & bits)) {
            set[fds[i].fd / 64] |= 1ull << (fds[i].fd % 64);
            kept++;
        }
    return kept;
}

int uk_pselect(int count, uint64_t *in, uint64_t *out, uint64_t *err, const struct uk_timespec *timeout,
               const uk_sigset *mask)
{
    static struct uk_pollfd none;
    if (count < 0 || count > UK_FD_SETSIZE)
        return -UK_EINVAL;
    struct uk_pollfd *fds = count ? heap_alloc((size_t)count * sizeof *fds) : &none;
    if (!fds)
        return -UK_ENOMEM;
    int n = collect(fds, count, in, out, err);
    int ready = uk_ppoll(fds, (size_t)n, timeout, mask);
    for (int i = 0; i < n && ready > 0; i++)
        if (fds[i].revents & UK_POLLNVAL)
            ready = -UK_EBADF;
    if (ready >= 0)
        ready = keep(in, count, UK_POLLIN, UK_POLLIN | UK_POLLHUP | UK_POLLERR, fds, n)
            + keep(out, count, UK_POLLOUT, UK_POLLOUT | UK_POLLERR, fds, n)
            + keep(err, count, UK_POLLPRI, UK_POLLPRI, fds, n);
    if (fds != &none)
        heap_free(fds);
    return ready;
}
