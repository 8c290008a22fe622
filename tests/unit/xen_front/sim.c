// SPDX-License-Identifier: MIT
// Memory, deferred work, time, event channels and grants under the front ends; see sim.h.
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mm/mm.h"
#include "sched/sched.h"
#include "xen/xen.h"

const unsigned long uk_config_BLKFRONT_POOL = 2048;
const unsigned long uk_config_NETFRONT_LARGE_RECEIVE = 1;
unsigned preempt_depth;
bool preempt_wanted;
void (*preempt_switch)(bool from_interrupt);

char sim_log[8192];
size_t sim_pages, sim_ram;
long sim_page_budget;
unsigned sim_waits;
static uint64_t now;

void log_line(const char *fmt, ...)
{
    size_t n = strlen(sim_log);
    va_list args;
    va_start(args, fmt);
    n += (size_t)vsnprintf(sim_log + n, sizeof sim_log - n, fmt, args);
    va_end(args);
    if (n + 1 < sizeof sim_log)
        strcpy(sim_log + n, "\n");
}

// Memory --------------------------------------------------------------------------------------------------------------

// Blocks of the heap, and pieces of pages.
static struct block { void *start; size_t pages; } *blocks;
static size_t block_count;

static void *add_block(void *start, size_t pages)
{
    if (block_count % 1024 == 0)
        blocks = realloc(blocks, (block_count + 1024) * sizeof *blocks);
    if (start)
        blocks[block_count++] = (struct block){ start, pages };
    return start;
}

static void drop_block(void *start, size_t pages)
{
    size_t i = block_count;
    while (i > 0 && blocks[i - 1].start != start)
        i--;
    assert_true(i > 0 && blocks[i - 1].pages == pages); // otherwise it is not ours, or not that large
    blocks[i - 1] = blocks[--block_count];
    free(start);
}

void sim_free_all(void)
{
    while (block_count > 0)
        free(blocks[--block_count].start);
}

void *page_alloc(size_t count, size_t align)
{
    if (sim_page_budget == 0)
        return NULL;
    if (sim_page_budget > 0)
        sim_page_budget--;
    sim_pages += count;
    void *p = add_block(aligned_alloc(align, count * PAGE_SIZE), count);
    memset(p, 0xa5, count * PAGE_SIZE); // what is not cleared shows
    return p;
}

void page_free(void *start, size_t count)
{
    for (unsigned i = 0; i < COUNT(sim_grants); i++)
        // Nobody frees what others may write to. (What was sent can still be read, once its memory is used for other things.)
        assert_false(sim_grants[i].used && !sim_grants[i].readonly && sim_grants[i].page == start);
    sim_pages -= count;
    drop_block(start, count);
}

void page_usage(size_t *largest, size_t *free_pages, size_t *total)
{
    *largest = *free_pages = *total = sim_ram;
}

void *heap_alloc(size_t size) { return add_block(malloc(size), 0); }
void *heap_calloc(size_t count, size_t size) { return add_block(calloc(count, size), 0); }

void heap_free(void *p)
{
    if (p)
        drop_block(p, 0);
}

// Threads and time ----------------------------------------------------------------------------------------------------

static struct work *works, **works_end = &works;
static struct timer *timers;
static unsigned irq_off;

unsigned long plat_irq_save(void) { return irq_off++; }
void plat_irq_restore(unsigned long flags) { irq_off = (unsigned)flags; }
uint64_t plat_clock(void) { return now; }

void work_add(struct work *w)
{
    if (w->queued)
        return;
    w->queued = true;
    w->next = NULL;
    *works_end = w;
    works_end = &w->next;
}

static bool run_work(void)
{
    struct work *w = works;
    if (!w)
        return false;
    works = w->next;
    if (!works)
        works_end = &works;
    w->queued = false;
    assert_int_equal(preempt_depth, 0);
    w->fn(w);
    assert_int_equal(preempt_depth, 0);
    return true;
}

void timer_start(struct timer *t, uint64_t deadline)
{
    timer_stop(t);
    t->deadline = deadline;
    t->running = true;
    t->after = timers;
    timers = t;
}

bool timer_stop(struct timer *t)
{
    bool was = t->running;
    for (struct timer **link = &timers; *link; link = &(*link)->after)
        if (*link == t) {
            *link = t->after;
            break;
        }
    t->running = false;
    return was;
}

void sim_pass(uint64_t nanoseconds)
{
    now += nanoseconds;
    for (struct timer *t = timers, *next; t; t = next) {
        next = t->after;
        if (t->deadline <= now && timer_stop(t))
            t->fn(t);
    }
    sim_run();
}

unsigned wake_up(struct wait_queue *q, unsigned count) { return q && count ? 1 : 0; }
void wait_queue_init(struct wait_queue *q) { list_init(&q->waiters); }

