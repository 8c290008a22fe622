// SPDX-License-Identifier: MIT
// The end of a guest that cannot go on: what happened, who was running, by which calls; on the console and, for
// `uk-cc run`, on the status channel.
#include "base/base.h"
#include "base/plat.h"
#include "uk/abi.h"

extern const char __text_start[], __text_end[], __main_stack_low[], __main_stack_top[];

struct running boot_running = { "main", (uintptr_t)__main_stack_low, (uintptr_t)__main_stack_top };
const struct running *running = &boot_running;

#define TRACE_MAX 32
#define EXIT_PANIC 134

// fmt has one conversion.
static void tell(const char *fmt, const void *value)
{
    char line[160];
    fmt_print(line, sizeof line, fmt, value);
    log_line("%s", line);
    plat_status(line);
}

static bool in_text(uintptr_t address)
{
    return address >= (uintptr_t)__text_start && address < (uintptr_t)__text_end;
}

// Does a call instruction end just before address? E8 with a 32-bit offset, FF with a register, or with a register and
// an 8-bit or 32-bit offset.
static bool after_call(uintptr_t address)
{
    const unsigned char *p = (const unsigned char *)address;
    return in_text(address - 6) && (p[-5] == 0xe8 || p[-2] == 0xff || p[-3] == 0xff || p[-6] == 0xff);
}

// Are there two words of the stack at an address?
static bool on_stack(uintptr_t at)
{
    return at % 8 == 0 && at - running->stack_low <= running->stack_high - running->stack_low - 16;
}

static bool is_frame(const uintptr_t *frame, uintptr_t sp)
{
    return (uintptr_t)frame >= sp && on_stack((uintptr_t)frame) && in_text(frame[1]);
}

// A frame holds the caller's frame pointer and, above it, the return address. Code without frame pointers (newlib) lies
// in between at the innermost end, and may have used the frame pointer for something else: so, from sp to the first
// frame that fits, every word is taken that looks like a return address.
static void trace(const uintptr_t *frame, uintptr_t sp)
{
    unsigned count = 0;
    if (running->stack_low - sp <= PAGE_SIZE) // in the guard page
        sp = running->stack_low;
    for (; on_stack(sp) && sp != (uintptr_t)frame && count < TRACE_MAX; sp += 8) {
        const uintptr_t *word = (const uintptr_t *)sp;
        if (after_call(*word)) {
            tell(UK_STATUS_TRACE "%p", (const void *)*word);
            count++;
        } else if (!is_frame(frame, sp) && *word > sp && is_frame(word, sp) && after_call(word[1])) {
            frame = word;
            break;
        }
    }
    for (; is_frame(frame, sp) && count < TRACE_MAX; count++) {
        tell(UK_STATUS_TRACE "%p", (const void *)frame[1]);
        sp = (uintptr_t)(frame + 2);
        frame = (const uintptr_t *)frame[0];
    }
}

bool panicking; // a fault in the middle of the report ends it

_Noreturn void panic_at(const char *text, uintptr_t pc, uintptr_t frame, uintptr_t sp)
{
    if (!panicking) {
        panicking = true;
        tell(UK_STATUS_PANIC "%s", text);
        tell(UK_STATUS_THREAD "%s", running->name);
        tell(UK_STATUS_TRACE "%p", (const void *)pc);
        trace((const uintptr_t *)frame, ALIGN_UP(sp, 8));
    }
    plat_exit(EXIT_PANIC);
}

_Noreturn void panic(const char *text)
{
    uintptr_t *frame = __builtin_frame_address(0);
    panic_at(text, frame[1] - 1, frame[0], (uintptr_t)(frame + 2)); // - 1: in the call, not what follows it
}

// What -fstack-protector calls.
_Noreturn void __stack_chk_fail(void);
_Noreturn void __stack_chk_fail(void)
{
    panic("stack smashed: a local array was overrun");
}
