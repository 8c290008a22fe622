// SPDX-License-Identifier: MIT
// Unit tests of calls with names: working directory, directories' descriptors, attributes, reading directories.
#include "test_posix.h"

static void touch(const char *path)
{
    int fd = uk_open(path, UK_O_WRONLY | UK_O_CREAT, 0666);
    assert_true(fd >= 0);
    uk_close(fd);
}

static void the_working_directory_moves(void **state)
{
    (void)state;
    char path[32];
    struct uk_stat st;
    assert_int_equal(uk_mkdir("d", 0777), 0);
    assert_int_equal(uk_mkdir("d/e", 0777), 0);
    assert_int_equal(uk_chdir("d/e"), 0);
    assert_int_equal(uk_getcwd(path, sizeof path), 5);
    assert_string_equal(path, "/d/e");
    touch("f");
    assert_int_equal(uk_stat("/d/e/f", &st), 0);
    assert_int_equal(uk_chdir("f"), -UK_ENOTDIR);
    assert_int_equal(uk_chdir("none"), -UK_ENOENT);
    assert_int_equal(uk_chdir(".."), 0);
    uk_getcwd(path, sizeof path);
    assert_string_equal(path, "/d");
    assert_int_equal(uk_getcwd(path, 2), -UK_ERANGE);
    assert_int_equal(uk_getcwd(path, 0), -UK_EINVAL);
    int fd = uk_open("/d/e", UK_O_RDONLY | UK_O_DIRECTORY, 0);
    assert_int_equal(uk_fchdir(fd), 0);
    uk_unlink("/d/e/f");
    assert_int_equal(uk_rmdir("/d/e"), 0);
    assert_int_equal(uk_getcwd(path, sizeof path), -UK_ENOENT);
    assert_int_equal(uk_open("new", UK_O_CREAT | UK_O_WRONLY, 0666), -UK_ENOENT);
    assert_int_equal(uk_fchdir(1), -UK_ENOTDIR);
}

static void at_calls_begin_at_their_descriptor(void **state)
{
    (void)state;
    struct uk_stat st;
    uk_mkdir("d", 0755);
    int dir = uk_open("d", UK_O_RDONLY | UK_O_DIRECTORY, 0);
    int fd = uk_openat(dir, "f", UK_O_CREAT | UK_O_RDWR, 0644);
    assert_true(fd > dir);
    assert_int_equal(uk_stat("/d/f", &st), 0);
    assert_int_equal(uk_fstatat(dir, "f", &st, 0), 0);
    assert_int_equal(uk_fstatat(fd, "f", &st, 0), -UK_ENOTDIR);
    assert_int_equal(uk_fstatat(99, "f", &st, 0), -UK_EBADF);
    assert_int_equal(uk_fstatat(99, "/d/f", &st, 0), 0); // not looked at
    assert_int_equal(uk_fstatat(fd, "", &st, 0), -UK_ENOENT);
    assert_int_equal(uk_fstatat(fd, "", &st, UK_AT_EMPTY_PATH), 0);
    assert_int_equal(uk_mkdirat(dir, "sub", 0755), 0);
    assert_int_equal(uk_renameat(dir, "f", UK_AT_FDCWD, "g"), 0);
    assert_int_equal(uk_linkat(UK_AT_FDCWD, "g", dir, "h", 0), 0);
    assert_int_equal(uk_unlinkat(dir, "sub", 0), -UK_EISDIR);
    assert_int_equal(uk_unlinkat(dir, "sub", UK_AT_REMOVEDIR), 0);
    assert_int_equal(uk_unlinkat(dir, "h", 1), -UK_EINVAL);
    assert_int_equal(uk_fstatat(UK_AT_FDCWD, NULL, &st, 0), -UK_EFAULT);
}

static void symbolic_links_are_read_and_followed(void **state)
{
    (void)state;
    char text[8] = "";
    struct uk_stat st;
    touch("f");
    assert_int_equal(uk_symlink("f", "l"), 0);
    assert_int_equal(uk_readlink("l", text, sizeof text), 1);
    assert_string_equal(text, "f");
    assert_int_equal(uk_readlink("f", text, sizeof text), -UK_EINVAL);
    assert_int_equal(uk_readlink("l", text, 0), -UK_EINVAL);
    assert_int_equal(uk_stat("l", &st), 0);
    assert_true(UK_S_ISREG(st.st_mode));
    assert_int_equal(uk_lstat("l", &st), 0);
    assert_true(UK_S_ISLNK(st.st_mode));
    assert_int_equal(st.st_size, 1);
    assert_int_equal(uk_linkat(UK_AT_FDCWD, "l", UK_AT_FDCWD, "hard", UK_AT_SYMLINK_FOLLOW), 0);
    uk_stat("f", &st);
    assert_int_equal(st.st_nlink, 2);
    assert_int_equal(uk_unlink("l"), 0); // the link, not the file
    assert_int_equal(uk_stat("f", &st), 0);
}

static void new_files_obey_the_mask(void **state)
{
    (void)state;
    struct uk_stat st;
    assert_int_equal(uk_umask(027), 022);
    touch("f");
    uk_stat("f", &st);
    assert_int_equal(st.st_mode, UK_S_IFREG | 0640);
    uk_mkdir("d", 0777);
    uk_stat("d", &st);
    assert_int_equal(st.st_mode, UK_S_IFDIR | 0750);
    assert_int_equal(uk_umask(022), 027);
}

