// SPDX-License-Identifier: MIT
// The console as an open file: descriptors 0-2 of every program. Input is a part of its own (console_input.c).
#include "base/plat.h"
#include "fs/console.h"
#include "uk/abi.h"

// Both are NULL in an image where nothing reads: then input is at its end.
extern __typeof__(console_read) console_read WEAK;
extern __typeof__(console_poll) console_poll WEAK;

#define CHUNK 512 // written as one piece

_Static_assert(UK_CONSOLE_TTY_OUT == UK_CONSOLE_TTY_IN << 1 && UK_CONSOLE_TTY_ERR == UK_CONSOLE_TTY_IN << 2,
               "in the order of descriptors");

long console_write(struct file *f, const void *from, size_t n, int64_t *offset)
{
    (void)f, (void)offset;
    const char *p = from;
    for (size_t left = n; left > 0;) {
        size_t part = left < CHUNK ? left : CHUNK;
        fs_lock();
        plat_console_write(p, part);
        fs_unlock();
        p += part;
        left -= part;
    }
    return (long)n;
}

void console_stat(struct file *f, struct uk_stat *out)
{
    (void)f;
    out->st_mode = UK_S_IFCHR | 0620;
    out->st_nlink = 1;
    out->st_rdev = CONSOLE_RDEV;
    out->st_blksize = 1024;
}

const struct file_ops console_file_ops = {
    .read = console_read,
    .write = console_write,
    .stat = console_stat,
    .poll = console_poll,
};

struct file console_files[3];

// Made here rather than by initialisers: fewer bytes in every image.
void console_init(void)
{
    for (unsigned i = 0; i < COUNT(console_files); i++) {
        struct file *f = &console_files[i];
        f->ops = &console_file_ops;
        f->flags = UK_O_RDWR;
        f->refs = 1;
        f->tty = UK_CONSOLE_TTY_IN << i;
    }
}
