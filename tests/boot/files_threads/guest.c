// SPDX-License-Identifier: MIT
// Each thread has a file of its own, all append to one, and all open, rename and close as fast as they can.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHECK(what) ((what) ? (void)0 : (printf("line %d: %s (%s)\n", __LINE__, #what, strerror(errno)), exit(1)))
#define THREADS 6
#define ROUNDS 150
#define RECORD 100

static void *work(void *argument)
{
    int self = (int)(size_t)argument;
    char record[RECORD], back[RECORD], own[32], other[32];
    snprintf(own, sizeof own, "/own-%d", self);
    snprintf(other, sizeof other, "/dir/own-%d", self);
    memset(record, 'a' + self, sizeof record);
    for (int round = 0; round < ROUNDS; round++) {
        int shared = open("/shared", O_WRONLY | O_APPEND);
        int fd = open(own, O_RDWR | O_CREAT, 0644);
        CHECK(shared >= 0 && fd >= 0);
        for (int i = 0; i < 5; i++) {
            CHECK(write(shared, record, RECORD) == RECORD);
            CHECK(pwrite(fd, record, RECORD, (round * 5 + i) * RECORD) == RECORD);
        }
        CHECK(pread(fd, back, RECORD, round * RECORD) == RECORD && memcmp(back, record, RECORD) == 0);
        CHECK(rename(own, other) == 0 && rename(other, own) == 0);
        CHECK(close(shared) == 0 && close(fd) == 0);
    }
    return NULL;
}

// Every record of the shared file is whole, and each thread has all of its own.
static void check_shared(void)
{
    char record[RECORD];
    int counts[THREADS] = { 0 };
    int fd = open("/shared", O_RDONLY);
    CHECK(fd >= 0);
    while (read(fd, record, RECORD) == RECORD) {
        for (int i = 1; i < RECORD; i++)
            CHECK(record[i] == record[0]);
        CHECK(record[0] >= 'a' && record[0] < 'a' + THREADS);
        counts[record[0] - 'a']++;
    }
    for (int i = 0; i < THREADS; i++)
        CHECK(counts[i] == ROUNDS * 5);
}

int main(void)
{
    pthread_t threads[THREADS];
    struct stat st;
    CHECK(mkdir("/dir", 0755) == 0 && close(open("/shared", O_CREAT | O_WRONLY, 0644)) == 0);
    for (size_t i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    check_shared();
    CHECK(stat("/own-3", &st) == 0 && st.st_size == ROUNDS * 5 * RECORD);
    CHECK(rmdir("/dir") == 0);
    puts("all checks passed");
    return 0;
}
