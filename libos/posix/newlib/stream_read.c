// SPDX-License-Identifier: MIT
// Reading, for streams: in images whose program really fills a stream's buffer.
#include "posix/newlib/private.h"

long stream_read(int fd, void *to, size_t n);
long stream_read(int fd, void *to, size_t n)
{
    return newlib_result(uk_read(fd, to, n));
}
