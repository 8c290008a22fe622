// SPDX-License-Identifier: MIT
// Unit tests of the ELF and archive readers: good files are read right, damaged ones give a message.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "elf/elf.h"

static const char *corpus;

static struct file load(const char *name)
{
    struct file f;
    assert_int_equal(file_map(path_join(corpus, name), &f), 0);
    return f;
}

static struct elf_object parse(const char *name)
{
    struct file f = load(name);
    struct elf_object o;
    char *error = elf_parse(&o, f.data, f.size);
    if (error)
        fail_msg("%s: %s", name, error);
    return o;
}

static const struct elf_symbol *symbol(const struct elf_object *o, const char *name)
{
    for (size_t i = 1; i < o->symbol_count; i++)
        if (!strcmp(o->symbols[i].name, name))
            return &o->symbols[i];
    fail_msg("no symbol %s", name);
    return NULL;
}

static void sections_and_symbols(void **state)
{
    (void)state;
    struct elf_object o = parse("elf/code.o");
    assert_int_equal(o.type, ET_REL);
    assert_false(o.slim_lto);
    const struct elf_symbol *s = symbol(&o, "main");
    assert_string_equal(o.sections[s->section].name, ".text.startup.main");
    assert_int_equal(s->bind, STB_GLOBAL);
    assert_int_equal(s->type, STT_FUNC);
    assert_ptr_equal(elf_function_at(&o, s->section, s->size - 1), s);
    assert_null(elf_function_at(&o, s->section, s->size));
    assert_int_equal(symbol(&o, "puts")->index, SHN_UNDEF);
    assert_int_equal(symbol(&o, "w")->bind, STB_WEAK);
    assert_int_equal(symbol(&o, "common_a")->index, SHN_COMMON);
    assert_int_equal(symbol(&o, "common_a")->section, 0);
    assert_int_equal(symbol(&o, "tls")->type, STT_TLS);
    assert_int_equal(o.sections[elf_find_section(&o, ".init_array")].type, SHT_INIT_ARRAY);
    assert_int_equal(elf_find_section(&o, ".nothing"), 0);
}

static void relocations(void **state)
{
    (void)state;
    struct elf_object o = parse("elf/code.o");
    size_t main_text = symbol(&o, "main")->section, calls = 0, strings = 0;
    for (size_t n = 0; n < elf_reloc_count(&o, main_text); n++) {
        struct elf_reloc r;
        assert_true(elf_reloc(&o, main_text, n, &r));
        calls += !strcmp(o.symbols[r.symbol].name, "puts");
        if (!strcmp(o.symbols[r.symbol].name, ".LC0") || !strcmp(o.symbols[r.symbol].name, ".rodata.str1.1")) {
            assert_int_equal(elf_reloc_addend(&r), 0);
            strings++;
        }
    }
    assert_int_equal(calls, 1);
    assert_int_equal(strings, 1);
    assert_int_equal(elf_reloc_count(&o, elf_find_section(&o, ".comment")), 0);
    struct elf_reloc r;
    assert_false(elf_reloc(&o, main_text, elf_reloc_count(&o, main_text), &r));
}

static void groups_retain_and_link_order(void **state)
{
    (void)state;
    struct elf_object o = parse("elf/groups.o");
    size_t f = elf_find_section(&o, ".text.f"), data = elf_find_section(&o, ".rodata.f");
    assert_int_not_equal(o.sections[f].group, 0);
    assert_int_equal(o.sections[f].group, o.sections[data].group);
    assert_string_equal(elf_group_signature(&o, o.sections[f].group), "f");
    assert_null(elf_group_signature(&o, f));
    assert_int_equal(elf_group_count(&o, o.sections[f].group), 2);
    assert_true(o.sections[elf_find_section(&o, ".keep")].flags & SHF_GNU_RETAIN);
    size_t order = elf_find_section(&o, ".order");
    assert_true(o.sections[order].flags & SHF_LINK_ORDER);
    assert_int_equal(o.sections[order].link, elf_find_section(&o, ".text.g"));
    struct elf_note note;
    assert_true(elf_find_note(&o, "abc", 1, &note));
    assert_int_equal(note.desc_size, 4);
    assert_int_equal(note.desc[0], 7);
    assert_false(elf_find_note(&o, "abc", 2, &note));
}

