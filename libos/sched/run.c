// SPDX-License-Identifier: MIT
// Who runs: the current thread, the queue of those that are ready, the switch.
//
// One queue, first come first served. With priorities it becomes one queue for each; only run_add() and run_next() know it.
#include "sched/private.h"

#include "arch/x86_64/arch.h"

extern char __main_tcb[];

static struct thread boot_thread = {
    .joiners = WAIT_QUEUE_INIT(boot_thread.joiners),
    .thread_pointer = __main_tcb,
    .running.name = boot_thread.name,
    .name = "main",
};
struct thread *current = &boot_thread;
unsigned switches, threads = 1;
void (*run_busy)(void);

static struct list ready = { &ready, &ready };

struct thread *thread_self(void)
{
    return current;
}

void run_add(struct thread *t)
{
    t->state = THREAD_READY;
    list_add_tail(&ready, &t->node);
    if (run_busy && current->state == THREAD_READY) // not in an idle CPU
        run_busy();
}

bool run_is_empty(void)
{
    return list_empty(&ready);
}

static struct thread *run_next(void)
{
    if (list_empty(&ready))
        return NULL;
    struct thread *t = container_of(ready.next, struct thread, node);
    list_remove(&t->node);
    return t;
}

// Halts the CPU until an interrupt has made a thread ready. It happens on the stack of a thread that waits (or is dead): the
// depth keeps the end of an interrupt from switching away from here.
static struct thread *idle(void)
{
    struct thread *next;
    preempt_depth++;
    while (!(next = run_next()))
        plat_idle();
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
    if (run_busy && !list_empty(&ready))
        run_busy();
    preempt_wanted = false;
    if (next != current)
        switch_to(next);
}
