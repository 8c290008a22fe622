// SPDX-License-Identifier: MIT
// What crosses between the toolchain (host) and the libOS (guest): the boot block, the status channel, the image notes.
// The one header that both sides include; it includes nothing but fixed-width integers.
#ifndef UK_ABI_H
#define UK_ABI_H

#include <stdint.h>

// Boot block ---------------------------------------------------------------------------------------------------------
//
// Arguments, environment and the host's wishes, in one block of at most UK_BOOT_MAX bytes: the first PVH module on KVM
// (QEMU's -initrd), the ramdisk on Xen. All integers are little-endian. A header, then records, each padded with zeros to
// a multiple of 8 bytes. Unknown record types are skipped. A guest that finds no block (booted by hand) splits the
// command line at blanks into arguments instead; "..." and '...' keep blanks.

#define UK_BOOT_MAGIC "UKBOOT1" // with its NUL, 8 bytes
#define UK_BOOT_MAX (256 * 1024)
#define UK_BOOT_ARGS_MAX (128 * 1024) // arguments plus environment, their NULs included

struct uk_boot_header {
    char magic[8];
    uint32_t size;  // of the whole block, header included
    uint32_t count; // of records
};
_Static_assert(sizeof(struct uk_boot_header) == 16, "boot block header");

struct uk_boot_record {
    uint32_t type;   // enum uk_boot_type
    uint32_t length; // of the data that follows, without padding
};
_Static_assert(sizeof(struct uk_boot_record) == 8, "boot block record");

enum uk_boot_type {
    UK_BOOT_ARG = 1,     // one argument with its NUL, in order; the first is argv[0]
    UK_BOOT_ENV = 2,     // one NAME=value with its NUL
    UK_BOOT_SEED = 3,    // random bytes from the host (32)
    UK_BOOT_STATUS = 4,  // uint32_t: I/O port of the status channel (an isa-debugcon)
    UK_BOOT_CONSOLE = 5, // uint32_t: UK_CONSOLE_* flags
    UK_BOOT_WINSIZE = 6, // uint16_t rows, columns of the host's terminal
    UK_BOOT_TIME = 7,    // uint64_t: the host's CLOCK_REALTIME in nanoseconds at start, where there is no better clock
    UK_BOOT_UART = 8,    // struct uk_boot_uart: the console of a guest that is Xen's dom0
};

struct uk_boot_uart { // a 16550
    uint16_t port, irq; // its I/O port, its line
};
_Static_assert(sizeof(struct uk_boot_uart) == 4, "boot block UART");

#define UK_CONSOLE_TTY_IN (1u << 0)  // isatty(0), and so on
#define UK_CONSOLE_TTY_OUT (1u << 1)
#define UK_CONSOLE_TTY_ERR (1u << 2)
// Console input comes in frames: one length byte 1..255 and so many bytes of data; a length of 0 is end-of-file. Without
// this flag every byte received is data and input never ends.
#define UK_CONSOLE_FRAMED (1u << 3)

// Status channel -----------------------------------------------------------------------------------------------------
//
// Lines of ASCII text written to the port named by UK_BOOT_STATUS (on KVM, and in a dom0 of Xen); in another domain of
// Xen, line N (from 0) is the value of the node UK_STATUS_NODE N in xenstore, relative to the domain's home. Exactly one
// of exit, signal, panic comes last before the machine goes off (trace lines follow panic). Numbers are decimal, addresses
// hexadecimal with 0x.
//
//   exit N          main() returned N or exit(N) was called, 0..255
//   signal N        the application ended itself by signal N (abort(): 6)
//   panic TEXT      the libOS stopped: an invariant is broken, or a fault
//   trace ADDR      one return address of the panic's backtrace, innermost first (the first is the faulting instruction)
//   thread NAME     the thread that was running
//   input           the guest is ready for console input, and wants it: where the console is framed, nothing is sent
//                   before, so that nothing is lost and no input is taken from whom it may belong to
//   memory KIB      the guest cannot run in so little memory: at least KIB KiB (1024 bytes) would do

#define UK_STATUS_NODE "data/uk/"
#define UK_STATUS_EXIT "exit "
#define UK_STATUS_SIGNAL "signal "
#define UK_STATUS_PANIC "panic "
#define UK_STATUS_TRACE "trace "
#define UK_STATUS_THREAD "thread "
#define UK_STATUS_MEMORY "memory "
#define UK_STATUS_INPUT "input"

// Port of isa-debug-exit, where the machine has one (QEMU's default iobase).
#define UK_DEBUG_EXIT_PORT 0x501
// Port that `uk-cc run` gives the status channel (isa-debugcon).
#define UK_STATUS_PORT 0x402
// The same on Xen: SeaBIOS, which starts Xen, writes its own log to 0x402.
#define UK_STATUS_PORT_XEN 0x404

// Image notes --------------------------------------------------------------------------------------------------------
//
// ELF notes with the name UK_NOTE_NAME in an image's PT_NOTE segment.

#define UK_NOTE_NAME "uk-cc"
#define UK_NOTE_PLAN 1 // text: "target NAME", "libc NAME", "plan HASH", then one line per module: "MODULE PARENT"
#define UK_NOTE_ABI 2  // in objects: struct uk_abi_note

#define UK_ABI_VERSION 1
struct uk_abi_note {
    uint32_t version; // UK_ABI_VERSION: the header overlay and the boot protocol
    uint32_t flags;   // UK_ABI_* flags
};
_Static_assert(sizeof(struct uk_abi_note) == 8, "ABI note");
#define UK_ABI_NO_RED_ZONE (1u << 0)
#define UK_ABI_GENERAL_REGS (1u << 1) // no SSE or x87 state is touched
#define UK_ABI_LIBC_NANO (1u << 2)    // compiled against newlib nano's headers, whose struct _reent differs

#endif
