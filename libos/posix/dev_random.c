// SPDX-License-Identifier: MIT
// /dev/urandom and /dev/random.
#include "fs/fs.h"
#include "posix/posix.h"

static long random_read(struct file *f, void *to, size_t n, int64_t *offset)
{
    (void)f, (void)offset;
    return uk_getrandom(to, n, 0);
}

// Linux takes what is written as more entropy; here the seed is enough.
static long random_write(struct file *f, const void *from, size_t n, int64_t *offset)
{
    (void)f, (void)from, (void)offset;
    return (long)n;
}

static const struct file_ops random_ops = {
    .read = random_read,
    .write = random_write,
    .stat = device_stat,
    .release = device_release,
};

static const struct device devices[] = {
    { .name = "random", .mode = 0666, .major = 1, .minor = 8, .ops = &random_ops },
    { .name = "urandom", .mode = 0666, .major = 1, .minor = 9, .ops = &random_ops },
};

void dev_random_init(void)
{
    for (unsigned i = 0; i < COUNT(devices); i++)
        device_register(&devices[i]);
}
