// SPDX-License-Identifier: MIT
// Fuzz target: a Kconfig file, then every value, output and explanation of its tree.
#include <stdlib.h>
#include <string.h>

#include "kconfig/kconfig.h"
#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_diag(void *ctx, const struct kdiag *d)
{
    *(size_t *)ctx += strlen(d->text) + d->place.line;
}

static void use(struct kconfig *kc)
{
    size_t n;
    for (struct ksymbol *s = kconfig_next(kc, NULL); s; s = kconfig_next(kc, s)) {
        char *why = NULL, *text = kconfig_explain(kc, s);
        kconfig_set(kc, s, ksym_type(s) <= KTYPE_TRISTATE ? "y" : "1", &why);
        free(text);
        free(why);
    }
    free(kconfig_format(kc, NULL, &n));
    free(kconfig_format_minimal(kc, NULL, &n));
    free(kconfig_format_header(kc, NULL, &n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static volatile size_t sink;
    size_t sum = 0;
    for (int style = 0; style < 2; style++) {
        struct kconfig_options o = { .srctree = "",
                                     .prefix = "CONFIG_",
                                     .style = (enum kstyle)style,
                                     .warn_undefined = true,
                                     .isolated = true,
                                     .no_texts = size % 2, // then the memory of texts is used again
                                     .diag = on_diag,
                                     .diag_ctx = &sum };
        struct kconfig *kc = kconfig_open_text("Kconfig", (const char *)data, size, &o);
        if (kc)
            use(kc);
        kconfig_close(kc);
    }
    sink += sum;
    return 0;
}
