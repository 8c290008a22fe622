// SPDX-License-Identifier: MIT
// control/shutdown: what the host may wish, and what it gets, over a store in which others write, too.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/errno.h"
#include "base/plat.h"
#include "xen/private.h"
#include "xen/store.h"

const struct start_info *xen_start;
struct shared_info xen_shared;
bool xen_reboots;

// xenstore: one node. -------------------------------------------------------------------------------------------------

static char node[64], in_transaction[64];
static bool open;
static unsigned conflicts, transactions;
static int begin_error, write_error;
static void (*watch)(void *arg);

long xen_store_begin(void)
{
    assert_false(open);
    if (begin_error)
        return begin_error;
    strcpy(in_transaction, node);
    open = true;
    return ++transactions;
}

int xen_store_end(uint32_t transaction, int commit)
{
    assert_true(open && transaction == transactions);
    open = false;
    if (commit && conflicts > 0) {
        conflicts--;
        return -UK_EAGAIN;
    }
    if (commit)
        strcpy(node, in_transaction);
    return 0;
}

long xen_store_read(uint32_t transaction, const char *path, char *value, size_t size)
{
    const char *from = transaction ? in_transaction : node;
    assert_string_equal(path, "control/shutdown");
    if (strlen(from) >= size)
        return -UK_E2BIG;
    strcpy(value, from);
    return (long)strlen(value);
}

int xen_store_write(uint32_t transaction, const char *path, const char *value)
{
    assert_string_equal(path, "control/shutdown");
    if (write_error)
        return write_error;
    strcpy(transaction ? in_transaction : node, value);
    return 0;
}

int xen_store_watch(const char *path, void (*fn)(void *arg), void *arg)
{
    assert_string_equal(path, "control/shutdown");
    assert_null(arg);
    watch = fn;
    return 0;
}

// The guest. ----------------------------------------------------------------------------------------------------------

static char text[512];
static unsigned lines, shutdowns;

void log_line(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    lines++;
}

static void shut_down(void) { shutdowns++; }

static void wish(const char *what)
{
    snprintf(node, sizeof node, "%s", what);
    watch(NULL);
}

static int fresh(void **state)
{
    (void)state;
    node[0] = text[0] = '\0';
    open = xen_reboots = false;
    conflicts = lines = shutdowns = 0;
    begin_error = write_error = 0;
    plat_shutdown_handler(shut_down);
    return 0;
}

// The tests. ----------------------------------------------------------------------------------------------------------

static void suspend_is_refused(void **state)
{
    (void)state;
    wish("suspend");
    assert_string_equal(text, "the host's wish \"suspend\" is refused: this guest can only be shut down");
    assert_string_equal(node, ""); // the host sees that it has been read
    watch(NULL);                   // by our own writing
    assert_int_equal(lines, 1);
    assert_int_equal(shutdowns, 0);
    wish("poweroff"); // the guest goes on, and listens
    assert_int_equal(shutdowns, 1);
    assert_int_equal(lines, 1);
}

static void wishes(void **state)
{
    static const struct { const char *wish; bool ends, reboots; } cases[] = {
        { "poweroff", true, false }, { "halt", true, false }, { "reboot", true, true }, { "crash", false, false },
        { "", false, false }, { "power", false, false }, { "poweroff2", false, false },
    };
    for (unsigned i = 0; i < COUNT(cases); i++) {
        fresh(state);
        wish(cases[i].wish);
        assert_int_equal(shutdowns, cases[i].ends);
        assert_int_equal(xen_reboots, cases[i].reboots);
        assert_int_equal(lines, *cases[i].wish && !cases[i].ends);
        assert_string_equal(node, "");
    }
}

static void a_wish_that_is_too_long(void **state)
{
    (void)state;
    wish("a wish that nobody has ever heard of");
    assert_int_equal(shutdowns, 0);
    assert_string_equal(text, "the host's wish in control/shutdown is refused: it is too long");
}

static void others_write_too(void **state)
{
    (void)state;
    conflicts = 3;
    wish("poweroff");
    assert_int_equal(shutdowns, 1);
    assert_string_equal(node, "");
}

// This runs in interrupt context: a store that never takes the answer must not hold the guest.
static void a_store_that_does_not_work(void **state)
{
    (void)state;
    conflicts = 1000000;
    wish("poweroff");
    assert_true(conflicts > 900000);
    fresh(state);
    begin_error = -UK_EIO;
    wish("poweroff");
    assert_false(open);
    fresh(state);
    write_error = -UK_EACCES;
    wish("poweroff");
    assert_false(open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(suspend_is_refused, fresh),
        cmocka_unit_test_setup(wishes, fresh),
        cmocka_unit_test_setup(a_wish_that_is_too_long, fresh),
        cmocka_unit_test_setup(others_write_too, fresh),
        cmocka_unit_test_setup(a_store_that_does_not_work, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
