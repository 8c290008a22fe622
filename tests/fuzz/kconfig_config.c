// SPDX-License-Identifier: MIT
// Fuzz target: a .config for a small tree with every type, in both styles.
#include <stdlib.h>
#include <string.h>

#include "kconfig/kconfig.h"
#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char tree[] = "config MODULES\n\tbool \"m\"\n\tmodules\n\nconfig A\n\tbool \"a\"\n\nconfig T\n\ttristate "
                           "\"t\"\n\tdepends on A\n\n"
                           "config S\n\tstring \"s\"\n\nconfig I\n\tint \"i\"\n\trange 1 100\n\nconfig H\n\thex "
                           "\"h\"\n\trange 0x10 0x20 if A\n\n"
                           "choice\n\tprompt \"c\"\n\nconfig X\n\tbool \"x\"\n\nconfig Y\n\tbool \"y\"\n\nendchoice\n\n"
                           "choice\n\ttristate \"tc\"\n\tdepends on MODULES\n\nconfig P\n\ttristate \"p\"\n\nconfig "
                           "Q\n\ttristate \"q\"\n\nendchoice\n";

static void on_diag(void *ctx, const struct kdiag *d)
{
    *(size_t *)ctx += strlen(d->text) + d->place.line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static volatile size_t sink;
    size_t sum = 0, n;
    for (int style = 0; style < 2; style++) {
        struct kconfig_options o = {
            .srctree = "", .prefix = "CONFIG_", .style = (enum kstyle)style, .diag = on_diag, .diag_ctx = &sum
        };
        struct kconfig *kc = kconfig_open_text("Kconfig", tree, sizeof tree - 1, &o);
        kconfig_read_text(kc, ".config", (const char *)data, size, KREAD_UNKNOWN);
        char *text = kconfig_format(kc, NULL, &n);
        // What was written reads back as the same.
        kconfig_read_text(kc, "again", text, n, 0);
        size_t again;
        char *second = kconfig_format(kc, NULL, &again);
        if (n != again || memcmp(text, second, n))
            abort();
        free(text);
        free(second);
        free(kconfig_format_minimal(kc, NULL, &n));
        kconfig_close(kc);
    }
    sink += sum;
    return 0;
}
