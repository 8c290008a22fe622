// SPDX-License-Identifier: MIT
// Where a byte of an object file comes from, "file:line", through binutils' addr2line.
#include "elf/elf.h"

#include <stdlib.h>
#include <string.h>

static bool has_line_table(const struct elf_object *o)
{
    size_t n = elf_find_section(o, ".debug_line");
    return n && o->sections[n].size > 0;
}

static int ask(const char *path, const char *section, uint64_t offset, buf_t *out)
{
    strv_t argv = {0};
    strv_add(&argv, "addr2line");
    strv_addf(&argv, "--exe=%s", path);
    strv_addf(&argv, "--section=%s", section);
    strv_addf(&argv, "0x%llx", (unsigned long long)offset);
    return proc_capture(&argv, out, true);
}

static int ask_about_bytes(const struct elf_object *o, const char *section, uint64_t offset, buf_t *out)
{
    char *dir = temp_dir(), *path = path_join(dir, "object.o");
    file_write(path, o->data, o->size, NULL);
    int status = ask(path, section, offset, out);
    remove_tree(dir);
    cleanup_forget(dir);
    return status;
}

char *elf_line(const struct elf_object *o, const char *path, size_t section, uint64_t offset)
{
    if (!has_line_table(o) || !proc_find("addr2line", NULL))
        return NULL;
    buf_t out = {0};
    const char *name = o->sections[section].name;
    int status = path ? ask(path, name, offset, &out) : ask_about_bytes(o, name, offset, &out);
    out.s[strcspn(out.s, " \n")] = '\0'; // " (discriminator 2)" may follow
    if (status || starts_with(out.s, "??") || ends_with(out.s, ":?") || ends_with(out.s, ":0")) {
        free(out.s);
        return NULL;
    }
    while (starts_with(out.s, "./")) // uk-cc build compiles with names relative to the folder
        memmove(out.s, out.s + 2, strlen(out.s + 2) + 1);
    return out.s;
}
