// SPDX-License-Identifier: MIT
// Directory streams (dirent.h, POSIX XBD 14) on uk_getdents(), whose entries have the layout of struct dirent.
#include "posix/newlib/private.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct __dirstream {
    int fd;
    size_t next, used; // in buffer: the next entry, the end
    off_t position;    // of the next entry, for telldir()
    _Alignas(8) char buffer[2048];
};

_Static_assert(offsetof(struct dirent, d_name) == offsetof(struct uk_dirent, d_name), "dirent is the libOS's own");

DIR *fdopendir(int fd)
{
    struct uk_stat st;
    int error = uk_fstat(fd, &st);
    if (!error && !UK_S_ISDIR(st.st_mode))
        error = -UK_ENOTDIR;
    if (newlib_result(error) < 0)
        return NULL;
    DIR *d = malloc(sizeof *d);
    if (!d)
        return NULL;
    d->fd = fd;
    d->next = d->used = 0;
    d->position = 0;
    return d;
}

DIR *opendir(const char *path)
{
    int fd = (int)newlib_result(uk_open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0));
    if (fd < 0)
        return NULL;
    DIR *d = fdopendir(fd);
    if (!d)
        uk_close(fd);
    return d;
}

int closedir(DIR *d)
{
    int fd = d->fd;
    free(d);
    return (int)newlib_result(uk_close(fd));
}

int fdclosedir(DIR *d)
{
    int fd = d->fd;
    free(d);
    return fd;
}

int dirfd(DIR *d)
{
    return d->fd;
}

struct dirent *readdir(DIR *d)
{
    if (d->next == d->used) {
        long n = newlib_result(uk_getdents(d->fd, d->buffer, sizeof d->buffer));
        if (n <= 0)
            return NULL;
        d->used = (size_t)n;
        d->next = 0;
    }
    struct dirent *entry = (struct dirent *)(d->buffer + d->next);
    d->next += entry->d_reclen;
    d->position = entry->d_off;
    return entry;
}

int readdir_r(DIR *restrict d, struct dirent *restrict room, struct dirent **restrict out)
{
    int before = errno;
    errno = 0;
    struct dirent *entry = readdir(d);
    int error = errno;
    errno = before;
    *out = entry ? memcpy(room, entry, entry->d_reclen < sizeof *room ? entry->d_reclen : sizeof *room) : NULL;
    return entry ? 0 : error;
}

void seekdir(DIR *d, long position)
{
    d->next = d->used = 0;
    d->position = position;
    uk_lseek(d->fd, position, UK_SEEK_SET);
}

void rewinddir(DIR *d)
{
    seekdir(d, 0);
}

long telldir(DIR *d)
{
    return d->position;
}

int alphasort(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

struct dirent_list {
    struct dirent **entries;
    size_t count, room;
};

// malloc()'s own failure sets errno; the caller checks for that.
static bool keep(struct dirent_list *list, const struct dirent *entry)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 16;
        struct dirent **more = realloc(list->entries, room * sizeof *more);
        if (!more)
            return false;
        list->entries = more;
        list->room = room;
    }
    struct dirent *copy = malloc(entry->d_reclen);
    if (!copy)
        return false;
    list->entries[list->count++] = memcpy(copy, entry, entry->d_reclen);
    return true;
}

static void drop(struct dirent_list *list)
{
    while (list->count > 0)
        free(list->entries[--list->count]);
    free(list->entries);
}

int scandir(const char *path, struct dirent ***out, int (*wanted)(const struct dirent *),
            int (*compare)(const struct dirent **, const struct dirent **))
{
    DIR *d = opendir(path);
    if (!d)
        return -1;
    struct dirent_list list = { 0 };
    bool ok = true;
    errno = 0;
    for (struct dirent *entry; ok && (entry = readdir(d));)
        if (!wanted || wanted(entry))
            ok = keep(&list, entry);
    int error = errno;
    closedir(d);
    if (!ok || error) {
        drop(&list);
        errno = error;
        return -1;
    }
    if (compare && list.count > 1)
        qsort(list.entries, list.count, sizeof *list.entries, (int (*)(const void *, const void *))compare);
    *out = list.entries;
    return (int)list.count;
}
