// SPDX-License-Identifier: MIT
// Standard output is a pipe or a file here, so it is flushed only at the end.
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

static sem_t printed, never;

static void *print(void *arg)
{
    printf("from the thread");
    sem_post(&printed);
    sem_wait(&never);
    return arg;
}

int main(void)
{
    pthread_t t;
    sem_init(&printed, 0, 0);
    sem_init(&never, 0, 0);
    if (pthread_create(&t, NULL, print, NULL))
        return 1;
    sem_wait(&printed);
    return 0;
}
