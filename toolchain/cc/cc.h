// SPDX-License-Identifier: MIT
// Room cc: the compiler face of uk-cc and the commands that build: arguments → plan (list of argv) → run.
#ifndef CC_CC_H
#define CC_CC_H

#include <stdbool.h>

// The compiler face: GCC's command line plus the --uk- options. argv[0] is the program's name. Returns the exit status;
// ends the program by fatal() when the input or the host is at fault.
int cc_main(int argc, char **argv);

// Commands. argv[0] is the command's name; each prints its usage for --help. Return value as cc_main().
// build [--target T] [--rootfs DIR] [-j N] [-v]: the application of app.conf here
int build_main(int argc, char **argv);
int new_main(int argc, char **argv);   // new TEMPLATE DIR
int clean_main(int argc, char **argv); // clean [--cache]
int menuconfig_main(int argc, char **argv); // menuconfig: the kconfig room's, with what the choices come to
int libos_main(int argc, char **argv); // libos [--debug]: compiles the libOS into the cache, as set-up does

#endif
