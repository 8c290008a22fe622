// SPDX-License-Identifier: MIT
// Room posix/newlib, level 8: newlib's door to the libOS. Its other functions are the C library's own names
// (room.conf).
#ifndef POSIX_NEWLIB_NEWLIB_H
#define POSIX_NEWLIB_NEWLIB_H

// Takes arguments and environment from the boot block, runs the constructors, main() and exit(). Called once, on the
// boot thread, when everything below is initialised.
_Noreturn void uk_start_app(void);

#endif
