// SPDX-License-Identifier: MIT
// The packed root filesystem: what the toolchain writes into an image and the libOS reads in place, never copying.
//
// One blob, little-endian, on a page boundary of the image's read-only data (__rootfs_start, __rootfs_end). A header,
// the nodes, the names, then the data. All offsets are bytes from the start of the blob.
//
// Nodes come breadth-first: node 0 is the root directory; the children of a directory are neighbours, sorted by name as
// unsigned bytes, and have higher numbers than the directory itself. So equal trees give equal bytes, and a walk ends.
// A reader trusts nothing: it checks offsets, sizes, order and names, and treats a node that fails as an I/O error.
#ifndef UK_ROOTFS_H
#define UK_ROOTFS_H

#include <stdint.h>

#define UK_ROOTFS_MAGIC "UKROOT1" // with its NUL, 8 bytes
#define UK_ROOTFS_NAME_MAX 255    // bytes of one name

struct uk_rootfs_header {
    char magic[8];
    uint64_t size;     // of the whole blob
    uint32_t count;    // of nodes, at least 1
    uint32_t reserved; // 0
    uint64_t reserved2; // 0
};
_Static_assert(sizeof(struct uk_rootfs_header) == 32, "root filesystem header");

struct uk_rootfs_node {
    uint32_t name;  // offset of the name: no '/', not "." or "..", NUL at its end; the root's is ""
    uint32_t mode;  // file type and permissions as in Linux's st_mode: directory, regular file or symbolic link
    uint64_t data;  // file, link: offset of the bytes (a NUL follows a target); directory: number of its first child
    uint64_t size;  // file, link: bytes; directory: how many children
    int64_t mtime;  // seconds since 1970, 0 when unknown
};
_Static_assert(sizeof(struct uk_rootfs_node) == 32, "root filesystem node");

// Data of files begins at a multiple of UK_ROOTFS_ALIGN. A file of at least UK_ROOTFS_PAGED bytes begins on a page
// boundary and is followed by zeros up to the next one, so that mmap() can hand out the image's own pages.
#define UK_ROOTFS_ALIGN 16
#define UK_ROOTFS_PAGE 4096
#define UK_ROOTFS_PAGED 16384

#endif
