// SPDX-License-Identifier: MIT
// The bus: values of xenstore, lists, and the way of a device from found to gone, seen by a driver that takes notes.
#include "sim.h"

#include <stdio.h>
#include <string.h>

#include "xen/front/xenbus.h"
#include "xen/xen.h"

#define FRONT "device/test/7"
#define BACK "/local/domain/0/backend/test/1/7"

static char notes[256];
static struct xenbus_device devices[300];
static unsigned created;
static int offer_error, connect_error;
static struct xenbus_bus bus;

static void note(const char *what)
{
    if (strlen(notes) + strlen(what) + 2 <= sizeof notes)
        strcat(strcat(notes, what), " ");
}

static struct xenbus_device *create(unsigned id)
{
    (void)id;
    return created < COUNT(devices) ? &devices[created++] : NULL;
}

static int offer(struct xenbus_device *d, uint32_t transaction)
{
    note("offer");
    return offer_error ? offer_error : xenbus_write(transaction, d->path, "ring-ref", "%u", 99);
}

static int connect(struct xenbus_device *d)
{
    (void)d;
    note("connect");
    return connect_error;
}

static void changed(struct xenbus_device *d) { (void)d; note("changed"); }
static void closing(struct xenbus_device *d) { (void)d; note("closing"); }
static void disconnect(struct xenbus_device *d, bool back) { (void)d; note(back ? "disconnect" : "gone"); }

static const struct xenbus_driver driver = {
    .type = "test", .offered = XenbusStateInitialised, .create = create, .offer = offer, .connect = connect,
    .changed = changed, .closing = closing, .disconnect = disconnect,
};

static int fresh(void **state)
{
    (void)state;
    sim_reset();
    notes[0] = '\0';
    created = 0;
    offer_error = connect_error = 0;
    memset(devices, 0, sizeof devices);
    bus = (struct xenbus_bus){ .driver = &driver };
    sim_write(FRONT "/backend", BACK);
    sim_write(FRONT "/backend-id", "0");
    sim_write(FRONT "/state", "1");
    sim_write(BACK "/online", "1");
    sim_write(BACK "/state", "2");
    return 0;
}

static void expect(const char *wanted)
{
    assert_string_equal(notes, wanted);
    notes[0] = '\0';
}

static void back(enum xenbus_state state)
{
    sim_write(BACK "/state", "%u", state);
    sim_run();
}

static void start_connected(void)
{
    xenbus_start(&bus);
    expect("offer ");
    assert_string_equal(sim_read(FRONT "/state"), "3");
    assert_string_equal(sim_read(FRONT "/ring-ref"), "99");
    back(XenbusStateConnected);
    expect("connect ");
    assert_string_equal(sim_read(FRONT "/state"), "4");
}

static void connects(void **state)
{
    (void)state;
    start_connected();
    back(XenbusStateConnected);
    expect("changed ");
}

static void a_backend_may_skip_waiting(void **state)
{
    (void)state;
    sim_write(BACK "/state", "4");
    xenbus_start(&bus);
    expect("offer ");
    back(XenbusStateConnected);
    expect("connect ");
}

static void a_conflict_repeats_the_transaction(void **state)
{
    (void)state;
    sim_conflicts = 3;
    xenbus_start(&bus);
    expect("offer offer offer offer ");
    assert_string_equal(sim_read(FRONT "/state"), "3");
}

// A store in which others change things all the time ends in an error, not in a turn without end.
static void conflicts_for_ever(void **state)
{
    (void)state;
    sim_conflicts = 500;
    xenbus_start(&bus);
    assert_int_not_equal(sim_conflicts, 0);
    assert_non_null(strstr(sim_log, "test 7: cannot be offered to its backend (error 11): no device"));
    assert_int_equal(sim_waits, 0);
}

static void a_backend_that_does_not_answer(void **state)
{
    (void)state;
    sim_write(BACK "/state", "1");
    xenbus_start(&bus);
    assert_int_equal(sim_waits, 1);
    assert_non_null(strstr(sim_log, "test 7: its backend does not answer"));
    back(XenbusStateInitWait); // later it does
    expect("offer ");
}

static void closes_and_comes_back(void **state)
{
    (void)state;
    start_connected();
    back(XenbusStateClosing);
    expect("closing ");
    assert_string_equal(sim_read(FRONT "/state"), "6");
    back(XenbusStateClosed);
    expect("disconnect ");
    assert_string_equal(sim_read(FRONT "/state"), "1"); // asks it to begin again
    back(XenbusStateInitWait);
    expect("offer ");
    back(XenbusStateConnected);
    expect("connect ");
}

static void a_backend_that_restarts_unseen(void **state)
{
    (void)state;
    start_connected();
    sim_remove(BACK);
    sim_write(BACK "/online", "1");
    back(XenbusStateInitWait); // only this is seen
    expect("disconnect offer ");
    back(XenbusStateConnected);
    expect("connect ");
}

