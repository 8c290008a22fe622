// SPDX-License-Identifier: MIT
// What live functions need through .eh_frame: their exception tables and personality routines.
//
// ld never follows .eh_frame itself, which refers to every function; but once a function lives, it marks what the
// function's FDE and that FDE's CIE refer to (binutils, _bfd_elf_gc_mark_fdes). Plain C has no such references: then
// the list made here is empty. Format: Linux Standard Base, "Exception Frames".
#include <string.h>

#include "solve/mark.h"

// An entry of .eh_frame: a CIE, or an FDE with the CIE it belongs to.
struct entry {
    uint64_t start, end, cie; // cie: offset of the CIE, UINT64_MAX in a CIE
};

static uint32_t word_at(const struct elf_section *s, uint64_t at)
{
    uint32_t word;
    memcpy(&word, s->data + at, sizeof word);
    return word;
}

// Reads the entry at `at`. False at the end, at 64-bit entries (which no compiler makes) and where it is damaged.
static bool read_entry(const struct elf_section *s, uint64_t at, struct entry *e)
{
    if (!s->data || s->size < 8 || at > s->size - 8)
        return false;
    uint32_t length = word_at(s, at), id = word_at(s, at + 4);
    if (length < 4 || length == UINT32_MAX || length > s->size - at - 4 || id > at + 4)
        return false;
    *e = (struct entry){ .start = at, .end = at + 4 + length, .cie = id ? at + 4 - id : UINT64_MAX };
    return true;
}

// The first relocation at or after an offset; they stand in ascending order.
static size_t reloc_from(const struct elf_object *e, uint32_t section, uint64_t offset)
{
    size_t low = 0, high = elf_reloc_count(e, section);
    struct elf_reloc r;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (elf_reloc(e, section, middle, &r) && r.offset < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// Adds the relocations between two offsets to what the function's section needs.
static void add_needs(struct object *o, uint32_t function, uint64_t from, uint64_t to)
{
    struct elf_reloc r;
    for (size_t i = reloc_from(&o->elf, o->unwind, from); elf_reloc(&o->elf, o->unwind, i, &r) && r.offset < to; i++)
        vec_push(&o->unwind_needs, ((struct unwind_need){ function, i }));
}

// The function's section: what the first address field of an FDE, after length and CIE pointer, refers to.
static uint32_t function_of(const struct object *o, const struct entry *fde)
{
    struct elf_reloc r;
    size_t i = reloc_from(&o->elf, o->unwind, fde->start + 8);
    return elf_reloc(&o->elf, o->unwind, i, &r) && r.offset == fde->start + 8 ? o->elf.symbols[r.symbol].section : 0;
}

void read_unwind(struct object *o)
{
    const struct elf_section *s = &o->elf.sections[o->unwind];
    struct entry e;
    for (uint64_t at = 0; read_entry(s, at, &e); at = e.end) {
        uint32_t function = e.cie == UINT64_MAX ? 0 : function_of(o, &e);
        struct entry cie;
        if (!function)
            continue;
        add_needs(o, function, e.start + 9, e.end);
        if (read_entry(s, e.cie, &cie) && cie.cie == UINT64_MAX)
            add_needs(o, function, cie.start, cie.end);
    }
}
