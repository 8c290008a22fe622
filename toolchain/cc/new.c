// SPDX-License-Identifier: MIT
// The commands `uk-cc new` (an application from templates/) and `uk-cc clean`.
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cc/cc.h"
#include "cc/private.h"

static int not_hidden(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static strv_t list_dir(const char *dir)
{
    strv_t names = {0};
    struct dirent **entries;
    int n = scandir(dir, &entries, not_hidden, alphasort);
    if (n < 0)
        fatal_errno("cannot read the directory %s", dir);
    for (int i = 0; i < n; i++)
        strv_add(&names, xstrdup(entries[i]->d_name));
    return names;
}

// The template's app.conf begins with "app TEMPLATE": the new one with its own name.
static void write_copy(const char *from, const char *to, const char *name)
{
    size_t size;
    char *text = file_read(from, &size);
    if (!text)
        fatal_errno("cannot read %s", from);
    if (strcmp(base_name(from), "app.conf")) {
        file_write(to, text, size, NULL);
        return;
    }
    buf_t out = {0};
    for (char *line = text, *next; line && *line; line = next) {
        next = strchr(line, '\n');
        next = next ? next + 1 : line + strlen(line);
        if (starts_with(line, "app "))
            buf_printf(&out, "app %s\n", name);
        else
            buf_add(&out, line, (size_t)(next - line));
    }
    file_write(to, out.s, out.len, NULL);
}

static void copy_tree(const char *from, const char *to, const char *name)
{
    make_dirs(to);
    strv_t names = list_dir(from);
    for (size_t i = 0; i < names.len; i++) {
        char *source = path_join(from, names.data[i]), *target = path_join(to, names.data[i]);
        if (dir_exists(source))
            copy_tree(source, target, name);
        else
            write_copy(source, target, name);
    }
}

static void check_name(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    if (!*name || name[strspn(name, allowed)])
        fatal(EXIT_USER, "use letters, digits, - and _", "%s is no name for an application",
              *name ? name : "the empty word");
}

int new_main(int argc, char **argv)
{
    static const char usage[] = "usage: uk-cc new TEMPLATE DIR";
    char *templates = path_join(tree_dir(), "templates");
    strv_t names = list_dir(templates);
    buf_t all = {0};
    for (size_t i = 0; i < names.len; i++)
        buf_printf(&all, "%s%s", i ? " " : "templates: ", names.data[i]);
    if (argc == 2 && !strcmp(argv[1], "--help")) {
        printf("%s\n%s\n", usage, all.s);
        return EXIT_OK;
    }
    if (argc != 3 || argv[1][0] == '-' || argv[2][0] == '-')
        fatal(EXIT_USAGE, all.s, "%s", usage);
    if (!strv_has(&names, argv[1]))
        fatal(EXIT_USER, all.s, "there is no template %s", argv[1]);
    char *dir = xstrdup(argv[2]);
    while (strlen(dir) > 1 && ends_with(dir, "/"))
        dir[strlen(dir) - 1] = '\0';
    check_name(base_name(dir));
    if (file_exists(dir) || (dir_exists(dir) && list_dir(dir).len))
        fatal(EXIT_USER, "name a folder that does not exist yet", "%s exists already", dir);
    copy_tree(path_join(templates, argv[1]), dir, base_name(dir));
    printf("%s: made from the template %s. Next: cd %s; uk-cc build; uk-cc run build/kvm/%s.elf\n", dir, argv[1],
           shell_quote(dir), base_name(dir));
    return EXIT_OK;
}

// clean ---------------------------------------------------------------------------------------------------------------

static unsigned long long tree_size(const char *path)
{
    struct stat st;
    if (lstat(path, &st))
        return 0;
    if (!S_ISDIR(st.st_mode))
        return (unsigned long long)st.st_size;
    unsigned long long sum = 0;
    strv_t names = list_dir(path);
    for (size_t i = 0; i < names.len; i++)
        sum += tree_size(path_join(path, names.data[i]));
    return sum;
}

static void clean_build(void)
{
    static const char *const made[] = { "build/obj", "build/kvm", "build/build.ninja", "build/compile_commands.json",
                                        "build/.ninja_log", "build/.ninja_deps", "build/.lock" };
    for (size_t i = 0; i < COUNT(made); i++)
        remove_tree(made[i]);
    rmdir("build"); // stays where the user keeps something else in it
}

int clean_main(int argc, char **argv)
{
    static const char usage[] = "usage: uk-cc clean [--cache]";
    bool cache = argc == 2 && !strcmp(argv[1], "--cache");
    if (argc == 2 && !strcmp(argv[1], "--help"))
        return puts(usage) < 0;
    if (argc > 2 || (argc == 2 && !cache))
        fatal(EXIT_USAGE, usage, "unexpected argument %s", argv[argc - 1]);
    if (!cache && !file_exists("app.conf"))
        fatal(EXIT_USER, "uk-cc clean --cache removes the compiled libOS", "there is no app.conf in this folder");
    if (file_exists("app.conf"))
        clean_build();
    if (cache) {
        char *dir = cache_dir();
        unsigned long long size = tree_size(dir);
        remove_tree(dir);
        printf("%s: %llu KiB freed\n", dir, size / 1024);
    }
    return EXIT_OK;
}
