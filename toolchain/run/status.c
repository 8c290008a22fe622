// SPDX-License-Identifier: MIT
// Understands what the guest says on the status channel (uk/abi.h): lines of text, which may be any bytes.
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "run/private.h"
#include "uk/abi.h"

// Copies text, with what could upset a terminal made visible.
static void copy_clean(char *to, size_t size, const char *from)
{
    size_t i = 0;
    for (; from[i] && i + 1 < size; i++)
        to[i] = isprint((unsigned char)from[i]) ? from[i] : '?';
    to[i] = '\0';
}

static bool number(const char *text, int base, uint64_t max, uint64_t *value)
{
    char *end;
    errno = 0;
    *value = strtoull(text, &end, base);
    return isxdigit((unsigned char)*text) && !*end && !errno && *value <= max;
}

// If line starts with word, the rest of it.
static const char *after(const char *line, const char *word)
{
    size_t n = strlen(word);
    return strncmp(line, word, n) ? NULL : line + n;
}

// The first ending counts, except that a panic is never hidden, whatever was said before it.
static void set_ending(struct status *s, enum ending ending, uint64_t value)
{
    if (s->ending != END_SILENT && ending != END_PANIC)
        return;
    s->ending = ending;
    s->number = value;
}

// What the agent of the emulated Xen host says in between (toolchain/xen/agent.c). True if it was that.
static bool take_host_line(struct status *s, const char *line)
{
    const char *rest;
    uint64_t value;
    if (!strcmp(line, "ready"))
        s->ready = true;
    else if (!strcmp(line, "job"))
        s->awake = true;
    else if ((rest = after(line, "domain ")) && number(rest, 10, 255, &value))
        s->over = true, s->reason = (unsigned)value;
    else if ((rest = after(line, "failed ")))
        copy_clean(s->failure, sizeof s->failure, rest);
    else
        return false;
    return true;
}

static void take_line(struct status *s, const char *line)
{
    const char *rest;
    uint64_t value;
    if (take_host_line(s, line))
        return;
    if ((rest = after(line, UK_STATUS_EXIT)) && number(rest, 10, 255, &value)) {
        set_ending(s, END_EXIT, value);
    } else if ((rest = after(line, UK_STATUS_SIGNAL)) && number(rest, 10, 127, &value)) {
        set_ending(s, END_SIGNAL, value);
    } else if ((rest = after(line, UK_STATUS_MEMORY)) && number(rest, 10, UINT64_MAX / 1024, &value)) {
        set_ending(s, END_MEMORY, value);
    } else if (!strcmp(line, UK_STATUS_INPUT)) {
        s->input = true;
    } else if ((rest = after(line, UK_STATUS_PANIC))) {
        if (s->ending != END_PANIC)
            copy_clean(s->text, sizeof s->text, rest);
        set_ending(s, END_PANIC, 0);
    } else if ((rest = after(line, UK_STATUS_THREAD))) {
        copy_clean(s->thread, sizeof s->thread, rest);
    } else if ((rest = after(line, UK_STATUS_TRACE)) && starts_with(rest, "0x") && s->traces < TRACE_MAX &&
               number(rest + 2, 16, UINT64_MAX, &value)) {
        s->trace[s->traces++] = value;
    }
}

void status_feed(struct status *s, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] == '\n') {
            s->line[s->line_len] = '\0';
            take_line(s, s->line);
            s->line_len = 0;
        } else if (s->line_len + 1 < sizeof s->line) {
            s->line[s->line_len++] = bytes[i];
        }
    }
}
