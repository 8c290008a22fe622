// SPDX-License-Identifier: MIT
// Unit tests of descriptors: the table, read and write in all shapes, fcntl, dup, ioctl.
#include "test_posix.h"

static int new_file(const char *path)
{
    int fd = uk_open(path, UK_O_RDWR | UK_O_CREAT | UK_O_EXCL, 0644);
    assert_true(fd >= 3);
    return fd;
}

static void the_lowest_free_descriptor_is_taken(void **state)
{
    (void)state;
    assert_int_equal(new_file("a"), 3);
    assert_int_equal(new_file("b"), 4);
    assert_int_equal(uk_close(3), 0);
    assert_int_equal(uk_close(0), 0);
    assert_int_equal(uk_open("a", UK_O_RDONLY, 0), 0);
    assert_int_equal(uk_open("a", UK_O_RDONLY, 0), 3);
    uk_close(0);
}

static void closed_descriptors_are_bad(void **state)
{
    (void)state;
    struct uk_stat st;
    struct uk_flock lock = { 0 };
    char byte;
    const int bad[] = { -1, 7, 5000, INT32_MAX, INT32_MIN };
    for (size_t i = 0; i < COUNT(bad); i++) {
        int fd = bad[i];
        assert_int_equal(uk_read(fd, &byte, 1), -UK_EBADF);
        assert_int_equal(uk_write(fd, "", 1), -UK_EBADF);
        assert_int_equal(uk_lseek(fd, 0, UK_SEEK_SET), -UK_EBADF);
        assert_int_equal(uk_close(fd), -UK_EBADF);
        assert_int_equal(uk_fstat(fd, &st), -UK_EBADF);
        assert_int_equal(uk_isatty(fd), -UK_EBADF);
        assert_int_equal(uk_pread(fd, &byte, 1, 0), -UK_EBADF);
        assert_int_equal(uk_fcntl(fd, UK_F_SETLK, (unsigned long)&lock), -UK_EBADF);
        assert_int_equal(uk_dup(fd), -UK_EBADF);
        assert_int_equal(uk_dup2(fd, fd), -UK_EBADF);
        assert_int_equal(uk_ftruncate(fd, 0), -UK_EBADF);
        assert_int_equal(uk_fsync(fd), -UK_EBADF);
        assert_int_equal(uk_getdents(fd, &st, sizeof st), -UK_EBADF);
        assert_int_equal(uk_ioctl(fd, UK_TCGETS, &st), -UK_EBADF);
        assert_int_equal(uk_fchmod(fd, 0), -UK_EBADF);
        assert_int_equal(uk_fchdir(fd), -UK_EBADF);
    }
}

static void the_access_mode_counts(void **state)
{
    (void)state;
    char byte;
    uk_close(new_file("f"));
    int in = uk_open("f", UK_O_RDONLY, 0), out = uk_open("f", UK_O_WRONLY, 0);
    assert_int_equal(uk_write(in, "x", 1), -UK_EBADF);
    assert_int_equal(uk_read(out, &byte, 1), -UK_EBADF);
    assert_int_equal(uk_pwrite(in, "x", 1, 0), -UK_EBADF);
    assert_int_equal(uk_ftruncate(in, 0), -UK_EINVAL);
    assert_int_equal(uk_read(uk_open("/", UK_O_RDONLY, 0), &byte, 1), -UK_EISDIR);
}

static void the_console_is_there_from_the_start(void **state)
{
    (void)state;
    struct uk_stat st;
    assert_int_equal(uk_write(1, "out", 3), 3);
    assert_int_equal(uk_write(2, "err", 3), 3);
    assert_memory_equal(host_output, "outerr", 6);
    assert_int_equal(uk_isatty(0), 1);
    assert_int_equal(uk_isatty(2), -UK_ENOTTY); // the host's is no terminal
    assert_int_equal(uk_fstat(1, &st), 0);
    assert_int_equal(st.st_mode & UK_S_IFMT, UK_S_IFCHR);
    assert_int_equal(uk_lseek(1, 0, UK_SEEK_CUR), -UK_ESPIPE);
    assert_int_equal(uk_pwrite(1, "x", 1, 0), -UK_ESPIPE);
    assert_int_equal(uk_close(1), 0);
    assert_int_equal(uk_write(1, "x", 1), -UK_EBADF);
}

static void offsets_are_shared_by_duplicates_only(void **state)
{
    (void)state;
    char byte;
    int fd = new_file("f"), again = uk_open("f", UK_O_RDWR, 0), dup = uk_dup(fd);
    assert_int_equal(uk_write(fd, "abcdef", 6), 6);
    assert_int_equal(uk_lseek(dup, 0, UK_SEEK_CUR), 6);
    assert_int_equal(uk_lseek(again, 0, UK_SEEK_CUR), 0);
    uk_close(fd);
    assert_int_equal(uk_lseek(dup, -1, UK_SEEK_END), 5);
    assert_int_equal(uk_read(dup, &byte, 1), 1);
    assert_int_equal(byte, 'f');
}

