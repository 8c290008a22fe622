// SPDX-License-Identifier: MIT
// Calls that change names: unlink(), rename(), link(), symlink(), readlink().
#include "posix/fd.h"

int uk_unlinkat(int dirfd, const char *path, int flags)
{
    struct inode *base;
    if (flags & ~UK_AT_REMOVEDIR)
        return -UK_EINVAL;
    int err = path_base(dirfd, path, &base);
    if (err)
        return err;
    err = flags & UK_AT_REMOVEDIR ? vfs_rmdir(base, path) : vfs_unlink(base, path);
    inode_put(base);
    return err;
}

int uk_renameat(int olddir, const char *old, int newdir, const char *new)
{
    struct inode *from, *to;
    int err = path_base(olddir, old, &from);
    if (err)
        return err;
    err = path_base(newdir, new, &to);
    if (!err) {
        err = vfs_rename(from, old, to, new);
        inode_put(to);
    }
    inode_put(from);
    return err;
}

int uk_linkat(int olddir, const char *old, int newdir, const char *new, int flags)
{
    struct inode *from, *to;
    if (flags & ~UK_AT_SYMLINK_FOLLOW)
        return -UK_EINVAL;
    int err = path_base(olddir, old, &from);
    if (err)
        return err;
    err = path_base(newdir, new, &to);
    if (!err) {
        err = vfs_link(from, old, to, new, flags & UK_AT_SYMLINK_FOLLOW);
        inode_put(to);
    }
    inode_put(from);
    return err;
}

int uk_symlinkat(const char *target, int dirfd, const char *path)
{
    struct inode *base;
    int err = path_base(dirfd, path, &base);
    if (err)
        return err;
    err = vfs_symlink(target, base, path);
    inode_put(base);
    return err;
}

static long copy_target(struct inode *link, char *to, size_t n)
{
    if (!UK_S_ISLNK(link->mode))
        return -UK_EINVAL;
    const char *target = link->ops->target(link);
    size_t len = strlen(target);
    len = len < n ? len : n;
    memcpy(to, target, len);
    return (long)len;
}

long uk_readlinkat(int dirfd, const char *path, char *to, size_t n)
{
    struct inode *base, *link;
    if (n == 0)
        return -UK_EINVAL;
    long result = path_base(dirfd, path, &base);
    if (result)
        return result;
    fs_lock();
    result = walk_existing(base, path, false, &link);
    if (!result)
        result = copy_target(link, to, n);
    fs_unlock();
    inode_put(base);
    return result;
}
