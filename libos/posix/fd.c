// SPDX-License-Identifier: MIT
// File descriptors and the six calls that every C library makes of them. Small on purpose: all programs hold this.
#include "posix/fd.h"

static struct fd first_fds[COUNT(console_files)];
struct fd *fd_table = first_fds;
unsigned fd_count = COUNT(first_fds);

void fd_init(void)
{
    for (unsigned i = 0; i < COUNT(first_fds); i++)
        first_fds[i].file = &console_files[i];
}

struct file *fd_get(int fd)
{
    preempt_disable();
    struct file *f = (unsigned)fd < fd_count ? fd_table[fd].file : NULL;
    if (f)
        f->refs++;
    preempt_enable();
    return f;
}

struct file *fd_take(int fd)
{
    preempt_disable();
    struct file *f = (unsigned)fd < fd_count ? fd_table[fd].file : NULL;
    if (f)
        fd_table[fd].file = NULL;
    preempt_enable();
    return f;
}

long uk_read(int fd, void *to, size_t n)
{
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    long got = -UK_EBADF;
    if (file_readable(f))
        got = f->ops->read ? f->ops->read(f, to, n, &f->offset) : -UK_EINVAL;
    file_put(f);
    return got;
}

long uk_write(int fd, const void *from, size_t n)
{
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    long done = -UK_EBADF;
    if (file_writable(f))
        done = f->ops->write ? f->ops->write(f, from, n, &f->offset) : -UK_EINVAL;
    file_put(f);
    return done;
}

int64_t uk_lseek(int fd, int64_t offset, int whence)
{
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    int64_t at = f->ops->seek ? f->ops->seek(f, offset, whence) : -UK_ESPIPE;
    file_put(f);
    return at;
}

int uk_close(int fd)
{
    struct file *f = fd_take(fd);
    if (!f)
        return -UK_EBADF;
    file_put(f);
    return 0;
}

int uk_fstat(int fd, struct uk_stat *out)
{
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    memset(out, 0, sizeof *out);
    f->ops->stat(f, out);
    file_put(f);
    return 0;
}

int uk_isatty(int fd)
{
    struct file *f = fd_get(fd);
    if (!f)
        return -UK_EBADF;
    bool tty = file_is_tty(f);
    file_put(f);
    return tty ? 1 : -UK_ENOTTY;
}
