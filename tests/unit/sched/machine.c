// SPDX-License-Identifier: MIT
// The arch and platform contracts on the host; see machine.h.
#include "machine.h"

#include <sanitizer/common_interface_defs.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

const unsigned long uk_config_THREAD_STACK_SIZE = 128; // the sanitizers want more than a guest
const unsigned long uk_config_TIME_SLICE = 10;

// PT_TLS: 20 bytes, of them 12 filled, aligned to 32.
const char __tls_image[12] = "thread data";
__asm__(".globl __tls_filesz, __tls_memsz, __tls_align\n"
        ".set __tls_filesz, 12\n.set __tls_memsz, 20\n.set __tls_align, 32\n");
char __main_tcb[64] __attribute__((aligned(64)));

static const struct running boot_running = { "main", 1, 2 };
const struct running *running = &boot_running;

uint64_t machine_now = 1000 * MS, machine_jitter;
unsigned machine_timer_runs, machine_guards;
void *machine_tls = __main_tcb;

static bool irq_on;
static uint64_t timer_deadline = UINT64_MAX;
static void (*timer_fn)(void);
static struct event {
    uint64_t when;
    void (*fn)(void);
} events[16];
static size_t pages_at_start;

_Noreturn void machine_fail(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: failed in thread %s: %s\n", file, line, current->name, condition);
    abort();
}

// Interrupts --------------------------------------------------------------------------------------------------------

static struct event *first_event(void)
{
    struct event *first = NULL;
    for (unsigned i = 0; i < COUNT(events); i++)
        if (events[i].fn && (!first || events[i].when < first->when))
            first = &events[i];
    return first;
}

static void run_interrupt(void (*fn)(void))
{
    CHECK(irq_on);
    irq_on = false;
    fn();
    CHECK(!irq_on);
    if (preempt_wanted && preempt_depth == 0 && preempt_switch)
        preempt_switch(true);
    CHECK(!irq_on);
    irq_on = true;
}

// Runs what is due. The machine's timer is one-shot, as the local APIC's.
static void deliver(void)
{
    for (;;) {
        struct event *e = first_event();
        if (!irq_on) {
            return;
        } else if (timer_deadline <= machine_now) {
            timer_deadline = UINT64_MAX;
            machine_timer_runs++;
            run_interrupt(timer_fn);
        } else if (e && e->when <= machine_now) {
            void (*fn)(void) = e->fn;
            e->fn = NULL;
            run_interrupt(fn);
        } else {
            return;
        }
    }
}

static void jitter(void)
{
    if (machine_jitter > 0)
        machine_now += host_random() % machine_jitter;
}

unsigned long plat_irq_save(void)
{
    unsigned long was = irq_on;
    irq_on = false;
    return was;
}

void plat_irq_restore(unsigned long flags)
{
    if (flags)
        plat_irq_enable();
}

void plat_irq_enable(void)
{
    irq_on = true;
    jitter();
    deliver();
}

bool plat_irq_enabled(void)
{
    return irq_on;
}

void plat_idle(void)
{
    CHECK(!irq_on);
    struct event *e = first_event();
    uint64_t next = e && e->when < timer_deadline ? e->when : timer_deadline;
    CHECK(next != UINT64_MAX && "all wait, and nothing can wake them");
    if (machine_now < next)
        machine_now = next;
    irq_on = true;
    deliver();
    irq_on = false;
}

uint64_t plat_clock(void)
{
    jitter();
    return machine_now;
}

void plat_timer_set(uint64_t deadline)
{
    timer_deadline = deadline;
}

void plat_timer_handler(void (*fn)(void))
{
    timer_fn = fn;
}

void machine_spin(uint64_t ns)
{
    uint64_t end = machine_now + ns; // others may run meanwhile: their time counts too, as on a wall clock
    while (machine_now < end) {
        machine_now += MS / 10;
        deliver();
    }
}

void machine_interrupt_at(uint64_t when, void (*fn)(void))
{
    for (unsigned i = 0; i < COUNT(events); i++)
        if (!events[i].fn) {
            events[i] = (struct event){ when, fn };
            return;
        }
    machine_fail(__FILE__, __LINE__, "too many events");
}

// CPU and memory ----------------------------------------------------------------------------------------------------

void plat_set_tls(void *thread_pointer)
{
    machine_tls = thread_pointer;
}