static void pread_and_pwrite_leave_the_offset(void **state)
{
    (void)state;
    char text[4] = "";
    int fd = new_file("f");
    uk_write(fd, "abcdef", 6);
    assert_int_equal(uk_pwrite(fd, "XY", 2, 1), 2);
    assert_int_equal(uk_pread(fd, text, 3, 1), 3);
    assert_string_equal(text, "XYd");
    assert_int_equal(uk_lseek(fd, 0, UK_SEEK_CUR), 6);
    assert_int_equal(uk_pread(fd, text, 3, -1), -UK_EINVAL);
    assert_int_equal(uk_pread(fd, text, 3, 100), 0);
}

static void vectors_are_one_call(void **state)
{
    (void)state;
    char a[2], b[10];
    int fd = new_file("f");
    struct uk_iovec out[] = { { (void *)"one", 3 }, { NULL, 0 }, { (void *)"two", 3 } };
    struct uk_iovec in[] = { { a, 2 }, { b, 10 } };
    assert_int_equal(uk_writev(fd, out, 3), 6);
    uk_lseek(fd, 0, UK_SEEK_SET);
    assert_int_equal(uk_readv(fd, in, 2), 6);
    assert_memory_equal(a, "on", 2);
    assert_memory_equal(b, "etwo", 4);
    assert_int_equal(uk_preadv(fd, in, 2, 4), 2);
    assert_int_equal(uk_pwritev(fd, out, 3, 1), 6);
    assert_int_equal(uk_writev(fd, out, -1), -UK_EINVAL);
    assert_int_equal(uk_writev(fd, out, UK_IOV_MAX + 1), -UK_EINVAL);
    struct uk_iovec huge[] = { { a, SIZE_MAX / 2 }, { b, SIZE_MAX / 2 } };
    assert_int_equal(uk_readv(fd, huge, 2), -UK_EINVAL);
}

static void dup2_replaces_as_one_step(void **state)
{
    (void)state;
    int fd = new_file("f");
    assert_int_equal(uk_dup2(fd, 10), 10);
    assert_int_equal(uk_dup2(fd, fd), fd);
    assert_int_equal(uk_dup3(fd, fd, 0), -UK_EINVAL);
    assert_int_equal(uk_dup3(fd, 11, 1), -UK_EINVAL);
    assert_int_equal(uk_dup2(fd, -1), -UK_EBADF);
    assert_int_equal(uk_dup2(fd, 1024), -UK_EBADF);
    assert_int_equal(uk_dup2(fd, 1), 1); // as a shell redirects
    assert_int_equal(uk_write(1, "to the file", 11), 11);
    assert_int_equal(host_output_size, 0);
    assert_int_equal(uk_isatty(1), -UK_ENOTTY);
    uk_close(fd);
    uk_close(10);
    struct uk_stat st;
    uk_fstat(1, &st);
    assert_int_equal(st.st_size, 11);
    uk_close(1);
}

static void the_table_grows_up_to_the_limit(void **state)
{
    (void)state;
    struct uk_rlimit before, limit = { 40, 4096 };
    int fd = new_file("f");
    uk_getrlimit(UK_RLIMIT_NOFILE, &before);
    assert_int_equal(before.rlim_cur, 1024);
    assert_int_equal(uk_setrlimit(UK_RLIMIT_NOFILE, &limit), 0);
    for (int i = fd + 1; i < 40; i++)
        assert_int_equal(uk_dup(fd), i);
    assert_int_equal(uk_dup(fd), -UK_EMFILE);
    assert_int_equal(uk_open("f", UK_O_RDONLY, 0), -UK_EMFILE);
    assert_int_equal(uk_open("new", UK_O_RDWR | UK_O_CREAT, 0644), -UK_EMFILE);
    assert_int_equal(uk_access("new", UK_F_OK), -UK_ENOENT); // not made
    struct file *f = console_files[0].refs == 1 ? &console_files[0] : NULL;
    assert_non_null(f); // failures gave their references back
    uk_setrlimit(UK_RLIMIT_NOFILE, &before);
}

static void fcntl_knows_its_commands(void **state)
{
    (void)state;
    int fd = uk_open("f", UK_O_RDWR | UK_O_CREAT | UK_O_APPEND | UK_O_CLOEXEC, 0644);
    assert_int_equal(uk_fcntl(fd, UK_F_GETFD, 0), UK_FD_CLOEXEC);
    assert_int_equal(uk_fcntl(fd, UK_F_SETFD, 0), 0);
    assert_int_equal(uk_fcntl(fd, UK_F_GETFD, 0), 0);
    assert_int_equal(uk_fcntl(fd, UK_F_GETFL, 0), UK_O_RDWR | UK_O_APPEND);
    assert_int_equal(uk_fcntl(fd, UK_F_SETFL, UK_O_NONBLOCK | UK_O_WRONLY), 0);
    assert_int_equal(uk_fcntl(fd, UK_F_GETFL, 0), UK_O_RDWR | UK_O_NONBLOCK); // the mode stays
    assert_int_equal(uk_fcntl(fd, UK_F_DUPFD, 20), 20);
    assert_int_equal(uk_fcntl(fd, UK_F_DUPFD, 20), 21);
    assert_int_equal(uk_fcntl(fd, UK_F_DUPFD_CLOEXEC, 0), fd + 1);
    assert_int_equal(uk_fcntl(fd + 1, UK_F_GETFD, 0), UK_FD_CLOEXEC);
    assert_int_equal(uk_fcntl(fd, UK_F_DUPFD, 1u << 30), -UK_EINVAL);
    assert_int_equal(uk_fcntl(fd, 4711, 0), -UK_EINVAL);
}

