// SPDX-License-Identifier: MIT
// POSIX's functions on streams that newlib lacks, and 4.4BSD's err() family.
#include "posix/newlib/private.h"

#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/lock.h>

ssize_t getdelim(char **restrict line, size_t *restrict size, int delimiter, FILE *restrict stream)
{
    return __getdelim(line, size, delimiter, stream);
}

ssize_t getline(char **restrict line, size_t *restrict size, FILE *restrict stream)
{
    return __getline(line, size, stream);
}

void __sinit(struct _reent *reent); // newlib's: prepares the standard streams, locks included

static _LOCK_RECURSIVE_T lock_of(FILE *stream)
{
    if (!_GLOBAL_REENT->__sdidinit)
        __sinit(_GLOBAL_REENT);
    return stream->_lock;
}

void flockfile(FILE *stream)
{
    __lock_acquire_recursive(lock_of(stream));
}

int ftrylockfile(FILE *stream)
{
    return __lock_try_acquire_recursive(lock_of(stream)) ? 0 : -1;
}

void funlockfile(FILE *stream)
{
    __lock_release_recursive(lock_of(stream));
}

static void complain(const char *format, va_list args, int error)
{
    fflush(stdout);
    fprintf(stderr, "%s: ", program_invocation_short_name);
    if (format)
        vfprintf(stderr, format, args);
    if (error)
        fprintf(stderr, "%s%s", format ? ": " : "", strerror(error));
    fputc('\n', stderr);
}

void vwarn(const char *format, va_list args)
{
    complain(format, args, errno);
}

void vwarnx(const char *format, va_list args)
{
    complain(format, args, 0);
}

void verr(int status, const char *format, va_list args)
{
    complain(format, args, errno);
    exit(status);
}

void verrx(int status, const char *format, va_list args)
{
    complain(format, args, 0);
    exit(status);
}

void warn(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vwarn(format, args);
    va_end(args);
}

void warnx(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vwarnx(format, args);
    va_end(args);
}

void err(int status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    verr(status, format, args);
}

void errx(int status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    verrx(status, format, args);
}
