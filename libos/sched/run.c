// SPDX-License-Identifier: MIT
// Who runs: the current thread, the queue of those that are ready, the switch.
//
// Two queues, each first come first served. A thread that has used up a slice since it last waited is `spent`: it
// stands in the second queue, and gives the CPU to a thread of the first as soon as one is woken. So a thread that only
// computes does not make each of the others, which wait for one another, wait for a slice of it. It is not starved
// either: when it has been passed over for PASSES_MAX slices, it gets a slice of its own. Only this file knows the
// queues.
#include "sched/private.h"

#include "arch/x86_64/arch.h"

extern char __main_tcb[];

static struct thread boot_thread = {
    .joiners = WAIT_QUEUE_INIT(boot_thread.joiners),
    .thread_pointer = __main_tcb,
    .magic = THREAD_MAGIC,
    .running.name = boot_thread.name,
    .name = "main",
};
struct thread *current = &boot_thread;
unsigned switches, threads = 1, ready_count;
void (*run_busy)(void);

#define PASSES_MAX 8

static struct list ready = { &ready, &ready }, spent = { &spent, &spent };
static unsigned passes; // slices that ended while `spent` waited, since it was last served
static bool own_slice;  // the current thread is spent and was passed over: nobody woken takes the CPU from it

struct thread *thread_self(void)
{
    return current;
}

static void queue(struct thread *t)
{
    list_add_tail(t->spent ? &spent : &ready, &t->node);
    ready_count++;
}

void run_add(struct thread *t)
{
    t->state = THREAD_READY;
    queue(t);
    if (current->state != THREAD_READY) // an idle CPU: it looks by itself
        return;
    if (run_busy)
        run_busy();
    if (current->spent && !t->spent && !own_slice)
        preempt_wanted = true;
}

bool run_slice_ended(bool used_up)
{
    current->spent |= used_up;
    own_slice = false;
    passes += !list_empty(&spent);
    return used_up || passes >= PASSES_MAX;
}

static struct thread *run_next(void)
{
    if (ready_count == 0)
        return NULL;
    ready_count--;
    own_slice = passes >= PASSES_MAX && !list_empty(&spent);
    struct list *queue = own_slice || list_empty(&ready) ? &spent : &ready;
    if (queue == &spent)
        passes = 0;
    struct thread *t = container_of(queue->next, struct thread, node);
    list_remove(&t->node);
    return t;
}

// Halts the CPU until an interrupt has made a thread ready. It happens on the stack of a thread that waits (or is
// dead): the depth keeps the end of an interrupt from switching away from here.
static struct thread *idle(void)
{
    struct thread *next;
    preempt_depth++;
    if (idle_begin)
        idle_begin();
    while (!(next = run_next()))
        plat_idle();
    if (idle_end)
        idle_end();
    preempt_depth--;
    return next;
}

static void switch_to(struct thread *next)
{
    struct thread *last = current;
    if (last->running.stack_high == 0) // the first time, of the boot thread
        last->running = (struct running){ last->name, running->stack_low, running->stack_high };
    switches++;
    current = next;
    running = &next->running;
    plat_set_tls(next->thread_pointer);
    arch_switch(&last->sp, next->sp);
}

void schedule(void)
{
    struct thread *next = run_next();
    if (!next)
        next = idle();
    if (run_busy && ready_count > 0)
        run_busy();
    preempt_wanted = false;
    if (next != current)
        switch_to(next);
}

void run_others(void)
{
    preempt_wanted = false;
    if (ready_count == 0)
        return;
    queue(current);
    schedule();
}
