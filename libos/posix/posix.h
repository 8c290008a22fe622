// SPDX-License-Identifier: MIT
// Room posix, level 7: file descriptors, files, memory maps, time, signals, and the processes that cannot be.
//
// For all functions: they return 0 or a count, or -UK_E… (base/errno.h); structures and constants are Linux's for
// x86_64. They may wait where they say so, and may be called by threads only. Strings and buffers stay the caller's;
// they are plain pointers into the one address space and are not checked, except that NULL paths give -UK_EFAULT. There
// is one process, pid 1, user 0, group 0: no permission is ever missing.
#ifndef POSIX_POSIX_H
#define POSIX_POSIX_H

#include "base/base.h"
#include "base/errno.h"
#include "fs/stat.h"

// fd.c: what every program has. Descriptors 0, 1 and 2 are the console and need no memory. ----------------------------

// Read at most n bytes at the file's offset. 0: end of file. Waits for console input and pipes, unless UK_O_NONBLOCK.
// -EBADF (not open for that), -EISDIR, -EAGAIN, -EINTR, -EINVAL.
long uk_read(int fd, void *to, size_t n);
// Writes at most n bytes; less only when something stopped it midway. -EBADF, -ENOSPC, -EFBIG, -EPIPE (and SIGPIPE).
long uk_write(int fd, const void *from, size_t n);
int64_t uk_lseek(int fd, int64_t offset, int whence); // the new offset; -EBADF, -EINVAL, -ESPIPE, -EOVERFLOW
int uk_close(int fd);                                 // -EBADF
int uk_fstat(int fd, struct uk_stat *out);            // -EBADF
int uk_isatty(int fd); // 1, or -ENOTTY, -EBADF; descriptors 0-2 as on the host

// io.c ----------------------------------------------------------------------------------------------------------------

struct uk_iovec {
    void *iov_base;
    size_t iov_len;
};
#define UK_IOV_MAX 1024

// As uk_read() and uk_write(), at offset and without moving the file's own. -ESPIPE, -EINVAL (negative offset).
long uk_pread(int fd, void *to, size_t n, int64_t offset);
long uk_pwrite(int fd, const void *from, size_t n, int64_t offset);
// In order, as one call: stop at the first part that comes short. count 0..UK_IOV_MAX, else -EINVAL.
long uk_readv(int fd, const struct uk_iovec *parts, int count);
long uk_writev(int fd, const struct uk_iovec *parts, int count);
long uk_preadv(int fd, const struct uk_iovec *parts, int count, int64_t offset);
long uk_pwritev(int fd, const struct uk_iovec *parts, int count, int64_t offset);
int uk_ftruncate(int fd, int64_t size);                             // -EBADF, -EINVAL, -EFBIG
int uk_fallocate(int fd, int mode, int64_t offset, int64_t size);   // mode 0 only, else -EOPNOTSUPP; -ENOSPC
int uk_fsync(int fd);                                               // nothing to do in RAM; -EBADF, -EINVAL

// fcntl.c -------------------------------------------------------------------------------------------------------------

enum {
    UK_F_DUPFD = 0, UK_F_GETFD = 1, UK_F_SETFD = 2, UK_F_GETFL = 3, UK_F_SETFL = 4, UK_F_GETLK = 5, UK_F_SETLK = 6,
    UK_F_SETLKW = 7, UK_F_SETOWN = 8, UK_F_GETOWN = 9, UK_F_OFD_GETLK = 36, UK_F_OFD_SETLK = 37, UK_F_OFD_SETLKW = 38,
    UK_F_DUPFD_CLOEXEC = 1030, UK_FD_CLOEXEC = 1,
};
enum { UK_F_RDLCK = 0, UK_F_WRLCK = 1, UK_F_UNLCK = 2 };
enum { UK_LOCK_SH = 1, UK_LOCK_EX = 2, UK_LOCK_NB = 4, UK_LOCK_UN = 8 };

struct uk_flock {
    int16_t l_type;
    int16_t l_whence;
    int64_t l_start;
    int64_t l_len;
    int32_t l_pid;
};

