// SPDX-License-Identifier: MIT
// Runs one solver case: compiles the folder's inputs, solves, links with ld, and compares plan or message with
// `expected`.
//
// usage: solve_case CASE WORK      UPDATE=1 in the environment writes `expected` instead.
//
//   *.c *.s          the application's objects, in the order of their names
//   NAME.a/          an archive of the application, of the sources in it; those of libc.a/ and libgcc.a/ come last
//   libos/           rooms: room.conf files and sources; names are not renamed, as if all were exported
//   config           lines CONFIG_NAME=VALUE
//   script.lds       the linker script; without one, ld's own and the entry main
//   args             further words: -u NAME, --wrap NAME, --defsym NAME, --whole FILE, --target NAME, --generated (show
//                    the generated file), --no-ld (the inputs cannot be linked by ld alone), --run COMMAND (of uk-cc, as "why main"), -CFLAG
//   prepare          a shell script run in WORK after compiling, with CASE as its argument
//   expected         the plan as text, or the message; CASE stands for the folder
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "solve/show.h"
#include "solve/solve.h"

struct input_case {
    const char *dir;
    strv_t cflags, commands;
    bool show_generated, no_ld;
    VEC(struct solve_input) inputs, libs;
    VEC(struct solve_option) options;
    strv_t whole;
    struct solve_request request;
};

static strv_t list(const char *dir)
{
    struct dirent **names;
    strv_t v = {0};
    int count = scandir(dir, &names, NULL, alphasort);
    for (int i = 0; i < count; i++)
        if (names[i]->d_name[0] != '.')
            strv_add(&v, names[i]->d_name);
    return v;
}

static bool is_source(const char *name)
{
    return ends_with(name, ".c") || ends_with(name, ".s") || ends_with(name, ".S");
}

static void compile(const struct input_case *c, const char *source, const char *object)
{
    strv_t argv = {0};
    strv_split(&argv, "gcc -c -O1 -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables -ffreestanding "
               "-fcf-protection=none -fno-stack-protector -fno-pie");
    strv_addv(&argv, &c->cflags);
    strv_add(&argv, "-o");
    strv_add(&argv, object);
    strv_add(&argv, source);
    if (proc_run(&argv))
        fatal(EXIT_USER, NULL, "%s does not compile", source);
}

static char *object_of(const char *source)
{
    return xasprintf("%.*s.o", (int)(strrchr(source, '.') - source), source);
}

static void make_archive(const struct input_case *c, const char *name)
{
    char *dir = path_join(c->dir, name);
    strv_t sources = list(dir), ar = {0};
    strv_split(&ar, "ar rcsD");
    strv_add(&ar, name);
    for (size_t i = 0; i < sources.len; i++) {
        compile(c, path_join(dir, sources.data[i]), object_of(sources.data[i]));
        strv_add(&ar, object_of(sources.data[i]));
    }
    unlink(name);
    if (proc_run(&ar))
        fatal(EXIT_USER, NULL, "%s cannot be made", name);
}

static void make_libos(struct input_case *c)
{
    char *dir = path_join(c->dir, "libos");
    if (!dir_exists(dir))
        return;
    struct rooms *rooms = rooms_load(dir);
    for (size_t i = 0; i < rooms->modules.len; i++) {
        const struct room_module *m = rooms->modules.data[i];
        for (size_t k = 0; k < m->sources.len; k++) {
            char *object = path_join("objects", room_object(m->room, m->sources.data[k]));
            make_dirs(dir_name(object));
            compile(c, path_join(m->room->dir, m->sources.data[k]), object);
        }
    }
    c->request.rooms = rooms;
    c->request.objects = "objects";
}

