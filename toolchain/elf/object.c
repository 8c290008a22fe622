// SPDX-License-Identifier: MIT
// Parses ELF64 x86-64 files into checked views: sections, symbols, relocations, groups, segments.
#include "elf/elf.h"

#include <stdlib.h>
#include <string.h>

// May count items of item_size bytes lie at offset in size bytes?
static bool fits(uint64_t offset, uint64_t count, uint64_t item_size, uint64_t size)
{
    uint64_t bytes;
    return !__builtin_mul_overflow(count, item_size, &bytes) && offset <= size && bytes <= size - offset;
}

// A string of a SHT_STRTAB section. NULL if out of range; the table was checked to end with NUL.
static const char *string_at(const struct elf_section *table, uint64_t offset)
{
    return offset < table->size ? (const char *)table->data + offset : NULL;
}

static bool is_string_table(const struct elf_section *s)
{
    return s->type == SHT_STRTAB && s->data && s->size > 0 && !s->data[s->size - 1];
}

bool elf_is(const uint8_t *data, size_t size)
{
    return size >= SELFMAG && !memcmp(data, ELFMAG, SELFMAG);
}

static char *check_header(const uint8_t *data, size_t size, Elf64_Ehdr *h)
{
    if (!elf_is(data, size)) {
        if (size >= 4 && !memcmp(data, "BC\xc0\xde", 4))
            return xstrdup("this is LLVM bitcode, not machine code: compile without -flto");
        return xstrdup(size ? "not an ELF file" : "the file is empty");
    }
    if (size < sizeof *h)
        return xstrdup("cut short: the ELF header is not whole");
    memcpy(h, data, sizeof *h);
    if (h->e_ident[EI_CLASS] != ELFCLASS64)
        return xstrdup("a 32-bit ELF file: compile without -m32");
    if (h->e_ident[EI_DATA] != ELFDATA2LSB || h->e_machine != EM_X86_64)
        return xasprintf("compiled for another processor (ELF machine %u)", h->e_machine);
    if (h->e_ident[EI_VERSION] != EV_CURRENT || h->e_version != EV_CURRENT)
        return xstrdup("unknown ELF version");
    return NULL;
}

static void read_section(struct elf_section *s, const Elf64_Shdr *h, const uint8_t *data)
{
    *s = (struct elf_section){ .name = "", .size = h->sh_size, .flags = h->sh_flags, .addr = h->sh_addr,
                               .align = h->sh_addralign, .type = h->sh_type, .link = h->sh_link, .info = h->sh_info,
                               .entry_size = h->sh_entsize > UINT32_MAX ? 0 : (uint32_t)h->sh_entsize };
    if (h->sh_type != SHT_NOBITS && h->sh_type != SHT_NULL)
        s->data = data + h->sh_offset;
}

static char *name_sections(struct elf_object *o, size_t strings, const uint8_t *headers)
{
    if (strings == SHN_UNDEF)
        return NULL;
    if (strings >= o->section_count || !is_string_table(&o->sections[strings]))
        return xstrdup("damaged: no table of section names");
    for (size_t i = 1; i < o->section_count; i++) {
        Elf64_Shdr h;
        memcpy(&h, headers + i * sizeof h, sizeof h);
        o->sections[i].name = string_at(&o->sections[strings], h.sh_name);
        if (!o->sections[i].name)
            return xasprintf("damaged: section %zu has a name out of range", i);
    }
    return NULL;
}

// gABI, "Section Header": counts too large for the ELF header stand in section header 0.
static char *read_sections(struct elf_object *o, const Elf64_Ehdr *h)
{
    if (!h->e_shoff)
        return NULL;
    if (h->e_shentsize != sizeof(Elf64_Shdr) || !fits(h->e_shoff, 1, sizeof(Elf64_Shdr), o->size))
        return xstrdup("damaged or cut short: no section headers");
    const uint8_t *headers = o->data + h->e_shoff;
    Elf64_Shdr first;
    memcpy(&first, headers, sizeof first);
    uint64_t count = h->e_shnum ? h->e_shnum : first.sh_size;
    size_t strings = h->e_shstrndx == SHN_XINDEX ? first.sh_link : h->e_shstrndx;
    if (!fits(h->e_shoff, count, sizeof first, o->size))
        return xstrdup("cut short: the section headers are not whole");
    o->sections = xcalloc(count, sizeof *o->sections);
    o->section_count = count;
    for (size_t i = 0; i < count; i++) {
        Elf64_Shdr s;
        memcpy(&s, headers + i * sizeof s, sizeof s);
        if (i && s.sh_type != SHT_NOBITS && s.sh_type != SHT_NULL && !fits(s.sh_offset, 1, s.sh_size, o->size))
            return xasprintf("cut short: section %zu lies outside of the file", i);
        if (i)
            read_section(&o->sections[i], &s, o->data);
        else
            o->sections[0].name = "";
    }
    return name_sections(o, strings, headers);
}

