// SPDX-License-Identifier: MIT
// The cache of libOS objects: compiled once per (libc, debug) by ninja, private names renamed by objcopy. The compiler
// is GCC, whichever compiles the application: newlib is GCC's too, and the C ABI is one.
//
// A set lies in CACHE/libos-HASH. Its file `stamp` holds a hash over the source tree's files (path, size, time): as
// long as that fits, a link costs some stat() calls. Otherwise, under the set's lock:
//   1. ninja compiles ROOM/FILE.raw.o (its dependency files say which);
//   2. the global names that no room exports are collected into `private`;
//   3. ninja runs objcopy --redefine-syms=private, giving ROOM/FILE.o with __uk_ names.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cc/cc.h"
#include "cc/private.h"
#include "elf/elf.h"

// Every libOS object; a room of the C library's door is compiled against its headers, and is not freestanding.
static const char *const base_flags[] = {
    "-std=gnu11", "-Os", "-g", "-Wall", "-Wextra", "-ffunction-sections", "-fdata-sections", "-mno-red-zone",
    "-fno-pie",
    "-fstack-protector-strong", "-fno-asynchronous-unwind-tables", "-fno-omit-frame-pointer", "-fcf-protection=none",
    "-fno-common", "-Ulinux", "-U__linux__", "-U__linux", "-U__gnu_linux__", "-D__unikernel__=1", "-nostdinc",
};

#define COMPILER "gcc"

struct set {
    const char *libc; // the libc's headers: "full" (small is laid out alike) or "nano"
    bool debug;
    const char *dir;
    const struct rooms *rooms;
};

// Where it lies -------------------------------------------------------------------------------------------------------

