// SPDX-License-Identifier: MIT
// Device files: a name in /dev for whoever registers.
#include "fs/fs.h"

void device_register(const struct device *d)
{
    char path[32];
    fmt_print(path, sizeof path, "/dev/%s", d->name);
    int err = vfs_mknod(vfs_root(), "/dev", UK_S_IFDIR | 0755, NULL);
    if (err == 0 || err == -UK_EEXIST)
        err = vfs_mknod(vfs_root(), path, UK_S_IFCHR | d->mode, d);
    if (err && err != -UK_EEXIST)
        log_line("%s: not made, error %d", path, -err);
}

void device_stat(struct file *f, struct uk_stat *out)
{
    inode_stat(f->inode, out);
}

void device_release(struct file *f)
{
    inode_put(f->inode);
    file_free(f);
}
