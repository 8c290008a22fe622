// SPDX-License-Identifier: MIT
// The link of an image: configuration, libOS objects, solver, generated C, ld, checks, IMAGE and IMAGE.debug.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cc/private.h"
#include "image/image.h"

// What the passes hand on to each other.
struct state {
    const struct link *l;
    struct solve_request request;
    struct plan *plan;
    const char *members, *generated, *map, *linked; // files in the temporary directory
};

static char *temp_file(const struct state *s, const char *name)
{
    return xasprintf("%s/%s-%s", s->l->temp, s->l->target, name);
}

typedef VEC(struct solve_input) solve_inputs;

// Pass 1: the application's objects and archives, and the libraries behind it.
static void collect_inputs(const struct link *l, solve_inputs *inputs, solve_inputs *libs)
{
    for (size_t i = 0; i < l->input_count; i++) {
        const struct input *in = &l->inputs[i];
        struct solve_input input = { .path = in->path, .shown = in->shown, .whole = in->whole };
        if (in->kind == INPUT_LIBRARY)
            input.path = library_find(l->options, in->path, l->libc);
        if (input.path && access(input.path, R_OK))
            fatal_errno("cannot read %s", input.path);
        if (input.path)
            vec_push(inputs, input);
    }
    if (l->options->no_libs)
        return;
    const char *lib = path_join(sysroot_dir(l->libc), "lib");
    const char *paths[] = { path_join(lib, "libc.a"), path_join(lib, "libm.a"), libgcc_path(l->options->compiler) };
    for (size_t i = 0; i < COUNT(paths); i++) {
        struct solve_input input = { .path = paths[i] };
        vec_push(libs, input);
    }
}

// The way from the image's folder to this one: "." for most, "../.." for -o build/kvm/hello.elf.
static char *folder_from(const char *output)
{
    char *here = realpath(".", NULL), *there = realpath(dir_name(output), NULL);
    size_t common = 0;
    for (size_t i = 0; here && there && (here[i] == there[i] || !here[i] || !there[i]); i++) {
        if ((!here[i] || here[i] == '/') && (!there[i] || there[i] == '/'))
            common = i;
        if (!here[i] || !there[i])
            break;
    }
    buf_t way = {0};
    buf_puts(&way, ".");
    for (const char *p = there ? there + common : ""; *p; p++)
        buf_puts(&way, *p == '/' && p[1] ? "/.." : "");
    buf_puts(&way, here ? here + common : "");
    return way.s;
}

// The user's words on symbols, for ld; in front of each what hands it there.
static void add_symbol_words(const struct options *o, const char *before, strv_t *words)
{
    for (size_t i = 0; i < o->wrap.len; i++)
        strv_addf(words, "%s--wrap=%s", before, o->wrap.data[i]);
    for (size_t i = 0; i < o->defsym.len; i++)
        strv_addf(words, "%s--defsym=%s", before, o->defsym.data[i]);
    for (size_t i = 0; i < o->undefined.len; i++)
        strv_addf(words, "-u%s", o->undefined.data[i]);
}

// What the solver is asked, as words of a command line: for menuconfig, which asks again with other choices.
static void write_down(const struct link *l, strv_t *words)
{
    const struct options *o = l->options;
    strv_add(words, folder_from(l->output));
    strv_addf(words, "--uk-target=%s", l->target);
    strv_addf(words, "--uk-compiler=%s", o->compiler);
    if (o->args)
        strv_addf(words, "--uk-args=%s", o->args);
    if (o->no_libs)
        strv_add(words, "-nostdlib");
    for (size_t i = 0; i < o->lib_dirs.len; i++)
        strv_addf(words, "-L%s", o->lib_dirs.data[i]);
    add_symbol_words(o, "-Wl,", words);
    for (size_t i = 0; i < l->input_count; i++) {
        const struct input *in = &l->inputs[i];
        strv_add(words, in->whole ? "-Wl,--whole-archive" : "-Wl,--no-whole-archive");
        strv_addf(words, "%s%s", in->kind == INPUT_LIBRARY ? "-l" : "", in->shown ? in->shown : in->path);
    }
}

void link_request(const struct link *l, const struct config *c, const struct libos *libos, struct solve_request *r)
{
    const struct options *o = l->options;
    solve_inputs inputs = {0}, libs = {0};
    collect_inputs(l, &inputs, &libs);
    *r = (struct solve_request){
        .target = l->target, .libc = o->no_libs ? "none" : "newlib", .rooms = libos->rooms,
        .objects = libos->objects,
        .script = xasprintf("%s/toolchain/image/%s.lds", tree_dir(), l->target),
        .inputs = inputs.data, .input_count = inputs.len, .libs = libs.data, .lib_count = libs.len,
        .options = c->options.data, .option_count = c->options.len,
        .undefined = o->undefined, .wrapped = o->wrap,
    };
    for (size_t i = 0; i < o->defsym.len; i++)
        strv_add(&r->defined, xstrndup(o->defsym.data[i], strcspn(o->defsym.data[i], "=")));
    if (o->args)
        strv_add(&r->defined, "uk_default_args"); // by the generated file
    if (l->output)
        write_down(l, &r->recall);
}

