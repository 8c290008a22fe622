// SPDX-License-Identifier: MIT
// Builds the boot block (uk/abi.h): arguments, environment and the host's wishes, as the guest reads them.
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "image/image.h"
#include "run/private.h"
#include "uk/abi.h"

static void add_string(buf_t *out, uint32_t type, const char *s, size_t *total)
{
    size_t size = strlen(s) + 1;
    *total += size;
    if (*total > UK_BOOT_ARGS_MAX)
        run_fail(NULL, "arguments and environment are too long: at most %d bytes together", UK_BOOT_ARGS_MAX);
    bootblock_add(out, type, s, size);
}

static void add_strings(const struct options *o, buf_t *out)
{
    size_t total = 0;
    add_string(out, UK_BOOT_ARG, base_name(o->image), &total);
    for (size_t i = 0; i < o->args.len; i++)
        add_string(out, UK_BOOT_ARG, o->args.data[i], &total);
    for (size_t i = 0; i < o->env.len; i++)
        add_string(out, UK_BOOT_ENV, o->env.data[i], &total);
    // Each record has up to 15 bytes around its string.
    if (out->len > UK_BOOT_MAX - 256)
        run_fail(NULL, "too many arguments: encoded they take %zu bytes, at most %d", out->len, UK_BOOT_MAX - 256);
}

static void add_console(buf_t *out)
{
    uint32_t flags = UK_CONSOLE_FRAMED;
    flags |= isatty(0) ? UK_CONSOLE_TTY_IN : 0;
    flags |= isatty(1) ? UK_CONSOLE_TTY_OUT : 0;
    flags |= isatty(2) ? UK_CONSOLE_TTY_ERR : 0;
    bootblock_add(out, UK_BOOT_CONSOLE, &flags, sizeof flags);
    struct winsize size;
    if (!ioctl(1, TIOCGWINSZ, &size) && size.ws_row && size.ws_col)
        bootblock_add(out, UK_BOOT_WINSIZE, (uint16_t[2]){ size.ws_row, size.ws_col }, 4);
}

// First in the block: so the guest can complain about the rest. A domU needs no ports.
static void add_channels(const struct options *o, buf_t *out)
{
    uint32_t port = o->place == PLACE_DOM0 ? UK_STATUS_PORT_XEN : UK_STATUS_PORT;
    struct uk_boot_uart uart = { .port = 0x2f8, .irq = 3 }; // COM2: COM1 is Xen's
    if (o->place == PLACE_MACHINE || o->place == PLACE_DOM0)
        bootblock_add(out, UK_BOOT_STATUS, &port, sizeof port);
    if (o->place == PLACE_DOM0)
        bootblock_add(out, UK_BOOT_UART, &uart, sizeof uart);
}

void block_build(const struct options *o, buf_t *out)
{
    add_channels(o, out);
    uint8_t seed[32];
    if (getrandom(seed, sizeof seed, 0) != sizeof seed)
        run_fail(NULL, "the host gives no random bytes");
    bootblock_add(out, UK_BOOT_SEED, seed, sizeof seed);
    add_console(out);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t ns = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    bootblock_add(out, UK_BOOT_TIME, &ns, sizeof ns);
    add_strings(o, out);
}