static void a_backend_that_vanishes(void **state)
{
    (void)state;
    start_connected();
    sim_remove(BACK);
    sim_run();
    expect("disconnect ");
    assert_string_equal(sim_read(FRONT "/state"), "1"); // a new one must not believe in the old rings
    sim_write(BACK "/online", "1");
    back(XenbusStateInitialising);
    back(XenbusStateInitWait);
    expect("offer ");
}

static void the_toolstack_takes_it_away(void **state)
{
    (void)state;
    start_connected();
    sim_write(BACK "/online", "0");
    back(XenbusStateClosing);
    expect("closing ");
    back(XenbusStateClosed);
    expect("gone ");
    assert_string_equal(sim_read(FRONT "/state"), "6");
    sim_remove(FRONT);
    sim_remove(BACK);
    sim_run();
    assert_null(sim_read(FRONT "/state")); // nothing of ours brings the node back
}

static void attached_again(void **state)
{
    (void)state;
    start_connected();
    sim_write(BACK "/online", "0");
    back(XenbusStateClosing);
    back(XenbusStateClosed);
    sim_remove(FRONT);
    sim_remove(BACK);
    sim_run();
    notes[0] = '\0';
    sim_write(FRONT "/backend", BACK);
    sim_write(FRONT "/backend-id", "0");
    sim_write(FRONT "/state", "1");
    sim_write(BACK "/online", "1");
    back(XenbusStateInitWait);
    expect("offer ");
    assert_int_equal(created, 1); // the same device
    back(XenbusStateConnected);
    expect("connect ");
}

static void a_device_of_no_use(void **state)
{
    (void)state;
    connect_error = -UK_EINVAL;
    xenbus_start(&bus);
    back(XenbusStateConnected);
    expect("offer connect closing ");
    assert_string_equal(sim_read(FRONT "/state"), "6");
    assert_non_null(strstr(sim_log, "test 7: the backend's description is of no use (error 22): no device"));
    back(XenbusStateClosed);
    expect("gone ");
    assert_string_equal(sim_read(FRONT "/state"), "6"); // not asked to begin again
    connect_error = 0;
    back(XenbusStateInitialising); // a new backend gets a new chance
    back(XenbusStateInitWait);
    expect("offer ");
}

static void nothing_to_offer(void **state)
{
    (void)state;
    offer_error = -UK_ENOMEM;
    xenbus_start(&bus);
    expect("offer closing ");
    assert_string_equal(sim_read(FRONT "/state"), "6");
    assert_int_equal(sim_waits, 0); // and nobody waits for it
}

static void a_backend_at_fault(void **state)
{
    (void)state;
    start_connected();
    xenbus_fail(&devices[0], "a test");
    sim_run();
    expect("closing ");
    assert_string_equal(sim_read(FRONT "/state"), "6");
    assert_non_null(strstr(sim_log, "the backend breaks the protocol: a test"));
}

static void malformed_backends(void **state)
{
    static const struct { const char *node, *value; } cases[] = {
        { FRONT "/backend-id", "" },      { FRONT "/backend-id", "zero" }, { FRONT "/backend-id", "-1" },
        { FRONT "/backend-id", "0x1" },   { FRONT "/backend-id", "32752" }, { FRONT "/backend-id", "1 " },
        { FRONT "/backend-id", "99999999999999999999999" }, { FRONT "/backend", "" }, { FRONT "/backend", "relative" },
        { FRONT "/backend", "/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
                            "89012345678901234567890123456789012345678901234567890" },
    };
    for (unsigned i = 0; i < COUNT(cases); i++) {
        fresh(state);
        sim_write(cases[i].node, "%s", cases[i].value);
        xenbus_start(&bus);
        expect("");
        assert_non_null(strstr(sim_log, "test 7: its backend is not known"));
        assert_int_equal(sim_waits, 0);
    }
    fresh(state);
    sim_denied = FRONT "/backend";
    xenbus_start(&bus);
    expect("");
    assert_non_null(strstr(sim_log, "device/test/7/backend cannot be read (error 13)"));
    fresh(state);
    sim_write(BACK "/state", "rubbish");
    xenbus_start(&bus);
    expect("");
    assert_non_null(strstr(sim_log, "/state is \"rubbish\", not a number up to 8"));
}

static void no_store_no_devices(void **state)
{
    (void)state;
    sim_no_store = true;
    xenbus_start(&bus);
    assert_int_equal(created, 0);
    assert_int_equal(sim_waits, 0);
}

static void strange_names(void **state)
{
    (void)state;
    sim_write("device/test/x", "%s", "");
    sim_write("device/test/8x", "%s", "");
    sim_write("device/test/99999999999", "%s", "");
    sim_write("device/test/9", "%s", ""); // a device without a state: not yet, or no more
    xenbus_start(&bus);
    assert_int_equal(created, 1);
    assert_non_null(strstr(sim_log, "device/test/8x is no device"));
}

static unsigned listed_sum, listed_count;
static void add_name(void *arg, const char *name)
{
    unsigned number;
    (void)arg;
    assert_int_equal(sscanf(name, "child-with-a-long-name-%u", &number), 1);
    listed_sum += number;
    listed_count++;
}

