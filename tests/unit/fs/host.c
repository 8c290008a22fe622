// SPDX-License-Identifier: MIT
// The host's side of the unit tests of libos/fs and libos/posix: memory, platform, waiting; see host.h.
#include "host.h"

#include <sanitizer/asan_interface.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "fs/fs.h"
#include "mm/mm.h"

// Memory --------------------------------------------------------------------------------------------------------------

#define ARENA_PAGES 32768u

size_t host_pages_used, host_blocks_used, host_page_limit;
long host_heap_budget;
static char *arena;
static bool used[ARENA_PAGES];

void *page_alloc(size_t count, size_t align)
{
    if (count > ARENA_PAGES || host_pages_used + count > host_page_limit)
        return NULL;
    for (size_t first = 0, run = 0, i = 0; i < ARENA_PAGES; i++) {
        if (used[i] || (run == 0 && (uintptr_t)(arena + i * PAGE_SIZE) % align)) {
            run = 0;
            continue;
        }
        first = run == 0 ? i : first;
        if (++run < count)
            continue;
        memset(used + first, true, count);
        host_pages_used += count;
        ASAN_UNPOISON_MEMORY_REGION(arena + first * PAGE_SIZE, count * PAGE_SIZE);
        memset(arena + first * PAGE_SIZE, 0xa5, count * PAGE_SIZE); // what is not zeroed shows
        return arena + first * PAGE_SIZE;
    }
    return NULL;
}

void page_free(void *start, size_t count)
{
    size_t first = (size_t)((char *)start - arena) / PAGE_SIZE;
    for (size_t i = first; i < first + count; i++) {
        assert_true(used[i]);
        used[i] = false;
    }
    host_pages_used -= count;
    ASAN_POISON_MEMORY_REGION(start, count * PAGE_SIZE);
}

void page_usage(size_t *largest, size_t *free_pages, size_t *total)
{
    *total = host_page_limit;
    *largest = *free_pages = host_page_limit - host_pages_used;
}

struct block { // before each block of the heap: all that are in use, in the order of their age
    struct list node;
};
_Static_assert(sizeof(struct block) == 16, "blocks are aligned to 16 bytes");
static struct list blocks = { &blocks, &blocks };

void *heap_alloc(size_t size)
{
    if (host_heap_budget == 0)
        return NULL;
    if (host_heap_budget > 0)
        host_heap_budget--;
    struct block *b = malloc(sizeof *b + size);
    assert_non_null(b);
    list_add_tail(&blocks, &b->node);
    host_blocks_used++;
    return b + 1;
}

void *heap_calloc(size_t count, size_t size)
{
    void *p = heap_alloc(count * size);
    if (p)
        memset(p, 0, count * size);
    return p;
}

void heap_free(void *p)
{
    if (!p)
        return;
    struct block *b = (struct block *)p - 1;
    list_remove(&b->node);
    host_blocks_used--;
    free(b);
}

struct list *host_heap_mark(void)
{
    return blocks.prev;
}

void host_heap_release(struct list *mark)
{
    while (blocks.prev != mark)
        heap_free(container_of(blocks.prev, struct block, node) + 1);
}

// Platform ------------------------------------------------------------------------------------------------------------

struct boot_info boot_info;
unsigned preempt_depth;
bool preempt_wanted;
void (*preempt_switch)(bool from_interrupt);

char host_output[65536], host_log[4096], host_status[64];
size_t host_output_size;
uint64_t host_clock, host_wall;
unsigned host_wall_asked;
bool host_has_entropy, host_has_seed;
unsigned host_protections;
uint64_t host_idle_time;
int host_protect_error;
uintptr_t host_protect_start;
size_t host_protect_size;
unsigned host_protect_how;
void (*host_shutdown)(void);
jmp_buf host_end;
bool host_ends;
int host_exit_status;

static char input[4096];
static size_t input_size;
static bool input_ended;
static void (*listener)(void);
static unsigned irq_off;

void log_line(const char *format, ...)
{
    size_t n = strlen(host_log);
    va_list args;
    va_start(args, format);
    vsnprintf(host_log + n, sizeof host_log - n, format, args);
    va_end(args);
}

void panic(const char *text)
{
    fprintf(stderr, "panic: %s\n", text);
    abort();
}

unsigned long plat_irq_save(void) { return irq_off++; }
void plat_irq_restore(unsigned long flags) { irq_off = (unsigned)flags; }
uint64_t plat_clock(void) { return host_clock; }
uint64_t thread_idle_time(void) { return host_idle_time; }
uint64_t plat_wall_clock(void) { return host_wall_asked++, host_wall; }
void plat_shutdown_handler(void (*fn)(void)) { host_shutdown = fn; }
void plat_status(const char *line) { snprintf(host_status, sizeof host_status, "%s", line); }

void plat_exit(int status)
{
    assert_true(host_ends);
    host_exit_status = status;
    longjmp(host_end, 1);
}

void plat_console_write(const char *bytes, size_t n)
{
    assert_true(host_output_size + n <= sizeof host_output);
    memcpy(host_output + host_output_size, bytes, n);
    host_output_size += n;
}

