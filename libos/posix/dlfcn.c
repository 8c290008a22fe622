// SPDX-License-Identifier: MIT
// dlopen() and its relatives: a finished image loads nothing, and says so.
#include "posix/posix.h"

static char text[160];
static bool failed;

static void fail(const char *what, const char *why)
{
    preempt_disable();
    fmt_print(text, sizeof text, "%s: %s", what ? what : "(main program)", why);
    failed = true;
    preempt_enable();
}

void *uk_dlopen(const char *file, int mode)
{
    (void)mode;
    fail(file, "cannot load: a unikernel image is complete, link the library into it");
    return NULL;
}

void *uk_dlsym(void *handle, const char *symbol)
{
    (void)handle;
    fail(symbol, "no such symbol: a unikernel image keeps no dynamic symbols");
    return NULL;
}

int uk_dlclose(void *handle)
{
    (void)handle;
    fail("dlclose", "not a handle of dlopen()");
    return -UK_EINVAL;
}

const char *uk_dlerror(void)
{
    preempt_disable();
    const char *last = failed ? text : NULL;
    failed = false;
    preempt_enable();
    return last;
}
