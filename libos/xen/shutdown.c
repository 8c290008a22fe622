// SPDX-License-Identifier: MIT
// The host's wish that the guest ends: control/shutdown in xenstore.
#include "base/errno.h"
#include "xen/private.h"
#include "xen/store.h"

#define NODE "control/shutdown"
#define CONFLICTS 100u // so many in a row are not others at work, but a store that does not work

static void (*wanted)(void);

// Takes the wish away, as xenstore-paths says: read and emptied in one transaction, so that a wish that comes in between
// is not lost. Its length, 0 for none.
static long take(char *wish, size_t size)
{
    long length = 0;
    int result = -UK_EAGAIN;
    for (unsigned i = 0; i < CONFLICTS && result == -UK_EAGAIN; i++) {
        long transaction = xen_store_begin();
        if (transaction < 0)
            return 0;
        length = xen_store_read((uint32_t)transaction, NODE, wish, size);
        result = length > 0 ? xen_store_write((uint32_t)transaction, NODE, "") : 0;
        int ended = xen_store_end((uint32_t)transaction, length > 0 && !result);
        result = result ? result : ended;
    }
    return result || length < 0 ? 0 : length;
}

// A suspended guest would have to rebuild all that it shares with Xen.
static void changed(void *arg)
{
    (void)arg;
    char wish[16];
    long length = xen_store_read(XEN_STORE_NO_TRANSACTION, NODE, wish, sizeof wish);
    if (length == -UK_E2BIG)
        log_line("the host's wish in " NODE " is refused: it is too long");
    if (length <= 0 || !take(wish, sizeof wish))
        return;
    bool reboot = !strcmp(wish, "reboot");
    if (!reboot && strcmp(wish, "poweroff") && strcmp(wish, "halt")) {
        log_line("the host's wish \"%s\" is refused: this guest can only be shut down", wish);
        return;
    }
    xen_reboots = reboot;
    wanted();
}

void plat_shutdown_handler(void (*fn)(void))
{
    wanted = fn;
    xen_store_watch(NODE, changed, NULL);
}
