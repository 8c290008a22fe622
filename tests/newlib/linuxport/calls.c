// SPDX-License-Identifier: MIT
// The functions of posix/posix.h for a static Linux process: each is one system call, since the structures are Linux's.
#include "posix/posix.h"

#include "base/plat.h"
#include "linux_call.h"

#define CALL(name, ...) CALL_(name, __VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define CALL_(name, a, b, c, d, e, f, ...) linux_call(LINUX_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

long uk_read(int fd, void *to, size_t n) { return CALL(read, fd, to, n); }
long uk_write(int fd, const void *from, size_t n) { return CALL(write, fd, from, n); }
int64_t uk_lseek(int fd, int64_t offset, int whence) { return CALL(lseek, fd, offset, whence); }
int uk_close(int fd) { return (int)CALL(close, fd); }
int uk_fstat(int fd, struct uk_stat *out) { return (int)CALL(fstat, fd, out); }

int uk_isatty(int fd)
{
    struct uk_termios t;
    long error = CALL(ioctl, fd, UK_TCGETS, &t);
    return error ? (int)error : 1;
}

long uk_pread(int fd, void *to, size_t n, int64_t offset) { return CALL(pread, fd, to, n, offset); }
long uk_pwrite(int fd, const void *from, size_t n, int64_t offset) { return CALL(pwrite, fd, from, n, offset); }
long uk_readv(int fd, const struct uk_iovec *parts, int count) { return CALL(readv, fd, parts, count); }
long uk_writev(int fd, const struct uk_iovec *parts, int count) { return CALL(writev, fd, parts, count); }

long uk_preadv(int fd, const struct uk_iovec *parts, int count, int64_t offset)
{
    return CALL(preadv, fd, parts, count, offset);
}

long uk_pwritev(int fd, const struct uk_iovec *parts, int count, int64_t offset)
{
    return CALL(pwritev, fd, parts, count, offset);
}

int uk_ftruncate(int fd, int64_t size) { return (int)CALL(ftruncate, fd, size); }
int uk_fallocate(int fd, int mode, int64_t offset, int64_t size) { return (int)CALL(fallocate, fd, mode, offset, size); }
int uk_fsync(int fd) { return (int)CALL(fsync, fd); }
long uk_fcntl(int fd, int command, unsigned long arg) { return CALL(fcntl, fd, command, arg); }
int uk_flock(int fd, int operation) { return (int)CALL(flock, fd, operation); }
int uk_dup(int fd) { return (int)CALL(dup, fd); }
int uk_dup2(int fd, int to) { return (int)CALL(dup2, fd, to); }
int uk_dup3(int fd, int to, int flags) { return (int)CALL(dup3, fd, to, flags); }
int uk_ioctl(int fd, unsigned long request, void *arg) { return (int)CALL(ioctl, fd, request, arg); }
int uk_pipe2(int fds[2], int flags) { return (int)CALL(pipe2, fds, flags); }
int uk_poll(struct uk_pollfd *fds, size_t count, int timeout) { return (int)CALL(poll, fds, count, timeout); }
int uk_openat(int dirfd, const char *path, int flags, uint32_t mode) { return (int)CALL(openat, dirfd, path, flags, mode); }

int uk_fstatat(int dirfd, const char *path, struct uk_stat *out, int flags)
{
    return (int)CALL(newfstatat, dirfd, path, out, flags);
}

int uk_faccessat(int dirfd, const char *path, int how, int flags) { return (int)CALL(faccessat, dirfd, path, how, flags); }
int uk_unlinkat(int dirfd, const char *path, int flags) { return (int)CALL(unlinkat, dirfd, path, flags); }

int uk_renameat(int olddir, const char *old, int newdir, const char *new)
{
    return (int)CALL(renameat, olddir, old, newdir, new);
}

int uk_linkat(int olddir, const char *old, int newdir, const char *new, int flags)
{
    return (int)CALL(linkat, olddir, old, newdir, new, flags);
}

int uk_symlinkat(const char *target, int dirfd, const char *path) { return (int)CALL(symlinkat, target, dirfd, path); }
long uk_readlinkat(int dirfd, const char *path, char *to, size_t n) { return CALL(readlinkat, dirfd, path, to, n); }
int uk_mkdirat(int dirfd, const char *path, uint32_t mode) { return (int)CALL(mkdirat, dirfd, path, mode); }
int uk_fchmodat(int dirfd, const char *path, uint32_t mode) { return (int)CALL(fchmodat, dirfd, path, mode); }

int uk_fchownat(int dirfd, const char *path, uint32_t uid, uint32_t gid, int flags)
{
    return (int)CALL(fchownat, dirfd, path, uid, gid, flags);
}