static void images_have_segments_and_build_id(void **state)
{
    (void)state;
    struct elf_object o = parse("elf/image.elf"), stripped = parse("elf/stripped.elf");
    assert_int_equal(o.type, ET_EXEC);
    assert_int_equal(stripped.symbol_count, 0);
    assert_true(o.segment_count > 0);
    assert_int_equal(o.entry, symbol(&o, "main")->value);
    assert_int_equal(strlen(elf_build_id(&o)), 40);
    assert_string_equal(elf_build_id(&o), elf_build_id(&stripped));
    struct elf_object code = parse("elf/code.o");
    assert_null(elf_build_id(&code));
}

static void slim_lto_is_seen(void **state)
{
    (void)state;
    struct elf_object o = parse("elf/slim.o");
    assert_true(o.slim_lto);
}

static void foreign_files_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        const char *says;
    } cases[] = {
        { "", 0, "the file is empty" },
        { "hello", 5, "not an ELF file" },
        { "BC\xc0\xde....", 8, "this is LLVM bitcode, not machine code: compile without -flto" },
        { "\177ELF\2\1\1", 7, "cut short: the ELF header is not whole" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct elf_object o;
        assert_string_equal(elf_parse(&o, (const uint8_t *)cases[i].bytes, cases[i].size), cases[i].says);
        assert_int_equal(o.section_count, 0);
    }
}

// Changes bytes of a good object's ELF header and expects a message that holds `says`.
static void expect_damage(size_t at, uint64_t value, size_t width, const char *says)
{
    struct file f = load("elf/code.o");
    uint8_t *copy = xmalloc(f.size);
    memcpy(copy, f.data, f.size);
    memcpy(copy + at, &value, width);
    struct elf_object o;
    char *error = elf_parse(&o, copy, f.size);
    assert_non_null(error);
    if (!strstr(error, says))
        fail_msg("%s instead of %s", error, says);
    free(copy);
}

static void damage_is_found(void **state)
{
    (void)state;
    expect_damage(offsetof(Elf64_Ehdr, e_ident) + EI_CLASS, ELFCLASS32, 1, "32-bit");
    expect_damage(offsetof(Elf64_Ehdr, e_machine), EM_AARCH64, 2, "another processor");
    expect_damage(offsetof(Elf64_Ehdr, e_version), 9, 4, "ELF version");
    expect_damage(offsetof(Elf64_Ehdr, e_shoff), UINT64_MAX - 4, 8, "section headers");
    expect_damage(offsetof(Elf64_Ehdr, e_shnum), 60000, 2, "cut short");
    expect_damage(offsetof(Elf64_Ehdr, e_shstrndx), 5000, 2, "section names");
    expect_damage(offsetof(Elf64_Ehdr, e_phnum), 3, 2, "program headers");
    Elf64_Ehdr h;
    memcpy(&h, load("elf/code.o").data, sizeof h);
    size_t first = h.e_shoff + sizeof(Elf64_Shdr); // .text of code.o
    expect_damage(first + offsetof(Elf64_Shdr, sh_name), 0xffffff, 4, "name out of range");
    expect_damage(first + offsetof(Elf64_Shdr, sh_size), UINT64_MAX, 8, "outside of the file");
    expect_damage(first + offsetof(Elf64_Shdr, sh_offset), UINT64_MAX - 2, 8, "outside of the file");
    expect_damage(first + offsetof(Elf64_Shdr, sh_type), SHT_REL, 4, "without addends");
}

static void bad_relocations_are_refused_when_read(void **state)
{
    (void)state;
    struct elf_object o = parse("elf/code.o");
    size_t text = symbol(&o, "main")->section;
    size_t at = (size_t)(o.sections[o.sections[text].relocs].data - o.data);
    uint8_t *copy = xmalloc(o.size);
    memcpy(copy, o.data, o.size);
    memset(copy + at + offsetof(Elf64_Rela, r_info) + 4, 0x7f, 4); // the symbol's index
    struct elf_object bad;
    struct elf_reloc r;
    assert_null(elf_parse(&bad, copy, o.size));
    assert_false(elf_reloc(&bad, text, 0, &r));
    assert_true(elf_reloc(&bad, text, 1, &r));
}

