// SPDX-License-Identifier: MIT
// Unit tests of libos/fs: what they share, and main().
#include "test_fs.h"

int make_file(const char *path, const char *text)
{
    struct file *f;
    int err = vfs_open(vfs_root(), path, UK_O_CREAT | UK_O_EXCL | UK_O_WRONLY, 0644, &f);
    if (err)
        return err;
    assert_int_equal(put_at(f, 0, text, strlen(text)), strlen(text));
    file_put(f);
    return 0;
}

struct file *open_file(const char *path, int flags)
{
    struct file *f;
    assert_int_equal(vfs_open(vfs_root(), path, flags, 0644, &f), 0);
    return f;
}

struct inode *find(const char *path)
{
    struct inode *i;
    return walk_existing(vfs_root(), path, true, &i) == 0 ? i : NULL;
}

long put_at(struct file *f, int64_t offset, const void *from, size_t n)
{
    return n ? f->ops->write(f, from, n, &offset) : 0;
}

long get_at(struct file *f, int64_t offset, void *to, size_t n)
{
    return f->ops->read(f, to, n, &offset);
}

const char *list(const char *path)
{
    static char text[4096];
    union {
        struct uk_dirent head;
        char bytes[sizeof(struct uk_dirent) + 256];
    } e;
    struct inode *dir = find(path);
    int64_t cursor = 2;
    text[0] = '\0';
    while (dir && dir->ops->readdir(dir, &cursor, &e.head) == 1) {
        strcat(text, e.head.d_name);
        strcat(text, " ");
    }
    return text;
}

int main(void)
{
    int failed = 0;
    failed += _cmocka_run_group_tests("paths", path_tests, path_count, NULL, NULL);
    failed += _cmocka_run_group_tests("names", name_tests, name_count, NULL, NULL);
    failed += _cmocka_run_group_tests("files", file_tests, file_count, NULL, NULL);
    failed += _cmocka_run_group_tests("packed", packed_tests, packed_count, NULL, NULL);
    failed += _cmocka_run_group_tests("console", console_tests, console_count, NULL, NULL);
    return failed != 0;
}
