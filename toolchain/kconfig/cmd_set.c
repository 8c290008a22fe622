// SPDX-License-Identifier: MIT
// setconfig NAME=value..., and listnewconfig: what a .config does not answer yet.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/front.h"

static int assign(struct front *f, const char *arg)
{
    const char *equal = strchr(arg, '=');
    if (!equal) {
        fprintf(stderr, "%s: error: '%s' is no assignment\n  hint: write NAME=value\n", f->command, arg);
        return EXIT_USER;
    }
    char *name = xstrndup(arg, (size_t)(equal - arg)), *why = NULL;
    struct ksymbol *sym = front_symbol(f, name);
    int r = EXIT_OK;
    if (!sym && !f->no_check_exists)
        r = front_fail_unknown(f, name);
    int set = sym ? kconfig_set(f->kc, sym, equal + 1, &why) : 0;
    if (set == -EINVAL || (set == -EPERM && !f->no_check_value)) {
        fprintf(stderr, "%s: error: %s\n", f->command, why);
        r = EXIT_USER;
    }
    free(why);
    free(name);
    return r;
}

int cmd_setconfig(int argc, char **argv)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_MANY);
    if (r < 0)
        r = front_read(&f, stdout);
    for (size_t i = 0; !r && i < f.args.len; i++)
        r = assign(&f, f.args.data[i]);
    if (!r)
        r = front_write_config(&f);
    return front_end(&f, r);
}

static bool is_new(struct kconfig *kc, struct ksymbol *sym)
{
    if (ksym_user_value(sym))
        return false;
    unsigned bits = ksym_assignable(kc, sym);
    if (bits & (bits - 1))
        return true;
    return ksym_vis(kc, sym) && (sym->choice || (sym->type && !ksym_is_logic(sym)));
}

static void print_help(const char *help)
{
    for (const char *next; help && *help; help = next) {
        next = help + strcspn(help, "\n");
        printf("  %.*s\n", (int)(next - help), help);
        next += *next == '\n';
    }
}

static void print_new(const struct front *f, struct ksymbol *sym)
{
    if (ksym_is_logic(sym)) {
        printf("%s%s=%s\n", f->kc->prefix, sym->name, ktri_text[ksym_tri(f->kc, sym)]);
    } else {
        buf_t b = { 0 };
        ksym_config_line(f->kc, sym, &b);
        fputs(b.s ? b.s : "", stdout);
        free(b.s);
    }
    if (f->show_help)
        print_help(ksym_help(f->kc, sym));
}

static void print_linux(void *ctx, struct knode *node)
{
    struct front *f = ctx;
    if (node->kind == KNODE_SYMBOL)
        print_new(f, node->sym);
    else
        printf("%s%s=%s\n", f->kc->prefix, node->choice->name, ktri_text[kchoice_tri(f->kc, node->choice)]);
}

static void list_new(struct front *f)
{
    if (f->kc->style == KSTYLE_LINUX) {
        klinux_list_new(f->kc, print_linux, f);
        return;
    }
    FOR_DEFINED (f->kc, s)
        if (is_new(f->kc, s))
            print_new(f, s);
}

int cmd_listnewconfig(int argc, char **argv)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_KCONFIG | FRONT_HELP);
    if (r < 0)
        r = front_read(&f, stderr);
    if (!r)
        list_new(&f);
    return front_end(&f, r);
}
