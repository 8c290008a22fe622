// SPDX-License-Identifier: MIT
// The pages through which a disk's data goes, each with a grant that stays. They are handed out last in, first out, so
// that a slow disk keeps to few of them.
#include "base/errno.h"
#include "mm/mm.h"
#include "xen/front/blkfront.h"
#include "xen/xen.h"

static bool add_page(struct blkfront *f)
{
    struct blkfront_page *p = f->page_count < f->page_limit ? heap_alloc(sizeof *p) : NULL;
    if (!p)
        return false;
    p->data = page_alloc(1, PAGE_SIZE);
    int grant = p->data ? xen_grant(f->granted_to, p->data, false) : -UK_ENOMEM;
    if (grant < 0) {
        if (p->data)
            page_free(p->data, 1);
        heap_free(p);
        f->page_limit = f->page_count; // it does not get better by asking again
        return false;
    }
    memset(p->data, 0, PAGE_SIZE); // what was in it is nobody else's business
    p->grant = (unsigned)grant;
    p->next = f->free;
    f->free = p;
    f->free_count++;
    f->page_count++;
    return true;
}

unsigned blkfront_pool_fill(struct blkfront *f, unsigned wanted)
{
    while (f->free_count < wanted && add_page(f))
        ;
    return f->free_count < wanted ? f->free_count : wanted;
}

struct blkfront_page *blkfront_pool_take(struct blkfront *f)
{
    struct blkfront_page *p = f->free;
    f->free = p->next;
    f->free_count--;
    p->next = NULL;
    return p;
}

void blkfront_pool_give(struct blkfront *f, struct blkfront_page *list)
{
    while (list) {
        struct blkfront_page *next = list->next;
        list->next = f->free;
        f->free = list;
        f->free_count++;
        list = next;
    }
}

static void drop(struct blkfront *f, struct blkfront_page *p)
{
    if (xenbus_end_old_grant(&f->bus, p->grant, p->data))
        page_free(p->data, 1);
    heap_free(p);
}

void blkfront_pool_move(struct blkfront *f, uint16_t domain)
{
    if (f->granted_to == domain)
        return;
    f->granted_to = domain;
    f->page_count -= f->free_count;
    while (f->free_count > 0)
        drop(f, blkfront_pool_take(f));
}
