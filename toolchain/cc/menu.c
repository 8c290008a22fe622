// SPDX-License-Identifier: MIT
// The command `uk-cc menuconfig` with what only a build knows: which modules set to m came into the application's last
// image.
#include <stdlib.h>
#include <string.h>

#include "cc/cc.h"
#include "cc/private.h"
#include "elf/elf.h"
#include "kconfig/kconfig.h"
#include "uk/abi.h"

// The plan note of the one image that `uk-cc build` made here; NULL if there is none.
static char *read_note(void)
{
    struct file f;
    struct elf_object o;
    struct elf_note note;
    char *text = NULL;
    if (!file_exists("app.conf"))
        return NULL;
    const struct app *app = app_parse("app.conf");
    if (file_map(xasprintf("build/kvm/%s.elf", app->name), &f))
        return NULL;
    char *wrong = elf_parse(&o, f.data, f.size);
    if (!wrong) {
        if (elf_find_note(&o, UK_NOTE_NAME, UK_NOTE_PLAN, &note))
            text = xstrndup((const char *)note.desc, note.desc_size);
        elf_free(&o);
    }
    free(wrong);
    file_unmap(&f);
    return text;
}

// What follows "MODULE " in its line of the note; NULL if the module is not in the image.
static char *parent_of(const char *text, const char *module)
{
    size_t n = strlen(module);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (!strncmp(line, module, n) && line[n] == ' ')
            return xstrndup(line + n + 1, strcspn(line + n + 1, "\n"));
    }
    return NULL;
}

static const char *annotate(void *ctx, struct kconfig *kc, struct ksymbol *sym, bool changed)
{
    static char *last;
    (void)changed;
    if (!ctx || ksym_type(sym) != KTYPE_TRISTATE || kconfig_tristate(kc, sym) != KTRI_M)
        return NULL;
    char *parent = parent_of(ctx, ksym_name(sym));
    free(last);
    last = parent ? xasprintf("in the last image, for %s", parent) : xstrdup("not in the last image");
    free(parent);
    return last;
}

int menuconfig_main(int argc, char **argv)
{
    return cmd_menuconfig_with(argc, argv, annotate, read_note());
}
