// SPDX-License-Identifier: MIT
// Tells which values that were asked for are not in force, and because of what.
#include <stdlib.h>
#include <string.h>

#include "kconfig/front.h"

enum { MOST = 10 };

static bool is_refused(const struct front *f, struct ksymbol *sym)
{
    const char *asked = ksym_user_value(sym);
    return asked && strcmp(asked, kconfig_value(f->kc, sym));
}

static void tell(const struct front *f, struct ksymbol *sym)
{
    struct kplace place = ksym_user_place(sym), at = ksym_place(sym);
    char *reason = ksym_obstacle(f->kc, sym);
    if (place.file)
        fprintf(stderr, "%s:%u: ", place.file, place.line);
    fprintf(stderr, "warning: %s (defined at %s:%u) was asked to be '%s' but is '%s': %s\n", sym->name, at.file,
            at.line, ksym_user_value(sym), kconfig_value(f->kc, sym), reason);
    free(reason);
}

// In order of definition; the caller frees the array.
static struct ksymbol **find_refused(const struct front *f, size_t *count)
{
    VEC(struct ksymbol *) found = { 0 };
    for (size_t i = 0; i < f->kc->owners.len; i++)
        if (is_refused(f, f->kc->owners.data[i]))
            vec_push(&found, f->kc->owners.data[i]);
    ksym_sort(found.data, found.len);
    *count = found.len;
    return found.data;
}

void front_tell_refused(const struct front *f)
{
    size_t count;
    struct ksymbol **refused = find_refused(f, &count);
    for (size_t i = 0; i < count; i++)
        tell(f, refused[i]);
    free(refused);
}

// A whole .config also has what nobody asked for: symbols without a prompt.
void front_tell_some_refused(const struct front *f)
{
    unsigned n = 0;
    size_t count;
    struct ksymbol **refused = find_refused(f, &count);
    for (size_t i = 0; i < count; i++)
        if (ksym_has_prompt(refused[i]) && n++ < MOST)
            tell(f, refused[i]);
    free(refused);
    if (n > MOST)
        fprintf(stderr, "warning: and %u more values; 'kconfig query NAME' tells why\n", n - MOST);
}
