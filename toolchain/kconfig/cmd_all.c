// SPDX-License-Identifier: MIT
// The commands that make a whole .config without asking: defconfig, olddefconfig, all*config, randconfig and others.
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kconfig/front.h"

int cmd_olddefconfig(int argc, char **argv)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_KCONFIG);
    if (r < 0)
        r = front_read(&f, stdout);
    if (!r)
        r = front_write_config(&f);
    if (!r)
        front_tell_some_refused(&f);
    return front_end(&f, r);
}

// configs/NAME or configs/NAME_defconfig of our tree, or just NAME; the caller frees it.
static char *find_defconfig(const struct front *f, const char *name)
{
    static const char *const endings[] = { "", "_defconfig" };
    for (size_t i = 0; i < COUNT(endings); i++) {
        char *path = xasprintf("%s/configs/%s%s", f->kc->srctree, name, endings[i]);
        if (file_exists(path))
            return path;
        free(path);
    }
    return xstrdup(name);
}

static void list_defconfigs(const struct front *f)
{
    char *pattern = path_join(f->kc->srctree, "configs/*_defconfig");
    glob_t found;
    int r = glob(pattern, 0, NULL, &found);
    fputs(r ? "" : "  hint: there are", stderr);
    for (size_t i = 0; !r && i < found.gl_pathc; i++) {
        const char *name = base_name(found.gl_pathv[i]);
        fprintf(stderr, "%s %.*s", i ? "," : "", (int)(strlen(name) - strlen("_defconfig")), name);
    }
    fputs(r ? "" : "\n", stderr);
    if (!r)
        globfree(&found);
    free(pattern);
}

// Of our own tree a name is enough; without one it is the defaults.
static int read_defconfig(struct front *f)
{
    if (f->configs.len && f->args.len)
        return front_usage(f, "--config names a file already; what is this argument for:", f->args.data[0]);
    if (f->configs.len)
        return front_read_file(f, f->configs.data[0], 0, stdout);
    if (!f->args.len)
        return EXIT_OK;
    char *path = f->kconfig ? xstrdup(f->args.data[0]) : find_defconfig(f, f->args.data[0]);
    int r = front_read_file(f, path, 0, stdout);
    if (r && !f->kconfig && !file_exists(path))
        list_defconfigs(f);
    free(path);
    return r;
}

int cmd_defconfig(int argc, char **argv)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_ONE);
    if (r < 0)
        r = read_defconfig(&f);
    if (!r)
        r = front_write_config(&f);
    if (!r)
        front_tell_some_refused(&f);
    return front_end(&f, r);
}

int cmd_savedefconfig(int argc, char **argv)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_KCONFIG);
    if (r < 0)
        r = front_read(&f, stdout);
    if (!r) {
        size_t size;
        char *text = kconfig_format_minimal(f.kc, getenv("KCONFIG_CONFIG_HEADER"), &size);
        r = front_write(&f, f.out ? f.out : "defconfig", text, size, false, "minimal configuration");
    }
    return front_end(&f, r);
}

// Linux 6.12 leaves choices to their defaults.
static bool is_left_alone(const struct kconfig *kc, const struct ksymbol *sym)
{
    return sym->choice && klinux_is(kc, KERA_612);
}

void front_set_none(struct kconfig *kc)
{
    FOR_DEFINED (kc, s)
        if (s->user_tri < 0 && !is_left_alone(kc, s))
            ksym_set_tri(kc, s, s->allnoconfig_y ? 2 : 0);
}

// Members of choices get m, which counts in m mode only; in y mode the default selection stays.
static void set_yes(struct kconfig *kc)
{
    FOR_DEFINED (kc, s)
        if (!is_left_alone(kc, s))
            ksym_set_tri(kc, s, s->choice ? 1 : 2);
    for (struct kchoice *c = kc->choices; c; c = c->next)
        kchoice_set_tri(kc, c, 2);
}

static void set_modules(struct kconfig *kc)
{
    FOR_DEFINED (kc, s) {
        if (s->type == KTYPE_TRISTATE)
            ksym_set_tri(kc, s, 1);
        else if (s->type == KTYPE_BOOL && !s->choice)
            ksym_set_tri(kc, s, 2);
    }
    for (struct kchoice *c = kc->choices; c; c = c->next)
        kchoice_set_tri(kc, c, c->type == KTYPE_BOOL ? 2 : 1);
}

static void set_nothing(struct kconfig *kc)
{
    (void)kc;
}

static int make_all(int argc, char **argv, void (*set)(struct kconfig *kc), const char *allconfig)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_KCONFIG);
    if (r < 0) {
        set(f.kc);
        r = front_read_allconfig(&f, allconfig);
    }
    if (!r)
        r = front_write_config(&f);
    return front_end(&f, r);
}

