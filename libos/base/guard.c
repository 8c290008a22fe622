// SPDX-License-Identifier: MIT
// Where Clang's stack protector keeps its value on bare targets; GCC's is at fs:0x28.
#include "base/boot.h"

uint64_t __stack_chk_guard;
