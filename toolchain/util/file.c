// SPDX-License-Identifier: MIT
// Files and directories: map, read, write whole or not at all, make, remove, lock.
#include "util/util.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util/private.h"

int file_map(const char *path, struct file *f)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int error = fstat(fd, &st) < 0 ? -errno : S_ISDIR(st.st_mode) ? -EISDIR : 0;
    *f = (struct file){ .path = path, .data = (const uint8_t *)"", .size = (size_t)st.st_size };
    if (!error && f->size > 0) {
        void *data = mmap(NULL, f->size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (data == MAP_FAILED)
            error = -errno;
        else
            f->data = data;
    }
    close(fd);
    return error;
}

void file_unmap(struct file *f)
{
    if (f->size > 0)
        munmap((void *)(uintptr_t)f->data, f->size);
    *f = (struct file){0};
}

char *file_read(const char *path, size_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    buf_t b = {0};
    ssize_t n;
    do {
        vec_grow((void **)&b.s, &b.cap, b.len + 65536 + 1, 1);
        n = read(fd, b.s + b.len, 65536);
        b.len += n > 0 ? (size_t)n : 0;
    } while (n > 0 || (n < 0 && errno == EINTR));
    int error = errno;
    close(fd);
    if (n < 0) {
        free(b.s);
        errno = error;
        return NULL;
    }
    b.s[b.len] = '\0';
    if (size)
        *size = b.len;
    return b.s;
}

static bool same_content(const char *path, const void *data, size_t size)
{
    struct file f;
    if (file_map(path, &f))
        return false;
    bool same = f.size == size && (!size || !memcmp(f.data, data, size));
    file_unmap(&f);
    return same;
}

// The permissions of the file that is replaced, else those a new file gets.
static mode_t wanted_mode(const char *path)
{
    struct stat st;
    if (!stat(path, &st))
        return st.st_mode & 07777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static bool write_all(int fd, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        size -= (size_t)n;
    }
    return true;
}

bool is_special_file(const char *path)
{
    struct stat st;
    return !stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

void special_write(const char *path, const void *data, size_t size)
{
    int fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    if (fd < 0 || !write_all(fd, data, size) || close(fd))
        fatal_errno("cannot write %s", path);
}

void file_write(const char *path, const void *data, size_t size, bool *changed)
{
    if (is_special_file(path)) {
        if (changed)
            *changed = true;
        special_write(path, data, size);
        return;
    }
    bool differs = !same_content(path, data, size);
    if (changed)
        *changed = differs;
    if (!differs)
        return;
    char *temp = xasprintf("%s.XXXXXX", path);
    int fd = mkostemp(temp, O_CLOEXEC);
    if (fd < 0)
        fatal_errno("cannot write %s", path);
    cleanup_add(temp);
    bool good = write_all(fd, data, size) && !fchmod(fd, wanted_mode(path));
    good = !close(fd) && good;
    if (!good || rename(temp, path))
        fatal_errno("cannot write %s", path);
    cleanup_forget(temp);
    free(temp);
}

bool file_exists(const char *path)
{
    struct stat st;
    return !stat(path, &st) && !S_ISDIR(st.st_mode);
}

bool dir_exists(const char *path)
{
    struct stat st;
    return !stat(path, &st) && S_ISDIR(st.st_mode);
}

void make_dirs(const char *path)
{
    char *partial = xstrdup(path);
    for (char *p = partial + 1; p[-1]; p++) {
        if (*p != '/' && *p != '\0')
            continue;
        char saved = *p;
        *p = '\0';
        int error = mkdir(partial, 0777) ? errno : 0;
        if (error && !dir_exists(partial)) { // a second build may have made it meanwhile
            errno = error;
            fatal_errno("cannot make the directory %s", partial);
        }
        *p = saved;
        if (!saved)
            break;
    }
    free(partial);
}

static int remove_at(int dir, const char *name);

// Empties the open directory. Names are read again from the start after each round that removed something, since
// removing entries while reading may skip some.
static int empty_directory(int fd)
{
    char entries[4096] __attribute__((aligned(8)));
    for (bool again = true; again;) {
        again = false;
        lseek(fd, 0, SEEK_SET);
        long n;
        while ((n = syscall(SYS_getdents64, fd, entries, sizeof entries)) > 0)
            for (long at = 0; at < n;) {
                const struct dirent64 *e = (const struct dirent64 *)(entries + at);
                at += e->d_reclen;
                if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
                    continue;
                int error = remove_at(fd, e->d_name);
                if (error && error != -ENOENT)
                    return error;
                again = true;
            }
        if (n < 0)
            return -errno;
    }
    return 0;
}

static int remove_at(int dir, const char *name)
{
    if (!unlinkat(dir, name, 0))
        return 0;
    if (errno != EISDIR && errno != EPERM) // EPERM is POSIX's answer for a directory, EISDIR is Linux's
        return -errno;
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int error = empty_directory(fd);
    close(fd);
    if (!error && unlinkat(dir, name, AT_REMOVEDIR))
        error = -errno;
    return error;
}

int remove_path(const char *path)
{
    return remove_at(AT_FDCWD, path);
}

void remove_tree(const char *path)
{
    int error = remove_path(path);
    if (error && error != -ENOENT) {
        errno = -error;
        fatal_errno("cannot remove %s", path);
    }
}

char *temp_dir(void)
{
    const char *base = getenv("TMPDIR");
    char *path = path_join(base && *base ? base : "/tmp", "uk-cc-XXXXXX");
    if (!mkdtemp(path))
        fatal_errno("cannot make a directory in %s", base && *base ? base : "/tmp");
    cleanup_add(path);
    return path;
}

char *self_dir(void)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n < 0)
        fatal_errno("cannot read /proc/self/exe");
    path[n] = '\0';
    return dir_name(path);
}

char *cache_dir(void)
{
    char *dir = path_join(self_dir(), "cache");
    if (!access(dir, W_OK) || (!dir_exists(dir) && !access(self_dir(), W_OK)))
        return dir;
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (base && *base == '/')
        return path_join(base, "uk-cc");
    if (!home || !*home)
        fatal(EXIT_ENV, "set HOME or XDG_CACHE_HOME", "%s cannot be written, and there is no home directory", dir);
    return path_join(home, ".cache/uk-cc");
}

int lock_file(const char *path, bool wait)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        return -errno;
    int result;
    do
        result = flock(fd, LOCK_EX | (wait ? 0 : LOCK_NB));
    while (result && errno == EINTR);
    if (!result)
        return fd;
    int error = errno;
    close(fd);
    return -error;
}
