// SPDX-License-Identifier: MIT
// 4.4BSD's <err.h>: messages with the program's name and strerror(errno).
#ifndef _ERR_H
#define _ERR_H

#include <sys/cdefs.h>
#include <stdarg.h>

__BEGIN_DECLS

void err(int, const char *, ...) __attribute__((noreturn, format(printf, 2, 3)));
void errx(int, const char *, ...) __attribute__((noreturn, format(printf, 2, 3)));
void verr(int, const char *, va_list) __attribute__((noreturn));
void verrx(int, const char *, va_list) __attribute__((noreturn));
void warn(const char *, ...) __attribute__((format(printf, 1, 2)));
void warnx(const char *, ...) __attribute__((format(printf, 1, 2)));
void vwarn(const char *, va_list);
void vwarnx(const char *, va_list);

__END_DECLS

#endif
