// SPDX-License-Identifier: MIT
// Starts other programs: the only file of the toolchain that does.
#include "util/util.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/private.h"

extern char **environ;

bool verbose;
volatile sig_atomic_t proc_child;

// Which Debian package holds a program that may be missing.
static const char *package_of(const char *program)
{
    static const char *const table[][2] = {
        { "gcc", "gcc" }, { "clang", "clang" }, { "ld", "binutils" }, { "as", "binutils" }, { "ar", "binutils" },
        { "objcopy", "binutils" }, { "strip", "binutils" }, { "nm", "binutils" }, { "ranlib", "binutils" },
        { "addr2line", "binutils" }, { "objdump", "binutils" }, { "readelf", "binutils" },
        { "ninja", "ninja-build" }, { "make", "make" }, { "gdb", "gdb" }, { "dot", "graphviz" }, { "cpio", "cpio" },
        { "qemu-system-x86_64", "qemu-system-x86" }, { "qemu-x86_64", "qemu-user" }, { "xl", "xen-utils-4.17" },
    };
    for (size_t i = 0; i < COUNT(table); i++)
        if (!strcmp(base_name(program), table[i][0]))
            return table[i][1];
    return NULL;
}

_Noreturn static void cannot_start(const char *program, int error)
{
    const char *package = package_of(program);
    char *hint = package ? xasprintf("apt-get install %s", package) : NULL;
    if (error == ENOENT)
        fatal(EXIT_ENV, hint, "%s is missing", program);
    fatal(EXIT_ENV, error == EACCES ? NULL : hint, "cannot start %s: %s", program, strerror(error));
}

char *proc_line(const strv_t *argv)
{
    buf_t b = {0};
    buf_puts(&b, "");
    for (size_t i = 0; i < argv->len; i++) {
        char *word = shell_quote(argv->data[i]);
        buf_printf(&b, "%s%s", i ? " " : "", word);
        free(word);
    }
    return b.s;
}

// The NULL-terminated form that the exec family takes, printed first if V=1.
static char *const *prepare(const strv_t *argv)
{
    if (verbose) {
        fflush(stdout);
        char *line = proc_line(argv);
        fprintf(stderr, "%s\n", line);
        free(line);
    }
    char **copy = xcalloc(argv->len + 1, sizeof *copy);
    memcpy(copy, argv->data, argv->len * sizeof *copy);
    return copy;
}

int proc_spawn(const strv_t *argv, const int fds[3], const int *keep)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t defaults, none;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attr);
    // dup2() onto the same number clears close-on-exec (POSIX.1-2024, posix_spawn), which is just what keep asks for.
    for (int i = 0; i < 3 && fds; i++)
        if (fds[i] >= 0)
            posix_spawn_file_actions_adddup2(&actions, fds[i], i);
    for (; keep && *keep >= 0; keep++)
        posix_spawn_file_actions_adddup2(&actions, *keep, *keep);
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &defaults);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

    char *const *args = prepare(argv);
    fflush(NULL);
    pid_t pid;
    int error = posix_spawnp(&pid, args[0], &actions, &attr, args, environ);
    if (error)
        cannot_start(args[0], error);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attr);
    free((void *)(uintptr_t)args);
    return pid;
}

