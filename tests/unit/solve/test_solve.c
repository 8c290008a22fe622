// SPDX-License-Identifier: MIT
// Unit tests of the solver's parts: room.conf, linker scripts, the kept graph, the commands' bad input.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "solve/describe.h"
#include "solve/plan.h"
#include "solve/solve.h"

static const char *tree; // the source tree
static char *dir;        // a temporary directory, also the current one

static void write_text(const char *path, const char *text)
{
    make_dirs(dir_name(path));
    file_write(path, text, strlen(text), NULL);
}

// Runs fn(argument) in a child. Returns its exit code and what it said on standard error.
static int run_child(void (*fn)(const char *), const char *argument, char **said)
{
    fflush(NULL);
    pid_t pid = fork();
    if (!pid) {
        cleanup_forget(dir);
        if (!freopen("said", "w", stderr))
            _exit(99);
        fn(argument);
        _exit(0);
    }
    int status;
    waitpid(pid, &status, 0);
    *said = file_read("said", NULL);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000;
}

// room.conf -----------------------------------------------------------------------------------------------------------

static void room_statements_are_read(void **state)
{
    (void)state;
    write_text("room.conf",
               "# comment\nroom net/ip   # another\n level 6\nneeds base \\\n  mm\nneeds sched\nheader ip.h\n\n"
               "module IP\nsource ip.c \"a b.c\"\ncflags -O2 \"-DX=1 2\"\ntarget kvm\nlibc newlib\nexports ip_* route\n"
               "init ip_init\nafter MM\nwants netdev\nwants? clock\nprovides ip\nwhen socket\nunable \"not yet\"\n"
               "module TWO\n");
    struct room *r = room_parse("room.conf");
    assert_string_equal(r->name, "net/ip");
    assert_int_equal(r->level, 6);
    assert_int_equal(r->needs.len, 3);
    assert_string_equal(r->needs.data[1], "mm");
    assert_int_equal(r->modules.len, 2);
    const struct room_module *m = r->modules.data[0];
    assert_int_equal(m->line, 9);
    assert_int_equal(m->after_line, 16);
    assert_string_equal(m->sources.data[1], "a b.c");
    assert_string_equal(m->cflags.data[1], "-DX=1 2");
    assert_string_equal(m->init, "ip_init");
    assert_string_equal(m->may_want.data[0], "clock");
    assert_string_equal(m->unable, "not yet");
    assert_true(room_exports(m, "ip_send"));
    assert_true(room_exports(m, "route"));
    assert_false(room_exports(m, "router"));
    assert_true(room_serves(m, "kvm", "newlib"));
    assert_false(room_serves(m, "xen", "newlib"));
    assert_false(room_serves(m, "kvm", "musl"));
    assert_true(room_serves(r->modules.data[1], "xen", "musl"));
    assert_string_equal(room_object(r, "sub/ip.c"), "net/ip/sub/ip.o");
    assert_string_equal(room_object(r, "entry.x.S"), "net/ip/entry.x.o");
}

static void app_statements_are_read(void **state)
{
    (void)state;
    write_text(
        "app.conf",
        "app hello\nsource *.c sub/*.c\ncflags -O2\nldflags -s\nlibs -lm\nrootfs root\nargs one \"two three\"\n");
    struct app *a = app_parse("app.conf");
    assert_string_equal(a->name, "hello");
    assert_int_equal(a->sources.len, 2);
    assert_string_equal(a->rootfs, "root");
    assert_string_equal(a->args.data[1], "two three");
}

static void parse_room(const char *file)
{
    room_parse(file);
}

static void parse_app(const char *file)
{
    app_parse(file);
}

