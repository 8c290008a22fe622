// SPDX-License-Identifier: MIT
// POSIX's names for what is done with descriptors: open, read, write, fcntl, ioctl, pipe, poll, select, …
#include "posix/newlib/private.h"

#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int as_int(long result)
{
    return (int)newlib_result(result);
}

int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
    va_end(args);
    return as_int(uk_open(path, flags, mode));
}

int openat(int dirfd, const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
    va_end(args);
    return as_int(uk_openat(dirfd, path, flags, mode));
}

int creat(const char *path, mode_t mode)
{
    return as_int(uk_open(path, O_CREAT | O_WRONLY | O_TRUNC, mode));
}

int close(int fd)
{
    return as_int(uk_close(fd));
}

ssize_t read(int fd, void *to, size_t n)
{
    return newlib_result(uk_read(fd, to, n));
}

ssize_t write(int fd, const void *from, size_t n)
{
    return newlib_result(uk_write(fd, from, n));
}

ssize_t pread(int fd, void *to, size_t n, off_t offset)
{
    return newlib_result(uk_pread(fd, to, n, offset));
}

ssize_t pwrite(int fd, const void *from, size_t n, off_t offset)
{
    return newlib_result(uk_pwrite(fd, from, n, offset));
}

_Static_assert(sizeof(struct iovec) == sizeof(struct uk_iovec), "struct iovec is the libOS's own");

ssize_t readv(int fd, const struct iovec *parts, int count)
{
    return newlib_result(uk_readv(fd, (const struct uk_iovec *)parts, count));
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    return newlib_result(uk_writev(fd, (const struct uk_iovec *)parts, count));
}

ssize_t preadv(int fd, const struct iovec *parts, int count, off_t offset)
{
    return newlib_result(uk_preadv(fd, (const struct uk_iovec *)parts, count, offset));
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset)
{
    return newlib_result(uk_pwritev(fd, (const struct uk_iovec *)parts, count, offset));
}

off_t lseek(int fd, off_t offset, int whence)
{
    return newlib_result(uk_lseek(fd, offset, whence));
}

int fstat(int fd, struct stat *out)
{
    return as_int(uk_fstat(fd, (struct uk_stat *)out));
}

int ftruncate(int fd, off_t size)
{
    return as_int(uk_ftruncate(fd, size));
}

int fsync(int fd)
{
    return as_int(uk_fsync(fd));
}

int fdatasync(int fd)
{
    return as_int(uk_fsync(fd));
}

void sync(void)
{
}

// These two return the error's number (POSIX).
int posix_fallocate(int fd, off_t offset, off_t size)
{
    return -uk_fallocate(fd, 0, offset, size);
}

int posix_fadvise(int fd, off_t offset, off_t size, int advice)
{
    (void)offset;
    (void)size;
    struct uk_stat st;
    return advice < POSIX_FADV_NORMAL || advice > POSIX_FADV_NOREUSE ? EINVAL : -uk_fstat(fd, &st);
}

int fcntl(int fd, int command, ...)
{
    va_list args;
    va_start(args, command);
    unsigned long arg = va_arg(args, unsigned long);
    va_end(args);
    return as_int(uk_fcntl(fd, command, arg));
}

int flock(int fd, int operation)
{
    return as_int(uk_flock(fd, operation));
}

int lockf(int fd, int command, off_t size)
{
    (void)size;
    struct uk_stat st;
    return command < F_ULOCK || command > F_TEST ? as_int(-UK_EINVAL) : as_int(uk_fstat(fd, &st));
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list args;
    va_start(args, request);
    void *arg = va_arg(args, void *);
    va_end(args);
    return as_int(uk_ioctl(fd, request, arg));
}

int dup(int fd)
{
    return as_int(uk_dup(fd));
}

int dup2(int fd, int to)
{
    return as_int(uk_dup2(fd, to));
}

int dup3(int fd, int to, int flags)
{
    return as_int(uk_dup3(fd, to, flags));
}

int pipe(int fds[2])
{
    return as_int(uk_pipe2(fds, 0));
}

int pipe2(int fds[2], int flags)
{
    return as_int(uk_pipe2(fds, flags));
}

_Static_assert(sizeof(struct pollfd) == sizeof(struct uk_pollfd), "struct pollfd is the libOS's own");

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
    return as_int(uk_poll((struct uk_pollfd *)fds, count, timeout));
}

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask)
{
    const struct uk_timespec *t = (const struct uk_timespec *)timeout;
    return as_int(uk_ppoll((struct uk_pollfd *)fds, count, t, (const uk_sigset *)mask));
}

static int wait_sets(int count, fd_set *in, fd_set *out, fd_set *err, const struct uk_timespec *timeout,
                     const sigset_t *mask)
{
    const uk_sigset *m = (const uk_sigset *)mask;
    return as_int(uk_pselect(count, (uint64_t *)in, (uint64_t *)out, (uint64_t *)err, timeout, m));
}

int select(int count, fd_set *in, fd_set *out, fd_set *err, struct timeval *timeout)
{
    if (!timeout)
        return wait_sets(count, in, out, err, NULL, NULL);
    if (timeout->tv_sec < 0 || timeout->tv_usec < 0)
        return as_int(-UK_EINVAL);
    struct uk_timespec t = { timeout->tv_sec + timeout->tv_usec / 1000000, timeout->tv_usec % 1000000 * 1000 };
    return wait_sets(count, in, out, err, &t, NULL);
}

int pselect(int count, fd_set *in, fd_set *out, fd_set *err, const struct timespec *timeout, const sigset_t *mask)
{
    return wait_sets(count, in, out, err, (const struct uk_timespec *)timeout, mask);
}

int isatty(int fd)
{
    return newlib_result(uk_isatty(fd)) == 1;
}