static void archives(void **state)
{
    (void)state;
    static const char *const files[] = { "ar/gnu.a", "ar/bsd.a", "ar/thin.a" };
    for (size_t i = 0; i < COUNT(files); i++) {
        struct file f = load(files[i]);
        struct ar_archive a;
        assert_null(ar_open(&a, f.data, f.size));
        assert_int_equal(a.count, 2);
        assert_string_equal(a.members[0].name, "a_member_with_a_long_name.o");
        assert_string_equal(a.members[1].name, "b.o");
        assert_int_equal(a.members[1].size, load("elf/groups.o").size);
        assert_int_equal(a.thin, i == 2);
        if (!a.thin)
            assert_memory_equal(a.members[1].data, load("elf/groups.o").data, a.members[1].size);
        else
            assert_null(a.members[1].data);
        ar_close(&a);
    }
}

static void written_archives_are_read_by_binutils(void **state)
{
    (void)state;
    struct ar_member members[] = {
        { .name = "libc.a:x.o", .data = (const uint8_t *)"odd", .size = 3 },
        { .name = "y.o", .data = (const uint8_t *)"four", .size = 4 },
    };
    buf_t b = {0};
    ar_write(&b, members, 2);
    struct ar_archive a;
    assert_null(ar_open(&a, (const uint8_t *)b.s, b.len));
    assert_int_equal(a.count, 2);
    assert_string_equal(a.members[0].name, "libc.a:x.o");
    assert_memory_equal(a.members[0].data, "odd", 3);
    char *dir = temp_dir(), *path = path_join(dir, "x.a");
    file_write(path, b.s, b.len, NULL);
    strv_t argv = {0};
    strv_split(&argv, "ar t");
    strv_add(&argv, path);
    buf_t out = {0};
    assert_int_equal(proc_capture(&argv, &out, false), 0);
    assert_string_equal(out.s, "libc.a:x.o\ny.o\n");
    remove_tree(dir);
}

static void damaged_archives_give_messages(void **state)
{
    (void)state;
    struct file f = load("ar/gnu.a");
    struct ar_archive a;
    uint8_t *copy = xmalloc(f.size);
    memcpy(copy, f.data, f.size);
    assert_string_equal(ar_open(&a, copy, 7), "not an archive");
    assert_non_null(strstr(ar_open(&a, copy, f.size - 100), "cut short"));
    assert_non_null(strstr(ar_open(&a, copy, 20), "cut short"));
    assert_int_equal(a.count, 0);
    copy[8 + 58] = 'x';
    assert_string_equal(ar_open(&a, copy, f.size), "damaged: no member header at offset 8");
}

static void lines_come_from_debug_information(void **state)
{
    (void)state;
    char *dir = temp_dir(), *source = path_join(dir, "x.c"), *object = path_join(dir, "x.o");
    const char text[] = "int f(int);\n\nint g(int a)\n{\n    return 1 +\n        f(a);\n}\n";
    file_write(source, text, strlen(text), NULL);
    strv_t argv = {0};
    strv_split(&argv, "gcc -g -O1 -ffunction-sections -c -o");
    strv_add(&argv, object);
    strv_add(&argv, source);
    assert_int_equal(proc_run(&argv), 0);
    struct file f;
    struct elf_object o;
    struct elf_reloc r;
    assert_int_equal(file_map(object, &f), 0);
    assert_null(elf_parse(&o, f.data, f.size));
    size_t section = elf_find_section(&o, ".text.g");
    assert_true(elf_reloc(&o, section, 0, &r));
    assert_string_equal(elf_line(&o, NULL, section, r.offset), xasprintf("%s:6", source));
    assert_string_equal(elf_line(&o, object, section, r.offset), xasprintf("%s:6", source));
    remove_tree(dir);
    struct elf_object plain = parse("elf/code.o");
    assert_null(elf_line(&plain, NULL, 1, 0));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_and_symbols), cmocka_unit_test(relocations),
        cmocka_unit_test(groups_retain_and_link_order), cmocka_unit_test(images_have_segments_and_build_id),
        cmocka_unit_test(slim_lto_is_seen), cmocka_unit_test(foreign_files_are_named),
        cmocka_unit_test(damage_is_found), cmocka_unit_test(bad_relocations_are_refused_when_read),
        cmocka_unit_test(archives), cmocka_unit_test(written_archives_are_read_by_binutils),
        cmocka_unit_test(damaged_archives_give_messages), cmocka_unit_test(lines_come_from_debug_information),
    };
    if (argc < 2)
        fatal(EXIT_USAGE, NULL, "usage: unit_elf CORPUS");
    corpus = argv[1];
    return cmocka_run_group_tests_name("elf", tests, NULL, NULL);
}
