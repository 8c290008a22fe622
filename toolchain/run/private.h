// SPDX-License-Identifier: MIT
// What the files of this room share among themselves: options, image, QEMU's descriptors, how a run ended.
#ifndef RUN_PRIVATE_H
#define RUN_PRIVATE_H

#include <sys/types.h>

#include "util/util.h"

// options.c ----------------------------------------------------------------------------------------------------------

enum machine { MACHINE_MICROVM, MACHINE_Q35, MACHINE_PC };
enum accel { ACCEL_AUTO, ACCEL_TCG, ACCEL_KVM };
// Where a guest runs: alone on QEMU's machine; on Xen in dom0's place; as a domU of the Xen host that QEMU emulates; as
// a domU of this machine.
enum place { PLACE_AUTO, PLACE_MACHINE, PLACE_DOM0, PLACE_DOMU, PLACE_XL };

struct options {
    const char *image;
    strv_t args;           // the application's, without argv[0]
    strv_t env;            // NAME=value
    strv_t gdb_args;       // debug: gdb's own
    strv_t qemu_args;      // further words for QEMU, as they are
    enum machine machine;
    enum accel accel;
    enum place place;      // AUTO until options_fit()
    const char *target;    // that the image must be for, NULL: any
    uint64_t mem_kib;      // RAM of the guest
    unsigned smp;
    const char *disk;      // domU: file of its disk, NULL for none
    const char *net;       // domU: "user", "tap:NAME", or words of a -netdev; NULL for no network card
    strv_t ports;          // domU: HOST:GUEST
    bool cold;             // domU: without the saved state
    const char *dom0_files; // domU: a folder for dom0, NULL for none; then image may be NULL: a guest of its own
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
// Checks the options against the image's target, and chooses the place. Exits with 125.
void options_fit(struct options *o, const char *target);
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

// Descriptors as QEMU inherits them: connected sockets, and files. -1 where there is none.
struct wiring {
    int console, status, qmp; // sockets
    int log;                  // a socket: Xen's own console
    int block;                // the file that holds the boot block
    int image;                // the image
    int job, disk, state;     // domU: the job, the guest's disk, the host's saved state
    strv_t argv;              // --via xl: what to start instead of QEMU
};

// The command line. wires NULL: one that stands alone, with the console on the terminal and the arguments on the
// kernel's command line, for people to read, copy and change (--print).
void qemu_plan(const struct options *o, const struct wiring *wires, strv_t *argv);

// Parts of it: a chardev NAME that is the socket fd; gdb's stub and the user's own words.
void qemu_add_socket(strv_t *argv, const char *name, int fd);
void qemu_add_rest(const struct options *o, strv_t *argv);

// How much memory (KiB) a guest that is to get mem_kib must have at least, so that neither the firmware nor a boot
// block of so many bytes lands on the image.
uint64_t qemu_mem_needed(enum machine machine, uint64_t mem_kib, uint64_t image_end, size_t block_size);

// xen.c --------------------------------------------------------------------------------------------------------------

// The newest hypervisor below /boot, as it is installed; NULL if there is none.
char *xen_find_hypervisor(void);
// The path of Debian's hypervisor, unpacked into the cache (QEMU cannot start what is compressed). Fails (125) if none is
// installed, or only one that is too old.
char *xen_hypervisor(void);
// QEMU's command line for Xen with the image in dom0's place.
void xen_dom0_plan(const struct options *o, const struct wiring *wires, strv_t *argv);
// Parts of it: the machine without its memory; Xen's console, the monitor.
void xen_add_machine(const struct options *o, const char *machine, const char *cpu, strv_t *argv);
void xen_add_sockets(const struct wiring *wires, strv_t *argv);
char *xen_double_commas(const char *s); // for QEMU's option parser

// xenhost.c ----------------------------------------------------------------------------------------------------------
//
// The emulated Xen host: Debian's Xen with a small dom0 (toolchain/xen-host.sh, toolchain/xen/), started once, and saved
// when it waits for its job. A run continues from there.

#define XEN_HOST_ROOM_KIB (640 * 1024) // for domains

// Makes sure that the host is there, and (unless cold) that its saved state is: both are made on first use, and again when
// a package that they are made of has changed. Fails (125).
void xen_host_prepare(bool cold);
char *xen_host_dom0(void); // the kernel of its dom0, NULL if it has not been made yet
// The saved state cannot be used: removes it.
void xen_host_discard(void);
// QEMU's command line for the host. wires->state >= 0: continues from the saved state.
void xen_host_plan(const struct options *o, const struct wiring *wires, strv_t *argv);
int xen_host_state(void);            // opens the saved state
void xen_host_resume(int qmp, int state); // tells QEMU, by its monitor, to continue from descriptor state

// viaxl.c ------------------------------------------------------------------------------------------------------------

// The command line of what runs the image on this machine's Xen; its files are written. Fails (125).
void via_xl_plan(const struct options *o, const struct wiring *wires, const void *block, size_t block_size, strv_t *argv);

// job.c --------------------------------------------------------------------------------------------------------------

// A nameless file with the host's job: the image as a domain, with this boot block, and o->dom0_files. Without an image the
// domain is what these files tell xl. Fails (125).
int job_file(const struct options *o, const void *block, size_t block_size);
// A nameless file of zeros.
int blank_file(const char *name, size_t size);

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
    bool ready, awake;     // domU, xl: the host's agent waits for its job, has got it
    bool over;             // domU, xl: the domain has ended:
    unsigned reason;       // SCHEDOP_shutdown's
    char failure[STATUS_TEXT_MAX]; // domU, xl: why the host could not run it
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

// xenlog.c -----------------------------------------------------------------------------------------------------------

#define XEN_LOG_KEEP 65536

// What Xen said on its console.
struct xen_log {
    bool over;           // dom0 has ended, or Xen itself: the machine does nothing any more
    bool crashed;        // a domain was ended by Xen, and these are its registers:
    bool no_frame;       // for want of a stack
    uint64_t rip, rsp, cr2;
    char text[256];      // Xen's own words on the reason
    bool panicked;       // the next line tells why
    char failure[256];   // why Xen itself stopped
    char line[512];      // that is being received
    size_t line_len;
    buf_t tail;          // what came last, up to XEN_LOG_KEEP bytes
};

// Takes n bytes of Xen's console.
void xen_log_feed(struct xen_log *l, const char *bytes, size_t n);
// Puts a crash that Xen reports into *s, if the guest had said nothing of its end.
void xen_log_judge(const struct xen_log *l, struct status *s);

// relay.c ------------------------------------------------------------------------------------------------------------

// Why uk-cc itself ended the guest.
enum verdict { LEFT_ALONE, TIMED_OUT, INTERRUPTED, TERMINATED };

struct session {
    const struct options *options;
    int console, status_fd, qmp, errors; // our ends: of the sockets; QEMU's standard error (a pipe)
    int log;                             // Xen's console, -1 if there is no Xen
    int input;                           // where the guest's input comes from, -1: at its end already
    pid_t qemu;
    pid_t gdb;                           // debug: the debugger; the guest ends with it. 0 if there is none
    struct status status;
    struct xen_log xen;
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

// A connected pair of sockets: ours never blocks; *theirs is handed to QEMU.
int make_wire(int *theirs);

// Fails (125) unless the image can be read and the options fit it (options_fit); fills *image.
void session_check_image(struct options *o, struct image *image);
// Checks the image, chooses the accelerator, starts QEMU with the boot block, and fills *s. Fails with 125.
void session_start(struct session *s, struct options *o, struct image *image);

// The libOS is compiled with this name for the folder of its source tree: its objects do not depend on the place.
#define TREE_NAME "/uk-cc"

// report.c -----------------------------------------------------------------------------------------------------------

// Says on stderr how the run ended where that needs words, writes the status file, and returns the exit code.
int run_report(const struct session *s, const struct image *image);
void report_failure(const char *file, const char *message); // the status file of a run that never started

#endif
