// SPDX-License-Identifier: MIT
// Makes random programs of many objects and archives and checks that the solver and ld find the same sections live.
//
// usage: solve_random FIRST COUNT WORK      programs with the seeds FIRST to FIRST + COUNT - 1
//
// Each program has symbols s0, s1, …, each defined strongly in one place, some weakly in others too. Their sections
// refer to other symbols, strongly or weakly; some are constructors, retained, in groups, common or tied to another
// section.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "solve/solve.h"

#define SYMBOLS 60
#define APP_OBJECTS 3
#define MEMBERS 24 // of two archives

static uint64_t seed;

// Marsaglia's xorshift64.
static unsigned chance(unsigned n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed >> 11) % n;
}

// References of one section: calls, addresses, weak ones, linker-made ones.
static void add_references(buf_t *s, unsigned object)
{
    for (unsigned n = chance(4); n > 0; n--) {
        unsigned target = chance(SYMBOLS);
        if (chance(6) == 0)
            buf_printf(s, "    .weak w%u_%u\n    .set w%u_%u, 0\n", object, target, object, target);
        else if (chance(5) == 0)
            buf_printf(s, "    .quad s%u + 4\n", target);
        else
            buf_printf(s, "    call s%u\n", target);
    }
    if (chance(12) == 0)
        buf_puts(s, "    .quad __start_table\n");
    if (chance(4) == 0)
        buf_printf(s, "    .quad maybe%u\n", chance(SYMBOLS));
}

static void add_section(buf_t *s, unsigned symbol, unsigned object, bool weak)
{
    static const char *const sections[] = { ".text.s%u,\"ax\",@progbits", ".data.s%u,\"aw\",@progbits",
                                            ".rodata.s%u,\"a\",@progbits" };
    buf_puts(s, "    .section ");
    buf_printf(s, sections[chance(COUNT(sections))], symbol);
    buf_printf(s, "\n    %s s%u\ns%u:\n    .quad %u\n", weak ? ".weak" : ".globl", symbol, symbol, object);
    if (!weak) // maybeN: another name of the same place, refered to weakly only
        buf_printf(s, "    .globl maybe%u\nmaybe%u:\n", symbol, symbol);
    add_references(s, object);
}

static void add_oddities(buf_t *s, unsigned object)
{
    if (chance(6) == 0)
        buf_printf(s, "    .section .init_array,\"aw\",@init_array\n    .quad s%u\n", chance(SYMBOLS));
    if (chance(8) == 0)
        buf_printf(s, "    .section .kept.%u,\"aR\",@progbits\n    .quad s%u\n", object, chance(SYMBOLS));
    if (chance(8) == 0)
        buf_printf(s, "    .section .note.n%u,\"a\",@note\n    .long 4, 8, 1\n    .ascii \"abc\\0\"\n    .quad s%u\n",
                   object, chance(SYMBOLS));
    if (chance(3) == 0)
        buf_printf(s, "    .section table,\"a\",@progbits\n    .quad s%u\n", chance(SYMBOLS));
    if (chance(3) == 0)
        buf_printf(s,
                   "    .section .text.local%u,\"ax\",@progbits\nlocal:\n    call s%u\n"
                   "    .section .order.%u,\"ao\",@progbits,.text.local%u\n    .quad s%u\n",
                   object, chance(SYMBOLS), object, object, chance(SYMBOLS));
    if (chance(3) == 0)
        buf_printf(s,
                   "    .section .text.user%u,\"ax\",@progbits\n    .globl user%u\nuser%u:\n    .quad local_data\n"
                   "    .section .data.l,\"aw\",@progbits\nlocal_data:\n    .quad s%u\n",
                   object, object, object, chance(SYMBOLS));
}