static void bad_statements_are_located(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        { "", "bad.conf:1: error: empty: the first statement is 'room NAME'\n" },
        { "level 1\n", "bad.conf:1: error: the first statement is 'room NAME', not 'level'\n" },
        { "room\n", "bad.conf:1: error: room: a value is missing\n" },
        { "room a b\n",
          "bad.conf:1: error: room: one value, not 2\n  hint: a value with blanks stands in double quotes\n" },
        { "room a\n\nlevle 1\n", "bad.conf:3: error: unknown statement 'levle'\n  hint: did you mean level?\n" },
        { "room a\nlevel one\n", "bad.conf:2: error: level: 'one' is no number\n" },
        { "room a\nlevel -1\n", "bad.conf:2: error: level: '-1' is no number\n" },
        { "room a\nlevel 99999999999999999999\n", "bad.conf:2: error: level: '99999999999999999999' is no number\n" },
        { "room a\nneeds\n", "bad.conf:2: error: needs: a value is missing\n" },
        { "room a\nheader ../x.h\n", "bad.conf:2: error: header: '../x.h' does not lie in this folder\n" },
        { "room a\nmodule 9X\n", "bad.conf:2: error: module: '9X' is no C identifier\n" },
        { "room a\nmodule CONFIG_X\n", "bad.conf:2: error: module: the name stands without CONFIG_\n" },
        { "room a\nmodule X\nexports a*b\n",
          "bad.conf:3: error: exports: 'a*b' is no C identifier, with or without a '*' at its end\n" },
        { "room a\nmodule X\ninit f\ninit g\n", "bad.conf:4: error: init: given twice\n" },
        { "room a\nmodule X\nlevel 1\n",
          "bad.conf:3: error: unknown statement 'level'\n  hint: docs/design.md lists the statements\n" },
        { "room a\nneeds \\\n \"b\n", "bad.conf:3: error: a double quote is not closed\n" },
        { "room a\nneeds b\"c\n",
          "bad.conf:2: error: a double quote inside a word\n  hint: put the whole value in double quotes\n" },
        { "room a\nneeds b\001\n", "bad.conf:2: error: a control character (0x01)\n" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *said;
        write_text("bad.conf", cases[i].text);
        assert_int_equal(run_child(parse_room, "bad.conf", &said), EXIT_USER);
        assert_string_equal(said, cases[i].says);
    }
    char *said;
    write_text("bad.conf", "app a/b\n");
    assert_int_equal(run_child(parse_app, "bad.conf", &said), EXIT_USER);
    assert_string_equal(said, "bad.conf:1: error: app: 'a/b' is no file name\n");
    assert_int_equal(run_child(parse_app, "none.conf", &said), EXIT_USER);
    assert_string_equal(said, "uk-cc: error: cannot read none.conf: No such file or directory\n");
}

static void load_rooms(const char *path)
{
    rooms_load(path);
}

static void expect_rooms(const char *says)
{
    char *said;
    assert_int_equal(run_child(load_rooms, "rooms", &said), EXIT_USER);
    assert_string_equal(said, says);
}

static void rooms_are_checked_together(void **state)
{
    (void)state;
    write_text("rooms/a/room.conf", "room a\nlevel 1\nmodule A\n");
    write_text("rooms/a/b/room.conf", "room a/b\nlevel 2\nneeds a\nmodule B\nafter A\n");
    struct rooms *rooms = rooms_load("rooms");
    assert_int_equal(rooms->modules.len, 2);
    assert_string_equal(rooms_module(rooms, "B")->room->name, "a/b");
    assert_null(rooms_module(rooms, "C"));
    write_text("rooms/c/room.conf", "room d\n");
    expect_rooms("rooms/c/room.conf:1: error: the room is called 'd' but lies in c\n");
    write_text("rooms/c/room.conf", "room c\nlevel 2\nneeds a/b\n");
    expect_rooms("rooms/c/room.conf:1: error: needs the room a/b, which lies at level 2, not below 2\n"
                 "  hint: arrows point down only: move what both use to a lower room\n");
    write_text("rooms/c/room.conf", "room c\nneeds x\n");
    expect_rooms("rooms/c/room.conf:1: error: needs the room x, which does not exist\n");
    write_text("rooms/c/room.conf", "room c\nlevel 3\nmodule A\n");
    expect_rooms("rooms/c/room.conf:3: error: module A exists already: rooms/a/room.conf:3\n");
    write_text("rooms/c/room.conf", "room c\nlevel 1\nmodule C\nafter X\n");
    expect_rooms("rooms/c/room.conf:4: error: after: there is no module X\n");
    write_text("rooms/c/room.conf", "room c\nlevel 1\nmodule C\nafter B\n");
    expect_rooms("rooms/c/room.conf:4: error: after: B is initialised later in any case (level 2, this room: 1)\n"
                 "  hint: initialisation goes by level first\n");
}

// The real rooms must load, whatever else is broken.
static void our_own_rooms_are_good(void **state)
{
    (void)state;
    struct rooms *rooms = rooms_load(path_join(tree, "libos"));
    assert_true(rooms->rooms.len > 0);
    for (size_t i = 1; i < rooms->rooms.len; i++)
        assert_true(rooms->rooms.data[i - 1]->level <= rooms->rooms.data[i]->level);
    for (size_t i = 0; i < rooms->modules.len; i++)
        for (size_t k = 0; k < rooms->modules.data[i]->sources.len; k++)
            assert_true(
                file_exists(path_join(rooms->modules.data[i]->room->dir, rooms->modules.data[i]->sources.data[k])));
}

