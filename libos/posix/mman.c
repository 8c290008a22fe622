// SPDX-License-Identifier: MIT
// mmap() and its relatives over one identity-mapped address space: a list of maps, each with what lies behind it.
#include "base/plat.h"
#include "mm/mm.h"
#include "posix/fd.h"

struct backing { // what a map, or the parts it was cut into, stands on
    unsigned refs;
    struct inode *file; // counted: the pages are the file's. NULL: our own
    int64_t offset;
    size_t size;
    bool shared, anonymous;
};

struct map {
    struct map *next;
    uintptr_t start, end;
    int prot;
    struct backing *backing;
};

static struct map *maps; // in no order; under preempt_disable()

static int protect(uintptr_t start, uintptr_t end, int prot)
{
    unsigned page = prot & UK_PROT_WRITE ? PROT_PAGE_RW : prot & UK_PROT_EXEC ? PROT_PAGE_RX
        : prot & UK_PROT_READ ? PROT_PAGE_R : PROT_PAGE_NONE;
    return plat_protect(start, end - start, page);
}

static int check_prot(int prot)
{
    if (prot & ~(UK_PROT_READ | UK_PROT_WRITE | UK_PROT_EXEC))
        return -UK_EINVAL;
    return (prot & UK_PROT_WRITE) && (prot & UK_PROT_EXEC) ? -UK_EACCES : 0;
}

// Making --------------------------------------------------------------------------------------------------------------

static void *zeroed_pages(size_t size)
{
    void *start = page_alloc(size / PAGE_SIZE, PAGE_SIZE);
    if (start)
        memset(start, 0, size);
    return start;
}

