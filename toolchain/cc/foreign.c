// SPDX-License-Identifier: MIT
// Looks at the application's objects before the link: the ABI note that uk-cc's assembler input leaves in every object,
// and what objects without it (made by another compiler) would break.
#include <string.h>

#include "cc/private.h"
#include "elf/elf.h"
#include "uk/abi.h"

// Does the code hold an access below the stack pointer (a red zone)? Looks for the encodings that compilers use: an
// opcode that moves or calculates with a ModRM byte for [rsp + disp8], a SIB byte for rsp alone, and a negative
// displacement (Intel SDM volume 2, table 2-3). LEA is left out: it only calculates. Data between functions may look
// like code, so this is good for a warning only.
static bool uses_red_zone(const uint8_t *code, uint64_t size)
{
    static const uint8_t opcodes[] = { 0x01, 0x03, 0x29, 0x2b, 0x31, 0x33, 0x39, 0x3b, 0x63, 0x83,
                                       0x88, 0x89, 0x8a, 0x8b, 0xc6, 0xc7, 0xdb, 0xdd };
    static const uint8_t after_0f[] = { 0x10, 0x11, 0x28, 0x29, 0x6f, 0x7f, 0xb6, 0xb7, 0xbe, 0xbf, 0xd6 };
    for (uint64_t i = 2; i + 2 < size; i++) {
        if ((code[i] & 0xc7) != 0x44 || code[i + 1] != 0x24 || code[i + 2] < 0x80)
            continue;
        bool two_bytes = code[i - 2] == 0x0f;
        if (memchr(two_bytes ? after_0f : opcodes, code[i - 1], two_bytes ? sizeof after_0f : sizeof opcodes))
            return true;
    }
    return false;
}

// The name of the first function that uses a red zone, or NULL.
static const char *red_zone_user(const struct elf_object *o)
{
    for (size_t i = 1; i < o->symbol_count; i++) {
        const struct elf_symbol *s = &o->symbols[i];
        if (s->type != STT_FUNC || !s->section)
            continue;
        const struct elf_section *section = &o->sections[s->section];
        if (!section->data || s->value > section->size || s->size > section->size - s->value)
            continue;
        if (uses_red_zone(section->data + s->value, s->size))
            return s->name;
    }
    return NULL;
}

static void check_note(const char *name, const struct elf_note *note, const char *libc)
{
    struct uk_abi_note abi;
    if (note->desc_size != sizeof abi)
        fatal(EXIT_USER, "compile it again", "%s: its ABI note is damaged", name);
    memcpy(&abi, note->desc, sizeof abi);
    if (abi.version != UK_ABI_VERSION)
        fatal(EXIT_USER, "compile it again", "%s was made by a uk-cc with ABI version %u, this one has version %u",
              name,
              abi.version, UK_ABI_VERSION);
    if (!(abi.flags & UK_ABI_LIBC_NANO) != !!strcmp(libc, "nano"))
        fatal(EXIT_USER, "give the same --uk-config and --uk-set to every compilation and to the link",
              "%s was compiled for %s, and is linked with newlib %s: their structures differ", name,
              abi.flags & UK_ABI_LIBC_NANO ? "newlib nano" : "newlib full or small", libc);
}

static void check_object(const char *name, const uint8_t *data, size_t size, const char *libc)
{
    struct elf_object o;
    struct elf_note note;
    if (!elf_is(data, size))
        return;
    char *wrong = elf_parse(&o, data, size);
    if (wrong)
        fatal(EXIT_USER, NULL, "%s: %s", name, wrong);
    if (o.slim_lto)
        fatal(EXIT_USER, "compile it with -ffat-lto-objects",
              "%s holds no machine code, only the compiler's internal code "
              "(slim LTO)", name);
    if (elf_find_note(&o, UK_NOTE_NAME, UK_NOTE_ABI, &note))
        check_note(name, &note, libc);
    else {
        const char *function = red_zone_user(&o);
        if (function)
            warn("%s: %s() seems to use a red zone below the stack, which interrupts overwrite: compile it with uk-cc, "
                 "or with -mno-red-zone", name, function);
    }
    elf_free(&o);
}

static void check_archive(const char *path, const struct file *f, const char *libc)
{
    struct ar_archive a;
    char *wrong = ar_open(&a, f->data, f->size);
    if (wrong)
        fatal(EXIT_USER, NULL, "%s: %s", path, wrong);
    for (size_t i = 0; i < a.count; i++)
        if (a.members[i].data)
            check_object(xasprintf("%s(%s)", path, a.members[i].name), a.members[i].data, a.members[i].size, libc);
    ar_close(&a);
}

void foreign_check(const struct solve_input *inputs, size_t count, const char *libc)
{
    for (size_t i = 0; i < count; i++) {
        struct file f;
        if (file_map(inputs[i].path, &f))
            continue; // the solver reports what cannot be read
        if (ar_is(f.data, f.size))
            check_archive(inputs[i].path, &f, libc);
        else
            check_object(inputs[i].shown ? inputs[i].shown : inputs[i].path, f.data, f.size, libc);
        file_unmap(&f);
    }
}
