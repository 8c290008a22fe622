// SPDX-License-Identifier: MIT
// Unit tests of the packed root filesystem: read in place, copied on write, and never trusted.
#include <stdio.h>
#include <stdlib.h>

#include "test_fs.h"

static char big[20000];

static const struct host_file files[] = {
    { "bin", UK_S_IFDIR | 0755, NULL, 0 },
    { "bin/tool", UK_S_IFREG | 0755, "#!", 2 },
    { "empty", UK_S_IFREG | 0644, "", 0 },
    { "etc", UK_S_IFDIR | 0755, NULL, 0 },
    { "etc/big", UK_S_IFREG | 0600, big, sizeof big },
    { "etc/deep", UK_S_IFDIR | 0700, NULL, 0 },
    { "etc/deep/file", UK_S_IFREG | 0644, "below", 5 },
    { "link", UK_S_IFLNK | 0777, "etc/deep/file", 13 },
};

static int with_image(void **state)
{
    for (size_t i = 0; i < sizeof big; i++)
        big[i] = (char)(i % 251 + 1);
    host_image(files, COUNT(files));
    return group_setup(state);
}

static int without_image(void **state)
{
    (void)state;
    host_image(NULL, 0);
    return 0;
}

static void the_tree_is_there(void **state)
{
    (void)state;
    char text[8] = "";
    assert_string_equal(list("/"), "bin empty etc link tmp dev ");
    assert_string_equal(list("etc"), "big deep ");
    assert_int_equal(find("bin/tool")->mode, UK_S_IFREG | 0755);
    assert_int_equal(find("etc/big")->size, sizeof big);
    assert_int_equal(find("etc")->nlink, 3);
    struct file *f = open_file("link", UK_O_RDONLY);
    assert_int_equal(get_at(f, 0, text, 8), 5);
    assert_string_equal(text, "below");
    file_put(f);
    struct uk_stat st;
    inode_stat(find("empty"), &st);
    assert_int_equal(st.st_mtim.tv_sec, 1600000000);
}

static void reading_takes_no_pages(void **state)
{
    (void)state;
    static char copy[sizeof big + 10];
    struct file *f = open_file("etc/big", UK_O_RDONLY);
    size_t pages = host_pages_used;
    assert_int_equal(get_at(f, 0, copy, sizeof copy), sizeof big);
    assert_memory_equal(copy, big, sizeof big);
    assert_int_equal(host_pages_used, pages);
    file_put(f);
}

static void writing_copies_one_page(void **state)
{
    (void)state;
    static char copy[sizeof big];
    struct file *f = open_file("etc/big", UK_O_RDWR);
    size_t pages = host_pages_used;
    put_at(f, 5000, "new", 3);
    assert_int_equal(host_pages_used, pages + 1);
    assert_int_equal(get_at(f, 0, copy, sizeof copy), sizeof big);
    assert_memory_equal(copy, big, 5000);
    assert_memory_equal(copy + 5000, "new", 3);
    assert_memory_equal(copy + 5003, big + 5003, sizeof big - 5003);
    file_put(f);
}

static void truncation_forgets_packed_bytes(void **state)
{
    (void)state;
    char text[4];
    struct file *f = open_file("etc/big", UK_O_RDWR);
    vfs_truncate(f->inode, 100);
    vfs_truncate(f->inode, 8000);
    get_at(f, 99, text, 4);
    assert_int_equal(text[0], big[99]);
    assert_memory_equal(text + 1, "\0\0\0", 3);
    put_at(f, 200, "x", 1); // copies the page, without what was cut off
    get_at(f, 100, text, 4);
    assert_memory_equal(text, "\0\0\0\0", 4);
    file_put(f);
}

static void private_maps_show_the_image(void **state)
{
    (void)state;
    struct inode *i = find("etc/big");
    char *map;
    size_t pages = host_pages_used;
    assert_int_equal(i->ops->map(i, 4096, 16384, false, (void **)&map), 0);
    assert_memory_equal(map, big + 4096, sizeof big - 4096);
    assert_int_equal(map[sizeof big - 4096], 0); // the rest of the last page
    assert_int_equal(host_pages_used, pages);
    assert_int_equal(i->ops->map(i, 0, 6 * 4096, false, (void **)&map), -UK_ENODEV); // beyond
    i = find("bin/tool");
    assert_int_equal(i->ops->map(i, 0, 4096, false, (void **)&map), -UK_ENODEV); // not on a page
    struct file *f = open_file("etc/big", UK_O_RDWR);
    put_at(f, 0, "x", 1);
    assert_int_equal(f->inode->ops->map(f->inode, 0, 4096, false, (void **)&map), -UK_ENODEV); // changed
    vfs_truncate(f->inode, 19000);
    i = f->inode; // the rest of its last page is not zeros
    assert_int_equal(i->ops->map(i, 16384, 4096, false, (void **)&map), -UK_ENODEV);
    file_put(f);
}