// arg is an integer or a struct uk_flock *, by command. Locks belong to the process and there is one: setting always
// succeeds, F_GETLK always answers F_UNLCK. -EBADF, -EINVAL (unknown command), -EMFILE.
long uk_fcntl(int fd, int command, unsigned long arg);
int uk_flock(int fd, int operation);        // 0 in one process; -EBADF, -EINVAL
int uk_dup(int fd);                         // the lowest free descriptor; -EBADF, -EMFILE, -ENOMEM
int uk_dup2(int fd, int to);                // to; closes what to was, as one step; the same: nothing happens
int uk_dup3(int fd, int to, int flags);     // flags: 0 or UK_O_CLOEXEC; the same: -EINVAL

// ioctl.c -------------------------------------------------------------------------------------------------------------

enum {
    UK_TCGETS = 0x5401, UK_TCSETS = 0x5402, UK_TCSETSW = 0x5403, UK_TCSETSF = 0x5404, UK_TIOCGPGRP = 0x540f,
    UK_TIOCSPGRP = 0x5410, UK_TIOCGWINSZ = 0x5413, UK_TIOCSWINSZ = 0x5414, UK_FIONREAD = 0x541b, UK_FIONBIO = 0x5421,
    UK_FIONCLEX = 0x5450, UK_FIOCLEX = 0x5451,
};

struct uk_winsize {
    uint16_t ws_row, ws_col; // 0: unknown
    uint16_t ws_xpixel, ws_ypixel;
};

#define UK_NCCS 19
struct uk_termios { // the kernel's: what TCGETS and TCSETS carry
    uint32_t c_iflag, c_oflag, c_cflag, c_lflag;
    uint8_t c_line;
    uint8_t c_cc[UK_NCCS];
};
_Static_assert(sizeof(struct uk_termios) == 36, "Linux's struct termios");

// -EBADF, -ENOTTY (not a terminal, or an unknown request). TCSETS is remembered; the host's terminal does the editing.
int uk_ioctl(int fd, unsigned long request, void *arg);

// pipe.c, poll.c ------------------------------------------------------------------------------------------------------

typedef uint64_t uk_sigset; // signal N is bit N-1

#define UK_PIPE_BUF 4096 // writes of up to so many bytes are not mixed with others'
// fds[0] reads, fds[1] writes. flags: UK_O_CLOEXEC, UK_O_NONBLOCK. -EINVAL, -EMFILE, -ENOMEM.
int uk_pipe2(int fds[2], int flags);

enum { UK_POLLIN = 1, UK_POLLPRI = 2, UK_POLLOUT = 4, UK_POLLERR = 8, UK_POLLHUP = 16, UK_POLLNVAL = 32 };
struct uk_pollfd {
    int fd;        // negative: skipped
    int16_t events;
    int16_t revents;
};
// Waits at most timeout (NULL: for ever) until something is ready; how many are. Files are always ready. -EINTR,
// -EINVAL. mask: the calling thread's signal mask meanwhile, NULL: as it is.
int uk_ppoll(struct uk_pollfd *fds, size_t count, const struct uk_timespec *timeout, const uk_sigset *mask);
int uk_poll(struct uk_pollfd *fds, size_t count, int timeout_ms); // negative: for ever
#define UK_FD_SETSIZE 1024
// Sets are count bits, in whole words, or NULL; count is at most UK_FD_SETSIZE. Changes them to what is ready; how many
// bits. -EBADF, -EINTR, -EINVAL. mask as above.
int uk_pselect(int count, uint64_t *in, uint64_t *out, uint64_t *err, const struct uk_timespec *timeout,
               const uk_sigset *mask);

// path.c: names. dirfd is a directory's descriptor, or UK_AT_FDCWD; absolute paths ignore it. All may return -ENOENT
// (also for ""), -ENOTDIR, -ELOOP, -ENAMETOOLONG, -EFAULT, -EBADF, -ENOMEM. -------------------------------------------

enum { UK_AT_FDCWD = -100, UK_AT_SYMLINK_NOFOLLOW = 0x100, UK_AT_REMOVEDIR = 0x200, UK_AT_SYMLINK_FOLLOW = 0x400,
       UK_AT_EMPTY_PATH = 0x1000 };
