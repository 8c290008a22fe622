// SPDX-License-Identifier: MIT
// The calls that newlib makes itself (reent.h), on descriptors and names. The struct _reent is always the caller's own,
// so errno goes the usual way.
//
// stdio's table of stream functions names read, seek and close in every program that prints. They lie behind weak
// references, and become part of an image only with what can really lead to them (room.conf: when).
#include "posix/newlib/private.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>

long stream_read(int fd, void *to, size_t n) WEAK;
off_t stream_seek(int fd, off_t offset, int whence) WEAK;
int stream_close(int fd) WEAK;

_ssize_t _write_r(struct _reent *reent, int fd, const void *from, size_t n)
{
    (void)reent;
    return newlib_result(uk_write(fd, from, n));
}

_ssize_t _read_r(struct _reent *reent, int fd, void *to, size_t n)
{
    (void)reent;
    return stream_read ? stream_read(fd, to, n) : newlib_result(-UK_EBADF);
}

_off_t _lseek_r(struct _reent *reent, int fd, _off_t offset, int whence)
{
    (void)reent;
    return stream_seek ? stream_seek(fd, offset, whence) : newlib_result(-UK_ESPIPE);
}

int _close_r(struct _reent *reent, int fd)
{
    (void)reent;
    return stream_close ? stream_close(fd) : (int)newlib_result(-UK_EBADF);
}

int _fstat_r(struct _reent *reent, int fd, struct stat *out)
{
    (void)reent;
    return (int)newlib_result(uk_fstat(fd, (struct uk_stat *)out));
}

int _isatty_r(struct _reent *reent, int fd)
{
    (void)reent;
    return newlib_result(uk_isatty(fd)) == 1;
}

int _open_r(struct _reent *reent, const char *path, int flags, int mode)
{
    (void)reent;
    return (int)newlib_result(uk_open(path, flags, (uint32_t)mode));
}

int _fcntl_r(struct _reent *reent, int fd, int command, int arg)
{
    (void)reent;
    return (int)newlib_result(uk_fcntl(fd, command, (unsigned long)arg));
}

int _stat_r(struct _reent *reent, const char *path, struct stat *out)
{
    (void)reent;
    return (int)newlib_result(uk_stat(path, (struct uk_stat *)out));
}

// Only remove() calls this, which takes empty directories too (C11 7.21.4.1, POSIX).
int _unlink_r(struct _reent *reent, const char *path)
{
    (void)reent;
    int error = uk_unlink(path);
    return (int)newlib_result(error == -UK_EISDIR || error == -UK_EPERM ? uk_rmdir(path) : error);
}

int _rename_r(struct _reent *reent, const char *old, const char *new)
{
    (void)reent;
    return (int)newlib_result(uk_rename(old, new));
}

int _getpid_r(struct _reent *reent)
{
    (void)reent;
    return uk_getpid();
}

int _gettimeofday_r(struct _reent *reent, struct timeval *out, void *zone)
{
    (void)reent;
    (void)zone;
    uint64_t now = uk_realtime();
    out->tv_sec = (time_t)(now / 1000000000);
    out->tv_usec = (suseconds_t)(now % 1000000000 / 1000);
    return 0;
}

// In microseconds, as CLOCKS_PER_SEC says: clock() adds them up.
clock_t _times_r(struct _reent *reent, struct tms *out)
{
    (void)reent;
    struct uk_timespec now;
    uk_clock_gettime(UK_CLOCK_PROCESS_CPUTIME_ID, &now);
    clock_t ticks = now.tv_sec * 1000000 + now.tv_nsec / 1000;
    *out = (struct tms){ .tms_utime = ticks };
    return ticks;
}

_Static_assert(sizeof(struct stat) == sizeof(struct uk_stat), "struct stat is the libOS's own");
_Static_assert(offsetof(struct stat, st_size) == offsetof(struct uk_stat, st_size), "struct stat is the libOS's own");
_Static_assert(offsetof(struct stat, st_ctim) == offsetof(struct uk_stat, st_ctim), "struct stat is the libOS's own");
