// SPDX-License-Identifier: MIT
// Reads all that a packed root filesystem says it has, for the tests of damaged ones.
#include <stdlib.h>
#include <string.h>

#include "fs/fs.h"
#include "host.h"

static unsigned visited;

// Reads everything below dir, as far as it says no.
static void visit(struct inode *dir, unsigned depth)
{
    union {
        struct uk_dirent head;
        char bytes[sizeof(struct uk_dirent) + 256];
    } e;
    char text[512];
    int64_t cursor = 2;
    while (visited < 5000 && depth < 50 && dir->ops->readdir(dir, &cursor, &e.head) == 1) {
        struct inode *i;
        visited++;
        assert_int_equal(dir->ops->lookup(dir, e.head.d_name, strlen(e.head.d_name), &i), 0);
        if (UK_S_ISDIR(i->mode)) {
            visit(i, depth + 1);
        } else if (UK_S_ISLNK(i->mode)) {
            assert_int_equal(strlen(i->ops->target(i)), i->size);
        } else {
            void *map;
            struct file f = { .ops = i->file_ops, .inode = i };
            for (int64_t at = 0; at < i->size; at += 4096)
                assert_true(f.ops->read(&f, text, sizeof text, &(int64_t){ at }) > 0);
            i->ops->map(i, 0, 4096, false, &map);
        }
    }
}

void visit_blob(const uint8_t *bytes, size_t size)
{
    uint8_t *blob = NULL;
    assert_int_equal(posix_memalign((void **)&blob, 4096, size ? size : 1), 0); // exactly: reading beyond shows
    memcpy(blob, bytes, size);
    host_log[0] = '\0';
    visited = 0;
    struct list *mark = host_heap_mark();
    struct inode *root = ramfs_new(blob, size);
    assert_non_null(root);
    visit(root, 0);
    host_heap_release(mark);
    free(blob);
}
