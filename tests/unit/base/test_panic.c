// SPDX-License-Identifier: MIT
// panic.c: what it tells, and its walk over hand-made stacks with and without frame pointers. And preemption's counter.
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "test_base.h"

// The image's text and the main thread's stack, for the code under test. Bytes 0x10 to 0x14 of the text are a call.
__asm__(".pushsection .data\n"
        ".globl __text_start, __text_end, __main_stack_low, __main_stack_top\n"
        "__text_start: .zero 16\n.byte 0xe8, 0, 0, 0, 0\n.zero 43\n__text_end:\n"
        ".balign 16\n__main_stack_low: .zero 1024\n__main_stack_top:\n"
        ".popsection");
extern char __text_start[];
extern uintptr_t __main_stack_low[], __main_stack_top[];

#define TEXT(offset) ((uintptr_t)__text_start + (offset))
#define AFTER_CALL TEXT(0x15)
#define WORD(i) ((uintptr_t)&__main_stack_low[i])

static void expect(uintptr_t pc, uintptr_t frame, uintptr_t sp, const uintptr_t *trace, size_t count)
{
    char wanted[2048];
    int n = snprintf(wanted, sizeof wanted, "panic text\nthread main\n");
    for (size_t i = 0; i < count; i++)
        n += snprintf(wanted + n, sizeof wanted - (size_t)n, "trace 0x%lx\n", trace[i]);
    platform_reset();
    panicking = false;
    if (!setjmp(exit_jump))
        panic_at("text", pc, frame, sp);
    assert_int_equal(exit_status, 134);
    assert_string_equal(status_text, wanted);
}

static void clear_stack(void)
{
    memset(__main_stack_low, 0, 1024);
}

static void test_frames(void **state)
{
    (void)state;
    clear_stack();
    __main_stack_low[10] = WORD(20); // two frames, then the first one of the thread
    __main_stack_low[11] = TEXT(1);
    __main_stack_low[20] = 0;
    __main_stack_low[21] = TEXT(2);
    const uintptr_t trace[] = { TEXT(9), TEXT(1), TEXT(2) };
    expect(TEXT(9), WORD(10), WORD(8), trace, 3);
}

static void test_frameless(void **state)
{
    (void)state;
    clear_stack();
    __main_stack_low[8] = AFTER_CALL; // pushed by a call from a function with a frame
    __main_stack_low[9] = TEXT(3);    // points into the text, but behind no call
    __main_stack_low[10] = 0;
    __main_stack_low[11] = TEXT(1);
    const uintptr_t trace[] = { TEXT(9), AFTER_CALL, TEXT(1) };
    expect(TEXT(9), WORD(10), WORD(8), trace, 3);
}

static void test_lost_frame(void **state)
{
    (void)state;
    clear_stack();
    __main_stack_low[12] = AFTER_CALL;
    __main_stack_low[20] = WORD(30); // looks like a frame: taken up from here
    __main_stack_low[21] = AFTER_CALL;
    __main_stack_low[30] = 0;
    __main_stack_low[31] = TEXT(2);
    const uintptr_t trace[] = { TEXT(9), AFTER_CALL, AFTER_CALL, TEXT(2) };
    expect(TEXT(9), 0xdeadbeef, WORD(8), trace, 4);
}

// A stack overflow: the stack pointer is in the guard page.
static void test_overflow(void **state)
{
    (void)state;
    clear_stack();
    __main_stack_low[10] = 0;
    __main_stack_low[11] = TEXT(1);
    const uintptr_t trace[] = { TEXT(9), TEXT(1) };
    expect(TEXT(9), WORD(10), (uintptr_t)__main_stack_low - 16, trace, 2);
}

// Nothing outside the stack is read: a stack pointer beyond it, frames that lead away or in a circle.
static void test_wild(void **state)
{
    (void)state;
    clear_stack();
    const uintptr_t trace[] = { 0 };
    expect(0, 0x10, (uintptr_t)__main_stack_top, trace, 1);
    expect(0, 1, 0xfffffffffffffff8, trace, 1);
    expect(0, 1, 0x10, trace, 1);
    __main_stack_low[10] = WORD(10);
    __main_stack_low[11] = TEXT(1);
    const uintptr_t circle[] = { 0, TEXT(1) };
    expect(0, WORD(10), WORD(10), circle, 2);
}

// The second one, as a fault in the middle of the first report makes it, says nothing and ends the guest.
static void test_panic_twice(void **state)
{
    (void)state;
    platform_reset();
    panicking = false;
    if (!setjmp(exit_jump))
        panic("broken");
    if (!setjmp(exit_jump))
        panic("again");
    assert_int_equal(exit_status, 134);
    assert_null(strstr(status_text, "again"));
    assert_int_equal(strncmp(status_text, "panic broken\nthread main\ntrace 0x", 33), 0);
    assert_non_null(strstr(console_text, "uk: panic broken\n"));
}

static int switched;
static void count_switch(bool from_interrupt)
{
    assert_false(from_interrupt);
    preempt_wanted = false;
    switched++;
}

static void test_preempt(void **state)
{
    (void)state;
    preempt_switch = count_switch;
    preempt_disable();
    preempt_disable();
    preempt_wanted = true;
    preempt_enable();
    assert_int_equal(switched, 0);
    preempt_enable();
    assert_int_equal(switched, 1);
    preempt_disable();
    preempt_enable();
    assert_int_equal(switched, 1);
}

int run_panic_tests(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames), cmocka_unit_test(test_frameless),   cmocka_unit_test(test_lost_frame),
        cmocka_unit_test(test_wild),   cmocka_unit_test(test_panic_twice), cmocka_unit_test(test_preempt),
        cmocka_unit_test(test_overflow),
    };
    return cmocka_run_group_tests_name("panic", tests, NULL, NULL);
}