int plat_protect(uintptr_t start, size_t size, unsigned prot)
{
    CHECK(start % PAGE_SIZE == 0 && size == PAGE_SIZE);
    machine_guards += prot == PROT_PAGE_NONE ? 1 : -1;
    return mprotect((void *)start, size, prot == PROT_PAGE_NONE ? PROT_NONE : PROT_READ | PROT_WRITE) ? -UK_ENOMEM : 0;
}

// A stack pointer is the address of such a structure, which lies on the stack itself.
struct context {
    ucontext_t registers;
    void *fake_stack; // AddressSanitizer's
    void (*entry)(void *);
    void *arg;
};

static void first_run(unsigned high, unsigned low)
{
    struct context *c = (struct context *)((uintptr_t)high << 32 | low);
    __sanitizer_finish_switch_fiber(NULL, NULL, NULL);
    CHECK(!irq_on);
    c->entry(c->arg);
}

void *arch_stack_init(void *top, void (*entry)(void *), void *arg)
{
    CHECK((uintptr_t)top % 16 == 0);
    struct context *c = (struct context *)ALIGN_DOWN((uintptr_t)top - sizeof *c, 64ul);
    c->entry = entry;
    c->arg = arg;
    getcontext(&c->registers);
    c->registers.uc_stack.ss_sp = (char *)c - 65536;
    c->registers.uc_stack.ss_size = 65536;
    c->registers.uc_link = NULL;
    makecontext(&c->registers, (void (*)(void))first_run, 2, (unsigned)((uintptr_t)c >> 32), (unsigned)(uintptr_t)c);
    return c;
}

void arch_switch(void **save, void *load)
{
    struct context here, *next = load;
    const struct thread *last = container_of(save, struct thread, sp);
    static const void *boot_low; // known after the first switch away
    static size_t boot_size;
    CHECK(!irq_on);
    CHECK(preempt_depth == 0);
    const struct running *r = running;
    bool to_boot = current->pages == NULL;
    *save = &here;
    __sanitizer_start_switch_fiber(last->state == THREAD_DEAD ? NULL : &here.fake_stack,
                                   to_boot ? boot_low : (void *)r->stack_low,
                                   to_boot ? boot_size : r->stack_high - r->stack_low);
    if (!boot_low) { // the boot thread's own stack
        extern void *__libc_stack_end;
        boot_size = 8 << 20;
        boot_low = (char *)__libc_stack_end - boot_size;
    }
    swapcontext(&here.registers, &next->registers);
    __sanitizer_finish_switch_fiber(here.fake_stack, NULL, NULL);
    CHECK(!irq_on);
}

// Groups ------------------------------------------------------------------------------------------------------------

static size_t free_pages_now(void)
{
    size_t largest, free, total;
    page_usage(&largest, &free, &total);
    return free;
}

int machine_start(void **state)
{
    (void)state;
    static bool started;
    if (started)
        return 0;
    started = true;
    const struct host_range range = { 0, 4 << 20 };
    host_boot(&range, 1);
    ((uint64_t *)__main_tcb)[5] = 0x1122334455667700;
    timers_init();
    slice_init();
    pages_at_start = free_pages_now();
    return 0;
}

static void *nothing(void *arg)
{
    return arg;
}

int machine_all_free(void **state)
{
    (void)state;
    struct thread *t;
    machine_jitter = 0;
    machine_spin(100 * MS);                        // the last slice ends
    if (thread_create(&t, nothing, NULL, 0, "") || // also frees those that nobody joins
        thread_join(t, NULL))
        return 1;
    machine_spin(100 * MS);
    const char *why = "";
    bool clean = free_pages_now() == pages_at_start && page_check(&why) && machine_guards == 0 && thread_count() == 1 &&
                 timer_deadline == UINT64_MAX && !first_event() && irq_on && preempt_depth == 0 &&
                 machine_tls == __main_tcb;
    if (!clean)
        fprintf(stderr,
                "left behind: %zd pages, %u guards, %u threads, timer %d, event %d, interrupts %d, depth %u %s\n",
                (ssize_t)(pages_at_start - free_pages_now()), machine_guards, thread_count() - 1,
                timer_deadline != UINT64_MAX, first_event() != NULL, irq_on, preempt_depth, why);
    return clean ? 0 : 1;
}
