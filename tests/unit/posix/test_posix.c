// SPDX-License-Identifier: MIT
// Unit tests of libos/posix: start and end of each, and main().
#include "test_posix.h"

#include "posix/fd.h"

int program_start(void **state)
{
    (void)state;
    host_reset();
    fd_init();
    for (int fd = 0; fd < 3; fd++) // the table may have grown before
        fd_table[fd].file = &console_files[fd];
    dev_random_init();
    uk_chdir("/");
    return 0;
}

int program_end(void **state)
{
    (void)state;
    for (int fd = 3; fd < 64; fd++)
        uk_close(fd);
    assert_int_equal(preempt_depth, 0);
    return 0;
}

int main(void)
{
    host_image(NULL, 0);
    int failed = 0;
    failed += _cmocka_run_group_tests("descriptors", fd_tests, fd_count_, NULL, NULL);
    failed += _cmocka_run_group_tests("paths", path_tests, path_count, NULL, NULL);
    failed += _cmocka_run_group_tests("pipes", pipe_tests, pipe_count, NULL, NULL);
    failed += _cmocka_run_group_tests("maps", mman_tests, mman_count, NULL, NULL);
    failed += _cmocka_run_group_tests("time", time_tests, time_count, NULL, NULL);
    failed += _cmocka_run_group_tests("random", random_tests, random_count, NULL, NULL);
    failed += _cmocka_run_group_tests("signals", signal_tests, signal_count, NULL, NULL);
    failed += _cmocka_run_group_tests("system", system_tests, system_count, NULL, NULL);
    failed += _cmocka_run_group_tests("names, as on Linux", linux_tests, linux_count, NULL, NULL);
    failed += _cmocka_run_group_tests("descriptors, as on Linux", linux_io_tests, linux_io_count, NULL, NULL);
    return failed != 0;
}
