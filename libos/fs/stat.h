// SPDX-License-Identifier: MIT
// File structures and constants inside the libOS: Linux's values and layouts (x86_64). Each libc's door translates.
#ifndef FS_STAT_H
#define FS_STAT_H

#include <stdint.h>

struct uk_timespec {
    int64_t tv_sec;
    int64_t tv_nsec; // 0..999999999
};

struct uk_stat {
    uint64_t st_dev;
    uint64_t st_ino;
    uint64_t st_nlink;
    uint32_t st_mode;
    uint32_t st_uid;
    uint32_t st_gid;
    uint32_t pad;
    uint64_t st_rdev;
    int64_t st_size;
    int64_t st_blksize;
    int64_t st_blocks; // of 512 bytes
    struct uk_timespec st_atim;
    struct uk_timespec st_mtim;
    struct uk_timespec st_ctim;
    int64_t reserved[3];
};
_Static_assert(sizeof(struct uk_stat) == 144, "Linux's struct stat");

// One entry of uk_getdents(): Linux's struct linux_dirent64. d_reclen is a multiple of 8.
struct uk_dirent {
    uint64_t d_ino;
    int64_t d_off; // what lseek() wants to continue after this entry
    uint16_t d_reclen;
    uint8_t d_type; // UK_DT_*
    char d_name[];
};

enum {
    UK_S_IFMT = 0170000, UK_S_IFSOCK = 0140000, UK_S_IFLNK = 0120000, UK_S_IFREG = 0100000, UK_S_IFBLK = 0060000,
    UK_S_IFDIR = 0040000, UK_S_IFCHR = 0020000, UK_S_IFIFO = 0010000,
};
#define UK_S_ISDIR(mode) (((mode) & UK_S_IFMT) == UK_S_IFDIR)
#define UK_S_ISREG(mode) (((mode) & UK_S_IFMT) == UK_S_IFREG)
#define UK_S_ISLNK(mode) (((mode) & UK_S_IFMT) == UK_S_IFLNK)
#define UK_S_ISCHR(mode) (((mode) & UK_S_IFMT) == UK_S_IFCHR)

enum {
    UK_DT_UNKNOWN = 0, UK_DT_FIFO = 1, UK_DT_CHR = 2, UK_DT_DIR = 4, UK_DT_BLK = 6, UK_DT_REG = 8, UK_DT_LNK = 10,
    UK_DT_SOCK = 12, // always st_mode >> 12
};

enum {
    UK_O_RDONLY = 0, UK_O_WRONLY = 1, UK_O_RDWR = 2, UK_O_ACCMODE = 3, UK_O_CREAT = 0100, UK_O_EXCL = 0200,
    UK_O_NOCTTY = 0400, UK_O_TRUNC = 01000, UK_O_APPEND = 02000, UK_O_NONBLOCK = 04000, UK_O_DSYNC = 010000,
    UK_O_DIRECT = 040000, UK_O_LARGEFILE = 0100000, UK_O_DIRECTORY = 0200000, UK_O_NOFOLLOW = 0400000,
    UK_O_NOATIME = 01000000, UK_O_CLOEXEC = 02000000, UK_O_SYNC = 04010000, UK_O_PATH = 010000000,
};

enum { UK_SEEK_SET = 0, UK_SEEK_CUR = 1, UK_SEEK_END = 2, UK_SEEK_DATA = 3, UK_SEEK_HOLE = 4 };

#define UK_NAME_MAX 255
#define UK_PATH_MAX 4096 // with the NUL
#define UK_SYMLOOP_MAX 40

#endif
