// SPDX-License-Identifier: MIT
// Unit tests of what changes names: open, mkdir, unlink, rmdir, rename, link; and of reading directories.
#include "test_fs.h"

static int open_error(const char *path, int flags)
{
    struct file *f;
    int err = vfs_open(vfs_root(), path, flags, 0644, &f);
    if (!err)
        file_put(f);
    return err;
}

static int rename_(const char *old, const char *new)
{
    return vfs_rename(vfs_root(), old, vfs_root(), new);
}

static int mkdir_(const char *path)
{
    return vfs_mkdir(vfs_root(), path, 0755);
}

static void open_checks_as_posix_says(void **state)
{
    (void)state;
    assert_int_equal(mkdir_("d"), 0);
    assert_int_equal(make_file("f", "x"), 0);
    assert_int_equal(vfs_symlink("f", vfs_root(), "l"), 0);
    assert_int_equal(vfs_symlink("new", vfs_root(), "dangling"), 0);
    assert_int_equal(open_error("none", UK_O_RDONLY), -UK_ENOENT);
    assert_int_equal(open_error("f", UK_O_CREAT | UK_O_EXCL | UK_O_RDWR), -UK_EEXIST);
    assert_int_equal(open_error("dangling", UK_O_CREAT | UK_O_EXCL | UK_O_RDWR), -UK_EEXIST);
    assert_int_equal(open_error("d", UK_O_WRONLY), -UK_EISDIR);
    assert_int_equal(open_error("d", UK_O_RDONLY | UK_O_CREAT), -UK_EISDIR);
    assert_int_equal(open_error("d", UK_O_RDONLY | UK_O_DIRECTORY), 0);
    assert_int_equal(open_error("f", UK_O_RDONLY | UK_O_DIRECTORY), -UK_ENOTDIR);
    assert_int_equal(open_error("f/", UK_O_RDONLY), -UK_ENOTDIR);
    assert_int_equal(open_error("n/", UK_O_RDWR | UK_O_CREAT), -UK_EISDIR);
    assert_int_equal(open_error("l", UK_O_RDONLY | UK_O_NOFOLLOW), -UK_ELOOP);
    assert_int_equal(open_error("f", UK_O_ACCMODE), -UK_EINVAL);
    assert_null(find("new"));
    assert_int_equal(open_error("dangling", UK_O_CREAT | UK_O_RDWR), 0); // makes what the link names
    assert_non_null(find("new"));
}

static void opening_truncates(void **state)
{
    (void)state;
    make_file("f", "text");
    assert_int_equal(open_error("f", UK_O_WRONLY), 0);
    assert_int_equal(find("f")->size, 4);
    assert_int_equal(open_error("f", UK_O_WRONLY | UK_O_TRUNC), 0);
    assert_int_equal(find("f")->size, 0);
}

static void new_names_need_a_place(void **state)
{
    (void)state;
    make_file("f", "");
    assert_int_equal(mkdir_("f"), -UK_EEXIST);
    assert_int_equal(mkdir_("/"), -UK_EEXIST);
    assert_int_equal(mkdir_("."), -UK_EEXIST);
    assert_int_equal(mkdir_("f/x"), -UK_ENOTDIR);
    assert_int_equal(mkdir_("none/x"), -UK_ENOENT);
    assert_int_equal(mkdir_("slash/"), 0);
    assert_int_equal(vfs_symlink("", vfs_root(), "l"), -UK_ENOENT);
    assert_int_equal(vfs_symlink("x", vfs_root(), "l/"), -UK_ENOENT);
    assert_int_equal(vfs_link(vfs_root(), "slash", vfs_root(), "hard", false), -UK_EPERM);
    assert_int_equal(vfs_link(vfs_root(), "none", vfs_root(), "hard", false), -UK_ENOENT);
    assert_int_equal(vfs_link(vfs_root(), "f", vfs_root(), "slash", false), -UK_EEXIST);
}

static void removing_names(void **state)
{
    (void)state;
    mkdir_("d");
    make_file("d/f", "");
    assert_int_equal(vfs_unlink(vfs_root(), "d"), -UK_EISDIR);
    assert_int_equal(vfs_unlink(vfs_root(), "d/f/"), -UK_ENOTDIR);
    assert_int_equal(vfs_rmdir(vfs_root(), "d/f"), -UK_ENOTDIR);
    assert_int_equal(vfs_rmdir(vfs_root(), "d"), -UK_ENOTEMPTY);
    assert_int_equal(vfs_rmdir(vfs_root(), "/"), -UK_EBUSY);
    assert_int_equal(vfs_rmdir(vfs_root(), "d/."), -UK_EINVAL);
    assert_int_equal(vfs_unlink(vfs_root(), "none"), -UK_ENOENT);
    assert_int_equal(vfs_unlink(vfs_root(), "d/f"), 0);
    assert_int_equal(vfs_rmdir(vfs_root(), "d"), 0);
    assert_null(find("d"));
}

