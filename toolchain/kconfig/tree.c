// SPDX-License-Identifier: MIT
// A tree's life, and the questions about it that need no evaluation.
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kconfig/tree.h"

static struct ksymbol *make_tristate(struct kconfig *kc, const char *name, int value)
{
    struct ksymbol *s = ksym_lookup_const(kc, name, 1);
    s->type = KTYPE_TRISTATE;
    s->tri = (unsigned char)value;
    s->tri_at = 1;
    return s;
}

static char *real_prefix(const char *srctree)
{
    char *real = realpath(*srctree ? srctree : ".", NULL);
    char *prefix = xasprintf("%s/", real ? real : srctree);
    free(real);
    return prefix;
}

static bool is_current_directory(const char *prefix)
{
    char *here = real_prefix(".");
    bool same = !strcmp(here, prefix);
    free(here);
    return same;
}

static struct kconfig *new_tree(const struct kconfig_options *o)
{
    struct kconfig *kc = xcalloc(1, sizeof *kc);
    const char *srctree = o->srctree ? o->srctree : getenv("srctree"),
               *prefix = o->prefix ? o->prefix : getenv("CONFIG_");
    kc->srctree = xstrdup(srctree ? srctree : "");
    kc->srctree_real = real_prefix(kc->srctree);
    kc->in_srctree = is_current_directory(kc->srctree_real);
    kc->srctree_fd = open(kc->srctree_real, O_PATH | O_DIRECTORY | O_CLOEXEC);
    kc->prefix = xstrdup(prefix ? prefix : "CONFIG_");
    kc->style = o->style == KSTYLE_LINUX_61 ? KSTYLE_LINUX : o->style;
    kc->era = o->style == KSTYLE_LINUX_61 ? KERA_61 : KERA_612;
    kc->warn_undefined = o->warn_undefined;
    kc->no_shell_memo = o->no_shell_memo;
    kc->isolated = o->isolated;
    kc->no_texts = o->no_texts;
    kc->diag = o->diag;
    kc->diag_ctx = o->diag_ctx;
    kc->generation = 1;
    kc->no_text.text = "";
    vec_grow((void **)&kc->defined.data, &kc->defined.cap, 64, sizeof *kc->defined.data);
    kc->choices_end = &kc->choices;
    kc->n = make_tristate(kc, "n", 0);
    kc->m = make_tristate(kc, "m", 1);
    kc->y = make_tristate(kc, "y", 2);
    kc->modules = kc->style == KSTYLE_LINUX ? kc->n : ksym_lookup(kc, "MODULES", 7);
    kc->m_condition = kexpr_make(kc, KE_AND, &kc->m->expr, &kc->modules->expr);
    return kc;
}

void kdrop_parser(struct kconfig *kc)
{
    while (kc->input)
        kinput_leave(kc);
    kmacro_free(kc);
    kgraph_free(kc);
    kshell_stop(kc);
    map_free(&kc->texts);
    map_free(&kc->not_here);
    if (kc->srctree_fd >= 0)
        close(kc->srctree_fd);
    kc->srctree_fd = -1;
    for (size_t i = 0; i < kc->temps.len; i++) {
        free(kc->temps.data[i]->s);
        free(kc->temps.data[i]);
    }
    free(kc->temps.data);
    free(kc->tokens.data);
    free(kc->line.s);
    free(kc->text.s);
    free(kc->lines.data);
    free(kc->doubtful.data);
    kc->temps.data = NULL;
    kc->temps.len = kc->temps.cap = kc->temps_used = 0;
    kc->tokens.data = NULL;
    kc->tokens.len = kc->tokens.cap = 0;
    kc->line = kc->text = (buf_t){ 0 };
    kc->lines.data = NULL;
    kc->lines.len = kc->lines.cap = 0;
    kc->doubtful.data = NULL;
    kc->doubtful.len = kc->doubtful.cap = 0;
    kc->block_depth = kc->macro_depth = 0;
    kc->assigning = kc->reuse_line = false;
}

// What m in conditions meant all along. In Linux's style only the symbol with the property `modules` enables them.
static void find_modules(struct kconfig *kc)
{
    kc->m_condition->right = &kc->modules->expr;
    klinux_find_era(kc);
}

// text is NULL where the top file is to be opened.
static struct kconfig *open_tree(const char *file, const char *text, size_t size, const struct kconfig_options *options,
                                 bool again)
{
    struct kconfig *volatile kc = new_tree(options);
    kc->again = again;
    if (setjmp(kc->failed)) {
        struct kconfig_options as_61 = *options;
        as_61.style = KSTYLE_LINUX_61;
        bool refused = kc->refused_612;
        kconfig_close(kc);
        return refused ? open_tree(file, text, size, &as_61, true) : NULL;
    }
    if (text)
        kinput_open_text(kc, file, text, size);
    else
        kinput_open_top(kc, file);
    kparse(kc);
    kinput_leave(kc);
    find_modules(kc);
    kfinish(kc);
    kcheck(kc);
    if (kc->warn_undefined)
        kcheck_undefined(kc);
    kcheck_loops(kc);
    kdrop_parser(kc);
    kc->again = false;
    return kc;
}

