// SPDX-License-Identifier: MIT
// Unit tests of what files hold: holes, growth, truncation, appending, memory that runs out, memory maps.
#include <stdlib.h>

#include "test_fs.h"

static void a_file_that_is_gone_still_reads(void **state)
{
    (void)state;
    size_t blocks = host_blocks_used, pages = host_pages_used;
    struct file *f = open_file("f", UK_O_CREAT | UK_O_RDWR);
    char text[6] = "";
    put_at(f, 0, "hello", 5);
    assert_int_equal(vfs_unlink(vfs_root(), "f"), 0);
    assert_null(find("f"));
    assert_int_equal(f->inode->nlink, 0);
    assert_int_equal(get_at(f, 0, text, 5), 5);
    assert_string_equal(text, "hello");
    put_at(f, 5, "more", 4);
    file_put(f);
    assert_int_equal(host_blocks_used, blocks);
    assert_int_equal(host_pages_used, pages);
}

static void holes_read_as_zeros_and_take_no_memory(void **state)
{
    (void)state;
    struct file *f = open_file("f", UK_O_CREAT | UK_O_RDWR);
    size_t pages = host_pages_used;
    int64_t far = (1ll << 40) + 5;
    char text[8];
    assert_int_equal(put_at(f, far, "x", 1), 1);
    assert_int_equal(f->inode->size, far + 1);
    assert_int_equal(host_pages_used, pages + 1);
    assert_int_equal(f->inode->blocks, 8);
    assert_int_equal(get_at(f, far - 4, text, sizeof text), 5);
    assert_memory_equal(text, "\0\0\0\0x", 5);
    assert_int_equal(get_at(f, 12345, text, 8), 8);
    assert_memory_equal(text, "\0\0\0\0\0\0\0\0", 8);
    assert_int_equal(get_at(f, far + 1, text, 8), 0);
    assert_int_equal(get_at(f, INT64_MAX - 8, text, 8), 0);
    file_put(f);
}

static void offsets_have_an_end(void **state)
{
    (void)state;
    struct file *f = open_file("f", UK_O_CREAT | UK_O_RDWR);
    assert_int_equal(put_at(f, INT64_MAX - 2, "xyz", 3), -UK_EFBIG);
    assert_int_equal(vfs_truncate(f->inode, INT64_MAX), -UK_EFBIG);
    assert_int_equal(vfs_truncate(f->inode, -1), -UK_EINVAL);
    assert_int_equal(f->ops->seek(f, INT64_MAX, UK_SEEK_SET), INT64_MAX);
    assert_int_equal(f->ops->seek(f, 1, UK_SEEK_CUR), -UK_EOVERFLOW);
    assert_int_equal(f->ops->seek(f, -1, UK_SEEK_SET), -UK_EINVAL);
    assert_int_equal(f->ops->seek(f, 0, 9), -UK_EINVAL);
    assert_int_equal(f->ops->seek(f, 0, UK_SEEK_END), 0);
    assert_int_equal(f->ops->seek(f, 0, UK_SEEK_DATA), -UK_ENXIO);
    file_put(f);
}

