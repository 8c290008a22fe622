// SPDX-License-Identifier: MIT
// What is known about files: stat(), access(), chmod(), chown(), times, and the filesystem's numbers.
#include "mm/mm.h"
#include "posix/fd.h"

// The inode that dirfd and path lead to, counted. AT_EMPTY_PATH (or no path, empty true): what dirfd itself is.
static int find(int dirfd, const char *path, int flags, bool empty, struct inode **out)
{
    if (empty && dirfd != UK_AT_FDCWD) {
        struct file *f = fd_get(dirfd);
        int err = !f ? -UK_EBADF : !f->inode ? -UK_EINVAL : 0;
        if (!err)
            inode_get(*out = f->inode);
        if (f)
            file_put(f);
        return err;
    }
    struct inode *base;
    int err = path_base(dirfd, path, &base);
    if (err)
        return err;
    fs_lock();
    err = walk_existing(base, empty ? "." : path, !(flags & UK_AT_SYMLINK_NOFOLLOW), out);
    if (!err)
        inode_get(*out);
    fs_unlock();
    inode_put(base);
    return err;
}

int uk_fstatat(int dirfd, const char *path, struct uk_stat *out, int flags)
{
    struct inode *i;
    bool empty = (flags & UK_AT_EMPTY_PATH) && path && !*path;
    if (empty && dirfd != UK_AT_FDCWD)
        return uk_fstat(dirfd, out);
    int err = find(dirfd, path, flags, empty, &i);
    if (err)
        return err;
    inode_stat(i, out);
    inode_put(i);
    return 0;
}

// User 0 may read and write everything, and execute what somebody may execute.
int uk_faccessat(int dirfd, const char *path, int how, int flags)
{
    struct inode *i;
    if (how & ~(UK_R_OK | UK_W_OK | UK_X_OK))
        return -UK_EINVAL;
    int err = find(dirfd, path, flags, false, &i);
    if (err)
        return err;
    bool may = !(how & UK_X_OK) || UK_S_ISDIR(i->mode) || (i->mode & 0111);
    inode_put(i);
    return may ? 0 : -UK_EACCES;
}

// Changes: each on one inode ------------------------------------------------------------------------------------------

struct change {
    uint32_t set;  // bits of what
    uint32_t mode, uid, gid;
    int64_t atime, mtime;
};
enum { SET_MODE = 1, SET_UID = 2, SET_GID = 4, SET_ATIME = 8, SET_MTIME = 16 };

// Takes the caller's reference to i.
static int apply(struct inode *i, const struct change *c)
{
    fs_lock();
    if (c->set & SET_MODE)
        i->mode = (i->mode & UK_S_IFMT) | (c->mode & 07777);
    if (c->set & SET_UID)
        i->uid = c->uid;
    if (c->set & SET_GID)
        i->gid = c->gid;
    if (c->set & SET_ATIME)
        i->atime = c->atime;
    if (c->set & SET_MTIME)
        i->mtime = c->mtime;
    i->ctime = fs_now();
    fs_unlock();
    inode_put(i);
    return 0;
}

static int change(int dirfd, const char *path, int flags, bool empty, const struct change *c)
{
    struct inode *i;
    int err = find(dirfd, path, flags, empty, &i);
    return err ? err : apply(i, c);
}

static struct change owner(uint32_t uid, uint32_t gid)
{
    uint32_t set = (uid != UINT32_MAX ? SET_UID : 0) | (gid != UINT32_MAX ? SET_GID : 0);
    return (struct change){ .set = set, .uid = uid, .gid = gid };
}

int uk_fchmodat(int dirfd, const char *path, uint32_t mode)
{
    return change(dirfd, path, 0, false, &(struct change){ .set = SET_MODE, .mode = mode });
}

int uk_fchmod(int fd, uint32_t mode)
{
    return change(fd < 0 ? -1 : fd, NULL, 0, true, &(struct change){ .set = SET_MODE, .mode = mode });
}

int uk_fchownat(int dirfd, const char *path, uint32_t uid, uint32_t gid, int flags)
{
    struct change c = owner(uid, gid);
    return change(dirfd, path, flags, (flags & UK_AT_EMPTY_PATH) && path && !*path, &c);
}

int uk_fchown(int fd, uint32_t uid, uint32_t gid)
{
    struct change c = owner(uid, gid);
    return change(fd < 0 ? -1 : fd, NULL, 0, true, &c);
}

// One of utimensat()'s times: 1 and *ns, 0: to be left, or -EINVAL.
static int time_of(const struct uk_timespec *t, int64_t *ns)
{
    if (t && t->tv_nsec == UK_UTIME_OMIT)
        return 0;
    if (!t || t->tv_nsec == UK_UTIME_NOW) {
        *ns = fs_now();
        return 1;
    }
    const int64_t second = 1000000000;
    if (t->tv_nsec < 0 || t->tv_nsec >= second || t->tv_sec > INT64_MAX / second - 1 || t->tv_sec < INT64_MIN / second)
        return -UK_EINVAL;
    *ns = t->tv_sec * second + t->tv_nsec;
    return 1;
}

int uk_utimensat(int dirfd, const char *path, const struct uk_timespec times[2], int flags)
{
    struct change c = { .set = 0 };
    if (!path && dirfd == UK_AT_FDCWD)
        return -UK_EFAULT;
    int access = time_of(times ? &times[0] : NULL, &c.atime);
    int modification = time_of(times ? &times[1] : NULL, &c.mtime);
    if (access < 0 || modification < 0)
        return -UK_EINVAL;
    c.set = (access ? SET_ATIME : 0) | (modification ? SET_MTIME : 0);
    return change(dirfd, path, flags, !path, &c);
}

int uk_truncate(const char *path, int64_t size)
{
    struct inode *i;
    int err = find(UK_AT_FDCWD, path, 0, false, &i);
    if (err)
        return err;
    err = vfs_truncate(i, size);
    inode_put(i);
    return err;
}

// The filesystem ------------------------------------------------------------------------------------------------------

static void fill_statfs(struct uk_statfs *out)
{
    size_t largest, free_pages, total;
    page_usage(&largest, &free_pages, &total);
    *out = (struct uk_statfs){
        .f_type = 0x01021994, // Linux's TMPFS_MAGIC
        .f_bsize = 4096,
        .f_frsize = 4096,
        .f_blocks = total,
        .f_bfree = free_pages,
        .f_bavail = free_pages,
        .f_files = total,
        .f_ffree = free_pages,
        .f_namelen = UK_NAME_MAX,
    };
}

int uk_statfs(const char *path, struct uk_statfs *out)
{
    int err = uk_faccessat(UK_AT_FDCWD, path, UK_F_OK, 0);
    if (!err)
        fill_statfs(out);
    return err;
}

int uk_fstatfs(int fd, struct uk_statfs *out)
{
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    file_put(f);
    fill_statfs(out);
    return 0;
}
