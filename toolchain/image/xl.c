// SPDX-License-Identifier: MIT
// Configurations of Xen domains for xl (xl.cfg(5)): their text, and the command image --format xl.
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf/elf.h"
#include "image/image.h"
#include "uk/abi.h"

// xl's strings are Python's without escapes: a quote of the other kind, or none at all.
static void add_string(buf_t *out, const char *key, const char *value)
{
    char quote = strchr(value, '"') ? '\'' : '"';
    buf_printf(out, "%s = %c%s%c\n", key, quote, value, quote);
}

void xl_config(const struct xl_domain *d, buf_t *out)
{
    add_string(out, "name", d->name);
    buf_puts(out, "type = \"pv\"\n");
    add_string(out, "kernel", d->kernel);
    if (d->ramdisk)
        add_string(out, "ramdisk", d->ramdisk);
    if (d->extra)
        add_string(out, "extra", d->extra);
    buf_printf(out, "memory = %llu\nvcpus = %u\n", (unsigned long long)d->memory_mib, d->vcpus);
    buf_printf(out, "vif = [%s%s%s]\n", d->vif ? " '" : "", d->vif ? d->vif : "", d->vif ? "' " : "");
    buf_printf(out, "disk = [%s%s%s]\n", d->disk ? " '" : "", d->disk ? d->disk : "", d->disk ? "' " : "");
    if (d->ends)
        buf_printf(out, "on_poweroff = \"%s\"\non_reboot = \"%s\"\non_crash = \"%s\"\n", d->ends,
                   d->reboots ? d->reboots : d->ends, d->ends);
}

#define PAGES(bytes) (((bytes) + 4095) / 4096)

// Xen 4.17, xen/arch/x86/pv/dom0_build.c and tools/libs/guest/xg_dom_x86.c: after the image and the ramdisk come the
// p2m list (8 bytes a page), start_info, two pages for the rings of xenstore and console, page tables for all that is
// mapped at the start, and a stack; mapped up to the next 4 MiB boundary, but that need not be there.
uint64_t xl_memory_needed(uint64_t image_end, size_t block_size)
{
    uint64_t pages = PAGES(image_end) + PAGES(block_size) + 4, tables = 3 + PAGES(image_end + block_size) / 512 + 2;
    pages += tables;
    pages += PAGES(pages * 8) + 1;
    return pages * 4;
}

// The command ---------------------------------------------------------------------------------------------------------

#define HEAP_MIB 16 // for the program, where nobody says how much
#define LEAST_MIB 32

static uint64_t image_end(const struct elf_object *o)
{
    uint64_t end = 0;
    for (size_t i = 0; i < o->segment_count; i++)
        if (o->segments[i].type == PT_LOAD && o->segments[i].addr + o->segments[i].mem_size > end)
            end = o->segments[i].addr + o->segments[i].mem_size;
    return end;
}

// Whether the plan note has a line "WORD" or "WORD ...".
static bool plan_has(const struct elf_note *plan, const char *word)
{
    char *text = xstrndup((const char *)plan->desc, plan->desc_size), *rest = text;
    bool found = false;
    for (char *line; !found && (line = strsep(&rest, "\n"));)
        found = starts_with(line, word) && (line[strlen(word)] == ' ' || !line[strlen(word)]);
    free(text);
    return found;
}

static void check_text(const char *what, const char *text)
{
    if (strpbrk(text, "'\"\\\n"))
        fatal(EXIT_USER, "choose a name without quotes and backslashes", "%s %s cannot stand in an xl.cfg", what, text);
}

// Arguments travel in a boot block, as the domain's ramdisk: a kernel's command line has 1,024 bytes, and no quotes in a
// file of xl's.
static char *write_arguments(const struct xl_request *r, const char *config_path)
{
    buf_t block = {0};
    const char *name = base_name(r->image);
    bootblock_add(&block, UK_BOOT_ARG, name, strlen(name) + 1);
    for (size_t i = 0; i < r->args.len; i++)
        bootblock_add(&block, UK_BOOT_ARG, r->args.data[i], strlen(r->args.data[i]) + 1);
    uint32_t console = UK_CONSOLE_TTY_IN | UK_CONSOLE_TTY_OUT | UK_CONSOLE_TTY_ERR; // xl console's
    bootblock_add(&block, UK_BOOT_CONSOLE, &console, sizeof console);
    char *path = xasprintf("%s.args", config_path);
    file_write(path, block.s, block.len, NULL);
    return realpath(path, NULL);
}

static unsigned long long memory_for(const struct xl_request *r, const struct elf_object *o)
{
    unsigned long long need = (xl_memory_needed(image_end(o), 0) + 1023) / 1024;
    if (r->memory_mib && r->memory_mib < need)
        fatal(EXIT_USER, xasprintf("--mem %llu", need), "--mem %llu is too little: this image needs at least %llu MiB",
              r->memory_mib, need);
    if (r->memory_mib)
        return r->memory_mib;
    return need + HEAP_MIB > LEAST_MIB ? need + HEAP_MIB : LEAST_MIB;
}

void xl_package(const struct xl_request *r, const struct elf_object *o, const struct elf_note *plan, const char *path)
{
    if (!plan_has(plan, "target xen"))
        fatal(EXIT_USER, "build it with --uk-target=xen", "%s is not an image for xen", r->image);
    char *kernel = realpath(r->image, NULL), *disk = r->disk ? realpath(r->disk, NULL) : NULL;
    if (r->disk && !disk)
        fatal(EXIT_USER, NULL, "cannot read %s: %s", r->disk, strerror(errno));
    check_text("the image", kernel);
    check_text("the disk", disk ? disk : "");
    check_text("the bridge", r->bridge ? r->bridge : "");
    bool network = r->bridge || plan_has(plan, "NETFRONT");
    struct xl_domain d = {
        .name = base_name(kernel), .kernel = kernel, .memory_mib = memory_for(r, o), .vcpus = 1, .ends = "destroy", .reboots = "restart",
        .ramdisk = r->args.len ? write_arguments(r, path) : NULL, .extra = r->args.len ? NULL : base_name(kernel),
        .vif = network ? xasprintf("bridge=%s", r->bridge ? r->bridge : "xenbr0") : NULL,
        .disk = disk ? xasprintf("format=raw, vdev=xvda, access=rw, target=%s", disk) : NULL,
    };
    buf_t out = {0};
    buf_printf(&out, "# xl create -c %s\n", base_name(path));
    if (plan_has(plan, "BLKFRONT") && !disk)
        buf_puts(&out, "# the program can use a disk: uk-cc image --format xl --disk FILE\n");
    xl_config(&d, &out);
    file_write(path, out.s, out.len, NULL);
}
