// SPDX-License-Identifier: MIT
// The part of every command that comes before and after its own: the tree, diagnostics, files.
#include "kconfig/front.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void front_report(const struct kdiag *d)
{
    FILE *to = d->kind == KDIAG_INFO ? stdout : stderr;
    const char *what = d->kind == KDIAG_INFO ? "" : d->kind == KDIAG_ERROR ? "error: " : "warning: ";
    if (d->place.file)
        fprintf(to, "%s:%u: ", d->place.file, d->place.line);
    fprintf(to, "%s%s\n", what, d->text);
}

static void on_diag(void *ctx, const struct kdiag *d)
{
    struct front *f = ctx;
    f->warnings += d->kind != KDIAG_ERROR && d->kind != KDIAG_INFO;
    front_report(d);
}

// Our own tree lies beside the program: build/tree is a link to it.
static char *own_tree(void)
{
    char *self = self_dir(), *tree = path_join(self, "tree"), *file = path_join(tree, "Kconfig");
    bool there = file_exists(file);
    free(file);
    char *root = there ? xstrdup(tree) : path_join(self, "..");
    free(tree);
    free(self);
    return root;
}

static int open_tree(struct front *f, bool help)
{
    const char *undef = getenv("KCONFIG_WARN_UNDEF"), *strict = getenv("KCONFIG_STRICT");
    struct kconfig_options o = { .style = f->style, .diag = on_diag, .diag_ctx = f };
    o.warn_undefined = (undef && !strcmp(undef, "y")) || (strict && !strcmp(strict, "y"));
    o.no_texts = !help && !o.warn_undefined;
    o.no_shell_memo = getenv("KCONFIG_NO_SHELL_MEMO") != NULL;
    char *root = f->kconfig ? NULL : own_tree();
    o.srctree = root;
    f->kc = kconfig_open(f->kconfig ? f->kconfig : "Kconfig", &o);
    free(root);
    return f->kc ? -1 : EXIT_USER;
}

int front_begin(struct front *f, int argc, char **argv, unsigned flags)
{
    *f = (struct front){ .command = argv[0] ? base_name(argv[0]) : "kconfig" };
    const char *style = getenv("KCONFIG_STYLE");
    if (style && *style && !front_set_style(f, style))
        return front_usage(f, "KCONFIG_STYLE is kconfiglib, linux or linux-6.1, not", style);
    int r = front_parse_args(f, argc, argv);
    if (r >= 0)
        return r;
    size_t most = flags & FRONT_MANY ? f->args.len : flags & FRONT_ONE || !f->kconfig;
    if (f->args.len > most)
        return front_usage(f, "what is this argument for:", f->args.data[most]);
    if (f->configs.len > 1 && !(flags & FRONT_FRAGMENTS))
        return front_usage(f, "only merge takes more than one --config:", f->configs.data[1]);
    if (flags & FRONT_KCONFIG && f->args.len)
        f->kconfig = f->args.data[0];
    if (!f->kconfig)
        f->kconfig = f->default_kconfig;
    return open_tree(f, flags & FRONT_HELP);
}

// The command is over, and so is the process: taking the tree apart would only cost time.
int front_end(struct front *f, int code)
{
    static struct kconfig *volatile kept; // found by who looks for memory that nobody holds any more
    kept = f->kc;
    (void)kept;
    free(f->configs.data);
    free(f->args.data);
    if (fflush(stdout) == 0 || code != EXIT_OK)
        return code;
    fprintf(stderr, "%s: error: cannot write to standard output: %s\n", f->command, strerror(errno));
    return EXIT_ENV;
}

// KCONFIG_WERROR: nothing is written once there was a warning.
static int refuse_warnings(const struct front *f)
{
    if (!f->warnings || !getenv("KCONFIG_WERROR"))
        return EXIT_OK;
    fprintf(stderr, "%s: error: there were warnings (%u), and KCONFIG_WERROR is set\n", f->command, f->warnings);
    return EXIT_USER;
}

const char *front_config_path(void)
{
    const char *path = getenv("KCONFIG_CONFIG");
    return path && *path ? path : ".config";
}

int front_read_file(struct front *f, const char *path, unsigned flags, FILE *out)
{
    const char *undef = getenv("KCONFIG_WARN_UNDEF_ASSIGN");
    if ((undef && !strcmp(undef, "y")) || getenv("KCONFIG_WARN_UNKNOWN_SYMBOLS"))
        flags |= KREAD_UNKNOWN;
    int r = kconfig_read(f->kc, path, flags);
    if (r == -EILSEQ)
        return EXIT_USER;
    if (r) {
        fprintf(stderr, "%s: error: cannot read '%s': %s\n", f->command, path, strerror(-r));
        return r == -ENOENT || r == -EISDIR ? EXIT_USER : EXIT_ENV;
    }
    if (out)
        fprintf(out, "%s '%s'\n", flags & KREAD_MERGE ? "merged" : "read", path);
    return refuse_warnings(f);
}

