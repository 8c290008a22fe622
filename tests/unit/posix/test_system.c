// SPDX-License-Identifier: MIT
// Unit tests of the end of the guest, processes that cannot be, dlopen(), and what programs ask about the system.
#include "test_posix.h"

static void check_end(int status, const char *line)
{
    assert_int_equal(ENDS(uk_exit(status)), 1);
    assert_string_equal(host_status, line);
    assert_int_equal(host_exit_status, status & 255);
}

static void the_end_is_told(void **state)
{
    (void)state;
    check_end(0, "exit 0");
    check_end(7, "exit 7");
    check_end(99, "exit 99");
    check_end(255, "exit 255");
    check_end(256 + 42, "exit 42");
    assert_int_equal(ENDS(uk_exit_signal(UK_SIGABRT)), 1);
    assert_string_equal(host_status, "signal 6");
    assert_int_equal(host_exit_status, 134);
}

static void processes_are_refused_once_aloud(void **state)
{
    (void)state;
    assert_int_equal(uk_no_process("fork", (void *)0x1234), -UK_ENOSYS);
    assert_string_equal(host_log, "fork() called from 0x1234: this libOS has no processes");
    host_log[0] = '\0';
    assert_int_equal(uk_no_process("fork", (void *)0x5678), -UK_ENOSYS);
    assert_string_equal(host_log, "");
    assert_int_equal(uk_no_process("execve", (void *)0x5678), -UK_ENOSYS);
    assert_non_null(strstr(host_log, "execve() called from 0x5678"));
}

static void nothing_can_be_loaded(void **state)
{
    (void)state;
    assert_null(uk_dlerror());
    assert_null(uk_dlopen("libx.so", 1));
    assert_non_null(strstr(uk_dlerror(), "libx.so: cannot load"));
    assert_null(uk_dlerror());
    assert_null(uk_dlsym(NULL, "printf"));
    assert_non_null(strstr(uk_dlerror(), "printf"));
    assert_int_equal(uk_dlclose(NULL), -UK_EINVAL);
    assert_null(uk_dlopen(NULL, 1));
    assert_non_null(strstr(uk_dlerror(), "main program"));
    char name[500];
    memset(name, 'n', sizeof name);
    name[499] = '\0';
    uk_dlopen(name, 1);
    assert_true(strlen(uk_dlerror()) < 160);
}

static void the_system_has_names_and_numbers(void **state)
{
    (void)state;
    struct uk_utsname names;
    assert_int_equal(uk_uname(&names), 0);
    assert_string_equal(names.machine, "x86_64");
    assert_int_equal(uk_uname(NULL), -UK_EFAULT);
    assert_int_equal(uk_sysconf(UK_SC_PAGESIZE), 4096);
    assert_int_equal(uk_sysconf(UK_SC_NPROCESSORS), 1);
    assert_int_equal(uk_sysconf(UK_SC_PHYS_PAGES), host_page_limit);
    assert_int_equal(uk_sysconf(UK_SC_AVPHYS_PAGES), host_page_limit - host_pages_used);
    assert_int_equal(uk_sysconf(-1), -UK_EINVAL);
    assert_int_equal(uk_setuid(0), 0);
    assert_int_equal(uk_setuid(1000), -UK_EPERM);
}

static void limits(void **state)
{
    (void)state;
    struct uk_rlimit l;
    assert_int_equal(uk_getrlimit(UK_RLIMIT_STACK, &l), 0);
    assert_true(l.rlim_cur == UINT64_MAX);
    assert_int_equal(uk_getrlimit(99, &l), -UK_EINVAL);
    l = (struct uk_rlimit){ 10, 5 };
    assert_int_equal(uk_setrlimit(UK_RLIMIT_NOFILE, &l), -UK_EINVAL);
    l = (struct uk_rlimit){ UINT64_MAX, UINT64_MAX };
    assert_int_equal(uk_setrlimit(UK_RLIMIT_NOFILE, &l), -UK_EPERM);
    assert_int_equal(uk_setrlimit(UK_RLIMIT_CORE, &l), 0);
}

static void usage(void **state)
{
    (void)state;
    struct uk_rusage r;
    host_clock = 2500000000;
    assert_int_equal(uk_getrusage(0, &r), 0);
    assert_int_equal(r.ru_utime.tv_sec, 2);
    assert_int_equal(r.ru_utime.tv_usec, 500000);
    assert_int_equal(r.ru_maxrss, host_pages_used * 4);
    assert_int_equal(uk_getrusage(-1, &r), 0);
    assert_int_equal(r.ru_utime.tv_sec, 0);
    assert_int_equal(uk_getrusage(5, &r), -UK_EINVAL);
}

const struct CMUnitTest system_tests[] = {
    TEST(the_end_is_told),
    TEST(processes_are_refused_once_aloud),
    TEST(nothing_can_be_loaded),
    TEST(the_system_has_names_and_numbers),
    TEST(limits),
    TEST(usage),
};
const size_t system_count = COUNT(system_tests);
