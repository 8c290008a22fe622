// SPDX-License-Identifier: MIT
// The table of file descriptors: private to the room.
#ifndef POSIX_FD_H
#define POSIX_FD_H

#include "fs/fs.h"
#include "posix/posix.h"

struct fd {
    struct file *file; // counted; NULL: free
    bool cloexec;      // remembered for F_GETFD: nothing is ever executed
};

// All under preempt_disable().
extern struct fd *fd_table;
extern unsigned fd_count; // slots
extern unsigned fd_limit; // at most so many: RLIMIT_NOFILE
#define FD_LIMIT_MAX 1048576

// fd.c: the open file, with a reference to be given back by file_put(); NULL: -EBADF.
struct file *fd_get(int fd);
// Takes what is at fd out of the table; NULL: nothing.
struct file *fd_take(int fd);

// fdalloc.c: puts f at the lowest free descriptor from lowest on, or (exact) at lowest itself. The table takes over the
// caller's reference; on failure too: then it is given back. The descriptor, -EMFILE or -ENOMEM.
int fd_install(struct file *f, int lowest, bool exact, bool cloexec);
bool fd_available(void); // false: the next fd_install() would be -EMFILE

// path.c: the directory where a path begins, with a reference for inode_put(). -EBADF, -ENOTDIR.
int path_base(int dirfd, const char *path, struct inode **out);

#endif
