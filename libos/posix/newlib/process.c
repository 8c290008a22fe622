// SPDX-License-Identifier: MIT
// What needs a second process: it links, so that programs that merely mention it build, and fails with ENOSYS.
#include "posix/newlib/private.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define NO_PROCESS(name) ((int)newlib_result(uk_no_process(name, __builtin_return_address(0))))

pid_t fork(void)
{
    return NO_PROCESS("fork");
}

pid_t vfork(void)
{
    return NO_PROCESS("vfork");
}

int execve(const char *path, char *const argv[], char *const envp[])
{
    (void)path, (void)argv, (void)envp;
    return NO_PROCESS("execve");
}

int execv(const char *path, char *const argv[])
{
    (void)path, (void)argv;
    return NO_PROCESS("execv");
}

int execvp(const char *file, char *const argv[])
{
    (void)file, (void)argv;
    return NO_PROCESS("execvp");
}

int execvpe(const char *file, char *const argv[], char *const envp[])
{
    (void)file, (void)argv, (void)envp;
    return NO_PROCESS("execvpe");
}

int execl(const char *path, const char *arg, ...)
{
    (void)path, (void)arg;
    return NO_PROCESS("execl");
}

int execle(const char *path, const char *arg, ...)
{
    (void)path, (void)arg;
    return NO_PROCESS("execle");
}

int execlp(const char *file, const char *arg, ...)
{
    (void)file, (void)arg;
    return NO_PROCESS("execlp");
}

int fexecve(int fd, char *const argv[], char *const envp[])
{
    (void)fd, (void)argv, (void)envp;
    return NO_PROCESS("fexecve");
}

int daemon(int stay_in_directory, int keep_streams)
{
    (void)stay_in_directory, (void)keep_streams;
    return NO_PROCESS("daemon");
}

// There are no children, so waiting for one has POSIX's own answer.
pid_t wait(int *status)
{
    (void)status;
    return (pid_t)newlib_result(-UK_ECHILD);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
    (void)pid, (void)options;
    return wait(status);
}

int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    (void)type, (void)id, (void)info, (void)options;
    return wait(NULL);
}

pid_t wait3(int *status, int options, struct rusage *usage)
{
    (void)options, (void)usage;
    return wait(status);
}

pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
    (void)pid, (void)options, (void)usage;
    return wait(status);
}

FILE *popen(const char *command, const char *mode)
{
    (void)command, (void)mode;
    (void)NO_PROCESS("popen");
    return NULL;
}

int pclose(FILE *stream)
{
    (void)stream;
    return (int)newlib_result(-UK_ECHILD);
}

// C11 7.22.4.8: with NULL it tells whether there is a command processor.
int system(const char *command)
{
    return command ? NO_PROCESS("system") : 0;
}

// These two return the error's number (POSIX).
int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    (void)pid, (void)path, (void)actions, (void)attributes, (void)argv, (void)envp;
    return -uk_no_process("posix_spawn", __builtin_return_address(0));
}

int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    (void)pid, (void)file, (void)actions, (void)attributes, (void)argv, (void)envp;
    return -uk_no_process("posix_spawnp", __builtin_return_address(0));
}
