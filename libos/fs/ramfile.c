// SPDX-License-Identifier: MIT
// What files of the filesystem in RAM hold: pages of their own over the packed bytes, copied on the first write to a
// page.
#include "fs/ramfs.h"
#include "mm/mm.h"

#define BLOCKS_PER_PAGE (int64_t)(PAGE_SIZE / 512)

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

// At most the rest of offset's page.
static size_t part_of_page(int64_t offset, size_t n)
{
    return smaller(n, PAGE_SIZE - (size_t)offset % PAGE_SIZE);
}

static uint64_t page_index(int64_t offset)
{
    return (uint64_t)offset >> PAGE_SHIFT;
}

static void copy_part(const struct ram_file *file, int64_t offset, char *to, size_t n)
{
    const char *page = page_tree_get(&file->pages, page_index(offset));
    if (page) {
        memcpy(to, page + offset % (int64_t)PAGE_SIZE, n);
        return;
    }
    size_t below = (uint64_t)offset < file->packed_size ? smaller(n, file->packed_size - (size_t)offset) : 0;
    if (below > 0)
        memcpy(to, file->packed + offset, below);
    memset(to + below, 0, n - below);
}

void ramfile_copy(const struct ram_file *file, int64_t offset, void *to, size_t n)
{
    for (size_t done = 0; done < n;) {
        size_t part = part_of_page(offset + (int64_t)done, n - done);
        copy_part(file, offset + (int64_t)done, (char *)to + done, part);
        done += part;
    }
}

void *ramfile_page(struct ram_inode *file, uint64_t index, bool fill)
{
    void **slot = page_tree_slot(&file->file.pages, index);
    if (!slot || *slot)
        return slot ? *slot : NULL;
    char *page = page_alloc(1, PAGE_SIZE);
    if (!page)
        return NULL;
    if (fill)
        ramfile_copy(&file->file, (int64_t)(index << PAGE_SHIFT), page, PAGE_SIZE); // the slot is still a hole
    *slot = page;
    file->inode.blocks += BLOCKS_PER_PAGE;
    return page;
}

void ramfile_release(struct ram_file *file)
{
    page_tree_cut(&file->pages, 0);
}

// Truncation ----------------------------------------------------------------------------------------------------------

// Zeros in the pages at and after size: somebody has them mapped.
static void clear_mapped(struct ram_inode *file, int64_t size)
{
    for (struct ram_map *m = file->file.maps; m; m = m->next)
        for (uint64_t i = m->first; i < m->first + m->count; i++) {
            void *page = i >= page_index(size + (int64_t)PAGE_SIZE - 1) ? page_tree_get(&file->file.pages, i) : NULL;
            if (page)
                memset(page, 0, PAGE_SIZE);
        }
}

static void shrink(struct ram_inode *file, int64_t size)
{
    struct ram_file *f = &file->file;
    char *last = size % (int64_t)PAGE_SIZE ? page_tree_get(&f->pages, page_index(size)) : NULL;
    if (last)
        memset(last + size % (int64_t)PAGE_SIZE, 0, PAGE_SIZE - (size_t)size % PAGE_SIZE);
    if (f->maps)
        clear_mapped(file, size);
    else
        file->inode.blocks -=
            BLOCKS_PER_PAGE * (int64_t)page_tree_cut(&f->pages, page_index(size) + (size % (int64_t)PAGE_SIZE != 0));
    if ((uint64_t)size < f->packed_size) {
        f->packed_size = (size_t)size;
        f->packed_cut = true;
    }
}

int ramfile_truncate(struct inode *file, int64_t size)
{
    if (size > INT64_MAX - (int64_t)PAGE_SIZE)
        return -UK_EFBIG;
    if (size < file->size)
        shrink(ram_of(file), size);
    file->size = size;
    return 0;
}

// Open files ----------------------------------------------------------------------------------------------------------

#define AT_MOST 0x7ffff000 // bytes in one call, as Linux

static long file_read(struct file *f, void *to, size_t n, int64_t *offset)
{
    fs_lock();
    int64_t left = f->inode->size - *offset;
    size_t part = left <= 0 ? 0 : smaller(smaller(n, AT_MOST), (size_t)left);
    ramfile_copy(&ram_of(f->inode)->file, *offset, to, part);
    *offset += (int64_t)part;
    fs_unlock();
    return (long)part;
}

// How many bytes were written before memory ended.
static size_t put(struct ram_inode *file, int64_t offset, const char *from, size_t n)
{
    size_t done = 0;
    while (done < n) {
        int64_t at = offset + (int64_t)done;
        size_t part = part_of_page(at, n - done);
        char *page = ramfile_page(file, page_index(at), part < PAGE_SIZE);
        if (!page)
            break;
        memcpy(page + at % (int64_t)PAGE_SIZE, from + done, part);
        done += part;
    }
    return done;
}

static long write_locked(struct file *f, const void *from, size_t n, int64_t *offset)
{
    struct inode *i = f->inode;
    if (f->flags & UK_O_APPEND)
        *offset = i->size;
    n = smaller(n, AT_MOST);
    if (*offset > INT64_MAX - (int64_t)PAGE_SIZE - (int64_t)n)
        return -UK_EFBIG;
    size_t done = put(ram_of(i), *offset, from, n);
    if (done == 0)
        return -UK_ENOSPC;
    *offset += (int64_t)done;
    if (*offset > i->size)
        i->size = *offset;
    inode_touch(i);
    return (long)done;
}

static long file_write(struct file *f, const void *from, size_t n, int64_t *offset)
{
    if (n == 0)
        return 0;
    fs_lock();
    long done = write_locked(f, from, n, offset);
    fs_unlock();
    return done;
}

static int64_t seek_locked(struct file *f, int64_t offset, int whence)
{
    int64_t size = f->inode->size, base = 0;
    switch (whence) {
    case UK_SEEK_SET:
        break;
    case UK_SEEK_CUR:
        base = f->offset;
        break;
    case UK_SEEK_END:
        base = size;
        break;
    case UK_SEEK_DATA: // all of a file counts as data
    case UK_SEEK_HOLE:
        if (offset < 0 || offset >= size)
            return -UK_ENXIO;
        offset = whence == UK_SEEK_DATA ? offset : size;
        break;
    default:
        return -UK_EINVAL;
    }
    if (offset > INT64_MAX - base)
        return -UK_EOVERFLOW;
    return base + offset < 0 ? -UK_EINVAL : (f->offset = base + offset);
}

static int64_t file_seek(struct file *f, int64_t offset, int whence)
{
    fs_lock();
    int64_t at = seek_locked(f, offset, whence);
    fs_unlock();
    return at;
}

const struct file_ops ramfile_file_ops = {
    .read = file_read,
    .write = file_write,
    .seek = file_seek,
    .stat = device_stat,
    .release = device_release,
};
