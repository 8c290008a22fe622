// SPDX-License-Identifier: MIT
// What the files of the fs tests share.
#ifndef TEST_FS_H
#define TEST_FS_H

#include <string.h>

#include "fs/fs.h"
#include "host.h"
#include "mm/mm.h"

#define TEST(name) cmocka_unit_test_setup(name, group_setup)

// From the root, as a program at "/" would.
int make_file(const char *path, const char *text); // 0 or -E
struct file *open_file(const char *path, int flags); // asserts success
struct inode *find(const char *path); // NULL: there is none
long put_at(struct file *f, int64_t offset, const void *from, size_t n);
long get_at(struct file *f, int64_t offset, void *to, size_t n);
// Each entry but "." and "..", in order, each followed by a blank.
const char *list(const char *path);

extern const struct CMUnitTest path_tests[], name_tests[], file_tests[], packed_tests[], console_tests[];
extern const size_t path_count, name_count, file_count, packed_count, console_count;

#endif