// A file as the content of a section, in assembly.
static void add_blob(buf_t *c, const char *section, const char *flags, unsigned align, const char *path)
{
    buf_printf(c,
               "__asm__(\".pushsection %s, \\\"%s\\\", @progbits\\n.balign %u\\n\"\n"
               "        \".incbin \\\"%s\\\"\\n.popsection\\n\");\n",
               section, flags, align, path);
}

static void add_arguments(buf_t *c, const char *line)
{
    buf_puts(c, "extern const char uk_default_args[];\nconst char uk_default_args[] = {");
    for (const char *p = line; *p; p++)
        buf_printf(c, "%d,", *p);
    buf_puts(c, "0};\n");
}

// The source of the generated object: initialisation and option values, the whole graph, the root filesystem,
// arguments.
static char *write_source(const struct state *s)
{
    const struct options *o = s->l->options;
    buf_t c = {0};
    plan_generate(s->plan, &c);
    char *json = plan_json(s->plan), *path = temp_file(s, "plan.json");
    file_write(path, json, strlen(json), NULL);
    add_blob(&c, ".uk.plan", "", 1, path);
    if (o->rootfs) {
        buf_t blob = {0};
        path = temp_file(s, "rootfs");
        rootfs_pack(o->rootfs, &blob);
        file_write(path, blob.s, blob.len, NULL);
        add_blob(&c, ".rootfs", "a", 4096, path);
    }
    if (o->args)
        add_arguments(&c, o->args);
    path = temp_file(s, "uk_init.c");
    file_write(path, c.s, c.len, NULL);
    return path;
}

// Pass 3: the generated object, and the archive of the planned members.
static void generate(struct state *s)
{
    static const char *const flags[] = { "gcc", "-std=gnu11", "-Os", "-ffreestanding", "-fno-pie", "-mno-red-zone",
                                         "-nostdinc",
                                         "-mgeneral-regs-only", "-fcf-protection=none",
                                         "-fno-asynchronous-unwind-tables",
                                         "-ffunction-sections", "-fdata-sections", "-fno-omit-frame-pointer", "-c" };
    strv_t argv = {0};
    for (size_t i = 0; i < COUNT(flags); i++)
        strv_add(&argv, flags[i]);
    strv_add(&argv, write_source(s));
    strv_add(&argv, "-o");
    s->generated = temp_file(s, "uk_init.o");
    strv_add(&argv, s->generated);
    if (proc_run(&argv))
        internal_error("the generated file does not compile");
    buf_t members = {0};
    plan_members(s->plan, &members);
    s->members = temp_file(s, "members.a");
    file_write(s->members, members.s, members.len, NULL);
}

static void add_user_words(const struct options *o, strv_t *argv)
{
    strv_addv(argv, &o->ld);
    add_symbol_words(o, "", argv);
}

// Pass 4: ld, with exactly what the plan says. What is missing was reported by then, so nothing is undefined to ld.
static void run_ld(struct state *s)
{
    strv_t argv = {0};
    static const char *const flags[] = { "ld", "-nostdlib", "-static", "-n", "--gc-sections", "--build-id=sha1", "-z",
                                         "noexecstack", "-z", "max-page-size=4096", "-z", "norelro", "--no-undefined",
                                         "-u", "main" };
    for (size_t i = 0; i < COUNT(flags); i++)
        strv_add(&argv, flags[i]);
    s->map = temp_file(s, "map");
    s->linked = temp_file(s, "image.elf");
    strv_addf(&argv, "-L%s", dir_name(s->request.script)); // for what it includes
    strv_add(&argv, "-T");
    strv_add(&argv, s->request.script);
    strv_addf(&argv, "-Map=%s", s->map);
    strv_add(&argv, "-o");
    strv_add(&argv, s->linked);
    add_user_words(s->l->options, &argv);
    strv_add(&argv, s->generated);
    plan_link(s->plan, s->members, &argv);
    setenv("LC_ALL", "C", 1); // ld translates the map that is read afterwards
    if (proc_run(&argv))
        fatal(EXIT_USER, NULL, "the link of %s failed", s->l->output);
}

// Pass 5: the result against the plan, and against what every image must be.
static void check(const struct state *s)
{
    struct file f;
    plan_check(s->plan, s->map, s->members);
    if (file_map(s->linked, &f))
        internal_error("%s cannot be read", s->linked);
    char *wrong = image_check(f.data, f.size, s->l->target);
    if (wrong)
        internal_error("the linked image is wrong: %s", wrong);
    file_unmap(&f);
}

static char *replace_all(const char *text, const char *from, const char *to)
{
    buf_t out = {0};
    buf_puts(&out, "");
    for (const char *hit; (hit = strstr(text, from)); text = hit + strlen(from)) {
        buf_add(&out, text, (size_t)(hit - text));
        buf_puts(&out, to);
    }
    buf_puts(&out, text);
    return out.s;
}

