// SPDX-License-Identifier: MIT
// Network devices: those that there are.
#include "base/netdev.h"

#include "base/base.h"

static struct netdev *devices;

void netdev_add(struct netdev *d)
{
    struct netdev **link = &devices;
    while (*link)
        link = &(*link)->next;
    d->next = NULL;
    *link = d;
}

struct netdev *netdev_at(unsigned index)
{
    struct netdev *d = devices;
    while (d && index-- > 0)
        d = d->next;
    return d;
}

struct netdev *netdev_find(const char *name)
{
    struct netdev *d = devices;
    while (d && strcmp(d->name, name))
        d = d->next;
    return d;
}
