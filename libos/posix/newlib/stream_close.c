// SPDX-License-Identifier: MIT
// Closing, for streams: in images whose program closes or reopens streams.
#include "posix/newlib/private.h"

int stream_close(int fd);
int stream_close(int fd)
{
    return (int)newlib_result(uk_close(fd));
}
