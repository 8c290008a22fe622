// SPDX-License-Identifier: MIT
// Walks ELF notes (gABI, "Note Section") and finds the build-id.
#include "elf/elf.h"

#include <string.h>

struct span {
    const uint8_t *data;
    uint64_t size, align;
};

// The n-th place that holds notes. False if there are no more.
static bool note_place(const struct elf_object *o, uint64_t n, struct span *place)
{
    uint64_t seen = 0;
    for (size_t i = 0; i < o->segment_count; i++) {
        const struct elf_segment *s = &o->segments[i];
        if (s->type == PT_NOTE && seen++ == n) {
            *place = (struct span){ s->data, s->file_size, s->align };
            return true;
        }
    }
    for (size_t i = 1; i < o->section_count && !o->segment_count; i++) {
        const struct elf_section *s = &o->sections[i];
        if (s->type == SHT_NOTE && seen++ == n) {
            *place = (struct span){ s->data, s->size, s->align };
            return true;
        }
    }
    return false;
}

static uint64_t round_up(uint64_t n, uint64_t align)
{
    return (n + align - 1) / align * align;
}

// Reads the note at an offset of a place. Returns the offset of the next one, 0 if the note is damaged.
static uint64_t read_note(const struct span *place, uint64_t at, struct elf_note *note)
{
    Elf64_Nhdr h;
    uint64_t align = place->align == 8 ? 8 : 4;
    if (place->size - at < sizeof h)
        return 0;
    memcpy(&h, place->data + at, sizeof h);
    uint64_t name = at + sizeof h, desc = round_up(name + h.n_namesz, align), end = desc + h.n_descsz;
    if (end > place->size || (h.n_namesz && place->data[name + h.n_namesz - 1]))
        return 0;
    *note = (struct elf_note){ .name = h.n_namesz ? (const char *)place->data + name : "",
                               .desc = place->data + desc, .desc_size = h.n_descsz, .type = h.n_type };
    return round_up(end, align);
}

// The cursor holds the place's number in the upper 24 bits and the offset in it in the lower 40.
bool elf_next_note(const struct elf_object *o, uint64_t *cursor, struct elf_note *note)
{
    struct span place;
    uint64_t number = *cursor >> 40, at = *cursor & ((1ull << 40) - 1);
    for (; note_place(o, number, &place); number++, at = 0) {
        if (at >= place.size)
            continue;
        uint64_t next = read_note(&place, at, note);
        if (!next)
            continue;
        *cursor = number << 40 | next;
        return true;
    }
    return false;
}

bool elf_find_note(const struct elf_object *o, const char *name, uint32_t type, struct elf_note *note)
{
    uint64_t cursor = 0;
    while (elf_next_note(o, &cursor, note))
        if (note->type == type && !strcmp(note->name, name))
            return true;
    return false;
}

char *elf_build_id(const struct elf_object *o)
{
    struct elf_note note;
    if (!elf_find_note(o, "GNU", NT_GNU_BUILD_ID, &note))
        return NULL;
    buf_t hex = {0};
    buf_puts(&hex, "");
    for (size_t i = 0; i < note.desc_size; i++)
        buf_printf(&hex, "%02x", note.desc[i]);
    return hex.s;
}