static void attributes_change(void **state)
{
    (void)state;
    struct uk_stat st;
    touch("f");
    assert_int_equal(uk_access("f", UK_R_OK | UK_W_OK), 0);
    assert_int_equal(uk_access("f", UK_X_OK), -UK_EACCES);
    assert_int_equal(uk_access("/", UK_X_OK), 0);
    assert_int_equal(uk_access("none", UK_F_OK), -UK_ENOENT);
    assert_int_equal(uk_access("f", 8), -UK_EINVAL);
    assert_int_equal(uk_chmod("f", 04755), 0);
    assert_int_equal(uk_access("f", UK_X_OK), 0);
    assert_int_equal(uk_chown("f", 5, UINT32_MAX), 0);
    uk_stat("f", &st);
    assert_int_equal(st.st_mode, UK_S_IFREG | 04755);
    assert_int_equal(st.st_uid, 5);
    assert_int_equal(st.st_gid, 0);
    int fd = uk_open("f", UK_O_RDONLY, 0);
    assert_int_equal(uk_fchmod(fd, 0600), 0);
    assert_int_equal(uk_fchown(fd, UINT32_MAX, 7), 0);
    uk_fstat(fd, &st);
    assert_int_equal(st.st_mode, UK_S_IFREG | 0600);
    assert_int_equal(st.st_gid, 7);
    assert_int_equal(uk_fchmod(1, 0600), -UK_EINVAL); // the console has no name
}

static void times_are_set(void **state)
{
    (void)state;
    struct uk_stat st;
    struct uk_timespec times[2] = { { 1, 2 }, { -1, 999999999 } };
    touch("f");
    assert_int_equal(uk_utimensat(UK_AT_FDCWD, "f", times, 0), 0);
    uk_stat("f", &st);
    assert_int_equal(st.st_atim.tv_sec, 1);
    assert_int_equal(st.st_atim.tv_nsec, 2);
    assert_int_equal(st.st_mtim.tv_sec, -1);
    assert_int_equal(st.st_mtim.tv_nsec, 999999999);
    times[0].tv_nsec = UK_UTIME_OMIT;
    times[1].tv_nsec = UK_UTIME_NOW;
    assert_int_equal(uk_utimensat(UK_AT_FDCWD, "f", times, 0), 0);
    uk_stat("f", &st);
    assert_int_equal(st.st_atim.tv_sec, 1);
    assert_int_equal(st.st_mtim.tv_sec, 1700000000);
    times[1].tv_nsec = 1000000000;
    assert_int_equal(uk_utimensat(UK_AT_FDCWD, "f", times, 0), -UK_EINVAL);
    assert_int_equal(uk_utimensat(UK_AT_FDCWD, NULL, NULL, 0), -UK_EFAULT);
    int fd = uk_open("f", UK_O_RDONLY, 0);
    host_wall += 9000000000ull;
    assert_int_equal(uk_utimensat(fd, NULL, NULL, 0), 0);
    uk_stat("f", &st);
    assert_int_equal(st.st_atim.tv_sec, 1700000009);
}

static void directories_are_read_in_parts(void **state)
{
    (void)state;
    char buffer[96], names[64] = "";
    uk_mkdir("d", 0755);
    uk_mkdir("d/dir", 0755);
    touch("d/a");
    touch("d/long-name-of-a-file");
    int fd = uk_open("d", UK_O_RDONLY, 0);
    long n;
    while ((n = uk_getdents(fd, buffer, sizeof buffer)) > 0)
        for (long at = 0; at < n;) {
            struct uk_dirent *e = (struct uk_dirent *)(buffer + at);
            assert_int_equal(e->d_reclen % 8, 0);
            strcat(names, e->d_name);
            strcat(names, e->d_type == UK_DT_DIR ? "/ " : " ");
            at += e->d_reclen;
        }
    assert_int_equal(n, 0);
    assert_string_equal(names, "./ ../ dir/ a long-name-of-a-file ");
    assert_int_equal(uk_lseek(fd, 0, UK_SEEK_SET), 0);
    assert_int_equal(uk_getdents(fd, buffer, 23), -UK_EINVAL);
    assert_int_equal(uk_getdents(fd, buffer, 24), 24); // "."
    int file = uk_open("d/a", UK_O_RDONLY, 0);
    assert_int_equal(uk_getdents(file, buffer, sizeof buffer), -UK_ENOTDIR);
}

static void the_filesystem_has_numbers(void **state)
{
    (void)state;
    struct uk_statfs fs;
    assert_int_equal(uk_statfs("/", &fs), 0);
    assert_int_equal(fs.f_bsize, 4096);
    assert_int_equal(fs.f_blocks, host_page_limit);
    assert_int_equal(uk_statfs("none", &fs), -UK_ENOENT);
    assert_int_equal(uk_fstatfs(99, &fs), -UK_EBADF);
}

const struct CMUnitTest path_tests[] = {
    TEST(the_working_directory_moves),
    TEST(at_calls_begin_at_their_descriptor),
    TEST(symbolic_links_are_read_and_followed),
    TEST(new_files_obey_the_mask),
    TEST(attributes_change),
    TEST(times_are_set),
    TEST(directories_are_read_in_parts),
    TEST(the_filesystem_has_numbers),
};
const size_t path_count = COUNT(path_tests);
