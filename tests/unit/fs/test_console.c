// SPDX-License-Identifier: MIT
// Unit tests of the console and the device files.
#include "test_fs.h"

static struct file *in = &console_files[0];

static long read_in(char *to, size_t n)
{
    return in->ops->read(in, to, n, NULL);
}

static void type_a_line(void)
{
    host_input("line\n", 5);
}

static void end(void)
{
    host_input_end();
}

// One test, since input that ended never comes back.
static void reading_waits_for_input_and_its_end(void **state)
{
    (void)state;
    char text[16];
    assert_int_equal(in->ops->poll(in, READY_OUT), READY_OUT);
    assert_false(host_listening());
    assert_int_equal(in->ops->poll(in, READY_IN), READY_OUT);
    assert_true(host_listening());
    in->flags |= UK_O_NONBLOCK;
    assert_int_equal(read_in(text, 16), -UK_EAGAIN);
    in->flags &= ~(unsigned)UK_O_NONBLOCK;
    assert_int_equal(read_in(text, 16), -UK_EINTR); // nobody types
    host_meanwhile = type_a_line;
    assert_int_equal(read_in(text, 2), 2);
    assert_memory_equal(text, "li", 2);
    host_meanwhile = NULL;
    assert_int_equal(in->ops->poll(in, READY_IN), READY_IN | READY_OUT);
    assert_int_equal(read_in(text, 16), 3);
    assert_memory_equal(text, "ne\n", 3);
    assert_int_equal(read_in(text, 0), 0);
    host_input("last", 4);
    host_meanwhile = end;
    assert_int_equal(read_in(text, 16), 4);
    assert_int_equal(read_in(text, 16), 0);
    assert_int_equal(read_in(text, 16), 0);
    assert_int_equal(in->ops->poll(in, READY_IN), READY_IN | READY_OUT);
}

static void output_is_complete(void **state)
{
    (void)state;
    static char big[3000];
    memset(big, 'x', sizeof big);
    struct file *out = &console_files[1];
    assert_int_equal(out->ops->write(out, big, sizeof big, NULL), sizeof big);
    assert_int_equal(host_output_size, sizeof big);
    assert_memory_equal(host_output, big, sizeof big);
}

static void terminals_are_as_the_host_says(void **state)
{
    (void)state;
    boot_info.console = UK_CONSOLE_TTY_OUT;
    assert_false(file_is_tty(&console_files[0]));
    assert_true(file_is_tty(&console_files[1]));
    assert_false(file_is_tty(&console_files[2]));
    struct file *f = open_file("/dev/stdin", UK_O_RDONLY);
    assert_false(file_is_tty(f));
    file_put(f);
    f = open_file("/dev/tty", UK_O_RDWR);
    assert_true(file_is_tty(f));
    assert_int_equal(put_at(f, 0, "hi", 2), 2);
    assert_int_equal(host_output_size, 2);
    file_put(f);
}

static void devices_have_names_and_numbers(void **state)
{
    (void)state;
    struct uk_stat st = { 0 };
    assert_string_equal(list("/dev"), "null zero full console tty stdin stdout stderr ");
    struct file *f = open_file("/dev/null", UK_O_RDWR);
    f->ops->stat(f, &st);
    assert_int_equal(st.st_mode, UK_S_IFCHR | 0666);
    assert_int_equal(st.st_rdev, 0x103);
    char byte;
    assert_int_equal(get_at(f, 0, &byte, 1), 0);
    assert_int_equal(put_at(f, 0, "gone", 4), 4);
    file_put(f);
}

// The platform's clock costs time to set going: nothing before main() asks for it.
static void starting_asks_for_no_time(void **state)
{
    (void)state;
    host_wall_asked = 0;
    host_reset();
    assert_int_equal(host_wall_asked, 0);
    assert_int_equal(find("/tmp")->mode, UK_S_IFDIR | 01777);
    make_file("f", "");
    assert_true(host_wall_asked > 0);
}

static void zero_and_full(void **state)
{
    (void)state;
    char bytes[5] = "xxxx";
    struct file *f = open_file("/dev/zero", UK_O_RDWR);
    assert_int_equal(get_at(f, 0, bytes, 4), 4);
    assert_memory_equal(bytes, "\0\0\0\0", 5);
    file_put(f);
    f = open_file("/dev/full", UK_O_WRONLY);
    assert_int_equal(put_at(f, 0, "x", 1), -UK_ENOSPC);
    file_put(f);
}

static void an_image_may_have_its_own_dev(void **state)
{
    (void)state;
    static const struct host_file files[] = {
        { "dev", UK_S_IFDIR | 0755, NULL, 0 },
        { "dev/null", UK_S_IFREG | 0644, "mine", 4 },
    };
    host_image(files, COUNT(files));
    host_reset();
    assert_int_equal(find("/dev/null")->size, 4);
    assert_non_null(find("/dev/zero"));
    assert_string_equal(host_log, "");
    host_image(NULL, 0);
}

static void devices_cannot_be_truncated_but_removed(void **state)
{
    (void)state;
    assert_int_equal(vfs_truncate(find("/dev/zero"), 0), -UK_EINVAL);
    struct file *f = open_file("/dev/zero", UK_O_RDWR | UK_O_TRUNC | UK_O_CREAT);
    assert_int_equal(vfs_unlink(vfs_root(), "/dev/zero"), 0);
    char byte = 1;
    assert_int_equal(get_at(f, 0, &byte, 1), 1);
    assert_int_equal(byte, 0);
    file_put(f);
}

const struct CMUnitTest console_tests[] = {
    TEST(output_is_complete),
    TEST(terminals_are_as_the_host_says),
    TEST(reading_waits_for_input_and_its_end),
    TEST(devices_have_names_and_numbers),
    TEST(starting_asks_for_no_time),
    TEST(zero_and_full),
    TEST(an_image_may_have_its_own_dev),
    TEST(devices_cannot_be_truncated_but_removed),
};
const size_t console_count = COUNT(console_tests);
