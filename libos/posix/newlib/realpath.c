// SPDX-License-Identifier: MIT
// realpath() (POSIX XSH): an absolute name without links, "." and "..".
#include "posix/newlib/private.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct walk {
    char done[PATH_MAX]; // resolved: "" for the root, else "/a/b"
    char rest[PATH_MAX]; // still to resolve
    unsigned links;      // followed so far
};

static int go_back(struct walk *w)
{
    char *slash = strrchr(w->done, '/');
    if (slash)
        *slash = '\0';
    return 0;
}

// Puts the link's text before what was left; directory: a slash stood between them.
static int follow(struct walk *w, const char *text, bool directory)
{
    size_t length = strlen(text), left = strlen(w->rest);
    if (++w->links > UK_SYMLOOP_MAX)
        return -UK_ELOOP;
    if (length + directory + left >= sizeof w->rest)
        return -UK_ENAMETOOLONG;
    memmove(w->rest + length + directory, w->rest, left + 1);
    memcpy(w->rest, text, length);
    if (directory)
        w->rest[length] = '/';
    if (text[0] == '/')
        w->done[0] = '\0';
    else
        go_back(w);
    return 0;
}

// directory: more follows, so it has to be one.
static int enter(struct walk *w, const char *name, size_t length, bool directory)
{
    size_t used = strlen(w->done);
    if (used + 1 + length >= sizeof w->done)
        return -UK_ENAMETOOLONG;
    w->done[used] = '/';
    memcpy(w->done + used + 1, name, length);
    w->done[used + 1 + length] = '\0';
    struct uk_stat st;
    int error = uk_lstat(w->done, &st);
    if (error)
        return error;
    if (!UK_S_ISLNK(st.st_mode))
        return directory && !UK_S_ISDIR(st.st_mode) ? -UK_ENOTDIR : 0;
    char text[PATH_MAX];
    long n = uk_readlink(w->done, text, sizeof text - 1);
    if (n < 0)
        return (int)n;
    text[n] = '\0';
    return follow(w, text, directory);
}

static int step(struct walk *w)
{
    char name[NAME_MAX + 1];
    size_t length = strcspn(w->rest, "/");
    if (length > NAME_MAX)
        return -UK_ENAMETOOLONG;
    memcpy(name, w->rest, length);
    bool slash = w->rest[length] == '/';
    size_t skip = length + slash;
    memmove(w->rest, w->rest + skip, strlen(w->rest + skip) + 1);
    if (length == 0 || (length == 1 && name[0] == '.'))
        return 0;
    if (length == 2 && name[0] == '.' && name[1] == '.')
        return go_back(w);
    return enter(w, name, length, slash);
}

static int resolve(struct walk *w, const char *path)
{
    size_t length = strlen(path);
    if (length == 0)
        return -UK_ENOENT;
    if (length >= sizeof w->rest)
        return -UK_ENAMETOOLONG;
    memcpy(w->rest, path, length + 1);
    w->done[0] = '\0';
    w->links = 0;
    long error = path[0] == '/' ? 0 : uk_getcwd(w->done, sizeof w->done);
    if (strcmp(w->done, "/") == 0)
        w->done[0] = '\0';
    while (error >= 0 && w->rest[0])
        error = step(w);
    return error < 0 ? (int)error : 0;
}

char *realpath(const char *restrict path, char *restrict to)
{
    if (!path) {
        errno = EINVAL;
        return NULL;
    }
    struct walk *w = malloc(sizeof *w);
    if (!w)
        return NULL;
    char *result = NULL;
    if (newlib_result(resolve(w, path)) == 0) {
        result = to ? to : malloc(PATH_MAX);
        if (result)
            strcpy(result, w->done[0] ? w->done : "/");
    }
    free(w);
    return result;
}