// Linker scripts ------------------------------------------------------------------------------------------------------

static void linker_scripts_are_understood(void **state)
{
    (void)state;
    write_text("x.lds", "ENTRY(uk_entry)\n/* NOT = 1; */\nPHDRS { text PT_LOAD FLAGS(5); }\nSECTIONS {\n"
               "  __start = 0x100000; PROVIDE(end = .); PROVIDE_HIDDEN (hidden = .);\n  . = ALIGN(4096); x += 1;\n"
               "  .a : { KEEP(*(.a .a.*)) KEEP (*crt?.o(.ctors)) *(.text) }\n"
               "  .i : { KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*) EXCLUDE_FILE(*x.o *y.o) .init_array)) }\n"
               "  /DISCARD/ : { *(.comment .note.*) *(SORT(.d*)) }\n  ASSERT(a == b, \"c = 1\")\n}\nafter = .;\n");
    struct script s = {0};
    script_read(&s, "x.lds");
    assert_string_equal(s.entry, "uk_entry");
    static const char *const symbols[] = { "__start", "end", "hidden", "after" };
    assert_int_equal(s.symbols.len, COUNT(symbols));
    for (size_t i = 0; i < COUNT(symbols); i++)
        assert_string_equal(s.symbols.data[i], symbols[i]);
    assert_true(section_matches(&s.keep, ".a.b"));
    assert_true(section_matches(&s.keep, ".ctors"));
    assert_true(section_matches(&s.keep, ".init_array"));
    assert_true(section_matches(&s.keep, ".init_array.5"));
    assert_false(section_matches(&s.keep, ".text"));
    assert_false(section_matches(&s.keep, "x.o"));
    assert_true(section_matches(&s.discard, ".note.gnu.property"));
    assert_true(section_matches(&s.discard, ".debug"));
    assert_false(section_matches(&s.discard, ".a"));
}

static void our_own_script_is_understood(void **state)
{
    (void)state;
    struct script s = {0};
    script_read(&s, path_join(tree, "toolchain/image/kvm.lds"));
    assert_non_null(s.entry);
    assert_true(section_matches(&s.keep, ".init_array"));
    assert_true(strv_has(&s.symbols, "__image_end"));
    assert_true(strv_has(&s.symbols, "__init_array_start"));
}

static void unfinished_scripts_do_no_harm(void **state)
{
    (void)state;
    static const char text[] = "ENTRY(x) SECTIONS { KEEP(*(SORT(.a .b))) /DISCARD/ : { *(.x) } \"y\" /* z */ a = 1; }";
    for (size_t n = 0; n < sizeof text; n++) {
        struct script s = {0};
        file_write("cut.lds", text, n, NULL);
        script_read(&s, "cut.lds");
    }
}

// The kept graph ------------------------------------------------------------------------------------------------------

static const char sample_text[] =
    "{\"format\":1,\"target\":\"kvm\",\"libc\":\"newlib\","
    "\"modules\":[{\"name\":\"HEAP\",\"room\":\"mm\",\"level\":3,\"value\":\"m\",\"where\":null,\"eligible\":true,"
    "\"present\":true,\"unable\":null,\"exports\":[\"malloc\"],\"when\":[],\"bytes\":30,\"reason\":[5,0,\"malloc\",3,-"
    "1,true]}],"
    "\"init\":[0],\"objects\":[[\"main.o\",0,-1,null],[\"mm/heap.o\",2,0,null]],"
    "\"sections\":[[0,\".text.main\",20,\"t\",[1,-1,\"main\",0,-1,false]],[1,\".text.malloc\",30,\"t\",[5,0,\"malloc\","
    "3,-1,true]],"
    "[1,\".bss.pool\",12000,\"b\",[5,1,\"__uk_pool\",7,-1,false]],[0,\".data.t\",8,\"d\",[5,0,\"t\",9,-1,false]]],"
    "\"symbols\":[[\"main\",0,20,0,true,true],[\"malloc\",1,30,0,true,true],[\"__uk_pool\",2,12000,0,false,true]],"
    "\"edges\":[0,1,1,2,0,3],\"dead\":[],\"mentions\":[],\"absent\":[]}";

