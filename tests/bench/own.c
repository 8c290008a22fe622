// SPDX-License-Identifier: MIT
// Runs a command and prints what the process itself costs, without the programs that it starts.
//
//   own COMMAND…      prints: CPU time in us, wall time in us, 0
//   own -m COMMAND…   prints: 0, 0, peak resident set in KB
//
// wait4()'s figures include waited-for children, so CPU time is read from /proc/PID/schedstat (the first field) when the
// process has ended and is not waited for yet. By then its memory is gone: for that (VmHWM of /proc/PID/status) it is
// stopped as it exits (PTRACE_EVENT_EXIT of ptrace(2)); but a traced process stops for each child that ends, too, and
// that costs time. The command has one thread.
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

static void die(const char *what)
{
    perror(what);
    exit(1);
}

// In the child: waits until the parent traces it.
static void become(char **command, int go)
{
    char c;
    if (read(go, &c, 1) != 1)
        _exit(127);
    int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    execvp(command[0], command);
    _exit(127);
}

// The number after `key` (NULL: at the start) in /proc/PID/NAME.
static long long proc_number(pid_t pid, const char *name, const char *key)
{
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    FILE *f = fopen(path, "r");
    if (!f)
        die(path);
    long long value = -1;
    size_t skip = key ? strlen(key) : 0;
    while (value < 0 && fgets(line, sizeof line, f))
        if (!skip || strncmp(line, key, skip) == 0)
            value = atoll(line + skip);
    fclose(f);
    return value;
}

// Follows the process to its end; passes on its signals. Returns its wait status.
static int trace_peak(pid_t pid, long long *peak_kb)
{
    int status;
    while (waitpid(pid, &status, __WALL) == pid) {
        if (!WIFSTOPPED(status))
            return status;
        int event = status >> 16, signal = event ? 0 : WSTOPSIG(status);
        if (event == PTRACE_EVENT_EXIT)
            *peak_kb = proc_number(pid, "status", "VmHWM:");
        if (ptrace(PTRACE_CONT, pid, NULL, (void *)(long)signal))
            die("PTRACE_CONT");
    }
    die("waitpid");
    return 1;
}

static int wait_for_end(pid_t pid, long long *cpu_ns)
{
    siginfo_t info;
    int status;
    if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT))
        die("waitid");
    *cpu_ns = proc_number(pid, "schedstat", NULL);
    if (waitpid(pid, &status, 0) != pid)
        die("waitpid");
    return status;
}

int main(int argc, char **argv)
{
    bool peak = argc > 1 && !strcmp(argv[1], "-m");
    int go[2];
    if (argc < 2 + peak || pipe(go))
        return 2;
    pid_t pid = fork();
    if (pid == 0)
        become(argv + 1 + peak, go[0]);
    if (pid < 0 || (peak && ptrace(PTRACE_SEIZE, pid, NULL, (void *)(long)PTRACE_O_TRACEEXIT)))
        die("PTRACE_SEIZE");
    long long start = now_us(), cpu_ns = 0, peak_kb = 0;
    if (write(go[1], "", 1) != 1)
        die("write");
    int status = peak ? trace_peak(pid, &peak_kb) : wait_for_end(pid, &cpu_ns);
    printf("%lld %lld %lld\n", cpu_ns / 1000, peak ? 0 : now_us() - start, peak_kb);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 && cpu_ns >= 0 && peak_kb >= 0 ? 0 : 1;
}
