// SPDX-License-Identifier: MIT
// $(shell,COMMAND): runs the command once per distinct text and hands back its output on one line.
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

// Trailing newlines go, inner ones become blanks.
static char *one_line(const buf_t *b)
{
    size_t n = b->len;
    char *s = xstrndup(b->s ? b->s : "", n);
    n = strlen(s);
    while (n && s[n - 1] == '\n')
        s[--n] = '\0';
    for (char *newline = s; (newline = strchr(newline, '\n'));)
        *newline = ' ';
    return s;
}

static char *run(struct kconfig *kc, const char *command)
{
    (void)kc;
    strv_t argv = { 0 };
    strv_add(&argv, "/bin/sh");
    strv_add(&argv, "-c");
    strv_add(&argv, command);
    buf_t b = { 0 };
    proc_capture(&argv, &b, false);
    char *text = one_line(&b);
    free(b.s);
    free(argv.data);
    return text;
}

void kshell_run(struct kconfig *kc, const char *command, buf_t *out)
{
    if (kc->isolated)
        kfail(kc, "$(shell) is not allowed here");
    char *text = kc->no_shell_memo ? NULL : map_get(&kc->shell_memo, command);
    if (!text) {
        char *fresh = run(kc, command);
        text = karena_text(&kc->arena, fresh, strlen(fresh));
        free(fresh);
        *map_slot(&kc->shell_memo, karena_text(&kc->arena, command, strlen(command))) = text;
    }
    buf_puts(out, text);
}