// Against a plain array: random writes, reads and truncations over several pages and tree levels.
static void agrees_with_an_array(void **state)
{
    (void)state;
    enum { SIZE = 70 * 4096 };
    static char model[SIZE], chunk[SIZE];
    struct file *f = open_file("f", UK_O_CREAT | UK_O_RDWR);
    size_t blocks = host_blocks_used, pages = host_pages_used, size = 0;
    memset(model, 0, sizeof model);
    srand(1);
    for (int round = 0; round < 3000; round++) {
        size_t at = (size_t)rand() % SIZE, n = (size_t)rand() % (rand() % 4 ? 300 : 20000);
        n = n > SIZE - at ? SIZE - at : n;
        switch (rand() % 3) {
        case 0:
            for (size_t i = 0; i < n; i++)
                chunk[i] = (char)rand();
            assert_int_equal(put_at(f, (int64_t)at, chunk, n), n);
            memcpy(model + at, chunk, n);
            size = n > 0 && at + n > size ? at + n : size;
            break;
        case 1:
            if (rand() % 4)
                break;
            assert_int_equal(vfs_truncate(f->inode, (int64_t)at), 0);
            if (at < size)
                memset(model + at, 0, size - at);
            size = at;
            break;
        default: {
            long got = get_at(f, (int64_t)at, chunk, n);
            assert_int_equal(got, at >= size ? 0 : n < size - at ? n : size - at);
            assert_memory_equal(chunk, model + at, got);
        }
        }
        assert_int_equal(f->inode->size, size);
        assert_int_equal(f->inode->blocks, (host_pages_used - pages) * 8);
    }
    vfs_truncate(f->inode, 0);
    assert_int_equal(host_pages_used, pages);
    assert_int_equal(host_blocks_used, blocks);
    file_put(f);
}

static void what_was_cut_off_never_comes_back(void **state)
{
    (void)state;
    struct file *f = open_file("f", UK_O_CREAT | UK_O_RDWR);
    char text[8];
    put_at(f, 0, "secret", 6);
    vfs_truncate(f->inode, 2);
    vfs_truncate(f->inode, 6);
    assert_int_equal(get_at(f, 0, text, 8), 6);
    assert_memory_equal(text, "se\0\0\0\0", 6);
    vfs_truncate(f->inode, 1);
    put_at(f, 4, "x", 1);
    assert_int_equal(get_at(f, 0, text, 8), 5);
    assert_memory_equal(text, "s\0\0\0x", 5);
    file_put(f);
}

static void appending_goes_to_the_end(void **state)
{
    (void)state;
    make_file("f", "one");
    struct file *a = open_file("f", UK_O_WRONLY | UK_O_APPEND), *b = open_file("f", UK_O_WRONLY | UK_O_APPEND);
    a->ops->write(a, "two", 3, &a->offset);
    b->ops->write(b, "three", 5, &b->offset);
    assert_int_equal(a->offset, 6);
    assert_int_equal(b->offset, 11);
    assert_int_equal(find("f")->size, 11);
    file_put(a);
    file_put(b);
}

static void memory_that_runs_out_is_enospc(void **state)
{
    (void)state;
    static char big[10 * 4096];
    struct file *f = open_file("f", UK_O_CREAT | UK_O_RDWR);
    host_page_limit = host_pages_used + 4;
    assert_int_equal(put_at(f, 0, big, sizeof big), 4 * 4096); // as far as it goes
    assert_int_equal(put_at(f, 4 * 4096, big, 1), -UK_ENOSPC);
    assert_int_equal(f->inode->size, 4 * 4096);
    assert_int_equal(put_at(f, 0, big, 4096), 4096); // what is there can be written again
    vfs_truncate(f->inode, 4096);
    assert_int_equal(put_at(f, 4096, big, 4096), 4096);
    file_put(f);
}

static void a_shared_map_is_the_file(void **state)
{
    (void)state;
    struct file *f = open_file("f", UK_O_CREAT | UK_O_RDWR);
    struct inode *i = f->inode;
    char *map, *again, text[8];
    put_at(f, 3 * 4096, "end", 3);
    put_at(f, 0, "start", 5);
    size_t pages = host_pages_used;
    assert_int_equal(i->ops->map(i, 0, 4 * 4096, true, (void **)&map), 0);
    assert_int_equal(host_pages_used, pages + 2); // the two holes
    assert_string_equal(map, "start");
    assert_string_equal(map + 3 * 4096, "end");
    map[4096] = 'm';
    assert_int_equal(get_at(f, 4096, text, 1), 1);
    assert_int_equal(text[0], 'm');
    put_at(f, 0, "S", 1);
    assert_int_equal(map[0], 'S');
    assert_int_equal(i->ops->map(i, 4096, 4096, true, (void **)&again), 0);
    assert_ptr_equal(again, map + 4096);
    i->ops->unmap(i, 4096, 4096);
    i->ops->unmap(i, 0, 4 * 4096);
    file_put(f);
}

