// SPDX-License-Identifier: MIT
// Fuzz target: ar archives, and each member as an ELF file.
#include <stdlib.h>

#include "elf/elf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ar_archive a;
    char *error = ar_open(&a, data, size);
    if (error) {
        free(error);
        return 0;
    }
    for (size_t i = 0; i < a.count; i++) {
        struct elf_object o;
        if (a.members[i].data)
            free(elf_parse(&o, a.members[i].data, a.members[i].size)), elf_free(&o);
    }
    ar_close(&a);
    return 0;
}