enum { UK_F_OK = 0, UK_X_OK = 1, UK_W_OK = 2, UK_R_OK = 4 };

// The lowest free descriptor. -EEXIST, -EISDIR, -EMFILE, -ENOSPC, -EINVAL; -ENXIO for a device without a
// driver.
int uk_openat(int dirfd, const char *path, int flags, uint32_t mode);
int uk_fstatat(int dirfd, const char *path, struct uk_stat *out, int flags); // UK_AT_SYMLINK_NOFOLLOW, UK_AT_EMPTY_PATH
int uk_faccessat(int dirfd, const char *path, int how, int flags); // -EACCES only for X_OK on a file without any x
int uk_unlinkat(int dirfd, const char *path, int flags); // UK_AT_REMOVEDIR; -EISDIR, -ENOTEMPTY, -EBUSY (root), -EINVAL
int uk_renameat(int olddir, const char *old, int newdir, const char *new); // -EINVAL (into itself), -ENOTEMPTY, -EISDIR
int uk_linkat(int olddir, const char *old, int newdir, const char *new, int flags); // -EPERM (directory), -EEXIST
int uk_symlinkat(const char *target, int dirfd, const char *path);         // -EEXIST
long uk_readlinkat(int dirfd, const char *path, char *to, size_t n);       // bytes, no NUL; -EINVAL (not a link)
int uk_mkdirat(int dirfd, const char *path, uint32_t mode);                // -EEXIST
int uk_fchmodat(int dirfd, const char *path, uint32_t mode);
int uk_fchownat(int dirfd, const char *path, uint32_t uid, uint32_t gid, int flags); // UINT32_MAX: leave
// times[0] access, [1] modification; NULL: now; tv_nsec UK_UTIME_NOW or UK_UTIME_OMIT. path NULL: dirfd itself.
#define UK_UTIME_NOW 0x3fffffff
#define UK_UTIME_OMIT 0x3ffffffe
int uk_utimensat(int dirfd, const char *path, const struct uk_timespec times[2], int flags);
int uk_truncate(const char *path, int64_t size);
int uk_chdir(const char *path);
int uk_fchdir(int fd);
long uk_getcwd(char *to, size_t n); // bytes with the NUL; -ERANGE (too small), -ENOENT (it was removed), -EINVAL (n 0)
int uk_fchmod(int fd, uint32_t mode);
int uk_fchown(int fd, uint32_t uid, uint32_t gid);
uint32_t uk_umask(uint32_t mask); // the old one
// Fills to with struct uk_dirent; bytes used, 0 at the end. -ENOTDIR, -EINVAL (n too small for one), -EBADF. lseek(fd,
// 0) starts over.
long uk_getdents(int fd, void *to, size_t n);

static inline int uk_open(const char *path, int flags, uint32_t mode)
{
    return uk_openat(UK_AT_FDCWD, path, flags, mode);
}
static inline int uk_stat(const char *path, struct uk_stat *out) { return uk_fstatat(UK_AT_FDCWD, path, out, 0); }
static inline int uk_lstat(const char *path, struct uk_stat *out)
{
    return uk_fstatat(UK_AT_FDCWD, path, out, UK_AT_SYMLINK_NOFOLLOW);
}
static inline int uk_access(const char *path, int how) { return uk_faccessat(UK_AT_FDCWD, path, how, 0); }
static inline int uk_unlink(const char *path) { return uk_unlinkat(UK_AT_FDCWD, path, 0); }
static inline int uk_rmdir(const char *path) { return uk_unlinkat(UK_AT_FDCWD, path, UK_AT_REMOVEDIR); }
static inline int uk_rename(const char *old, const char *new)
{
    return uk_renameat(UK_AT_FDCWD, old, UK_AT_FDCWD, new);
}
static inline int uk_link(const char *old, const char *new)
{
    return uk_linkat(UK_AT_FDCWD, old, UK_AT_FDCWD, new, 0);
}
static inline int uk_symlink(const char *target, const char *path) { return uk_symlinkat(target, UK_AT_FDCWD, path); }
static inline long uk_readlink(const char *path, char *to, size_t n)
{
    return uk_readlinkat(UK_AT_FDCWD, path, to, n);
}
static inline int uk_mkdir(const char *path, uint32_t mode) { return uk_mkdirat(UK_AT_FDCWD, path, mode); }
static inline int uk_chmod(const char *path, uint32_t mode) { return uk_fchmodat(UK_AT_FDCWD, path, mode); }
static inline int uk_chown(const char *path, uint32_t uid, uint32_t gid)
{
    return uk_fchownat(UK_AT_FDCWD, path, uid, gid, 0);
}
static inline int uk_lchown(const char *path, uint32_t uid, uint32_t gid)
{
    return uk_fchownat(UK_AT_FDCWD, path, uid, gid, UK_AT_SYMLINK_NOFOLLOW);
}

