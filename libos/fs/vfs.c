// SPDX-License-Identifier: MIT
// What POSIX does with names: checks as its texts say, then one call of the filesystem.
#include "fs/fs.h"

extern const char __rootfs_start[], __rootfs_end[];

static struct inode *root;

void vfs_init(void)
{
    root = ramfs_new(__rootfs_start, (size_t)(__rootfs_end - __rootfs_start));
    if (!root)
        panic("no memory for the root directory");
    vfs_mknod(root, "/tmp", UK_S_IFDIR | 01777, NULL); // where the image brings none
}

struct inode *vfs_root(void)
{
    return root;
}

// Where something new goes. -EEXIST: there is something.
static int walk_to_new(struct inode *base, const char *path, bool is_dir, struct walk *w)
{
    int err = walk_path(base, path, false, w);
    if (err)
        return err;
    if (w->found)
        return -UK_EEXIST;
    return w->slash && !is_dir ? -UK_ENOENT : 0;
}

// Makes what w names; stamp: with times.
static int make(struct walk *w, uint32_t mode, const char *target, bool stamp, struct inode **out)
{
    int err = w->dir->ops->create(w->dir, w->name, w->len, mode, target, out);
    if (err || !stamp)
        return err;
    inode_touch(*out);
    (*out)->atime = (*out)->mtime;
    inode_touch(w->dir);
    return 0;
}

// open() --------------------------------------------------------------------------------------------------------------

// A link in the last place is followed, unless the flags say no; before slashes always, but nothing is created there.
static int walk_to_open(struct inode *base, const char *path, int flags, struct walk *w)
{
    int err = walk_path(base, path, false, w);
    if (err || !w->found || !UK_S_ISLNK(w->found->mode))
        return err;
    bool creates = flags & UK_O_CREAT;
    bool follow = w->slash ? !creates : !(flags & UK_O_NOFOLLOW) && !(creates && (flags & UK_O_EXCL));
    return follow ? walk_path(base, path, true, w) : 0;
}

static int check_open(const struct walk *w, int flags)
{
    bool writes = (flags & UK_O_ACCMODE) != UK_O_RDONLY;
    if (w->slash && w->last == WALK_NAME && (flags & UK_O_CREAT))
        return -UK_EISDIR;
    if (!w->found)
        return flags & UK_O_CREAT ? 0 : -UK_ENOENT;
    if ((flags & UK_O_CREAT) && (flags & UK_O_EXCL))
        return -UK_EEXIST;
    uint32_t mode = w->found->mode;
    if (UK_S_ISDIR(mode))
        return writes || (flags & (UK_O_CREAT | UK_O_TRUNC)) ? -UK_EISDIR : 0;
    if (w->slash || (flags & UK_O_DIRECTORY))
        return -UK_ENOTDIR;
    if (UK_S_ISLNK(mode))
        return -UK_ELOOP; // not followed: UK_O_NOFOLLOW
    return w->found->file_ops ? 0 : -UK_ENXIO;
}

// Opens what w found or makes it; f is new and takes a reference.
static int open_inode(struct walk *w, int flags, uint32_t mode, struct file *f)
{
    struct inode *i = w->found;
    int err = 0;
    if (!i)
        err = make(w, UK_S_IFREG | (mode & 07777), NULL, true, &i);
    else if ((flags & UK_O_TRUNC) && UK_S_ISREG(i->mode)) // as Linux, also if it is opened for reading
        err = vfs_truncate(i, 0);
    if (err)
        return err;
    inode_get(i);
    f->inode = i;
    f->ops = i->file_ops;
    f->tty = i->device ? i->device->tty : 0;
    return 0;
}

int vfs_open(struct inode *base, const char *path, int flags, uint32_t mode, struct file **out)
{
    const int only_now = UK_O_CREAT | UK_O_EXCL | UK_O_TRUNC | UK_O_NOCTTY | UK_O_NOFOLLOW | UK_O_CLOEXEC;
    if ((flags & UK_O_ACCMODE) == UK_O_ACCMODE || ((flags & UK_O_CREAT) && (flags & UK_O_DIRECTORY)))
        return -UK_EINVAL;
    struct file *f = file_new(NULL, (unsigned)(flags & ~only_now), NULL);
    if (!f)
        return -UK_ENOMEM;
    struct walk w;
    fs_lock();
    int err = walk_to_open(base, path, flags, &w);
    if (!err)
        err = check_open(&w, flags);
    if (!err)
        err = open_inode(&w, flags, mode, f);
    fs_unlock();
    if (err)
        file_free(f);
    else
        *out = f;
    return err;
}

// Names ---------------------------------------------------------------------------------------------------------------

int vfs_mknod(struct inode *base, const char *path, uint32_t mode, const struct device *device)
{
    struct walk w;
    struct inode *i;
    fs_lock();
    int err = walk_to_new(base, path, UK_S_ISDIR(mode), &w);
    if (!err)
        err = make(&w, mode, NULL, false, &i);
    if (!err && device) {
        i->device = device;
        i->file_ops = device->ops;
    }
    fs_unlock();
    return err;
}

int vfs_mkdir(struct inode *base, const char *path, uint32_t mode)
{
    struct walk w;
    struct inode *i;
    fs_lock();
    int err = walk_to_new(base, path, true, &w);
    if (!err)
        err = make(&w, UK_S_IFDIR | (mode & 01777), NULL, true, &i);
    fs_unlock();
    return err;
}

int vfs_symlink(const char *target, struct inode *base, const char *path)
{
    if (!target)
        return -UK_EFAULT;
    if (!*target)
        return -UK_ENOENT;
    if (strlen(target) >= UK_PATH_MAX)
        return -UK_ENAMETOOLONG;
    struct walk w;
    struct inode *i;
    fs_lock();
    int err = walk_to_new(base, path, false, &w);
    if (!err)
        err = make(&w, UK_S_IFLNK | 0777, target, true, &i);
    fs_unlock();
    return err;
}