int uk_utimensat(int dirfd, const char *path, const struct uk_timespec times[2], int flags)
{
    return (int)CALL(utimensat, dirfd, path, times, flags);
}

int uk_truncate(const char *path, int64_t size) { return (int)CALL(truncate, path, size); }
int uk_chdir(const char *path) { return (int)CALL(chdir, path); }
int uk_fchdir(int fd) { return (int)CALL(fchdir, fd); }
long uk_getcwd(char *to, size_t n) { return CALL(getcwd, to, n); }
int uk_fchmod(int fd, uint32_t mode) { return (int)CALL(fchmod, fd, mode); }
int uk_fchown(int fd, uint32_t uid, uint32_t gid) { return (int)CALL(fchown, fd, uid, gid); }
uint32_t uk_umask(uint32_t mask) { return (uint32_t)CALL(umask, mask); }
long uk_getdents(int fd, void *to, size_t n) { return CALL(getdents64, fd, to, n); }
int uk_statfs(const char *path, struct uk_statfs *out) { return (int)CALL(statfs, path, out); }
int uk_fstatfs(int fd, struct uk_statfs *out) { return (int)CALL(fstatfs, fd, out); }

int uk_mmap(void *hint, size_t size, int prot, int flags, int fd, int64_t offset, void **out)
{
    long p = CALL(mmap, hint, size, prot, flags, fd, offset);
    if (p < 0 && p > -4096)
        return (int)p;
    *out = (void *)p;
    return 0;
}

int uk_munmap(void *start, size_t size) { return (int)CALL(munmap, start, size); }
int uk_mprotect(void *start, size_t size, int prot) { return (int)CALL(mprotect, start, size, prot); }
int uk_madvise(void *start, size_t size, int advice) { return (int)CALL(madvise, start, size, advice); }
int uk_clock_gettime(int clock, struct uk_timespec *out) { return (int)CALL(clock_gettime, clock, out); }
int uk_clock_getres(int clock, struct uk_timespec *out) { return (int)CALL(clock_getres, clock, out); }

uint64_t uk_realtime(void)
{
    struct uk_timespec now;
    uk_clock_gettime(UK_CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

int uk_clock_nanosleep(int clock, int flags, const struct uk_timespec *time, struct uk_timespec *left)
{
    return (int)CALL(clock_nanosleep, clock, flags, time, left);
}

long uk_getrandom(void *to, size_t n, unsigned flags) { return CALL(getrandom, to, n, flags); }
int uk_uname(struct uk_utsname *out) { return (int)CALL(uname, out); }
int uk_getrusage(int who, struct uk_rusage *out) { return (int)CALL(getrusage, who, out); }
int uk_getrlimit(int what, struct uk_rlimit *out) { return (int)CALL(getrlimit, what, out); }
int uk_setuid(uint32_t id) { return id ? -UK_EPERM : 0; }

// One program without handlers: what Lua sets for Ctrl-C is remembered and not used.
int uk_sigaction(int signal, const struct uk_sigaction *new, struct uk_sigaction *old)
{
    static struct uk_sigaction actions[UK_NSIG];
    if (signal < 1 || signal >= UK_NSIG)
        return -UK_EINVAL;
    if (old)
        *old = actions[signal];
    if (new)
        actions[signal] = *new;
    return 0;
}

int uk_sigprocmask(int how, const uk_sigset *set, uk_sigset *old)
{
    (void)how;
    (void)set;
    if (old)
        *old = 0;
    return 0;
}

int uk_raise(int signal) { uk_exit_signal(signal); }
int uk_kill(int pid, int signal) { return pid == 1 ? uk_raise(signal) : -UK_ESRCH; }
void uk_exit(int status) { plat_exit(status); }
void uk_exit_signal(int signal) { plat_exit(128 + signal); }

int uk_no_process(const char *name, const void *caller)
{
    (void)name;
    (void)caller;
    return -UK_ENOSYS;
}

void *uk_dlopen(const char *file, int mode) { return (void)file, (void)mode, NULL; }
void *uk_dlsym(void *handle, const char *symbol) { return (void)handle, (void)symbol, NULL; }
int uk_dlclose(void *handle) { return (void)handle, -UK_EINVAL; }
const char *uk_dlerror(void) { return "nothing can be loaded"; }
long uk_sysconf(int name) { return name == UK_SC_PAGESIZE ? 4096 : -UK_EINVAL; }

bool uk_deadline(int clock, const struct uk_timespec *tv, bool absolute, uint64_t *deadline)
{
    (void)clock;
    (void)absolute;
    *deadline = (uint64_t)tv->tv_sec * 1000000000 + (uint64_t)tv->tv_nsec;
    return tv->tv_nsec >= 0 && tv->tv_nsec < 1000000000;
}
