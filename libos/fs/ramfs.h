// SPDX-License-Identifier: MIT
// What the files of the RAM filesystem share: private to the room. All of it runs with fs_lock() held.
#ifndef FS_RAMFS_H
#define FS_RAMFS_H

#include "base/plat.h"
#include "fs/fs.h"
#include "uk/rootfs.h"

// pages.c: the pages of a file, found by number; what is missing is a hole. -------------------------------------------

struct page_tree {
    void *top;      // depth 0: page 0 itself; else a node of slots
    unsigned depth; // levels of nodes
};
void *page_tree_get(const struct page_tree *t, uint64_t index);    // NULL: a hole
void **page_tree_slot(struct page_tree *t, uint64_t index);        // to be filled in; NULL: no memory
size_t page_tree_cut(struct page_tree *t, uint64_t first);         // frees the pages from first on; how many

// packed.c: the read-only filesystem below. ---------------------------------------------------------------------------

struct packed {
    const uint8_t *base;
    size_t size;
    const struct uk_rootfs_node *nodes;
    uint32_t count;
};
int packed_open(struct packed *p, const void *blob, size_t size); // -EINVAL: not one, or damaged
// Child number i of directory dir, checked; its name and length. NULL: damaged.
const struct uk_rootfs_node *packed_child(const struct packed *p, const struct uk_rootfs_node *dir, uint64_t i,
                                          const char **name, size_t *len);

// ramfs.c: inodes -----------------------------------------------------------------------------------------------------

struct ramfs {
    struct packed packed;
    uint64_t last_ino;
};

struct ram_entry {
    struct list node;        // of the directory, in the order of cookies
    struct ram_entry *chain; // of the bucket
    struct ram_inode *inode; // counted
    int64_t cookie;          // place in the directory for readdir, ascending
    uint32_t hash;
    uint32_t len;
    char name[];
};

struct ram_dir {
    struct ramfs *fs;
    struct ram_inode *parent;            // itself: the root; NULL: removed
    struct ram_entry *self;              // its entry in parent
    struct list entries;
    uint32_t count;                      // of entries
    uint32_t bucket_count;               // a power of two; 0: few entries, no table
    struct ram_entry **buckets;          // by hash
    struct ram_entry *hint;              // the last one that readdir gave out
    int64_t next_cookie;
    const struct uk_rootfs_node *packed; // children not loaded yet; NULL: loaded
};

struct ram_map { // a range that mmap() handed out
    struct ram_map *next;
    uint64_t first, count; // pages
};

struct ram_file {
    struct page_tree pages;
    const uint8_t *packed; // bytes below packed_size lie here where pages has a hole
    size_t packed_size;
    bool packed_cut;       // truncated since: what follows packed_size in its page is no longer zero
    struct ram_map *maps;
};

struct ram_inode {
    struct inode inode;
    union {
        struct ram_dir dir;
        struct ram_file file;
        const char *target; // in the packed blob or on the heap
    };
    bool target_on_heap;
};

static inline struct ram_inode *ram_of(struct inode *i) { return container_of(i, struct ram_inode, inode); }

// A new inode with no reference and no name. NULL: no memory.
struct ram_inode *ram_new(struct ramfs *fs, uint32_t mode);
// The same for a node of the packed filesystem.
struct ram_inode *ram_from_packed(struct ramfs *fs, const struct uk_rootfs_node *node);

// ramdir.c ------------------------------------------------------------------------------------------------------------

int ramdir_load(struct ram_inode *dir); // makes the entries of a packed directory, once. -ENOMEM, -EIO
int ramdir_lookup(struct inode *dir, const char *name, size_t len, struct inode **out);
int ramdir_create(struct inode *dir, const char *name, size_t len, uint32_t mode, const char *target,
                  struct inode **out);
int ramdir_link(struct inode *dir, const char *name, size_t len, struct inode *what);
int ramdir_unlink(struct inode *dir, const char *name, size_t len, struct inode *what);
int ramdir_rename(struct inode *from, const char *old, size_t old_len, struct inode *to, const char *name, size_t len,
                  struct inode *what, struct inode *replaced);
bool ramdir_is_empty(struct inode *dir);
struct inode *ramdir_parent(struct inode *dir);
const char *ramdir_name(struct inode *dir, size_t *len);
int ramdir_readdir(struct inode *dir, int64_t *cursor, struct uk_dirent *out);
extern const struct file_ops ramdir_file_ops;

// ramfile.c, rammap.c -------------------------------------------------------------------------------------------------

extern const struct file_ops ramfile_file_ops;
int ramfile_truncate(struct inode *file, int64_t size);
void ramfile_release(struct ram_file *file);
// The page of a file in RAM, taken from below or zeroed if it was not there (fill false: not even that). NULL: no
// memory.
void *ramfile_page(struct ram_inode *file, uint64_t index, bool fill);
// Copies what the file has at offset, below its size or not, zeros where it has nothing.
void ramfile_copy(const struct ram_file *file, int64_t offset, void *to, size_t n);
int ramfile_map(struct inode *file, int64_t offset, size_t size, bool shared, void **out);
void ramfile_unmap(struct inode *file, int64_t offset, size_t size);

#endif
