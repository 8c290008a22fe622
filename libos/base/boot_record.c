// SPDX-License-Identifier: MIT
// What the machine gave us, and the way through the boot block's records (uk/abi.h).
#include "base/base.h"
#include "base/boot.h"
#include "base/plat.h"
#include "uk/abi.h"

struct boot_info boot_info;

static const struct uk_boot_record *next_record(const struct uk_boot_record *r)
{
    if (!r)
        return (const void *)((const char *)boot_info.block + sizeof(struct uk_boot_header));
    return (const void *)((const char *)(r + 1) + ALIGN_UP((size_t)r->length, 8));
}

// The platform has checked that the records fill the block exactly.
const void *boot_record(uint32_t type, const void **cursor, uint32_t *length)
{
    if (!boot_info.block)
        return NULL;
    const void *end = (const char *)boot_info.block + boot_info.block_size;
    const struct uk_boot_record *r = *cursor;
    while ((const void *)(r = next_record(r)) < end) {
        if (r->type == type) {
            *cursor = r;
            *length = r->length;
            return r + 1;
        }
    }
    return NULL;
}

// Bounds: every record lies whole inside the block.
bool boot_block_check(const void *block, size_t size)
{
    const struct uk_boot_header *h = block;
    if (size < sizeof *h || memcmp(h->magic, UK_BOOT_MAGIC, sizeof h->magic))
        return false;
    if (h->size < sizeof *h || h->size > size || h->size > UK_BOOT_MAX)
        return false;
    size_t left = h->size - sizeof *h;
    const char *at = (const char *)(h + 1);
    for (uint32_t i = 0; i < h->count; i++) {
        if (left < sizeof(struct uk_boot_record))
            return false;
        size_t step = sizeof(struct uk_boot_record) + ALIGN_UP((size_t)((const struct uk_boot_record *)at)->length, 8);
        if (step > left)
            return false;
        left -= step;
        at += step;
    }
    return left == 0;
}

// The number in the first record of a type. Runs before there is a canary.
static no_stack_protector uint32_t number_record(uint32_t type, uint32_t otherwise)
{
    const void *cursor = NULL;
    uint32_t length;
    const uint32_t *number = boot_record(type, &cursor, &length);
    return number && length == sizeof *number ? *number : otherwise;
}

no_stack_protector void boot_use_block(const void *module, size_t size)
{
    const struct uk_boot_header *block = module;
    if (block && boot_block_check(block, size)) {
        boot_info.block = block;
        boot_info.block_size = block->size;
    }
    boot_info.status_port = (uint16_t)number_record(UK_BOOT_STATUS, 0);
    boot_info.console = number_record(UK_BOOT_CONSOLE, UK_CONSOLE_TTY_IN | UK_CONSOLE_TTY_OUT | UK_CONSOLE_TTY_ERR);
}