static void packed_names_can_be_changed(void **state)
{
    (void)state;
    assert_int_equal(vfs_unlink(vfs_root(), "etc/deep/file"), 0);
    assert_int_equal(vfs_rmdir(vfs_root(), "etc/deep"), 0);
    assert_int_equal(vfs_rename(vfs_root(), "etc/big", vfs_root(), "bin/big"), 0);
    assert_string_equal(list("etc"), "");
    assert_string_equal(list("bin"), "tool big ");
    assert_int_equal(vfs_rmdir(vfs_root(), "bin"), -UK_ENOTEMPTY);
    assert_int_equal(make_file("etc/new", "n"), 0);
}

static void directories_wait_for_memory(void **state)
{
    (void)state;
    struct inode *i;
    size_t blocks = host_blocks_used;
    host_heap_budget = 3;
    assert_int_equal(walk_existing(vfs_root(), "etc/deep/file", true, &i), -UK_ENOMEM);
    assert_int_equal(host_blocks_used, blocks);
    host_heap_budget = -1;
    assert_int_equal(walk_existing(vfs_root(), "etc/deep/file", true, &i), 0);
}

// Damaged blobs -------------------------------------------------------------------------------------------------------

static uint8_t packed[65536];

static uint32_t random_next(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    return *x ^= *x << 5;
}

static void damaged_blobs_never_crash(void **state)
{
    (void)state;
    const size_t size = host_pack(files, COUNT(files), packed, sizeof packed);
    const size_t tables = sizeof(struct uk_rootfs_header) + (COUNT(files) + 1) * sizeof(struct uk_rootfs_node) + 64;
    static const uint8_t likely[] = { 0, 1, 2, 0x7f, 0x80, 0xff, '/', '.', 0x40, 0xa0 };
    static uint8_t blob[sizeof packed];
    uint32_t random = 1;
    for (int round = 0; round < 6000; round++) {
        memcpy(blob, packed, size);
        for (uint32_t n = random_next(&random) % 4 + 1; n > 0; n--) {
            uint32_t r = random_next(&random);
            blob[r % tables] = r & 0x100000 ? likely[r % sizeof likely] : (uint8_t)(r >> 8);
        }
        visit_blob(blob, round % 3 ? size : random_next(&random) % size);
    }
    for (size_t cut = 0; cut < tables; cut++)
        visit_blob(packed, cut);
}

static struct uk_rootfs_node *node_named(uint8_t *blob, const char *name)
{
    struct uk_rootfs_header *h = (struct uk_rootfs_header *)blob;
    struct uk_rootfs_node *n = (struct uk_rootfs_node *)(h + 1);
    for (uint32_t i = 0; i < h->count; i++)
        if (strcmp((char *)blob + n[i].name, name) == 0)
            return &n[i];
    return NULL;
}

// Each thing that is wrong: the directory that holds it cannot be read, and the log says why.
static void each_damage_is_seen(void **state)
{
    (void)state;
    for (int kind = 0; kind < 9; kind++) {
        size_t size = host_pack(files, COUNT(files), packed, sizeof packed);
        struct uk_rootfs_node *tool = node_named(packed, "tool"), *bin = node_named(packed, "bin");
        struct uk_rootfs_node *link = node_named(packed, "link"), *empty = node_named(packed, "empty");
        switch (kind) {
        case 0: bin->data = 0; break; // its own parent
        case 1: bin->size = 1000; break;
        case 2: tool->size = 1u << 30; empty->mode = 0; break;
        case 3: empty->mode = UK_S_IFIFO; break;
        case 4: packed[empty->name] = '/'; break;
        case 5: link->size--; break; // no NUL after it
        case 6: link->data = UINT64_MAX; break;
        case 7: empty->name = bin->name; break; // twice, and out of order
        default: empty->name = (uint32_t)size; break;
        }
        struct inode *i, *root = ramfs_new(packed, size);
        host_log[0] = '\0';
        assert_int_equal(root->ops->lookup(root, "link", 4, &i), -UK_EIO);
        assert_non_null(strstr(host_log, "damaged"));
    }
}

static void a_blob_that_is_none_is_left_out(void **state)
{
    (void)state;
    host_log[0] = '\0';
    struct inode *root = ramfs_new("not a filesystem at all, but long enough", 40);
    assert_non_null(root);
    assert_true(root->ops->is_empty(root));
    assert_non_null(strstr(host_log, "left out"));
}

#define WITH_IMAGE(name) cmocka_unit_test_setup_teardown(name, with_image, without_image)

const struct CMUnitTest packed_tests[] = {
    WITH_IMAGE(the_tree_is_there),
    WITH_IMAGE(reading_takes_no_pages),
    WITH_IMAGE(writing_copies_one_page),
    WITH_IMAGE(truncation_forgets_packed_bytes),
    WITH_IMAGE(private_maps_show_the_image),
    WITH_IMAGE(packed_names_can_be_changed),
    WITH_IMAGE(directories_wait_for_memory),
    TEST(damaged_blobs_never_crash),
    TEST(each_damage_is_seen),
    TEST(a_blob_that_is_none_is_left_out),
};
const size_t packed_count = COUNT(packed_tests);
