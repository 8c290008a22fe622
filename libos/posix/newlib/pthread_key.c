// SPDX-License-Identifier: MIT
// Thread-specific data (POSIX XSH, pthread_key_create()).
//
// Each thread that sets a value gets a table with room for all keys. The tables are in a list, so that
// pthread_key_delete() can clear the key in all of them before it is given out again.
#include "posix/newlib/private.h"

#include <limits.h>
#include <pthread.h>

#include "mm/mm.h"

struct table {
    struct table *next, **back;
    const void *value[PTHREAD_KEYS_MAX];
};

// Guarded by preempt_disable(). A destructor of NULL is kept as unused_destructor: NULL means a free key.
static void (*destructors[PTHREAD_KEYS_MAX])(void *);
static struct table *tables;

static __thread struct table *mine;

static void no_destructor(void *value)
{
    (void)value;
}

int pthread_key_create(pthread_key_t *out, void (*destructor)(void *))
{
    int error = EAGAIN;
    preempt_disable();
    for (unsigned k = 0; k < PTHREAD_KEYS_MAX; k++) {
        if (destructors[k])
            continue;
        destructors[k] = destructor ? destructor : no_destructor;
        *out = k;
        error = 0;
        break;
    }
    preempt_enable();
    return error;
}

int pthread_key_delete(pthread_key_t key)
{
    if (key >= PTHREAD_KEYS_MAX || !destructors[key])
        return EINVAL;
    preempt_disable();
    for (struct table *t = tables; t; t = t->next)
        t->value[key] = NULL;
    destructors[key] = NULL;
    preempt_enable();
    return 0;
}

void *pthread_getspecific(pthread_key_t key)
{
    return mine && key < PTHREAD_KEYS_MAX ? (void *)mine->value[key] : NULL;
}

// True if there was anything to destroy: a destructor may set values again.
static bool destroy_values(struct table *t)
{
    bool any = false;
    for (unsigned k = 0; k < PTHREAD_KEYS_MAX; k++) {
        void *value = (void *)t->value[k];
        void (*destructor)(void *) = destructors[k];
        t->value[k] = NULL;
        if (value && destructor) {
            destructor(value);
            any = true;
        }
    }
    return any;
}

static void end_of_thread(void)
{
    struct table *t = mine;
    if (!t)
        return;
    for (int i = 0; i < PTHREAD_DESTRUCTOR_ITERATIONS && destroy_values(t); i++)
        ;
    preempt_disable();
    *t->back = t->next;
    if (t->next)
        t->next->back = t->back;
    preempt_enable();
    mine = NULL;
    heap_free(t);
}

static struct table *make_table(void)
{
    struct table *t = heap_calloc(1, sizeof *t);
    if (!t)
        return NULL;
    thread_end_hook = end_of_thread;
    preempt_disable();
    t->next = tables;
    t->back = &tables;
    if (tables)
        tables->back = &t->next;
    tables = t;
    preempt_enable();
    return mine = t;
}

int pthread_setspecific(pthread_key_t key, const void *value)
{
    if (key >= PTHREAD_KEYS_MAX || !destructors[key])
        return EINVAL;
    if (!mine && !make_table())
        return ENOMEM;
    mine->value[key] = value;
    return 0;
}