static void link_counts(void **state)
{
    (void)state;
    mkdir_("d");
    assert_int_equal(find("d")->nlink, 2);
    mkdir_("d/e");
    assert_int_equal(find("d")->nlink, 3);
    make_file("f", "x");
    assert_int_equal(vfs_link(vfs_root(), "f", vfs_root(), "d/g", false), 0);
    assert_ptr_equal(find("f"), find("d/g"));
    assert_int_equal(find("f")->nlink, 2);
    vfs_unlink(vfs_root(), "f");
    assert_int_equal(find("d/g")->nlink, 1);
    assert_int_equal(rename_("d/e", "e"), 0);
    assert_int_equal(find("d")->nlink, 2);
    assert_int_equal(vfs_rmdir(vfs_root(), "e"), 0);
}

static void rename_edge_cases(void **state)
{
    (void)state;
    mkdir_("d");
    mkdir_("d/sub");
    mkdir_("empty");
    make_file("f", "one");
    make_file("g", "two");
    assert_int_equal(rename_("none", "x"), -UK_ENOENT);
    assert_int_equal(rename_("d", "d/sub/x"), -UK_EINVAL);
    assert_int_equal(rename_("d", "d/x"), -UK_EINVAL);
    assert_int_equal(rename_("d/sub", "d"), -UK_ENOTEMPTY);
    assert_int_equal(rename_("f", "d"), -UK_EISDIR);
    assert_int_equal(rename_("d", "f"), -UK_ENOTDIR);
    assert_int_equal(rename_("f", "x/"), -UK_ENOTDIR);
    assert_int_equal(rename_("empty", "d"), -UK_ENOTEMPTY);
    assert_int_equal(rename_("/", "x"), -UK_EBUSY);
    assert_int_equal(rename_("d", "."), -UK_EBUSY);
    assert_int_equal(rename_("f", "f"), 0);
    assert_int_equal(rename_("d", "d"), 0);
    assert_int_equal(rename_("f", "g"), 0); // replaces
    assert_int_equal(find("g")->size, 3);
    assert_null(find("f"));
    assert_int_equal(rename_("d", "empty"), 0); // an empty directory is replaced
    assert_non_null(find("empty/sub"));
    assert_int_equal(rename_("empty", "moved/"), 0);
    assert_ptr_equal(find("moved/sub/.."), find("moved"));
    char path[32];
    vfs_path_of(find("moved/sub"), path, sizeof path);
    assert_string_equal(path, "/moved/sub");
}

static void two_names_of_one_file_stay(void **state)
{
    (void)state;
    make_file("f", "x");
    vfs_link(vfs_root(), "f", vfs_root(), "g", false);
    assert_int_equal(rename_("f", "g"), 0); // POSIX: does nothing
    assert_non_null(find("f"));
    assert_int_equal(find("g")->nlink, 2);
}

static void a_removed_directory_takes_nothing_new(void **state)
{
    (void)state;
    mkdir_("d");
    struct inode *d = find("d");
    inode_get(d);
    assert_int_equal(vfs_rmdir(vfs_root(), "d"), 0);
    struct file *f;
    struct inode *i;
    char path[32];
    assert_int_equal(vfs_open(d, "x", UK_O_CREAT | UK_O_WRONLY, 0644, &f), -UK_ENOENT);
    assert_int_equal(walk_existing(d, "..", true, &i), -UK_ENOENT);
    assert_int_equal(walk_existing(d, ".", true, &i), 0);
    assert_int_equal(vfs_path_of(d, path, sizeof path), -UK_ENOENT);
    assert_int_equal(d->nlink, 0);
    inode_put(d);
}

static void reading_goes_on_while_names_go(void **state)
{
    (void)state;
    union {
        struct uk_dirent head;
        char bytes[sizeof(struct uk_dirent) + 256];
    } e;
    mkdir_("d");
    make_file("d/a", "");
    make_file("d/b", "");
    make_file("d/c", "");
    struct inode *d = find("d");
    int64_t cursor = 0;
    for (int i = 0; i < 3; i++) // ".", "..", "a"
        assert_int_equal(d->ops->readdir(d, &cursor, &e.head), 1);
    vfs_unlink(vfs_root(), "d/a");
    vfs_unlink(vfs_root(), "d/b");
    make_file("d/new", "");
    assert_int_equal(d->ops->readdir(d, &cursor, &e.head), 1);
    assert_string_equal(e.head.d_name, "c");
    assert_int_equal(e.head.d_type, UK_DT_REG);
    assert_int_equal(d->ops->readdir(d, &cursor, &e.head), 1);
    assert_string_equal(e.head.d_name, "new");
    assert_int_equal(d->ops->readdir(d, &cursor, &e.head), 0);
}

