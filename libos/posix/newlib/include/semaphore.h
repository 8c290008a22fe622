// SPDX-License-Identifier: MIT
// <semaphore.h> (POSIX XBD 14): unnamed semaphores.
#ifndef _SEMAPHORE_H
#define _SEMAPHORE_H

#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/_timespec.h>

__BEGIN_DECLS

typedef struct {
    unsigned __value;
    int __spare;
    void *__queue[2];
} sem_t;

#define SEM_FAILED ((sem_t *)0)

int sem_destroy(sem_t *);
int sem_getvalue(sem_t *__restrict, int *__restrict);
int sem_init(sem_t *, int, unsigned);
int sem_post(sem_t *);
int sem_timedwait(sem_t *__restrict, const struct timespec *__restrict);
int sem_trywait(sem_t *);
int sem_wait(sem_t *);

__END_DECLS

#endif
