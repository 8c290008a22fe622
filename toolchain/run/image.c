// SPDX-License-Identifier: MIT
// Recognises images by their ELF headers and notes, and finds the debug information that belongs to one.
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "run/private.h"
#include "uk/abi.h"

// The part [offset, offset+size) of the file, NULL if it is not wholly inside.
static const void *part(const struct file *f, uint64_t offset, uint64_t size)
{
    return offset <= f->size && size <= f->size - offset ? f->data + offset : NULL;
}

// Copies program header i; false if there is none.
static bool program_header(const struct file *f, unsigned i, Elf64_Phdr *out)
{
    Elf64_Ehdr ehdr;
    memcpy(&ehdr, f->data, sizeof ehdr);
    if (i >= ehdr.e_phnum || ehdr.e_phentsize != sizeof *out || ehdr.e_phoff > f->size)
        return false;
    const void *at = part(f, ehdr.e_phoff + (uint64_t)i * sizeof *out, sizeof *out);
    if (at)
        memcpy(out, at, sizeof *out);
    return at;
}

static bool section_header(const struct file *f, unsigned i, Elf64_Shdr *out)
{
    Elf64_Ehdr ehdr;
    memcpy(&ehdr, f->data, sizeof ehdr);
    if (i >= ehdr.e_shnum || ehdr.e_shentsize != sizeof *out || ehdr.e_shoff > f->size)
        return false;
    const void *at = part(f, ehdr.e_shoff + (uint64_t)i * sizeof *out, sizeof *out);
    if (at)
        memcpy(out, at, sizeof *out);
    return at;
}

// Finds a note by name and type among count bytes at data (ELF gABI, Note Section). Its descriptor, or NULL.
static const uint8_t *find_note(const uint8_t *data, size_t count, size_t align, const char *name, uint32_t type,
                                size_t *size)
{
    align = align == 8 ? 8 : 4;
    size_t pos = 0;
    while (count - pos >= sizeof(Elf64_Nhdr)) {
        Elf64_Nhdr head;
        memcpy(&head, data + pos, sizeof head);
        uint64_t desc = pos + sizeof head + (((uint64_t)head.n_namesz + align - 1) & -align);
        uint64_t next = desc + (((uint64_t)head.n_descsz + align - 1) & -align);
        if (desc + head.n_descsz > count)
            return NULL;
        if (head.n_type == type && head.n_namesz == strlen(name) + 1 &&
            !memcmp(data + pos + sizeof head, name, head.n_namesz)) {
            *size = head.n_descsz;
            return data + desc;
        }
        if (next >= count)
            return NULL;
        pos = (size_t)next;
    }
    return NULL;
}

// The same in all note segments, and in all note sections (a debug file may have lost the contents of its segments).
static const uint8_t *file_note(const struct file *f, const char *name, uint32_t type, size_t *size)
{
    Elf64_Phdr segment;
    Elf64_Shdr section;
    const uint8_t *found = NULL, *data;
    for (unsigned i = 0; !found && program_header(f, i, &segment); i++)
        if (segment.p_type == PT_NOTE && (data = part(f, segment.p_offset, segment.p_filesz)))
            found = find_note(data, segment.p_filesz, segment.p_align, name, type, size);
    for (unsigned i = 0; !found && section_header(f, i, &section); i++)
        if (section.sh_type == SHT_NOTE && (data = part(f, section.sh_offset, section.sh_size)))
            found = find_note(data, section.sh_size, section.sh_addralign, name, type, size);
    return found;
}

static bool is_elf64(const struct file *f)
{
    return f->size >= sizeof(Elf64_Ehdr) && !memcmp(f->data, ELFMAG, SELFMAG) && f->data[EI_CLASS] == ELFCLASS64 &&
           f->data[EI_DATA] == ELFDATA2LSB;
}

static void read_build_id(const struct file *f, char hex[65])
{
    size_t size;
    const uint8_t *id = file_note(f, "GNU", NT_GNU_BUILD_ID, &size);
    hex[0] = '\0';
    for (size_t i = 0; id && i < size && i < 32; i++)
        sprintf(hex + 2 * i, "%02x", id[i]);
}

static bool has_section_type(const struct file *f, uint32_t type)
{
    Elf64_Shdr section;
    for (unsigned i = 0; section_header(f, i, &section); i++)
        if (section.sh_type == type)
            return true;
    return false;
}

