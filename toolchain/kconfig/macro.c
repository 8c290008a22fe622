// SPDX-License-Identifier: MIT
// The preprocessor: variables, $(macro,arguments), built-in functions (kbuild/kconfig-macro-language.rst).
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

static void expand_whole(struct kconfig *kc, const char *s, const char *end, const struct kmacro_args *args, buf_t *out)
{
    while (s < end) {
        const char *dollar = s;
        while (dollar < end && !(dollar[0] == '$' && dollar + 1 < end && dollar[1] == '('))
            dollar++;
        buf_add(out, s, (size_t)(dollar - s));
        if (dollar == end)
            return;
        s = kmacro_expand(kc, dollar, end, args, out);
    }
}

static bool met_ahead(const struct kconfig *kc, const struct kvariable *var)
{
    return kc->ahead && var->ahead.walk == kc->ahead_walks;
}

static struct kvariable *variable(struct kconfig *kc, const char *name)
{
    struct kvariable *var = map_get(&kc->variables, name);
    return var && (var->value || met_ahead(kc, var)) ? var : NULL;
}

static const char *value_of(struct kconfig *kc, const struct kvariable *var)
{
    if (!met_ahead(kc, var))
        return var->value;
    if (!var->ahead.value) {
        kc->ahead_unknown = true;
        longjmp(kc->failed, 1);
    }
    return var->ahead.value;
}

static bool is_recursive(const struct kconfig *kc, const struct kvariable *var)
{
    return met_ahead(kc, var) ? var->ahead.recursive : var->recursive;
}

static const char *argument(const struct kconfig *kc, const struct kmacro_args *call, size_t i)
{
    return i < call->n ? kc->temps.data[call->first + i]->s : NULL;
}

static void note_env(struct kconfig *kc, const char *name)
{
    if (!strv_has(&kc->env_vars, name))
        strv_add(&kc->env_vars, karena_text(&kc->arena, name, strlen(name)));
}

static void call_variable(struct kconfig *kc, struct kvariable *var, const struct kmacro_args *call, buf_t *out)
{
    if (call->n == 1 && var->expanding)
        kfail(kc, "the variable %s refers to itself", argument(kc, call, 0));
    if (var->expanding > 100)
        kfail(kc, "the function %s calls itself without end", argument(kc, call, 0));
    const char *value = value_of(kc, var);
    var->expanding++;
    expand_whole(kc, value, value + strlen(value), call, out);
    var->expanding--;
}

static bool call_builtin(struct kconfig *kc, const struct kmacro_args *call, buf_t *out)
{
    static const struct {
        const char *name;
        size_t args;
    } builtins[] = {
        { "info", 1 }, { "error-if", 2 }, { "filename", 0 }, { "lineno", 0 }, { "shell", 1 }, { "warning-if", 2 },
    };
    const char *name = argument(kc, call, 0);
    size_t i = 0;
    while (i < COUNT(builtins) && strcmp(builtins[i].name, name))
        i++;
    if (i == COUNT(builtins))
        return false;
    if (call->n - 1 != builtins[i].args)
        kfail(kc, "$(%s) takes %zu argument%s, not %zu", name, builtins[i].args, builtins[i].args == 1 ? "" : "s",
              call->n - 1);
    if (kc->ahead && strcmp(name, "shell") && strcmp(name, "filename"))
        longjmp(kc->failed, 1); // its effect, or its line, belong to its turn
    const char *first = argument(kc, call, 1), *second = argument(kc, call, 2);
    if (i == 0)
        ktell(kc, KDIAG_INFO, kc->style == KSTYLE_LINUX ? NULL : kc->input->file, kc->input->line, "%s", first);
    else if (i == 1 && !strcmp(first, "y"))
        kfail_at(kc, kc->input->file, kc->input->line, "%s", second);
    else if (i == 2)
        buf_puts(out, kc->input->file);
    else if (i == 3)
        buf_printf(out, "%u", kc->input->line);
    else if (i == 4)
        kshell_run(kc, first, out);
    else if (i == 5 && !strcmp(first, "y"))
        ktell(kc, KDIAG_WARNING, kc->input->file, kc->input->line, "%s", second);
    return true;
}

