// SPDX-License-Identifier: MIT
// The least that newlib and the libOS's heap need to run as a static Linux process: the yardstick of the Lua figure.
//
// Linked with the application's own objects, the same libc.a, and the libOS's objects of the heap and of malloc() from the
// cache (their private names begin with __uk_). So what differs between this process and the guest is the system below:
// system calls here, drivers and interrupts there.
#include <errno.h>
#include <fcntl.h>
#include <reent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/lock.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <unistd.h>

// Linux's system calls (x86-64).
enum { SYS_READ = 0, SYS_WRITE = 1, SYS_MMAP = 9, SYS_ARCH_PRCTL = 158, SYS_EXIT_GROUP = 231 };

static long syscall3(long n, long a, long b, long c)
{
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return result;
}

static long syscall6(long n, long a, long b, long c, long d, long e, long f)
{
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

// What the heap stands on (libos/mm/mm.h, libos/base/base.h) -------------------------------------------------------------

unsigned __uk_preempt_depth;
bool __uk_preempt_wanted;
void (*__uk_preempt_switch)(bool from_interrupt);

#define ARENA (256ul << 20)
static char *arena, *arena_end;

void *__uk_page_alloc(size_t count, size_t align)
{
    if (!arena) {
        arena = (char *)syscall6(SYS_MMAP, 0, ARENA, 3, 0x4022, -1, 0); // read, write; private, anonymous, no reserve
        arena_end = arena + ARENA;
    }
    char *start = (char *)(((size_t)arena + align - 1) & -align);
    if (count > (size_t)(arena_end - start) / 4096)
        return NULL;
    arena = start + count * 4096;
    return start;
}

// Pages are never used again: the benchmark stays within the arena.
void __uk_page_free(void *start, size_t count)
{
    (void)start, (void)count;
}

bool __uk_page_extend(void *start, size_t count, size_t more)
{
    if ((char *)start + count * 4096 != arena || more > (size_t)(arena_end - arena) / 4096)
        return false;
    arena += more * 4096;
    return true;
}

void __uk_page_usage(size_t *largest, size_t *free, size_t *total)
{
    *largest = *free = *total = (size_t)(arena_end - arena) / 4096;
}

void __uk_log_line(const char *fmt, ...)
{
    syscall3(SYS_WRITE, 2, (long)fmt, (long)strlen(fmt));
}

_Noreturn void __uk_panic(const char *text)
{
    __uk_log_line(text);
    _exit(134);
}

_Noreturn void __stack_chk_fail(void);
_Noreturn void __stack_chk_fail(void)
{
    __uk_panic("stack smashed\n");
}

// What newlib stands on (reent.h, sys/lock.h) ------------------------------------------------------------------------------

struct _reent *__getreent(void)
{
    return _global_impure_ptr;
}

struct __lock {
    char unused;
};
struct __lock __lock___sinit_recursive_mutex, __lock___sfp_recursive_mutex, __lock___atexit_recursive_mutex,
    __lock___at_quick_exit_mutex, __lock___env_recursive_mutex, __lock___tz_mutex, __lock___arc4random_mutex;

void __retarget_lock_init(_LOCK_T *lock) { (void)lock; }
void __retarget_lock_init_recursive(_LOCK_T *lock) { (void)lock; }
void __retarget_lock_close(_LOCK_T lock) { (void)lock; }
void __retarget_lock_close_recursive(_LOCK_T lock) { (void)lock; }
void __retarget_lock_acquire(_LOCK_T lock) { (void)lock; }
void __retarget_lock_acquire_recursive(_LOCK_T lock) { (void)lock; }
void __retarget_lock_release(_LOCK_T lock) { (void)lock; }
void __retarget_lock_release_recursive(_LOCK_T lock) { (void)lock; }

static long failed(struct _reent *r, int error)
{
    r->_errno = error;
    return -1;
}

_ssize_t _write_r(struct _reent *r, int fd, const void *from, size_t n)
{
    long result = syscall3(SYS_WRITE, fd, (long)from, (long)n);
    return result < 0 ? failed(r, EIO) : result;
}

_ssize_t _read_r(struct _reent *r, int fd, void *to, size_t n)
{
    long result = syscall3(SYS_READ, fd, (long)to, (long)n);
    return result < 0 ? failed(r, EIO) : result;
}

int _fstat_r(struct _reent *r, int fd, struct stat *st)
{
    (void)r, (void)fd;
    memset(st, 0, sizeof *st);
    st->st_mode = S_IFCHR;
    st->st_blksize = 1024;
    return 0;
}

int _isatty_r(struct _reent *r, int fd) { (void)fd; return (int)failed(r, ENOTTY) + 1; }
int _open_r(struct _reent *r, const char *path, int flags, int mode) { (void)path, (void)flags, (void)mode; return (int)failed(r, ENOENT); }
int _close_r(struct _reent *r, int fd) { (void)r, (void)fd; return 0; }
_off_t _lseek_r(struct _reent *r, int fd, _off_t at, int whence) { (void)fd, (void)at, (void)whence; return failed(r, ESPIPE); }
int _unlink_r(struct _reent *r, const char *path) { (void)path; return (int)failed(r, ENOENT); }
int _rename_r(struct _reent *r, const char *from, const char *to) { (void)from, (void)to; return (int)failed(r, ENOENT); }
int _stat_r(struct _reent *r, const char *path, struct stat *st) { (void)path, (void)st; return (int)failed(r, ENOENT); }
int _fcntl_r(struct _reent *r, int fd, int command, int arg) { (void)fd, (void)command, (void)arg; return (int)failed(r, EINVAL); }
int _kill_r(struct _reent *r, int pid, int signal) { (void)pid, (void)signal; return (int)failed(r, ESRCH); }
int _getpid_r(struct _reent *r) { (void)r; return 1; }
_CLOCK_T_ _times_r(struct _reent *r, struct tms *t) { (void)r; memset(t, 0, sizeof *t); return 0; }
int _gettimeofday_r(struct _reent *r, struct timeval *tv, void *zone) { (void)r, (void)zone; tv->tv_sec = tv->tv_usec = 0; return 0; }

// What the libOS's door to newlib defines for applications -----------------------------------------------------------------

char **environ;
_Noreturn void abort(void) { __uk_panic("abort\n"); }
int system(const char *command) { (void)command; errno = ENOSYS; return -1; }
void (*signal(int number, void (*handler)(int)))(int) { (void)number, (void)handler; return SIG_DFL; }
FILE *popen(const char *command, const char *mode) { (void)command, (void)mode; errno = ENOSYS; return NULL; }
int pclose(FILE *f) { (void)f; return -1; }
int mkstemp(char *name) { (void)name; errno = ENOENT; return -1; }
void *dlopen(const char *name, int mode) { (void)name, (void)mode; return NULL; }
void *dlsym(void *handle, const char *name) { (void)handle, (void)name; return NULL; }
char *dlerror(void) { return "no dynamic loading"; }
int dlclose(void *handle) { (void)handle; return -1; }

void _exit(int status)
{
    for (;;)
        syscall3(SYS_EXIT_GROUP, status, 0, 0);
}

void exit(int status)
{
    if (_global_impure_ptr->__cleanup)
        _global_impure_ptr->__cleanup(_global_impure_ptr);
    _exit(status);
}

// The entry: argc, argv and NULL, environ and NULL lie at the stack pointer. -------------------------------------------------

int main(int argc, char **argv, char **envp);

__attribute__((used)) static _Noreturn void begin(long *sp)
{
    static void *tcb[8]; // fs:0 points to itself; the canary is at fs:0x28
    tcb[0] = tcb;
    tcb[5] = (void *)0x5bd1e995a7c3f100;
    syscall3(SYS_ARCH_PRCTL, 0x1002, (long)tcb, 0); // ARCH_SET_FS
    char **argv = (char **)(sp + 1);
    environ = argv + *sp + 1;
    exit(main((int)*sp, argv, environ));
}

__asm__(".globl _start\n_start:\n    movq %rsp, %rdi\n    andq $-16, %rsp\n    call begin\n");
