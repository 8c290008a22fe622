// SPDX-License-Identifier: MIT
// Unit tests of toolchain/run: the status channel, images, the boot block, QEMU's command line.
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "run/private.h"
#include "uk/abi.h"

// The status channel -------------------------------------------------------------------------------------------------

static struct status said(const char *text)
{
    struct status s = {0};
    for (; *text; text++) // byte by byte: a line may come in pieces
        status_feed(&s, text, 1);
    return s;
}

static void status_lines(void **state)
{
    (void)state;
    struct status s = said("exit 42\n");
    assert_int_equal(s.ending, END_EXIT);
    assert_int_equal(s.number, 42);
    s = said("signal 15\n");
    assert_int_equal(s.ending, END_SIGNAL);
    assert_int_equal(s.number, 15);
    s = said("memory 1216\n");
    assert_int_equal(s.ending, END_MEMORY);
    assert_int_equal(s.number, 1216);
    s = said("input\n");
    assert_true(s.input);
    assert_int_equal(s.ending, END_SILENT);
    s = said("panic a b\nthread main\ntrace 0x1234\ntrace 0xffffffffffffffff\n");
    assert_int_equal(s.ending, END_PANIC);
    assert_string_equal(s.text, "a b");
    assert_string_equal(s.thread, "main");
    assert_int_equal(s.traces, 2);
    assert_true(s.trace[0] == 0x1234 && s.trace[1] == UINT64_MAX);
}

static void status_of_nonsense(void **state)
{
    (void)state;
    static const char *const nothing[] = {
        "exit 42", "exit 256\n", "exit -1\n", "exit\n", "exit \n", "exit 1x\n", "exit  1\n", "signal 128\n",
        " exit 1\n", "\n", "trace 1234\n", "trace 0x\n", "trace 0x12345678901234567\n", "memory 99999999999999999999\n", "exit 0x1\n",
    };
    for (size_t i = 0; i < COUNT(nothing); i++) {
        struct status s = said(nothing[i]);
        assert_int_equal(s.ending, END_SILENT);
        assert_int_equal(s.traces, 0);
    }
}

static void status_keeps_the_first_ending_but_shows_a_panic(void **state)
{
    (void)state;
    struct status s = said("exit 3\nexit 4\n");
    assert_int_equal(s.number, 3);
    s = said("exit 3\npanic oh\n");
    assert_int_equal(s.ending, END_PANIC);
    s = said("panic one\npanic two\nexit 0\n");
    assert_int_equal(s.ending, END_PANIC);
    assert_string_equal(s.text, "one");
}

static void status_survives_any_bytes(void **state)
{
    (void)state;
    static struct status s;
    srand(1);
    for (int i = 0; i < 200000; i++) {
        char c = (char)(rand() % 8 ? rand() : "exit 1\npanic \ntrace 0x7\n"[rand() % 24]);
        status_feed(&s, &c, 1);
    }
    char *line = xmalloc(5000);
    memset(line, 'x', 5000);
    memcpy(line, "panic ", 6);
    s = (struct status){0};
    status_feed(&s, line, 5000);
    status_feed(&s, "\n", 1);
    assert_int_equal(s.ending, END_PANIC);
    assert_true(strlen(s.text) < sizeof s.text);
    s = (struct status){0};
    for (int i = 0; i < 3 * TRACE_MAX; i++)
        status_feed(&s, "trace 0x1\n", 10);
    assert_int_equal(s.traces, TRACE_MAX);
    status_feed(&s, "panic \x1b[2J\n", 11); // nothing may reach the terminal's escape codes
    assert_string_equal(s.text, "?[2J");
}

// Images -------------------------------------------------------------------------------------------------------------

// An ELF with one segment of notes: a build-id and a plan.
struct small_image {
    Elf64_Ehdr ehdr;
    Elf64_Phdr phdr[2];
    struct {
        Elf64_Nhdr head;
        char name[4];
        uint8_t id[8];
    } build_id;
    struct {
        Elf64_Nhdr head;
        char name[8];
        char text[24];
    } plan;
};

