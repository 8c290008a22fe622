// SPDX-License-Identifier: MIT
// Directories of the filesystem in RAM. A packed directory's entries are made when somebody first looks into it.
#include "fs/ramfs.h"
#include "mm/mm.h"

static uint32_t hash_of(const char *name, size_t len) // FNV-1a
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (uint8_t)name[i]) * 16777619u;
    return h;
}

// Entries -------------------------------------------------------------------------------------------------------------

static struct ram_entry *entry_new(const char *name, size_t len)
{
    struct ram_entry *e = heap_alloc(sizeof *e + len + 1);
    if (!e)
        return NULL;
    e->hash = hash_of(name, len);
    e->len = (uint32_t)len;
    memcpy(e->name, name, len);
    e->name[len] = '\0';
    return e;
}

static struct ram_entry *entry_of(struct list *node)
{
    return container_of(node, struct ram_entry, node);
}

static struct ram_entry **bucket_of(struct ram_dir *d, uint32_t hash)
{
    return &d->buckets[hash & (d->bucket_count - 1)];
}

static void chain_add(struct ram_dir *d, struct ram_entry *e)
{
    struct ram_entry **bucket = bucket_of(d, e->hash);
    e->chain = *bucket;
    *bucket = e;
}

#define TABLE_FROM 16 // entries; below, looking at each is as good

// Keeps as many buckets as entries. Without memory the chains get longer.
static void grow_table(struct ram_dir *d)
{
    uint32_t size = d->bucket_count ? d->bucket_count * 2 : 2 * TABLE_FROM;
    if (d->count < TABLE_FROM || d->count <= d->bucket_count)
        return;
    struct ram_entry **buckets = heap_calloc(size, sizeof *buckets);
    if (!buckets)
        return;
    heap_free(d->buckets);
    d->buckets = buckets;
    d->bucket_count = size;
    for (struct list *n = d->entries.next; n != &d->entries; n = n->next)
        chain_add(d, entry_of(n));
}

// Puts a new entry for what into dir. Cannot fail.
static void entry_add(struct ram_inode *dir, struct ram_entry *e, struct ram_inode *what)
{
    struct ram_dir *d = &dir->dir;
    e->inode = what;
    e->cookie = d->next_cookie++;
    if (d->bucket_count)
        chain_add(d, e);
    list_add_tail(&d->entries, &e->node);
    d->count++;
    grow_table(d);
    what->inode.refs++;
    what->inode.nlink++;
    dir->inode.size += e->len + 8;
    if (UK_S_ISDIR(what->inode.mode)) {
        what->dir.parent = dir;
        what->dir.self = e;
        dir->inode.nlink++; // what's ".."
    }
}

static void unlink_entry(struct ram_dir *d, struct ram_entry *e)
{
    if (d->hint == e)
        d->hint = e->node.prev == &d->entries ? NULL : entry_of(e->node.prev);
    if (d->bucket_count) {
        struct ram_entry **at = bucket_of(d, e->hash);
        while (*at != e)
            at = &(*at)->chain;
        *at = e->chain;
    }
    list_remove(&e->node);
    d->count--;
}

// Takes an entry out of dir and frees it; its inode goes with its last user.
static void entry_remove(struct ram_inode *dir, struct ram_entry *e)
{
    struct ram_inode *what = e->inode;
    unlink_entry(&dir->dir, e);
    what->inode.nlink--;
    dir->inode.size -= e->len + 8;
    if (UK_S_ISDIR(what->inode.mode)) {
        dir->inode.nlink--;
        if (what->dir.self == e) {
            what->dir.parent = NULL;
            what->dir.self = NULL;
        }
    }
    heap_free(e);
    inode_put(&what->inode);
}

static bool is_named(const struct ram_entry *e, uint32_t hash, const char *name, size_t len)
{
    return e->hash == hash && e->len == len && memcmp(e->name, name, len) == 0;
}

static struct ram_entry *entry_find(struct ram_inode *dir, const char *name, size_t len)
{
    struct ram_dir *d = &dir->dir;
    uint32_t hash = hash_of(name, len);
    if (d->bucket_count) {
        struct ram_entry *e = *bucket_of(d, hash);
        while (e && !is_named(e, hash, name, len))
            e = e->chain;
        return e;
    }
    for (struct list *n = d->entries.next; n != &d->entries; n = n->next)
        if (is_named(entry_of(n), hash, name, len))
            return entry_of(n);
    return NULL;
}

// Packed directories --------------------------------------------------------------------------------------------------

static int load_one(struct ram_inode *dir, const struct uk_rootfs_node *node, uint64_t i)
{
    struct ramfs *fs = dir->dir.fs;
    const char *name;
    size_t len;
    const struct uk_rootfs_node *child = packed_child(&fs->packed, node, i, &name, &len);
    if (!child) {
        log_line("the image's root filesystem is damaged");
        return -UK_EIO;
    }
    struct ram_entry *e = entry_new(name, len);
    struct ram_inode *what = e ? ram_from_packed(fs, child) : NULL;
    if (!what) {
        heap_free(e);
        return -UK_ENOMEM;
    }
    entry_add(dir, e, what);
    return 0;
}

int ramdir_load(struct ram_inode *dir)
{
    const struct uk_rootfs_node *node = dir->dir.packed;
    if (!node)
        return 0;
    for (uint64_t i = 0; i < node->size; i++) {
        int err = load_one(dir, node, i);
        if (err) {
            while (!list_empty(&dir->dir.entries))
                entry_remove(dir, entry_of(dir->dir.entries.next));
            dir->dir.next_cookie = 2;
            return err; // the next try starts over
        }
    }
    dir->dir.packed = NULL;
    return 0;
}

