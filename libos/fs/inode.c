// SPDX-License-Identifier: MIT
// Inodes: references, times, stat.
#include "fs/fs.h"

#define SECOND 1000000000

void inode_get(struct inode *i)
{
    fs_lock();
    i->refs++;
    fs_unlock();
}

void inode_put(struct inode *i)
{
    fs_lock();
    if (--i->refs == 0)
        i->ops->release(i);
    fs_unlock();
}

void inode_touch(struct inode *i)
{
    i->mtime = i->ctime = fs_now();
}

static struct uk_timespec timespec_of(int64_t ns)
{
    struct uk_timespec t = { ns / SECOND, ns % SECOND };
    if (t.tv_nsec < 0) { // before 1970
        t.tv_nsec += SECOND;
        t.tv_sec--;
    }
    return t;
}

void inode_stat(const struct inode *i, struct uk_stat *out)
{
    fs_lock();
    *out = (struct uk_stat){
        .st_dev = 1,
        .st_ino = i->ino,
        .st_nlink = i->nlink,
        .st_mode = i->mode,
        .st_uid = i->uid,
        .st_gid = i->gid,
        .st_rdev = i->device ? (uint64_t)i->device->major << 8 | i->device->minor : 0, // Linux's makedev()
        .st_size = i->size,
        .st_blksize = 4096,
        .st_blocks = i->blocks,
        .st_atim = timespec_of(i->atime),
        .st_mtim = timespec_of(i->mtime),
        .st_ctim = timespec_of(i->ctime),
    };
    fs_unlock();
}
