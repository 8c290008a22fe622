// SPDX-License-Identifier: MIT
// Gives open files back: the part of their life that every program has.
#include "fs/fs.h"

void file_put(struct file *f)
{
    preempt_disable();
    bool last = --f->refs == 0;
    preempt_enable();
    if (last && f->ops->release)
        f->ops->release(f);
}
