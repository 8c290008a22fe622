// SPDX-License-Identifier: MIT
// Checks a linked image: what the platform and its memory protection rely on must be true of the file.
#include "image/image.h"

#include <string.h>

#include "elf/elf.h"

#define PAGE 4096u
#define XEN_ELFNOTE_PHYS32_ENTRY 18 // Xen public/elfnote.h: the PVH entry point
#define XEN_ELFNOTE_ENTRY 1         // the PV entry point

static char *check_segment(const struct elf_object *o, size_t i)
{
    const struct elf_segment *s = &o->segments[i];
    if (s->type == PT_INTERP || s->type == PT_DYNAMIC)
        return xasprintf("segment %zu asks for a dynamic linker", i);
    if (s->type != PT_LOAD || !s->mem_size)
        return NULL;
    if ((s->flags & PF_W) && (s->flags & PF_X))
        return xasprintf("segment %zu at 0x%llx can be written and executed", i, (unsigned long long)s->addr);
    if (s->addr + s->mem_size < s->addr || s->addr + s->mem_size > 1ull << 31)
        return xasprintf("segment %zu ends above 2 GiB", i);
    return NULL;
}

// Two segments with different protection must not share a page: a page has one protection.
static char *check_pages(const struct elf_object *o, size_t i)
{
    const struct elf_segment *a = &o->segments[i];
    for (size_t j = 0; j < i; j++) {
        const struct elf_segment *b = &o->segments[j];
        if (a->type != PT_LOAD || b->type != PT_LOAD || !a->mem_size || !b->mem_size || a->flags == b->flags)
            continue;
        uint64_t a_first = a->addr / PAGE, a_last = (a->addr + a->mem_size - 1) / PAGE;
        uint64_t b_first = b->addr / PAGE, b_last = (b->addr + b->mem_size - 1) / PAGE;
        if (a_first <= b_last && b_first <= a_last)
            return xasprintf("segments %zu and %zu share a page but not its protection", j, i);
    }
    return NULL;
}

static char *check_entry(const struct elf_object *o, const char *target)
{
    struct elf_note note;
    bool kvm = !strcmp(target, "kvm");
    if (!elf_find_note(o, "Xen", kvm ? XEN_ELFNOTE_PHYS32_ENTRY : XEN_ELFNOTE_ENTRY, &note))
        return xasprintf("the %s entry note is missing", kvm ? "PVH" : "Xen PV");
    uint64_t entry = 0;
    memcpy(&entry, note.desc, note.desc_size < sizeof entry ? note.desc_size : sizeof entry);
    for (size_t i = 0; i < o->segment_count; i++) {
        const struct elf_segment *s = &o->segments[i];
        if (s->type == PT_LOAD && (s->flags & PF_X) && entry >= s->addr && entry - s->addr < s->mem_size)
            return NULL;
    }
    return xasprintf("the entry point 0x%llx is not in executable memory", (unsigned long long)entry);
}

// Nobody applies relocations at start; functions chosen at run time (ifunc) would need one each.
static char *check_relocations(const struct elf_object *o)
{
    for (size_t i = 1; i < o->section_count; i++) {
        const struct elf_section *s = &o->sections[i];
        if ((s->type == SHT_RELA || s->type == SHT_REL) && (s->flags & SHF_ALLOC) && s->size)
            return xasprintf("relocations are left in section %s (functions chosen at start, ifunc, are not supported)",
                             s->name);
    }
    return NULL;
}

static char *check_tls(const struct elf_object *o)
{
    size_t count = 0;
    for (size_t i = 0; i < o->segment_count; i++)
        count += o->segments[i].type == PT_TLS;
    return count > 1 ? xasprintf("there are %zu TLS segments", count) : NULL;
}

static char *check_all(const struct elf_object *o, const char *target)
{
    char *wrong = NULL;
    if (o->type != ET_EXEC)
        return xstrdup("it is no executable file");
    for (size_t i = 0; i < o->segment_count && !wrong; i++)
        if (!(wrong = check_segment(o, i)))
            wrong = check_pages(o, i);
    if (!wrong)
        wrong = check_relocations(o);
    if (!wrong)
        wrong = check_tls(o);
    return wrong ? wrong : check_entry(o, target);
}

char *image_check(const uint8_t *data, size_t size, const char *target)
{
    struct elf_object o;
    char *wrong = elf_parse(&o, data, size);
    if (wrong)
        return wrong;
    wrong = check_all(&o, target);
    elf_free(&o);
    return wrong;
}
