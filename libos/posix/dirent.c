// SPDX-License-Identifier: MIT
// Reading directories.
#include "posix/fd.h"

union entry { // one, as large as it can be
    struct uk_dirent head;
    char bytes[offsetof(struct uk_dirent, d_name) + UK_NAME_MAX + 1];
};

// As many entries as fit, with the lock held; bytes or -E.
static long fill(struct inode *dir, int64_t *cursor, char *to, size_t n)
{
    size_t used = 0;
    for (;;) {
        union entry e;
        int64_t next = *cursor;
        int got = dir->ops->readdir(dir, &next, &e.head);
        if (got <= 0)
            return used ? (long)used : got;
        size_t size = offsetof(struct uk_dirent, d_name) + strlen(e.head.d_name) + 1;
        size_t padded = ALIGN_UP(size, 8ul);
        if (padded > n - used)
            return used ? (long)used : -UK_EINVAL;
        e.head.d_reclen = (uint16_t)padded;
        memcpy(to + used, &e, size);
        memset(to + used + size, 0, padded - size);
        used += padded;
        *cursor = next;
    }
}

long uk_getdents(int fd, void *to, size_t n)
{
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    long used = -UK_ENOTDIR;
    if (f->inode && UK_S_ISDIR(f->inode->mode)) {
        fs_lock();
        used = fill(f->inode, &f->offset, to, n);
        fs_unlock();
    }
    file_put(f);
    return used;
}
