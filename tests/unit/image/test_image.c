// SPDX-License-Identifier: MIT
// Unit tests of room image: the packed root filesystem, the checks on an image, the multiboot form.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf/elf.h"
#include "image/image.h"
#include "uk/abi.h"
#include "uk/rootfs.h"

static const char *include_dir; // libos/include/uk

// The root filesystem -------------------------------------------------------------------------------------------------

static char *sample_tree(void)
{
    char *dir = temp_dir();
    char *big = xcalloc(1, UK_ROOTFS_PAGED + 5);
    memset(big, 'b', UK_ROOTFS_PAGED + 5);
    make_dirs(path_join(dir, "etc/empty"));
    file_write(path_join(dir, "etc/motd"), "hello", 5, NULL);
    file_write(path_join(dir, "big"), big, UK_ROOTFS_PAGED + 5, NULL);
    file_write(path_join(dir, "a.txt"), "", 0, NULL);
    assert_int_equal(symlink("etc/motd", path_join(dir, "link")), 0);
    assert_int_equal(chmod(path_join(dir, "a.txt"), 0640), 0);
    free(big);
    return dir;
}

static const struct uk_rootfs_node *node_at(const buf_t *b, uint32_t i)
{
    return (const struct uk_rootfs_node *)(b->s + sizeof(struct uk_rootfs_header)) + i;
}

static const struct uk_rootfs_node *lookup(const buf_t *b, uint32_t dir, const char *name)
{
    const struct uk_rootfs_node *d = node_at(b, dir);
    for (uint32_t i = 0; i < d->size; i++)
        if (!strcmp(b->s + node_at(b, (uint32_t)d->data + i)->name, name))
            return node_at(b, (uint32_t)d->data + i);
    return NULL;
}

static void packs_files_links_and_folders(void **state)
{
    (void)state;
    buf_t b = {0};
    rootfs_pack(sample_tree(), &b);
    const struct uk_rootfs_header *h = (const struct uk_rootfs_header *)b.s;
    assert_memory_equal(h->magic, UK_ROOTFS_MAGIC, 8);
    assert_int_equal(h->size, b.len);
    assert_int_equal(h->count, 7);
    const struct uk_rootfs_node *root = node_at(&b, 0), *file = lookup(&b, 0, "a.txt"), *link = lookup(&b, 0, "link");
    assert_true(S_ISDIR(root->mode));
    assert_int_equal(root->size, 4);
    assert_string_equal(b.s + root->name, "");
    assert_int_equal(file->mode, S_IFREG | 0640);
    assert_int_equal(file->size, 0);
    assert_true(S_ISLNK(link->mode));
    assert_string_equal(b.s + link->data, "etc/motd");
    assert_int_equal(link->size, 8);
    const struct uk_rootfs_node *etc = lookup(&b, 0, "etc");
    uint32_t number = (uint32_t)(etc - node_at(&b, 0));
    const struct uk_rootfs_node *motd = lookup(&b, number, "motd"), *empty = lookup(&b, number, "empty");
    assert_memory_equal(b.s + motd->data, "hello", 5);
    assert_true(S_ISDIR(empty->mode));
    assert_int_equal(empty->size, 0);
}

static void aligns_data_and_sorts_names(void **state)
{
    (void)state;
    buf_t b = {0};
    rootfs_pack(sample_tree(), &b);
    const struct uk_rootfs_node *big = lookup(&b, 0, "big");
    assert_int_equal(big->data % UK_ROOTFS_PAGE, 0);
    assert_int_equal(b.s[big->data + big->size - 1], 'b');
    for (uint64_t i = big->data + big->size; i % UK_ROOTFS_PAGE; i++)
        assert_int_equal(b.s[i], 0);
    const struct uk_rootfs_node *root = node_at(&b, 0);
    for (uint32_t i = 1; i < root->size; i++)
        assert_true(strcmp(b.s + node_at(&b, (uint32_t)root->data + i - 1)->name,
                           b.s + node_at(&b, (uint32_t)root->data + i)->name) < 0);
}

static void equal_trees_give_equal_bytes(void **state)
{
    (void)state;
    buf_t a = {0}, b = {0};
    rootfs_pack(sample_tree(), &a);
    rootfs_pack(sample_tree(), &b);
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.s, b.s, a.len);
}

// Checks --------------------------------------------------------------------------------------------------------------

struct image {
    Elf64_Ehdr header;
    Elf64_Phdr segments[4]; // R with the note, RX, RW, the note
    struct { Elf64_Nhdr header; char name[4]; uint32_t entry; } note;
};

static struct image sound_image(void)
{
    struct image i = { .header = { .e_type = ET_EXEC, .e_machine = EM_X86_64, .e_version = EV_CURRENT,
                                   .e_ehsize = sizeof(Elf64_Ehdr),
                                   .e_phoff = offsetof(struct image, segments), .e_phentsize = sizeof(Elf64_Phdr),
                                       .e_phnum = 4 } };
    memcpy(i.header.e_ident, ELFMAG, SELFMAG);
    i.header.e_ident[EI_CLASS] = ELFCLASS64;
    i.header.e_ident[EI_DATA] = ELFDATA2LSB;
    i.header.e_ident[EI_VERSION] = EV_CURRENT;
    i.segments[0] = (Elf64_Phdr){ .p_type = PT_LOAD, .p_flags = PF_R, .p_vaddr = 0x100000, .p_filesz = sizeof i,
                                  .p_memsz = sizeof i };
    i.segments[1] = (Elf64_Phdr){ .p_type = PT_LOAD, .p_flags = PF_R | PF_X, .p_vaddr = 0x101000, .p_filesz = 16,
                                  .p_memsz = 16 };
    i.segments[2] = (Elf64_Phdr){ .p_type = PT_LOAD, .p_flags = PF_R | PF_W, .p_vaddr = 0x102000, .p_memsz = 0x1000 };
    i.segments[3] = (Elf64_Phdr){ .p_type = PT_NOTE, .p_flags = PF_R, .p_offset = offsetof(struct image, note),
                                  .p_filesz = sizeof i.note, .p_memsz = sizeof i.note, .p_align = 4 };
    i.note.header = (Elf64_Nhdr){ .n_namesz = 4, .n_descsz = 4, .n_type = 18 };
    for (unsigned n = 0; n < 3; n++)
        i.segments[n].p_paddr = i.segments[n].p_vaddr;
    memcpy(i.note.name, "Xen", 4);
    i.note.entry = 0x101004;
    return i;
}

