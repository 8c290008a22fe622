// SPDX-License-Identifier: MIT
// How the program ends: messages on stderr, exit codes, and the files that must not be left behind.
#include "util/util.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/private.h"

static VEC(char *) cleanups;

// How many bytes of text are a "file:line: " prefix, on its first line; 0 if it has none.
static size_t location_length(const char *text)
{
    const char *colon = strpbrk(text, ":\n");
    while (colon && *colon == ':') {
        const char *p = colon + 1;
        while (isdigit((unsigned char)*p))
            p++;
        if (colon > text && p > colon + 1 && p[0] == ':' && p[1] == ' ')
            return (size_t)(p + 2 - text);
        colon = strpbrk(colon + 1, ":\n");
    }
    return 0;
}

static void print_message(const char *kind, const char *text, const char *hint)
{
    fflush(stdout);
    size_t at = location_length(text);
    if (at)
        fprintf(stderr, "%.*s%s%s\n", (int)at, text, kind, text + at);
    else
        fprintf(stderr, "uk-cc: %s%s\n", kind, text);
    if (hint)
        fprintf(stderr, "  hint: %s\n", hint);
}

static char *format(const char *fmt, va_list ap)
{
    char *text;
    if (vasprintf(&text, fmt, ap) < 0)
        abort();
    return text;
}

// Ninja hands on no exit code but 1: `uk-cc build` learns ours through a descriptor that its children inherit.
static void tell_build(enum exit_code code)
{
    const char *fd = getenv(BUILD_STATUS);
    unsigned char byte = (unsigned char)code;
    if (fd && write(atoi(fd), &byte, 1) < 0)
        errno = 0; // then it stays at 1
}

_Noreturn static void finish(enum exit_code code, const char *kind, const char *text, const char *hint)
{
    print_message(kind, text, hint);
    cleanup_run();
    tell_build(code);
    exit(code);
}

void fatal(enum exit_code code, const char *hint, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    finish(code, "error: ", format(fmt, ap), hint);
}

void fatal_at(const char *file, unsigned line, const char *hint, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    finish(EXIT_USER, "error: ", xasprintf("%s:%u: %s", file, line, format(fmt, ap)), hint);
}

static const char *errno_hint(int error)
{
    switch (error) {
    case ENOSPC: case EDQUOT: return "free some space, or build in another directory";
    case EACCES: case EPERM: case EROFS: return "check who owns it and its permissions";
    case EMFILE: case ENFILE: return "too many open files: see ulimit -n";
    default: return NULL;
    }
}

void fatal_errno(const char *fmt, ...)
{
    int error = errno;
    va_list ap;
    va_start(ap, fmt);
    finish(error == ENOENT ? EXIT_USER : EXIT_ENV, "error: ",
           xasprintf("%s: %s", format(fmt, ap), strerror(error)), errno_hint(error));
}

void internal_error(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    finish(EXIT_INTERNAL, "internal error: ", format(fmt, ap),
           "this is a defect of uk-cc: please report it, with the command and its input");
}

void warn(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = format(fmt, ap);
    va_end(ap);
    print_message("warning: ", text, NULL);
    free(text);
}

void note(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = format(fmt, ap);
    va_end(ap);
    print_message("", text, NULL);
    free(text);
}

// What may end the program from outside. SIGPIPE: the reader of our output, as in `uk-cc -v … | head`, has gone.
static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };

static sigset_t ending_set(void)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < COUNT(ending_signals); i++)
        sigaddset(&set, ending_signals[i]);
    return set;
}

// The list of clean-ups is only touched with these signals blocked, so that their handler finds it whole.
static void block_signals(sigset_t *old)
{
    sigset_t set = ending_set();
    sigprocmask(SIG_BLOCK, &set, old);
}

void cleanup_add(const char *path)
{
    sigset_t old;
    block_signals(&old);
    vec_push(&cleanups, xstrdup(path));
    sigprocmask(SIG_SETMASK, &old, NULL);
}

void cleanup_forget(const char *path)
{
    sigset_t old;
    block_signals(&old);
    for (size_t i = 0; i < cleanups.len; i++)
        if (!strcmp(cleanups.data[i], path)) {
            free(cleanups.data[i]);
            cleanups.data[i] = cleanups.data[--cleanups.len];
            break;
        }
    sigprocmask(SIG_SETMASK, &old, NULL);
}

void cleanup_run(void)
{
    while (cleanups.len > 0)
        remove_path(cleanups.data[--cleanups.len]);
}

static void on_signal(int number)
{
    if (proc_child > 0)
        kill((pid_t)proc_child, number);
    cleanup_run();
    signal(number, SIG_DFL);
    raise(number); // delivered when the handler returns
}

void cleanup_on_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal, .sa_mask = ending_set() };
    for (size_t i = 0; i < COUNT(ending_signals); i++)
        sigaction(ending_signals[i], &action, NULL);
}
