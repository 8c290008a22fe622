// SPDX-License-Identifier: MIT
// A guest without a libOS that speaks the contract of uk/abi.h, so that uk-cc run is tested by itself: 32-bit PVH code,
// no paging, no interrupts. Its first argument says what it does.
#include <stddef.h>
#include <stdint.h>

#include "uk/abi.h"

#define COM1 0x3f8
#define GED_EVENTS 0xfea00000u // microvm's ACPI Generic Event Device: which events are pending
#define GED_POWER_DOWN 2u

// The entry, the PVH note that names it (Xen's XEN_ELFNOTE_PHYS32_ENTRY, 18), and a plan note.
__asm__(".pushsection .note.pvh, \"a\", @note\n"
        ".balign 4\n.long 4, 4, 18\n.asciz \"Xen\"\n.long start\n.popsection\n"
        ".pushsection .note.plan, \"a\", @note\n"
        ".balign 4\n.long 6, 2f - 1f, 1\n.asciz \"uk-cc\"\n.balign 4\n"
        "1: .ascii \"target kvm\\nplan 0\\n\"\n2: .balign 4\n.popsection\n"
        ".pushsection .text\n.global start\nstart:\n"
        "    movl $stack_top, %esp\n    pushl %ebx\n    call main\n"
        ".type caller, @function\ncaller: nop\n.size caller, 1\n"
        ".type follower, @function\nfollower: nop\n.size follower, 1\n.popsection\n"
        ".pushsection .bss\n.balign 16\n.skip 16384\nstack_top:\n.popsection\n");

static void outb(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static uint8_t inb(uint16_t port)
{
    uint8_t value;
    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static void put(char c)
{
    while (!(inb(COM1 + 5) & 0x20)) // transmit holding register empty
        ;
    outb(COM1, (uint8_t)c);
}

static void put_all(const char *s, size_t n)
{
    while (n--)
        put(*s++);
}

static uint8_t get(void)
{
    while (!(inb(COM1 + 5) & 1)) // data ready
        ;
    return inb(COM1);
}

static uint16_t status_port;

static void status(const char *s)
{
    while (*s)
        outb(status_port, (uint8_t)*s++);
}

static void status_number(const char *word, uint32_t n)
{
    char digits[12];
    int i = 11;
    digits[i] = '\0';
    do
        digits[--i] = (char)('0' + n % 10);
    while ((n /= 10));
    status(word);
    status(digits + i);
    status("\n");
}

static _Noreturn void off(void)
{
    while (!(inb(COM1 + 5) & 0x40)) // transmitter empty
        ;
    outb(UK_DEBUG_EXIT_PORT, 0);
    for (;;)
        __asm__ volatile("cli; hlt");
}

static uint32_t decimal(const char *s)
{
    uint32_t n = 0;
    while (*s >= '0' && *s <= '9')
        n = n * 10 + (uint32_t)(*s++ - '0');
    return n;
}

static int equal(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

// Input back to output until its end; the exit status counts the bytes, modulo 251.
static void echo(void)
{
    uint32_t total = 0;
    status("input\n");
    for (unsigned n; (n = get());)
        while (n--) {
            put((char)get());
            total++;
        }
    status_number(UK_STATUS_EXIT, total % 251);
}

static void wait_for_power_button(void)
{
    while (!(*(volatile uint32_t *)GED_EVENTS & GED_POWER_DOWN))
        ;
    status("signal 15\n");
}

extern const char follower[];

static void status_trace(uint32_t address)
{
    status("trace 0x");
    for (int shift = 28; shift >= 0; shift -= 4)
        outb(status_port, (uint8_t)"0123456789abcdef"[address >> shift & 15]);
    status("\n");
}

// The backtrace: here; the return address of a call that is the last thing in caller; nowhere.
__attribute__((noinline)) static void inner(void)
{
    __asm__ volatile("" ::: "memory");
    status("panic it\tbroke\nthread main\n");
    status_trace((uint32_t)(uintptr_t)inner);
    status_trace((uint32_t)(uintptr_t)follower);
    status_trace(0x10);
}

// Console output of n bytes in all values.
static void flood(uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        put((char)(i * 7 + (i >> 8)));
    status("exit 0\n");
}

static void act(const char *verb, const char *value)
{
    if (equal(verb, "exit")) {
        status_number(UK_STATUS_EXIT, decimal(value));
    } else if (equal(verb, "signal")) {
        status_number(UK_STATUS_SIGNAL, decimal(value));
    } else if (equal(verb, "memory")) {
        status_number(UK_STATUS_MEMORY, decimal(value));
    } else if (equal(verb, "echo")) {
        echo();
    } else if (equal(verb, "flood")) {
        flood(decimal(value));
    } else if (equal(verb, "panic")) {
        inner();
    } else if (equal(verb, "term")) {
        put_all("ready\n", 6);
        wait_for_power_button();
    } else if (equal(verb, "garbage")) {
        for (uint32_t i = 0; i < 5000; i++)
            outb(status_port, (uint8_t)(i * 31));
        status("\nexit 999\nexit\nexit 1x\ntrace zz\nexit 9\n");
    } else if (equal(verb, "stay")) { // says its status, then does not power off
        status("exit 3\n");
        for (;;)
            __asm__ volatile("cli; hlt");
    } else if (equal(verb, "triple")) {
        static const uint16_t no_table[3];
        __asm__ volatile("lidt %0; int3" : : "m"(no_table));
    } else if (equal(verb, "spin")) {
        put_all("ready\n", 6);
        for (;;)
            ;
    }
    // "strings" has printed them already
}

_Noreturn void main(const uint32_t *start_info);
_Noreturn void main(const uint32_t *start_info)
{
    // hvm_start_info: module count at 12, module list's 64-bit address at 16; an entry begins with the 64-bit address.
    const uint8_t *block = (const uint8_t *)(uintptr_t) * (const uint32_t *)(uintptr_t)start_info[4];
    const struct uk_boot_header *head = (const void *)block;
    const char *verb = "", *value = "";
    unsigned args = 0;
    const uint8_t *p = block + sizeof *head;
    uint32_t flags = 0;
    for (uint32_t i = 0; i < head->count; i++) {
        const struct uk_boot_record *r = (const void *)p;
        const char *data = (const char *)(r + 1);
        if (r->type == UK_BOOT_STATUS)
            status_port = *(const uint16_t *)data;
        if (r->type == UK_BOOT_CONSOLE)
            flags = *(const uint32_t *)data;
        if (r->type == UK_BOOT_ARG && args++)
            *(args == 2 ? &verb : &value) = args <= 3 ? data : value;
        if ((r->type == UK_BOOT_ARG || r->type == UK_BOOT_ENV) && equal(verb, "strings"))
            put_all(data, r->length);
        p += sizeof *r + ((r->length + 7) & ~7u);
    }
    if (equal(verb, "strings"))
        status_number(UK_STATUS_EXIT, flags);
    else
        act(verb, value);
    off();
}
