// SPDX-License-Identifier: MIT
// Unit tests of memory maps.
#include "test_posix.h"

#define RW (UK_PROT_READ | UK_PROT_WRITE)
#define ANON (UK_MAP_PRIVATE | UK_MAP_ANONYMOUS)
#define PAGES(n) ((n) * 4096ul)

static char *map(size_t size, int prot, int flags, int fd, int64_t offset)
{
    void *start;
    assert_int_equal(uk_mmap(NULL, size, prot, flags, fd, offset, &start), 0);
    return start;
}

static int map_error(size_t size, int prot, int flags, int fd, int64_t offset)
{
    void *start;
    return uk_mmap(NULL, size, prot, flags, fd, offset, &start);
}

static void anonymous_memory_is_zeroed(void **state)
{
    (void)state;
    size_t blocks = host_blocks_used, pages = host_pages_used;
    char *m = map(5000, RW, ANON, -1, 0);
    assert_int_equal(host_pages_used, pages + 2);
    for (size_t i = 0; i < 8192; i++)
        assert_int_equal(m[i], 0);
    assert_int_equal(host_protections, 0); // as it is anyway
    assert_int_equal(uk_munmap(m, 5000), 0);
    assert_int_equal(host_protections, 0); // it can be written as it is
    assert_int_equal(host_pages_used, pages);
    assert_int_equal(host_blocks_used, blocks);
}

// Without memory for a page table the pages cannot be made writable again: the allocator would write to them.
static void pages_that_stay_protected_are_lost(void **state)
{
    (void)state;
    size_t blocks = host_blocks_used, pages = host_pages_used;
    char *m = map(8192, UK_PROT_READ, ANON, -1, 0);
    host_protect_error = -UK_ENOMEM;
    assert_int_equal(uk_munmap(m, 8192), 0);
    assert_int_equal(host_pages_used, pages + 2);
    assert_int_equal(map_error(8192, UK_PROT_READ, ANON, -1, 0), -UK_ENOMEM);
    assert_int_equal(host_pages_used, pages + 2);
    assert_int_equal(host_blocks_used, blocks);
    host_protect_error = 0;
    page_free(m, 2);
}

static void wrong_requests(void **state)
{
    (void)state;
    int in = uk_open("f", UK_O_RDONLY | UK_O_CREAT, 0644), out = uk_open("f", UK_O_WRONLY, 0);
    size_t blocks = host_blocks_used, pages = host_pages_used;
    assert_int_equal(map_error(0, RW, ANON, -1, 0), -UK_EINVAL);
    assert_int_equal(map_error(1, RW, UK_MAP_ANONYMOUS, -1, 0), -UK_EINVAL);
    assert_int_equal(map_error(1, RW, ANON | UK_MAP_SHARED, -1, 0), -UK_EINVAL);
    assert_int_equal(map_error(1, RW, ANON | UK_MAP_FIXED, -1, 0), -UK_EINVAL);
    assert_int_equal(map_error(1, RW | UK_PROT_EXEC, ANON, -1, 0), -UK_EACCES);
    assert_int_equal(map_error(1, 8, ANON, -1, 0), -UK_EINVAL);
    assert_int_equal(map_error(SIZE_MAX, RW, ANON, -1, 0), -UK_ENOMEM);
    assert_int_equal(map_error(1ul << 40, RW, ANON, -1, 0), -UK_ENOMEM);
    assert_int_equal(map_error(1, RW, UK_MAP_PRIVATE, 99, 0), -UK_EBADF);
    assert_int_equal(map_error(1, RW, UK_MAP_PRIVATE, in, 1), -UK_EINVAL);
    assert_int_equal(map_error(1, RW, UK_MAP_SHARED, in, 0), -UK_EACCES);
    assert_int_equal(map_error(1, RW, UK_MAP_PRIVATE, out, 0), -UK_EACCES);
    assert_int_equal(map_error(1, RW, UK_MAP_PRIVATE, 0, 0), -UK_ENODEV);
    assert_int_equal(map_error(1, UK_PROT_READ, UK_MAP_SHARED, 0, 0), -UK_ENODEV);
    assert_int_equal(map_error(1, UK_PROT_READ | UK_PROT_EXEC, UK_MAP_SHARED, in, 0), -UK_EACCES);
    assert_int_equal(uk_munmap((void *)1, 1), -UK_EINVAL);
    assert_int_equal(uk_munmap((void *)4096, 0), -UK_EINVAL);
    assert_int_equal(uk_munmap((void *)4096, 1), 0); // nothing is there
    assert_int_equal(host_blocks_used, blocks);
    assert_int_equal(host_pages_used, pages);
}

