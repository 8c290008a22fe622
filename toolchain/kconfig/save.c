// SPDX-License-Identifier: MIT
// Puts text into a file: only if it differs, never half, through a symbolic link, with the old content kept.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kconfig/tree.h"

static bool same_content(const char *path, const char *text, size_t size)
{
    size_t n = 0;
    char *old = file_read(path, &n);
    bool same = old && n == size && !memcmp(old, text, size);
    free(old);
    return same;
}

static int write_all(int fd, const char *s, size_t n)
{
    while (n) {
        ssize_t done = write(fd, s, n);
        if (done < 0 && errno != EINTR)
            return -errno;
        if (done > 0) {
            s += done;
            n -= (size_t)done;
        }
    }
    return 0;
}

// Devices and pipes are written as they are; they have no content to keep.
static int write_special(const char *path, const char *text, size_t size)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int r = write_all(fd, text, size);
    if (close(fd) < 0 && !r)
        r = -errno;
    return r ? r : 1;
}

static int write_temporary(const char *temp, mode_t mode, const char *text, size_t size)
{
    int fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0)
        return -errno;
    int r = write_all(fd, text, size);
    if (close(fd) < 0 && !r)
        r = -errno;
    if (r)
        unlink(temp);
    return r;
}

// PATH.old is made as a link to the old content, so that PATH exists at every moment. Failing to keep it is no error.
static void keep_old(const char *named, const char *real)
{
    char *old = xasprintf("%s.old", named);
    struct stat st;
    bool is_dir = lstat(old, &st) == 0 && S_ISDIR(st.st_mode);
    if (!is_dir) {
        unlink(old);
        if (link(real, old) < 0) {
            size_t n = 0;
            char *text = file_read(real, &n);
            if (text)
                write_temporary(old, 0644, text, n);
            free(text);
        }
    }
    free(old);
}

static int replace(const char *named, const char *real, const struct stat *st, const char *text, size_t size,
                   bool save_old)
{
    char *temp = xasprintf("%s.tmp%ld", real, (long)getpid());
    int r = write_temporary(temp, st ? st->st_mode & 0777 : 0666, text, size);
    if (!r && st && save_old)
        keep_old(named, real);
    if (!r && rename(temp, real) < 0) {
        r = -errno;
        unlink(temp);
    }
    free(temp);
    return r ? r : 1;
}

// What a link stands for whose target is not there (yet); the caller frees it. NULL: path is no link, or cannot be read.
static char *link_target(const char *path)
{
    char target[4096];
    ssize_t n = readlink(path, target, sizeof target - 1);
    if (n <= 0)
        return NULL;
    target[n] = '\0';
    const char *slash = *target == '/' ? NULL : strrchr(path, '/');
    return xasprintf("%.*s%s", slash ? (int)(slash - path) + 1 : 0, path, target);
}

int kconfig_save(const char *path, const char *text, size_t size, bool save_old)
{
    struct stat st;
    bool there = stat(path, &st) == 0;
    if (there && S_ISDIR(st.st_mode))
        return -EISDIR;
    if (there && !S_ISREG(st.st_mode))
        return write_special(path, text, size);
    if (there && same_content(path, text, size))
        return 0;
    if (!there && errno == ELOOP)
        return -ELOOP;
    char *real = there ? realpath(path, NULL) : link_target(path);
    if (!there && real) {
        int r = kconfig_save(real, text, size, save_old);
        free(real);
        return r;
    }
    int r = replace(path, real ? real : path, there ? &st : NULL, text, size, save_old);
    free(real);
    return r;
}
