// SPDX-License-Identifier: MIT
// Feeds a corpus, every input cut short at each of its first bytes, and deterministic mutations to a fuzz target.
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t seed = 88172645463325252u;

// Marsaglia's xorshift64.
static uint64_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

// Runs the target on a heap copy, so that AddressSanitizer sees one byte too far.
static void run(const uint8_t *data, size_t size)
{
    uint8_t *copy = xmalloc(size);
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void mutate(uint8_t *data, size_t size)
{
    static const uint8_t edges[] = { 0, 1, 0x7f, 0x80, 0xff, 0xfe, '/', ' ' };
    for (size_t n = 1 + next_random() % 8; n > 0; n--) {
        size_t at = next_random() % size;
        if (next_random() % 2)
            data[at] = edges[next_random() % sizeof edges];
        else
            data[at] = (uint8_t)next_random();
        size_t length = next_random() % 16;
        if (length == 0 && at + 8 <= size) // a whole field of ones or zeros
            memset(data + at, next_random() % 2 ? 0xff : 0, 8);
    }
}

static void torture(const struct file *f, size_t mutations)
{
    uint8_t *copy = xmalloc(f->size);
    run(f->data, f->size);
    for (size_t size = 0; size < f->size; size += size < 128 ? 1 : 61)
        run(f->data, size);
    for (size_t i = 0; i < mutations && f->size > 0; i++) {
        memcpy(copy, f->data, f->size);
        mutate(copy, f->size);
        run(copy, next_random() % 8 ? f->size : next_random() % f->size);
    }
    free(copy);
}

int main(int argc, char **argv)
{
    struct dirent **names;
    int count = argc == 3 ? scandir(argv[1], &names, NULL, alphasort) : -1;
    if (count < 0)
        fatal(EXIT_USAGE, NULL, "usage: replay CORPUS MUTATIONS");
    size_t inputs = 0;
    for (int i = 0; i < count; i++) {
        struct file f;
        if (names[i]->d_name[0] == '.' || file_map(path_join(argv[1], names[i]->d_name), &f))
            continue;
        torture(&f, strtoul(argv[2], NULL, 10));
        inputs++;
    }
    if (!inputs)
        fatal(EXIT_USER, NULL, "%s holds no inputs", argv[1]);
    printf("%zu inputs\n", inputs);
    return 0;
}
