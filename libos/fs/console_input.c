// SPDX-License-Identifier: MIT
// Reading from the console, and waiting for it.
//
// Input and its waiters, as a story:
// 1. A reader finds the buffer empty and asks the platform, with interrupts off: nothing.
// 2. Still with interrupts off it clears READY_IN. Input that comes from here on raises the interrupt.
// 3. It turns interrupts on and waits for READY_IN. An interrupt between the two has set the flag: the wait ends at
// once.
#include "base/plat.h"
#include "fs/console.h"
#include "sched/sched.h"

extern __typeof__(poll_edge) poll_edge WEAK;
extern __typeof__(wait_restarts) wait_restarts WEAK;

static struct {
    char bytes[256]; // taken from the platform, not yet read: poll() must look without taking
    unsigned first, count;
    bool listening, ended;
    struct ready ready;
} input;

static void input_arrived(void)
{
    ready_set(&input.ready, READY_IN);
}

static void listen_once(void)
{
    if (input.listening)
        return;
    input.listening = true;
    ready_init(&input.ready);
    input.ready.edge = poll_edge;
    plat_console_listen(input_arrived);
}

// Takes over what the platform has, as far as there is room. Interrupts are off.
static void fill(void)
{
    listen_once();
    if (input.count > 0 || input.ended)
        return;
    long n = plat_console_read(input.bytes, sizeof input.bytes);
    input.first = 0;
    input.count = n > 0 ? (unsigned)n : 0;
    input.ended = n < 0;
    if (n == 0)
        ready_clear(&input.ready, READY_IN);
}

static size_t take(char *to, size_t n)
{
    size_t part = n < input.count ? n : input.count;
    memcpy(to, input.bytes + input.first, part);
    input.first += (unsigned)part;
    input.count -= (unsigned)part;
    return part;
}

long console_read(struct file *f, void *to, size_t n, int64_t *offset)
{
    (void)offset;
    for (;;) {
        unsigned long flags = plat_irq_save();
        fill();
        bool now = input.count > 0 || input.ended || n == 0;
        size_t got = take(to, n);
        plat_irq_restore(flags);
        if (now)
            return (long)got;
        if (f->flags & UK_O_NONBLOCK)
            return -UK_EAGAIN;
        int err = ready_wait(&input.ready, READY_IN, FOREVER);
        if (err && !(wait_restarts && wait_restarts()))
            return err;
    }
}

// Who only writes leaves the host's input alone.
unsigned console_poll(struct file *f, unsigned asked)
{
    (void)f;
    if (!(asked & READY_IN))
        return READY_OUT;
    unsigned long flags = plat_irq_save();
    fill();
    unsigned ready = input.count > 0 || input.ended ? READY_IN | READY_OUT : READY_OUT;
    plat_irq_restore(flags);
    return ready;
}