// In the child between fork() and exec: fds onto 0, 1, 2; keep without close-on-exec; no signal blocked, SIGPIPE
// default.
static void arrange_child(const int fds[3], const int *keep)
{
    sigset_t none;
    sigemptyset(&none);
    for (int i = 0; i < 3; i++)
        if (fds[i] >= 0 && (fds[i] == i ? fcntl(i, F_SETFD, 0) : dup2(fds[i], i)) < 0)
            _exit(127);
    for (; keep && *keep >= 0; keep++)
        fcntl(*keep, F_SETFD, 0);
    signal(SIGPIPE, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

// vfork(): the child borrows our memory until it is a program of its own, so that it must write nothing there, and no
// handler of ours may run in it.
int proc_shell(const char *command, int out, int err)
{
    sigset_t all, before;
    if (verbose)
        fprintf(stderr, "/bin/sh -c %s\n", command);
    fflush(NULL);
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    pid_t pid = vfork();
    if (!pid) {
        arrange_child((int[3]){ -1, out, err }, NULL);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    int error = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (pid < 0)
        cannot_start("/bin/sh", error);
    return pid;
}

int proc_spawn_bound(const strv_t *argv, const int fds[3], const int *keep)
{
    int report[2], error = 0;
    char *const *args = prepare(argv);
    if (pipe2(report, O_CLOEXEC))
        fatal_errno("pipe");
    fflush(NULL);
    pid_t parent = getpid(), pid = fork();
    if (pid < 0)
        fatal_errno("fork");
    if (!pid) {
        // The parent may have died before prctl() took effect: then we were given to another one.
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
            _exit(127);
        setpgid(0, 0);
        arrange_child(fds, keep);
        execvp(args[0], args);
        error = errno;
        if (write(report[1], &error, sizeof error) < 0)
            _exit(126);
        _exit(127);
    }
    close(report[1]);
    if (read(report[0], &error, sizeof error) == sizeof error)
        cannot_start(args[0], error);
    close(report[0]);
    free((void *)(uintptr_t)args);
    return pid;
}

int proc_fork(int *fd)
{
    int ends[2];
    fflush(NULL);
    if (pipe2(ends, O_CLOEXEC))
        return -1;
    pid_t parent = getpid(), pid = fork();
    if (!pid) {
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
            _exit(127);
        setpgid(0, 0);
        dup2(ends[1], 1);
        dup2(ends[1], 2);
        return 0;
    }
    close(ends[1]);
    *fd = ends[0];
    if (pid < 0)
        close(ends[0]);
    return pid;
}

static int wait_for(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            fatal_errno("waitpid");
    proc_child = 0;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// Starts with the given standard input (-1: inherited), collects the output into out (NULL: inherited), and waits.
static int run(const strv_t *argv, int input, buf_t *out, bool quiet)
{
    int pipe_fds[2] = { -1, -1 };
    int error = quiet ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;
    if (out && pipe2(pipe_fds, O_CLOEXEC))
        fatal_errno("pipe");
    pid_t pid = proc_spawn(argv, (int[3]){ input, pipe_fds[1], error }, NULL);
    proc_child = pid;
    if (error >= 0)
        close(error);
    if (out) {
        close(pipe_fds[1]);
        char chunk[16384];
        ssize_t n;
        buf_add(out, "", 0);
        while ((n = read(pipe_fds[0], chunk, sizeof chunk)) > 0 || (n < 0 && errno == EINTR))
            buf_add(out, chunk, n > 0 ? (size_t)n : 0);
        close(pipe_fds[0]);
    }
    return wait_for(pid);
}

int proc_run(const strv_t *argv)
{
    return run(argv, -1, NULL, false);
}

int proc_capture(const strv_t *argv, buf_t *out, bool quiet)
{
    return run(argv, -1, out, quiet);
}

// The input travels in a file in memory, not a pipe: the child may leave it unread or answer before it has read it all.
int proc_feed(const strv_t *argv, const void *input, size_t size, buf_t *out)
{
    int fd = memfd_create("input", MFD_CLOEXEC);
    if (fd < 0)
        fatal_errno("memfd_create");
    for (size_t done = 0; done < size;) {
        ssize_t n = pwrite(fd, (const char *)input + done, size - done, (off_t)done);
        if (n < 0 && errno != EINTR)
            fatal_errno("cannot hand input to %s", argv->data[0]);
        done += n > 0 ? (size_t)n : 0;
    }
    int status = run(argv, fd, out, false);
    close(fd);
    return status;
}

void proc_exec(const strv_t *argv)
{
    char *const *args = prepare(argv);
    fflush(NULL);
    execvp(args[0], args);
    cannot_start(args[0], errno);
}

static bool is_program(const char *path)
{
    struct stat st;
    return !stat(path, &st) && S_ISREG(st.st_mode) && !access(path, X_OK);
}

bool proc_find(const char *program, char **path)
{
    if (strchr(program, '/')) {
        if (is_program(program) && path)
            *path = xstrdup(program);
        return is_program(program);
    }
    const char *dirs = getenv("PATH");
    for (const char *p = dirs ? dirs : "/usr/bin:/bin"; *p; p += *p == ':') {
        size_t n = strcspn(p, ":");
        char *candidate = xasprintf("%.*s/%s", n ? (int)n : 1, n ? p : ".", program);
        p += n;
        if (is_program(candidate)) {
            if (path)
                *path = candidate;
            return true;
        }
        free(candidate);
    }
    return false;
}
