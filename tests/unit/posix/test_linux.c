// SPDX-License-Identifier: MIT
// The same random calls with names, here and on the Linux that runs the tests: results and errors have to be the same.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test_posix.h"

#define TOP "r1/r2/r3" // the calls' working directory: their ".." never lead above r1

static uint32_t seed;

static uint32_t pick(uint32_t n)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % n;
}

// One to three components, few names, so that calls meet.
static const char *any_path(char *to)
{
    static const char *const parts[] = { "a", "b", "c", "a", "b", ".", "..", "d" };
    static const char *const ends[] = { "", "", "", "", "", "", "", "/", "//", "/." };
    to[0] = '\0';
    for (uint32_t n = 1 + pick(3); n > 0; n--) {
        strcat(to, parts[pick(COUNT(parts))]);
        strcat(to, n > 1 ? "/" : ends[pick(COUNT(ends))]);
    }
    return to;
}

static long of_linux(long result)
{
    return result < 0 ? -errno : result;
}

static char said[200]; // the last call, for a failure's message

static void compare(long ours, long theirs)
{
    if (ours != theirs)
        fail_msg("%s: %ld here, %ld on Linux", said, ours, theirs);
}

// Of two names that are both wrong, POSIX leaves open which one is told.
static void compare_two(long ours, long theirs)
{
    compare(ours < 0 && theirs < 0 ? theirs : ours, theirs);
}

static void try_open(const char *path)
{
    static const int flags[] = { O_CREAT, O_EXCL, O_TRUNC, O_DIRECTORY, O_NOFOLLOW, O_APPEND };
    int f = (int)pick(3), n = (int)pick(5000);
    for (size_t i = 0; i < COUNT(flags); i++)
        f |= pick(4) ? 0 : flags[i];
    f |= pick(2) ? O_CREAT : 0;
    if (f & O_CREAT)
        f &= ~O_DIRECTORY; // Linux changed its mind about both together
    snprintf(said, sizeof said, "open(%s, 0%o) and write %d", path, (unsigned)f, n);
    int ours = uk_open(path, f, 0644), theirs = open(path, f, 0644);
    compare(ours < 0 ? ours : 0, theirs < 0 ? -errno : 0);
    if (ours < 0)
        return;
    static char bytes[5000];
    compare(uk_write(ours, bytes, (size_t)n), of_linux(write(theirs, bytes, (size_t)n)));
    compare(uk_lseek(ours, -10, UK_SEEK_CUR), of_linux(lseek(theirs, -10, SEEK_CUR)));
    if (pick(3) == 0)
        compare(uk_ftruncate(ours, n / 2), of_linux(ftruncate(theirs, n / 2)));
    uk_close(ours);
    close(theirs);
}

static void try_stat(const char *path)
{
    struct uk_stat ours;
    struct stat theirs;
    bool follow = pick(2);
    snprintf(said, sizeof said, "%s(%s)", follow ? "stat" : "lstat", path);
    int error = follow ? uk_stat(path, &ours) : uk_lstat(path, &ours);
    compare(error, of_linux(follow ? stat(path, &theirs) : lstat(path, &theirs)));
    if (error)
        return;
    compare(ours.st_mode & UK_S_IFMT, theirs.st_mode & S_IFMT);
    if (!S_ISDIR(theirs.st_mode)) { // what directories say of themselves is up to the filesystem
        compare(ours.st_size, theirs.st_size);
        compare((long)ours.st_nlink, (long)theirs.st_nlink);
    }
}

static void try_two(const char *path, const char *other)
{
    uint32_t kind = pick(3);
    static const char *const names[] = { "rename", "link", "symlink" };
    snprintf(said, sizeof said, "%s(%s, %s)", names[kind], path, other);
    if (kind == 0)
        compare_two(uk_rename(path, other), of_linux(rename(path, other)));
    else if (kind == 1)
        compare_two(uk_link(path, other), of_linux(link(path, other)));
    else if (!strchr("/.", path[strlen(path) - 1])) // to "link/", Linux creates or not depending on how it got there
        compare_two(uk_symlink(path, other), of_linux(symlink(path, other)));
}

static void try_one(const char *path)
{
    char ours[64], theirs[64];
    uint32_t kind = pick(6);
    static const char *const names[] = { "mkdir", "unlink", "rmdir", "readlink", "truncate", "access" };
    snprintf(said, sizeof said, "%s(%s)", names[kind], path);
    switch (kind) {
    case 0: compare(uk_mkdir(path, 0755), of_linux(mkdir(path, 0755))); break;
    case 1: compare(uk_unlink(path), of_linux(unlink(path))); break;
    case 2: compare(uk_rmdir(path), of_linux(rmdir(path))); break;
    case 3: compare(uk_readlink(path, ours, 64), of_linux(readlink(path, theirs, 64))); break;
    case 4: compare(uk_truncate(path, 100), of_linux(truncate(path, 100))); break;
    default: compare(uk_access(path, UK_F_OK), of_linux(access(path, F_OK))); break;
    }
}

static void one_call(void)
{
    char path[64], other[64];
    switch (pick(4)) {
    case 0: try_open(any_path(path)); break;
    case 1: try_stat(any_path(path)); break;
    case 2: try_two(any_path(path), any_path(other)); break;
    default: try_one(any_path(path)); break;
    }
}

static void agrees_with_linux(void **state)
{
    char dir[] = "/tmp/unit_posix.XXXXXX", command[64];
    assert_non_null(mkdtemp(dir));
    snprintf(command, sizeof command, "rm -rf %s", dir);
    for (seed = 1; seed < 60; seed++) {
        uint32_t start = seed;
        program_start(state);
        assert_int_equal(system(command), 0);
        assert_int_equal(mkdir(dir, 0755) | chdir(dir), 0);
        assert_int_equal(mkdir("r1", 0755) | mkdir("r1/r2", 0755) | mkdir(TOP, 0755), 0);
        assert_int_equal(uk_mkdir("r1", 0755) | uk_mkdir("r1/r2", 0755) | uk_mkdir(TOP, 0755), 0);
        assert_int_equal(chdir(TOP) | uk_chdir(TOP), 0);
        for (int i = 0; i < 400; i++)
            one_call();
        seed = start;
    }
    assert_int_equal(chdir("/") | system(command), 0);
}

const struct CMUnitTest linux_tests[] = {
    TEST(agrees_with_linux),
};
const size_t linux_count = COUNT(linux_tests);
