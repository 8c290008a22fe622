// SPDX-License-Identifier: MIT
// POSIX's names for what is done with paths: stat, unlink, rename, mkdir, getcwd, …
#include "posix/newlib/private.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <unistd.h>
#include <utime.h>

static int as_int(long result)
{
    return (int)newlib_result(result);
}

int stat(const char *restrict path, struct stat *restrict out)
{
    return as_int(uk_stat(path, (struct uk_stat *)out));
}

int lstat(const char *restrict path, struct stat *restrict out)
{
    return as_int(uk_lstat(path, (struct uk_stat *)out));
}

int fstatat(int dirfd, const char *restrict path, struct stat *restrict out, int flags)
{
    return as_int(uk_fstatat(dirfd, path, (struct uk_stat *)out, flags));
}

int access(const char *path, int how)
{
    return as_int(uk_access(path, how));
}

int eaccess(const char *path, int how)
{
    return access(path, how);
}

int euidaccess(const char *path, int how)
{
    return access(path, how);
}

int faccessat(int dirfd, const char *path, int how, int flags)
{
    return as_int(uk_faccessat(dirfd, path, how, flags & ~AT_EACCESS));
}

int unlink(const char *path)
{
    return as_int(uk_unlink(path));
}

int unlinkat(int dirfd, const char *path, int flags)
{
    return as_int(uk_unlinkat(dirfd, path, flags));
}

int rmdir(const char *path)
{
    return as_int(uk_rmdir(path));
}

int renameat(int olddir, const char *old, int newdir, const char *new)
{
    return as_int(uk_renameat(olddir, old, newdir, new));
}

int link(const char *old, const char *new)
{
    return as_int(uk_link(old, new));
}

int linkat(int olddir, const char *old, int newdir, const char *new, int flags)
{
    return as_int(uk_linkat(olddir, old, newdir, new, flags));
}

int symlink(const char *target, const char *path)
{
    return as_int(uk_symlink(target, path));
}

int symlinkat(const char *target, int dirfd, const char *path)
{
    return as_int(uk_symlinkat(target, dirfd, path));
}

ssize_t readlink(const char *restrict path, char *restrict to, size_t n)
{
    return newlib_result(uk_readlink(path, to, n));
}

ssize_t readlinkat(int dirfd, const char *restrict path, char *restrict to, size_t n)
{
    return newlib_result(uk_readlinkat(dirfd, path, to, n));
}

int mkdir(const char *path, mode_t mode)
{
    return as_int(uk_mkdir(path, mode));
}

int mkdirat(int dirfd, const char *path, mode_t mode)
{
    return as_int(uk_mkdirat(dirfd, path, mode));
}

int chmod(const char *path, mode_t mode)
{
    return as_int(uk_chmod(path, mode));
}

int fchmod(int fd, mode_t mode)
{
    return as_int(uk_fchmod(fd, mode));
}

int fchmodat(int dirfd, const char *path, mode_t mode, int flags)
{
    return as_int(flags & ~AT_SYMLINK_NOFOLLOW ? -UK_EINVAL : uk_fchmodat(dirfd, path, mode));
}

int chown(const char *path, uid_t user, gid_t group)
{
    return as_int(uk_chown(path, user, group));
}

int lchown(const char *path, uid_t user, gid_t group)
{
    return as_int(uk_lchown(path, user, group));
}

int fchown(int fd, uid_t user, gid_t group)
{
    return as_int(uk_fchown(fd, user, group));
}

int fchownat(int dirfd, const char *path, uid_t user, gid_t group, int flags)
{
    return as_int(uk_fchownat(dirfd, path, user, group, flags));
}

mode_t umask(mode_t mask)
{
    return uk_umask(mask);
}

int truncate(const char *path, off_t size)
{
    return as_int(uk_truncate(path, size));
}

int chdir(const char *path)
{
    return as_int(uk_chdir(path));
}

int fchdir(int fd)
{
    return as_int(uk_fchdir(fd));
}

