// SPDX-License-Identifier: MIT
// Unit tests of path walking: dots, slashes, symbolic links, limits.
#include "test_fs.h"

static int walk_error(const char *path)
{
    struct inode *i;
    return walk_existing(vfs_root(), path, true, &i);
}

static void tree(void)
{
    assert_int_equal(vfs_mkdir(vfs_root(), "/a", 0755), 0);
    assert_int_equal(vfs_mkdir(vfs_root(), "a/b", 0755), 0);
    assert_int_equal(make_file("a/b/f", "text"), 0);
}

static void dots_and_slashes_lead_to_the_same_file(void **state)
{
    (void)state;
    tree();
    struct inode *f = find("/a/b/f");
    assert_non_null(f);
    const char *same[] = {
        "a/b/f", "//a///b//f", "/./a/./b/./f", "a/b/../b/f", "/../../a/b/f", "a/../a/b/../../a/b/f",
    };
    for (size_t i = 0; i < COUNT(same); i++)
        assert_ptr_equal(find(same[i]), f);
    assert_ptr_equal(find("/"), vfs_root());
    assert_ptr_equal(find("///"), vfs_root());
    assert_ptr_equal(find("/.."), vfs_root());
    assert_ptr_equal(find("a/b/.."), find("a"));
    assert_ptr_equal(find("a/b/"), find("a/b/."));
}

static void missing_and_wrong_components(void **state)
{
    (void)state;
    tree();
    assert_int_equal(walk_error(""), -UK_ENOENT);
    assert_int_equal(walk_error(NULL), -UK_EFAULT);
    assert_int_equal(walk_error("x"), -UK_ENOENT);
    assert_int_equal(walk_error("x/y"), -UK_ENOENT);
    assert_int_equal(walk_error("a/x/.."), -UK_ENOENT);
    assert_int_equal(walk_error("a/b/f/"), -UK_ENOTDIR);
    assert_int_equal(walk_error("a/b/f/."), -UK_ENOTDIR);
    assert_int_equal(walk_error("a/b/f/.."), -UK_ENOTDIR);
    assert_int_equal(walk_error("a/b/f/x"), -UK_ENOTDIR);
}

static void relative_paths_begin_at_their_base(void **state)
{
    (void)state;
    tree();
    struct inode *i;
    assert_int_equal(walk_existing(find("a/b"), "f", true, &i), 0);
    assert_ptr_equal(i, find("/a/b/f"));
    assert_int_equal(walk_existing(find("a/b"), "../b/f", true, &i), 0);
    assert_int_equal(walk_existing(find("a/b"), "/a", true, &i), 0);
    assert_ptr_equal(i, find("/a"));
    assert_int_equal(walk_existing(find("a/b/f"), "x", true, &i), -UK_ENOTDIR);
}

static void names_and_paths_have_limits(void **state)
{
    (void)state;
    char name[UK_NAME_MAX + 2], path[UK_PATH_MAX + 1];
    memset(name, 'n', sizeof name);
    name[UK_NAME_MAX + 1] = '\0';
    assert_int_equal(make_file(name, ""), -UK_ENAMETOOLONG);
    name[UK_NAME_MAX] = '\0';
    assert_int_equal(make_file(name, ""), 0);
    memset(path, '/', sizeof path);
    path[UK_PATH_MAX] = '\0';
    assert_int_equal(walk_error(path), -UK_ENAMETOOLONG);
    path[UK_PATH_MAX - 1] = '\0';
    assert_int_equal(walk_error(path), 0);
}

static void symbolic_links_are_followed(void **state)
{
    (void)state;
    tree();
    assert_int_equal(vfs_symlink("b/f", vfs_root(), "a/rel"), 0);
    assert_int_equal(vfs_symlink("/a/b", vfs_root(), "dir"), 0);
    assert_int_equal(vfs_symlink("dir/../b/f", vfs_root(), "twice"), 0);
    struct inode *f = find("a/b/f"), *i;
    assert_ptr_equal(find("a/rel"), f);
    assert_ptr_equal(find("dir/f"), f);
    assert_ptr_equal(find("dir/"), find("a/b"));
    assert_ptr_equal(find("twice"), f);
    assert_ptr_equal(find("dir/.."), find("a")); // of where the link leads
    assert_int_equal(walk_existing(vfs_root(), "dir", false, &i), 0);
    assert_true(UK_S_ISLNK(i->mode));
    assert_int_equal(walk_existing(vfs_root(), "dir/", false, &i), 0);
    assert_true(UK_S_ISDIR(i->mode));
    assert_int_equal(walk_error("a/rel/"), -UK_ENOTDIR);
}

static void links_in_circles_end(void **state)
{
    (void)state;
    assert_int_equal(vfs_symlink("self", vfs_root(), "self"), 0);
    assert_int_equal(vfs_symlink("pong", vfs_root(), "ping"), 0);
    assert_int_equal(vfs_symlink("ping/x", vfs_root(), "pong"), 0);
    assert_int_equal(vfs_symlink("nothing", vfs_root(), "dangling"), 0);
    assert_int_equal(walk_error("self"), -UK_ELOOP);
    assert_int_equal(walk_error("self/x"), -UK_ELOOP);
    assert_int_equal(walk_error("ping"), -UK_ELOOP);
    assert_int_equal(walk_error("dangling"), -UK_ENOENT);
}

static void as_many_links_as_allowed(void **state)
{
    (void)state;
    char name[16], target[16] = "/";
    for (int i = 1; i <= UK_SYMLOOP_MAX + 1; i++) {
        fmt_print(name, sizeof name, "l%d", i);
        assert_int_equal(vfs_symlink(target, vfs_root(), name), 0);
        memcpy(target, name, sizeof target);
    }
    assert_int_equal(walk_error("l40"), 0);
    assert_int_equal(walk_error("l41"), -UK_ELOOP);
}

static void paths_are_found_backwards(void **state)
{
    (void)state;
    tree();
    char path[16];
    assert_int_equal(vfs_path_of(find("a/b"), path, sizeof path), 5);
    assert_string_equal(path, "/a/b");
    assert_int_equal(vfs_path_of(vfs_root(), path, 2), 2);
    assert_string_equal(path, "/");
    assert_int_equal(vfs_path_of(vfs_root(), path, 1), -UK_ERANGE);
    assert_int_equal(vfs_path_of(find("a/b"), path, 5), 5);
    assert_int_equal(vfs_path_of(find("a/b"), path, 4), -UK_ERANGE);
}

const struct CMUnitTest path_tests[] = {
    TEST(dots_and_slashes_lead_to_the_same_file),
    TEST(missing_and_wrong_components),
    TEST(relative_paths_begin_at_their_base),
    TEST(names_and_paths_have_limits),
    TEST(symbolic_links_are_followed),
    TEST(links_in_circles_end),
    TEST(as_many_links_as_allowed),
    TEST(paths_are_found_backwards),
};
const size_t path_count = COUNT(path_tests);
