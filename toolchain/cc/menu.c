// SPDX-License-Identifier: MIT
// The command `uk-cc menuconfig`: the menus, with what each choice comes to for the application at hand.
//
// Whenever values change, a child process asks the solver about the application's last objects and the new values. It
// has the tree as it stood at its fork, may end by fatal() like any link, and gives its memory back by ending; the menus
// wait for nothing. A newer change takes the place of a question that is not answered yet.
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cc/cc.h"
#include "cc/answer.h"
#include "cc/private.h"
#include "kconfig/kconfig.h"

struct menu {
    const char *image;   // --image, or NULL
    struct answer now;
    int64_t before;      // bytes of the last image that was possible before the last change; -1: none
    int child, fd;       // fd is -1 while nothing is asked
    buf_t text;          // of the answer so far
    struct kmenu_live live;
    char *line;          // the texts handed out last
    char *status;
};

// Asking --------------------------------------------------------------------------------------------------------------

static void stop_asking(struct menu *m)
{
    if (m->fd < 0)
        return;
    kill(m->child, SIGKILL);
    waitpid(m->child, NULL, 0);
    close(m->fd);
    m->fd = -1;
}

static void ask(void *ctx, struct kconfig *kc)
{
    struct menu *m = ctx;
    stop_asking(m);
    m->text.len = 0;
    m->child = proc_fork(&m->fd);
    if (m->child < 0)
        m->fd = -1;
    if (m->child)
        return;
    verbose = false;
    answer_print(m->image, kc);
    fflush(stdout);
    _exit(EXIT_OK);
}

static int menu_fd(void *ctx)
{
    const struct menu *m = ctx;
    return m->fd;
}

static bool ready(void *ctx)
{
    struct menu *m = ctx;
    char part[4096];
    ssize_t n = read(m->fd, part, sizeof part);
    if (n > 0)
        buf_add(&m->text, part, (size_t)n);
    if (n > 0 || (n < 0 && errno == EINTR))
        return false;
    int status = 0;
    waitpid(m->child, &status, 0);
    close(m->fd);
    m->fd = -1;
    if (m->now.bytes && !m->now.problems.len)
        m->before = (int64_t)m->now.bytes;
    answer_read(&m->now, &m->text, status == 0);
    return true;
}

// Saying it -----------------------------------------------------------------------------------------------------------

// "m → y  1,432 bytes  needed by printf() in main.o".
static char *line_text(const struct answer_module *a)
{
    switch (a->value) {
    case 'y': return xasprintf("= y chosen: %s", a->bytes);
    case 'n': return *a->reason ? xasprintf("= n, but %s", a->reason) : xstrdup("= n chosen");
    default:
        return a->present ? xasprintf("m → y  %s  %s", a->bytes, a->reason) : xstrdup("m → n  not reached");
    }
}

static const char *menu_line(void *ctx, struct kconfig *kc, struct ksymbol *sym)
{
    struct menu *m = ctx;
    (void)kc;
    const struct answer_module *a = answer_module(&m->now, ksym_name(sym));
    bool plain_no = a && a->value == 'n' && !*a->reason && ksym_type(sym) == KTYPE_BOOL; // [ ] says it all
    free(m->line);
    m->line = a && !plain_no ? line_text(a) : NULL;
    return m->line;
}

static const char *menu_status(void *ctx, bool *wrong)
{
    struct menu *m = ctx;
    free(m->status);
    m->status = answer_status(&m->now, m->before);
    *wrong = m->now.problems.len > 0;
    return m->status;
}

static char *menu_detail(void *ctx, const struct ksymbol *sym)
{
    struct menu *m = ctx;
    const struct answer_module *a = answer_module(&m->now, ksym_name(sym));
    buf_t b = {0};
    if (!a)
        return NULL;
    char *line = line_text(a);
    buf_printf(&b, "For this application: %s\n", line);
    if (*a->chain)
        buf_printf(&b, "  %s\n", a->chain);
    for (size_t i = 0; i < m->now.problems.len; i++)
        buf_printf(&b, "%s  %s\n", i ? "" : "\nWhat stands in the way of an image:\n", m->now.problems.data[i]);
    free(line);
    return b.s;
}

// The command ---------------------------------------------------------------------------------------------------------

static const char usage[] =
    "usage: uk-cc menuconfig [--image IMAGE] [OPTION...] [KCONFIG]   choose in menus\n"
    "\n"
    "Beside app.conf the menus show what each module comes to for the application that was built last.\n"
    "  --image IMAGE     the same for the objects that IMAGE was linked from\n"
    "  --kconfig FILE    another tree: its top Kconfig file\n"
    "  --config FILE     the .config that is read (default: $KCONFIG_CONFIG or .config)\n"
    "  --out FILE        the .config that is written (default: $KCONFIG_CONFIG or .config)\n"
    "  --style STYLE     kconfiglib (default), linux or linux-6.1 (also KCONFIG_STYLE)\n"
    "Keys and MENUCONFIG_STYLE: docs/menuconfig.md.\n";

// Takes --image off the words.
static int take_image(int argc, char **argv, const char **image)
{
    int kept = 1;
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], "--image") && i + 1 == argc)
            fatal(EXIT_USAGE, usage, "missing argument to --image");
        else if (!strcmp(argv[i], "--image"))
            *image = argv[++i];
        else if (starts_with(argv[i], "--image="))
            *image = argv[i] + strlen("--image=");
        else
            argv[kept++] = argv[i];
    return kept;
}

int menuconfig_main(int argc, char **argv)
{
    static struct menu m = { .fd = -1, .before = -1 };
    m.live = (struct kmenu_live){ &m, ask, menu_fd, ready, menu_line, menu_status, menu_detail };
    argc = take_image(argc, argv, &m.image);
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
            return fputs(usage, stdout) < 0 ? EXIT_ENV : EXIT_OK;
    int code = cmd_menuconfig_with(argc, argv, &m.live);
    stop_asking(&m);
    return code;
}
