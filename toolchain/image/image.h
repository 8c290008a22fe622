// SPDX-License-Identifier: MIT
// Room image: checks on a linked image, the packed root filesystem, other file formats.
#ifndef IMAGE_IMAGE_H
#define IMAGE_IMAGE_H

#include "util/util.h"

// check.c: what must hold for a linked image (an ELF64 file with its symbols): the target's entry note, no segment that
// can be written and executed, nothing left for a dynamic linker, one TLS segment at most, all below 2 GiB, no page
// with two protections. Returns NULL, or what is wrong (malloc()ed).
char *image_check(const uint8_t *data, size_t size, const char *target);

// rootfs.c: packs the directory as uk/rootfs.h describes; equal trees give equal bytes (times are 0 unless
// SOURCE_DATE_EPOCH is set). fatal() for what cannot be packed.
void rootfs_pack(const char *dir, buf_t *out);

// multiboot.c: an ELF32 that a multiboot 1 loader boots, out of an image. Returns NULL or what is wrong (malloc()ed).
char *image_multiboot(const uint8_t *data, size_t size, buf_t *out);

// xl.c: the text of a domain's xl.cfg(5). Strings are written as they are: no quotes in them but of one kind.
struct xl_domain {
    const char *name, *kernel;
    const char *ramdisk, *extra; // NULL: none
    unsigned long long memory_mib;
    unsigned vcpus;
    const char *vif, *disk;      // one of each, NULL: none
    const char *ends;            // what becomes of it at its end ("destroy", "preserve"); NULL: xl's own choice
    const char *reboots;         // and where it is to be rebooted ("restart"); NULL: the same
};
void xl_config(const struct xl_domain *d, buf_t *out);
// How much memory (KiB) a domain needs at least, before its first instruction: the image, the boot block, and what Xen
// puts behind them.
uint64_t xl_memory_needed(uint64_t image_end, size_t block_size);

struct elf_object;
struct elf_note;
struct xl_request {
    const char *image, *disk, *bridge; // disk, bridge: NULL for none
    unsigned long long memory_mib;     // 0: computed from the image
    strv_t args;                       // of the program, without argv[0]
};
// The whole configuration of an image for xen, into the file path, and its arguments, into path.args. fatal() on what is
// wrong.
void xl_package(const struct xl_request *r, const struct elf_object *o, const struct elf_note *plan, const char *path);

// bootblock.c: appends a record to a boot block (uk/abi.h), which begins with the first one.
void bootblock_add(buf_t *out, uint32_t type, const void *data, size_t size);

// format.c: the command image --format F [-o FILE] IMAGE. argv[0] is the command's name.
int image_main(int argc, char **argv);

#endif