// $(N): the N-th argument of the function being expanded. Negative numbers count from the end.
static bool call_argument(struct kconfig *kc, const struct kmacro_args *call, const struct kmacro_args *args,
                          buf_t *out)
{
    knum n;
    if (!args || !knum_parse(argument(kc, call, 0), 10, &n))
        return false;
    if (n < 0)
        n += (knum)args->n;
    if (n < 0 || n >= (knum)args->n)
        return false;
    bool hidden = n == 0 && kc->style == KSTYLE_LINUX; // $(0) is the function's name for kconfiglib only
    buf_puts(out, hidden ? "" : argument(kc, args, (size_t)n));
    return true;
}

// Functions that neither the tree nor the language defines (Zephyr's dt_*) may be answered by a program:
// KCONFIG_FUNCTION_PROGRAM NAME ARGUMENT... prints the value.
static void call_program(struct kconfig *kc, const struct kmacro_args *call, buf_t *out)
{
    const char *program = getenv("KCONFIG_FUNCTION_PROGRAM");
    if (!program || !*program || call->n < 2)
        return;
    size_t mark = kc->temps_used;
    buf_t *command = ktemp(kc);
    buf_puts(command, program);
    for (size_t i = 0; i < call->n; i++) {
        char *word = shell_quote(argument(kc, call, i));
        buf_printf(command, " %s", word);
        free(word);
    }
    if (kshell_run(kc, command->s, out))
        kfail(kc, "the program of KCONFIG_FUNCTION_PROGRAM cannot answer: '%s' failed", command->s);
    ktemp_back(kc, mark);
}

static void call_macro(struct kconfig *kc, const struct kmacro_args *call, const struct kmacro_args *args, buf_t *out)
{
    if (call_argument(kc, call, args, out))
        return;
    struct kvariable *var = variable(kc, argument(kc, call, 0));
    if (var) {
        call_variable(kc, var, call, out);
        return;
    }
    if (call_builtin(kc, call, out))
        return;
    const char *env = getenv(argument(kc, call, 0));
    if (env) {
        if (!kc->ahead)
            note_env(kc, argument(kc, call, 0));
        buf_puts(out, env);
    } else {
        call_program(kc, call, out);
    }
}

// Collects name and arguments up to the closing parenthesis. Nested macros are expanded on the way.
static const char *scan_call(struct kconfig *kc, const char *s, const char *end, const struct kmacro_args *args,
                             struct kmacro_args *call)
{
    size_t nesting = 0;
    buf_t *arg = ktemp(kc);
    call->n = 1;
    for (;;) {
        const char *from = s;
        while (s < end && *s != '(' && *s != ')' && *s != ',' && !(*s == '$' && s + 1 < end && s[1] == '('))
            s++;
        buf_add(arg, from, (size_t)(s - from));
        if (s == end)
            kfail(kc, "a macro lacks its closing parenthesis");
        if (*s == '$') {
            s = kmacro_expand(kc, s, end, args, arg);
            continue;
        }
        if (*s == ')' && !nesting)
            return s + 1;
        if (*s == ',' && !nesting) {
            arg = ktemp(kc);
            call->n++;
        } else
            buf_add(arg, s, 1);
        nesting += (*s == '(') - (*s == ')');
        s++;
    }
}

// Macros that refer to each other in pairs double the work with each one. Looking ahead gives up for good.
static void count_call(struct kconfig *kc)
{
    enum { MOST = 1 << 20 };
    if (kc->ahead && ++kc->ahead_calls > MOST)
        longjmp(kc->failed, 1);
    kc->macro_calls = kc->macro_depth ? kc->macro_calls + 1 : 0;
    if (kc->macro_calls > MOST)
        kfail(kc, "a macro calls more than %d others", MOST);
}

const char *kmacro_expand(struct kconfig *kc, const char *s, const char *end, const struct kmacro_args *args,
                          buf_t *out)
{
    count_call(kc);
    if (kc->macro_depth++ > KMACRO_MAX_DEPTH)
        kfail(kc, "macros are nested too deeply");
    struct kmacro_args call = { .first = kc->temps_used };
    s = scan_call(kc, s + 2, end, args, &call);
    call_macro(kc, &call, args, out);
    if (out->len > KMACRO_MAX_SIZE)
        kfail(kc, "a macro expands to more than %d bytes", KMACRO_MAX_SIZE);
    ktemp_back(kc, call.first);
    kc->macro_depth--;
    return s;
}

