// SPDX-License-Identifier: MIT
// Gives open files back: the part of their life that every program has.
#include "fs/fs.h"

void file_put(struct file *f)
{
    if (__atomic_sub_fetch(&f->refs, 1, __ATOMIC_RELAXED) == 0 && f->ops->release)
        f->ops->release(f);
}
