// SPDX-License-Identifier: MIT
// Writes packed root filesystems for the tests: a second, independent reading of uk/rootfs.h.
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "fs/stat.h"

// Where the linker script has the root filesystem.
__asm__(".pushsection .bss.rootfs, \"aw\", @nobits\n"
        ".balign 4096\n"
        ".globl __rootfs_start, __rootfs_end\n"
        "__rootfs_start: .space 262144\n"
        "__rootfs_end:\n"
        ".popsection\n");
extern uint8_t __rootfs_start[], __rootfs_end[];

struct packing {
    const struct host_file *files;
    size_t count;
    uint8_t *blob;
    size_t at, room; // bytes used of room
    uint32_t nodes;
};

static void take(struct packing *p, size_t n)
{
    assert_true(p->at + n <= p->room);
    memset(p->blob + p->at, 0, n);
    p->at += n;
}

static void align(struct packing *p, size_t to)
{
    take(p, (to - p->at % to) % to);
}

static bool is_child(const char *path, const char *dir)
{
    size_t n = strlen(dir);
    if (n > 0 && (strncmp(path, dir, n) != 0 || path[n] != '/'))
        return false;
    const char *rest = n > 0 ? path + n + 1 : path;
    return *rest && !strchr(rest, '/');
}

static struct uk_rootfs_node *node(struct packing *p, uint32_t i)
{
    return (struct uk_rootfs_node *)(p->blob + sizeof(struct uk_rootfs_header)) + i;
}

static void put_name(struct packing *p, uint32_t i, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t at = p->at;
    node(p, i)->name = (uint32_t)at;
    take(p, strlen(name) + 1);
    memcpy(p->blob + at, name, strlen(name));
}

static void put_data(struct packing *p, uint32_t i, const struct host_file *f)
{
    bool paged = UK_S_ISREG(f->mode) && f->size >= UK_ROOTFS_PAGED;
    align(p, paged ? UK_ROOTFS_PAGE : UK_ROOTFS_ALIGN);
    node(p, i)->data = p->at;
    node(p, i)->size = f->size;
    size_t at = p->at;
    take(p, f->size + UK_S_ISLNK(f->mode));
    memcpy(p->blob + at, f->data, f->size);
    if (paged)
        align(p, UK_ROOTFS_PAGE);
}

size_t host_pack(const struct host_file *files, size_t count, uint8_t *buffer, size_t room)
{
    struct packing p = { files, count, buffer, 0, room, 1 };
    size_t order[256] = { 0 }; // which file a node is, from node 1 on
    assert_true(count < 256);
    take(&p, sizeof(struct uk_rootfs_header) + (count + 1) * sizeof(struct uk_rootfs_node));
    node(&p, 0)->mode = UK_S_IFDIR | 0755;
    put_name(&p, 0, "");
    for (uint32_t i = 0; i < p.nodes; i++) {
        const char *path = i == 0 ? "" : files[order[i]].path;
        if (!UK_S_ISDIR(node(&p, i)->mode))
            continue;
        node(&p, i)->data = p.nodes;
        for (size_t c = 0; c < count; c++)
            if (is_child(files[c].path, path)) {
                node(&p, p.nodes)->mode = files[c].mode;
                node(&p, p.nodes)->mtime = 1600000000;
                put_name(&p, p.nodes, files[c].path);
                order[p.nodes++] = c;
                node(&p, i)->size++;
            }
    }
    assert_int_equal(p.nodes, count + 1);
    for (uint32_t i = 1; i < p.nodes; i++)
        if (!UK_S_ISDIR(node(&p, i)->mode))
            put_data(&p, i, &files[order[i]]);
    struct uk_rootfs_header *h = (struct uk_rootfs_header *)buffer;
    memcpy(h->magic, UK_ROOTFS_MAGIC, sizeof h->magic);
    h->size = p.at;
    h->count = p.nodes;
    return p.at;
}

void host_image(const struct host_file *files, size_t count)
{
    memset(__rootfs_start, 0, (size_t)(__rootfs_end - __rootfs_start));
    host_pack(files, count, __rootfs_start, (size_t)(__rootfs_end - __rootfs_start));
}
