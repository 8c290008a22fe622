// SPDX-License-Identifier: MIT
// What the unit tests of kconfig share: a tree made from text, and the diagnostics it gave.
#ifndef TEST_KCONFIG_H
#define TEST_KCONFIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kconfig/kconfig.h"
#include "util/util.h"

struct said { unsigned count[6]; buf_t text; }; // per enum kdiag_kind; "FILE:LINE: TEXT\n" of all

// Opens a tree whose top file holds text. NULL if it has an error.
struct kconfig *open_text(const char *text, struct said *said);
void said_free(struct said *said);
const char *value(struct kconfig *kc, const char *name);
int set(struct kconfig *kc, const char *name, const char *value);

int run_loop_tests(void);
int run_shell_tests(void);
int run_value_tests(void);
int run_walk_tests(void);

#endif
