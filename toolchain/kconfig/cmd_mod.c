// SPDX-License-Identifier: MIT
// yes2modconfig, mod2yesconfig and mod2noconfig: a .config whose modules are built in, left out, or made of what is y.
#include "kconfig/front.h"

// Only what the .config says is changed; what it does not say keeps its default.
static void replace(struct kconfig *kc, int from, int to)
{
    FOR_DEFINED (kc, s)
        if (s->type == KTYPE_TRISTATE && s->user_tri == from)
            ksym_set_tri(kc, s, to);
}

static int rewrite(int argc, char **argv, int from, int to)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_KCONFIG);
    if (r < 0)
        r = front_read(&f, stdout);
    if (!r) {
        replace(f.kc, from, to);
        r = front_write_config(&f);
    }
    return front_end(&f, r);
}

int cmd_yes2modconfig(int argc, char **argv)
{
    return rewrite(argc, argv, 2, 1);
}

int cmd_mod2yesconfig(int argc, char **argv)
{
    return rewrite(argc, argv, 1, 2);
}

int cmd_mod2noconfig(int argc, char **argv)
{
    return rewrite(argc, argv, 1, 0);
}
