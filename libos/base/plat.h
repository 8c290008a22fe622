// SPDX-License-Identifier: MIT
// The platform contract: what libos/kvm (and each later platform) provides to everything above level 2.
//
// For all functions: they never allocate and never sleep; they may be called with interrupts on or off and from
// interrupt handlers unless they say otherwise. Times are nanoseconds; addresses are virtual, which in this libOS equal
// physical ones. Each group is one provider, in an object of its own, so that an image holds only the groups it
// reaches.
#ifndef BASE_PLAT_H
#define BASE_PLAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Boot: filled by the platform before uk_init() runs, constant from then on. -----------------------------------------

struct mem_range {
    uintptr_t start; // page-aligned
    uintptr_t end;   // first byte after, page-aligned
};

#define BOOT_RAM_MAX 16

// What the machine gave us. RAM that holds the image, page zero, page tables and the boot block is not listed.
struct boot_info {
    struct mem_range ram[BOOT_RAM_MAX]; // usable, mapped read-write, ascending
    unsigned ram_count;
    const void *block;     // the boot block (uk/abi.h), validated as to its bounds, or NULL. The texts
                           // of its ARG and ENV records become the program's, writable; the rest is read-only
    size_t block_size;
    const char *cmdline;   // the loader's command line, or NULL
    uint16_t status_port;  // the status channel, 0 if there is none
    uint32_t console;      // UK_CONSOLE_* flags; TTY_* all set when there is no boot block
};
extern struct boot_info boot_info;

// Called once by the entry code on the boot stack with interrupts off, before uk_init(): console, memory map, boot
// block.
void plat_init(void);

// The next record of the given type after *cursor (start with NULL): its data, *length its size; NULL when there is
// none.
const void *boot_record(uint32_t type, const void **cursor, uint32_t *length);

// Interrupts ---------------------------------------------------------------------------------------------------------

unsigned long plat_irq_save(void);           // off; returns what restore wants
void plat_irq_restore(unsigned long flags);
void plat_irq_enable(void);                  // on; off from boot until the first module that needs them says so
bool plat_irq_enabled(void);
// Waits for an interrupt: call with interrupts off, after checking that there is nothing to do; they are enabled and
// the CPU halts as one step (an interrupt between check and halt is not lost). Returns with interrupts off.
void plat_idle(void);

// Clock and timer ----------------------------------------------------------------------------------------------------

uint64_t plat_clock(void);      // monotonic, since some time before main(); calibrated at first use
uint64_t plat_wall_clock(void); // nanoseconds since 1970-01-01 UTC
// The one timer: fn runs in interrupt context once the clock has passed deadline. A new call replaces the last;
// UINT64_MAX stops it. fn may call plat_timer_set().
void plat_timer_set(uint64_t deadline);
void plat_timer_handler(void (*fn)(void));

// Console ------------------------------------------------------------------------------------------------------------

void plat_console_write(const char *bytes, size_t n); // raw: bytes unchanged; returns when they are with the device
// Takes up to n bytes of input that is there. 0: nothing yet; -1: end of file, for good.
long plat_console_read(char *bytes, size_t n);
void plat_console_listen(void (*fn)(void)); // fn runs in interrupt context when input (or its end) arrives

// Memory -------------------------------------------------------------------------------------------------------------

enum { PROT_PAGE_NONE = 0, PROT_PAGE_R = 1, PROT_PAGE_RW = 3, PROT_PAGE_RX = 5 };
#define PAGE_SIZE 4096ul
#define PAGE_SHIFT 12
#define EXTENT_SIZE (2ul << 20) // a large page

// Changes how [start, start+size) of RAM or image may be used; page-aligned. A large page that is cut needs one page
// table: it is taken from page_table_alloc. 0, -ENOMEM, -EINVAL (write and
// execute), or -EACCES (once sealed: execute, or any change of the image's text and constants or of page tables).
int plat_protect(uintptr_t start, size_t size, unsigned prot);
// Makes the page tables read-only, for good. Called once, when all modules are ready. 0 or -ENOMEM.
int plat_seal(void);
// Memory for page tables: count zeroed pages in one piece, aligned to its size, count a power of two; or 0. Set by mm when
// it takes over the RAM; before, the platform's own, one page at a time.
extern uintptr_t (*page_table_alloc)(unsigned count);

// CPU ----------------------------------------------------------------------------------------------------------------

void plat_set_tls(void *thread_pointer); // FS base
bool plat_entropy(void *bytes, size_t n); // from the CPU (RDRAND); false when it has none
uint64_t plat_cycles(void); // a counter that runs fast, of unknown rate: no clock, but it differs from boot to boot

// End ----------------------------------------------------------------------------------------------------------------

void plat_status(const char *line); // one line to the status channel, "\n" is added; nothing where there is none
_Noreturn void plat_exit(int status); // powers the machine off; status only steers isa-debug-exit, see plat_status()
// fn runs in interrupt context when the host asks the guest to end (ACPI power button; on Xen control/shutdown).
void plat_shutdown_handler(void (*fn)(void));

#endif