struct uk_statfs { // Linux's struct statfs
    int64_t f_type, f_bsize;
    uint64_t f_blocks, f_bfree, f_bavail, f_files, f_ffree;
    int32_t f_fsid[2];
    int64_t f_namelen, f_frsize, f_flags, f_spare[4];
};
_Static_assert(sizeof(struct uk_statfs) == 120, "Linux's struct statfs");
int uk_statfs(const char *path, struct uk_statfs *out);
int uk_fstatfs(int fd, struct uk_statfs *out);

// mman.c --------------------------------------------------------------------------------------------------------------

enum { UK_PROT_NONE = 0, UK_PROT_READ = 1, UK_PROT_WRITE = 2, UK_PROT_EXEC = 4 };
enum { UK_MAP_SHARED = 1, UK_MAP_PRIVATE = 2, UK_MAP_FIXED = 0x10, UK_MAP_ANONYMOUS = 0x20, UK_MAP_NORESERVE = 0x4000,
       UK_MAP_POPULATE = 0x8000, UK_MAP_STACK = 0x20000 };
enum { UK_MREMAP_MAYMOVE = 1 };
enum { UK_MADV_DONTNEED = 4, UK_MADV_FREE = 8 };

// Memory is taken at once, zeroed; files are copied, unless the mapping is shared or only read and the file's pages lie
// in one piece (those of the packed root filesystem do). *out: the address. hint is ignored. -EINVAL (size 0, offset,
// flags, any MAP_FIXED), -ENOMEM, -EACCES (write and execute at once, or the descriptor's mode), -EBADF, -ENODEV.
int uk_mmap(void *hint, size_t size, int prot, int flags, int fd, int64_t offset, void **out);
int uk_munmap(void *start, size_t size);              // whole mappings or parts; memory that is not mapped: nothing
int uk_mprotect(void *start, size_t size, int prot);  // -EACCES (write and execute), -ENOMEM (not mapped), -EINVAL
int uk_mremap(void *start, size_t old, size_t size, int flags, void **out); // anonymous only; -ENOMEM, -EINVAL
int uk_msync(void *start, size_t size, int flags);    // 0: shared mappings are the file's pages
int uk_madvise(void *start, size_t size, int advice); // UK_MADV_DONTNEED zeroes anonymous memory; others: nothing

// clock.c, sleep.c ----------------------------------------------------------------------------------------------------

enum { UK_CLOCK_REALTIME = 0, UK_CLOCK_MONOTONIC = 1, UK_CLOCK_PROCESS_CPUTIME_ID = 2, UK_CLOCK_THREAD_CPUTIME_ID = 3,
       UK_CLOCK_MONOTONIC_RAW = 4, UK_CLOCK_REALTIME_COARSE = 5, UK_CLOCK_MONOTONIC_COARSE = 6, UK_CLOCK_BOOTTIME = 7 };
enum { UK_TIMER_ABSTIME = 1 };

