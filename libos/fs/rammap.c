// SPDX-License-Identifier: MIT
// Hands a file's memory to mmap(): the image's own pages, or pages of the file brought into one piece.
#include "fs/ramfs.h"
#include "mm/mm.h"

static bool overlaps(const struct ram_map *m, uint64_t first, uint64_t count)
{
    return m->first < first + count && first < m->first + m->count;
}

// Where pages first.. of the file lie in one piece already; NULL: they do not.
static void *piece(const struct ram_file *f, uint64_t first, uint64_t count)
{
    char *start = page_tree_get(&f->pages, first);
    for (uint64_t i = 0; i < count; i++)
        if (!start || page_tree_get(&f->pages, first + i) != start + i * PAGE_SIZE)
            return NULL;
    return start;
}

// Bytes of the image that can be shown as they are.
static void *image_pages(const struct ram_file *f, int64_t offset, size_t size)
{
    uint64_t end = (uint64_t)offset + size;
    bool paged = (uintptr_t)f->packed % PAGE_SIZE == 0 && f->packed_size >= UK_ROOTFS_PAGED;
    if (!paged || end > (f->packed_cut ? f->packed_size : ALIGN_UP(f->packed_size, PAGE_SIZE)))
        return NULL;
    for (uint64_t i = (uint64_t)offset >> PAGE_SHIFT; i << PAGE_SHIFT < end; i++)
        if (page_tree_get(&f->pages, i))
            return NULL;
    return (void *)(f->packed + offset);
}

// Moves pages first.. into one piece. NULL: no memory, or a map of another piece is in the way.
static void *gather(struct ram_inode *file, uint64_t first, uint64_t count)
{
    struct ram_file *f = &file->file;
    for (struct ram_map *m = f->maps; m; m = m->next)
        if (overlaps(m, first, count))
            return NULL;
    for (uint64_t i = 0; i < count; i++)
        if (!page_tree_slot(&f->pages, first + i))
            return NULL;
    char *start = page_alloc(count, PAGE_SIZE);
    for (uint64_t i = 0; start && i < count; i++) {
        ramfile_copy(f, (int64_t)((first + i) << PAGE_SHIFT), start + i * PAGE_SIZE, PAGE_SIZE);
        void **slot = page_tree_slot(&f->pages, first + i);
        if (*slot)
            page_free(*slot, 1);
        else
            file->inode.blocks += (int64_t)(PAGE_SIZE / 512);
        *slot = start + i * PAGE_SIZE;
    }
    return start;
}

static int map_shared(struct ram_inode *file, uint64_t first, uint64_t count, void **out)
{
    struct ram_map *m = heap_alloc(sizeof *m);
    if (!m)
        return -UK_ENOMEM;
    *out = piece(&file->file, first, count);
    if (!*out)
        *out = gather(file, first, count);
    if (!*out) {
        heap_free(m);
        return -UK_ENOMEM;
    }
    *m = (struct ram_map){ file->file.maps, first, count };
    file->file.maps = m;
    return 0;
}

int ramfile_map(struct inode *file, int64_t offset, size_t size, bool shared, void **out)
{
    struct ram_inode *r = ram_of(file);
    if (shared)
        return map_shared(r, (uint64_t)offset >> PAGE_SHIFT, ALIGN_UP(size, PAGE_SIZE) >> PAGE_SHIFT, out);
    *out = image_pages(&r->file, offset, size);
    return *out ? 0 : -UK_ENODEV;
}

void ramfile_unmap(struct inode *file, int64_t offset, size_t size)
{
    struct ram_file *f = &ram_of(file)->file;
    uint64_t first = (uint64_t)offset >> PAGE_SHIFT, count = ALIGN_UP(size, PAGE_SIZE) >> PAGE_SHIFT;
    for (struct ram_map **at = &f->maps; *at; at = &(*at)->next)
        if ((*at)->first == first && (*at)->count == count) {
            struct ram_map *gone = *at;
            *at = gone->next;
            heap_free(gone);
            break;
        }
    if (!f->maps) { // pages that a truncation had to keep
        uint64_t end = ALIGN_UP((uint64_t)file->size, PAGE_SIZE) >> PAGE_SHIFT;
        file->blocks -= (int64_t)(PAGE_SIZE / 512) * (int64_t)page_tree_cut(&f->pages, end);
    }
}
