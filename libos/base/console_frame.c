// SPDX-License-Identifier: MIT
// Console input as data: the frames that uk-cc run puts around it (uk/abi.h) taken away.
#include "base/boot.h"
#include "base/plat.h"
#include "uk/abi.h"

static unsigned left; // of the frame
static bool ended;    // the frame of length 0 has come

// A frame's length byte, where one is due. False: no data to be had now.
static bool open_frame(int (*next_byte)(void))
{
    if (left > 0)
        return true;
    int length = ended ? -1 : next_byte();
    ended = ended || length == 0;
    left = length > 0 ? (unsigned)length : 0;
    return length > 0;
}

long boot_console_read(int (*next_byte)(void), char *bytes, size_t n)
{
    bool framed = boot_info.console & UK_CONSOLE_FRAMED;
    size_t count = 0;
    while (count < n && (!framed || open_frame(next_byte))) {
        int byte = next_byte();
        if (byte < 0)
            break;
        bytes[count++] = (char)byte;
        left -= framed;
    }
    return count == 0 && n > 0 && ended ? -1 : (long)count;
}
