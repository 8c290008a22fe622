// SPDX-License-Identifier: MIT
// xenstore: a small tree with watches and one transaction at a time; see sim.h.
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xen/store.h"

unsigned sim_conflicts;
const char *sim_denied;
bool sim_no_store;
long (*sim_lie)(uint32_t type, const char *path, void *payload, size_t size);

struct tree {
    struct node { char path[160], value[160]; } nodes[1200];
    unsigned count;
};
static struct tree host, in_transaction;
static unsigned transaction; // 0: none is open

static struct {
    char path[160];
    void (*fn)(void *);
    void *arg;
    bool fired;
} watches[XEN_STORE_WATCHES];

bool sim_store_run(void);
void sim_store_reset(void);

static void copy_tree(struct tree *to, const struct tree *from)
{
    memcpy(to->nodes, from->nodes, from->count * sizeof from->nodes[0]);
    to->count = from->count;
}

static struct tree *tree_of(uint32_t id)
{
    assert_true(id == 0 || id == transaction);
    return id ? &in_transaction : &host;
}

static struct node *find(struct tree *t, const char *path)
{
    for (unsigned i = 0; i < t->count; i++)
        if (!strcmp(t->nodes[i].path, path))
            return &t->nodes[i];
    return NULL;
}

static bool is_below(const char *path, const char *dir)
{
    size_t n = strlen(dir);
    return !strncmp(path, dir, n) && (path[n] == '\0' || path[n] == '/');
}

static void fire(const char *path)
{
    for (unsigned i = 0; i < COUNT(watches); i++)
        if (watches[i].fn && (is_below(path, watches[i].path) || is_below(watches[i].path, path)))
            watches[i].fired = true;
}

static void put(struct tree *t, const char *path, const char *value)
{
    struct node *n = find(t, path);
    if (!n) {
        assert_true(t->count < COUNT(t->nodes));
        n = &t->nodes[t->count++];
        snprintf(n->path, sizeof n->path, "%s", path);
    }
    snprintf(n->value, sizeof n->value, "%s", value);
}

// The host's side -----------------------------------------------------------------------------------------------------

void sim_write(const char *path, const char *fmt, ...)
{
    char value[160];
    va_list args;
    va_start(args, fmt);
    vsnprintf(value, sizeof value, fmt, args);
    va_end(args);
    put(&host, path, value);
    fire(path);
}

void sim_remove(const char *path)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < host.count; i++)
        if (!is_below(host.nodes[i].path, path))
            host.nodes[kept++] = host.nodes[i];
    host.count = kept;
    fire(path);
}

const char *sim_read(const char *path)
{
    struct node *n = find(&host, path);
    return n ? n->value : NULL;
}

unsigned long sim_number(const char *path)
{
    const char *value = sim_read(path);
    return value ? strtoul(value, NULL, 10) : 0;
}

bool sim_store_run(void)
{
    bool any = false;
    for (unsigned i = 0; i < COUNT(watches); i++)
        if (watches[i].fired) {
            watches[i].fired = false;
            any = true;
            if (watches[i].fn)
                watches[i].fn(watches[i].arg);
        }
    return any;
}

void sim_store_reset(void)
{
    host.count = 0;
    transaction = 0;
    sim_conflicts = 0;
    sim_denied = NULL;
    sim_no_store = false;
    sim_lie = NULL;
    memset(watches, 0, sizeof watches);
}

// The guest's side (xen/store.h) --------------------------------------------------------------------------------------

static long lie(uint32_t type, const char *path, void *payload, size_t size)
{
    return sim_lie ? sim_lie(type, path, payload, size) : SIM_TRUTH;
}

long xen_store_read(uint32_t id, const char *path, char *value, size_t size)
{
    struct node *n = find(tree_of(id), path);
    long length = lie(XS_READ, path, value, size);
    if (length != SIM_TRUTH)
        return length;
    if (sim_no_store || !n)
        return sim_no_store ? -UK_ENODEV : -UK_ENOENT;
    if (sim_denied && !strcmp(sim_denied, path))
        return -UK_EACCES;
    if (strlen(n->value) >= size)
        return -UK_E2BIG;
    strcpy(value, n->value);
    return (long)strlen(value);
}

