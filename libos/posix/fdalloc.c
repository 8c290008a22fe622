// SPDX-License-Identifier: MIT
// New file descriptors: the table grows on the heap.
#include "mm/mm.h"
#include "posix/fd.h"

unsigned fd_limit = 1024;

// Makes at least count slots. The first table is static and stays where it is.
static int grow(unsigned count)
{
    static bool on_heap;
    unsigned size = fd_count;
    while (size < count)
        size *= 2;
    if (size == fd_count)
        return 0;
    struct fd *table = heap_calloc(size, sizeof *table);
    if (!table)
        return -UK_ENOMEM;
    memcpy(table, fd_table, fd_count * sizeof *table);
    if (on_heap)
        heap_free(fd_table);
    on_heap = true;
    fd_table = table;
    fd_count = size;
    return 0;
}

// Under preempt_disable().
static unsigned lowest_free(unsigned fd)
{
    while (fd < fd_count && fd_table[fd].file)
        fd++;
    return fd;
}

bool fd_available(void)
{
    preempt_disable();
    bool available = lowest_free(0) < fd_limit;
    preempt_enable();
    return available;
}

int fd_install(struct file *f, int lowest, bool exact, bool cloexec)
{
    struct file *before = f; // on failure
    preempt_disable();
    unsigned fd = exact ? (unsigned)lowest : lowest_free((unsigned)lowest);
    int err = fd >= fd_limit ? -UK_EMFILE : grow(fd + 1);
    if (!err) {
        before = fd_table[fd].file;
        fd_table[fd] = (struct fd){ .file = f, .cloexec = cloexec };
    }
    preempt_enable();
    if (before)
        file_put(before);
    return err ? err : (int)fd;
}
