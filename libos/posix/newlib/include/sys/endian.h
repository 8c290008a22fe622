// SPDX-License-Identifier: MIT
// The BSDs' name of <endian.h>.
#include <endian.h>
