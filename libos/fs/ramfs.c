// SPDX-License-Identifier: MIT
// The filesystem in RAM: makes and frees its inodes. Directories are in ramdir.c, what files hold in ramfile.c.
#include "fs/ramfs.h"
#include "mm/mm.h"

static const char *link_target(struct inode *link)
{
    return ram_of(link)->target;
}

static void release(struct inode *i)
{
    struct ram_inode *r = ram_of(i);
    if (UK_S_ISREG(i->mode))
        ramfile_release(&r->file);
    else if (UK_S_ISDIR(i->mode))
        heap_free(r->dir.buckets);
    else if (r->target_on_heap)
        heap_free((char *)r->target);
    heap_free(r);
}

static const struct inode_ops ram_inode_ops = {
    .lookup = ramdir_lookup,
    .create = ramdir_create,
    .link = ramdir_link,
    .unlink = ramdir_unlink,
    .rename = ramdir_rename,
    .is_empty = ramdir_is_empty,
    .parent = ramdir_parent,
    .name = ramdir_name,
    .target = link_target,
    .readdir = ramdir_readdir,
    .truncate = ramfile_truncate,
    .map = ramfile_map,
    .unmap = ramfile_unmap,
    .release = release,
};

struct ram_inode *ram_new(struct ramfs *fs, uint32_t mode)
{
    struct ram_inode *r = heap_calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->inode.ops = &ram_inode_ops;
    r->inode.mode = mode;
    r->inode.ino = ++fs->last_ino;
    if (UK_S_ISREG(mode))
        r->inode.file_ops = &ramfile_file_ops;
    if (UK_S_ISDIR(mode)) {
        r->inode.file_ops = &ramdir_file_ops;
        r->inode.nlink = 1; // its own "."; its name in the parent makes 2
        r->dir.fs = fs;
        list_init(&r->dir.entries);
        r->dir.next_cookie = 2; // after "." and ".."
    }
    return r;
}

struct ram_inode *ram_from_packed(struct ramfs *fs, const struct uk_rootfs_node *node)
{
    struct ram_inode *r = ram_new(fs, node->mode & (UK_S_IFMT | 07777));
    if (!r)
        return NULL;
    const int64_t second = 1000000000;
    int64_t time = node->mtime > INT64_MAX / second || node->mtime < INT64_MIN / second ? 0 : node->mtime * second;
    r->inode.atime = r->inode.mtime = r->inode.ctime = time;
    if (UK_S_ISDIR(node->mode)) {
        r->dir.packed = node;
        return r;
    }
    if (node->size == 0)
        return r; // an empty file: there is no data, whatever its offset
    r->inode.size = (int64_t)node->size;
    const uint8_t *bytes = fs->packed.base + node->data;
    if (UK_S_ISLNK(node->mode)) {
        r->target = (const char *)bytes;
    } else {
        r->file.packed = bytes;
        r->file.packed_size = node->size;
        r->inode.blocks = (int64_t)ALIGN_UP(node->size, 512ull) / 512;
    }
    return r;
}

struct inode *ramfs_new(const void *packed, size_t size)
{
    static const struct uk_rootfs_node empty_root = { .mode = UK_S_IFDIR | 0755 };
    struct ramfs *fs = heap_calloc(1, sizeof *fs);
    if (!fs)
        return NULL;
    bool sound = size > 0 && packed_open(&fs->packed, packed, size) == 0;
    if (size > 0 && !sound)
        log_line("the image's root filesystem is damaged: left out");
    struct ram_inode *root = ram_from_packed(fs, sound ? fs->packed.nodes : &empty_root);
    if (!root) {
        heap_free(fs);
        return NULL;
    }
    root->dir.parent = root;
    root->inode.refs = 1;
    root->inode.nlink = 2;
    return &root->inode;
}