static const char *skip_blanks(const char *s, const char *end)
{
    while (s < end && (*s == ' ' || (*s >= '\t' && *s <= '\r')))
        s++;
    return s;
}

// The name on the left side, which may be put together by macros.
static const char *scan_name(struct kconfig *kc, const char *s, const char *end, buf_t *name)
{
    for (;;) {
        while (s < end && (*s == '_' || *s == '-' || (*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'z') ||
                           (*s >= 'A' && *s <= 'Z')))
            buf_add(name, s++, 1);
        if (end - s < 2 || s[0] != '$' || s[1] != '(')
            return s;
        s = kmacro_expand(kc, s, end, NULL, name);
    }
}

static struct kvariable *define(struct kconfig *kc, const char *name)
{
    struct kvariable **slot =
        (struct kvariable **)map_slot(&kc->variables, karena_text(&kc->arena, name, strlen(name)));
    if (!*slot)
        *slot = karena_alloc(&kc->arena, sizeof **slot);
    return *slot;
}

static void keep_value(struct kconfig *kc, const char *name, const char *value, bool recursive)
{
    struct kvariable *var = define(kc, name);
    if (kc->ahead) {
        const char *copy = value ? karena_text(&kc->arena, value, strlen(value)) : NULL;
        var->ahead = (struct kahead_value){ kc->ahead_walks, recursive, copy };
        return;
    }
    free(var->value);
    var->value = xstrdup(value);
    var->recursive = recursive;
}

static void set_variable(struct kconfig *kc, const char *name, char op, const char *s, const char *end)
{
    struct kvariable *var = variable(kc, name);
    if (!var && op == '+')
        op = '=';
    bool recursive = op == '+' ? is_recursive(kc, var) : op == '=';
    size_t mark = kc->temps_used;
    buf_t *value = ktemp(kc);
    if (op == '+')
        buf_printf(value, "%s ", value_of(kc, var));
    if (recursive)
        buf_add(value, s, (size_t)(end - s));
    else
        expand_whole(kc, s, end, NULL, value);
    keep_value(kc, name, value->s, recursive);
    ktemp_back(kc, mark);
}

struct assignment {
    const char *name; // a temporary buffer's
    char op;          // '=', ':', '+'; 0 for a macro alone
    const char *value;
};

static struct assignment scan_assignment(struct kconfig *kc, const char *s, const char *end)
{
    buf_t *name = ktemp(kc);
    s = skip_blanks(scan_name(kc, s, end, name), end);
    struct assignment a = { .name = name->s };
    if (s == end && skip_blanks(name->s, name->s + name->len) == name->s + name->len)
        return a;
    a.op = s < end ? *s : '\0';
    if (a.op != '=' && !((a.op == ':' || a.op == '+') && s + 1 < end && s[1] == '='))
        kfail(kc, "this is neither a statement nor an assignment");
    a.value = skip_blanks(s + (a.op == '=' ? 1 : 2), end);
    return a;
}

void kmacro_assign(struct kconfig *kc, const char *s, const char *end)
{
    size_t mark = kc->temps_used;
    struct assignment a = scan_assignment(kc, s, end);
    if (a.op)
        set_variable(kc, a.name, a.op, a.value, end);
    ktemp_back(kc, mark);
}

bool kmacro_forget(struct kconfig *kc, const char *s, const char *end)
{
    size_t mark = kc->temps_used;
    buf_t *name = ktemp(kc);
    const char *stop = s;
    while (stop < end && kchar_class[(unsigned char)*stop] & KCHAR_COMMAND && *stop != '$')
        stop++;
    buf_add(name, s, (size_t)(stop - s));
    stop = skip_blanks(stop, end);
    bool assigns = name->len && stop < end && strchr("=:+", *stop);
    if (assigns)
        keep_value(kc, name->s, NULL, false);
    ktemp_back(kc, mark);
    return assigns;
}

void kmacro_free(struct kconfig *kc)
{
    struct map_entry e;
    for (size_t i = 0; map_next(&kc->variables, &i, &e);)
        free(((struct kvariable *)e.value)->value);
    map_free(&kc->variables);
}
