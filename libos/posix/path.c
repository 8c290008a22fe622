// SPDX-License-Identifier: MIT
// Where paths begin: the working directory and directories' descriptors; open() and umask().
#include "posix/fd.h"

static struct inode *cwd;       // counted; NULL: the root
static uint32_t file_mask = 022;

static struct inode *working_directory(void)
{
    return cwd ? cwd : vfs_root();
}

int path_base(int dirfd, const char *path, struct inode **out)
{
    if (dirfd == UK_AT_FDCWD || (path && *path == '/')) {
        fs_lock();
        inode_get(*out = working_directory());
        fs_unlock();
        return 0;
    }
    if (path && !*path)
        return -UK_ENOENT;
    struct file *f = fd_get(dirfd);
    if (!f)
        return -UK_EBADF;
    bool is_dir = f->inode && UK_S_ISDIR(f->inode->mode);
    if (is_dir)
        inode_get(*out = f->inode);
    file_put(f);
    return is_dir ? 0 : -UK_ENOTDIR;
}

uint32_t uk_umask(uint32_t mask)
{
    uint32_t before = file_mask;
    file_mask = mask & 0777;
    return before;
}

int uk_openat(int dirfd, const char *path, int flags, uint32_t mode)
{
    struct inode *base;
    struct file *f;
    if (!fd_available())
        return -UK_EMFILE; // before a file is made or cut
    int err = path_base(dirfd, path, &base);
    if (err)
        return err;
    err = vfs_open(base, path, flags, mode & ~file_mask, &f);
    inode_put(base);
    return err ? err : fd_install(f, 0, false, flags & UK_O_CLOEXEC);
}

int uk_mkdirat(int dirfd, const char *path, uint32_t mode)
{
    struct inode *base;
    int err = path_base(dirfd, path, &base);
    if (err)
        return err;
    err = vfs_mkdir(base, path, mode & ~file_mask);
    inode_put(base);
    return err;
}

// Takes the caller's reference to dir.
static int change_to(struct inode *dir)
{
    if (!UK_S_ISDIR(dir->mode)) {
        inode_put(dir);
        return -UK_ENOTDIR;
    }
    fs_lock();
    struct inode *before = cwd;
    cwd = dir;
    fs_unlock();
    if (before)
        inode_put(before);
    return 0;
}

int uk_chdir(const char *path)
{
    struct inode *dir;
    fs_lock();
    int err = walk_existing(working_directory(), path, true, &dir);
    if (!err)
        inode_get(dir);
    fs_unlock();
    return err ? err : change_to(dir);
}

int uk_fchdir(int fd)
{
    struct inode *dir;
    int err = fd < 0 ? -UK_EBADF : path_base(fd, NULL, &dir);
    return err ? err : change_to(dir);
}

long uk_getcwd(char *to, size_t n)
{
    if (!to)
        return -UK_EFAULT;
    if (n == 0)
        return -UK_EINVAL;
    fs_lock();
    long len = vfs_path_of(working_directory(), to, n);
    fs_unlock();
    return len;
}
