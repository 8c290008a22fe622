// SPDX-License-Identifier: MIT
// Open files on the heap: made by open() and pipe().
#include "fs/fs.h"
#include "mm/mm.h"

struct file *file_new(const struct file_ops *ops, unsigned flags, void *data)
{
    struct file *f = heap_calloc(1, sizeof *f);
    if (!f)
        return NULL;
    f->ops = ops;
    f->flags = flags;
    f->data = data;
    f->refs = 1;
    return f;
}

void file_free(struct file *f)
{
    heap_free(f);
}
