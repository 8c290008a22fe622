// SPDX-License-Identifier: MIT
// Makes an ELF32 file for multiboot 1 loaders out of an ELF64 image (Multiboot Specification 0.6.96, section 3.1).
//
// The loader finds the multiboot header in the first 8192 bytes of the file, loads the ELF32 program headers and jumps
// to e_entry in 32-bit protected mode. The image's own header (in its rodata, magic 0x1BADB002) and its 32-bit entry
// are used, so the code is the same as for PVH.
#include <elf.h>
#include <string.h>

#include "elf/elf.h"
#include "image/image.h"

#define MULTIBOOT_MAGIC 0x1BADB002u
#define MULTIBOOT_SEARCH 8192
#define ENTRY_NOTE_TYPE 18 // XEN_ELFNOTE_PHYS32_ENTRY: also the entry for multiboot, which starts the CPU the same way

// Offset of a valid header in the first 8192 bytes; -1 if there is none.
static long find_header(const uint8_t *data, size_t size)
{
    size_t limit = size < MULTIBOOT_SEARCH ? size : MULTIBOOT_SEARCH;
    for (size_t i = 0; i + 12 <= limit; i += 4) {
        uint32_t words[3];
        memcpy(words, data + i, sizeof words);
        if (words[0] == MULTIBOOT_MAGIC && words[0] + words[1] + words[2] == 0)
            return (long)i;
    }
    return -1;
}

static size_t count_loads(const struct elf_object *o)
{
    size_t count = 0;
    for (size_t i = 0; i < o->segment_count; i++)
        count += o->segments[i].type == PT_LOAD && o->segments[i].mem_size > 0;
    return count;
}

static Elf32_Ehdr file_header(uint32_t entry, size_t loads)
{
    Elf32_Ehdr h = { .e_type = ET_EXEC, .e_machine = EM_386, .e_version = EV_CURRENT, .e_entry = entry,
                     .e_phoff = sizeof(Elf32_Ehdr), .e_ehsize = sizeof(Elf32_Ehdr), .e_phentsize = sizeof(Elf32_Phdr),
                     .e_phnum = (Elf32_Half)loads };
    memcpy(h.e_ident, ELFMAG, SELFMAG);
    h.e_ident[EI_CLASS] = ELFCLASS32;
    h.e_ident[EI_DATA] = ELFDATA2LSB;
    h.e_ident[EI_VERSION] = EV_CURRENT;
    return h;
}

// Headers, the multiboot header right behind them (it must lie early; in the image it may lie anywhere), then the
// segments.
static void write_file(const struct elf_object *o, uint32_t entry, buf_t *out)
{
    size_t loads = count_loads(o), start = out->len;
    Elf32_Ehdr header = file_header(entry, loads);
    // flags: aligned modules, memory information
    uint32_t multiboot[3] = { MULTIBOOT_MAGIC, 3, 0u - MULTIBOOT_MAGIC - 3 };
    size_t at = (sizeof header + loads * sizeof(Elf32_Phdr) + sizeof multiboot + 15) / 16 * 16;
    buf_add(out, &header, sizeof header);
    for (size_t i = 0; i < o->segment_count; i++) {
        const struct elf_segment *s = &o->segments[i];
        if (s->type != PT_LOAD || !s->mem_size)
            continue;
        Elf32_Phdr p = { .p_type = PT_LOAD, .p_offset = (Elf32_Off)at, .p_vaddr = (Elf32_Addr)s->addr,
                         .p_paddr = (Elf32_Addr)s->addr, .p_filesz = (Elf32_Word)s->file_size,
                         .p_memsz = (Elf32_Word)s->mem_size, .p_flags = s->flags, .p_align = 1 };
        buf_add(out, &p, sizeof p);
        at = (at + s->file_size + 15) / 16 * 16;
    }
    buf_add(out, multiboot, sizeof multiboot);
    for (size_t i = 0; i < o->segment_count; i++) {
        const struct elf_segment *s = &o->segments[i];
        if (s->type != PT_LOAD || !s->mem_size)
            continue;
        while ((out->len - start) % 16)
            buf_add(out, "", 1);
        buf_add(out, s->data, s->file_size);
    }
}

static char *convert(const struct elf_object *o, buf_t *out)
{
    struct elf_note note;
    uint32_t entry;
    if (!elf_find_note(o, "Xen", ENTRY_NOTE_TYPE, &note) || note.desc_size < sizeof entry)
        return xstrdup("it is no image for the target kvm");
    memcpy(&entry, note.desc, sizeof entry);
    write_file(o, entry, out);
    return find_header((const uint8_t *)out->s, out->len) < 0 ? xstrdup("it has too many segments") : NULL;
}

char *image_multiboot(const uint8_t *data, size_t size, buf_t *out)
{
    struct elf_object o;
    char *wrong = elf_parse(&o, data, size);
    if (wrong)
        return wrong;
    wrong = convert(&o, out);
    elf_free(&o);
    return wrong;
}
