// SPDX-License-Identifier: MIT
// What the files of sched share: the thread and the run queue.
#ifndef SCHED_PRIVATE_H
#define SCHED_PRIVATE_H

#include "sched/sched.h"

enum thread_state {
    THREAD_READY, // or running
    THREAD_WAITING,
    THREAD_WAITING_INTERRUPTIBLE,
    THREAD_DEAD,
};

#define THREAD_MAGIC 0x74687264u

struct thread {
    // Guarded by interrupts off.
    struct list node;       // in the run queue, or in the wait queue of what it waits for
    void *sp;               // while it does not run
    enum thread_state state;
    int woken;              // what ended its wait: 0 or -E
    bool interrupted;       // thread_interrupt() came while it did not wait
    bool detached;
    bool joined;            // somebody waits in thread_join()
    bool spent;             // has used up a slice since it last waited
    struct wait_queue joiners;

    // Its own, or constant.
    unsigned magic;         // THREAD_MAGIC while it exists; looked at by debug builds
    void *thread_pointer;   // the TLS block's TCB
    struct running running; // for panics
    char name[16];
    void *(*fn)(void *);
    void *arg;
    void *result;
    void *libc;
    void *pages;            // the guard page, then the stack, then TLS, then this structure; NULL: the boot thread
    size_t page_count;
};

extern struct thread *current;

// Stops a debug build whose caller has a pointer to no thread, or to one that was freed.
static inline void thread_check(const struct thread *t)
{
    if (UK_DEBUG && t->magic != THREAD_MAGIC)
        panic("sched: this is no thread");
}

extern unsigned switches;    // counts
extern unsigned threads;     // that have not ended
extern unsigned ready_count; // threads that are ready, without the current one

// run.c; all with interrupts off.
void run_add(struct thread *t); // makes it ready, as the last of its kind
// A slice has ended; used_up: without any switch. Is a switch due?
bool run_slice_ended(bool used_up);
// Gives the CPU to the next that is ready; waits for one in an idle CPU. Returns when the caller is chosen again.
void schedule(void);
void run_others(void); // the caller stays ready, and lets others run first
// Set by slice.c: called when somebody is ready while somebody runs.
extern void (*run_busy)(void);

// idle_time.c: around each time that nobody is ready; NULL in an image where nobody asks for processor time.
void idle_begin(void) WEAK;
void idle_end(void) WEAK;

// wait.c; with interrupts off.
bool wake(struct thread *t, int woken); // ends t's wait; false if it was over already

#endif
