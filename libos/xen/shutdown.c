// SPDX-License-Identifier: MIT
// The host's wish that the guest ends: control/shutdown in xenstore.
#include "xen/private.h"
#include "xen/store.h"

#define NODE "control/shutdown"

static void (*wanted)(void);

// The wish is acknowledged by emptying the node; a suspended guest would have to rebuild all that it shares with Xen.
static void changed(void *arg)
{
    (void)arg;
    char wish[16];
    if (xen_store_read(XEN_STORE_NO_TRANSACTION, NODE, wish, sizeof wish) <= 0)
        return;
    xen_store_write(XEN_STORE_NO_TRANSACTION, NODE, "");
    if (!strcmp(wish, "poweroff") || !strcmp(wish, "halt") || !strcmp(wish, "reboot"))
        wanted();
    else
        log_line("the host's wish \"%s\" is refused: this guest can only be shut down", wish);
}

void plat_shutdown_handler(void (*fn)(void))
{
    wanted = fn;
    xen_store_watch(NODE, changed, NULL);
}
