// SPDX-License-Identifier: MIT
// Packs what the emulated Xen host is to do into the disk that its agent reads: a cpio archive (newc) with the image, its
// boot block, xl's configuration of the domain, and the user's files for dom0.
#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image/image.h"
#include "run/private.h"

#define JOB_SIZE (256u << 20) // of the disk: fixed, since the saved host knows it

int blank_file(const char *name, size_t size)
{
    int fd = memfd_create(name, MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, (off_t)size))
        run_fail(NULL, "cannot hold %s in memory: %s", name, strerror(errno));
    return fd;
}

static void put(int fd, const void *bytes, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t m = write(fd, (const char *)bytes + done, n - done);
        if (m < 0 && errno != EINTR)
            run_fail(NULL, "cannot hold the job in memory: %s", strerror(errno));
        done += m > 0 ? (size_t)m : 0;
    }
}

static void pad(int fd, size_t n)
{
    static const char zeros[4];
    put(fd, zeros, -n % 4);
}

static void check_room(int fd, size_t more)
{
    if ((size_t)lseek(fd, 0, SEEK_CUR) + more + 65536 > JOB_SIZE)
        run_fail(NULL, "the image and the files for dom0 are too large: at most %u MiB", JOB_SIZE >> 20);
}

// One file of the archive: cpio(5), "New ASCII Format".
static void add_file(int fd, const char *name, unsigned mode, const void *data, size_t size)
{
    check_room(fd, size);
    size_t name_size = strlen(name) + 1;
    char head[128];
    int n = snprintf(head, sizeof head, "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x", 0,
                     mode, 0, 0, 1, 0, size, 0, 0, 0, 0, name_size, 0);
    put(fd, head, (size_t)n);
    put(fd, name, name_size);
    pad(fd, (size_t)n + name_size);
    put(fd, data, size);
    pad(fd, size);
}

static void add_config(int fd, const struct options *o)
{
    struct xl_domain d = {
        .name = "guest", .kernel = "/domu/kernel", .ramdisk = "/domu/ramdisk", .memory_mib = (o->mem_kib + 1023) / 1024,
        .vcpus = o->smp,
        .vif = o->net ? "mac=52:54:00:12:34:60,bridge=xenbr0" : NULL, // (QEMU's own card has ...:56)
        .disk = o->disk ? "phy:/dev/vdb,xvda,w" : NULL,
    };
    buf_t config = {0};
    xl_config(&d, &config);
    add_file(fd, "cfg", S_IFREG | 0644, config.s, config.len);
}

// The user's files for dom0 -------------------------------------------------------------------------------------------

static void add_mapped(int fd, const char *name, unsigned mode, const char *path)
{
    struct file file;
    int error = file_map(path, &file);
    if (error)
        run_fail(NULL, "%s cannot be read: %s", path, strerror(-error));
    add_file(fd, name, mode, file.data, file.size);
    file_unmap(&file);
}

static void check_name(const struct options *o, const char *name, const char *path)
{
    static const char *const ours[] = { "cfg", "kernel", "ramdisk", "want-disk" };
    for (size_t i = 0; o->image && i < COUNT(ours); i++)
        if (!strcmp(name, ours[i]))
            run_fail("choose another name; without IMAGE it may be there", "%s would take the place of the guest's own", path);
}

static void add_found(int fd, const struct options *o, const FTSENT *found)
{
    const char *name = found->fts_path + strlen(o->dom0_files);
    name += strspn(name, "/");
    if (found->fts_info == FTS_DP || !*name)
        return;
    check_name(o, name, found->fts_path);
    unsigned mode = found->fts_statp->st_mode & (S_IFMT | 0777);
    if (found->fts_info == FTS_D)
        add_file(fd, name, mode, "", 0);
    else if (found->fts_info == FTS_F)
        add_mapped(fd, name, mode, found->fts_accpath);
    else
        run_fail(NULL, "%s cannot be handed to dom0: %s", found->fts_path,
                 found->fts_errno ? strerror(found->fts_errno) : "not a file or a folder");
}

static void check_dom0_files(const struct options *o)
{
    char *must = o->image ? path_join(o->dom0_files, ".") : path_join(o->dom0_files, "cfg");
    if (access(must, R_OK))
        run_fail(o->image ? NULL : "cfg tells xl about the guest; or name an IMAGE", "%s cannot be read: %s", must,
                 strerror(errno));
}

// Symbolic links are followed.
static void add_dom0_files(int fd, const struct options *o)
{
    check_dom0_files(o);
    char *roots[] = { xstrdup(o->dom0_files), NULL };
    FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    if (!tree)
        run_fail(NULL, "%s cannot be read: %s", o->dom0_files, strerror(errno));
    for (FTSENT *found; (found = fts_read(tree));)
        add_found(fd, o, found);
    fts_close(tree);
}

int job_file(const struct options *o, const void *block, size_t block_size)
{
    int fd = blank_file("the job", JOB_SIZE);
    if (o->image) {
        add_config(fd, o);
        add_mapped(fd, "kernel", S_IFREG | 0644, o->image);
        add_file(fd, "ramdisk", S_IFREG | 0644, block, block_size);
    }
    if (o->dom0_files)
        add_dom0_files(fd, o);
    if (o->disk)
        add_file(fd, "want-disk", S_IFREG | 0644, "", 0);
    add_file(fd, "TRAILER!!!", S_IFREG | 0644, "", 0);
    return fd;
}
