// SPDX-License-Identifier: MIT
// Linux's system calls for x86-64 (the numbers are those of asm/unistd_64.h).
#ifndef LINUX_CALL_H
#define LINUX_CALL_H

enum {
    LINUX_read = 0, LINUX_write = 1, LINUX_open = 2, LINUX_close = 3, LINUX_poll = 7, LINUX_lseek = 8, LINUX_mmap = 9,
    LINUX_mprotect = 10, LINUX_munmap = 11, LINUX_ioctl = 16, LINUX_pread = 17, LINUX_pwrite = 18, LINUX_readv = 19,
    LINUX_writev = 20, LINUX_madvise = 28, LINUX_dup = 32, LINUX_dup2 = 33, LINUX_getpid = 39, LINUX_uname = 63,
    LINUX_fcntl = 72, LINUX_flock = 73, LINUX_fsync = 74, LINUX_truncate = 76, LINUX_ftruncate = 77, LINUX_getcwd = 79,
    LINUX_chdir = 80, LINUX_fchdir = 81, LINUX_fchmod = 91, LINUX_fchown = 93, LINUX_umask = 95, LINUX_getrlimit = 97,
    LINUX_getrusage = 98, LINUX_statfs = 137, LINUX_fstatfs = 138, LINUX_arch_prctl = 158, LINUX_getdents64 = 217,
    LINUX_clock_gettime = 228, LINUX_clock_getres = 229, LINUX_clock_nanosleep = 230, LINUX_exit_group = 231,
    LINUX_openat = 257, LINUX_mkdirat = 258, LINUX_fchownat = 260, LINUX_newfstatat = 262, LINUX_unlinkat = 263,
    LINUX_renameat = 264, LINUX_linkat = 265, LINUX_symlinkat = 266, LINUX_readlinkat = 267, LINUX_fchmodat = 268,
    LINUX_faccessat = 269, LINUX_utimensat = 280, LINUX_dup3 = 292, LINUX_pipe2 = 293, LINUX_preadv = 295,
    LINUX_pwritev = 296, LINUX_getrandom = 318, LINUX_fstat = 5, LINUX_fallocate = 285,
};

static inline long linux_call(long number, long a, long b, long c, long d, long e, long f)
{
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long result = number;
    __asm__ volatile("syscall" : "+a"(result) : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
    return result;
}

#endif