static void a_graph_is_read_back(void **state)
{
    (void)state;
    struct graph *g = graph_parse(sample_text, "img");
    assert_int_equal(g->sections.len, 4);
    assert_string_equal(g->modules.data[0].name, "HEAP");
    assert_int_equal(g->sections.data[1].reason.why, WHY_REF);
    assert_true(g->sections.data[1].reason.call);
    assert_string_equal(section_title(g, 1), "malloc()");
    assert_string_equal(section_title(g, 2), "pool");
    assert_string_equal(section_title(g, 3), ".data.t");
    assert_string_equal(part_of(g, 2), "module HEAP");
    assert_string_equal(reason_text(g, &g->sections.data[2].reason), "refers to pool");
    assert_string_equal(bytes_text(12000), "12,000 bytes");
    assert_string_equal(bytes_text(1), "1 byte");
    bool gone[4] = { [1] = true };
    assert_int_equal(bytes_without(g, gone), 12030);
    assert_true(gone[2]);
    assert_false(gone[3]);
}

static void parse_graph(const char *text)
{
    graph_parse(text, "img");
}

static char *changed(const char *from, const char *to)
{
    const char *hit = strstr(sample_text, from);
    assert_non_null(hit);
    return xasprintf("%.*s%s%s", (int)(hit - sample_text), sample_text, to, hit + strlen(from));
}

static void damaged_graphs_are_refused(void **state)
{
    (void)state;
    const char *const cases[] = {
        changed("\"format\":1", "\"format\":9"),
        changed("{", "["),
        changed("[5,0,\"malloc\",3,-1,true]]", "[5,3,\"malloc\",3,-1,true]]"), // hangs from a later section
        changed("[5,1,\"__uk_pool\"", "[5,77,\"__uk_pool\""),
        changed("[1,\".bss.pool\"", "[7,\".bss.pool\""),
        changed("[1,\".bss.pool\"", "[-1,\".bss.pool\""),
        changed("\"mm/heap.o\",2,0", "\"mm/heap.o\",2,5"),
        changed("\"edges\":[0,1,1,2,0,3]", "\"edges\":[0,1,1]"),
        changed("\"edges\":[0,1,1,2,0,3]", "\"edges\":[0,9]"),
        changed("\"init\":[0]", "\"init\":[-1]"),
        changed("[\"main\",0,20", "[null,0,20"),
        changed("\"name\":\"HEAP\",", ""),
        changed("\"target\":\"kvm\",", ""),
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *said;
        assert_int_equal(run_child(parse_graph, cases[i], &said), EXIT_USER);
        assert_non_null(strstr(said, "build it again"));
    }
}

// Commands ------------------------------------------------------------------------------------------------------------

static void run_why(const char *image)
{
    const char *argv[] = { "why", "--image", image, "malloc", NULL };
    cmd_why(4, (char **)argv);
}

static void run_bare_why(const char *unused)
{
    const char *argv[] = { "why", "malloc", NULL };
    (void)unused;
    cmd_why(2, (char **)argv);
}

static void images_without_a_plan_are_named(void **state)
{
    (void)state;
    char *said, *elf = path_join(tree, "tests/fuzz/corpus/elf/image.elf");
    assert_int_equal(run_child(run_why, "no-image", &said), EXIT_USER);
    assert_string_equal(said, "uk-cc: error: cannot read no-image: No such file or directory\n");
    write_text("text", "hello");
    assert_int_equal(run_child(run_why, "text", &said), EXIT_USER);
    assert_string_equal(said, "uk-cc: error: text: not an image\n");
    assert_int_equal(run_child(run_why, elf, &said), EXIT_USER);
    assert_non_null(strstr(said, "image.elf.debug is missing, or holds no plan"));
    assert_int_equal(run_child(run_bare_why, NULL, &said), EXIT_USER);
    assert_non_null(strstr(said, "there is no image in build/kvm"));
    struct file f;
    assert_int_equal(file_map(elf, &f), 0);
    make_dirs("build/kvm");
    file_write("build/kvm/a", f.data, f.size, NULL);
    file_write("build/kvm/b", f.data, f.size, NULL);
    assert_int_equal(run_child(run_bare_why, NULL, &said), EXIT_USER);
    assert_non_null(strstr(said, "there are 2 images in build/kvm"));
}

// Damage -------------------------------------------------------------------------------------------------------------

static uint64_t seed = 88172645463325252u;

static unsigned chance(unsigned n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed >> 11) % n;
}

static void write_mutant(const char *path, const uint8_t *data, size_t size)
{
    uint8_t *copy = xmalloc(size);
    memcpy(copy, data, size);
    for (unsigned n = 1 + chance(4); n > 0; n--) {
        size_t at = chance((unsigned)size);
        copy[at] = chance(2) ? (uint8_t)chance(256) : (uint8_t)(copy[at] + 1);
    }
    file_write(path, copy, size, NULL);
    free(copy);
}