// The CPU-time clocks count since the start, without the time in which no thread ran; a thread's is all threads'.
// -EINVAL (unknown clock).
int uk_clock_gettime(int clock, struct uk_timespec *out);
int uk_clock_getres(int clock, struct uk_timespec *out);          // out may be NULL
int uk_clock_settime(int clock, const struct uk_timespec *time);  // UK_CLOCK_REALTIME only, for this run
uint64_t uk_cpu_time(void);                                       // nanoseconds, as CLOCK_PROCESS_CPUTIME_ID
uint64_t uk_realtime(void);                                       // nanoseconds since 1970, as CLOCK_REALTIME
// A deadline of sched (plat_clock() nanoseconds) for a time of that clock; absolute or from now. false: tv is invalid.
bool uk_deadline(int clock, const struct uk_timespec *tv, bool absolute, uint64_t *deadline);
bool uk_deadline_in(const struct uk_timespec *tv, uint64_t *deadline); // from now: needs no time of day
// Waits. flags: UK_TIMER_ABSTIME. -EINTR (left, where not NULL, has what remains of a relative sleep), -EINVAL.
int uk_clock_nanosleep(int clock, int flags, const struct uk_timespec *time, struct uk_timespec *left);
int uk_nanosleep(const struct uk_timespec *time, struct uk_timespec *left); // relative: needs no time of day

// random.c ------------------------------------------------------------------------------------------------------------

enum { UK_GRND_NONBLOCK = 1, UK_GRND_RANDOM = 2 };
// n bytes fit for keys; all of them or an error. -EIO, with a line on the console: neither the host nor the CPU gave a
// seed. -EINVAL: unknown flags.
long uk_getrandom(void *to, size_t n, unsigned flags);

// signal.c ------------------------------------------------------------------------------------------------------------
//
// Signals come from the program itself (kill, raise, abort, alarm) and, as SIGTERM, from the host's power button.
// Handlers run in thread context: for uk_kill() and uk_raise() before they return, for SIGTERM and
// SIGALRM in a thread of the libOS, which then makes the boot thread's waiting call return -EINTR unless UK_SA_RESTART.
// So such a handler must not longjmp() into the program. The boot thread has a mask of its own, all others share one;
// what comes from outside looks at the boot thread's.

enum {
    UK_SIGHUP = 1, UK_SIGINT = 2, UK_SIGQUIT = 3, UK_SIGILL = 4, UK_SIGTRAP = 5, UK_SIGABRT = 6, UK_SIGBUS = 7,
    UK_SIGFPE = 8, UK_SIGKILL = 9, UK_SIGUSR1 = 10, UK_SIGSEGV = 11, UK_SIGUSR2 = 12, UK_SIGPIPE = 13, UK_SIGALRM = 14,
    UK_SIGTERM = 15, UK_SIGCHLD = 17, UK_SIGCONT = 18, UK_SIGSTOP = 19, UK_SIGTSTP = 20, UK_SIGTTIN = 21,
    UK_SIGTTOU = 22, UK_SIGURG = 23, UK_SIGWINCH = 28, UK_NSIG = 65,
};
enum { UK_SIG_BLOCK = 0, UK_SIG_UNBLOCK = 1, UK_SIG_SETMASK = 2 };
enum { UK_SA_SIGINFO = 4, UK_SA_RESTART = 0x10000000, UK_SA_NODEFER = 0x40000000 };
#define UK_SA_RESETHAND 0x80000000u

struct uk_sigaction {
    void (*handler)(int);  // UK_SIG_DFL, UK_SIG_IGN; with UK_SA_SIGINFO called as (signal, siginfo *, NULL)
    unsigned long flags;   // UK_SA_*
    uk_sigset mask;        // blocked as well while the handler runs
};
#define UK_SIG_DFL ((void (*)(int))0)
#define UK_SIG_IGN ((void (*)(int))1)

struct uk_siginfo { // the head of Linux's siginfo_t, padded to its size
    int32_t si_signo, si_errno, si_code, pad, si_pid, si_uid;
    uint8_t rest[104];
};
_Static_assert(sizeof(struct uk_siginfo) == 128, "Linux's siginfo_t");

