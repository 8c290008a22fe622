// SPDX-License-Identifier: MIT
// Reads the packed root filesystem (uk/rootfs.h) in place and trusts nothing in it.
#include "fs/ramfs.h"

// The bytes [offset, offset + n) lie in the blob.
static bool inside(const struct packed *p, uint64_t offset, uint64_t n)
{
    return offset <= p->size && n <= p->size - offset;
}

static bool directory_is_sound(const struct packed *p, const struct uk_rootfs_node *n)
{
    uint64_t number = (uint64_t)(n - p->nodes);
    return n->size == 0 || (n->data > number && n->data <= p->count && n->size <= p->count - n->data);
}

static bool file_is_sound(const struct packed *p, const struct uk_rootfs_node *n)
{
    if (n->size == 0)
        return true;
    if (n->size < UK_ROOTFS_PAGED)
        return n->data % UK_ROOTFS_ALIGN == 0 && inside(p, n->data, n->size);
    return n->size <= p->size && n->data % UK_ROOTFS_PAGE == 0
        && inside(p, n->data, ALIGN_UP(n->size, (uint64_t)UK_ROOTFS_PAGE)); // zeros follow
}

static bool link_is_sound(const struct packed *p, const struct uk_rootfs_node *n)
{
    if (n->size == 0 || n->size >= UK_PATH_MAX || !inside(p, n->data, n->size + 1))
        return false;
    const char *target = (const char *)p->base + n->data;
    for (uint64_t i = 0; i < n->size; i++)
        if (!target[i])
            return false;
    return !target[n->size];
}

static bool node_is_sound(const struct packed *p, const struct uk_rootfs_node *n)
{
    switch (n->mode & UK_S_IFMT) {
    case UK_S_IFDIR:
        return directory_is_sound(p, n);
    case UK_S_IFREG:
        return file_is_sound(p, n);
    case UK_S_IFLNK:
        return link_is_sound(p, n);
    default:
        return false;
    }
}

// The name at offset, 1..UK_ROOTFS_NAME_MAX bytes; NULL: damaged.
static const char *name_at(const struct packed *p, uint32_t offset, size_t *len)
{
    const char *name = (const char *)p->base + offset;
    size_t n = 0;
    for (;; n++) {
        if (!inside(p, offset, n + 1) || n > UK_ROOTFS_NAME_MAX || name[n] == '/')
            return NULL;
        if (!name[n])
            break;
    }
    bool dots = name[0] == '.' && (n == 1 || (n == 2 && name[1] == '.'));
    *len = n;
    return n == 0 || dots ? NULL : name;
}

int packed_open(struct packed *p, const void *blob, size_t size)
{
    const struct uk_rootfs_header *h = blob;
    *p = (struct packed){ .base = blob, .size = size };
    if (size < sizeof *h || memcmp(h->magic, UK_ROOTFS_MAGIC, sizeof h->magic) != 0)
        return -UK_EINVAL;
    if (h->size > size || h->size < sizeof *h || h->count == 0
        || h->count > (h->size - sizeof *h) / sizeof(struct uk_rootfs_node))
        return -UK_EINVAL;
    p->size = h->size;
    p->count = h->count;
    p->nodes = (const struct uk_rootfs_node *)(h + 1);
    return UK_S_ISDIR(p->nodes[0].mode) && node_is_sound(p, p->nodes) ? 0 : -UK_EINVAL;
}

const struct uk_rootfs_node *packed_child(const struct packed *p, const struct uk_rootfs_node *dir, uint64_t i,
                                          const char **name, size_t *len)
{
    const struct uk_rootfs_node *n = &p->nodes[dir->data + i];
    *name = name_at(p, n->name, len);
    if (!*name || !node_is_sound(p, n))
        return NULL;
    if (i == 0)
        return n;
    size_t before_len;
    const char *before = name_at(p, n[-1].name, &before_len);
    return before && strcmp(before, *name) < 0 ? n : NULL; // strictly ascending: no name comes twice
}