static bool is_there(const struct front *f, const char *path)
{
    char *other = path_join(f->kc->srctree, path);
    bool there = access(path, F_OK) == 0 || access(other, F_OK) == 0;
    free(other);
    return there;
}

// KCONFIG_DEFCONFIG_LIST: files with blanks between them, of which the first that is there stands for a missing .config.
static int read_listed(struct front *f, const char *list, FILE *out)
{
    int r = -1;
    char *copy = xstrdup(list), *rest = NULL;
    for (char *path = strtok_r(copy, " ", &rest); path && r < 0; path = strtok_r(NULL, " ", &rest))
        if (is_there(f, path))
            r = front_read_file(f, path, 0, out);
    free(copy);
    return r;
}

static int read_standard(struct front *f, FILE *out)
{
    const char *list = getenv("KCONFIG_DEFCONFIG_LIST"), *standard = kconfig_defconfig_list(f->kc);
    int r = list && f->kc->style == KSTYLE_LINUX ? read_listed(f, list, out) : -1;
    if (r < 0 && standard)
        r = front_read_file(f, standard, 0, out);
    if (r < 0 && out)
        fprintf(out, "no '%s': starting from the defaults\n", front_config_path());
    return r < 0 ? refuse_warnings(f) : r;
}

int front_read(struct front *f, FILE *out)
{
    if (f->configs.len)
        return front_read_file(f, f->configs.data[0], 0, out);
    const char *path = front_config_path();
    return is_there(f, path) ? front_read_file(f, path, 0, out) : read_standard(f, out);
}

// --config or KCONFIG_ALLCONFIG names a file with values that all*config must keep; empty or 1 stands for NAME or
// all.config.
int front_read_allconfig(struct front *f, const char *name)
{
    const char *env = getenv("KCONFIG_ALLCONFIG");
    if (f->configs.len)
        return front_read_file(f, f->configs.data[0], KREAD_MERGE | KREAD_NO_REPEAT, stdout);
    if (!env)
        return EXIT_OK;
    bool named = *env && strcmp(env, "1");
    const char *path = named ? env : is_there(f, name) ? name : "all.config";
    if (is_there(f, path))
        return front_read_file(f, path, KREAD_MERGE | KREAD_NO_REPEAT, stdout);
    if (named)
        fprintf(stderr, "%s: error: KCONFIG_ALLCONFIG is '%s', and there is no such file\n", f->command, env);
    else
        fprintf(stderr, "%s: error: KCONFIG_ALLCONFIG is set, but there is neither %s nor all.config\n"
                "  hint: let it name the file, or unset it\n", f->command, name);
    return EXIT_USER;
}

// What to do about a file that cannot be written, where that is known.
static void hint_unwritable(const char *path, int error)
{
    char target[4096];
    const char *slash = strrchr(path, '/');
    ssize_t n = error == ENOENT ? readlink(path, target, sizeof target) : -1;
    if (n > 0)
        fprintf(stderr, "  hint: it is a link to '%.*s', whose folder is not there\n", (int)n, target);
    else if (error == ENOENT && slash)
        fprintf(stderr, "  hint: make the folder '%.*s' first\n", (int)(slash - path), path);
}

int front_fail_write(const struct front *f, const char *what, const char *path, int error)
{
    fprintf(stderr, "%s: error: cannot write %s'%s': %s\n", f->command, what, path, strerror(error));
    hint_unwritable(path, error);
    return EXIT_ENV;
}

// Linux's conf makes the folders of what it writes.
static void make_folders(const struct front *f, const char *path)
{
    char *copy = xstrdup(path);
    if (f->kc->style == KSTYLE_LINUX)
        kmake_parents(copy); // failing shows when the file is written
    free(copy);
}

int front_write(struct front *f, const char *path, char *text, size_t size, bool save_old, const char *what)
{
    int r = refuse_warnings(f);
    if (!r)
        make_folders(f, path);
    int saved = r ? 0 : kconfig_save(path, text, size, save_old);
    free(text);
    if (r)
        return r;
    if (saved < 0)
        return front_fail_write(f, "", path, -saved);
    if (what)
        printf(saved ? "%s written to '%s'\n" : "%s in '%s' is up to date\n", what, path);
    return EXIT_OK;
}

int front_write_config(struct front *f)
{
    size_t size;
    char *text = kconfig_format(f->kc, getenv("KCONFIG_CONFIG_HEADER"), &size);
    return front_write(f, f->out ? f->out : front_config_path(), text, size, true, "configuration");
}

void front_read_line(bool *ended, buf_t *line)
{
    char *text = NULL;
    size_t cap = 0;
    fflush(stdout);
    ssize_t n = *ended ? -1 : getline(&text, &cap, stdin);
    if (n < 0 && !*ended) {
        *ended = true;
        fputs("\nend of input: the rest keeps its defaults\n", stderr);
    }
    n -= n > 0 && text[n - 1] == '\n';
    line->len = 0;
    buf_add(line, n > 0 ? text : "", n > 0 ? (size_t)n : 0);
    free(text);
}
