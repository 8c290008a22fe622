// SPDX-License-Identifier: MIT
// glibc's name for the feature test macros' header.
#include <sys/features.h>