static struct small_image small_image(void)
{
    struct small_image m = {
        .ehdr = { .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT }, .e_type = ET_EXEC,
                  .e_machine = EM_X86_64, .e_phoff = offsetof(struct small_image, phdr), .e_phnum = 2,
                  .e_phentsize = sizeof(Elf64_Phdr) },
        .phdr = { { .p_type = PT_NOTE, .p_offset = offsetof(struct small_image, build_id),
                    .p_filesz = sizeof m - offsetof(struct small_image, build_id), .p_align = 4 },
                  { .p_type = PT_LOAD, .p_offset = 0, .p_filesz = sizeof m, .p_paddr = 0x100000, .p_memsz = 0x5000 } },
        .build_id = { { 4, 8, NT_GNU_BUILD_ID }, "GNU", { 0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4 } },
        .plan = { { 6, 18, UK_NOTE_PLAN }, "uk-cc", "target kvm\nplan 12\n" },
    };
    return m;
}

static char *dir;

static const char *read_bytes(const void *bytes, size_t size, struct image *image)
{
    const char *hint, *path = path_join(dir, "image");
    file_write(path, bytes, size, NULL);
    return image_read(path, image, &hint);
}

static void images_are_recognised(void **state)
{
    (void)state;
    struct image image;
    struct small_image m = small_image();
    assert_null(read_bytes(&m, sizeof m, &image));
    assert_string_equal(image.target, "kvm");
    assert_string_equal(image.build_id, "deadbeef01020304");
    assert_int_equal(image.end, 0x105000);
    assert_false(image.has_symbols);
    m.ehdr.e_machine = EM_AARCH64;
    assert_non_null(strstr(read_bytes(&m, sizeof m, &image), "another processor"));
    m = small_image();
    m.plan.head.n_type = 77;
    assert_non_null(strstr(read_bytes(&m, sizeof m, &image), "not an image of uk-cc"));
    m = small_image();
    memcpy(m.plan.text, "nonsense\n", 9);
    assert_non_null(strstr(read_bytes(&m, sizeof m, &image), "does not understand"));
}

static void cut_images_are_refused(void **state)
{
    (void)state;
    struct image image;
    struct small_image m = small_image();
    for (size_t size = 0; size < sizeof m; size++)
        assert_non_null(read_bytes(&m, size, &image));
}

static void damaged_images_are_read_safely(void **state)
{
    (void)state;
    srand(2);
    for (int round = 0; round < 3000; round++) {
        struct image image;
        struct small_image m = small_image();
        for (int i = rand() % 4; i >= 0; i--)
            ((uint8_t *)&m)[16 + rand() % (int)(sizeof m - 16)] = (uint8_t)(rand() % 3 ? rand() : 255);
        const char *wrong = read_bytes(&m, sizeof m, &image);
        assert_true(wrong || memchr(image.target, 0, sizeof image.target));
    }
}

// The boot block -----------------------------------------------------------------------------------------------------

// The types of the records in the block that a run in place gets, one bit each; the first is the status channel's, where
// there is one.
static unsigned block_of(enum place place)
{
    struct options o = { .image = "some/dir/app", .place = place };
    strv_add(&o.args, "");
    strv_add(&o.args, "two words");
    strv_add(&o.env, "A=1");
    buf_t block = {0};
    block_build(&o, &block);
    struct uk_boot_header head;
    memcpy(&head, block.s, sizeof head);
    assert_string_equal(head.magic, UK_BOOT_MAGIC);
    assert_int_equal(head.size, block.len);
    buf_t strings = {0};
    size_t at = sizeof head;
    unsigned seen = 0;
    for (uint32_t i = 0; i < head.count; i++) {
        struct uk_boot_record r;
        memcpy(&r, block.s + at, sizeof r);
        seen |= 1u << r.type;
        assert_true(i == 0 || r.type != UK_BOOT_STATUS);
        assert_true(r.type != UK_BOOT_SEED || r.length == 32);
        if (r.type == UK_BOOT_ARG || r.type == UK_BOOT_ENV)
            buf_add(&strings, block.s + at + sizeof r, r.length);
        at += sizeof r + ((r.length + 7) & ~7u);
    }
    assert_int_equal(at, block.len);
    assert_int_equal(strings.len, sizeof "app\0\0two words\0A=1");
    assert_memory_equal(strings.s, "app\0\0two words\0A=1", strings.len);
    return seen & ~(1u << UK_BOOT_WINSIZE); // it depends on who looks
}

