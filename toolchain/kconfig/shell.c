// SPDX-License-Identifier: MIT
// $(shell,COMMAND): runs each distinct command once. A command may be started ahead and its output be fetched later.
//
// Most commands of a tree ask one question and say one of two words, `y` or `n`. What is started ahead of them shares a
// shell, a few each: every one is a subshell of its own. Should it turn out that one said anything else, all of the
// shell's commands are run alone when they are needed.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <fcntl.h>

#include "kconfig/tree.h"

enum { MAX_AHEAD = 64, MOST_SHARING = 4, LONGEST_SHARING = 1 << 13 };

// text is NULL while it is not known. process is NULL before it is started, and once that has ended.
struct kshell_job {
    struct kshell_job *next; // in its process
    const char *command, *text;
    struct kshell_process *process;
    int status;              // as waitpid() tells it
};

struct kshell_process {
    struct kshell_process *next;
    struct kshell_job *jobs, **end;
    unsigned count;
    bool shared;     // its jobs have two answers each
    int pid, fds[2]; // standard output and error; -1: both go to the first
};

static struct kshell_process *new_process(struct kconfig *kc, bool shared)
{
    struct kshell_process *p = karena_alloc(&kc->arena, sizeof *p);
    p->end = &p->jobs;
    p->shared = shared;
    return p;
}

static void add_job(struct kconfig *kc, struct kshell_process *p, struct kshell_job *job)
{
    job->process = p;
    job->next = NULL;
    *p->end = job;
    p->end = &job->next;
    p->count++;
    kc->job_count++;
}

static const char *script(const struct kshell_process *p, buf_t *b)
{
    if (p->count == 1)
        return p->jobs->command;
    for (const struct kshell_job *job = p->jobs; job; job = job->next)
        buf_printf(b, "(%s\n)\n", job->command);
    return b->s;
}

static void launch(struct kconfig *kc, struct kshell_process *p)
{
    int out[2], err[2] = { -1, -1 };
    buf_t b = { 0 };
    if (pipe2(out, O_CLOEXEC) || (!p->shared && pipe2(err, O_CLOEXEC)))
        fatal_errno("pipe");
    p->pid = proc_shell(script(p, &b), out[1], p->shared ? out[1] : err[1]);
    free(b.s);
    p->fds[0] = out[0];
    p->fds[1] = err[0];
    close(out[1]);
    if (!p->shared)
        close(err[1]);
    p->next = kc->processes;
    kc->processes = p;
}

void kshell_flush(struct kconfig *kc)
{
    if (kc->gathering)
        launch(kc, kc->gathering);
    kc->gathering = NULL;
}

static void start_alone(struct kconfig *kc, struct kshell_job *job)
{
    struct kshell_process *p = new_process(kc, false);
    add_job(kc, p, job);
    launch(kc, p);
}

static void start_sharing(struct kconfig *kc, struct kshell_job *job)
{
    if (!kc->gathering)
        kc->gathering = new_process(kc, true);
    add_job(kc, kc->gathering, job);
    if (kc->gathering->count == MOST_SHARING)
        kshell_flush(kc);
}

static struct kshell_job *start(struct kconfig *kc, const char *command)
{
    struct kshell_job *job = karena_alloc(&kc->arena, sizeof *job);
    size_t n = strlen(command);
    job->command = karena_text(&kc->arena, command, n);
    if (kc->ahead && n < LONGEST_SHARING && kshell_has_two_answers(command))
        start_sharing(kc, job);
    else
        start_alone(kc, job);
    return job;
}

// Both streams are read as they come, so that the command never waits for us.
static void drain(const struct kshell_process *process, buf_t text[2])
{
    struct pollfd p[2] = { { .fd = process->fds[0], .events = POLLIN }, { .fd = process->fds[1], .events = POLLIN } };
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

// It has ended, or will soon.
static void forget(struct kconfig *kc, struct kshell_process *p)
{
    int status = 0;
    struct kshell_process **slot = &kc->processes;
    while (*slot != p)
        slot = &(*slot)->next;
    *slot = p->next;
    kc->job_count -= p->count;
    close(p->fds[0]);
    if (p->fds[1] >= 0)
        close(p->fds[1]);
    while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
        ;
    for (struct kshell_job *job = p->jobs; job; job = job->next) {
        job->process = NULL;
        job->status = p->shared ? 0 : status;
    }
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

// A line for each of the jobs, which is one of its two answers? Then they are kept; else all are to be run once more.
static void take_answers(struct kconfig *kc, struct kshell_process *p, const buf_t *text)
{
    const char *answers[MOST_SHARING], *s = text->s, *end = s ? s + text->len : s;
    size_t sizes[MOST_SHARING], n = 0;
    for (const struct kshell_job *job = p->jobs; job; job = job->next, n++) {
        const char *newline = s < end ? memchr(s, '\n', (size_t)(end - s)) : NULL;
        if (!newline || !kshell_is_answer(job->command, s, (size_t)(newline - s)))
            return;
        answers[n] = s;
        sizes[n] = (size_t)(newline - s);
        s = newline + 1;
    }
    if (s != end)
        return;
    n = 0;
    for (struct kshell_job *job = p->jobs; job; job = job->next, n++)
        job->text = karena_text(&kc->arena, answers[n], sizes[n]);
}

static void finish(struct kconfig *kc, struct kshell_job *job)
{
    struct kshell_process *p = job->process;
    buf_t text[2] = { { 0 }, { 0 } };
    drain(p, text);
    forget(kc, p);
    if (p->shared) {
        take_answers(kc, p, &text[0]);
    } else {
        job->text = one_line(kc, &text[0]);
        report_stderr(kc, job->command, &text[1]);
    }
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
        kshell_flush(kc);
        while (!job->text) {
            if (!job->process)
                start_alone(kc, job);
            finish(kc, job);
        }
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
    kc->gathering = NULL;
    for (struct kshell_process *p = kc->processes; p; p = p->next)
        kill(p->pid, SIGTERM);
    while (kc->processes)
        forget(kc, kc->processes);
    map_free(&kc->shell_memo);
    kc->job_count = 0;
}