int xen_store_write(uint32_t id, const char *path, const char *value)
{
    long answer = lie(XS_WRITE, path, NULL, 0);
    if (answer != SIM_TRUTH)
        return (int)answer;
    put(tree_of(id), path, value);
    if (!id)
        fire(path);
    return 0;
}

long xen_store_begin(void)
{
    static unsigned last;
    assert_int_equal(transaction, 0);
    long answer = lie(XS_TRANSACTION_START, "", NULL, 0);
    if (answer != SIM_TRUTH)
        return answer;
    copy_tree(&in_transaction, &host);
    return transaction = ++last;
}

int xen_store_end(uint32_t id, int commit)
{
    assert_int_equal(id, transaction);
    transaction = 0;
    long answer = lie(XS_TRANSACTION_END, "", NULL, 0);
    if (!commit || answer != SIM_TRUTH)
        return answer == SIM_TRUTH ? 0 : (int)answer;
    if (sim_conflicts > 0) {
        sim_conflicts--;
        return -UK_EAGAIN;
    }
    for (unsigned i = 0; i < in_transaction.count; i++) {
        struct node *n = &in_transaction.nodes[i], *old = find(&host, n->path);
        if (!old || strcmp(old->value, n->value))
            fire(n->path);
    }
    copy_tree(&host, &in_transaction);
    return 0;
}

// The children's names, each with its NUL.
static size_t names_below(const char *dir, char *names)
{
    size_t used = 0, n = strlen(dir);
    char last[160] = "";
    for (unsigned i = 0; i < host.count; i++) {
        const char *path = host.nodes[i].path;
        if (!is_below(path, dir) || path[n] != '/')
            continue;
        size_t length = strcspn(path + n + 1, "/");
        if (strlen(last) == length && !strncmp(last, path + n + 1, length))
            continue; // children of one node stand together here
        snprintf(last, sizeof last, "%.*s", (int)length, path + n + 1);
        used += (size_t)sprintf(names + used, "%s", last) + 1;
    }
    return used;
}

static char names[200000];

long xen_store_list(uint32_t id, const char *path, char *to, size_t size)
{
    assert_int_equal(id, 0);
    long length = lie(XS_DIRECTORY, path, to, size);
    if (length != SIM_TRUTH)
        return length;
    size_t n = names_below(path, names);
    if (sim_no_store)
        return -UK_ENODEV;
    if (!n && !find(&host, path))
        return -UK_ENOENT;
    if (n > size)
        return -UK_E2BIG;
    memcpy(to, names, n);
    return (long)n;
}

// DIRECTORY_PART, with small parts.
long xen_store_request(uint32_t type, uint32_t id, const struct xen_store_part *parts, unsigned count, void *reply,
                       size_t size)
{
    assert_int_equal(type, XS_DIRECTORY_PART);
    assert_true(id == 0 && count == 2 && size >= 2048);
    long length = lie(type, parts[0].bytes, reply, size);
    if (length != SIM_TRUTH)
        return length;
    size_t n = names_below(parts[0].bytes, names), at = strtoul(parts[1].bytes, NULL, 10), used = 3;
    strcpy(reply, "17");
    for (; at < n && used < 1000; at += strlen(names + at) + 1)
        used += (size_t)sprintf((char *)reply + used, "%s", names + at) + 1;
    if (at >= n)
        ((char *)reply)[used++] = '\0';
    return (long)used;
}

int xen_store_watch(const char *path, void (*fn)(void *), void *arg)
{
    long answer = sim_no_store ? -UK_ENODEV : lie(XS_WATCH, path, NULL, 0);
    if (answer != SIM_TRUTH)
        return (int)answer;
    for (unsigned i = 0; i < COUNT(watches); i++)
        if (!watches[i].fn) {
            snprintf(watches[i].path, sizeof watches[i].path, "%s", path);
            watches[i].fn = fn;
            watches[i].arg = arg;
            watches[i].fired = true;
            return (int)i;
        }
    return -UK_ENOSPC;
}

int xen_store_unwatch(int watch, const char *path)
{
    assert_string_equal(watches[watch].path, path);
    watches[watch].fn = NULL;
    return 0;
}
