// SPDX-License-Identifier: MIT
// Unit tests of what util does with the system: files, processes, the way the program ends.
#include "test_util.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/util.h"

static char *dir;

static int make_dir(void **state)
{
    (void)state;
    dir = temp_dir();
    return 0;
}

static int drop_dir(void **state)
{
    (void)state;
    remove_tree(dir);
    return 0;
}

static char *in_dir(const char *name)
{
    return path_join(dir, name);
}

// Runs body in a child; returns its wait status and what it wrote on standard error.
static int in_child(void (*body)(void), buf_t *said)
{
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    pid_t pid = fork();
    if (!pid) {
        dup2(fds[1], 2);
        close(fds[0]);
        close(fds[1]);
        cleanup_forget(dir); // the parent's
        body();
        _exit(42);
    }
    close(fds[1]);
    char chunk[512];
    ssize_t n;
    buf_add(said, "", 0);
    while ((n = read(fds[0], chunk, sizeof chunk)) > 0)
        buf_add(said, chunk, (size_t)n);
    close(fds[0]);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void files_round_trip(void **state)
{
    (void)state;
    char *path = in_dir("f");
    bool changed;
    size_t size;
    file_write(path, "abc", 3, &changed);
    assert_true(changed);
    file_write(path, "abc", 3, &changed);
    assert_false(changed);
    assert_string_equal(file_read(path, &size), "abc");
    assert_int_equal(size, 3);
    assert_int_equal(chmod(path, 0700), 0);
    file_write(path, "", 0, &changed);
    assert_true(changed);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    struct file f;
    assert_int_equal(file_map(path, &f), 0);
    assert_int_equal(f.size, 0);
    file_unmap(&f);
    assert_int_equal(file_map(dir, &f), -EISDIR);
    assert_int_equal(file_map(in_dir("none"), &f), -ENOENT);
    assert_null(file_read(in_dir("none"), NULL));
    assert_int_equal(errno, ENOENT);
}

static void trees_are_removed_but_links_not_followed(void **state)
{
    (void)state;
    char *outside = in_dir("outside"), *tree = in_dir("tree");
    make_dirs(outside);
    file_write(path_join(outside, "keep"), "x", 1, NULL);
    make_dirs(path_join(tree, "a/b/c"));
    for (int i = 0; i < 300; i++)
        file_write(xasprintf("%s/a/b/a-file-with-a-long-name-%d", tree, i), "x", 1, NULL);
    assert_int_equal(symlink(outside, path_join(tree, "link")), 0);
    remove_tree(tree);
    assert_false(dir_exists(tree));
    assert_true(file_exists(path_join(outside, "keep")));
    remove_tree(tree); // is not there: no error
}

static void locks_exclude(void **state)
{
    (void)state;
    char *path = in_dir("lock");
    int fd = lock_file(path, true);
    assert_true(fd >= 0);
    assert_int_equal(lock_file(path, false), -EWOULDBLOCK);
    close(fd);
    fd = lock_file(path, false);
    assert_true(fd >= 0);
    close(fd);
}

static strv_t shell(const char *script)
{
    strv_t v = {0};
    strv_add(&v, "sh");
    strv_add(&v, "-c");
    strv_add(&v, script);
    return v;
}

static void processes_give_status_and_output(void **state)
{
    (void)state;
    strv_t v = shell("exit 7");
    assert_int_equal(proc_run(&v), 7);
    v = shell("kill -9 $$");
    assert_int_equal(proc_run(&v), 128 + SIGKILL);
    buf_t out = {0};
    v = shell("echo one; echo two >&2; exit 3");
    assert_int_equal(proc_capture(&v, &out, true), 3);
    assert_string_equal(out.s, "one\n");
}

static void feeding_a_lot_does_not_hang(void **state)
{
    (void)state;
    size_t size = 3 << 20;
    char *input = xmalloc(size);
    memset(input, 'z', size);
    buf_t out = {0};
    strv_t v = shell("cat; cat");
    assert_int_equal(proc_feed(&v, input, size, &out), 0);
    assert_int_equal(out.len, size);
    v = shell("exec 0<&-; echo done");
    buf_t second = {0};
    assert_int_equal(proc_feed(&v, input, size, &second), 0);
    assert_string_equal(second.s, "done\n");
}

static void kept_descriptors_are_inherited(void **state)
{
    (void)state;
    char *path = in_dir("kept");
    int kept = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    int other = open("/dev/null", O_RDWR | O_CLOEXEC);
    strv_t v = shell(xasprintf("echo hello >&%d; test ! -e /proc/self/fd/%d", kept, other));
    int status;
    pid_t pid = proc_spawn(&v, NULL, (int[]){ kept, -1 });
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_string_equal(file_read(path, NULL), "hello\n");
    close(kept);
    close(other);
}

static void programs_are_found(void **state)
{
    (void)state;
    char *path;
    assert_true(proc_find("sh", &path));
    assert_true(file_exists(path));
    assert_false(proc_find("no-such-program", &path));
    strv_t v = shell("echo 'a b'");
    assert_string_equal(proc_line(&v), "sh -c 'echo '\\''a b'\\'''");
}

static void body_fatal(void)
{
    fatal(EXIT_USAGE, "look here", "what %d", 5);
}

static void body_located(void)
{
    fatal(EXIT_USER, NULL, "dir/a.conf:12: bad word: x");
}

static void body_at(void)
{
    fatal_at("a.conf", 3, "h", "bad");
}

static void body_errno(void)
{
    errno = ENOENT;
    fatal_errno("cannot read x");
}

static void body_no_space(void)
{
    errno = ENOSPC;
    fatal_errno("cannot write x");
}

static void body_directory_in_the_way(void)
{
    assert_int_equal(symlink("nowhere", in_dir("dangling")), 0);
    make_dirs(in_dir("dangling"));
}

static void body_internal(void)
{
    internal_error("odd");
}

static void body_missing_program(void)
{
    unsetenv("PATH");
    setenv("PATH", "/nonexistent", 1);
    strv_t v = {0};
    strv_add(&v, "ninja");
    proc_run(&v);
}

static void fatal_says_and_exits(void **state)
{
    (void)state;
    static const struct {
        void (*body)(void);
        int code;
        const char *said;
    } cases[] = {
        { body_fatal, 2, "uk-cc: error: what 5\n  hint: look here\n" },
        { body_located, 1, "dir/a.conf:12: error: bad word: x\n" },
        { body_at, 1, "a.conf:3: error: bad\n  hint: h\n" },
        { body_errno, 1, "uk-cc: error: cannot read x: No such file or directory\n" },
        { body_no_space, 3, "uk-cc: error: cannot write x: No space left on device\n"
                            "  hint: free some space, or build in another directory\n" },
        { body_internal, 70, "uk-cc: internal error: odd\n"
                             "  hint: this is a defect of uk-cc: please report it, with the command and its input\n" },
        { body_missing_program, 3, "uk-cc: error: ninja is missing\n  hint: apt-get install ninja-build\n" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        buf_t said = {0};
        int status = in_child(cases[i].body, &said);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), cases[i].code);
        assert_string_equal(said.s, cases[i].said);
    }
}