static char *read_segments(struct elf_object *o, const Elf64_Ehdr *h)
{
    if (!h->e_phnum)
        return NULL;
    if (h->e_phentsize != sizeof(Elf64_Phdr) || !fits(h->e_phoff, h->e_phnum, sizeof(Elf64_Phdr), o->size))
        return xstrdup("damaged or cut short: the program headers are not whole");
    o->segments = xcalloc(h->e_phnum, sizeof *o->segments);
    o->segment_count = h->e_phnum;
    for (size_t i = 0; i < o->segment_count; i++) {
        Elf64_Phdr p;
        memcpy(&p, o->data + h->e_phoff + i * sizeof p, sizeof p);
        if (p.p_type != PT_NULL && !fits(p.p_offset, 1, p.p_filesz, o->size))
            return xasprintf("cut short: segment %zu lies outside of the file", i);
        o->segments[i] = (struct elf_segment){
            .data = p.p_type == PT_NULL ? NULL : o->data + p.p_offset, .file_size = p.p_filesz, .mem_size = p.p_memsz,
            .addr = p.p_paddr, .offset = p.p_offset, .align = p.p_align, .type = p.p_type, .flags = p.p_flags };
    }
    return NULL;
}

// Fills in one symbol. extended: the SHT_SYMTAB_SHNDX section, or NULL. False if an index or a name is out of range.
static bool read_symbol(const struct elf_object *o, struct elf_symbol *out, const Elf64_Sym *s, size_t n,
                        const struct elf_section *names, const struct elf_section *extended)
{
    uint32_t section = s->st_shndx;
    if (section == SHN_XINDEX) {
        if (!extended || !fits(n * 4, 1, 4, extended->size))
            return false;
        memcpy(&section, extended->data + n * 4, 4);
    } else if (section >= SHN_LORESERVE) {
        section = 0;
    }
    *out = (struct elf_symbol){ .name = string_at(names, s->st_name), .value = s->st_value, .size = s->st_size,
                                .section = section, .index = s->st_shndx,
                                .bind = ELF64_ST_BIND(s->st_info), .type = ELF64_ST_TYPE(s->st_info),
                                .visibility = ELF64_ST_VISIBILITY(s->st_other) };
    if (!out->name || section >= o->section_count)
        return false;
    if (out->type == STT_SECTION && !*out->name)
        out->name = o->sections[section].name;
    return true;
}

static char *read_symbols(struct elf_object *o)
{
    const struct elf_section *table = NULL, *extended = NULL;
    for (size_t i = 1; i < o->section_count; i++) {
        if (o->sections[i].type == SHT_SYMTAB && table)
            return xstrdup("damaged: two symbol tables");
        if (o->sections[i].type == SHT_SYMTAB)
            table = &o->sections[i];
        if (o->sections[i].type == SHT_SYMTAB_SHNDX)
            extended = &o->sections[i];
    }
    if (!table)
        return NULL;
    size_t count = table->size / sizeof(Elf64_Sym);
    if (table->link >= o->section_count || !is_string_table(&o->sections[table->link]) || table->info > count)
        return xstrdup("damaged: symbol table");
    o->symbols = xcalloc(count, sizeof *o->symbols);
    o->symbol_count = count;
    o->first_global = table->info;
    for (size_t i = 0; i < count; i++) {
        Elf64_Sym s;
        memcpy(&s, table->data + i * sizeof s, sizeof s);
        if (!read_symbol(o, &o->symbols[i], &s, i, &o->sections[table->link], extended))
            return xasprintf("damaged: symbol %zu", i);
    }
    return NULL;
}

// Notes for each section which SHT_RELA section patches it and which SHT_GROUP section lists it.
static char *connect_sections(struct elf_object *o)
{
    for (uint32_t i = 1; i < o->section_count; i++) {
        const struct elf_section *s = &o->sections[i];
        if (s->type == SHT_RELA && o->type == ET_REL) {
            if (!s->info || s->info >= o->section_count || o->sections[s->info].relocs)
                return xasprintf("damaged: section %u (%s) holds relocations for no section", i, s->name);
            o->sections[s->info].relocs = i;
        }
        if (s->type == SHT_REL && o->type == ET_REL)
            return xasprintf("section %s holds relocations without addends, which x86-64 does not use", s->name);
        for (size_t n = 0; n < elf_group_count(o, i); n++) {
            uint32_t member = elf_group_member(o, i, n);
            if (!member || member >= o->section_count || member == i || o->sections[member].group)
                return xasprintf("damaged: section group %u", i);
            o->sections[member].group = i;
        }
    }
    return NULL;
}