int uk_sigaction(int signal, const struct uk_sigaction *new, struct uk_sigaction *old); // -EINVAL: unknown, KILL, STOP
int uk_sigprocmask(int how, const uk_sigset *set, uk_sigset *old);                      // the calling thread's; -EINVAL
int uk_sigpending(uk_sigset *out);
int uk_sigsuspend(const uk_sigset *mask); // waits; always -EINTR
// Waits for one of set (blocked by the caller) and takes it: its number. timeout NULL: for ever. -EAGAIN, -EINTR,
// -EINVAL.
int uk_sigtimedwait(const uk_sigset *set, struct uk_siginfo *info, const struct uk_timespec *timeout);
// pid 1, 0 or -1: this program; any other -ESRCH. signal 0 only checks. The default action ends the guest with status
// 128 + signal and "signal N" on the status channel, and does not return.
int uk_kill(int pid, int signal);
int uk_raise(int signal); // the calling thread; 0 only checks
unsigned uk_alarm(unsigned seconds); // SIGALRM after seconds, 0: none; what was left of the last one, rounded up
// Ends the guest at once: no exit handlers, no flushing. status 0..255.
_Noreturn void uk_exit(int status);
_Noreturn void uk_exit_signal(int signal); // as a signal's default action

// Called by uk_init().
void fd_init(void);
void signal_init(void);
void shutdown_init(void);
void dev_random_init(void);

// process.c: one address space has no second process. -----------------------------------------------------------------

// -ENOSYS. The first call for each name logs "NAME() called from CALLER: this libOS has no processes". name is a
// constant. Doors: return __errno(uk_no_process("fork", __builtin_return_address(0))).
int uk_no_process(const char *name, const void *caller);

// ids.c, sys.c: odds and ends -----------------------------------------------------------------------------------------

static inline int uk_getpid(void) { return 1; }
static inline int uk_getppid(void) { return 0; }
static inline uint32_t uk_getuid(void) { return 0; } // and geteuid, getgid, getegid
int uk_setuid(uint32_t id); // and setgid, seteuid, …: 0 for 0, else -EPERM

struct uk_utsname {
    char sysname[65], nodename[65], release[65], version[65], machine[65], domainname[65];
};
int uk_uname(struct uk_utsname *out);

// Values of uk_sysconf(); names of our own, each libc has its own numbers.
enum uk_sysconf_name {
    UK_SC_PAGESIZE, UK_SC_NPROCESSORS, UK_SC_PHYS_PAGES, UK_SC_AVPHYS_PAGES, UK_SC_OPEN_MAX, UK_SC_CLK_TCK,
    UK_SC_IOV_MAX, UK_SC_ARG_MAX, UK_SC_HOST_NAME_MAX, UK_SC_SYMLOOP_MAX, UK_SC_VERSION,
};
long uk_sysconf(int name); // -EINVAL for an unknown name

struct uk_timeval {
    int64_t tv_sec, tv_usec;
};
struct uk_rusage {
    struct uk_timeval ru_utime, ru_stime;
    int64_t ru_maxrss; // KiB in use
    int64_t others[13]; // 0
};
_Static_assert(sizeof(struct uk_rusage) == 144, "Linux's struct rusage");
int uk_getrusage(int who, struct uk_rusage *out); // who: 0 itself, -1 children (zeros), 1 thread (as 0)

enum { UK_RLIMIT_CPU, UK_RLIMIT_FSIZE, UK_RLIMIT_DATA, UK_RLIMIT_STACK, UK_RLIMIT_CORE, UK_RLIMIT_RSS, UK_RLIMIT_NPROC,
       UK_RLIMIT_NOFILE, UK_RLIMIT_MEMLOCK, UK_RLIMIT_AS, UK_RLIMIT_COUNT = 16 };
struct uk_rlimit {
    uint64_t rlim_cur, rlim_max; // UINT64_MAX: none
};
int uk_getrlimit(int what, struct uk_rlimit *out);       // -EINVAL
int uk_setrlimit(int what, const struct uk_rlimit *in);  // only NOFILE has an effect; -EINVAL, -EPERM (too many)

// dlfcn.c: there is nothing to load into a finished image. ------------------------------------------------------------

void *uk_dlopen(const char *file, int mode);            // NULL
void *uk_dlsym(void *handle, const char *symbol);       // NULL
int uk_dlclose(void *handle);                           // -EINVAL
const char *uk_dlerror(void); // text of the last failure, once; then NULL. Static storage, valid until the next failure

#endif
