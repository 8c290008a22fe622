// SPDX-License-Identifier: MIT
// newlib's own settings for this system: per-thread state through __getreent(), 64-bit counts, BSD stdio at exit.
#ifndef _UK_SYS_CONFIG_H
#define _UK_SYS_CONFIG_H

#define __DYNAMIC_REENT__               // _REENT is __getreent()
#define _READ_WRITE_RETURN_TYPE _ssize_t // read() and write() as POSIX declares them
#define _READ_WRITE_BUFSIZE_TYPE __SIZE_TYPE__
#define _STDIO_BSD_SEMANTICS            // exit() flushes streams that were written to; it does not close the others
#define _STDIO_CLOSE_PER_REENT_STD_STREAMS // fclose(stdout) closes descriptor 1, as POSIX says

#include <newlib/sys/config.h>

#endif
