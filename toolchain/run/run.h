// SPDX-License-Identifier: MIT
// Booting images: the commands run, debug and doctor.
//
// Each takes its own words: argv[0] is the name of the command, argv[argc] is NULL. Each returns the exit status for
// main(), or ends the program itself by fatal(). None may be called twice in one process.
#ifndef RUN_RUN_H
#define RUN_RUN_H

// run.c: uk-cc run [OPTIONS] IMAGE [-- ARGS…]. Boots the image under QEMU; the guest's console is standard output,
// standard input goes to the guest, end-of-file included. Returns main()'s status (0-255), 128+N for an application
// that ended by signal N, 134 for a panic of the guest, 124 past --timeout, 125 for a failure of its own.
int cmd_run(int argc, char **argv);

// debug.c: uk-cc debug [OPTIONS] IMAGE [--gdb-args ARGS…] [-- ARGS…]. Boots the image stopped and runs gdb on it, with the
// symbols of IMAGE.debug and a breakpoint at main(). Returns as run does, or gdb's status if the guest did not end.
int cmd_debug(int argc, char **argv);

// doctor.c: uk-cc doctor. One line for each thing on this host that uk-cc needs or can use, with the fix. Returns 0, or
// 3 (EXIT_ENV) if something that building and running cannot do without is missing.
int cmd_doctor(int argc, char **argv);

#endif