int vfs_link(struct inode *old_base, const char *old, struct inode *new_base, const char *new, bool follow)
{
    struct walk w;
    struct inode *i;
    fs_lock();
    int err = walk_existing(old_base, old, follow, &i);
    if (!err && UK_S_ISDIR(i->mode))
        err = -UK_EPERM;
    if (!err)
        err = walk_to_new(new_base, new, false, &w);
    if (!err)
        err = w.dir->ops->link(w.dir, w.name, w.len, i);
    if (!err) {
        i->ctime = fs_now();
        inode_touch(w.dir);
    }
    fs_unlock();
    return err;
}

// Takes the name away; dir: rmdir().
static int remove_name(struct inode *base, const char *path, bool dir)
{
    static const int not_names[] = { [WALK_DOT] = UK_EINVAL, [WALK_DOTDOT] = UK_ENOTEMPTY, [WALK_ROOT] = UK_EBUSY };
    struct walk w;
    int err = walk_path(base, path, false, &w);
    if (err)
        return err;
    if (!w.found)
        return -UK_ENOENT;
    bool is_dir = UK_S_ISDIR(w.found->mode);
    if (is_dir != dir)
        return dir ? -UK_ENOTDIR : -UK_EISDIR;
    if (w.slash && !is_dir)
        return -UK_ENOTDIR;
    if (w.last != WALK_NAME)
        return -not_names[w.last];
    if (dir && !w.found->ops->is_empty(w.found))
        return -UK_ENOTEMPTY;
    inode_touch(w.dir);
    w.found->ctime = w.dir->ctime;
    return w.dir->ops->unlink(w.dir, w.name, w.len, w.found);
}

int vfs_unlink(struct inode *base, const char *path)
{
    fs_lock();
    int err = remove_name(base, path, false);
    fs_unlock();
    return err;
}

int vfs_rmdir(struct inode *base, const char *path)
{
    fs_lock();
    int err = remove_name(base, path, true);
    fs_unlock();
    return err;
}

// rename() ------------------------------------------------------------------------------------------------------------

static bool is_below(struct inode *dir, const struct inode *top)
{
    for (;;) {
        if (dir == top)
            return true;
        struct inode *parent = dir->ops->parent(dir);
        if (!parent || parent == dir)
            return false;
        dir = parent;
    }
}

static int check_rename(const struct walk *from, const struct walk *to)
{
    if (from->last != WALK_NAME || to->last != WALK_NAME)
        return -UK_EBUSY;
    if (!from->found)
        return -UK_ENOENT;
    bool is_dir = UK_S_ISDIR(from->found->mode);
    if ((from->slash || to->slash) && !is_dir)
        return -UK_ENOTDIR;
    if (is_dir && from->found != to->found && is_below(to->dir, from->found))
        return -UK_EINVAL;
    if (!to->found || to->found == from->found)
        return 0;
    bool onto_dir = UK_S_ISDIR(to->found->mode);
    if (is_dir != onto_dir)
        return is_dir ? -UK_ENOTDIR : -UK_EISDIR;
    return onto_dir && !to->found->ops->is_empty(to->found) ? -UK_ENOTEMPTY : 0;
}

int vfs_rename(struct inode *old_base, const char *old, struct inode *new_base, const char *new)
{
    struct walk from, to;
    fs_lock();
    int err = walk_path(old_base, old, false, &from);
    if (!err)
        err = walk_path(new_base, new, false, &to);
    if (!err)
        err = check_rename(&from, &to);
    if (!err && from.found != to.found) {
        err = from.dir->ops->rename(from.dir, from.name, from.len, to.dir, to.name, to.len, from.found, to.found);
        if (!err) {
            from.found->ctime = fs_now();
            inode_touch(from.dir);
            inode_touch(to.dir);
        }
    }
    fs_unlock();
    return err;
}

// Others --------------------------------------------------------------------------------------------------------------

int vfs_truncate(struct inode *i, int64_t size)
{
    if (size < 0)
        return -UK_EINVAL;
    if (!UK_S_ISREG(i->mode))
        return UK_S_ISDIR(i->mode) ? -UK_EISDIR : -UK_EINVAL;
    fs_lock();
    int err = i->ops->truncate(i, size);
    if (!err)
        inode_touch(i);
    fs_unlock();
    return err;
}

// Writes dir's path to the end of a buffer; where it begins, NULL: it does not fit or was removed.
static char *path_backwards(struct inode *dir, char *start, char *end)
{
    char *p = end;
    *--p = '\0';
    if (dir == root)
        *--p = '/';
    while (dir != root) {
        size_t len;
        struct inode *parent = dir->ops->parent(dir);
        if (!parent)
            return NULL;
        const char *name = dir->ops->name(dir, &len);
        if ((size_t)(p - start) < len + 1)
            return NULL;
        p -= len;
        memcpy(p, name, len);
        *--p = '/';
        dir = parent;
    }
    return p;
}

static bool was_removed(struct inode *dir)
{
    while (dir && dir != root)
        dir = dir->ops->parent(dir);
    return !dir;
}

long vfs_path_of(struct inode *dir, char *to, size_t n)
{
    if (n < 2)
        return -UK_ERANGE;
    fs_lock();
    long err = was_removed(dir) ? -UK_ENOENT : -UK_ERANGE;
    char *p = err == -UK_ENOENT ? NULL : path_backwards(dir, to, to + n);
    size_t len = p ? (size_t)(to + n - p) : 0;
    if (p)
        memmove(to, p, len);
    fs_unlock();
    return p ? (long)len : err;
}
