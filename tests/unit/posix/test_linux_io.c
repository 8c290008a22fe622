// SPDX-License-Identifier: MIT
// The same random calls on descriptors, here and on the Linux that runs the tests: results, data and errors are the same.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "test_posix.h"

#define PAIRS 6
#define MOST 20000

static struct {
    int ours, theirs; // -1: closed
} pair[PAIRS];

static uint32_t seed;
static char in[2][MOST], out[MOST];
static char said[200];

static uint32_t pick(uint32_t n)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % n;
}

static long of_linux(long result)
{
    return result < 0 ? -errno : result;
}

static void compare(long ours, long theirs)
{
    if (ours != theirs)
        fail_msg("%s: %ld here, %ld on Linux", said, ours, theirs);
}

static void compare_data(long ours, long theirs)
{
    compare(ours, theirs);
    if (ours > 0)
        compare(memcmp(in[0], in[1], (size_t)ours) == 0, 1);
}

static void reopen(int i)
{
    static const char *const names[] = { "a", "b" };
    const char *name = names[pick(2)];
    int flags = (int)pick(3) | (pick(3) ? 0 : O_APPEND) | (pick(6) ? 0 : O_TRUNC) | O_CREAT;
    compare(uk_close(pair[i].ours), of_linux(close(pair[i].theirs)));
    snprintf(said, sizeof said, "open(%s, 0%o)", name, (unsigned)flags);
    pair[i].ours = uk_open(name, flags, 0644);
    pair[i].theirs = open(name, flags, 0644);
    compare(pair[i].ours >= 0, pair[i].theirs >= 0);
}

static void duplicate(int i, int from)
{
    snprintf(said, sizeof said, "dup2 %d to %d", from, i);
    if (pair[from].ours < 0 || pair[i].ours < 0)
        return;
    compare(uk_dup2(pair[from].ours, pair[i].ours) >= 0, dup2(pair[from].theirs, pair[i].theirs) >= 0);
}

static void transfer(int i)
{
    uint32_t kind = pick(6), n = pick(4) ? pick(500) : pick(MOST);
    int64_t at = (int64_t)pick(30000) - 200;
    int ours = pair[i].ours, theirs = pair[i].theirs;
    static const char *const names[] = { "read", "write", "pread", "pwrite", "readv", "writev" };
    snprintf(said, sizeof said, "%s %u at %ld", names[kind], n, (long)at);
    for (uint32_t b = 0; b < n; b++)
        out[b] = (char)pick(256);
    struct uk_iovec parts[2][2] = { { { in[0], n / 3 }, { in[0] + n / 3, n - n / 3 } },
                                    { { in[1], n / 3 }, { in[1] + n / 3, n - n / 3 } } };
    struct uk_iovec whole[2] = { { out, n / 2 }, { out + n / 2, n - n / 2 } };
    switch (kind) {
    case 0: compare_data(uk_read(ours, in[0], n), of_linux(read(theirs, in[1], n))); break;
    case 1: compare(uk_write(ours, out, n), of_linux(write(theirs, out, n))); break;
    case 2: compare_data(uk_pread(ours, in[0], n, at), of_linux(pread(theirs, in[1], n, at))); break;
    case 3: // Linux appends in spite of the offset where POSIX does not; so do we
        compare(uk_pwrite(ours, out, n, at), of_linux(pwrite(theirs, out, n, at)));
        break;
    case 4:
        compare_data(uk_readv(ours, parts[0], 2), of_linux(readv(theirs, (struct iovec *)parts[1], 2)));
        break;
    default: compare(uk_writev(ours, whole, 2), of_linux(writev(theirs, (struct iovec *)whole, 2))); break;
    }
}

static void seek_or_cut(int i)
{
    int64_t at = (int64_t)pick(40000) - 2000;
    int whence = (int)pick(3);
    int ours = pair[i].ours, theirs = pair[i].theirs;
    struct uk_stat a;
    struct stat b;
    snprintf(said, sizeof said, "lseek, ftruncate or fstat %ld %d", (long)at, whence);
    if (pick(3)) {
        compare(uk_lseek(ours, at, whence), of_linux(lseek(theirs, at, whence)));
        return;
    }
    if (pick(3) == 0)
        compare(uk_ftruncate(ours, at), of_linux(ftruncate(theirs, at)));
    long error = uk_fstat(ours, &a);
    compare(error, of_linux(fstat(theirs, &b)));
    if (!error)
        compare(a.st_size, b.st_size);
    compare(uk_lseek(ours, 0, UK_SEEK_CUR), of_linux(lseek(theirs, 0, SEEK_CUR)));
}

static void one_call(void)
{
    int i = (int)pick(PAIRS);
    switch (pick(12)) {
    case 0: reopen(i); break;
    case 1: duplicate(i, (int)pick(PAIRS)); break;
    case 2: case 3: case 4: seek_or_cut(i); break;
    default: transfer(i); break;
    }
}

static void descriptors_agree_with_linux(void **state)
{
    char dir[] = "/tmp/unit_posix.XXXXXX", command[64];
    assert_non_null(mkdtemp(dir));
    snprintf(command, sizeof command, "rm -rf %s", dir);
    for (uint32_t run = 1; run < 25; run++) {
        program_end(state);
        program_start(state);
        assert_int_equal(system(command), 0);
        assert_int_equal(mkdir(dir, 0755) | chdir(dir), 0);
        seed = run;
        for (int i = 0; i < PAIRS; i++)
            pair[i].ours = pair[i].theirs = -1;
        for (int i = 0; i < 600; i++)
            one_call();
        for (int i = 0; i < PAIRS; i++)
            if (pair[i].theirs >= 0)
                close(pair[i].theirs);
    }
    assert_int_equal(chdir("/") | system(command), 0);
}

const struct CMUnitTest linux_io_tests[] = {
    TEST(descriptors_agree_with_linux),
};
const size_t linux_io_count = COUNT(linux_io_tests);
