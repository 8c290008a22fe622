// SPDX-License-Identifier: MIT
// The console as an open file: descriptors 0-2 of every program. Input is a part of its own (console_input.c).
#include "base/plat.h"
#include "fs/console.h"
#include "uk/abi.h"

// Both are NULL in an image where nothing reads: then input is at its end.
extern __typeof__(console_read) console_read WEAK;
extern __typeof__(console_poll) console_poll WEAK;

#define CHUNK 512 // written as one piece

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

bool console_is_tty(const struct file *f)
{
    return (boot_info.console & f->tty) != 0;
}

const struct file_ops console_file_ops = {
    .read = console_read,
    .write = console_write,
    .stat = console_stat,
    .poll = console_poll,
    .is_tty = console_is_tty,
};

#define CONSOLE_FILE(bit) { .ops = &console_file_ops, .flags = UK_O_RDWR, .refs = 1, .tty = (bit) }
struct file console_files[3] = {
    CONSOLE_FILE(UK_CONSOLE_TTY_IN),
    CONSOLE_FILE(UK_CONSOLE_TTY_OUT),
    CONSOLE_FILE(UK_CONSOLE_TTY_ERR),
};