static void hash_file_state(struct hash *h, const char *path)
{
    struct stat st;
    if (stat(path, &st))
        return;
    hash_str(h, path);
    hash_add(h, &st.st_size, sizeof st.st_size);
    hash_add(h, &st.st_mtim, sizeof st.st_mtim);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void hash_tree_state(struct hash *h, const char *dir)
{
    struct dirent **entries;
    int n = scandir(dir, &entries, NULL, by_name);
    if (n < 0)
        fatal_errno("cannot read %s", dir);
    for (int i = 0; i < n; i++) {
        char *path = path_join(dir, entries[i]->d_name);
        if (entries[i]->d_name[0] == '.')
            ;
        else if (entries[i]->d_type == DT_DIR)
            hash_tree_state(h, path);
        else
            hash_file_state(h, path);
        free(path);
        free(entries[i]);
    }
    free(entries);
}

// What decides how objects are made; names the set.
static char *set_name(const struct set *s)
{
    struct hash h = HASH_INIT;
    char *path;
    if (!proc_find(COMPILER, &path))
        fatal(EXIT_ENV, "apt-get install " COMPILER, "%s is missing", COMPILER);
    hash_file_state(&h, path);
    for (size_t i = 0; i < COUNT(base_flags); i++)
        hash_str(&h, base_flags[i]);
    hash_str(&h, s->libc);
    hash_str(&h, s->debug ? "debug" : "");
    hash_str(&h, tree_dir());
    return xasprintf("libos-%.16s", hash_hex(&h));
}

// What the objects are made from.
static char *set_stamp(const struct set *s)
{
    struct hash h = HASH_INIT;
    hash_tree_state(&h, path_join(tree_dir(), "libos"));
    hash_file_state(&h, path_join(sysroot_dir(s->libc), "stamp"));
    hash_file_state(&h, program_path());
    return hash_hex(&h);
}

static bool is_current(const struct set *s, const char *stamp)
{
    char *old = file_read(path_join(s->dir, "stamp"), NULL);
    bool same = old && !strcmp(old, stamp);
    free(old);
    return same;
}

// build.ninja ---------------------------------------------------------------------------------------------------------

static bool is_libc_room(const struct room *room)
{
    return starts_with(room->name, "posix/newlib");
}

// The folder that holds nothing but a link to Xen's public headers.
static char *xen_include_dir(void)
{
    char *dir = path_join(self_dir(), "include");
    if (access(path_join(dir, "xen/xen.h"), R_OK))
        fatal(EXIT_ENV, "apt-get install libxen-dev", "Xen's public headers are missing");
    return dir;
}

static char *set_flags(const struct set *s, const struct room_module *m)
{
    strv_t flags = {0};
    bool vector = strv_has(&m->cflags, "-mno-general-regs-only");
    for (size_t i = 0; i < COUNT(base_flags); i++)
        strv_add(&flags, base_flags[i]);
    if (!vector)
        strv_add(&flags, "-mgeneral-regs-only");
    if (s->debug)
        strv_add(&flags, "-DUK_DEBUG=1");
    strv_addf(&flags, "-ffile-prefix-map=%s=/uk-cc", tree_dir());
    strv_addf(&flags, "-ffile-prefix-map=%s=/uk-cc", s->dir);
    char *sysroot = realpath(sysroot_dir(s->libc), NULL); // GCC names headers by the shorter of both paths
    strv_addf(&flags, "-ffile-prefix-map=%s=/uk-cc/sysroot", sysroot_dir(s->libc));
    strv_addf(&flags, "-ffile-prefix-map=%s=/uk-cc/sysroot", sysroot);
    free(sysroot);
    strv_addf(&flags, "-I%s/libos", tree_dir());
    strv_addf(&flags, "-I%s/libos/include", tree_dir());
    if (!strcmp(m->room->name, "xen") || starts_with(m->room->name, "xen/"))
        strv_addf(&flags, "-isystem%s", xen_include_dir());
    strv_add(&flags, "-isystem");
    strv_add(&flags, compiler_include_dir(COMPILER));
    if (is_libc_room(m->room)) {
        strv_add(&flags, "-isystem");
        strv_addf(&flags, "%s/include", sysroot_dir(s->libc));
    } else {
        strv_add(&flags, "-ffreestanding");
    }
    for (size_t i = 0; i < m->cflags.len; i++)
        if (strcmp(m->cflags.data[i], "-mno-general-regs-only"))
            strv_add(&flags, m->cflags.data[i]);
    return ninja_command(&flags);
}

static char *raw_object(const struct room *room, const char *source)
{
    char *object = room_object(room, source);
    return xasprintf("%.*s.raw.o", (int)strlen(object) - 2, object);
}

static void write_ninja(const struct set *s)
{
    buf_t b = {0};
    buf_puts(&b,
             "ninja_required_version = 1.5\nrule cc\n command = " COMPILER " $flags -MMD -MF $out.d -c $in -o $out\n"
             " deps = gcc\n depfile = $out.d\n description = CC $in\n");
    buf_puts(&b, "rule rename\n command = objcopy --redefine-syms=private $weaken $in $out\n"
              " description = NAMES $out\n");
    buf_t raw = {0};
    buf_puts(&raw, "build raw: phony");
    for (size_t i = 0; i < s->rooms->modules.len; i++) {
        const struct room_module *m = s->rooms->modules.data[i];
        char *flags = set_flags(s, m);
        for (size_t j = 0; j < m->sources.len; j++) {
            char *source = path_join(m->room->dir, m->sources.data[j]);
            char *object = raw_object(m->room, m->sources.data[j]);
            buf_printf(&b, "build %s: cc %s\n flags = %s\n", ninja_quote(object), ninja_quote(source), flags);
            buf_printf(&b, "build %s: rename %s | private", ninja_quote(room_object(m->room, m->sources.data[j])),
                       ninja_quote(object));
            if (is_libc_room(m->room))
                buf_printf(&b, " %s.doors\n weaken = --weaken-symbols=%s.doors", ninja_quote(object),
                           ninja_quote(object));
            buf_puts(&b, "\n");
            buf_printf(&raw, " %s", ninja_quote(object));
        }
    }
    buf_add(&b, raw.s, raw.len);
    buf_puts(&b, "\n");
    file_write(path_join(s->dir, "build.ninja"), b.s, b.len, NULL);
}

static void run_ninja(const struct set *s, const char *goal)
{
    strv_t argv = {0};
    buf_t out = {0};
    const char *jobs = getenv("UK_JOBS");
    strv_add(&argv, "ninja");
    strv_add(&argv, "-C");
    strv_add(&argv, s->dir);
    if (jobs && *jobs)
        strv_addf(&argv, "-j%s", jobs);
    if (verbose)
        strv_add(&argv, "-v");
    if (goal)
        strv_add(&argv, goal);
    int status = proc_capture(&argv, &out, false);
    if (status || verbose)
        fwrite(out.s, 1, out.len, stderr);
    if (status)
        fatal(EXIT_USER, "see above", "the libOS does not compile");
}

// Private names -------------------------------------------------------------------------------------------------------

static bool is_exported(const struct rooms *rooms, const char *name)
{
    for (size_t i = 0; i < rooms->modules.len; i++)
        if (room_exports(rooms->modules.data[i], name))
            return true;
    return false;
}

// The object's global definitions: names gets those that are private, doors those that the C library's room exports.
static void collect_names(const struct set *s, const struct room *room, const char *path, map_t *names, map_t *doors)
{
    struct file f;
    struct elf_object o;
    int error = file_map(path, &f);
    char *wrong = error ? xstrdup(strerror(-error)) : elf_parse(&o, f.data, f.size);
    if (wrong)
        internal_error("%s: %s", path, wrong);
    for (size_t i = o.first_global; i < o.symbol_count; i++) {
        const struct elf_symbol *sym = &o.symbols[i];
        if (sym->index == SHN_UNDEF)
            continue;
        if (!is_exported(s->rooms, sym->name))
            *map_slot(names, xstrdup(sym->name)) = names;
        else if (is_libc_room(room))
            *map_slot(doors, xstrdup(sym->name)) = doors;
    }
    elf_free(&o);
    file_unmap(&f);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// One line for each name: "NAME", and " __uk_NAME" after it if renamed.
static void write_names(const struct set *s, const char *file, const map_t *names, bool renamed)
{
    strv_t sorted = {0};
    struct map_entry entry;
    for (size_t i = 0; map_next(names, &i, &entry);)
        strv_add(&sorted, entry.key);
    if (sorted.len)
        qsort(sorted.data, sorted.len, sizeof *sorted.data, by_text);
    buf_t b = {0};
    buf_puts(&b, renamed ? "" : "__uk_none\n"); // objcopy fails on an empty list of names to weaken
    for (size_t i = 0; i < sorted.len; i++) {
        buf_puts(&b, sorted.data[i]);
        if (renamed)
            buf_printf(&b, " __uk_%s", sorted.data[i]);
        buf_puts(&b, "\n");
    }
    file_write(path_join(s->dir, file), b.s, b.len, NULL);
}

// Lists for objcopy. private: names that get the prefix, so that they meet nobody else's. OBJECT.doors: the C library's
// and POSIX's names that the object defines; they become weak, since a program may define some of them itself and still
// need others of the same object. (One list for each object: objcopy would make references to a name weak, too.)
static void write_private_names(const struct set *s)
{
    map_t names = {0};
    for (size_t i = 0; i < s->rooms->modules.len; i++) {
        const struct room_module *m = s->rooms->modules.data[i];
        for (size_t j = 0; j < m->sources.len; j++) {
            const char *object = raw_object(m->room, m->sources.data[j]);
            map_t doors = {0};
            collect_names(s, m->room, path_join(s->dir, object), &names, &doors);
            if (is_libc_room(m->room))
                write_names(s, xasprintf("%s.doors", object), &doors, false);
        }
    }
    write_names(s, "private", &names, true);
}

// The sets themselves -------------------------------------------------------------------------------------------------

// A set takes about 5 MiB; sets of compilers and source trees that are gone would pile up. Keeps the SETS_KEPT whose
// stamps are the youngest. A set that another builder has locked is in use.
#define SETS_KEPT 12

static int64_t stamp_time(const char *dir)
{
    struct stat st;
    return stat(path_join(dir, "stamp"), &st) ? 0 : st.st_mtim.tv_sec;
}

static void remove_oldest_set(void)
{
    struct dirent **entries;
    char *cache = cache_dir(), *oldest = NULL;
    int n = scandir(cache, &entries, NULL, by_name), sets = 0;
    for (int i = 0; i < n; i++) {
        char *dir = path_join(cache, entries[i]->d_name);
        if (!starts_with(entries[i]->d_name, "libos-"))
            continue;
        sets++;
        if (!oldest || stamp_time(dir) < stamp_time(oldest))
            oldest = dir;
    }
    if (sets < SETS_KEPT || !oldest)
        return;
    int lock = lock_file(path_join(oldest, "lock"), false);
    if (lock < 0)
        return;
    remove_tree(oldest);
    close(lock);
}

static void compile(const struct set *s, const char *stamp)
{
    note("compiling the libOS%s%s (once)", strcmp(s->libc, "nano") ? "" : " for newlib nano",
         s->debug ? " with checks" : "");
    for (size_t i = 0; i < s->rooms->rooms.len; i++)
        make_dirs(path_join(s->dir, s->rooms->rooms.data[i]->name));
    write_ninja(s);
    run_ninja(s, "raw");
    write_private_names(s);
    run_ninja(s, NULL);
    file_write(path_join(s->dir, "stamp"), stamp, strlen(stamp), NULL);
}

// Where the set lies; returns the stamp of a current one.
static char *find_set(struct set *s, const char *libc, bool debug)
{
    *s = (struct set){ .libc = strcmp(libc, "nano") ? "full" : "nano", .debug = debug };
    char *name = set_name(s);
    s->dir = path_join(path_join(self_dir(), "cache"), name);
    s->rooms = rooms_load(path_join(tree_dir(), "libos"));
    char *stamp = set_stamp(s);
    if (!is_current(s, stamp)) // a current one is used by those too who may not write there
        s->dir = path_join(cache_dir(), name);
    return stamp;
}

bool libos_find(const char *libc, bool debug, struct libos *found)
{
    struct set s;
    char *stamp = find_set(&s, libc, debug);
    *found = (struct libos){ .rooms = s.rooms, .objects = s.dir };
    return is_current(&s, stamp);
}

struct libos libos_get(const char *libc, bool debug)
{
    struct set s;
    char *stamp = find_set(&s, libc, debug);
    if (!is_current(&s, stamp)) {
        if (!dir_exists(s.dir) && dir_exists(cache_dir()))
            remove_oldest_set();
        make_dirs(s.dir);
        int lock = lock_file(path_join(s.dir, "lock"), true);
        if (lock < 0) {
            errno = -lock;
            fatal_errno("cannot lock %s", s.dir);
        }
        if (!is_current(&s, stamp)) // another builder may have been faster
            compile(&s, stamp);
        close(lock);
    }
    return (struct libos){ .rooms = s.rooms, .objects = s.dir };
}

int libos_main(int argc, char **argv)
{
    static const char usage[] = "usage: uk-cc libos [--debug] [--libc=full|small|nano]";
    bool debug = false;
    const char *libc = "full";
    if (argc == 2 && !strcmp(argv[1], "--help"))
        return puts(usage) < 0;
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--debug"))
            debug = true;
        else if (starts_with(argv[i], "--libc="))
            libc = argv[i] + strlen("--libc=");
        else
            fatal(EXIT_USAGE, usage, "unknown argument %s", argv[i]);
    }
    puts(libos_get(libc, debug).objects);
    return EXIT_OK;
}
