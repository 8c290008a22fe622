// SPDX-License-Identifier: MIT
// The host's side of the unit tests of libos/mm; see host.h.
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "mm/private.h"

struct boot_info boot_info;
uintptr_t (*page_table_alloc)(unsigned count);
unsigned preempt_depth;
bool preempt_wanted;
void (*preempt_switch)(bool from_interrupt);

char host_log[256];
unsigned host_log_lines;
jmp_buf host_panic_jump;
bool host_panic_expected;
char host_panic_text[128];

static char *ram;
static size_t ram_size;
static uint64_t random_state;

void log_line(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(host_log, sizeof host_log, format, args);
    va_end(args);
    host_log_lines++;
}

void panic(const char *text)
{
    snprintf(host_panic_text, sizeof host_panic_text, "%s", text);
    if (!host_panic_expected) {
        fprintf(stderr, "panic: %s\n", text);
        abort();
    }
    longjmp(host_panic_jump, 1);
}

void host_boot(const struct host_range *ranges, unsigned count)
{
    if (ram)
        munmap(ram, ram_size);
    ram_size = ranges[count - 1].offset + ranges[count - 1].size + EXTENT_SIZE;
    ram = mmap(NULL, ram_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    assert_ptr_not_equal(ram, MAP_FAILED);

    memset(&heap, 0, sizeof heap);
    host_reset_pages();
    preempt_depth = 0;
    host_log_lines = 0;
    boot_info.ram_count = count;
    for (unsigned i = 0; i < count; i++) {
        uintptr_t start = (uintptr_t)host_ram(ranges[i].offset);
        boot_info.ram[i] = (struct mem_range){ start, start + ranges[i].size };
    }
    pages_init();
}

// Offset 0 is aligned to EXTENT_SIZE.
char *host_ram(size_t offset)
{
    return (char *)ALIGN_UP((uintptr_t)ram, EXTENT_SIZE) + offset;
}

void host_seed(uint64_t seed)
{
    random_state = seed;
}

uint64_t host_random(void)
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}
