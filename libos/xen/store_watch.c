// SPDX-License-Identifier: MIT
// Watches of xenstore: from an event in its ring to the function that waits for it.
#include "base/errno.h"
#include "xen/private.h"
#include "xen/store.h"
#include "xen/store_private.h"
#include "xen/xen.h"

#include <xen/io/xs_wire.h>

static struct {
    void (*fn)(void *arg);
    void *arg;
} watches[XEN_STORE_WATCHES];
static uint32_t fired;  // a bit for each watch
static uint32_t telling; // tell() is at work further down

static void event(const char *token)
{
    unsigned number = 0;
    for (; *token >= '0' && *token <= '9' && number < XEN_STORE_WATCHES; token++)
        number = number * 10 + (unsigned)(*token - '0');
    if (!*token && number < XEN_STORE_WATCHES)
        fired |= 1u << number;
}

// A function may itself call xenstore, at whose end we come here again: then the loop further down goes on.
static void tell(void)
{
    if (telling)
        return;
    telling = 1;
    while (fired) {
        unsigned number = (unsigned)__builtin_ctz(fired);
        fired &= ~(1u << number);
        if (watches[number].fn)
            watches[number].fn(watches[number].arg);
    }
    telling = 0;
}

static void interrupt(void *arg)
{
    (void)arg;
    xen_store_take_events();
    tell();
}

static const struct xen_store_watcher watcher = { event, tell };

static int request(uint32_t type, unsigned number, const char *path)
{
    char token[12];
    fmt_print(token, sizeof token, "%u", number);
    const struct xen_store_part parts[] = { { path, strlen(path) + 1 }, { token, strlen(token) + 1 } };
    long result = xen_store_request(type, XEN_STORE_NO_TRANSACTION, parts, 2, NULL, 0);
    return result < 0 ? (int)result : 0;
}

int xen_store_watch(const char *path, void (*fn)(void *arg), void *arg)
{
    unsigned long flags = plat_irq_save();
    unsigned number = 0;
    while (number < XEN_STORE_WATCHES && watches[number].fn)
        number++;
    int result = -UK_ENOSPC;
    if (number < XEN_STORE_WATCHES) {
        watches[number].arg = arg;
        watches[number].fn = fn;
        xen_store_watcher = &watcher;
        xen_evtchn_bind(xen_start->store_evtchn, interrupt, NULL);
        result = request(XS_WATCH, number, path);
        if (result < 0)
            watches[number].fn = NULL;
        else
            result = (int)number;
    }
    plat_irq_restore(flags);
    return result;
}

int xen_store_unwatch(int watch, const char *path)
{
    int result = request(XS_UNWATCH, (unsigned)watch, path);
    watches[watch].fn = NULL;
    return result;
}