static void large_lists(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 1000; n += 333) {
        char path[64];
        listed_sum = listed_count = 0;
        sim_reset();
        for (unsigned i = 0; i < n; i++) {
            snprintf(path, sizeof path, "dir/child-with-a-long-name-%u", i);
            sim_write(path, "%s", "");
        }
        assert_int_equal(xenbus_list("dir", add_name, NULL), n ? 0 : -UK_ENOENT);
        assert_int_equal(listed_count, n);
        assert_int_equal(listed_sum, n ? n * (n - 1) / 2 : 0);
    }
}

static unsigned parts_asked;
static bool list_changes;

// A directory whose list never ends, or changes with each part.
static long endless(uint32_t type, const char *path, void *payload, size_t size)
{
    (void)path, (void)size;
    if (type == XS_DIRECTORY)
        return -UK_E2BIG;
    if (type != XS_DIRECTORY_PART || ++parts_asked > 100000)
        return SIM_TRUTH;
    memcpy(payload, parts_asked % 2 && list_changes ? "1\0abc\0def" : "2\0abc\0def", 10);
    return 10;
}

static void ignore_name(void *arg, const char *name) { (void)arg, (void)name; }

static void lists_without_end(void **state)
{
    for (unsigned i = 0; i < 2; i++) {
        fresh(state);
        parts_asked = 0;
        list_changes = i;
        sim_lie = endless;
        assert_int_equal(xenbus_list("dir", ignore_name, NULL), -UK_EIO);
        assert_true(parts_asked < 10000);
    }
}

// Names that come and go make no more devices than a guest can have.
static unsigned next_name;
static long new_names(uint32_t type, const char *path, void *payload, size_t size)
{
    if (type == XS_DIRECTORY && strstr(path, "device/"))
        return fmt_print(payload, size, "%u", 1000 + next_name++) + 1;
    return SIM_TRUTH;
}

static void devices_without_end(void **state)
{
    (void)state;
    created = 0;
    sim_lie = new_names;
    xenbus_start(&bus);
    char path[64];
    for (unsigned i = 0; i < 200; i++) {
        fmt_print(path, sizeof path, "device/test/%u/state", 1000 + next_name);
        sim_write(path, "1");
        sim_run();
        fmt_print(path, sizeof path, "device/test/%u", 1000 + next_name - 1);
        sim_remove(path);
        sim_run();
    }
    assert_in_range(created, 16, 64);
    assert_non_null(strstr(sim_log, "more devices than a guest can have"));
}

static void numbers(void **state)
{
    (void)state;
    uint64_t value = 7;
    assert_int_equal(xenbus_read("dir", "none", 10, &value), -UK_ENOENT);
    assert_int_equal(value, 7);
    sim_write("dir/a", "18446744073709551615");
    assert_int_equal(xenbus_read("dir", "a", UINT64_MAX, &value), 0);
    assert_true(value == UINT64_MAX);
    assert_int_equal(xenbus_read("dir", "a", UINT64_MAX - 1, &value), -UK_EINVAL);
    sim_write("dir/a", "18446744073709551616");
    assert_int_equal(xenbus_read("dir", "a", UINT64_MAX, &value), -UK_EINVAL);
    sim_write("dir/a", "8");
    assert_int_equal(xenbus_read("dir", "a", 7, &value), -UK_EINVAL);
    assert_int_equal(xenbus_read("dir", "a", 8, &value), 0);
    assert_true(xenbus_read_flag("dir", "a"));
    sim_write("dir/a", "0");
    assert_false(xenbus_read_flag("dir", "a"));
}

int run_xenbus_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(connects, fresh),
        cmocka_unit_test_setup(a_backend_may_skip_waiting, fresh),
        cmocka_unit_test_setup(a_conflict_repeats_the_transaction, fresh),
        cmocka_unit_test_setup(conflicts_for_ever, fresh),
        cmocka_unit_test_setup(a_backend_that_does_not_answer, fresh),
        cmocka_unit_test_setup(closes_and_comes_back, fresh),
        cmocka_unit_test_setup(a_backend_that_restarts_unseen, fresh),
        cmocka_unit_test_setup(a_backend_that_vanishes, fresh),
        cmocka_unit_test_setup(the_toolstack_takes_it_away, fresh),
        cmocka_unit_test_setup(attached_again, fresh),
        cmocka_unit_test_setup(a_device_of_no_use, fresh),
        cmocka_unit_test_setup(nothing_to_offer, fresh),
        cmocka_unit_test_setup(a_backend_at_fault, fresh),
        cmocka_unit_test_setup(malformed_backends, fresh),
        cmocka_unit_test_setup(no_store_no_devices, fresh),
        cmocka_unit_test_setup(strange_names, fresh),
        cmocka_unit_test_setup(large_lists, fresh),
        cmocka_unit_test_setup(lists_without_end, fresh),
        cmocka_unit_test_setup(devices_without_end, fresh),
        cmocka_unit_test_setup(numbers, fresh),
    };
    return cmocka_run_group_tests_name("xenbus", tests, NULL, NULL);
}
