// SPDX-License-Identifier: MIT
// The console by name: /dev/console, /dev/tty, /dev/stdin, /dev/stdout, /dev/stderr.
#include "fs/console.h"
#include "uk/abi.h"

// NULL in an image where nothing reads (console.c).
extern __typeof__(console_read) console_read WEAK;
extern __typeof__(console_poll) console_poll WEAK;

static const struct file_ops console_device_ops = {
    .read = console_read,
    .write = console_write,
    .stat = device_stat,
    .poll = console_poll,
    .release = device_release,
};

static const struct device devices[] = {
    { .name = "console", .mode = 0600, .major = 5, .minor = 1, .ops = &console_device_ops, .tty = UK_CONSOLE_TTY_OUT },
    { .name = "tty", .mode = 0666, .major = 5, .minor = 0, .ops = &console_device_ops, .tty = UK_CONSOLE_TTY_OUT },
    { .name = "stdin", .mode = 0620, .major = 5, .minor = 1, .ops = &console_device_ops, .tty = UK_CONSOLE_TTY_IN },
    { .name = "stdout", .mode = 0620, .major = 5, .minor = 1, .ops = &console_device_ops, .tty = UK_CONSOLE_TTY_OUT },
    { .name = "stderr", .mode = 0620, .major = 5, .minor = 1, .ops = &console_device_ops, .tty = UK_CONSOLE_TTY_ERR },
};

void dev_console_init(void)
{
    for (unsigned i = 0; i < COUNT(devices); i++)
        device_register(&devices[i]);
}
