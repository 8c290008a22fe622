// SPDX-License-Identifier: MIT
// What the console's files share: private to the room.
#ifndef FS_CONSOLE_H
#define FS_CONSOLE_H

#include "fs/fs.h"

#define CONSOLE_RDEV ((5u << 8) | 1) // Linux's /dev/console

long console_write(struct file *f, const void *from, size_t n, int64_t *offset);
void console_stat(struct file *f, struct uk_stat *out);
// Waits until there is input, unless UK_O_NONBLOCK; then takes at most n bytes of it. 0: end of file. -EAGAIN, -EINTR.
long console_read(struct file *f, void *to, size_t n, int64_t *offset);
unsigned console_poll(struct file *f, unsigned asked);

#endif
