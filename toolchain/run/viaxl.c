// SPDX-License-Identifier: MIT
// --via xl: the image as a domain of this machine's own Xen. toolchain/xen/via-xl.sh stands in QEMU's place.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image/image.h"
#include "run/private.h"

static char *in_config(const char *option, const char *path)
{
    char *full = realpath(path, NULL);
    if (!full)
        run_fail(NULL, "%s %s cannot be read", option, path);
    if (strpbrk(full, "'\"\\\n"))
        run_fail("choose a name without quotes and backslashes", "%s cannot stand in xl's configuration", full);
    return full;
}

void via_xl_plan(const struct options *o, const struct wiring *wires, const void *block, size_t block_size, strv_t *argv)
{
    char *script = path_join(self_dir(), "tree/toolchain/xen/via-xl.sh"), *dir = temp_dir();
    char *ramdisk = path_join(dir, "arguments"), *config = path_join(dir, "config");
    struct xl_domain d = {
        .name = xasprintf("uk-cc-%d", (int)getpid()), .kernel = in_config("the image", o->image), .ramdisk = ramdisk,
        .memory_mib = (o->mem_kib + 1023) / 1024, .vcpus = o->smp, .ends = "preserve", // until its console is read
        .vif = o->net ? xasprintf("bridge=%s", o->net) : NULL,
        .disk = o->disk ? xasprintf("format=raw, vdev=xvda, access=rw, target=%s", in_config("--disk", o->disk)) : NULL,
    };
    buf_t text = {0};
    if (!proc_find("xl", NULL) && !proc_find("/usr/sbin/xl", NULL))
        run_fail("apt-get install xen-utils-4.17, on a Xen host; without --via xl a Xen host is emulated", "xl is missing");
    xl_config(&d, &text);
    file_write(ramdisk, block, block_size, NULL);
    file_write(config, text.s, text.len, NULL);
    strv_add(argv, script);
    strv_add(argv, config);
    strv_add(argv, d.name);
    strv_addf(argv, "%d", wires->console);
    strv_addf(argv, "%d", wires->status);
}