static void parts_are_unmapped(void **state)
{
    (void)state;
    size_t blocks = host_blocks_used, pages = host_pages_used;
    char *m = map(PAGES(10), RW, ANON, -1, 0);
    assert_int_equal(uk_munmap(m + PAGES(4), PAGES(2)), 0); // a hole
    assert_int_equal(host_pages_used, pages + 8);
    assert_int_equal(uk_munmap(m, PAGES(1)), 0);
    m[PAGES(1)] = m[PAGES(3)] = m[PAGES(6)] = 1;
    assert_int_equal(uk_mprotect(m + PAGES(3), PAGES(3), UK_PROT_READ), -UK_ENOMEM); // over the hole
    assert_int_equal(uk_munmap(m, PAGES(10)), 0);
    assert_int_equal(host_pages_used, pages);
    assert_int_equal(host_blocks_used, blocks);
}

static void protection_goes_to_the_platform(void **state)
{
    (void)state;
    char *m = map(PAGES(4), UK_PROT_READ, ANON, -1, 0);
    assert_int_equal(host_protections, 1);
    assert_int_equal(host_protect_how, PROT_PAGE_R);
    assert_int_equal(uk_mprotect(m + PAGES(1), PAGES(2), RW), 0);
    assert_int_equal(host_protect_start, (uintptr_t)m + PAGES(1));
    assert_int_equal(host_protect_size, PAGES(2));
    assert_int_equal(host_protect_how, PROT_PAGE_RW);
    assert_int_equal(uk_mprotect(m, 1, UK_PROT_EXEC | UK_PROT_READ), 0);
    assert_int_equal(host_protect_how, PROT_PAGE_RX);
    assert_int_equal(uk_mprotect(m, 1, UK_PROT_NONE), 0);
    assert_int_equal(host_protect_how, PROT_PAGE_NONE);
    assert_int_equal(uk_mprotect(m, 1, RW | UK_PROT_EXEC), -UK_EACCES);
    assert_int_equal(uk_mprotect(m + 1, 1, RW), -UK_EINVAL);
    assert_int_equal(uk_mprotect((void *)4096, 1, RW), -UK_ENOMEM);
    assert_int_equal(uk_munmap(m, PAGES(4)), 0);
    assert_int_equal(host_protect_how, PROT_PAGE_RW); // whoever gets them next may write
}

static int file_of(const char *text)
{
    int fd = uk_open("f", UK_O_RDWR | UK_O_CREAT | UK_O_TRUNC, 0644);
    uk_pwrite(fd, text, strlen(text), 0);
    return fd;
}

static void private_maps_are_copies(void **state)
{
    (void)state;
    char text[8] = "";
    int fd = file_of("content");
    char *m = map(4096, RW, UK_MAP_PRIVATE, fd, 0);
    assert_string_equal(m, "content");
    m[0] = 'X';
    uk_pread(fd, text, 7, 0);
    assert_string_equal(text, "content");
    uk_pwrite(fd, "later", 5, 0);
    assert_string_equal(m, "Xontent");
    assert_int_equal(m[4095], 0);
    uk_munmap(m, 4096);
}

static void shared_maps_are_the_file(void **state)
{
    (void)state;
    char text[8] = "";
    size_t pages = host_pages_used, blocks = host_blocks_used;
    int fd = file_of("content");
    char *m = map(4096, RW, UK_MAP_SHARED, fd, 0);
    m[0] = 'X';
    uk_pread(fd, text, 7, 0);
    assert_string_equal(text, "Xontent");
    uk_pwrite(fd, "later", 5, 0);
    assert_string_equal(m, "laternt");
    assert_int_equal(uk_msync(m, 4096, 4), 0);
    assert_int_equal(uk_msync((void *)4096, 4096, 4), -UK_ENOMEM);
    assert_int_equal(uk_mprotect(m, 4096, UK_PROT_READ), 0);
    assert_int_equal(host_protections, 0); // the filesystem still writes there
    assert_int_equal(uk_mprotect(m, 4096, UK_PROT_READ | UK_PROT_EXEC), -UK_EACCES);
    uk_close(fd);
    uk_unlink("f");
    m[1] = 'Y'; // the map keeps the file
    uk_munmap(m, 4096);
    assert_int_equal(host_pages_used, pages);
    assert_int_equal(host_blocks_used, blocks);
}