static void truncation_keeps_mapped_pages(void **state)
{
    (void)state;
    struct file *f = open_file("f", UK_O_CREAT | UK_O_RDWR);
    struct inode *i = f->inode;
    char *map;
    size_t pages = host_pages_used;
    put_at(f, 0, "start", 5);
    put_at(f, 2 * 4096, "end", 3);
    assert_int_equal(i->ops->map(i, 0, 3 * 4096, true, (void **)&map), 0);
    vfs_truncate(i, 1);
    assert_int_equal(map[0], 's');
    assert_int_equal(map[1], 0);
    assert_int_equal(map[2 * 4096], 0); // still ours, and cleared
    map[2 * 4096] = 'x';
    i->ops->unmap(i, 0, 3 * 4096);
    assert_int_equal(host_pages_used, pages + 1);
    vfs_truncate(i, 3 * 4096);
    char byte;
    get_at(f, 2 * 4096, &byte, 1);
    assert_int_equal(byte, 0);
    file_put(f);
}

// sqlite's WAL index: regions of 32 KiB, each mapped on its own after the file has grown.
static void regions_are_mapped_one_by_one(void **state)
{
    (void)state;
    enum { REGION = 32768 };
    struct file *f = open_file("f-shm", UK_O_CREAT | UK_O_RDWR);
    struct inode *i = f->inode;
    char *maps[4];
    for (int r = 0; r < 4; r++) {
        for (int page = 0; page < REGION / 4096; page++) {
            put_at(f, r * REGION + page * 4096 + 4095, "", 1);
            make_file(page % 2 ? "other" : "another", "in between"); // no luck with neighbours
        }
        assert_int_equal(i->ops->map(i, r * REGION, REGION, true, (void **)&maps[r]), 0);
        memset(maps[r], 'a' + r, REGION);
    }
    for (int r = 0; r < 4; r++) {
        char byte;
        get_at(f, r * REGION + 5000, &byte, 1);
        assert_int_equal(byte, 'a' + r);
        i->ops->unmap(i, r * REGION, REGION);
    }
    file_put(f);
}

static void pieces_that_are_mapped_do_not_move(void **state)
{
    (void)state;
    struct file *f = open_file("f", UK_O_CREAT | UK_O_RDWR);
    struct inode *i = f->inode;
    void *one, *two, *all;
    assert_int_equal(i->ops->map(i, 0, 4096, true, &one), 0);
    make_file("other", "x");
    assert_int_equal(i->ops->map(i, 2 * 4096, 4096, true, &two), 0);
    assert_int_equal(i->ops->map(i, 0, 3 * 4096, true, &all), -UK_ENOMEM);
    i->ops->unmap(i, 0, 4096);
    i->ops->unmap(i, 2 * 4096, 4096);
    assert_int_equal(i->ops->map(i, 0, 3 * 4096, true, &all), 0);
    i->ops->unmap(i, 0, 3 * 4096);
    file_put(f);
}

const struct CMUnitTest file_tests[] = {
    TEST(a_file_that_is_gone_still_reads),
    TEST(holes_read_as_zeros_and_take_no_memory),
    TEST(offsets_have_an_end),
    TEST(agrees_with_an_array),
    TEST(what_was_cut_off_never_comes_back),
    TEST(appending_goes_to_the_end),
    TEST(memory_that_runs_out_is_enospc),
    TEST(a_shared_map_is_the_file),
    TEST(truncation_keeps_mapped_pages),
    TEST(regions_are_mapped_one_by_one),
    TEST(pieces_that_are_mapped_do_not_move),
};
const size_t file_count = COUNT(file_tests);