static void read_args(struct input_case *c)
{
    char *text = file_read(path_join(c->dir, "args"), NULL);
    strv_t words = {0};
    strv_split(&words, text ? text : "");
    for (size_t i = 0; i < words.len; i++) {
        const char *word = words.data[i], *next = i + 1 < words.len ? words.data[i + 1] : "";
        strv_t *to = !strcmp(word, "-u") ? &c->request.undefined : !strcmp(word, "--wrap") ? &c->request.wrapped
                     : !strcmp(word, "--defsym") ? &c->request.defined : !strcmp(word, "--whole") ? &c->whole
                     : !strcmp(word, "--run") ? &c->commands : NULL;
        if (to)
            strv_add(to, next), i++;
        else if (!strcmp(word, "--target"))
            c->request.target = next, i++;
        else if (!strcmp(word, "--generated"))
            c->show_generated = true;
        else if (!strcmp(word, "--no-ld"))
            c->no_ld = true;
        else
            strv_add(&c->cflags, word);
    }
}

static void read_config(struct input_case *c)
{
    char *text = file_read(path_join(c->dir, "config"), NULL), *save = NULL;
    unsigned n = 1;
    for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line; line = strtok_r(NULL, "\n", &save), n++) {
        char *equals = strchr(line, '=');
        *equals = '\0';
        struct solve_option o = { .name = line + strlen("CONFIG_"),
                                  .value = equals + 1,
                                  .where = xasprintf("config:%u", n) };
        o.type = strchr("nmy", *o.value) ? 't' : starts_with(o.value, "0x") ? 'x' : *o.value == '"' ? 's' : 'i';
        if (o.type == 's')
            o.value = xstrndup(o.value + 1, strlen(o.value) - 2);
        vec_push(&c->options, o);
    }
}

static void add_input(struct input_case *c, const char *path)
{
    struct solve_input input = { .path = path, .whole = strv_has(&c->whole, path) };
    if (!strcmp(path, "libc.a") || !strcmp(path, "libgcc.a"))
        vec_push(&c->libs, input);
    else
        vec_push(&c->inputs, input);
}

static void make_inputs(struct input_case *c)
{
    strv_t names = list(c->dir);
    for (size_t i = 0; i < names.len; i++) {
        const char *name = names.data[i];
        if (is_source(name)) {
            compile(c, path_join(c->dir, name), object_of(name));
            add_input(c, object_of(name));
        } else if (ends_with(name, ".a")) {
            make_archive(c, name);
            add_input(c, name);
        }
    }
    char *script = path_join(c->dir, "prepare");
    strv_t argv = {0};
    strv_add(&argv, "sh");
    strv_add(&argv, script);
    strv_add(&argv, c->dir);
    if (file_exists(script) && proc_run(&argv))
        fatal(EXIT_USER, NULL, "%s failed", script);
}

static void complete_request(struct input_case *c)
{
    struct solve_request *r = &c->request;
    char *script = path_join(c->dir, "script.lds");
    r->script = file_exists(script) ? script : NULL;
    r->libc = "newlib";
    r->entry = r->script ? NULL : "main";
    r->inputs = c->inputs.data;
    r->input_count = c->inputs.len;
    r->libs = c->libs.data;
    r->lib_count = c->libs.len;
    r->options = c->options.data;
    r->option_count = c->options.len;
}

// ld's view of the same: the real link, and the comparison with its map.
static void link_and_check(const struct input_case *c, const struct plan *p)
{
    buf_t members = {0}, generated = {0};
    plan_members(p, &members);
    file_write("members.a", members.s, members.len, NULL);
    plan_generate(p, &generated);
    file_write("generated.c", generated.s, generated.len, NULL);
    compile(c, "generated.c", "generated.o");
    strv_t argv = {0};
    strv_split(&argv, "ld -static -z noexecstack --gc-sections -Map=map -o image");
    strv_add(&argv, c->request.script ? "-T" : "-emain");
    if (c->request.script)
        strv_add(&argv, c->request.script);
    for (size_t i = 0; i < c->request.wrapped.len; i++)
        strv_addf(&argv, "--wrap=%s", c->request.wrapped.data[i]);
    for (size_t i = 0; i < c->request.defined.len; i++)
        strv_addf(&argv, "--defsym=%s=0x1234", c->request.defined.data[i]);
    for (size_t i = 0; i < c->request.undefined.len; i++)
        strv_addf(&argv, "-u%s", c->request.undefined.data[i]);
    // What only uk_init() calls must be kept by it, as main.c's call does in an image.
    strv_add(&argv, "-uuk_init");
    strv_add(&argv, "generated.o");
    plan_link(p, "members.a", &argv);
    if (proc_run(&argv))
        fatal(EXIT_USER, NULL, "ld refuses the plan");
    plan_check(p, "map", "members.a");
    printf("ld agrees\n");
}

