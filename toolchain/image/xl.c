// SPDX-License-Identifier: MIT
// Writes the configuration of a Xen domain for xl (xl.cfg(5)).
#include <string.h>

#include "image/image.h"

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
        buf_printf(out, "on_poweroff = \"%s\"\non_reboot = \"%s\"\non_crash = \"%s\"\n", d->ends, d->ends, d->ends);
}
