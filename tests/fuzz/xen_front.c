// SPDX-License-Identifier: MIT
// Fuzz target: the front ends of Xen's devices against backends and a xenstore that do what the input says.
//
// The input is a list of deeds of four parties in any order: the toolstack (xenstore's nodes and answers), a disk's
// backend, an interface's, and the program that uses both. Whatever happens, no page may be touched that is not the
// backend's, every wait ends, every request and frame comes back once, and no memory is lost but what a backend keeps.
#include "xen_front.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define RAM 1152        // pages: 36 for received frames, 72 for a disk's pool
#define PAGES_MOST 600u // that may be in use or kept by backends in the end

static const uint8_t *input;
static size_t left;

uint8_t fuzz_byte(void)
{
    return left > 0 ? left--, *input++ : 0;
}

uint32_t fuzz_word(void)
{
    uint32_t w = fuzz_byte();
    return w | (uint32_t)fuzz_byte() << 8 | (uint32_t)fuzz_byte() << 16 | (uint32_t)fuzz_byte() << 24;
}

size_t fuzz_left(void)
{
    return left;
}

void fuzz_bytes(void *to, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((uint8_t *)to)[i] = fuzz_byte();
}

void fuzz_check(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "%s\n%s", what, sim_log);
    abort();
}

// Memory of the guest's that others may use. --------------------------------------------------------------------------

void *fuzz_granted(const char *dir, const char *node)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", dir, node);
    unsigned long reference = sim_number(path);
    bool good = reference < COUNT(sim_grants) && sim_grants[reference].used && !sim_grants[reference].readonly;
    return good ? sim_grants[reference].page : NULL;
}

void fuzz_scribble(void *page)
{
    unsigned at = fuzz_word() % PAGE_SIZE, size = fuzz_byte() % 24;
    fuzz_bytes((char *)page + at, at + size <= PAGE_SIZE ? size : PAGE_SIZE - at);
}

static struct sim_grant *used_grant(unsigned k)
{
    unsigned used = sim_grants_used(), i = 0;
    if (!used)
        return NULL;
    for (k %= used;; i++)
        if (sim_grants[i].used && k-- == 0)
            return &sim_grants[i];
}

static void touch_grant(unsigned how)
{
    struct sim_grant *g = used_grant(fuzz_byte());
    if (g && how == 0 && !g->readonly)
        fuzz_scribble(g->page);
    else if (g && how == 1)
        g->mapped++;
    else if (how == 2)
        for (unsigned i = 0; i < COUNT(sim_grants); i++)
            sim_grants[i].mapped = 0;
    else if (how == 3)
        for (unsigned i = 0; i < COUNT(sim_grants); i++)
            sim_grants[i].mapped = sim_grants[i].used;
}

// xenstore. -----------------------------------------------------------------------------------------------------------

static const char *const dirs[] = {
    "device/vbd/51712", "/local/domain/0/backend/vbd/1/51712", "device/vif/0", "/local/domain/0/backend/vif/1/0",
    "device/vbd", "device/vif", "device/vbd/51728", "device/vif/1",
};
static const char *const names[] = {
    "state", "online", "sectors", "sector-size", "info", "mode", "feature-flush-cache", "feature-barrier",
    "feature-discard", "feature-max-indirect-segments", "backend", "backend-id", "mac", "mtu", "feature-rx-copy",
    "feature-sg", "feature-gso-tcpv4", "feature-ipv6-csum-offload", "feature-no-csum-offload", "carrier", "7/state", "x",
};
static const char *const values[] = {
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "r", "w", "512", "4096", "128", "8192", "18446744073709551615",
    "/local/domain/0/backend/vbd/1/51712", "/local/domain/0/backend/vif/1/0", "00:16:3e:00:00:01", "65521", "-1", "", "256",
};

static const char *some_path(char *path, size_t size)
{
    const char *dir = dirs[fuzz_byte() % COUNT(dirs)], *name = names[fuzz_byte() % COUNT(names)];
    snprintf(path, size, "%s/%s", dir, name);
    return path;
}

// Sometimes any bytes, often a state.
static const char *some_value(char *value, size_t size)
{
    unsigned which = fuzz_byte();
    if (which < 64)
        return values[1 + which % 8];
    if (which < 224)
        return values[which % COUNT(values)];
    size_t n = fuzz_byte() % size;
    fuzz_bytes(value, n);
    value[n] = '\0';
    for (size_t i = 0; i < n; i++)
        value[i] = value[i] ? value[i] : ' ';
    return value;
}

static void host_writes(void)
{
    char path[200], value[150];
    some_path(path, sizeof path);
    sim_write(path, "%s", some_value(value, sizeof value));
}

static void host_removes(void)
{
    char path[200];
    if (fuzz_byte() % 2)
        sim_remove(some_path(path, sizeof path));
    else
        sim_remove(dirs[fuzz_byte() % COUNT(dirs)]);
}

static unsigned lies; // so many answers are still what the input says

// What store.c lets through: any bytes as a value, with a NUL behind them; names that end with a NUL; any error.
static long lie(uint32_t type, const char *path, void *payload, size_t size)
{
    static const int errors[] = { UK_ENOENT, UK_EIO, UK_EACCES, UK_EAGAIN, UK_E2BIG, UK_EINVAL, UK_ENOSPC };
    (void)path;
    if (!lies || fuzz_left() == 0)
        return SIM_TRUTH;
    lies--;
    unsigned how = fuzz_byte();
    if (how % 4 == 0)
        return SIM_TRUTH;
    if (how % 4 == 1 || type == XS_WRITE || type == XS_WATCH || type == XS_TRANSACTION_START || type == XS_TRANSACTION_END)
        return -errors[how / 4 % COUNT(errors)];
    size_t n = fuzz_byte() % 64;
    n = n < size ? n : size - 1;
    fuzz_bytes(payload, n);
    if (type != XS_READ)
        return n > 0 ? (((char *)payload)[n - 1] = '\0', (long)n) : 0;
    ((char *)payload)[n] = '\0';
    return (long)n;
}

