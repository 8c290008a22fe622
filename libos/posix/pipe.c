// SPDX-License-Identifier: MIT
// Pipes: a ring of bytes between two open files.
//
// All of a pipe is read and changed under preempt_disable(). Its readiness flags always say what the ring allows, so a
// thread that found nothing to do may let go of the CPU before it waits: what changes meanwhile sets the flag first.
#include "mm/mm.h"
#include "posix/fd.h"
#include "sched/sched.h"

#define RING_PAGES 16 // 64 KiB, as Linux; the least where memory is scarce
#define RING_PAGES_LEAST 4

struct pipe {
    char *ring;
    size_t pages, size; // of the ring; size in bytes
    size_t first, count;
    unsigned readers, writers; // ends that are open: 0 or 1 each
    struct ready in, out;      // of the reading and of the writing end
};

extern __typeof__(poll_edge) poll_edge WEAK;
extern __typeof__(wait_restarts) wait_restarts WEAK;
extern __typeof__(uk_raise) uk_raise WEAK; // NULL: nobody changes signals, SIGPIPE's default action holds

// Waits for a flag, through handlers that want that: 0 or -EINTR.
static int wait(struct ready *r, unsigned flag)
{
    int err;
    while ((err = ready_wait(r, flag, FOREVER)) && wait_restarts && wait_restarts())
        ;
    return err;
}

static void set(struct ready *r, unsigned flags, bool on)
{
    if (on)
        ready_set(r, flags);
    else
        ready_clear(r, flags);
}

// Brings the flags in line with the ring.
static void update(struct pipe *p)
{
    set(&p->in, READY_IN, p->count > 0 || !p->writers);
    set(&p->in, READY_HUP, !p->writers);
    set(&p->out, READY_OUT, p->size - p->count >= UK_PIPE_BUF || !p->readers);
    set(&p->out, READY_ERR, !p->readers);
}

static size_t take(struct pipe *p, char *to, size_t n)
{
    size_t done = 0;
    while (done < n && p->count > 0) {
        size_t part = p->size - p->first;
        part = part < p->count ? part : p->count;
        part = part < n - done ? part : n - done;
        memcpy(to + done, p->ring + p->first, part);
        p->first = (p->first + part) % p->size;
        p->count -= part;
        done += part;
    }
    return done;
}

static size_t put(struct pipe *p, const char *from, size_t n)
{
    size_t done = 0;
    while (done < n && p->count < p->size) {
        size_t at = (p->first + p->count) % p->size;
        size_t part = at < p->first ? p->first - at : p->size - at;
        part = part < n - done ? part : n - done;
        memcpy(p->ring + at, from + done, part);
        p->count += part;
        done += part;
    }
    return done;
}

static long pipe_read(struct file *f, void *to, size_t n, int64_t *offset)
{
    (void)offset;
    struct pipe *p = f->data;
    if (n == 0)
        return 0;
    for (;;) {
        preempt_disable();
        size_t got = take(p, to, n);
        bool ended = !p->writers;
        update(p);
        preempt_enable();
        if (got || ended)
            return (long)got;
        if (f->flags & UK_O_NONBLOCK)
            return -UK_EAGAIN;
        int err = wait(&p->in, READY_IN);
        if (err)
            return err;
    }
}

// What may be written now: parts of up to UK_PIPE_BUF bytes whole or not at all (POSIX write()). -EPIPE: nobody reads.
static long put_some(struct pipe *p, const char *from, size_t n, bool atomic)
{
    preempt_disable();
    size_t room = p->size - p->count;
    long done = !p->readers ? -UK_EPIPE : atomic && room < n ? 0 : (long)put(p, from, n);
    update(p);
    preempt_enable();
    return done;
}

static long broken(void)
{
    if (!uk_raise)
        uk_exit_signal(UK_SIGPIPE);
    uk_raise(UK_SIGPIPE);
    return -UK_EPIPE;
}