// "members.a(libc.a:printf.o)" becomes "libc.a(printf.o)".
static char *name_members(char *text, const char *members)
{
    size_t n = strlen(members);
    for (char *hit = text; (hit = strstr(hit, members)); hit++) {
        char *open = hit + n, *colon = *open == '(' ? strpbrk(open, ":)\n") : NULL;
        if (!colon || *colon != ':')
            continue;
        *colon = '(';
        memmove(hit, open + 1, strlen(open + 1) + 1);
    }
    return text;
}

// The map as the user expects it: members by the names of their archives, objects by those of their sources.
static void write_user_map(const struct state *s)
{
    const char *path = s->l->options->map;
    if (!path)
        return;
    char *text = replace_all(name_members(file_read(s->map, NULL), s->members), s->members, "libos");
    for (size_t i = 0; i < s->request.input_count; i++)
        if (s->request.inputs[i].shown)
            text = replace_all(text, s->request.inputs[i].path, s->request.inputs[i].shown);
    text = replace_all(text, temp_file(s, ""), "");
    file_write(path, text, strlen(text), NULL);
}

static void make_executable(const char *path)
{
    mode_t mask = umask(0);
    umask(mask);
    if (chmod(path, 0777 & ~mask))
        fatal_errno("cannot change the permissions of %s", path);
}

static bool write_all(int fd, const uint8_t *data, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = write(fd, data + done, size - done);
        if (n < 0 && errno != EINTR)
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

// A copy of the file under a temporary name beside path, ready to be renamed.
static char *stage(const char *from, const char *path)
{
    struct file f;
    char *temp = xasprintf("%s.%ld.tmp", path, (long)getpid());
    int error = file_map(from, &f);
    if (error)
        internal_error("%s: %s", from, strerror(-error));
    cleanup_add(temp);
    int fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0 || !write_all(fd, f.data, f.size) || close(fd))
        fatal_errno("cannot write %s", path);
    file_unmap(&f);
    return temp;
}

static void rename_into_place(const char *temp, const char *path)
{
    if (rename(temp, path))
        fatal_errno("cannot write %s", path);
    cleanup_forget(temp);
}

// To a device or FIFO (-o /dev/null, as some build systems probe) goes the image alone: renaming would replace the device.
static void write_special(const char *from, const char *path)
{
    struct file f;
    int error = file_map(from, &f);
    if (error)
        internal_error("%s: %s", from, strerror(-error));
    special_write(path, f.data, f.size);
    file_unmap(&f);
}

// Pass 6: symbols, debug information and the graph go to IMAGE.debug; the image keeps what it needs to boot.
static void finish(const struct state *s)
{
    strv_t argv = {0};
    char *stripped = temp_file(s, "image");
    const char *const words[] = { "strip", "-s", "-R", ".comment", "-R", ".uk.plan", "-R", ".note.uk-cc", "-o",
                                  stripped, s->linked };
    for (size_t i = 0; i < COUNT(words); i++)
        strv_add(&argv, words[i]);
    if (proc_run(&argv))
        fatal(EXIT_ENV, NULL, "cannot strip %s", s->l->output);
    if (is_special_file(s->l->output)) {
        write_special(stripped, s->l->output);
        write_user_map(s);
        return;
    }
    const char *debug = xasprintf("%s.debug", s->l->output);
    char *image_temp = stage(stripped, s->l->output), *debug_temp = stage(s->linked, debug);
    make_executable(image_temp);
    write_user_map(s);
    rename_into_place(debug_temp, debug);
    rename_into_place(image_temp, s->l->output);
}

// Before the work, not after it.
static void check_output(const char *output)
{
    if (dir_exists(output))
        fatal(EXIT_USER, NULL, "cannot write %s: it is a directory", output);
    char *dir = path_join(dir_name(output), ".");
    if (access(is_special_file(output) ? output : dir, W_OK))
        fatal_errno("cannot write %s", output);
    free(dir);
}

void link_image(const struct link *l)
{
    struct state s = { .l = l };
    check_output(l->output);
    const struct config *config = config_load(l->options);
    struct libos libos = libos_get(l->libc, config->debug);
    link_request(l, config, &libos, &s.request);
    foreign_check(s.request.inputs, s.request.input_count, l->libc);
    s.plan = solve(&s.request); // pass 2: which sections of which objects the image needs
    plan_warn(s.plan);
    generate(&s);
    run_ld(&s);
    check(&s);
    finish(&s);
}

int link_relocatable(const struct options *o, const struct cc_plan *p)
{
    strv_t argv = {0};
    strv_add(&argv, "ld");
    strv_add(&argv, "-r");
    strv_add(&argv, "-o");
    strv_add(&argv, o->output ? o->output : "a.out");
    add_user_words(o, &argv);
    for (size_t i = 0; i < p->inputs.len; i++) {
        const struct input *in = &p->inputs.data[i];
        const char *path = in->kind == INPUT_LIBRARY ? library_find(o, in->path, "full") : in->path;
        if (path)
            strv_add(&argv, path);
    }
    return proc_run(&argv) ? EXIT_USER : EXIT_OK;
}
