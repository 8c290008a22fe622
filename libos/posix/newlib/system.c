// SPDX-License-Identifier: MIT
// What the system is and has: sysconf, resource limits and usage, memory maps, random bytes, terminals' settings,
// dlopen.
#include "posix/newlib/private.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

static int as_int(long result)
{
    return (int)newlib_result(result);
}

// newlib's numbers to the libOS's; what POSIX makes constant is answered here.
static const struct {
    short name, of_libos;
} system_values[] = {
    { _SC_PAGESIZE, UK_SC_PAGESIZE },
    { _SC_NPROCESSORS_CONF, UK_SC_NPROCESSORS },
    { _SC_NPROCESSORS_ONLN, UK_SC_NPROCESSORS },
    { _SC_PHYS_PAGES, UK_SC_PHYS_PAGES },
    { _SC_AVPHYS_PAGES, UK_SC_AVPHYS_PAGES },
    { _SC_OPEN_MAX, UK_SC_OPEN_MAX },
    { _SC_IOV_MAX, UK_SC_IOV_MAX },
    { _SC_ARG_MAX, UK_SC_ARG_MAX },
    { _SC_HOST_NAME_MAX, UK_SC_HOST_NAME_MAX },
    { _SC_SYMLOOP_MAX, UK_SC_SYMLOOP_MAX },
    { _SC_VERSION, UK_SC_VERSION },
};

static const struct {
    short name;
    long value;
} constants[] = {
    { _SC_CLK_TCK, 1000000 }, // times() and clock() count alike
    { _SC_CHILD_MAX, 0 },
    { _SC_NGROUPS_MAX, NGROUPS_MAX },
    { _SC_GETPW_R_SIZE_MAX, 1024 },
    { _SC_GETGR_R_SIZE_MAX, 1024 },
    { _SC_LOGIN_NAME_MAX, LOGIN_NAME_MAX },
    { _SC_TTY_NAME_MAX, TTY_NAME_MAX },
    { _SC_MONOTONIC_CLOCK, _POSIX_MONOTONIC_CLOCK },
    { _SC_THREADS, 200809 },
    { _SC_THREAD_KEYS_MAX, PTHREAD_KEYS_MAX },
    { _SC_THREAD_STACK_MIN, PTHREAD_STACK_MIN },
    { _SC_THREAD_DESTRUCTOR_ITERATIONS, PTHREAD_DESTRUCTOR_ITERATIONS },
    { _SC_FSYNC, _POSIX_FSYNC },
    { _SC_MAPPED_FILES, _POSIX_MAPPED_FILES },
    { _SC_LINE_MAX, LINE_MAX },
    { _SC_STREAM_MAX, INT_MAX },
};

long sysconf(int name)
{
    for (size_t i = 0; i < COUNT(system_values); i++)
        if (system_values[i].name == name)
            return newlib_result(uk_sysconf(system_values[i].of_libos));
    for (size_t i = 0; i < COUNT(constants); i++)
        if (constants[i].name == name)
            return constants[i].value;
    return newlib_result(-UK_EINVAL);
}

int getpagesize(void)
{
    return PAGESIZE;
}

int getdtablesize(void)
{
    return (int)uk_sysconf(UK_SC_OPEN_MAX);
}

int getrusage(int who, struct rusage *out)
{
    _Static_assert(sizeof *out == sizeof(struct uk_rusage), "struct rusage is the libOS's own");
    return as_int(uk_getrusage(who, (struct uk_rusage *)out));
}

int getrlimit(int what, struct rlimit *out)
{
    return as_int(uk_getrlimit(what, (struct uk_rlimit *)out));
}

int setrlimit(int what, const struct rlimit *in)
{
    return as_int(uk_setrlimit(what, (const struct uk_rlimit *)in));
}

// One program, one priority.
int getpriority(int which, id_t who)
{
    (void)who;
    return as_int(which < PRIO_PROCESS || which > PRIO_USER ? -UK_EINVAL : 0);
}

int setpriority(int which, id_t who, int value)
{
    (void)value;
    return getpriority(which, who);
}

int nice(int by)
{
    (void)by;
    return 0;
}

static void *as_address(int error, void *address)
{
    return newlib_result(error) < 0 ? MAP_FAILED : address;
}

void *mmap(void *hint, size_t size, int prot, int flags, int fd, off_t offset)
{
    void *out = NULL;
    int error = uk_mmap(hint, size, prot, flags, fd, offset, &out);
    return as_address(error, out);
}

int munmap(void *start, size_t size)
{
    return as_int(uk_munmap(start, size));
}

int mprotect(void *start, size_t size, int prot)
{
    return as_int(uk_mprotect(start, size, prot));
}

void *mremap(void *start, size_t old, size_t size, int flags, ...)
{
    void *out = NULL;
    int error = uk_mremap(start, old, size, flags, &out);
    return as_address(error, out);
}

int msync(void *start, size_t size, int flags)
{
    return as_int(uk_msync(start, size, flags));
}

int madvise(void *start, size_t size, int advice)
{
    return as_int(uk_madvise(start, size, advice));
}

// Only advice: unlike madvise(), it never throws contents away. Returns the error's number (POSIX).
int posix_madvise(void *start, size_t size, int advice)
{
    (void)start;
    (void)size;
    return advice < POSIX_MADV_NORMAL || advice > POSIX_MADV_DONTNEED ? EINVAL : 0;
}

// All memory is always in RAM.
int mlock(const void *start, size_t size)
{
    (void)start;
    (void)size;
    return 0;
}

int munlock(const void *start, size_t size)
{
    return mlock(start, size);
}

int mlockall(int flags)
{
    (void)flags;
    return 0;
}

int munlockall(void)
{
    return 0;
}

ssize_t getrandom(void *to, size_t n, unsigned flags)
{
    return newlib_result(uk_getrandom(to, n, flags));
}

// POSIX.1-2024: at most 256 bytes at once.
int getentropy(void *to, size_t n)
{
    return as_int(n > 256 ? -UK_EIO : uk_getrandom(to, n, 0)) < 0 ? -1 : 0;
}

void *dlopen(const char *file, int mode)
{
    return uk_dlopen(file, mode);
}

void *dlsym(void *restrict handle, const char *restrict symbol)
{
    return uk_dlsym(handle, symbol);
}

int dlclose(void *handle)
{
    return uk_dlclose(handle) < 0 ? -1 : 0;
}

char *dlerror(void)
{
    return (char *)uk_dlerror();
}

int dladdr(const void *address, Dl_info *out)
{
    (void)address;
    (void)out;
    return 0; // it is in no shared object
}