// The backends. -------------------------------------------------------------------------------------------------------

static const char *below(const char *dir, const char *name)
{
    static char paths[4][160];
    static unsigned next;
    char *path = paths[next++ % COUNT(paths)];
    snprintf(path, sizeof paths[0], "%s/%s", dir, name);
    return path;
}

static bool help(struct fuzz_backend *b)
{
    unsigned long front = sim_number(below(b->front, "state")), state = sim_number(below(b->back, "state")), next;
    if (state == XenbusStateInitWait && front == b->waits_for)
        next = XenbusStateConnected;
    else if (front == XenbusStateClosed && state != XenbusStateClosed && state)
        next = XenbusStateClosed;
    else if (front == XenbusStateInitialising && state == XenbusStateClosed)
        next = XenbusStateInitWait;
    else
        return false;
    sim_write(below(b->back, "state"), "%lu", next);
    return true;
}

static bool turn(void *arg)
{
    struct fuzz_backend *b = arg;
    if (b->mischief > 0 && fuzz_left() > 0) {
        b->mischief--;
        b->deed();
        return true;
    }
    return b->helpful && help(b);
}

void fuzz_backend_start(struct fuzz_backend *b)
{
    sim_write(below(b->back, "online"), "1");
    sim_write(below(b->front, "backend"), "%s", b->back);
    sim_write(below(b->front, "backend-id"), "%u", fuzz_byte() % 2);
    sim_write(below(b->front, "state"), "%u", XenbusStateInitialising);
    sim_write(below(b->back, "state"), "%u", XenbusStateInitWait);
    sim_backend(turn, b);
}

// The list of deeds. --------------------------------------------------------------------------------------------------

static void set_limits(void)
{
    switch (fuzz_byte() % 8) {
    case 0: sim_conflicts = fuzz_byte(); break;
    case 1: sim_denied = fuzz_byte() % 2 ? "device/vif/0/mac" : NULL; break;
    case 2: sim_page_budget = fuzz_byte() % 64; break;
    case 3: sim_page_budget = -1; break;
    case 4: sim_grant_limit = 8 + fuzz_byte(); break;
    case 5: sim_grant_limit = COUNT(sim_grants); break;
    case 6: lies = fuzz_byte() % 16; break;
    case 7: fuzz_disk.helpful = fuzz_net.helpful = fuzz_byte() % 2; break;
    }
}

static void deed(void)
{
    unsigned what = fuzz_byte();
    switch (what % 16) {
    case 0: host_writes(); break;
    case 1: host_removes(); break;
    case 2: sim_pass(1000000000ull * (fuzz_byte() % 64)); break;
    case 3: set_limits(); break;
    case 4: touch_grant(what / 16 % 4); break;
    case 5: case 6: fuzz_disk.deed(); break;
    case 7: case 8: fuzz_disk_use(); break;
    case 9: case 10: fuzz_net.deed(); break;
    case 11: case 12: fuzz_net_use(); break;
    case 13: fuzz_disk.mischief = fuzz_net.mischief = what / 16 % 4 + 1; break;
    case 14: fuzz_backend_start(what / 16 % 2 ? &fuzz_disk : &fuzz_net); break;
    case 15: sim_run(); break;
    }
}

// The toolstack takes both devices away, and time goes on.
static void end(void)
{
    lies = 0;
    sim_denied = NULL;
    sim_conflicts = 0;
    fuzz_disk.mischief = fuzz_net.mischief = 0;
    sim_run();
    for (unsigned i = 0; i < COUNT(dirs); i++)
        sim_remove(dirs[i]);
    sim_run();
    for (unsigned i = 0; i < 4; i++)
        sim_pass(60000000000);
    fuzz_disk_end();
    fuzz_net_end();
    fuzz_check(sim_pages <= PAGES_MOST, "pages are lost");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sim_free_all();
    sim_reset();
    fuzz_disk_reset();
    fuzz_net_reset();
    sim_ram = RAM;
    sim_lie = lie;
    lies = 0;
    input = data;
    left = size;
    unsigned start = fuzz_byte();
    fuzz_disk.helpful = fuzz_net.helpful = start % 4;
    sim_write("/local/domain/0/backend/vbd/1/51712/sectors", "2048");
    sim_write("/local/domain/0/backend/vbd/1/51712/feature-max-indirect-segments", "%u", start & 4 ? 64 : 0);
    sim_write("/local/domain/0/backend/vbd/1/51712/feature-discard", "1");
    sim_write(below(fuzz_disk.back, start & 8 ? "feature-barrier" : "feature-flush-cache"), "1");
    fuzz_backend_start(&fuzz_disk);
    sim_write("/local/domain/0/backend/vif/1/0/feature-rx-copy", "1");
    sim_write("/local/domain/0/backend/vif/1/0/feature-sg", "1");
    sim_write("/local/domain/0/backend/vif/1/0/feature-gso-tcpv4", "1");
    sim_write("device/vif/0/mac", "00:16:3e:00:00:01");
    fuzz_backend_start(&fuzz_net);
    for (unsigned i = start >> 4; i > 0 && left > 0; i--)
        deed(); // before anybody is there
    fuzz_disk_init();
    fuzz_net_init();
    while (left > 0)
        deed();
    end();
    return 0;
}