static void a_shared_map_in_two_parts(void **state)
{
    (void)state;
    size_t pages = host_pages_used;
    int fd = file_of("x");
    uk_ftruncate(fd, PAGES(3));
    char *m = map(PAGES(3), RW, UK_MAP_SHARED, fd, 0);
    uk_munmap(m + PAGES(1), PAGES(1));
    uk_ftruncate(fd, 0);
    m[0] = m[PAGES(2)] = 'y'; // still there
    uk_munmap(m, PAGES(3));
    uk_close(fd);
    uk_unlink("f");
    assert_int_equal(host_pages_used, pages);
}

static void zero_can_be_mapped(void **state)
{
    (void)state;
    int fd = uk_open("/dev/zero", UK_O_RDWR, 0);
    char *m = map(4096, RW, UK_MAP_PRIVATE, fd, 0);
    assert_int_equal(m[100], 0);
    uk_munmap(m, 4096);
}

static void remapping_and_advice(void **state)
{
    (void)state;
    void *moved;
    char *m = map(PAGES(2), RW, ANON, -1, 0);
    m[0] = 'a';
    m[PAGES(1)] = 'b';
    assert_int_equal(uk_mremap(m, PAGES(2), PAGES(3), 0, &moved), -UK_ENOMEM);
    assert_int_equal(uk_mremap(m, PAGES(2), PAGES(3), UK_MREMAP_MAYMOVE, &moved), 0);
    m = moved;
    assert_int_equal(m[0], 'a');
    assert_int_equal(m[PAGES(1)], 'b');
    assert_int_equal(m[PAGES(2)], 0);
    assert_int_equal(uk_mremap(m, PAGES(3), PAGES(1), 0, &moved), 0);
    assert_ptr_equal(moved, m);
    assert_int_equal(uk_mremap(m, PAGES(3), PAGES(5), UK_MREMAP_MAYMOVE, &moved), -UK_EINVAL); // no longer mapped
    assert_int_equal(uk_madvise(m, 4096, 1), 0);
    assert_int_equal(m[0], 'a');
    assert_int_equal(uk_madvise(m, 4096, UK_MADV_DONTNEED), 0);
    assert_int_equal(m[0], 0);
    assert_int_equal(uk_munmap(m, 4096), 0);
}

static void memory_that_runs_out_leaves_nothing(void **state)
{
    (void)state;
    int fd = file_of("text");
    size_t pages = host_pages_used, blocks = host_blocks_used;
    for (long budget = 0; budget < 3; budget++) {
        host_heap_budget = budget;
        assert_int_equal(map_error(4096, RW, budget < 2 ? ANON : UK_MAP_SHARED, fd, 0), -UK_ENOMEM);
    }
    host_heap_budget = -1;
    host_page_limit = host_pages_used;
    assert_int_equal(map_error(4096, RW, ANON, -1, 0), -UK_ENOMEM);
    assert_int_equal(map_error(4096, RW, UK_MAP_PRIVATE, fd, 0), -UK_ENOMEM);
    assert_int_equal(host_pages_used, pages);
    assert_int_equal(host_blocks_used, blocks);
}

const struct CMUnitTest mman_tests[] = {
    TEST(anonymous_memory_is_zeroed),
    TEST(pages_that_stay_protected_are_lost),
    TEST(wrong_requests),
    TEST(parts_are_unmapped),
    TEST(protection_goes_to_the_platform),
    TEST(private_maps_are_copies),
    TEST(shared_maps_are_the_file),
    TEST(a_shared_map_in_two_parts),
    TEST(zero_can_be_mapped),
    TEST(remapping_and_advice),
    TEST(memory_that_runs_out_leaves_nothing),
};
const size_t mman_count = COUNT(mman_tests);
