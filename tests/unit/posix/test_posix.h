// SPDX-License-Identifier: MIT
// What the files of the posix tests share.
#ifndef TEST_POSIX_H
#define TEST_POSIX_H

#include <string.h>

#include "../fs/host.h"
#include "fs/fs.h"
#include "mm/mm.h"
#include "posix/posix.h"

#define TEST(name) cmocka_unit_test_setup_teardown(name, program_start, program_end)

int program_start(void **state); // everything as new, descriptors 0-2 only
int program_end(void **state);   // closes the others

extern const struct CMUnitTest fd_tests[], path_tests[], pipe_tests[], mman_tests[], time_tests[], random_tests[],
    signal_tests[], system_tests[], linux_tests[], linux_io_tests[];
extern const size_t fd_count_, path_count, pipe_count, mman_count, time_count, random_count, signal_count, system_count,
    linux_count, linux_io_count;

#endif