static long pipe_write(struct file *f, const void *from, size_t n, int64_t *offset)
{
    (void)offset;
    struct pipe *p = f->data;
    bool atomic = n <= UK_PIPE_BUF;
    for (size_t done = 0; done < n;) {
        long part = put_some(p, (const char *)from + done, n - done, atomic);
        if (part < 0)
            return done ? (long)done : broken();
        done += (size_t)part;
        if (part > 0)
            continue;
        if (f->flags & UK_O_NONBLOCK)
            return done ? (long)done : -UK_EAGAIN;
        int err = wait(&p->out, READY_OUT);
        if (err)
            return done ? (long)done : err;
    }
    return (long)n;
}

static void pipe_stat(struct file *f, struct uk_stat *out)
{
    struct pipe *p = f->data;
    out->st_mode = UK_S_IFIFO | 0600;
    out->st_nlink = 1;
    out->st_blksize = UK_PIPE_BUF;
    out->st_size = (int64_t)p->count;
}

static unsigned in_poll(struct file *f, unsigned asked)
{
    (void)asked;
    struct pipe *p = f->data;
    return (p->count ? READY_IN : 0) | (p->writers ? 0 : READY_HUP);
}

static unsigned out_poll(struct file *f, unsigned asked)
{
    (void)asked;
    struct pipe *p = f->data;
    return p->readers ? p->out.flags & READY_OUT : READY_OUT | READY_ERR;
}

static int pipe_ioctl(struct file *f, unsigned long request, void *arg)
{
    struct pipe *p = f->data;
    if (request != UK_FIONREAD)
        return -UK_ENOTTY;
    *(int *)arg = (int)p->count;
    return 0;
}

static void pipe_release(struct file *f)
{
    struct pipe *p = f->data;
    preempt_disable();
    if (file_readable(f))
        p->readers = 0;
    else
        p->writers = 0;
    bool last = !p->readers && !p->writers;
    if (!last)
        update(p);
    preempt_enable();
    if (last) {
        page_free(p->ring, p->pages);
        heap_free(p);
    }
    file_free(f);
}

static const struct file_ops in_ops = {
    .read = pipe_read,
    .stat = pipe_stat,
    .poll = in_poll,
    .ioctl = pipe_ioctl,
    .release = pipe_release,
};

static const struct file_ops out_ops = {
    .write = pipe_write,
    .stat = pipe_stat,
    .poll = out_poll,
    .ioctl = pipe_ioctl,
    .release = pipe_release,
};

static bool make_ring(struct pipe *p)
{
    for (p->pages = RING_PAGES; p->pages >= RING_PAGES_LEAST; p->pages /= 2)
        if ((p->ring = page_alloc(p->pages, 4096)))
            break;
    p->size = p->pages * 4096;
    return p->ring;
}

static struct pipe *pipe_new(void)
{
    struct pipe *p = heap_calloc(1, sizeof *p);
    if (!p || !make_ring(p)) {
        heap_free(p);
        return NULL;
    }
    p->readers = p->writers = 1;
    ready_init(&p->in);
    ready_init(&p->out);
    p->in.edge = p->out.edge = poll_edge;
    update(p);
    return p;
}

// Both ends of a new pipe, or nothing.
static int open_ends(struct file *ends[2], unsigned flags)
{
    ends[0] = file_new(&in_ops, UK_O_RDONLY | flags, NULL);
    ends[1] = file_new(&out_ops, UK_O_WRONLY | flags, NULL);
    struct pipe *p = ends[0] && ends[1] ? pipe_new() : NULL;
    if (!p) {
        file_free(ends[0]);
        file_free(ends[1]);
        return -UK_ENOMEM;
    }
    ends[0]->data = ends[1]->data = p;
    return 0;
}

int uk_pipe2(int fds[2], int flags)
{
    struct file *ends[2];
    if (flags & ~(UK_O_CLOEXEC | UK_O_NONBLOCK))
        return -UK_EINVAL;
    if (!fds)
        return -UK_EFAULT;
    int err = open_ends(ends, (unsigned)flags & UK_O_NONBLOCK);
    if (err)
        return err;
    int in = fd_install(ends[0], 0, false, flags & UK_O_CLOEXEC);
    if (in < 0) {
        file_put(ends[1]);
        return in;
    }
    int out = fd_install(ends[1], 0, false, flags & UK_O_CLOEXEC);
    if (out < 0) {
        uk_close(in);
        return out;
    }
    fds[0] = in;
    fds[1] = out;
    return 0;
}
