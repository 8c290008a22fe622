// SPDX-License-Identifier: MIT
// Writes boot blocks (uk/abi.h): what a guest is told at its start.
#include <string.h>

#include "image/image.h"
#include "uk/abi.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the block is written as it lies in memory");

void bootblock_add(buf_t *out, uint32_t type, const void *data, size_t size)
{
    static const char zeros[8];
    struct uk_boot_header header = { .magic = UK_BOOT_MAGIC };
    struct uk_boot_record record = { .type = type, .length = (uint32_t)size };
    if (!out->len)
        buf_add(out, &header, sizeof header);
    buf_add(out, &record, sizeof record);
    buf_add(out, data, size);
    buf_add(out, zeros, -size % 8);
    memcpy(&header, out->s, sizeof header);
    header.count++;
    header.size = (uint32_t)out->len;
    memcpy(out->s, &header, sizeof header);
}
