// SPDX-License-Identifier: MIT
// Packs what the emulated Xen host is to do into the disk that its agent reads: a cpio archive (newc) with the image, its
// boot block, and xl's configuration of the domain.
#include <errno.h>
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

// One file of the archive: cpio(5), "New ASCII Format".
static void add_file(int fd, const char *name, const void *data, size_t size)
{
    size_t name_size = strlen(name) + 1;
    char head[128];
    int n = snprintf(head, sizeof head, "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x", 0,
                     S_IFREG | 0644, 0, 0, 1, 0, size, 0, 0, 0, 0, name_size, 0);
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
    add_file(fd, "cfg", config.s, config.len);
}

int job_file(const struct options *o, const void *block, size_t block_size)
{
    struct file image;
    int error = file_map(o->image, &image), fd = blank_file("the job", JOB_SIZE);
    if (error)
        run_fail(NULL, "%s cannot be read: %s", o->image, strerror(-error));
    if (image.size + block_size + 65536 > JOB_SIZE)
        run_fail(NULL, "%s is too large: at most %u MiB", o->image, JOB_SIZE >> 20);
    add_config(fd, o);
    add_file(fd, "kernel", image.data, image.size);
    add_file(fd, "ramdisk", block, block_size);
    if (o->disk)
        add_file(fd, "want-disk", "", 0);
    add_file(fd, "TRAILER!!!", "", 0);
    file_unmap(&image);
    return fd;
}
