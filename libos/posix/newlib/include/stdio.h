// SPDX-License-Identifier: MIT
// newlib's <stdio.h> and the POSIX functions that it leaves out.
#ifndef _UK_STDIO_H
#define _UK_STDIO_H

#include <newlib/stdio.h>

__BEGIN_DECLS

#if __POSIX_VISIBLE >= 200809
ssize_t getdelim(char **__restrict, size_t *__restrict, int, FILE *__restrict);
ssize_t getline(char **__restrict, size_t *__restrict, FILE *__restrict);
#endif

__END_DECLS

#endif
