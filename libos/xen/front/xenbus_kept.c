// SPDX-License-Identifier: MIT
// Grants that a backend does not let go of: what they are for stays its own until it does. They are tried again with the
// next offer, and there is an end to them.
#include "mm/mm.h"
#include "xen/front/xenbus.h"
#include "xen/xen.h"

struct xenbus_kept {
    struct xenbus_kept *next;
    unsigned grant;
    void *page;
};

bool xenbus_end_old_grant(struct xenbus_device *d, unsigned grant, void *page)
{
    if (xen_grant_end(grant) == 0)
        return true;
    preempt_disable();
    struct xenbus_kept *k = heap_alloc(sizeof *k);
    if (k) { // otherwise nobody tries again
        *k = (struct xenbus_kept){ d->kept, grant, page };
        d->kept = k;
    }
    d->kept_count++;
    preempt_enable();
    return false;
}

bool xenbus_end_grant(struct xenbus_device *d, unsigned grant, void *page)
{
    bool ended = xenbus_end_old_grant(d, grant, page);
    if (!ended && d->kept_count == XENBUS_KEPT_MAX)
        xenbus_fail(d, "it keeps too many pages");
    return ended;
}

bool xenbus_may_offer(struct xenbus_device *d)
{
    preempt_disable();
    for (struct xenbus_kept **link = &d->kept, *k; (k = *link);) {
        if (xen_grant_end(k->grant)) {
            link = &k->next;
            continue;
        }
        *link = k->next;
        d->kept_count--;
        if (k->page)
            page_free(k->page, 1);
        heap_free(k);
    }
    preempt_enable();
    return d->kept_count < XENBUS_KEPT_MAX;
}