// What is wrong with the ELF file as such, NULL if nothing.
static const char *check_header(const struct file *f, const char **hint)
{
    if (f->size < SELFMAG || memcmp(f->data, ELFMAG, SELFMAG))
        return "not an image: not an ELF file";
    *hint = "what uk-cc image --format multiboot makes is for other loaders: run the image it was made from";
    if (f->size > EI_CLASS && f->data[EI_CLASS] == ELFCLASS32)
        return "a 32-bit ELF file";
    *hint = NULL;
    if (!is_elf64(f))
        return f->size < sizeof(Elf64_Ehdr) ? "a truncated ELF file"
                                            : "not an image of uk-cc: not a 64-bit x86 ELF file";
    Elf64_Ehdr ehdr;
    memcpy(&ehdr, f->data, sizeof ehdr);
    if (ehdr.e_machine != EM_X86_64)
        return "an ELF file for another processor";
    *hint = "uk-cc FILE.o -o IMAGE links it";
    if (ehdr.e_type == ET_REL)
        return "an object file, not an image";
    *hint = NULL;
    Elf64_Phdr segment;
    unsigned i = 0;
    for (; program_header(f, i, &segment); i++)
        if (segment.p_type == PT_LOAD && !part(f, segment.p_offset, segment.p_filesz))
            return "truncated: a segment goes beyond its end";
    return i < ehdr.e_phnum ? "truncated: its program headers go beyond its end" : NULL;
}

static uint64_t end_in_memory(const struct file *f)
{
    Elf64_Phdr segment;
    uint64_t end = 0;
    for (unsigned i = 0; program_header(f, i, &segment); i++)
        if (segment.p_type == PT_LOAD && segment.p_paddr < UINT32_MAX && segment.p_memsz < UINT32_MAX &&
            segment.p_paddr + segment.p_memsz > end)
            end = segment.p_paddr + segment.p_memsz;
    return end;
}

// The plan note's first line is "target NAME".
static const char *read_target(const struct file *f, struct image *image)
{
    size_t size;
    const char *text = (const char *)file_note(f, UK_NOTE_NAME, UK_NOTE_PLAN, &size);
    if (!text)
        return "an ELF program, but not an image of uk-cc";
    size_t length = 0;
    while (length < size && text[length] != '\n' && text[length])
        length++;
    if (length <= 7 || memcmp(text, "target ", 7) || length - 7 >= sizeof image->target)
        return "an image with a plan note that this uk-cc does not understand";
    memcpy(image->target, text + 7, length - 7);
    image->target[length - 7] = '\0';
    return NULL;
}

const char *image_read(const char *path, struct image *image, const char **hint)
{
    struct file f;
    *image = (struct image){ .path = path };
    *hint = NULL;
    int error = file_map(path, &f);
    if (error)
        return xasprintf("cannot be read: %s", strerror(-error));
    const char *wrong = check_header(&f, hint);
    if (!wrong && (wrong = read_target(&f, image)))
        *hint = "build it with uk-cc, or make CC=uk-cc";
    if (!wrong) {
        read_build_id(&f, image->build_id);
        image->end = end_in_memory(&f);
        image->has_symbols = has_section_type(&f, SHT_SYMTAB);
    }
    file_unmap(&f);
    return wrong;
}

static bool same_build(const char *path, const struct image *image)
{
    struct file f;
    if (file_map(path, &f))
        return false;
    char id[65] = "";
    if (is_elf64(&f))
        read_build_id(&f, id);
    file_unmap(&f);
    return id[0] && !strcmp(id, image->build_id);
}

char *image_debug_file(const struct image *image, const char **why)
{
    char *beside = xasprintf("%s.debug", image->path);
    *why = NULL;
    if (same_build(beside, image))
        return beside;
    const char *roots[] = { getenv("UK_DEBUG_DIR"), path_join(dir_name(image->path), ".debug"), "/usr/lib/debug" };
    for (size_t i = 0; image->build_id[0] && i < COUNT(roots); i++) {
        char *path = xasprintf("%s/.build-id/%.2s/%s.debug", roots[i], image->build_id, image->build_id + 2);
        if (roots[i] && same_build(path, image))
            return path;
    }
    if (image->has_symbols)
        return xstrdup(image->path);
    *why = file_exists(beside) ? xasprintf("%s belongs to another build", beside) : xasprintf("there is no %s", beside);
    return NULL;
}