// Reads size bytes at offset into pages; what the file does not have stays as it is.
static int read_file(struct file *f, char *to, size_t size, int64_t offset)
{
    if (!f->ops->read || !f->ops->seek)
        return -UK_ENODEV;
    for (size_t done = 0; done < size;) {
        long got = f->ops->read(f, to + done, size - done, &offset);
        if (got < 0)
            return (int)got;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return 0;
}

// Pages of the file itself, where there are such: the map then keeps the inode. -ENODEV: there are none.
static int use_file(struct file *f, size_t size, struct backing *b, void **out)
{
    struct inode *i = f->inode;
    if (!i || !UK_S_ISREG(i->mode))
        return -UK_ENODEV;
    fs_lock();
    int err = i->ops->map(i, b->offset, size, b->shared, out);
    fs_unlock();
    if (err)
        return err;
    inode_get(i);
    b->file = i;
    return 0;
}

static int fill_map(struct file *f, size_t size, int prot, struct backing *b, void **out)
{
    if (b->shared && (prot & UK_PROT_EXEC))
        return -UK_EACCES; // the filesystem writes to these pages
    if (f && (b->shared || !(prot & (UK_PROT_WRITE | UK_PROT_EXEC)))) {
        int err = use_file(f, size, b, out);
        if (!err || b->shared)
            return err;
    }
    *out = zeroed_pages(size);
    if (!*out)
        return -UK_ENOMEM;
    int err = f ? read_file(f, *out, size, b->offset) : 0;
    if (err)
        page_free(*out, size / PAGE_SIZE);
    return err;
}

// Gives pages of our own back, writable, for the allocator writes there. Where there is no memory for the page table
// that this takes, they are lost.
static void drop_pages(uintptr_t start, uintptr_t end, int prot)
{
    if ((prot & UK_PROT_WRITE) || protect(start, end, UK_PROT_READ | UK_PROT_WRITE) == 0)
        page_free((void *)start, (end - start) / PAGE_SIZE);
}

static void drop_backing(struct backing *b)
{
    if (--b->refs > 0)
        return;
    if (b->file) {
        fs_lock();
        b->file->ops->unmap(b->file, b->offset, b->size);
        fs_unlock();
        inode_put(b->file);
    }
    heap_free(b);
}

static int make_map(struct file *f, size_t size, int prot, bool shared, int64_t offset, void **out)
{
    struct map *m = heap_alloc(sizeof *m);
    struct backing *b = heap_alloc(sizeof *b);
    int err = -UK_ENOMEM;
    if (m && b) {
        *b = (struct backing){ .refs = 1, .offset = offset, .size = size, .shared = shared && f,
                               .anonymous = !f };
        err = fill_map(f, size, prot, b, out);
    }
    if (err)
        goto fail;
    uintptr_t start = (uintptr_t)*out;
    if (!b->file && !(prot & UK_PROT_WRITE)) // the file's pages stay as the filesystem has them
        err = protect(start, start + size, prot);
    if (err) {
        page_free(*out, size / PAGE_SIZE); // nothing was changed
        goto fail;
    }
    preempt_disable();
    *m = (struct map){ maps, start, start + size, prot, b };
    maps = m;
    preempt_enable();
    return 0;
fail:
    heap_free(b);
    heap_free(m);
    return err;
}

static int check_file(const struct file *f, int prot, bool shared, int64_t offset)
{
    if (offset < 0 || offset % (int64_t)PAGE_SIZE)
        return -UK_EINVAL;
    if (!file_readable(f) || (shared && (prot & UK_PROT_WRITE) && !file_writable(f)))
        return -UK_EACCES;
    return 0;
}

int uk_mmap(void *hint, size_t size, int prot, int flags, int fd, int64_t offset, void **out)
{
    (void)hint;
    int kind = flags & (UK_MAP_SHARED | UK_MAP_PRIVATE);
    if (size == 0 || (kind != UK_MAP_SHARED && kind != UK_MAP_PRIVATE) || (flags & UK_MAP_FIXED))
        return -UK_EINVAL;
    int err = check_prot(prot);
    if (err)
        return err;
    if (size > SIZE_MAX - PAGE_SIZE)
        return -UK_ENOMEM;
    size = ALIGN_UP(size, PAGE_SIZE);
    if (flags & UK_MAP_ANONYMOUS)
        return make_map(NULL, size, prot, false, 0, out);
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    err = check_file(f, prot, kind == UK_MAP_SHARED, offset);
    if (!err)
        err = make_map(f, size, prot, kind == UK_MAP_SHARED, offset, out);
    file_put(f);
    return err;
}

// Changing ------------------------------------------------------------------------------------------------------------

// Cuts m at address at, inside it: what follows becomes a map of its own, spare.
static void cut(struct map *m, uintptr_t at, struct map *spare)
{
    *spare = *m;
    spare->start = at;
    m->end = at;
    m->next = spare;
    m->backing->refs++;
}

static struct map *overlapping(uintptr_t start, uintptr_t end)
{
    struct map *m = maps;
    while (m && (m->start >= end || m->end <= start))
        m = m->next;
    return m;
}

// Makes the borders of [start, end) borders of maps. -ENOMEM: no memory for the parts.
static int cut_out(uintptr_t start, uintptr_t end)
{
    const uintptr_t borders[] = { start, end };
    for (unsigned i = 0; i < COUNT(borders); i++) {
        struct map *m = maps;
        while (m && !(m->start < borders[i] && borders[i] < m->end))
            m = m->next;
        if (!m)
            continue;
        struct map *spare = heap_alloc(sizeof *spare);
        if (!spare)
            return -UK_ENOMEM;
        cut(m, borders[i], spare);
    }
    return 0;
}

static void remove_map(struct map *m)
{
    struct map **at = &maps;
    while (*at != m)
        at = &(*at)->next;
    *at = m->next;
    if (!m->backing->file) // else as a whole, with the last part
        drop_pages(m->start, m->end, m->prot);
    drop_backing(m->backing);
    heap_free(m);
}

static int range_of(void *start, size_t size, uintptr_t *end)
{
    if ((uintptr_t)start % PAGE_SIZE || size == 0 || size > SIZE_MAX - PAGE_SIZE - (uintptr_t)start)
        return -UK_EINVAL;
    *end = (uintptr_t)start + ALIGN_UP(size, PAGE_SIZE);
    return 0;
}

int uk_munmap(void *start, size_t size)
{
    uintptr_t end;
    int err = range_of(start, size, &end);
    if (err)
        return err;
    preempt_disable();
    err = cut_out((uintptr_t)start, end);
    for (struct map *m; !err && (m = overlapping((uintptr_t)start, end));)
        remove_map(m);
    preempt_enable();
    return err;
}

// All of [start, end) is mapped.
static bool covered(uintptr_t start, uintptr_t end)
{
    while (start < end) {
        struct map *m = overlapping(start, start + 1);
        if (!m)
            return false;
        start = m->end;
    }
    return true;
}

static int change_prot(uintptr_t start, uintptr_t end, int prot)
{
    if (!covered(start, end))
        return -UK_ENOMEM;
    int err = cut_out(start, end);
    for (struct map *m = maps; !err && m; m = m->next) {
        if (m->start >= end || m->end <= start)
            continue;
        if (m->backing->file) // the file's pages: of the image for ever read-only, shared ones for ever writable
            err = prot & (UK_PROT_EXEC | (m->backing->shared ? 0 : UK_PROT_WRITE)) ? -UK_EACCES : 0;
        else
            err = protect(m->start, m->end, prot);
        if (!err)
            m->prot = prot;
    }
    return err;
}

int uk_mprotect(void *start, size_t size, int prot)
{
    uintptr_t end;
    int err = check_prot(prot);
    if (err)
        return err;
    if (size == 0)
        return (uintptr_t)start % PAGE_SIZE ? -UK_EINVAL : 0;
    err = range_of(start, size, &end);
    if (err)
        return err;
    preempt_disable();
    err = change_prot((uintptr_t)start, end, prot);
    preempt_enable();
    return err;
}

static struct map *anonymous_map(uintptr_t start, uintptr_t end)
{
    struct map *m = overlapping(start, start + 1);
    return m && m->start <= start && end <= m->end && m->backing->anonymous ? m : NULL;
}

int uk_mremap(void *start, size_t old, size_t size, int flags, void **out)
{
    uintptr_t end;
    if ((flags & ~UK_MREMAP_MAYMOVE) || size == 0 || size > SIZE_MAX - PAGE_SIZE)
        return -UK_EINVAL;
    int err = range_of(start, old, &end);
    if (err)
        return err;
    size = ALIGN_UP(size, PAGE_SIZE);
    old = end - (uintptr_t)start;
    preempt_disable();
    struct map *m = anonymous_map((uintptr_t)start, end);
    int prot = m ? m->prot : 0;
    preempt_enable();
    if (!m)
        return -UK_EINVAL;
    *out = start;
    if (size <= old)
        return size < old ? uk_munmap((char *)start + size, old - size) : 0;
    if (!(flags & UK_MREMAP_MAYMOVE) || prot != (UK_PROT_READ | UK_PROT_WRITE))
        return -UK_ENOMEM;
    err = make_map(NULL, size, prot, false, 0, out);
    if (err)
        return err;
    memcpy(*out, start, old);
    return uk_munmap(start, old);
}

int uk_msync(void *start, size_t size, int flags)
{
    (void)flags;
    uintptr_t end;
    int err = size == 0 ? 0 : range_of(start, size, &end);
    if (err || size == 0)
        return err;
    preempt_disable();
    err = covered((uintptr_t)start, end) ? 0 : -UK_ENOMEM;
    preempt_enable();
    return err;
}

int uk_madvise(void *start, size_t size, int advice)
{
    uintptr_t end;
    int err = size == 0 ? 0 : range_of(start, size, &end);
    if (err || size == 0 || advice != UK_MADV_DONTNEED)
        return err;
    preempt_disable();
    struct map *m = anonymous_map((uintptr_t)start, end);
    bool writable = m && (m->prot & UK_PROT_WRITE);
    preempt_enable();
    if (writable)
        memset(start, 0, end - (uintptr_t)start);
    return 0;
}
