// SPDX-License-Identifier: MIT
// Timers: those that run, in a tree ordered by deadline; the platform's one timer is set to the first.
//
// The tree is a treap (R. Seidel and C. R. Aragon, Randomized Search Trees, 1996) in the timers themselves: from left
// to right by deadline, equal ones in the order of their start; from the root downwards by a hash of their address,
// which keeps it flat. Start and stop take some 2 * log2(n) steps, and nothing is allocated. All of it with interrupts
// off.
#include "sched/sched.h"

static struct timer *root;
static uint64_t started; // counts
static uint64_t armed = UINT64_MAX; // what the platform's timer is set to
static bool expiring;

static bool is_above(const struct timer *a, const struct timer *b)
{
    const uint64_t golden = 0x9e3779b97f4a7c15;
    return (uintptr_t)a * golden > (uintptr_t)b * golden;
}

static bool is_before(const struct timer *a, const struct timer *b)
{
    return a->deadline != b->deadline ? a->deadline < b->deadline : a->order < b->order;
}

static struct timer **side_of(struct timer *t, const struct timer *wanted)
{
    return is_before(wanted, t) ? &t->before : &t->after;
}

// Finds t's place from above, then splits the subtree there.
static void insert(struct timer *t)
{
    struct timer **link = &root;
    while (*link && is_above(*link, t))
        link = side_of(*link, t);
    struct timer *rest = *link, **before = &t->before, **after = &t->after;
    *link = t;
    while (rest) {
        if (is_before(rest, t)) {
            *before = rest;
            before = &rest->after;
            rest = *before;
        } else {
            *after = rest;
            after = &rest->before;
            rest = *after;
        }
    }
    *before = *after = NULL;
}

// Its two subtrees are merged in its place.
static void take_out(struct timer *t)
{
    struct timer **link = &root;
    while (*link != t)
        link = side_of(*link, t);
    struct timer *before = t->before, *after = t->after;
    while (before && after) {
        if (is_above(before, after)) {
            *link = before;
            link = &before->after;
            before = *link;
        } else {
            *link = after;
            link = &after->before;
            after = *link;
        }
    }
    *link = before ? before : after;
    t->running = false;
}

static struct timer *first(void)
{
    struct timer *t = root;
    while (t && t->before)
        t = t->before;
    return t;
}

static void arm(void)
{
    uint64_t wanted = root ? first()->deadline : UINT64_MAX;
    if (wanted != armed && !expiring)
        plat_timer_set(armed = wanted);
}

// The platform's timer, in interrupt context. fn may start and stop timers, its own too: the tree is whole when it
// runs.
static void expire(void)
{
    struct timer *t;
    armed = UINT64_MAX;
    expiring = true;
    while ((t = first()) && t->deadline <= plat_clock()) {
        take_out(t);
        t->fn(t);
    }
    expiring = false;
    arm();
}

void timer_start(struct timer *t, uint64_t deadline)
{
    unsigned long irq = plat_irq_save();
    if (t->running)
        take_out(t);
    t->deadline = deadline;
    t->order = started++;
    t->running = true;
    insert(t);
    arm();
    plat_irq_restore(irq);
}

bool timer_stop(struct timer *t)
{
    unsigned long irq = plat_irq_save();
    bool was_running = t->running;
    if (was_running) {
        take_out(t);
        arm();
    }
    plat_irq_restore(irq);
    return was_running;
}

void timers_init(void)
{
    plat_timer_handler(expire);
    plat_irq_enable();
}