static void many_names(void **state)
{
    (void)state;
    char name[16];
    size_t blocks = host_blocks_used;
    mkdir_("d");
    for (int i = 0; i < 3000; i++) {
        fmt_print(name, sizeof name, "d/%d", i);
        host_heap_budget = i % 5 == 4 ? 3 : -1; // now and then the table cannot grow
        assert_int_equal(make_file(name, ""), 0);
    }
    host_heap_budget = -1;
    for (int i = 0; i < 3000; i += 2) {
        fmt_print(name, sizeof name, "d/%d", i);
        assert_int_equal(vfs_unlink(vfs_root(), name), 0);
    }
    for (int i = 2999; i >= 0; i--) {
        fmt_print(name, sizeof name, "d/%d", i);
        assert_int_equal(vfs_unlink(vfs_root(), name), i % 2 ? 0 : -UK_ENOENT);
    }
    vfs_rmdir(vfs_root(), "d");
    assert_int_equal(host_blocks_used, blocks); // all of it came back
}

// Two readers and somebody who removes: each sees every name that stays, once.
static void readers_do_not_disturb_each_other(void **state)
{
    (void)state;
    union {
        struct uk_dirent head;
        char bytes[sizeof(struct uk_dirent) + 256];
    } e;
    char name[16];
    mkdir_("d");
    for (int i = 0; i < 100; i++) {
        fmt_print(name, sizeof name, "d/%02d", i);
        make_file(name, "");
    }
    struct inode *d = find("d");
    int64_t cursors[2] = { 2, 2 };
    for (int i = 0; i < 100; i++) {
        for (int r = 0; r < 2; r++) {
            if (r == 1 && i % 3)
                continue; // the second one is slower
            assert_int_equal(d->ops->readdir(d, &cursors[r], &e.head), 1);
            fmt_print(name, sizeof name, "%02d", r ? i / 3 * 2 : i);
            assert_string_equal(e.head.d_name, name);
        }
        if (i % 2) { // the odd ones go after the first has seen them
            fmt_print(name, sizeof name, "d/%02d", i);
            assert_int_equal(vfs_unlink(vfs_root(), name), 0);
        }
    }
    assert_int_equal(d->ops->readdir(d, &cursors[0], &e.head), 0);
}

static void out_of_memory_leaves_nothing_behind(void **state)
{
    (void)state;
    make_file("f", "x");
    size_t blocks = host_blocks_used;
    for (long budget = 0; budget < 3; budget++) {
        host_heap_budget = budget;
        int err = open_error("new", UK_O_CREAT | UK_O_WRONLY);
        assert_true(err == -UK_ENOSPC || err == -UK_ENOMEM);
        host_heap_budget = budget;
        assert_true(budget > 2 || vfs_symlink("target", vfs_root(), "l") == -UK_ENOSPC);
    }
    host_heap_budget = 0;
    assert_int_equal(rename_("f", "g"), -UK_ENOSPC);
    assert_non_null(find("f"));
    assert_int_equal(host_blocks_used, blocks);
}

static void times_are_stamped(void **state)
{
    (void)state;
    mkdir_("d");
    host_wall += 5000000000;
    make_file("d/f", "");
    struct uk_stat st;
    inode_stat(find("d"), &st);
    assert_int_equal(st.st_mtim.tv_sec, 1700000005);
    host_wall += 5000000000;
    struct file *f = open_file("d/f", UK_O_WRONLY);
    put_at(f, 0, "x", 1);
    file_put(f);
    inode_stat(find("d/f"), &st);
    assert_int_equal(st.st_mtim.tv_sec, 1700000010);
    assert_int_equal(st.st_atim.tv_sec, 1700000005);
}

const struct CMUnitTest name_tests[] = {
    TEST(open_checks_as_posix_says),
    TEST(opening_truncates),
    TEST(new_names_need_a_place),
    TEST(removing_names),
    TEST(link_counts),
    TEST(rename_edge_cases),
    TEST(two_names_of_one_file_stay),
    TEST(a_removed_directory_takes_nothing_new),
    TEST(reading_goes_on_while_names_go),
    TEST(many_names),
    TEST(readers_do_not_disturb_each_other),
    TEST(out_of_memory_leaves_nothing_behind),
    TEST(times_are_stamped),
};
const size_t name_count = COUNT(name_tests);
