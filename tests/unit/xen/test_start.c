// SPDX-License-Identifier: MIT
// plat_init() on hypervisors of all ages, and what of the memory it takes for RAM.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "arch/x86_64/arch.h"
#include "arch/x86_64/uart.h"
#include "arch/x86_64/xsave.h"
#include "base/boot.h"
#include "uk/abi.h"
#include "xen/private.h"

#include <xen/version.h>

// What plat_init() finds. ---------------------------------------------------------------------------------------------

static struct start_info info;
const struct start_info *xen_start = &info;
struct shared_info xen_shared;
const char __image_start[] = "";
unsigned long fake_m2p[1];
static long version;
static unsigned version_calls;

long hypercall(unsigned number, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
    (void)b, (void)c, (void)d;
    assert_int_equal(number, __HYPERVISOR_xen_version); // nothing else in a domU
    assert_int_equal(a, XENVER_version);
    version_calls++;
    return version;
}

long xen_vcpu_op(unsigned command, void *arg)
{
    (void)command, (void)arg;
    return 0;
}

// What it does. -------------------------------------------------------------------------------------------------------

struct boot_info boot_info;
uint32_t arch_xsave_size;
static char text[256];
static jmp_buf ended;
static int status;
static bool went_on;
static struct { uintptr_t start, end; } excluded[4];
static unsigned excluded_count;
static uint64_t ram_end;
static const void *block;

void log_line(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
}

_Noreturn void plat_exit(int code)
{
    status = code;
    longjmp(ended, 1);
}

uint32_t xsave_enable(struct cpuid (*id)(uint32_t leaf, uint32_t subleaf))
{
    (void)id;
    went_on = true;
    return 512;
}

void ram_add(uint64_t start, uint64_t end)
{
    assert_int_equal(start, 0);
    ram_end = end;
}

void ram_exclude(uintptr_t start, uintptr_t end)
{
    excluded[excluded_count].start = start;
    excluded[excluded_count++].end = end;
}

void xen_map_frame(void *page, uint64_t mfn) { (void)page, (void)mfn; }
void xen_init_traps(void) { }
void xen_map_ram(void) { }
void boot_place_stack(void) { }
void boot_use_block(const void *module, size_t size) { (void)size, block = module; }
const void *boot_record(uint32_t type, const void **cursor, uint32_t *length)
{
    (void)type, (void)cursor, (void)length;
    return NULL;
}
void uart_init(uint16_t port) { (void)port; }

static void boot(long xen)
{
    version = xen;
    version_calls = excluded_count = 0;
    text[0] = '\0';
    went_on = false;
    status = -1;
    if (!setjmp(ended))
        plat_init();
}

// The tests. ----------------------------------------------------------------------------------------------------------

static void old_hypervisors(void **state)
{
    (void)state;
    static const struct { long version; const char *text; } cases[] = {
        { 3 << 16 | 4, "this is Xen 3.4, which is too old: 4.4 is needed" },
        { 4 << 16 | 3, "this is Xen 4.3, which is too old: 4.4 is needed" },
        { 0, "this is Xen 0.0, which is too old: 4.4 is needed" },
    };
    for (unsigned i = 0; i < COUNT(cases); i++) {
        boot(cases[i].version);
        assert_string_equal(text, cases[i].text);
        assert_int_equal(status, 1);
        assert_false(went_on);
        assert_int_equal(version_calls, 1);
    }
    boot(-38); // ENOSYS: it cannot even say
    assert_int_equal(status, 1);
    assert_non_null(strstr(text, "too old"));
}

static void newer_hypervisors(void **state)
{
    (void)state;
    static const long versions[] = { 4 << 16 | 4, 4 << 16 | 17, 4 << 16 | 20, 5 << 16, 5 << 16 | 1 };
    for (unsigned i = 0; i < COUNT(versions); i++) {
        boot(versions[i]);
        assert_string_equal(text, "");
        assert_int_equal(status, -1);
        assert_true(went_on);
        assert_int_equal(version_calls, 1);
    }
}

static void the_memory(void **state)
{
    (void)state;
    info = (struct start_info){ .nr_pages = 1024, .pt_base = 0x200000, .nr_pt_frames = 3 };
    boot(4 << 16 | 17);
    assert_int_equal(ram_end, 4 << 20);
    assert_int_equal(excluded_count, 2);
    assert_int_equal(excluded[0].end, PAGE_SIZE);
    assert_int_equal(excluded[1].end, 0x204000); // the tables, and the builder's stack
    assert_null(block);
    info.mod_start = 0x300;
    info.mod_len = 0x1388;
    info.flags = SIF_MOD_START_PFN; // a page's number, not an address
    boot(4 << 16 | 17);
    assert_int_equal(excluded_count, 3);
    assert_int_equal(excluded[2].start, 0x300000);
    assert_int_equal(excluded[2].end, 0x301388);
    assert_ptr_equal(block, (void *)0x300000);
    info.flags = 0;
    info.mod_start = 0x123000;
    boot(4 << 16 | 17);
    assert_ptr_equal(block, (void *)0x123000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(old_hypervisors), cmocka_unit_test(newer_hypervisors), cmocka_unit_test(the_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