static void assemble(const char *name, const buf_t *text)
{
    char *source = xasprintf("%s.s", name);
    strv_t argv = {0};
    file_write(source, text->s, text->len, NULL);
    strv_split(&argv, "as -o");
    strv_addf(&argv, "%s.o", name);
    strv_add(&argv, source);
    if (proc_run(&argv))
        fatal(EXIT_USER, NULL, "%s does not assemble", source);
}

static void end_object(buf_t *s)
{
    for (unsigned i = 0; i < SYMBOLS; i++)
        if (!strstr(s->s, xasprintf("maybe%u:", i)))
            buf_printf(s, "    .weak maybe%u\n", i);
    buf_puts(s, "    .section .note.GNU-stack,\"\",@progbits\n");
}

// All objects; symbol i is defined in object home[i].
static void make_objects(void)
{
    unsigned home[SYMBOLS];
    for (unsigned i = 0; i < SYMBOLS; i++)
        home[i] = chance(4) == 0 ? chance(APP_OBJECTS) : APP_OBJECTS + chance(MEMBERS);
    for (unsigned object = 0; object < APP_OBJECTS + MEMBERS; object++) {
        buf_t s = {0};
        buf_puts(&s,
                 object ? "" : "    .section .text.main,\"ax\"\n    .globl main\nmain:\n    call s0\n    call s1\n");
        for (unsigned i = 0; i < SYMBOLS; i++)
            if (home[i] == object)
                add_section(&s, i, object, false);
            else if (chance(60) == 0)
                add_section(&s, i, object, true);
        add_oddities(&s, object);
        end_object(&s);
        assemble(xasprintf("o%u", object), &s);
        free(s.s);
    }
}

static void make_archive(const char *name, unsigned from, unsigned to)
{
    strv_t argv = {0};
    unlink(name);
    strv_split(&argv, "ar rcD");
    strv_add(&argv, name);
    for (unsigned i = from; i < to; i++)
        strv_addf(&argv, "o%u.o", i);
    if (proc_run(&argv))
        fatal(EXIT_USER, NULL, "%s cannot be made", name);
}

static void solve_and_link(void)
{
    struct solve_input inputs[APP_OBJECTS + 1] = {0}, lib = { .path = "libc.a" };
    for (unsigned i = 0; i < APP_OBJECTS; i++)
        inputs[i].path = xasprintf("o%u.o", i);
    inputs[APP_OBJECTS].path = "libx.a";
    struct solve_request r = { .target = "kvm", .libc = "newlib", .entry = "main", .inputs = inputs,
                               .input_count = COUNT(inputs), .libs = &lib, .lib_count = 1 };
    struct plan *p = solve(&r);
    buf_t members = {0};
    plan_members(p, &members);
    file_write("members.a", members.s, members.len, NULL);
    strv_t argv = {0};
    strv_split(&argv, "ld -static --gc-sections -z noexecstack -emain -Map=map -o image");
    plan_link(p, "members.a", &argv);
    buf_t out = {0};
    if (proc_capture(&argv, &out, true))
        fatal(EXIT_USER, NULL, "ld refuses the plan");
    plan_check(p, "map", "members.a");
}

int main(int argc, char **argv)
{
    if (argc != 4)
        fatal(EXIT_USAGE, NULL, "usage: solve_random FIRST COUNT WORK");
    make_dirs(argv[3]);
    if (chdir(argv[3]))
        fatal_errno("cannot enter %s", argv[3]);
    unsigned long first = strtoul(argv[1], NULL, 10), count = strtoul(argv[2], NULL, 10);
    for (unsigned long i = first; i < first + count; i++) {
        seed = i * 0x9e3779b97f4a7c15u + 1;
        printf("seed %lu\n", i); // the last line names the program at fault
        fflush(stdout);
        make_objects();
        make_archive("libx.a", APP_OBJECTS, APP_OBJECTS + MEMBERS / 2);
        make_archive("libc.a", APP_OBJECTS + MEMBERS / 2, APP_OBJECTS + MEMBERS);
        solve_and_link();
    }
    return 0;
}
