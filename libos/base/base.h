// SPDX-License-Identifier: MIT
// Room base, level 0: what every other room of the libOS stands on. No allocation, no sleeping, no platform inside.
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ALIGN_UP(x, a) (((x) + (a) - 1) & ~((a) - 1))
#define ALIGN_DOWN(x, a) ((x) & ~((a) - 1))
#define container_of(p, type, member) ((type *)((char *)(p) - offsetof(type, member)))
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))
#define WEAK __attribute__((weak))
#define no_stack_protector __attribute__((__no_stack_protector__)) // for what runs before or while the canary is set

#ifndef UK_DEBUG
#define UK_DEBUG 0 // 1 in objects of a CONFIG_DEBUG build
#endif

// string.c: freestanding copies; the application's libc has its own. --------------------------------------------------

void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);

// fmt.c: %s %c %d %u %x %p %lu %lx %ld %zu %%, with width and 0. ------------------------------------------------------

// Writes at most size bytes with the NUL; returns the length without the limit (C11 7.21.6.12).
int fmt_vprint(char *to, size_t size, const char *fmt, va_list args);
int fmt_print(char *to, size_t size, const char *fmt, ...) PRINTF_LIKE(3, 4);

// log.c: lines on the console, for people. ----------------------------------------------------------------------------

void log_line(const char *fmt, ...) PRINTF_LIKE(1, 2); // "uk: TEXT\n"; at most 200 bytes; from any context

// panic.c -------------------------------------------------------------------------------------------------------------

// Stops the guest: prints text and a backtrace on the console, the same on the status channel, then powers off. For
// broken invariants only; short unique texts. From any context. The formatted one costs bytes: prefer panic().
_Noreturn void panic(const char *text);
// The same for a fault: where it happened, and the frame pointer and stack pointer there.
_Noreturn void panic_at(const char *text, uintptr_t pc, uintptr_t frame, uintptr_t sp);
// Who is running, for the report; sched points it at the current thread's. At first the main thread.
struct running {
    const char *name;
    uintptr_t stack_low, stack_high; // an access just below stack_low is a stack overflow
};
extern const struct running *running;
extern bool panicking; // the report is being made
#define ASSERT(condition) \
    do { \
        if (UK_DEBUG && !(condition)) \
            panic("assertion failed: " #condition); \
    } while (0)

// preempt.c: keeps the current thread on the CPU, without masking interrupts. -----------------------------------------

// Depth; the scheduler switches from an interrupt only at 0. Nothing but these two touches it outside sched.
extern unsigned preempt_depth;
extern bool preempt_wanted; // set by sched when a switch is due
// Set by sched: gives the CPU away, clears preempt_wanted; NULL in an image without threads (preempt_wanted stays
// false). Called at depth 0 when preempt_wanted: with false by preempt_enable(); with true and interrupts off at the
// end of an interrupt (after its acknowledgement), by arch, which saves the whole extended state (FXSAVE) on the stack
// around it.
extern void (*preempt_switch)(bool from_interrupt);

static inline void preempt_disable(void)
{
    preempt_depth++;
    __asm__ volatile("" ::: "memory");
}

static inline void preempt_enable(void)
{
    __asm__ volatile("" ::: "memory");
    if (--preempt_depth == 0 && __builtin_expect(preempt_wanted, 0))
        preempt_switch(false);
}

// list.h-like doubly linked list, head is a node ----------------------------------------------------------------------

struct list { struct list *next, *prev; };
static inline void list_init(struct list *l) { l->next = l->prev = l; }
static inline bool list_empty(const struct list *l) { return l->next == l; }
static inline void list_add_tail(struct list *head, struct list *n)
{
    n->prev = head->prev;
    n->next = head;
    head->prev->next = n;
    head->prev = n;
}
static inline void list_remove(struct list *n)
{
    n->prev->next = n->next;
    n->next->prev = n->prev;
    list_init(n);
}

#endif