static void assert_wrong(struct image *i, const char *part)
{
    for (unsigned n = 0; n < 3; n++)
        i->segments[n].p_paddr = i->segments[n].p_vaddr;
    char *wrong = image_check((const uint8_t *)i, sizeof *i, "kvm");
    assert_non_null(wrong);
    if (!strstr(wrong, part))
        fail_msg("got: %s; wanted: %s", wrong, part);
}

static void accepts_a_sound_image(void **state)
{
    (void)state;
    struct image i = sound_image();
    assert_null(image_check((const uint8_t *)&i, sizeof i, "kvm"));
}

static void refuses_what_breaks_protection(void **state)
{
    (void)state;
    struct image i = sound_image();
    i.segments[1].p_flags |= PF_W;
    assert_wrong(&i, "written and executed");
    i = sound_image();
    i.segments[2].p_vaddr = 0x101800;
    assert_wrong(&i, "share a page");
    i = sound_image();
    i.segments[2].p_memsz = 1ull << 32;
    assert_wrong(&i, "above 2 GiB");
}

static void refuses_what_cannot_start(void **state)
{
    (void)state;
    struct image i = sound_image();
    i.note.header.n_type = 7;
    assert_wrong(&i, "entry note is missing");
    i = sound_image();
    i.note.entry = 0x102000;
    assert_wrong(&i, "not in executable memory");
    i = sound_image();
    i.segments[2].p_type = PT_DYNAMIC;
    assert_wrong(&i, "dynamic linker");
    i = sound_image();
    i.header.e_type = ET_REL;
    assert_wrong(&i, "no executable");
}

static void makes_a_multiboot_file(void **state)
{
    (void)state;
    struct image i = sound_image();
    buf_t out = {0};
    assert_null(image_multiboot((const uint8_t *)&i, sizeof i, &out));
    const Elf32_Ehdr *h = (const Elf32_Ehdr *)out.s;
    assert_int_equal(h->e_ident[EI_CLASS], ELFCLASS32);
    assert_int_equal(h->e_entry, 0x101004);
    assert_int_equal(h->e_phnum, 3);
    const Elf32_Phdr *p = (const Elf32_Phdr *)(out.s + h->e_phoff);
    for (unsigned n = 0; n < 3; n++) {
        assert_int_equal(p[n].p_paddr, i.segments[n].p_vaddr);
        assert_true(p[n].p_offset + p[n].p_filesz <= out.len);
    }
    assert_memory_equal(out.s + p[0].p_offset, &i, sizeof i);
    uint32_t magic = 0x1BADB002;
    assert_non_null(memmem(out.s, out.len, &magic, 4));
}

// The ABI notes -------------------------------------------------------------------------------------------------------

static void assert_note(const char *file, uint32_t flags)
{
    strv_t argv = {0};
    char *object = path_join(temp_dir(), "note.o");
    struct file f;
    struct elf_object o;
    struct elf_note note;
    strv_add(&argv, "as");
    strv_add(&argv, path_join(include_dir, file));
    strv_add(&argv, "-o");
    strv_add(&argv, object);
    assert_int_equal(proc_run(&argv), 0);
    assert_int_equal(file_map(object, &f), 0);
    assert_null(elf_parse(&o, f.data, f.size));
    assert_true(elf_find_note(&o, UK_NOTE_NAME, UK_NOTE_ABI, &note));
    struct uk_abi_note abi;
    assert_int_equal(note.desc_size, sizeof abi);
    memcpy(&abi, note.desc, sizeof abi);
    assert_int_equal(abi.version, UK_ABI_VERSION);
    assert_int_equal(abi.flags, flags);
}

static void notes_say_what_the_header_says(void **state)
{
    (void)state;
    assert_note("abi_note.s", UK_ABI_NO_RED_ZONE);
    assert_note("abi_note_nano.s", UK_ABI_NO_RED_ZONE | UK_ABI_LIBC_NANO);
}

static int clean_up(void **state)
{
    (void)state;
    cleanup_run();
    return 0;
}

int main(int argc, char **argv)
{
    include_dir = argc > 1 ? argv[1] : "libos/include/uk";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packs_files_links_and_folders), cmocka_unit_test(aligns_data_and_sorts_names),
        cmocka_unit_test(equal_trees_give_equal_bytes),  cmocka_unit_test(accepts_a_sound_image),
        cmocka_unit_test(refuses_what_breaks_protection), cmocka_unit_test(refuses_what_cannot_start),
        cmocka_unit_test(makes_a_multiboot_file),        cmocka_unit_test(notes_say_what_the_header_says),
    };
    return cmocka_run_group_tests(tests, NULL, clean_up);
}
