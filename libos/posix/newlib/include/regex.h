// SPDX-License-Identifier: MIT
// newlib's <regex.h>, which forgets to include what it uses.
#include <sys/types.h>

#include <newlib/regex.h>