// The error told is that of making the directory, not of looking at what is there.
static void a_directory_that_cannot_be_made_says_why(void **state)
{
    (void)state;
    buf_t said = {0};
    int status = in_child(body_directory_in_the_way, &said);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 3);
    assert_non_null(strstr(said.s, "dangling: File exists\n"));
}

static void make_half(void)
{
    make_dirs(in_dir("half/deep"));
    file_write(in_dir("half/deep/x"), "x", 1, NULL);
    file_write(in_dir("done"), "x", 1, NULL);
    cleanup_add(in_dir("half"));
    cleanup_add(in_dir("done"));
    cleanup_forget(in_dir("done"));
    cleanup_on_signals();
}

static void body_cleanup_by_signal(void)
{
    make_half();
    raise(SIGTERM);
}

// Whoever read our output, as `head` does, has gone.
static void body_cleanup_by_closed_pipe(void)
{
    int fds[2];
    make_half();
    if (!pipe(fds) && !close(fds[0]) && write(fds[1], "x", 1) == 1)
        abort();
}

static void a_signal_leaves_nothing_half_made(void **state)
{
    (void)state;
    static const struct {
        void (*body)(void);
        int signal;
    } cases[] = { { body_cleanup_by_signal, SIGTERM }, { body_cleanup_by_closed_pipe, SIGPIPE } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        buf_t said = {0};
        int status = in_child(cases[i].body, &said);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), cases[i].signal);
        assert_false(dir_exists(in_dir("half")));
        assert_true(file_exists(in_dir("done")));
    }
}

int run_system_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_round_trip), cmocka_unit_test(trees_are_removed_but_links_not_followed),
        cmocka_unit_test(locks_exclude), cmocka_unit_test(processes_give_status_and_output),
        cmocka_unit_test(feeding_a_lot_does_not_hang), cmocka_unit_test(kept_descriptors_are_inherited),
        cmocka_unit_test(programs_are_found), cmocka_unit_test(fatal_says_and_exits),
        cmocka_unit_test(a_directory_that_cannot_be_made_says_why),
        cmocka_unit_test(a_signal_leaves_nothing_half_made),
    };
    return cmocka_run_group_tests_name("util with the system", tests, make_dir, drop_dir);
}
