// SPDX-License-Identifier: MIT
// Seeking, for streams: in images whose program opens, reads or positions streams.
#include "posix/newlib/private.h"

int64_t stream_seek(int fd, int64_t offset, int whence);
int64_t stream_seek(int fd, int64_t offset, int whence)
{
    return newlib_result(uk_lseek(fd, offset, whence));
}