// One of uk-cc's commands on a file that holds this plan.
static void run_command(const char *json, const char *line)
{
    static const struct { const char *name; int (*run)(int argc, char **argv); } commands[] = {
        { "why", cmd_why }, { "size", cmd_size }, { "graph", cmd_graph }, { "plan", cmd_plan },
    };
    strv_t objcopy = {0}, argv = {0};
    file_write("plan.json", json, strlen(json), NULL);
    strv_split(&objcopy, "objcopy --add-section .uk.plan=plan.json main.o image.debug");
    if (proc_run(&objcopy))
        fatal(EXIT_USER, NULL, "objcopy failed");
    strv_split(&argv, line);
    strv_split(&argv, "--image image.debug");
    printf("$ uk-cc %s\n", line);
    for (size_t i = 0; i < COUNT(commands); i++)
        if (!strcmp(commands[i].name, argv.data[0]))
            commands[i].run((int)argv.len, (char **)(uintptr_t)strv_argv(&argv));
}

static void solve_it(struct input_case *c)
{
    complete_request(c);
    struct plan *p = solve(&c->request);
    struct graph *g = graph_parse(plan_json(p), "image");
    buf_t out = {0};
    show_plan(g, &out);
    fputs(out.s, stdout);
    plan_warn(p);
    if (c->show_generated) {
        buf_t text = {0};
        plan_generate(p, &text);
        fputs(text.s, stdout);
    }
    for (size_t i = 0; i < c->commands.len; i++)
        run_command(g->text, c->commands.data[i]);
    if (!c->no_ld)
        link_and_check(c, p);
}

// All that the solver says, on both outputs, and its exit code.
static char *run_captured(struct input_case *c)
{
    fflush(NULL);
    pid_t pid = fork();
    if (!pid) {
        if (!freopen("output", "w", stdout) || dup2(1, 2) < 0)
            _exit(1);
        solve_it(c);
        fflush(stdout);
        _exit(0);
    }
    int status;
    waitpid(pid, &status, 0);
    char *text = file_read("output", NULL);
    return xasprintf("%sexit %d\n", text, WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status));
}

static char *replace(const char *text, const char *what, const char *by)
{
    buf_t b = {0};
    buf_puts(&b, "");
    for (const char *hit; (hit = strstr(text, what)); text = hit + strlen(what)) {
        buf_add(&b, text, (size_t)(hit - text));
        buf_puts(&b, by);
    }
    buf_puts(&b, text);
    return b.s;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        fatal(EXIT_USAGE, NULL, "usage: solve_case CASE WORK");
    struct input_case c = { .dir = argv[1], .request = { .target = "kvm" } };
    remove_tree(argv[2]);
    make_dirs(argv[2]);
    if (chdir(argv[2]))
        fatal_errno("cannot enter %s", argv[2]);
    read_args(&c);
    read_config(&c);
    make_libos(&c);
    make_inputs(&c);
    char *said = replace(run_captured(&c), argv[1], "CASE"), *path = path_join(argv[1], "expected");
    if (getenv("UPDATE")) {
        file_write(path, said, strlen(said), NULL);
        return 0;
    }
    const char *expected = file_read(path, NULL);
    if (expected && !strcmp(expected, said))
        return 0;
    file_write("said", said, strlen(said), NULL);
    strv_t diff = {0};
    strv_split(&diff, "diff -u");
    strv_add(&diff, path);
    strv_add(&diff, "said");
    proc_run(&diff);
    return 1;
}
