// SPDX-License-Identifier: MIT
// Threads: their birth and their end.
//
// One piece of pages for each:
//
//     | guard page | stack, grows down ... | TLS block | TCB | struct thread |
//
// TLS lies as the x86-64 ABI has it (variant II): the thread pointer points to the TCB, the block ends there.
#include "sched/private.h"

#include "arch/x86_64/arch.h"
#include "base/errno.h"
#include "mm/mm.h"

// Of the linker script; sizes as addresses.
extern const char __tls_image[], __tls_filesz[], __tls_memsz[], __tls_align[];
extern char __main_tcb[];
extern const unsigned long uk_config_THREAD_STACK_SIZE; // KiB

// Room for the frames of an interrupt, the extended state of a preempted thread, and a little work.
#define STACK_MIN (16ul << 10)

enum { TCB_SIZE = 64, TCB_SELF = 0, TCB_CANARY = 5 }; // in bytes; words

// Threads that have ended and that nobody will join. Each is freed by the next one that comes by, never by itself: it
// stands on the stack that goes.
static struct list dead = { &dead, &dead };

static void free_thread(struct thread *t)
{
    char *pages = t->pages;
    size_t count = t->page_count;
    if (!pages)
        return;
    t->magic = 0;
    if (plat_protect((uintptr_t)pages, PAGE_SIZE, PROT_PAGE_RW) == 0)
        page_free(pages, count);
    else
        page_free(pages + PAGE_SIZE, count - 1); // one page is lost
}

static void free_dead(void)
{
    unsigned long irq = plat_irq_save();
    while (!list_empty(&dead)) {
        struct thread *t = container_of(dead.next, struct thread, node);
        list_remove(&t->node);
        plat_irq_restore(irq);
        free_thread(t);
        irq = plat_irq_save();
    }
    plat_irq_restore(irq);
}

// Builds t's TLS block and TCB below top. Returns where they begin.
static uintptr_t make_tls(struct thread *t, uintptr_t top)
{
    size_t align = (size_t)__tls_align > 0 ? (size_t)__tls_align : 1, filled = (size_t)__tls_filesz;
    uint64_t *tcb = (uint64_t *)ALIGN_DOWN(top - TCB_SIZE, align > TCB_SIZE ? align : TCB_SIZE);
    char *block = (char *)tcb - ALIGN_UP((size_t)__tls_memsz, align);
    memcpy(block, __tls_image, filled);
    memset(block + filled, 0, (size_t)((char *)tcb - block) - filled + TCB_SIZE);
    tcb[TCB_SELF] = (uintptr_t)tcb;
    tcb[TCB_CANARY] = ((uint64_t *)__main_tcb)[TCB_CANARY];
    t->thread_pointer = tcb;
    return (uintptr_t)block;
}

static size_t tls_room(void)
{
    return 2 * (size_t)__tls_align + (size_t)__tls_memsz + 2 * TCB_SIZE;
}

void thread_set_name(struct thread *t, const char *name)
{
    size_t i = 0;
    for (; i < sizeof t->name - 1 && name[i]; i++)
        t->name[i] = name[i];
    t->name[i] = '\0';
}

// The first that a new thread runs, with interrupts off.
static void begin(void *self)
{
    struct thread *t = self;
    plat_irq_enable();
    thread_exit(t->fn(t->arg));
}

static struct thread *make_thread(size_t stack_size)
{
    size_t rest = tls_room() + sizeof(struct thread) + 64;
    if (stack_size > PTRDIFF_MAX)
        return NULL;
    if (stack_size < STACK_MIN)
        stack_size = STACK_MIN;
    size_t count = (ALIGN_UP(stack_size + rest, PAGE_SIZE) >> PAGE_SHIFT) + 1;
    char *pages = page_alloc(count, PAGE_SIZE);
    if (!pages)
        return NULL;
    if (plat_protect((uintptr_t)pages, PAGE_SIZE, PROT_PAGE_NONE) != 0) {
        page_free(pages, count);
        return NULL;
    }
    struct thread *t = (struct thread *)ALIGN_DOWN((uintptr_t)pages + (count << PAGE_SHIFT) - sizeof *t, 64ul);
    memset(t, 0, sizeof *t);
    t->magic = THREAD_MAGIC;
    t->pages = pages;
    t->page_count = count;
    return t;
}

int thread_create(struct thread **out, void *(*fn)(void *), void *arg, size_t stack_size, const char *name)
{
    free_dead();
    struct thread *t = make_thread(stack_size > 0 ? stack_size : uk_config_THREAD_STACK_SIZE << 10);
    if (!t)
        return -UK_ENOMEM;
    wait_queue_init(&t->joiners);
    thread_set_name(t, name);
    t->fn = fn;
    t->arg = arg;
    uintptr_t top = ALIGN_DOWN(make_tls(t, (uintptr_t)t), 16ul);
    t->running = (struct running){ t->name, (uintptr_t)t->pages + PAGE_SIZE, top };
    t->sp = arch_stack_init((void *)top, begin, t);
    *out = t; // before it can run
    unsigned long irq = plat_irq_save();
    threads++;
    run_add(t);
    plat_irq_restore(irq);
    return 0;
}

// The end, as a story:
// 1. With interrupts off, the thread is marked dead; a joiner becomes ready, or it joins the list of the dead.
// 2. Still so, schedule() leaves its stack for good.
// 3. Only then can the joiner, or a thread that comes by free_dead(), run and free the stack.
_Noreturn void thread_exit(void *result)
{
    struct thread *t = current;
    free_dead();
    plat_irq_save();
    t->result = result;
    t->state = THREAD_DEAD;
    threads--;
    if (t->detached)
        list_add_tail(&dead, &t->node);
    wake_up(&t->joiners, 1);
    schedule();
    panic("sched: a thread that has ended runs");
}

int thread_join(struct thread *t, void **result)
{
    thread_check(t);
    if (t == current)
        return -UK_EDEADLK;
    unsigned long irq = plat_irq_save();
    if (t->detached || t->joined) {
        plat_irq_restore(irq);
        return -UK_EINVAL;
    }
    t->joined = true;
    if (t->state != THREAD_DEAD)
        wait_woken(&t->joiners, false);
    plat_irq_restore(irq);
    if (result)
        *result = t->result;
    free_thread(t);
    return 0;
}

int thread_detach(struct thread *t)
{
    thread_check(t);
    unsigned long irq = plat_irq_save();
    bool valid = !t->detached && !t->joined, free_now = valid && t->state == THREAD_DEAD;
    if (valid)
        t->detached = true;
    plat_irq_restore(irq);
    if (free_now)
        free_thread(t);
    return valid ? 0 : -UK_EINVAL;
}

unsigned thread_count(void)
{
    return threads;
}

void thread_yield(void)
{
    unsigned long irq = plat_irq_save();
    run_others();
    plat_irq_restore(irq);
}

const char *thread_name(const struct thread *t)
{
    return t->name;
}

void thread_stack(const struct thread *t, uintptr_t *low, uintptr_t *high)
{
    const struct running *r = t->running.stack_high ? &t->running : running; // the boot thread before its first switch
    *low = r->stack_low;
    *high = r->stack_high;
}

void *thread_get_libc(struct thread *t)
{
    return t->libc;
}

void thread_set_libc(struct thread *t, void *data)
{
    t->libc = data;
}