// A NULL buffer is allocated, as on Linux and the BSDs; size 0 then means as large as needed.
char *getcwd(char *to, size_t n)
{
    if (to)
        return newlib_result(uk_getcwd(to, n)) < 0 ? NULL : to;
    char text[PATH_MAX];
    long used = newlib_result(uk_getcwd(text, sizeof text));
    if (used < 0)
        return NULL;
    if (n != 0 && (size_t)used > n) {
        errno = ERANGE;
        return NULL;
    }
    char *copy = malloc(n ? n : (size_t)used);
    return copy ? memcpy(copy, text, (size_t)used) : NULL;
}

char *get_current_dir_name(void)
{
    return getcwd(NULL, 0);
}

int utimensat(int dirfd, const char *path, const struct timespec *times, int flags)
{
    return as_int(path ? uk_utimensat(dirfd, path, (const struct uk_timespec *)times, flags) : -UK_EFAULT);
}

int futimens(int fd, const struct timespec *times)
{
    return as_int(uk_utimensat(fd, NULL, (const struct uk_timespec *)times, 0));
}

static int set_times(int fd, const char *path, const struct timeval *times, int flags)
{
    if (!times)
        return as_int(uk_utimensat(fd, path, NULL, flags));
    struct uk_timespec t[2];
    for (int i = 0; i < 2; i++) {
        if (times[i].tv_usec < 0 || times[i].tv_usec >= 1000000)
            return as_int(-UK_EINVAL);
        t[i] = (struct uk_timespec){ times[i].tv_sec, times[i].tv_usec * 1000 };
    }
    return as_int(uk_utimensat(fd, path, t, flags));
}

int utimes(const char *path, const struct timeval *times)
{
    return set_times(AT_FDCWD, path, times, 0);
}

int lutimes(const char *path, const struct timeval *times)
{
    return set_times(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

int futimes(int fd, const struct timeval *times)
{
    return set_times(fd, NULL, times, 0);
}

int utime(const char *path, const struct utimbuf *times)
{
    struct timeval t[2] = { { times ? times->actime : 0, 0 }, { times ? times->modtime : 0, 0 } };
    return set_times(AT_FDCWD, path, times ? t : NULL, 0);
}

static int as_statvfs(int error, const struct uk_statfs *in, struct statvfs *out)
{
    if (error < 0)
        return as_int(error);
    *out = (struct statvfs){
        .f_bsize = (unsigned long)in->f_bsize,
        .f_frsize = (unsigned long)in->f_frsize,
        .f_blocks = in->f_blocks,
        .f_bfree = in->f_bfree,
        .f_bavail = in->f_bavail,
        .f_files = in->f_files,
        .f_ffree = in->f_ffree,
        .f_favail = in->f_ffree,
        .f_flag = (unsigned long)in->f_flags,
        .f_namemax = (unsigned long)in->f_namelen,
    };
    return 0;
}

int statvfs(const char *restrict path, struct statvfs *restrict out)
{
    struct uk_statfs fs;
    return as_statvfs(uk_statfs(path, &fs), &fs, out);
}

int fstatvfs(int fd, struct statvfs *out)
{
    struct uk_statfs fs;
    return as_statvfs(uk_fstatfs(fd, &fs), &fs, out);
}

static long path_limit(int name)
{
    switch (name) {
    case _PC_NAME_MAX: return NAME_MAX;
    case _PC_PATH_MAX: return PATH_MAX;
    case _PC_PIPE_BUF: return PIPE_BUF;
    case _PC_LINK_MAX: return LINK_MAX;
    case _PC_NO_TRUNC: return 1;
    case _PC_CHOWN_RESTRICTED: return 1;
    }
    return newlib_result(-UK_EINVAL);
}

long pathconf(const char *path, int name)
{
    struct uk_stat st;
    return as_int(uk_stat(path, &st)) < 0 ? -1 : path_limit(name);
}

long fpathconf(int fd, int name)
{
    struct uk_stat st;
    return as_int(uk_fstat(fd, &st)) < 0 ? -1 : path_limit(name);
}
