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

char *elf_line(const struct elf_object *o, size_t section, uint64_t offset)
{
    if (!has_line_table(o) || !proc_find("addr2line", NULL))
        return NULL;
    char *dir = temp_dir(), *path = path_join(dir, "object.o");
    file_write(path, o->data, o->size, NULL);
    strv_t argv = {0};
    strv_add(&argv, "addr2line");
    strv_addf(&argv, "--exe=%s", path);
    strv_addf(&argv, "--section=%s", o->sections[section].name);
    strv_addf(&argv, "0x%llx", (unsigned long long)offset);
    buf_t out = {0};
    int status = proc_capture(&argv, &out, true);
    remove_tree(dir);
    cleanup_forget(dir);
    out.s[strcspn(out.s, " \n")] = '\0'; // " (discriminator 2)" may follow
    if (status || starts_with(out.s, "??") || ends_with(out.s, ":?") || ends_with(out.s, ":0")) {
        free(out.s);
        return NULL;
    }
    while (starts_with(out.s, "./")) // uk-cc build compiles with names relative to the folder
        memmove(out.s, out.s + 2, strlen(out.s + 2) + 1);
    return out.s;
}
