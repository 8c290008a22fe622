// SPDX-License-Identifier: MIT
// Linked into the unit tests of short-lived tools: memory that is never freed on purpose is not a finding there.
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}