static void boot_block_follows_its_grammar(void **state)
{
    (void)state;
    unsigned all = 1u << UK_BOOT_ARG | 1u << UK_BOOT_ENV | 1u << UK_BOOT_SEED | 1u << UK_BOOT_CONSOLE | 1u << UK_BOOT_TIME;
    assert_int_equal(block_of(PLACE_MACHINE), all | 1u << UK_BOOT_STATUS);
    assert_int_equal(block_of(PLACE_DOM0), all | 1u << UK_BOOT_STATUS | 1u << UK_BOOT_UART);
    assert_int_equal(block_of(PLACE_DOMU), all); // its channels are Xen's own
}

// QEMU ---------------------------------------------------------------------------------------------------------------

static void qemu_gets_what_was_asked(void **state)
{
    (void)state;
    struct options o = { .image = "a b", .machine = MACHINE_Q35, .accel = ACCEL_TCG, .mem_kib = 2048, .cpu = "qemu64",
                         .gdb_socket = -1 };
    struct wiring wires = { .console = 7, .status = 8, .qmp = 9, .block = 10 };
    strv_t argv = {0};
    qemu_plan(&o, &wires, &argv);
    assert_string_equal(proc_line(&argv),
        "qemu-system-x86_64 -no-user-config -nodefaults -no-reboot -display none -machine q35,accel=tcg -cpu qemu64 -m 2048K "
        "-kernel 'a b' -chardev socket,id=console,fd=7 -serial chardev:console -chardev socket,id=status,fd=8 "
        "-device isa-debugcon,iobase=0x402,chardev=status -device isa-debug-exit,iobase=0x501 "
        "-chardev socket,id=monitor,fd=9 -mon chardev=monitor,mode=control -initrd /dev/fd/10");
}

static void memory_for_block_and_firmware(void **state)
{
    (void)state;
    assert_int_equal(qemu_mem_needed(MACHINE_MICROVM, 4096, 0x100001, 1), 1024 + 4 + 4);
    assert_int_equal(qemu_mem_needed(MACHINE_Q35, 1200, 0x100000, 1), 1024 + 4 + 160);
    assert_int_equal(qemu_mem_needed(MACHINE_Q35, 1400, 0x100000, 1), 1024 + 4 + 400);
    assert_int_equal(qemu_mem_needed(MACHINE_PC, 1200, 0x200000, 1), 2048 + 4 + 400);
}

static int make_dir(void **state)
{
    (void)state;
    dir = temp_dir();
    return 0;
}

static int drop_dir(void **state)
{
    (void)state;
    remove_tree(dir);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_lines), cmocka_unit_test(status_of_nonsense),
        cmocka_unit_test(status_keeps_the_first_ending_but_shows_a_panic), cmocka_unit_test(status_survives_any_bytes),
        cmocka_unit_test(images_are_recognised), cmocka_unit_test(cut_images_are_refused),
        cmocka_unit_test(damaged_images_are_read_safely), cmocka_unit_test(boot_block_follows_its_grammar),
        cmocka_unit_test(qemu_gets_what_was_asked), cmocka_unit_test(memory_for_block_and_firmware),
    };
    return cmocka_run_group_tests_name("run", tests, make_dir, drop_dir);
}
