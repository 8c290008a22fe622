// SPDX-License-Identifier: MIT
// What libos/mm stands on, for the host: RAM from mmap, a log that is kept, a panic that returns to the test.
#ifndef TESTS_MM_HOST_H
#define TESTS_MM_HOST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/plat.h"
#include "mm/mm.h"

// The last log line, and how many there were.
extern char host_log[256];
extern unsigned host_log_lines;

extern jmp_buf host_panic_jump;
extern bool host_panic_expected;
extern char host_panic_text[128];

// Runs the statement, which must panic with the text.
#define ASSERT_PANIC(statement, text) \
    do { \
        host_panic_expected = true; \
        if (setjmp(host_panic_jump) == 0) { \
            statement; \
            fail_msg("no panic: %s", #statement); \
        } \
        host_panic_expected = false; \
        preempt_depth = 0; \
        assert_string_equal(host_panic_text, text); \
    } while (0)

// A machine whose RAM is the given ranges, in bytes from the base of a fresh address range; resets mm. At most 4.
struct host_range {
    size_t offset, size;
};
void host_boot(const struct host_range *ranges, unsigned count);
char *host_ram(size_t offset);
void host_reset_pages(void); // forgets all RAM

// The deterministic random numbers of the stress tests (splitmix64).
uint64_t host_random(void);
void host_seed(uint64_t seed);

#endif
