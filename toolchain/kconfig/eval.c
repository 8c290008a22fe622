// SPDX-License-Identifier: MIT
// The value of an expression that stands in no file.
#include <errno.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

// Read as the condition of an `if`. NULL after an error.
static struct kexpr *parse(struct kconfig *kc, const char *line)
{
    if (setjmp(kc->failed))
        return NULL;
    kinput_open_text(kc, "expression", line, strlen(line));
    klex_next(kc);
    kc->token_at = 1;
    return kparse_expr_line(kc);
}

int kconfig_eval(struct kconfig *kc, const char *expr, enum ktristate *value)
{
    size_t files = kc->files.len;
    char *line = xasprintf("if %s", expr);
    for (char *s = line; (s = strchr(s, '\n'));)
        *s = ' ';
    struct kexpr *e = parse(kc, line);
    free(line);
    kdrop_parser(kc);
    kc->files.len = kc->included.len = files;
    if (!e)
        return -EINVAL;
    *value = (enum ktristate)kexpr_value(kc, e);
    return 0;
}