static const struct kconfig_options no_options;

struct kconfig *kconfig_open(const char *file, const struct kconfig_options *options)
{
    return open_tree(file, NULL, 0, options ? options : &no_options, false);
}

struct kconfig *kconfig_open_text(const char *name, const char *text, size_t size,
                                  const struct kconfig_options *options)
{
    return open_tree(name, text, size, options ? options : &no_options, false);
}

void kconfig_close(struct kconfig *kc)
{
    if (!kc)
        return;
    kdrop_parser(kc);
    for (size_t i = 0; i < kc->owners.len; i++) {
        free(kc->owners.data[i]->detail->user_text);
        free(kc->owners.data[i]->detail->old_value);
    }
    free(kc->owners.data);
    free(kc->srctree);
    free(kc->srctree_real);
    free(kc->prefix);
    free(kc->files.data);
    free(kc->included.data);
    free(kc->env_vars.data);
    free(kc->order.data);
    free(kc->unequal.data);
    free(kc->defined.data);
    karena_free(&kc->arena);
    free(kc);
}

const char *kconfig_title(const struct kconfig *kc)
{
    return kc->title;
}
const char *kconfig_prefix(const struct kconfig *kc)
{
    return kc->prefix;
}

const char *const *kconfig_files(const struct kconfig *kc, size_t *count)
{
    *count = kc->files.len;
    return kc->files.data;
}

const char *const *kconfig_env_vars(const struct kconfig *kc, size_t *count)
{
    *count = kc->env_vars.len;
    return kc->env_vars.data;
}

struct ksymbol *kconfig_symbol(const struct kconfig *kc, const char *name)
{
    struct ksymbol *s = ksym_find(&kc->symbols, name, strlen(name));
    return s && s->nodes ? s : NULL;
}

struct ksymbol *kconfig_next(const struct kconfig *kc, const struct ksymbol *sym)
{
    size_t next = sym ? sym->rank + 1 : 0;
    return next < kc->defined.len ? kc->defined.data[next] : NULL;
}

const char *ksym_name(const struct ksymbol *sym)
{
    return sym->name;
}
enum ktype ksym_type(const struct ksymbol *sym)
{
    return sym->type;
}

struct kplace ksym_place(const struct ksymbol *sym)
{
    return sym->nodes ? (struct kplace){ sym->nodes->file, sym->nodes->line } : (struct kplace){ 0 };
}

const char *ksym_prompt(const struct ksymbol *sym)
{
    for (const struct knode *node = sym->nodes; node; node = node->next_same)
        if (node->prompt)
            return node->prompt;
    return NULL;
}

const char *ksym_help(struct kconfig *kc, const struct ksymbol *sym)
{
    for (const struct knode *node = sym->nodes; node; node = node->next_same)
        if (node->help)
            return khelp_text(kc, node->help);
    return NULL;
}

const char *ksym_user_value(const struct ksymbol *sym)
{
    return sym->detail->user_text ? sym->detail->user_text : sym->user_tri >= 0 ? ktri_text[sym->user_tri] : NULL;
}

struct kplace ksym_user_place(const struct ksymbol *sym)
{
    return sym->detail->user_place;
}

const char *kconfig_value(struct kconfig *kc, struct ksymbol *sym)
{
    return ksym_text(kc, sym);
}
enum ktristate kconfig_tristate(struct kconfig *kc, struct ksymbol *sym)
{
    return (enum ktristate)ksym_tri(kc, sym);
}
enum ktristate kconfig_visibility(struct kconfig *kc, struct ksymbol *sym)
{
    return (enum ktristate)ksym_vis(kc, sym);
}

bool kconfig_is_written(struct kconfig *kc, struct ksymbol *sym)
{
    ksym_text(kc, sym);
    return sym->write;
}

const char *kconfig_defconfig_list(struct kconfig *kc)
{
    for (const struct knode *node = kc->defconfig_list ? kc->defconfig_list->nodes : NULL; node;
         node = node->next_same) {
        for (struct kprop *p = NULL; (p = knode_prop(node, p, KPROP_DEFAULT));) {
            if (!kexpr_value(kc, p->cond) || p->value->op != KE_SYMBOL)
                continue;
            const char *name = ksym_text(kc, p->value->sym);
            char *path = path_join(kc->srctree, name);
            bool there = access(name, R_OK) == 0 || access(path, R_OK) == 0;
            free(path);
            if (there)
                return name;
        }
    }
    return NULL;
}
