// SPDX-License-Identifier: MIT
// Packs a directory into the read-only root filesystem of an image (uk/rootfs.h).
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image/image.h"
#include "uk/rootfs.h"

#define ROUND_UP(x, a) (((x) + (a) - 1) / (a) * (a))

struct entry {
    char *path; // on the host
    char *name;
    struct stat st;
    uint64_t first, count; // of a directory: its children
    char *link;            // of a symbolic link: its target
};

struct tree {
    VEC(struct entry) entries; // breadth-first
    int64_t mtime;
};

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int not_dots(const struct dirent *e)
{
    return strcmp(e->d_name, ".") && strcmp(e->d_name, "..");
}

static char *read_link(const char *path)
{
    char target[PATH_MAX];
    ssize_t n = readlink(path, target, sizeof target);
    if (n < 0)
        fatal_errno("cannot read the link %s", path);
    if ((size_t)n == sizeof target)
        fatal(EXIT_USER, NULL, "%s: the link's target is too long", path);
    return xstrndup(target, (size_t)n);
}

static void add_entry(struct tree *t, char *path, const char *name)
{
    struct entry e = { .path = path, .name = xstrdup(name) };
    if (lstat(path, &e.st))
        fatal_errno("cannot read %s", path);
    if (S_ISLNK(e.st.st_mode))
        e.link = read_link(path);
    else if (!S_ISDIR(e.st.st_mode) && !S_ISREG(e.st.st_mode))
        fatal(EXIT_USER, "only files, directories and symbolic links can be packed", "%s is a device, pipe or socket",
              path);
    if (t->entries.len >= UINT32_MAX)
        fatal(EXIT_USER, NULL, "%s: too many files", path);
    vec_push(&t->entries, e);
}

static void add_children(struct tree *t, size_t parent)
{
    struct dirent **list;
    const char *dir = t->entries.data[parent].path;
    int n = scandir(dir, &list, not_dots, by_bytes);
    if (n < 0)
        fatal_errno("cannot read the directory %s", dir);
    t->entries.data[parent].first = t->entries.len;
    t->entries.data[parent].count = (uint64_t)n;
    for (int i = 0; i < n; i++) {
        add_entry(t, path_join(dir, list[i]->d_name), list[i]->d_name);
        free(list[i]);
    }
    free(list);
}

static uint64_t data_size(const struct entry *e)
{
    return S_ISDIR(e->st.st_mode) ? 0 : e->link ? strlen(e->link) : (uint64_t)e->st.st_size;
}

static void pad_to(buf_t *out, size_t start, size_t align)
{
    static const char zeros[UK_ROOTFS_PAGE];
    size_t size = out->len - start;
    buf_add(out, zeros, ROUND_UP(size, align) - size);
}

// Appends the file's bytes. A file that changes its size meanwhile would give a damaged image: refused.
static void add_file(buf_t *out, const struct entry *e)
{
    struct file f;
    int error = file_map(e->path, &f);
    if (error) {
        errno = -error;
        fatal_errno("cannot read %s", e->path);
    }
    if (f.size != (uint64_t)e->st.st_size)
        fatal(EXIT_USER, "build again", "%s changed while it was packed", e->path);
    buf_add(out, f.data, f.size);
    file_unmap(&f);
}

static uint64_t add_data(buf_t *out, size_t start, const struct entry *e)
{
    bool paged = !e->link && data_size(e) >= UK_ROOTFS_PAGED;
    pad_to(out, start, paged ? UK_ROOTFS_PAGE : UK_ROOTFS_ALIGN);
    uint64_t offset = out->len - start;
    if (e->link)
        buf_add(out, e->link, strlen(e->link) + 1);
    else
        add_file(out, e);
    if (paged)
        pad_to(out, start, UK_ROOTFS_PAGE);
    return offset;
}

static int64_t build_time(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    return epoch ? strtoll(epoch, NULL, 10) : 0;
}

// Header, then nodes (filled in at the end), names, data.
static void write_blob(const struct tree *t, buf_t *out)
{
    size_t start = out->len, count = t->entries.len;
    struct uk_rootfs_node *nodes = xcalloc(count, sizeof *nodes);
    struct uk_rootfs_header header = { .magic = UK_ROOTFS_MAGIC, .count = (uint32_t)count };
    buf_add(out, &header, sizeof header);
    size_t nodes_at = out->len;
    buf_add(out, nodes, count * sizeof *nodes);
    for (size_t i = 0; i < count; i++) {
        const struct entry *e = &t->entries.data[i];
        nodes[i].name = (uint32_t)(out->len - start);
        buf_add(out, e->name, strlen(e->name) + 1);
        if (out->len - start > UINT32_MAX)
            fatal(EXIT_USER, NULL, "%s: the names of all files together are too long", e->path);
    }
    for (size_t i = 0; i < count; i++) {
        const struct entry *e = &t->entries.data[i];
        nodes[i].mode = e->st.st_mode & (S_IFMT | 07777);
        nodes[i].mtime = t->mtime;
        nodes[i].size = S_ISDIR(e->st.st_mode) ? e->count : data_size(e);
        nodes[i].data = S_ISDIR(e->st.st_mode) ? e->first : add_data(out, start, e);
    }
    header.size = out->len - start;
    memcpy(out->s + start, &header, sizeof header);
    memcpy(out->s + nodes_at, nodes, count * sizeof *nodes);
    free(nodes);
}

void rootfs_pack(const char *dir, buf_t *out)
{
    struct tree t = { .mtime = build_time() };
    if (!dir_exists(dir))
        fatal(EXIT_USER, NULL, "the root filesystem %s is not a directory", dir);
    add_entry(&t, path_join(dir, "."), "");
    for (size_t i = 0; i < t.entries.len; i++)
        if (S_ISDIR(t.entries.data[i].st.st_mode))
            add_children(&t, i);
    write_blob(&t, out);
}