// The others' turn; nobody counts who is woken, so every second wait finds the clock at the deadline.
static unsigned patience;

static int wait(uint64_t deadline)
{
    unsigned off = irq_off;
    irq_off = 0;
    sim_run();
    irq_off = off;
    if (++patience % 2)
        return 0;
    assert_true(deadline != FOREVER); // otherwise it would wait for ever
    now = deadline;
    sim_waits++;
    return -UK_ETIMEDOUT;
}

int wait_woken(struct wait_queue *q, bool interruptible)
{
    (void)q, (void)interruptible;
    return wait(FOREVER);
}

int wait_until(struct wait_queue *q, uint64_t deadline, bool interruptible)
{
    (void)q, (void)interruptible;
    return wait(deadline);
}

// Event channels ------------------------------------------------------------------------------------------------------

unsigned sim_notified[64];
static struct port {
    void (*fn)(void *);
    void *arg;
    bool used, pending;
} ports[64];

int xen_evtchn_alloc(uint16_t domain)
{
    (void)domain;
    for (unsigned i = 1; i < COUNT(ports); i++)
        if (!ports[i].used) {
            ports[i] = (struct port){ .used = true };
            return (int)i;
        }
    return -UK_ENOSPC;
}

int xen_evtchn_bind(unsigned port, void (*fn)(void *), void *arg)
{
    assert_true(ports[port].used);
    ports[port].fn = fn;
    ports[port].arg = arg;
    return 0;
}

void xen_evtchn_close(unsigned port)
{
    assert_true(ports[port].used);
    ports[port] = (struct port){ 0 };
}

void xen_evtchn_notify(unsigned port)
{
    assert_true(ports[port].used);
    sim_notified[port]++;
}

void sim_raise(unsigned port)
{
    ports[port].pending = true;
}

static bool run_events(void)
{
    bool any = false;
    for (unsigned i = 1; i < COUNT(ports); i++)
        if (ports[i].pending) {
            ports[i].pending = false;
            any = true;
            if (ports[i].fn)
                ports[i].fn(ports[i].arg);
        }
    return any;
}

// Grants --------------------------------------------------------------------------------------------------------------

struct sim_grant sim_grants[4096];
unsigned sim_grant_limit;

int xen_grant(uint16_t domain, const void *page, bool readonly)
{
    assert_int_equal((uintptr_t)page % PAGE_SIZE, 0);
    for (unsigned i = 8; i < sim_grant_limit; i++)
        if (!sim_grants[i].used) {
            sim_grants[i] = (struct sim_grant){ (void *)page, domain, readonly, true, 0 };
            return (int)i;
        }
    return -UK_ENOSPC;
}

int xen_grant_end(unsigned reference)
{
    assert_true(reference < COUNT(sim_grants) && sim_grants[reference].used);
    if (sim_grants[reference].mapped)
        return -UK_EBUSY;
    sim_grants[reference].used = false;
    return 0;
}

void *sim_page(unsigned reference, bool write)
{
    assert_true(reference < COUNT(sim_grants) && sim_grants[reference].used);
    assert_false(write && sim_grants[reference].readonly);
    return sim_grants[reference].page;
}

unsigned sim_grants_used(void)
{
    unsigned count = 0;
    for (unsigned i = 0; i < COUNT(sim_grants); i++)
        count += sim_grants[i].used;
    return count;
}

// The loop ------------------------------------------------------------------------------------------------------------

static struct {
    bool (*turn)(void *arg);
    void *arg;
} backends[SIM_BACKENDS];

void sim_backend(bool (*turn)(void *arg), void *arg)
{
    unsigned i = 0;
    while (backends[i].arg && backends[i].arg != arg)
        i++;
    backends[i].turn = turn;
    backends[i].arg = arg;
}

bool sim_store_run(void); // sim_store.c
void sim_store_reset(void);

void sim_run(void)
{
    for (unsigned turns = 0, moved = 1; moved; turns++) {
        assert_true(turns < 100000); // they keep each other busy for ever
        moved = sim_store_run() | run_events() | run_work();
        for (unsigned i = 0; i < SIM_BACKENDS; i++)
            moved |= backends[i].turn && backends[i].turn(backends[i].arg);
    }
}

void sim_reset(void)
{
    memset(sim_log, 0, sizeof sim_log);
    memset(sim_notified, 0, sizeof sim_notified);
    memset(ports, 0, sizeof ports);
    memset(sim_grants, 0, sizeof sim_grants);
    memset(backends, 0, sizeof backends);
    sim_page_budget = -1;
    sim_grant_limit = COUNT(sim_grants);
    sim_pages = 0;
    sim_ram = 8192; // 32 MiB
    sim_waits = 0;
    patience = 0;
    now = 1000;
    works = NULL;
    works_end = &works;
    timers = NULL;
    sim_store_reset();
}