static void solve_mutant(const char *path)
{
    struct solve_input inputs[] = { { .path = path }, { .path = "lib.a" } };
    struct solve_request r = { .target = "kvm", .libc = "newlib", .entry = "main", .inputs = inputs, .input_count = 2 };
    strv_add(&r.defined, "puts");
    struct plan *p = solve(&r);
    buf_t c = {0}, members = {0};
    plan_generate(p, &c);
    plan_members(p, &members);
    graph_parse(plan_json(p), "image");
}

// Whatever is wrong with an object or an archive is a message and exit code 1, never a crash or an internal error.
static void damaged_objects_give_messages(void **state)
{
    (void)state;
    static const char *const objects[] = { "elf/code.o", "elf/groups.o", "elf/clang.o" };
    struct file archive;
    assert_int_equal(file_map(path_join(tree, "tests/fuzz/corpus/ar/gnu.a"), &archive), 0);
    for (size_t i = 0; i < COUNT(objects); i++) {
        struct file f;
        assert_int_equal(file_map(path_join(path_join(tree, "tests/fuzz/corpus"), objects[i]), &f), 0);
        for (unsigned n = 0; n < 150; n++) {
            char *said;
            write_mutant("mutant.o", f.data, f.size);
            write_mutant("lib.a", archive.data, archive.size);
            int code = run_child(solve_mutant, "mutant.o", &said);
            if (code != EXIT_OK && code != EXIT_USER)
                fail_msg("mutant %u of %s: exit %d, %s", n, objects[i], code, said);
            assert_true(code == EXIT_OK || strstr(said, "error: "));
        }
    }
}

static void names_may_be_any_bytes(void **state)
{
    (void)state;
    struct file f;
    assert_int_equal(file_map(path_join(tree, "tests/fuzz/corpus/elf/code.o"), &f), 0);
    uint8_t *copy = xmalloc(f.size);
    memcpy(copy, f.data, f.size);
    uint8_t *name = memmem(copy, f.size, "helper", 7);
    assert_non_null(name);
    name[0] = 0xff;
    file_write("latin\xfc.o", copy, f.size, NULL);
    struct solve_input input = { .path = "latin\xfc.o" };
    struct solve_request r = { .target = "kvm", .libc = "newlib", .entry = "main", .inputs = &input, .input_count = 1 };
    strv_add(&r.defined, "puts");
    struct graph *g = graph_parse(plan_json(solve(&r)), "image");
    assert_string_equal(g->objects.data[0].name, "latin?.o");
    free(copy);
}

static void damaged_rooms_give_messages(void **state)
{
    (void)state;
    static const char text[] = "room net\nlevel 3\nneeds base \\\n  mm\nheader \"a b.h\"\nmodule NET # x\nsource a.c\n"
                               "exports a b* c\ninit f\nunable \"no\"\n";
    for (unsigned n = 0; n < 200; n++) {
        char *said;
        write_mutant("mutant.conf", (const uint8_t *)text, sizeof text - 1);
        int code = run_child(parse_room, "mutant.conf", &said);
        if (code != EXIT_OK && (code != EXIT_USER || !starts_with(said, "mutant.conf:")))
            fail_msg("mutant %u: exit %d, %s", n, code, said);
    }
}

static int enter_dir(void **state)
{
    (void)state;
    dir = temp_dir();
    return chdir(dir);
}

static int leave_dir(void **state)
{
    (void)state;
    remove_tree(dir);
    return chdir("/");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(room_statements_are_read), cmocka_unit_test(app_statements_are_read),
        cmocka_unit_test(bad_statements_are_located), cmocka_unit_test(rooms_are_checked_together),
        cmocka_unit_test(our_own_rooms_are_good), cmocka_unit_test(linker_scripts_are_understood),
        cmocka_unit_test(our_own_script_is_understood), cmocka_unit_test(unfinished_scripts_do_no_harm),
        cmocka_unit_test(a_graph_is_read_back), cmocka_unit_test(damaged_graphs_are_refused),
        cmocka_unit_test(images_without_a_plan_are_named), cmocka_unit_test(damaged_objects_give_messages),
        cmocka_unit_test(names_may_be_any_bytes),
        cmocka_unit_test(damaged_rooms_give_messages),
    };
    if (argc < 2)
        fatal(EXIT_USAGE, NULL, "usage: unit_solve TREE");
    tree = argv[1];
    return cmocka_run_group_tests_name("solve", tests, enter_dir, leave_dir);
}
