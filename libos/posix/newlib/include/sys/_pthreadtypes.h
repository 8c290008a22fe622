// SPDX-License-Identifier: MIT
// The types and constants of <pthread.h> (POSIX XBD 14): what libos/posix/newlib's threads keep in the application's memory.
#ifndef _SYS__PTHREADTYPES_H_
#define _SYS__PTHREADTYPES_H_

#include <sys/sched.h>

typedef unsigned long pthread_t; // the address of the thread's control block
typedef unsigned pthread_key_t;

#define PTHREAD_SCOPE_SYSTEM 0
#define PTHREAD_SCOPE_PROCESS 1
#define PTHREAD_INHERIT_SCHED 0
#define PTHREAD_EXPLICIT_SCHED 1
#define PTHREAD_CREATE_JOINABLE 0
#define PTHREAD_CREATE_DETACHED 1
#define PTHREAD_PROCESS_PRIVATE 0
#define PTHREAD_PROCESS_SHARED 1
#define PTHREAD_PRIO_NONE 0
#define PTHREAD_PRIO_INHERIT 1
#define PTHREAD_PRIO_PROTECT 2

typedef struct {
    void *__stack;      // NULL: allocate one
    size_t __stacksize; // bytes
    size_t __guardsize;
    int __detachstate;
    int __inheritsched;
    int __schedpolicy;
    int __scope;
    struct sched_param __schedparam;
} pthread_attr_t;

#define PTHREAD_MUTEX_NORMAL 0
#define PTHREAD_MUTEX_RECURSIVE 1
#define PTHREAD_MUTEX_ERRORCHECK 2
#define PTHREAD_MUTEX_DEFAULT PTHREAD_MUTEX_NORMAL
#define PTHREAD_MUTEX_STALLED 0
#define PTHREAD_MUTEX_ROBUST 1

// Each object that can be waited for has room for a queue of threads; all zeros is a free object with an empty queue.
typedef struct {
    unsigned __state; // 0 free, 1 taken, 2 taken and somebody waits
    int __type;
    pthread_t __owner;
    unsigned __depth; // of a recursive mutex, beyond the first lock
    int __spare;
    void *__queue[2];
} pthread_mutex_t;
#define _PTHREAD_MUTEX_INITIALIZER { 0, PTHREAD_MUTEX_NORMAL, 0, 0, 0, { 0, 0 } }
#if __GNU_VISIBLE
#define PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP { 0, PTHREAD_MUTEX_RECURSIVE, 0, 0, 0, { 0, 0 } }
#define PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP { 0, PTHREAD_MUTEX_ERRORCHECK, 0, 0, 0, { 0, 0 } }
#define PTHREAD_MUTEX_RECURSIVE_NP PTHREAD_MUTEX_RECURSIVE
#define PTHREAD_MUTEX_ERRORCHECK_NP PTHREAD_MUTEX_ERRORCHECK
#endif
typedef struct {
    int type;
    int __pshared;
    int __protocol;
    int __prioceiling;
} pthread_mutexattr_t;

typedef struct {
    int __clock; // of pthread_cond_timedwait(): CLOCK_REALTIME or CLOCK_MONOTONIC
    int __spare;
    void *__queue[2];
} pthread_cond_t;
#define _PTHREAD_COND_INITIALIZER { 0, 0, { 0, 0 } }
typedef struct {
    int __clock;
    int __pshared;
} pthread_condattr_t;

typedef struct {
    int __holders;    // readers, or -1: a writer
    unsigned __writers; // that wait: new readers queue behind them
    pthread_t __owner;  // the writer
    void *__queue[2];
} pthread_rwlock_t;
#define _PTHREAD_RWLOCK_INITIALIZER { 0, 0, 0, { 0, 0 } }
typedef struct {
    int __pshared;
} pthread_rwlockattr_t;

typedef struct {
    int __state; // 0 not run, 1 running, 2 done
    int __spare;
    void *__queue[2];
} pthread_once_t;
#define _PTHREAD_ONCE_INIT { 0, 0, { 0, 0 } }

typedef struct {
    unsigned __count;
    unsigned __arrived;
    unsigned __round;
    int __spare;
    void *__queue[2];
} pthread_barrier_t;
typedef struct {
    int __pshared;
} pthread_barrierattr_t;

typedef unsigned pthread_spinlock_t;

#endif
