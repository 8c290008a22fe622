// SPDX-License-Identifier: MIT
// Fuzz target: everything elf/elf.h offers on one ELF file.
#include <stdlib.h>

#include "elf/elf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t text_length(const char *s)
{
    size_t n = 0;
    while (s && s[n])
        n++;
    return n;
}

static size_t touch_section(const struct elf_object *o, size_t i)
{
    const struct elf_section *s = &o->sections[i];
    size_t sum = text_length(s->name) + text_length(elf_group_signature(o, i)) + s->group + s->relocs;
    for (size_t n = 0; n < elf_reloc_count(o, i); n++) {
        struct elf_reloc r;
        if (elf_reloc(o, i, n, &r))
            sum += (size_t)elf_reloc_addend(&r) + (o->symbol_count ? o->symbols[r.symbol].size : 0);
    }
    for (size_t n = 0; n < elf_group_count(o, i); n++)
        sum += o->sections[elf_group_member(o, i, n)].size;
    if (s->data && s->size)
        sum += s->data[0] + s->data[s->size - 1];
    return sum + (elf_function_at(o, i, s->size / 2) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static volatile size_t sink;
    struct elf_object o;
    char *error = elf_parse(&o, data, size);
    if (error) {
        sink += text_length(error);
        free(error);
        return 0;
    }
    for (size_t i = 1; i < o.section_count; i++)
        sink += touch_section(&o, i);
    for (size_t i = 0; i < o.symbol_count; i++)
        sink += text_length(o.symbols[i].name) + o.sections[o.symbols[i].section].size;
    for (size_t i = 0; i < o.segment_count; i++)
        sink += o.segments[i].data && o.segments[i].file_size ? o.segments[i].data[o.segments[i].file_size - 1] : 0;
    struct elf_note note;
    for (uint64_t cursor = 0; elf_next_note(&o, &cursor, &note);)
        sink += text_length(note.name) + (note.desc_size ? note.desc[note.desc_size - 1] : 0);
    char *id = elf_build_id(&o);
    sink += text_length(id) + elf_find_section(&o, ".text");
    free(id);
    elf_free(&o);
    return 0;
}
