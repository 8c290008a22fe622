// SPDX-License-Identifier: MIT
// A TCG plugin for QEMU (system and user mode): how many instructions run from one address to another.
//
//   -plugin file=count.so,start=ADDR,stop=ADDR[,below=ADDR],out=FILE     (qemu-x86_64: the same)
//
// Counting begins when the instruction at start is first reached and ends when the one at stop is next reached; without
// stop, or where it is not reached, at the end of QEMU. The number goes to FILE.
//
// With below, what runs at that address or above counts not (a hypervisor), and FILE gets a second number: how many SYSCALL
// instructions ran (hypercalls of a guest of Xen).
//
// How: every translated block adds its length to a counter as it starts, without a call. At start and stop the counter
// already holds the whole block that they lie in; what of it comes from there on is subtracted. An exception inside a
// block leaves it counted as a whole: a few instructions for each interrupt.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// QEMU's plugin interface, version 1 (its documentation, "QEMU TCG Plugins"); Debian packages no header for it.
typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum { QEMU_PLUGIN_CB_NO_REGS = 0, QEMU_PLUGIN_INLINE_ADD_U64 = 0 };
extern void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
                                                  void (*fn)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb));
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
extern const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
extern size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
extern void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn, int op, void *p, uint64_t value);
extern void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *tb, int op, void *p, uint64_t value);
extern void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn, void (*fn)(unsigned cpu, void *data),
                                                   int flags, void *data);
extern void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, void (*fn)(qemu_plugin_id_t id, void *data), void *data);

int qemu_plugin_version = 1;

static uint64_t counter, begin, end, start_address, stop_address;
static uint64_t below = UINT64_MAX, calls, first_call, last_call;
static int started, stopped;
static const char *out = "/dev/stderr";

// rest: the block's instructions from this one on.
static void at_start(unsigned cpu, void *rest)
{
    (void)cpu;
    if (!started) {
        begin = counter - (uint64_t)(uintptr_t)rest;
        first_call = calls;
    }
    started = 1;
}

static void at_stop(unsigned cpu, void *rest)
{
    (void)cpu;
    if (started && !stopped) {
        end = counter - (uint64_t)(uintptr_t)rest;
        last_call = calls;
        stopped = 1;
    }
}

static int is_syscall(const struct qemu_plugin_insn *insn)
{
    return qemu_plugin_insn_size(insn) == 2 && !memcmp(qemu_plugin_insn_data(insn), "\x0f\x05", 2);
}

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    (void)id;
    size_t n = qemu_plugin_tb_n_insns(tb);
    if (qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, 0)) >= below)
        return;
    qemu_plugin_register_vcpu_tb_exec_inline(tb, QEMU_PLUGIN_INLINE_ADD_U64, &counter, n);
    for (size_t i = 0; i < n; i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
        uint64_t address = qemu_plugin_insn_vaddr(insn);
        if (below != UINT64_MAX && is_syscall(insn))
            qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64, &calls, 1);
        if (address == start_address)
            qemu_plugin_register_vcpu_insn_exec_cb(insn, at_start, QEMU_PLUGIN_CB_NO_REGS, (void *)(n - i));
        else if (address == stop_address)
            qemu_plugin_register_vcpu_insn_exec_cb(insn, at_stop, QEMU_PLUGIN_CB_NO_REGS, (void *)(n - i));
    }
}

static void finish(qemu_plugin_id_t id, void *data)
{
    (void)id, (void)data;
    FILE *f = fopen(out, "w");
    if (f && started)
        fprintf(f, "%llu\n", (unsigned long long)((stopped ? end : counter) - begin));
    if (f && started && below != UINT64_MAX)
        fprintf(f, "%llu\n", (unsigned long long)((stopped ? last_call : calls) - first_call));
    if (f)
        fclose(f);
}

int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv);
int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
    (void)info;
    for (int i = 0; i < argc; i++) {
        if (!strncmp(argv[i], "start=", 6))
            start_address = strtoull(argv[i] + 6, NULL, 0);
        else if (!strncmp(argv[i], "stop=", 5))
            stop_address = strtoull(argv[i] + 5, NULL, 0);
        else if (!strncmp(argv[i], "below=", 6))
            below = strtoull(argv[i] + 6, NULL, 0);
        else if (!strncmp(argv[i], "out=", 4))
            out = strdup(argv[i] + 4);
        else
            return 1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    qemu_plugin_register_atexit_cb(id, finish, NULL);
    return 0;
}
