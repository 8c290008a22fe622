// SPDX-License-Identifier: MIT
// What cannot work without processes: fork(), exec*(), wait*(), popen(), system(), signals to others.
#include "posix/posix.h"

#define NAMES_MAX 32

// The first call of each name is worth a line.
static bool is_first(const char *name)
{
    static const char *seen[NAMES_MAX];
    bool first = false;
    preempt_disable();
    for (unsigned i = 0; i < NAMES_MAX; i++) {
        if (!seen[i]) {
            seen[i] = name;
            first = true;
            break;
        }
        if (strcmp(seen[i], name) == 0)
            break;
    }
    preempt_enable();
    return first;
}

int uk_no_process(const char *name, const void *caller)
{
    if (is_first(name))
        log_line("%s() called from 0x%lx: this libOS has no processes", name, (unsigned long)caller);
    return -UK_ENOSYS;
}
