// SPDX-License-Identifier: MIT
// What the files of this room share among themselves: options, image, QEMU's descriptors, how a run ended.
#ifndef RUN_PRIVATE_H
#define RUN_PRIVATE_H

#include <sys/types.h>

#include "util/util.h"

// options.c ----------------------------------------------------------------------------------------------------------

enum machine { MACHINE_MICROVM, MACHINE_Q35, MACHINE_PC };
enum accel { ACCEL_AUTO, ACCEL_TCG, ACCEL_KVM };

struct options {
    const char *image;
    strv_t args;           // the application's, without argv[0]
    strv_t env;            // NAME=value
    strv_t gdb_args;       // debug: gdb's own
    strv_t qemu_args;      // further words for QEMU, as they are
    enum machine machine;
    enum accel accel;
    uint64_t mem_kib;      // RAM of the guest
    const char *cpu;       // QEMU's CPU model
    const char *bios;      // a firmware file, NULL for the machine's own
    const char *gdb;       // where QEMU's gdb stub listens, NULL for none
    int gdb_socket;        // debug: a listening socket for the stub, else -1
    const char *status_file;
    uint64_t timeout_ns;   // 0 for none
    bool print;
};

// Reads the words of `uk-cc run` (debugging = false) or `uk-cc debug`. Exits with 125 on a mistake, 0 after --help.
void options_parse(struct options *o, int argc, char **argv, bool debugging);
const char *machine_name(enum machine machine);

// Where the status file goes once it is known, so that run_fail() can write it.
void run_fail_to(const struct options *o);
// As fatal(), with exit code 125, and the status file written.
_Noreturn void run_fail(const char *hint, const char *fmt, ...) PRINTF_LIKE(2, 3);

// image.c ------------------------------------------------------------------------------------------------------------

struct image {
    const char *path;
    char target[16];   // "kvm", "xen"
    char build_id[65]; // hexadecimal; empty if there is none
    bool has_symbols;  // .symtab is still inside
    uint64_t end;      // the first address after the image in memory
};

// Reads the notes of an image. Returns NULL and fills *image, or returns what is wrong with the file (*hint: what to do
// about it, or NULL). Nothing in the file is trusted.
const char *image_read(const char *path, struct image *image, const char **hint);
// The file with image's debug information: IMAGE.debug beside it, or in a .build-id tree ($UK_DEBUG_DIR, .debug/ beside
// it, /usr/lib/debug), or the image itself; the build-ids are equal. NULL if there is none: *why says what was found.
char *image_debug_file(const struct image *image, const char **why);

// host.c -------------------------------------------------------------------------------------------------------------

// Whether KVM is worth using: NULL if it is, else the reason why not. forced: do not ask whether the CPU has
// virtualisation (a software-only KVM module works without, slowly).
const char *kvm_unusable(bool forced);

// block.c ------------------------------------------------------------------------------------------------------------

// Appends the boot block (uk/abi.h) for this run to out. Fails (125) if arguments and environment are too long.
void block_build(const struct options *o, buf_t *out);

// qemu.c -------------------------------------------------------------------------------------------------------------

// Descriptors as QEMU inherits them: three connected sockets and the file that holds the boot block.
struct wiring {
    int console, status, qmp, block;
};

// The command line. wires NULL: one that stands alone, with the console on the terminal and the arguments on the
// kernel's command line, for people to read, copy and change (--print).
void qemu_plan(const struct options *o, const struct wiring *wires, strv_t *argv);

// How much memory (KiB) a guest that is to get mem_kib must have at least, so that neither the firmware nor a boot
// block of so many bytes lands on the image.
uint64_t qemu_mem_needed(enum machine machine, uint64_t mem_kib, uint64_t image_end, size_t block_size);

// status.c -----------------------------------------------------------------------------------------------------------

#define TRACE_MAX 64
#define STATUS_TEXT_MAX 512

enum ending {
    END_SILENT,  // nothing was said
    END_EXIT,    // number: main()'s status
    END_SIGNAL,  // number: the signal
    END_PANIC,   // text
    END_MEMORY,  // number: KiB that would do
};

// What the guest said on the status channel (uk/abi.h).
struct status {
    enum ending ending;
    bool input;  // the guest wants console input
    uint64_t number;
    char text[STATUS_TEXT_MAX];
    char thread[64];
    uint64_t trace[TRACE_MAX];
    unsigned traces;
    char line[STATUS_TEXT_MAX]; // the line that is being received
    size_t line_len;
};

// Takes n bytes from the status channel; any bytes are allowed, unknown lines are skipped, long ones cut.
void status_feed(struct status *s, const char *bytes, size_t n);

// relay.c ------------------------------------------------------------------------------------------------------------

// Why uk-cc itself ended the guest.
enum verdict { LEFT_ALONE, TIMED_OUT, INTERRUPTED, TERMINATED };

struct session {
    const struct options *options;
    int console, status_fd, qmp, errors; // our ends: of the sockets; QEMU's standard error (a pipe)
    int input;                           // where the guest's input comes from, -1: at its end already
    pid_t qemu;
    pid_t gdb;                           // debug: the debugger; the guest ends with it. 0 if there is none
    struct status status;
    enum verdict verdict;
    int signal;                          // that INTERRUPTED or TERMINATED
    int qemu_status, gdb_status;         // exit statuses, or 128+N
    buf_t said;                          // by QEMU on its standard error
};

// Carries bytes between the guest and us until QEMU has ended, and all of its output has been passed on.
void relay(struct session *s);
// Blocks the signals that relay() receives by a descriptor. Call before QEMU is started.
void relay_prepare(void);

// session.c ----------------------------------------------------------------------------------------------------------

// Fails (125) unless the image can be read and is one for kvm; fills *image.
void session_check_image(const struct options *o, struct image *image);
// Checks the image, chooses the accelerator, starts QEMU with the boot block, and fills *s. Fails with 125.
void session_start(struct session *s, struct options *o, struct image *image);

// The libOS is compiled with this name for the folder of its source tree: its objects do not depend on the place.
#define TREE_NAME "/uk-cc"

// report.c -----------------------------------------------------------------------------------------------------------

// Says on stderr how the run ended where that needs words, writes the status file, and returns the exit code.
int run_report(const struct session *s, const struct image *image);
void report_failure(const char *file, const char *message); // the status file of a run that never started

#endif
