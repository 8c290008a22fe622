// SPDX-License-Identifier: MIT
// Read-only views of ELF64 x86-64 files and of ar archives.
//
// Nothing is trusted: every offset, index and string is checked against the bytes given, so that a damaged file gives
// an error with a message, never a crash. A view points into the caller's bytes, which must outlive it; the bytes need
// no alignment (archive members lie at even offsets only). No function here prints or ends the program except for lack
// of memory. Messages are malloc()ed texts without a newline that say what is wrong but not in which file; the caller
// knows. References: System V ABI (gABI) chapters 4 and 5, AMD64 psABI section 4, "GNU ar" in binutils' bfd
// documentation.
#ifndef ELF_ELF_H
#define ELF_ELF_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/util.h"

#ifndef SHF_GNU_RETAIN
#define SHF_GNU_RETAIN (1 << 21)
#endif

// object.c -----------------------------------------------------------------------------------------------------------

struct elf_section {
    const char *name;
    const uint8_t *data; // size bytes; NULL for SHT_NOBITS
    uint64_t size;
    uint64_t flags; // SHF_*
    uint64_t addr;
    uint64_t align;
    uint32_t type; // SHT_*
    uint32_t link;
    uint32_t info;
    uint32_t group;       // index of the SHT_GROUP section that lists it, 0 if none
    uint32_t relocs;      // index of its SHT_RELA section, 0 if none
    uint32_t entry_size;
};

struct elf_symbol {
    const char *name; // "" for none; a section symbol (STT_SECTION) bears its section's name
    uint64_t value;   // offset in its section; the alignment, if common
    uint64_t size;
    uint32_t section;   // index; 0 if undefined, absolute or common
    uint16_t index;     // st_shndx: SHN_UNDEF, SHN_ABS, SHN_COMMON or any other value for "in a section"
    uint8_t bind;       // STB_*
    uint8_t type;       // STT_*
    uint8_t visibility; // STV_*
};

struct elf_reloc {
    uint64_t offset; // into the section it patches; checked to lie inside
    int64_t addend;
    uint32_t symbol; // index into symbols; checked
    uint32_t type;   // R_X86_64_*
};

struct elf_segment {
    const uint8_t *data; // file_size bytes
    uint64_t file_size, mem_size, addr, offset, align;
    uint32_t type, flags; // PT_*, PF_*
};

// One ELF file. Indices are those of the file: sections[0] and symbols[0] are the reserved null entries.
struct elf_object {
    const uint8_t *data;
    size_t size;
    uint16_t type; // ET_REL, ET_EXEC, ET_DYN
    uint64_t entry;
    struct elf_section *sections;
    size_t section_count;
    struct elf_symbol *symbols; // of .symtab; none in a stripped file
    size_t symbol_count;
    size_t first_global; // symbols before it are local
    struct elf_segment *segments;
    size_t segment_count;
    bool slim_lto; // holds compiler-internal code only (.gnu.lto_* sections, no machine code)
};

// Parses headers, sections, symbols, groups and segments. Relocations are checked when they are read. Returns NULL, or
// what is wrong (then *o is empty). A file that is no ELF64 little-endian x86-64 file gets a message that says what it
// is, as far as known.
char *elf_parse(struct elf_object *o, const uint8_t *data, size_t size);
void elf_free(struct elf_object *o);

// Does the data begin as any ELF file does?
bool elf_is(const uint8_t *data, size_t size);

size_t elf_reloc_count(const struct elf_object *o, size_t section);
// The n-th relocation of a section. False if the file is damaged there: symbol or offset out of range.
bool elf_reloc(const struct elf_object *o, size_t section, size_t n, struct elf_reloc *r);

// The relocation's distance into the section of its target symbol: the addend, corrected for PC-relative types, which
// count from the end of the instruction's field (so -4 stands for 0).
int64_t elf_reloc_addend(const struct elf_reloc *r);

// Members of a SHT_GROUP section, as section indices. Count 0 if group is not one.
size_t elf_group_count(const struct elf_object *o, size_t group);
uint32_t elf_group_member(const struct elf_object *o, size_t group, size_t n);
// The signature that makes two groups the same; NULL if it is no GRP_COMDAT group.
const char *elf_group_signature(const struct elf_object *o, size_t group);

size_t elf_find_section(const struct elf_object *o, const char *name); // the first of that name; 0 if none
// The function (STT_FUNC) that covers an offset of a section, NULL if none does.
const struct elf_symbol *elf_function_at(const struct elf_object *o, size_t section, uint64_t offset);

// note.c -------------------------------------------------------------------------------------------------------------

struct elf_note {
    const char *name; // NUL-terminated
    const uint8_t *desc;
    size_t desc_size;
    uint32_t type;
};

// Walks all notes of the file, of PT_NOTE segments if there are any, else of SHT_NOTE sections. Start with *cursor = 0;
// false at the end or where a note is damaged.
bool elf_next_note(const struct elf_object *o, uint64_t *cursor, struct elf_note *note);
bool elf_find_note(const struct elf_object *o, const char *name, uint32_t type, struct elf_note *note);
// The GNU build-id as hexadecimal digits (malloc()ed), NULL if there is none.
char *elf_build_id(const struct elf_object *o);

// archive.c ----------------------------------------------------------------------------------------------------------

struct ar_member {
    const char *name;    // as stored, without directory only if the archiver dropped it; of a thin archive: a path
                         // relative to the archive's folder; malloc()ed by the reader, freed by ar_close()
    const uint8_t *data; // NULL in a thin archive: the file must be mapped by the caller
    size_t size;
    size_t offset;       // of the member's header in the archive
    size_t origin;       // thin archives: where in the named file (an archive itself) the member's header lies; 0: whole file
};

struct ar_archive {
    bool thin;
    struct ar_member *members; // symbol index and name table left out
    size_t count;
};

bool ar_is(const uint8_t *data, size_t size); // begins with "!<arch>\n" or "!<thin>\n"
// Reads all member headers: System V/GNU long names ("/123"), BSD long names ("#1/20"). Returns NULL or what is wrong.
char *ar_open(struct ar_archive *a, const uint8_t *data, size_t size);
void ar_close(struct ar_archive *a);

// Writing: appends an archive with the given members (GNU format, no symbol index, no dates or owners).
void ar_write(buf_t *out, const struct ar_member *members, size_t count);

// line.c -------------------------------------------------------------------------------------------------------------

// "file:line" of an offset in a section of an object file (malloc()ed), as binutils' addr2line reads it from the debug
// information; NULL if there is none or addr2line is missing. path: the file that holds the object and nothing else;
// NULL: there is none, as for an archive member, and its bytes are written to a temporary file first. Slow (starts a
// process): for messages only.
char *elf_line(const struct elf_object *o, const char *path, size_t section, uint64_t offset);

#endif