long plat_console_read(char *bytes, size_t n)
{
    assert_int_not_equal(irq_off, 0);
    n = n < input_size ? n : input_size;
    if (n == 0)
        return input_ended ? -1 : 0;
    memcpy(bytes, input, n);
    memmove(input, input + n, input_size -= n);
    return (long)n;
}

void plat_console_listen(void (*fn)(void)) { listener = fn; }

bool host_listening(void) { return listener != NULL; }

void host_input(const char *bytes, size_t n)
{
    memcpy(input + input_size, bytes, n);
    input_size += n;
    if (listener)
        listener();
}

void host_input_end(void)
{
    input_ended = true;
    if (listener)
        listener();
}

int plat_protect(uintptr_t start, size_t size, unsigned prot)
{
    host_protections++;
    host_protect_start = start;
    host_protect_size = size;
    host_protect_how = prot;
    return host_protect_error;
}

bool plat_entropy(void *bytes, size_t n)
{
    if (host_has_entropy)
        memset(bytes, 0x77, n);
    return host_has_entropy;
}

const void *boot_record(uint32_t type, const void **cursor, uint32_t *length)
{
    static const uint8_t seed[32] = "0123456789abcdef0123456789abcdef";
    static const uint16_t winsize[2] = { 24, 132 };
    if (*cursor)
        return NULL;
    if (type == UK_BOOT_SEED && host_has_seed) {
        *length = sizeof seed;
        return *cursor = seed;
    }
    if (type == UK_BOOT_WINSIZE) {
        *length = sizeof winsize;
        return *cursor = winsize;
    }
    return NULL;
}

// Waiting -------------------------------------------------------------------------------------------------------------

void (*host_meanwhile)(void);
unsigned host_waits, host_interrupts;
struct thread *host_self;
void *(*host_thread)(void *);
struct timer *host_timer;
static unsigned wakes;

void wait_queue_init(struct wait_queue *q) { list_init(&q->waiters); }

// The others' turn. 0: go and look again.
static int others(uint64_t deadline)
{
    assert_int_equal(preempt_depth, 0);
    assert_true(++host_waits < 1000);
    unsigned before = wakes, off = irq_off;
    irq_off = 0;
    if (host_meanwhile)
        host_meanwhile();
    irq_off = off;
    if (wakes != before)
        return 0;
    if (deadline == FOREVER)
        return -UK_EINTR;
    host_clock = deadline;
    return -UK_ETIMEDOUT;
}

int wait_until(struct wait_queue *q, uint64_t deadline, bool interruptible)
{
    (void)q, (void)interruptible;
    assert_int_not_equal(irq_off, 0);
    return others(deadline);
}

int wait_woken(struct wait_queue *q, bool interruptible)
{
    return wait_until(q, FOREVER, interruptible);
}

unsigned wake_up(struct wait_queue *q, unsigned count)
{
    (void)q, (void)count;
    wakes++;
    return 0;
}

void ready_init(struct ready *r) { memset(r, 0, sizeof *r); }

void ready_set(struct ready *r, unsigned flags)
{
    wakes++;
    r->flags |= flags;
    if (r->edge)
        r->edge(r, flags);
}

void ready_clear(struct ready *r, unsigned flags) { r->flags &= ~flags; }

struct thread *thread_self(void) { return host_self; }
void thread_interrupt(struct thread *t) { host_interrupts += t != NULL; }

int thread_create(struct thread **out, void *(*fn)(void *), void *arg, size_t stack_size, const char *name)
{
    (void)arg, (void)stack_size, (void)name;
    *out = (struct thread *)&host_thread;
    host_thread = fn;
    return 0;
}

int thread_sleep(uint64_t deadline)
{
    return others(deadline) == -UK_ETIMEDOUT ? 0 : -UK_EINTR;
}

void timer_start(struct timer *t, uint64_t deadline)
{
    t->deadline = deadline;
    host_timer = t;
}

bool timer_stop(struct timer *t)
{
    bool ran = host_timer != t;
    host_timer = NULL;
    return !ran;
}

// Start ---------------------------------------------------------------------------------------------------------------

void host_reset(void)
{
    if (!arena)
        arena = mmap(NULL, ARENA_PAGES * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(arena, MAP_FAILED);
    ASAN_POISON_MEMORY_REGION(arena, ARENA_PAGES * PAGE_SIZE);
    memset(used, 0, sizeof used);
    host_pages_used = 0;
    host_page_limit = ARENA_PAGES;
    host_heap_budget = -1;
    host_output_size = host_log[0] = host_status[0] = 0;
    host_clock = 1000;
    host_wall = 1700000000ull * 1000000000;
    host_has_entropy = host_has_seed = true;
    host_meanwhile = NULL;
    host_waits = host_interrupts = host_protections = 0;
    host_protect_error = 0;
    input_size = 0;
    input_ended = false;
    preempt_depth = irq_off = 0;
    boot_info.console = UK_CONSOLE_TTY_IN | UK_CONSOLE_TTY_OUT;
    console_init();
    vfs_init();
    dev_mem_init();
    dev_console_init();
}

int group_setup(void **state)
{
    (void)state;
    host_reset();
    return 0;
}