static void locks_never_conflict(void **state)
{
    (void)state;
    int fd = new_file("f");
    struct uk_flock lock = { .l_type = UK_F_WRLCK, .l_start = 1 << 30, .l_len = 510 };
    assert_int_equal(uk_fcntl(fd, UK_F_SETLK, (unsigned long)&lock), 0);
    assert_int_equal(lock.l_type, UK_F_WRLCK);
    assert_int_equal(uk_fcntl(fd, UK_F_GETLK, (unsigned long)&lock), 0);
    assert_int_equal(lock.l_type, UK_F_UNLCK);
    lock.l_type = 9;
    assert_int_equal(uk_fcntl(fd, UK_F_SETLK, (unsigned long)&lock), -UK_EINVAL);
    assert_int_equal(uk_fcntl(fd, UK_F_SETLK, 0), -UK_EFAULT);
    assert_int_equal(uk_flock(fd, UK_LOCK_EX | UK_LOCK_NB), 0);
    assert_int_equal(uk_flock(fd, 0), -UK_EINVAL);
}

static void terminals_answer_ioctl(void **state)
{
    (void)state;
    struct uk_winsize size = { 0 };
    struct uk_termios t;
    int n = 1;
    assert_int_equal(uk_ioctl(1, UK_TIOCGWINSZ, &size), 0);
    assert_int_equal(size.ws_row, 24);
    assert_int_equal(size.ws_col, 132);
    assert_int_equal(uk_ioctl(1, UK_TIOCGWINSZ, NULL), -UK_EFAULT);
    assert_int_equal(uk_ioctl(0, UK_TCGETS, &t), 0);
    t.c_lflag = 0;
    assert_int_equal(uk_ioctl(0, UK_TCSETSF, &t), 0);
    t.c_lflag = 1;
    uk_ioctl(0, UK_TCGETS, &t);
    assert_int_equal(t.c_lflag, 0);
    assert_int_equal(uk_ioctl(2, UK_TIOCGWINSZ, &size), -UK_ENOTTY);
    int fd = new_file("f");
    uk_pwrite(fd, "abc", 3, 0);
    assert_int_equal(uk_ioctl(fd, UK_TCGETS, &t), -UK_ENOTTY);
    assert_int_equal(uk_ioctl(fd, UK_FIONREAD, &n), 0);
    assert_int_equal(n, 3);
    assert_int_equal(uk_ioctl(fd, UK_FIONBIO, &n), 0);
    assert_int_equal(uk_fcntl(fd, UK_F_GETFL, 0), UK_O_RDWR | UK_O_NONBLOCK);
}

static void sizes_can_be_set(void **state)
{
    (void)state;
    struct uk_stat st;
    int fd = new_file("f");
    assert_int_equal(uk_ftruncate(fd, 5000), 0);
    assert_int_equal(uk_ftruncate(fd, -1), -UK_EINVAL);
    assert_int_equal(uk_fallocate(fd, 0, 4000, 6000), 0);
    uk_fstat(fd, &st);
    assert_int_equal(st.st_size, 10000);
    assert_int_equal(uk_fallocate(fd, 0, 0, 100), 0); // never smaller
    assert_int_equal(uk_fallocate(fd, 1, 0, 100), -UK_EOPNOTSUPP);
    assert_int_equal(uk_fallocate(fd, 0, 0, 0), -UK_EINVAL);
    assert_int_equal(uk_fallocate(fd, 0, 0, 1ll << 40), -UK_ENOSPC);
    assert_int_equal(uk_fallocate(1, 0, 0, 100), -UK_ENODEV);
    assert_int_equal(uk_fsync(fd), 0);
    assert_int_equal(uk_fsync(1), -UK_EINVAL);
    assert_int_equal(uk_truncate("f", 1), 0);
    assert_int_equal(uk_truncate("/", 1), -UK_EISDIR);
    assert_int_equal(uk_truncate("none", 1), -UK_ENOENT);
}

const struct CMUnitTest fd_tests[] = {
    TEST(the_lowest_free_descriptor_is_taken),
    TEST(closed_descriptors_are_bad),
    TEST(the_access_mode_counts),
    TEST(the_console_is_there_from_the_start),
    TEST(offsets_are_shared_by_duplicates_only),
    TEST(pread_and_pwrite_leave_the_offset),
    TEST(vectors_are_one_call),
    TEST(dup2_replaces_as_one_step),
    TEST(the_table_grows_up_to_the_limit),
    TEST(fcntl_knows_its_commands),
    TEST(locks_never_conflict),
    TEST(terminals_answer_ioctl),
    TEST(sizes_can_be_set),
};
const size_t fd_count_ = COUNT(fd_tests);
