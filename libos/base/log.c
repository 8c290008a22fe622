// SPDX-License-Identifier: MIT
// Lines on the console for people, marked as the libOS's.
#include "base/base.h"
#include "base/plat.h"

void log_line(const char *fmt, ...)
{
    char line[200];
    memcpy(line, "uk: ", 4);
    va_list args;
    va_start(args, fmt);
    size_t length = 4 + (size_t)fmt_vprint(line + 4, sizeof line - 4, fmt, args);
    va_end(args);
    if (length > sizeof line - 1)
        length = sizeof line - 1;
    line[length] = '\n';
    plat_console_write(line, length + 1);
}