static bool has_prefix_section(const struct elf_object *o, const char *prefix)
{
    for (size_t i = 1; i < o->section_count; i++)
        if (starts_with(o->sections[i].name, prefix))
            return true;
    return false;
}

static bool has_code_or_data(const struct elf_object *o)
{
    for (size_t i = 1; i < o->section_count; i++)
        if (o->sections[i].flags & SHF_ALLOC && o->sections[i].size > 0 && o->sections[i].type != SHT_NOTE)
            return true;
    return false;
}

static char *parse(struct elf_object *o)
{
    Elf64_Ehdr h;
    char *error = check_header(o->data, o->size, &h);
    if (error)
        return error;
    o->type = h.e_type;
    o->entry = h.e_entry;
    if ((error = read_sections(o, &h)) || (error = read_segments(o, &h)) || (error = read_symbols(o)) ||
        (error = connect_sections(o)))
        return error;
    o->slim_lto = has_prefix_section(o, ".gnu.lto_") && !has_code_or_data(o);
    return NULL;
}

char *elf_parse(struct elf_object *o, const uint8_t *data, size_t size)
{
    *o = (struct elf_object){ .data = data, .size = size };
    char *error = parse(o);
    if (error)
        elf_free(o);
    return error;
}

void elf_free(struct elf_object *o)
{
    free(o->sections);
    free(o->symbols);
    free(o->segments);
    *o = (struct elf_object){0};
}

size_t elf_reloc_count(const struct elf_object *o, size_t section)
{
    uint32_t relocs = o->sections[section].relocs;
    return relocs ? o->sections[relocs].size / sizeof(Elf64_Rela) : 0;
}

bool elf_reloc(const struct elf_object *o, size_t section, size_t n, struct elf_reloc *r)
{
    const struct elf_section *table = &o->sections[o->sections[section].relocs];
    Elf64_Rela raw;
    if (!table->data || !fits(n * sizeof raw, 1, sizeof raw, table->size))
        return false;
    memcpy(&raw, table->data + n * sizeof raw, sizeof raw);
    *r = (struct elf_reloc){ .offset = raw.r_offset, .addend = raw.r_addend, .symbol = ELF64_R_SYM(raw.r_info),
                             .type = ELF64_R_TYPE(raw.r_info) };
    return r->symbol < (o->symbol_count ? o->symbol_count : 1) && r->offset < o->sections[section].size;
}

int64_t elf_reloc_addend(const struct elf_reloc *r)
{
    switch (r->type) {
    case R_X86_64_PC32: case R_X86_64_PLT32: case R_X86_64_GOTPCREL: case R_X86_64_GOTPCRELX:
    case R_X86_64_REX_GOTPCRELX: case R_X86_64_GOTTPOFF: case R_X86_64_TLSGD: case R_X86_64_TLSLD:
        return (int64_t)((uint64_t)r->addend + 4);
    default:
        return r->addend;
    }
}

// gABI, "Section Groups": a flag word, then section indices.
size_t elf_group_count(const struct elf_object *o, size_t group)
{
    const struct elf_section *s = &o->sections[group];
    return s->type == SHT_GROUP && s->data && s->size >= 4 ? s->size / 4 - 1 : 0;
}

uint32_t elf_group_member(const struct elf_object *o, size_t group, size_t n)
{
    uint32_t index;
    memcpy(&index, o->sections[group].data + 4 + n * 4, 4);
    return index;
}

const char *elf_group_signature(const struct elf_object *o, size_t group)
{
    const struct elf_section *s = &o->sections[group];
    uint32_t flags;
    if (s->type != SHT_GROUP || !s->data || s->size < 4 || s->info >= o->symbol_count)
        return NULL;
    memcpy(&flags, s->data, 4);
    return flags & GRP_COMDAT ? o->symbols[s->info].name : NULL;
}

size_t elf_find_section(const struct elf_object *o, const char *name)
{
    for (size_t i = 1; i < o->section_count; i++)
        if (!strcmp(o->sections[i].name, name))
            return i;
    return 0;
}

const struct elf_symbol *elf_function_at(const struct elf_object *o, size_t section, uint64_t offset)
{
    for (size_t i = 1; i < o->symbol_count; i++) {
        const struct elf_symbol *s = &o->symbols[i];
        if (s->section == section && s->type == STT_FUNC && offset >= s->value && offset - s->value < s->size)
            return s;
    }
    return NULL;
}
