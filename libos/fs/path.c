// SPDX-License-Identifier: MIT
// Walks paths to inodes: POSIX 4.13, pathname resolution.
#include "fs/fs.h"

static int walk(struct inode *base, const char *path, bool follow, struct walk *w);

static enum walk_last kind_of(const char *name, size_t len)
{
    if (len == 1 && name[0] == '.')
        return WALK_DOT;
    if (len == 2 && name[0] == '.' && name[1] == '.')
        return WALK_DOTDOT;
    return WALK_NAME;
}

// Looks one component up in w->dir: w->found, NULL when there is nothing of that name.
static int step(struct walk *w)
{
    struct inode *dir = w->dir;
    if (!UK_S_ISDIR(dir->mode))
        return -UK_ENOTDIR;
    if (w->len > UK_NAME_MAX)
        return -UK_ENAMETOOLONG;
    w->last = kind_of(w->name, w->len);
    if (w->last == WALK_DOT) {
        w->found = dir;
        return 0;
    }
    if (w->last == WALK_DOTDOT) {
        w->found = dir->ops->parent(dir);
        return w->found ? 0 : -UK_ENOENT;
    }
    w->found = NULL;
    int err = dir->ops->lookup(dir, w->name, w->len, &w->found);
    return err == -UK_ENOENT ? 0 : err;
}

// Goes on where the link w->found points; the result is in w.
static int follow_link(struct walk *w)
{
    if (++w->links > UK_SYMLOOP_MAX)
        return -UK_ELOOP;
    return walk(w->dir, w->found->ops->target(w->found), true, w);
}

static int walk(struct inode *base, const char *path, bool follow, struct walk *w)
{
    if (!*path)
        return -UK_ENOENT;
    *w = (struct walk){ .last = WALK_ROOT, .dir = *path == '/' ? vfs_root() : base, .links = w->links };
    w->found = w->dir;
    path += *path == '/';
    for (;;) {
        while (*path == '/')
            path++;
        if (!*path)
            return 0;
        w->dir = w->found;
        w->name = path;
        while (*path && *path != '/')
            path++;
        w->len = (size_t)(path - w->name);
        w->slash = *path == '/';
        while (*path == '/')
            path++;
        bool final = !*path, slash = w->slash;
        int err = step(w);
        if (!err && w->found && UK_S_ISLNK(w->found->mode) && (!final || follow))
            err = follow_link(w);
        if (err)
            return err;
        w->slash |= slash;
        if (final)
            return 0;
        if (!w->found)
            return -UK_ENOENT;
    }
}

int walk_path(struct inode *base, const char *path, bool follow, struct walk *out)
{
    if (!path)
        return -UK_EFAULT;
    if (strlen(path) >= UK_PATH_MAX)
        return -UK_ENAMETOOLONG;
    out->links = 0;
    return walk(base, path, follow, out);
}

int walk_existing(struct inode *base, const char *path, bool follow, struct inode **out)
{
    struct walk w;
    int err = walk_path(base, path, follow, &w);
    if (!err && w.slash && !follow && w.found && UK_S_ISLNK(w.found->mode))
        return walk_existing(base, path, true, out);
    if (!err && !w.found)
        err = -UK_ENOENT;
    if (!err && w.slash && !UK_S_ISDIR(w.found->mode))
        err = -UK_ENOTDIR;
    if (!err)
        *out = w.found;
    return err;
}