int cmd_allnoconfig(int argc, char **argv)
{
    return make_all(argc, argv, front_set_none, "allno.config");
}
int cmd_allyesconfig(int argc, char **argv)
{
    return make_all(argc, argv, set_yes, "allyes.config");
}
int cmd_allmodconfig(int argc, char **argv)
{
    return make_all(argc, argv, set_modules, "allmod.config");
}
int cmd_alldefconfig(int argc, char **argv)
{
    return make_all(argc, argv, set_nothing, "alldef.config");
}

// Random -------------------------------------------------------------------------------------------------------------

static uint64_t next_random(uint64_t *state)
{ // splitmix64
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

// KCONFIG_SEED, or the time. False if it is no number.
static bool read_seed(uint64_t *seed)
{
    const char *env = getenv("KCONFIG_SEED");
    char *end;
    if (env && *env) {
        *seed = strtoull(env, &end, 0);
        return !*end;
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *seed = ((uint64_t)now.tv_nsec ^ (uint64_t)getpid() << 20) & 0xffffffff;
    printf("KCONFIG_SEED=0x%llx\n", (unsigned long long)*seed);
    return true;
}

static void choose_member(struct kconfig *kc, struct kchoice *choice, uint64_t *state)
{
    unsigned n = 0, visible = 0;
    for (struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        visible += ksym_vis(kc, s) == 2;
    if (!visible)
        return;
    n = (unsigned)(next_random(state) % visible);
    for (struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        if (ksym_vis(kc, s) == 2 && !n--) {
            ksym_set_tri(kc, s, 2);
            return;
        }
}

// How many of 100 become y or m.
struct odds {
    unsigned bool_y, y, m;
};

// KCONFIG_PROBABILITY, as in Linux: BOOL, or Y:M (a bool is y with both), or BOOL:Y:M. False if it is none of these.
static bool read_odds(struct odds *o)
{
    const char *env = getenv("KCONFIG_PROBABILITY");
    unsigned p[3], n = 0;
    *o = (struct odds){ 50, 34, 33 };
    if (!env || !*env)
        return true;
    for (char *end; n < 3; env = end + 1) {
        unsigned long value = strtoul(env, &end, 10);
        if (end == env || value > 100 || (*end && *end != ':'))
            return false;
        p[n++] = (unsigned)value;
        if (!*end)
            break;
        if (n == 3)
            return false;
    }
    *o = n == 1   ? (struct odds){ p[0], p[0] - p[0] / 2, p[0] / 2 }
         : n == 2 ? (struct odds){ p[0] + p[1], p[0], p[1] }
                  : (struct odds){ p[0], p[1], p[2] };
    return o->bool_y <= 100 && o->y + o->m <= 100;
}

static int random_tri(const struct odds *o, bool is_bool, uint64_t *state)
{
    unsigned roll = (unsigned)(next_random(state) % 100);
    if (is_bool)
        return roll < o->bool_y ? 2 : 0;
    return roll < o->y ? 2 : roll < o->y + o->m ? 1 : 0;
}

static void set_random(struct kconfig *kc, const struct odds *odds, uint64_t state)
{
    for (struct kchoice *c = kc->choices; c; c = c->next)
        kchoice_set_tri(kc, c, c->type == KTYPE_BOOL || next_random(&state) % 2 ? 2 : 1);
    FOR_DEFINED (kc, s)
        ksym_set_tri(kc, s, random_tri(odds, s->type == KTYPE_BOOL, &state));
    for (struct kchoice *c = kc->choices; c; c = c->next)
        if (kchoice_tri(kc, c) == 2)
            choose_member(kc, c, &state);
}

static int fail_variable(const struct front *f, const char *name, const char *hint)
{
    fprintf(stderr, "%s: error: %s is '%s'\n  hint: %s\n", f->command, name, getenv(name), hint);
    return EXIT_USER;
}

static int randomize(struct front *f)
{
    struct odds odds;
    uint64_t seed;
    if (!read_odds(&odds))
        return fail_variable(f, "KCONFIG_PROBABILITY",
                             "give percentages as BOOL, Y:M or BOOL:Y:M, each sum at most 100");
    if (!read_seed(&seed))
        return fail_variable(f, "KCONFIG_SEED", "give a number, or unset it");
    set_random(f->kc, &odds, seed);
    return front_read_allconfig(f, "allrandom.config");
}

int cmd_randconfig(int argc, char **argv)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_KCONFIG);
    if (r < 0)
        r = randomize(&f);
    if (!r)
        r = front_write_config(&f);
    return front_end(&f, r);
}
