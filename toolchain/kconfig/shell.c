// SPDX-License-Identifier: MIT
// $(shell,COMMAND): runs each distinct command once. A command may be started ahead and its output be fetched later.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <fcntl.h>

#include "kconfig/tree.h"

enum { MAX_AHEAD = 64 };

// text is NULL while the command runs.
struct kshell_job {
    struct kshell_job *next;
    const char *command;
    const char *text;
    int pid, fds[2]; // its standard output and error; -1: both go to the first
    int status;      // as waitpid() tells it, once it has ended
};

static void run(struct kconfig *kc, struct kshell_job *job, bool joined)
{
    int out[2], err[2] = { -1, -1 };
    if (pipe2(out, O_CLOEXEC) || (!joined && pipe2(err, O_CLOEXEC)))
        fatal_errno("pipe");
    job->pid = proc_shell(job->command, out[1], joined ? out[1] : err[1]);
    job->fds[0] = out[0];
    job->fds[1] = err[0];
    close(out[1]);
    if (!joined)
        close(err[1]);
    job->next = kc->jobs;
    kc->jobs = job;
    kc->job_count++;
}

static struct kshell_job *start(struct kconfig *kc, const char *command)
{
    struct kshell_job *job = karena_alloc(&kc->arena, sizeof *job);
    job->command = karena_text(&kc->arena, command, strlen(command));
    run(kc, job, kshell_has_two_answers(command));
    return job;
}

// Both streams are read as they come, so that the command never waits for us.
static void drain(struct kshell_job *job, buf_t text[2])
{
    struct pollfd p[2] = { { .fd = job->fds[0], .events = POLLIN }, { .fd = job->fds[1], .events = POLLIN } };
    while (p[0].fd >= 0 || p[1].fd >= 0) {
        bool one = p[1].fd < 0;
        if (!one && poll(p, 2, -1) < 0 && errno != EINTR)
            break;
        p[0].revents |= (short)one;
        for (int i = 0; i < 2; i++) {
            char chunk[4096];
            if (p[i].fd < 0 || !p[i].revents)
                continue;
            ssize_t n = read(p[i].fd, chunk, sizeof chunk);
            if (n > 0 && text[i].len < KMACRO_MAX_SIZE)
                buf_add(&text[i], chunk, (size_t)n);
            else if (n == 0 || (n < 0 && errno != EINTR))
                p[i].fd = -1;
        }
    }
}

static void forget(struct kconfig *kc, struct kshell_job *job)
{
    struct kshell_job **slot = &kc->jobs;
    while (*slot != job)
        slot = &(*slot)->next;
    *slot = job->next;
    kc->job_count--;
    close(job->fds[0]);
    if (job->fds[1] >= 0)
        close(job->fds[1]);
    while (waitpid(job->pid, &job->status, 0) < 0 && errno == EINTR)
        ;
}

// Trailing newlines go, inner ones become blanks.
static const char *one_line(struct kconfig *kc, const buf_t *b)
{
    size_t n = strlen(b->s ? b->s : "");
    while (n && b->s[n - 1] == '\n')
        n--;
    char *s = karena_text(&kc->arena, b->s ? b->s : "", n);
    for (char *newline = s; (newline = strchr(newline, '\n'));)
        *newline = ' ';
    return s;
}

static void report_stderr(struct kconfig *kc, const char *command, buf_t *b)
{
    while (b->len && b->s[b->len - 1] == '\n')
        b->s[--b->len] = '\0';
    if (b->len)
        ktell(kc, KDIAG_WARNING, kc->input->file, kc->input->line, "'%s' wrote to standard error: %s", command, b->s);
}

static void finish(struct kconfig *kc, struct kshell_job *job)
{
    buf_t text[2] = { { 0 }, { 0 } };
    drain(job, text);
    forget(kc, job);
    if (job->fds[1] < 0 && !kshell_is_answer(job->command, &text[0])) { // malformed: once more, to tell what it says
        free(text[0].s);
        text[0] = (buf_t){ 0 };
        run(kc, job, false);
        drain(job, text);
        forget(kc, job);
    }
    job->text = one_line(kc, &text[0]);
    report_stderr(kc, job->command, &text[1]);
    free(text[0].s);
    free(text[1].s);
}

static struct kshell_job *find_or_start(struct kconfig *kc, const char *command)
{
    struct kshell_job *job = kc->no_shell_memo ? NULL : map_get(&kc->shell_memo, command);
    if (job)
        return job;
    job = start(kc, command);
    if (!kc->no_shell_memo)
        *map_slot(&kc->shell_memo, job->command) = job;
    return job;
}

bool kshell_idle(const struct kconfig *kc)
{
    return kc->job_count < MAX_AHEAD / 4;
}

bool kshell_busy(const struct kconfig *kc)
{
    return kc->job_count >= MAX_AHEAD;
}

// While looking ahead, a command is started only; what depends on its output stays unknown.
int kshell_run(struct kconfig *kc, const char *command, buf_t *out)
{
    if (kc->isolated)
        kfail(kc, "$(shell) is not allowed here");
    if (!kc->no_shell_memo && kshell_plain(command, out))
        return 0;
    struct kshell_job *job = find_or_start(kc, command);
    if (!job->text && kc->ahead)
        longjmp(kc->failed, 1);
    if (!job->text) {
        finish(kc, job);
        kc->jobs_done++;
        if (!kc->assigning)
            kahead(kc);
    }
    buf_puts(out, job->text);
    return job->status;
}

// What was started ahead and is not wanted any more.
void kshell_stop(struct kconfig *kc)
{
    for (struct kshell_job *job = kc->jobs; job; job = job->next)
        kill(job->pid, SIGTERM);
    while (kc->jobs)
        forget(kc, kc->jobs);
    map_free(&kc->shell_memo);
}
