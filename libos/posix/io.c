// SPDX-License-Identifier: MIT
// Reading and writing in further shapes: at an offset, in parts, and the size of files.
#include "mm/mm.h"
#include "posix/fd.h"

#define OWN_OFFSET (-1) // the file's

// The file at fd, able to do what is asked at offset; *err otherwise.
static struct file *get_for(int fd, bool writing, int64_t offset, long *err)
{
    struct file *f = fd_get(fd);
    *err = -UK_EBADF;
    if (!f)
        return NULL;
    bool able = writing ? f->ops->write != NULL : f->ops->read != NULL;
    if (writing ? file_writable(f) : file_readable(f))
        *err = offset != OWN_OFFSET && !f->ops->seek ? -UK_ESPIPE : able ? 0 : -UK_EINVAL;
    if (*err)
        file_put(f);
    return *err ? NULL : f;
}

static int check_parts(const struct uk_iovec *parts, int count)
{
    size_t sum = 0;
    if (count < 0 || count > UK_IOV_MAX)
        return -UK_EINVAL;
    for (int i = 0; i < count; i++) {
        if (parts[i].iov_len > (size_t)INT64_MAX - sum)
            return -UK_EINVAL;
        sum += parts[i].iov_len;
    }
    return 0;
}

static long read_parts(struct file *f, const struct uk_iovec *parts, int count, int64_t *offset)
{
    long sum = 0;
    for (int i = 0; i < count; i++) {
        long got = parts[i].iov_len ? f->ops->read(f, parts[i].iov_base, parts[i].iov_len, offset) : 0;
        if (got < 0)
            return sum ? sum : got;
        sum += got;
        if ((size_t)got < parts[i].iov_len)
            break;
    }
    return sum;
}

static long write_parts(struct file *f, const struct uk_iovec *parts, int count, int64_t *offset)
{
    long sum = 0;
    for (int i = 0; i < count; i++) {
        long done = parts[i].iov_len ? f->ops->write(f, parts[i].iov_base, parts[i].iov_len, offset) : 0;
        if (done < 0)
            return sum ? sum : done;
        sum += done;
        if ((size_t)done < parts[i].iov_len)
            break;
    }
    return sum;
}

static long transfer(int fd, const struct uk_iovec *parts, int count, int64_t offset, bool writing)
{
    long result = check_parts(parts, count);
    if (result)
        return result;
    struct file *f = get_for(fd, writing, offset, &result);
    if (!f)
        return result;
    int64_t *at = offset == OWN_OFFSET ? &f->offset : &offset;
    result = writing ? write_parts(f, parts, count, at) : read_parts(f, parts, count, at);
    file_put(f);
    return result;
}

long uk_preadv(int fd, const struct uk_iovec *parts, int count, int64_t offset)
{
    return offset < 0 ? -UK_EINVAL : transfer(fd, parts, count, offset, false);
}

long uk_pwritev(int fd, const struct uk_iovec *parts, int count, int64_t offset)
{
    return offset < 0 ? -UK_EINVAL : transfer(fd, parts, count, offset, true);
}

long uk_readv(int fd, const struct uk_iovec *parts, int count)
{
    return transfer(fd, parts, count, OWN_OFFSET, false);
}

long uk_writev(int fd, const struct uk_iovec *parts, int count)
{
    return transfer(fd, parts, count, OWN_OFFSET, true);
}

long uk_pread(int fd, void *to, size_t n, int64_t offset)
{
    struct uk_iovec part = { to, n };
    return uk_preadv(fd, &part, 1, offset);
}

long uk_pwrite(int fd, const void *from, size_t n, int64_t offset)
{
    struct uk_iovec part = { (void *)from, n };
    return uk_pwritev(fd, &part, 1, offset);
}

int uk_ftruncate(int fd, int64_t size)
{
    if (size < 0)
        return -UK_EINVAL;
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    int err = !file_writable(f) || !f->inode ? -UK_EINVAL : vfs_truncate(f->inode, size);
    file_put(f);
    return err;
}

// Memory is only taken when something is written: what can be promised is that so much is free now.
static int reserve(struct inode *i, int64_t offset, int64_t size)
{
    size_t largest, free_pages, total;
    page_usage(&largest, &free_pages, &total);
    if ((uint64_t)size / 4096 > free_pages)
        return -UK_ENOSPC;
    return offset + size > i->size ? vfs_truncate(i, offset + size) : 0;
}

int uk_fallocate(int fd, int mode, int64_t offset, int64_t size)
{
    if (mode)
        return -UK_EOPNOTSUPP;
    if (offset < 0 || size <= 0)
        return -UK_EINVAL;
    if (offset > INT64_MAX - size)
        return -UK_EFBIG;
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    int err = !file_writable(f) ? -UK_EBADF
        : !f->inode || !UK_S_ISREG(f->inode->mode) ? -UK_ENODEV : reserve(f->inode, offset, size);
    file_put(f);
    return err;
}

int uk_fsync(int fd)
{
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    bool has_storage = f->inode && !f->inode->device;
    file_put(f);
    return has_storage ? 0 : -UK_EINVAL;
}