// Operations ----------------------------------------------------------------------------------------------------------

int ramdir_lookup(struct inode *dir, const char *name, size_t len, struct inode **out)
{
    int err = ramdir_load(ram_of(dir));
    if (err)
        return err;
    struct ram_entry *e = entry_find(ram_of(dir), name, len);
    if (!e)
        return -UK_ENOENT;
    *out = &e->inode->inode;
    return 0;
}

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = heap_alloc(size);
    if (copy)
        memcpy(copy, text, size);
    return copy;
}

int ramdir_create(struct inode *dir, const char *name, size_t len, uint32_t mode, const char *target,
                  struct inode **out)
{
    struct ram_inode *d = ram_of(dir);
    if (!d->dir.parent)
        return -UK_ENOENT; // the directory was removed
    char *text = target ? copy_text(target) : NULL;
    struct ram_entry *e = entry_new(name, len);
    struct ram_inode *what = ram_new(d->dir.fs, mode);
    if (!e || !what || (target && !text)) {
        heap_free(text);
        heap_free(e);
        heap_free(what);
        return -UK_ENOSPC;
    }
    if (target) {
        what->target = text;
        what->target_on_heap = true;
        what->inode.size = (int64_t)strlen(text);
    }
    entry_add(d, e, what);
    *out = &what->inode;
    return 0;
}

int ramdir_link(struct inode *dir, const char *name, size_t len, struct inode *what)
{
    if (!ram_of(dir)->dir.parent)
        return -UK_ENOENT;
    struct ram_entry *e = entry_new(name, len);
    if (!e)
        return -UK_ENOSPC;
    entry_add(ram_of(dir), e, ram_of(what));
    return 0;
}

int ramdir_unlink(struct inode *dir, const char *name, size_t len, struct inode *what)
{
    (void)what;
    if (UK_S_ISDIR(what->mode))
        what->nlink--; // its own "."
    entry_remove(ram_of(dir), entry_find(ram_of(dir), name, len));
    return 0;
}

int ramdir_rename(struct inode *from, const char *old, size_t old_len, struct inode *to, const char *name, size_t len,
                  struct inode *what, struct inode *replaced)
{
    if (!ram_of(to)->dir.parent)
        return -UK_ENOENT;
    struct ram_entry *before = entry_find(ram_of(from), old, old_len);
    struct ram_entry *after = entry_new(name, len);
    if (!after)
        return -UK_ENOSPC;
    if (replaced)
        ramdir_unlink(to, name, len, replaced);
    entry_add(ram_of(to), after, ram_of(what));
    entry_remove(ram_of(from), before);
    return 0;
}

bool ramdir_is_empty(struct inode *dir)
{
    return ramdir_load(ram_of(dir)) == 0 && list_empty(&ram_of(dir)->dir.entries);
}

struct inode *ramdir_parent(struct inode *dir)
{
    struct ram_inode *parent = ram_of(dir)->dir.parent;
    return parent ? &parent->inode : NULL;
}

const char *ramdir_name(struct inode *dir, size_t *len)
{
    struct ram_entry *e = ram_of(dir)->dir.self;
    *len = e->len;
    return e->name;
}

static int fill(struct uk_dirent *out, const struct inode *i, const char *name, size_t len, int64_t next)
{
    out->d_ino = i->ino;
    out->d_off = next;
    out->d_type = (uint8_t)((i->mode & UK_S_IFMT) >> 12);
    memcpy(out->d_name, name, len);
    out->d_name[len] = '\0';
    return 1;
}

// The first entry whose cookie is at least that; NULL: none. Who reads in order finds it beside the last one.
static struct ram_entry *entry_from(struct ram_dir *d, int64_t cookie)
{
    struct list *n = d->hint && d->hint->cookie <= cookie ? &d->hint->node : d->entries.next;
    while (n != &d->entries && entry_of(n)->cookie < cookie)
        n = n->next;
    return n == &d->entries ? NULL : entry_of(n);
}

int ramdir_readdir(struct inode *dir, int64_t *cursor, struct uk_dirent *out)
{
    struct ram_inode *d = ram_of(dir);
    int err = ramdir_load(d);
    if (err)
        return err;
    if (*cursor == 0)
        return fill(out, dir, ".", 1, *cursor = 1);
    if (*cursor == 1)
        return fill(out, d->dir.parent ? &d->dir.parent->inode : dir, "..", 2, *cursor = 2);
    struct ram_entry *e = entry_from(&d->dir, *cursor);
    d->dir.hint = e;
    return e ? fill(out, &e->inode->inode, e->name, e->len, *cursor = e->cookie + 1) : 0;
}

// Opened directories --------------------------------------------------------------------------------------------------

static long dir_read(struct file *f, void *to, size_t n, int64_t *offset)
{
    (void)f, (void)to, (void)n, (void)offset;
    return -UK_EISDIR;
}

static int64_t dir_seek(struct file *f, int64_t offset, int whence)
{
    if (whence == UK_SEEK_CUR)
        offset += f->offset;
    if (whence > UK_SEEK_CUR || offset < 0)
        return -UK_EINVAL;
    return f->offset = offset;
}

const struct file_ops ramdir_file_ops = {
    .read = dir_read,
    .seek = dir_seek,
    .stat = device_stat,
    .release = device_release,
};
