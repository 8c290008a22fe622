// SPDX-License-Identifier: MIT
// Says how a run ended: the exit code, words on stderr with a decoded backtrace, the status file.
#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "run/private.h"

#define EXIT_TIMEOUT 124
#define EXIT_PANIC 134 // 128 + SIGABRT

struct frame {
    uint64_t address;
    const char *function, *place; // "??" and "??:0" where they are not known
    bool inlined;                 // into the next frame
};
typedef VEC(struct frame) frames_t;

// The backtrace ------------------------------------------------------------------------------------------------------

// Frames past the first are return addresses: the call is the instruction before, which may belong to another line.
static uint64_t lookup_address(const struct session *s, unsigned i)
{
    return s->status.trace[i] - (i && s->status.trace[i]);
}

// addr2line -a -f -i prints for each address a line with it, then two lines for each function that the instruction
// belongs to, innermost first: the function, then file:line (perhaps with a discriminator).
static void read_places(const struct session *s, char *text, frames_t *frames)
{
    unsigned address = 0;
    bool first = true;
    for (char *line; (line = strsep(&text, "\n")) && *line;) {
        if (starts_with(line, "0x")) {
            address++;
            first = true;
            continue;
        }
        char *place = strsep(&text, "\n");
        if (!place || !address || address > s->status.traces)
            return;
        place[strcspn(place, " ")] = '\0';
        while (starts_with(place, "./")) // uk-cc build compiles with names relative to the folder
            place += 2;
        if (starts_with(place, TREE_NAME "/"))
            place += sizeof TREE_NAME; // as libos/base/panic.c:12
        if (!first)
            frames->data[frames->len - 1].inlined = true;
        struct frame frame = { s->status.trace[address - 1], line, place, false };
        vec_push(frames, frame);
        first = false;
    }
}

static void decode(const struct session *s, const char *debug, frames_t *frames)
{
    strv_t argv = {0};
    strv_add(&argv, "addr2line");
    strv_add(&argv, "-afi");
    strv_add(&argv, "-e");
    strv_add(&argv, debug);
    for (unsigned i = 0; i < s->status.traces; i++)
        strv_addf(&argv, "%#llx", (unsigned long long)lookup_address(s, i));
    buf_t out = {0};
    if (proc_capture(&argv, &out, true) == 0)
        read_places(s, out.s, frames);
}

static void make_frames(const struct session *s, const struct image *image, frames_t *frames, const char **why)
{
    char *debug = image_debug_file(image, why);
    if (debug && !proc_find("addr2line", NULL))
        *why = "addr2line is missing: apt-get install binutils";
    else if (debug && s->status.traces)
        decode(s, debug, frames);
    for (unsigned i = 0; !frames->len && i < s->status.traces; i++) {
        struct frame unknown = { s->status.trace[i], "??", "??:0", false };
        vec_push(frames, unknown);
    }
}

static void print_trace(const struct session *s, const frames_t *frames, const char *why)
{
    if (s->status.thread[0])
        fprintf(stderr, "  thread %s\n", s->status.thread);
    unsigned number = 0;
    for (size_t i = 0; i < frames->len; i++) {
        const struct frame *f = &frames->data[i];
        fprintf(stderr, "  #%-2u 0x%08llx %s at %s%s\n", number, (unsigned long long)f->address, f->function, f->place,
                f->inlined ? " (inlined)" : "");
        number += !f->inlined;
    }
    if (frames->len && why)
        fprintf(stderr, "  (no names: %s)\n", why);
}

// What became of it --------------------------------------------------------------------------------------------------

struct outcome {
    const char *kind; // for the status file
    int code;
    char *message;    // NULL: nothing to say
    const char *hint;
    bool trace;
};

static struct outcome by_verdict(const struct session *s)
{
    switch (s->verdict) {
    case TIMED_OUT:
        return (struct outcome){ "timeout", EXIT_TIMEOUT,
                                 xasprintf("the guest was ended after %g s (--timeout)",
                                           (double)s->options->timeout_ns / 1e9),
                                 NULL, false };
    case TERMINATED:
        return (struct outcome){ "terminated", 128 + s->signal,
                                 xstrdup("the guest did not end after SIGTERM: it was ended by force"), NULL, false };
    default:
        return (struct outcome){ "interrupted", 128 + s->signal, NULL, NULL, false };
    }
}

static struct outcome by_signal(const struct session *s)
{
    int signal = (int)s->status.number;
    const char *name = sigabbrev_np(signal);
    return (struct outcome){ "signal", (128 + signal) & 255,
                             xasprintf("the application ended by signal %d%s%s", signal, name ? ", SIG" : "",
                                       name ? name : ""),
                             NULL, true };
}

static struct outcome by_memory(const struct session *s)
{
    unsigned long long kib = s->status.number, have = s->options->mem_kib;
    return (struct outcome){ "memory", EXIT_RUN,
                             xasprintf("--mem %lluK is too little: this image needs at least %lluK", have, kib),
                             xasprintf("uk-cc run --mem %lluK", kib), false };
}

// Xen's public/sched.h, SHUTDOWN_*.
static const char *reason_name(unsigned reason)
{
    static const char *const names[] = { "poweroff", "reboot", "suspend", "crash", "watchdog", "soft reset" };
    return reason < COUNT(names) ? names[reason] : "unknown";
}

static struct outcome by_failure(const struct session *s)
{
    return (struct outcome){ "error", EXIT_RUN, xasprintf("the Xen host could not run the guest\n  %s", s->status.failure),
                             s->options->place == PLACE_XL ? "without --via xl a Xen host is emulated" : NULL, false };
}

// QEMU ended and the guest had said nothing: QEMU's own failure if it says so, else the guest's.
static struct outcome by_silence(const struct session *s)
{
    if (s->gdb)
        return (struct outcome){ "debugged", s->gdb_status, NULL, NULL, false };
    if (s->status.failure[0])
        return by_failure(s);
    if (s->xen.failure[0])
        return (struct outcome){ "error", EXIT_RUN,
                                 xasprintf("Xen stopped, with %llu KiB for the guest: %s",
                                           (unsigned long long)s->options->mem_kib, s->xen.failure),
                                 s->options->place == PLACE_DOM0 ? "in the place of dom0 a guest needs 8 MiB and more: --mem 8"
                                                                 : NULL, false };
    if (s->xen.over)
        return (struct outcome){ "crash", EXIT_PANIC, xstrdup("the guest stopped without a word"), NULL, false };
    if (s->status.over && !s->options->image && s->status.reason == 0)
        return (struct outcome){ "exit", 0, NULL, NULL, false }; // a guest of the user's own has no other words
    if (s->status.over)
        return (struct outcome){ "crash", EXIT_PANIC,
                                 xasprintf("the guest stopped without a word, for Xen's reason %u (%s)", s->status.reason,
                                           reason_name(s->status.reason)), NULL, false };
    char *said = xstrdup(s->said.len ? s->said.s : "");
    for (size_t n = strlen(said); n && said[n - 1] == '\n'; n--)
        said[n - 1] = '\0';
    if (s->qemu_status == 1 && *said) // (without words, it was the guest's isa-debug-exit)
        return (struct outcome){ "error", EXIT_RUN, xasprintf("QEMU could not run the guest\n  %s", said), NULL,
                                 false };
    if (s->qemu_status > 128)
        return (struct outcome){ "error", EXIT_RUN,
                                 xasprintf("QEMU died by signal %d\n  %s", s->qemu_status - 128, said), NULL, false };
    return (struct outcome){ "crash", EXIT_PANIC,
                             xstrdup("the guest stopped without a word: a triple fault, or it was powered off"),
                             "uk-cc debug finds the place", false };
}

static struct outcome judge(const struct session *s)
{
    if (s->verdict == TIMED_OUT || s->verdict == INTERRUPTED)
        return by_verdict(s);
    if (s->status.failure[0] && s->options->dom0_files && s->status.ending != END_PANIC)
        return by_failure(s); // also if the guest itself ended well
    switch (s->status.ending) {
    case END_EXIT: return (struct outcome){ "exit", (int)s->status.number, NULL, NULL, false };
    case END_SIGNAL: return by_signal(s);
    case END_PANIC:
        return (struct outcome){ "panic", EXIT_PANIC, xasprintf("the guest panicked: %s", s->status.text), NULL, true };
    case END_MEMORY: return by_memory(s);
    case END_SILENT: break;
    }
    return s->verdict == TERMINATED ? by_verdict(s) : by_silence(s);
}

// The status file ----------------------------------------------------------------------------------------------------

static void write_status(const char *file, json_t *object)
{
    char *text = json_dumps(object, JSON_INDENT(2));
    char *line = xasprintf("%s\n", text);
    file_write(file, line, strlen(line), NULL);
    json_decref(object);
    free(text);
    free(line);
}

void report_failure(const char *file, const char *message)
{
    write_status(file, json_pack("{s:s, s:i, s:s}", "ended", "error", "exit", EXIT_RUN, "message", message));
}

static void write_outcome(const struct session *s, const struct image *image, const struct outcome *o,
                          const frames_t *frames)
{
    json_t *object = json_pack("{s:s, s:i, s:s, s:s, s:s}", "ended", o->kind, "exit", o->code, "image", image->path,
                               "machine", machine_name(s->options->machine),
                               "accel", s->options->accel == ACCEL_KVM ? "kvm" : "tcg");
    if (o->message)
        json_object_set_new(object, "message", json_string(o->message));
    if (s->status.ending == END_SIGNAL)
        json_object_set_new(object, "signal", json_integer((json_int_t)s->status.number));
    if (s->status.over)
        json_object_set_new(object, "shutdown", json_string(reason_name(s->status.reason)));
    if (s->status.thread[0])
        json_object_set_new(object, "thread", json_string(s->status.thread));
    json_t *trace = json_array();
    for (size_t i = 0; i < frames->len; i++) {
        const struct frame *f = &frames->data[i];
        char *address = xasprintf("%#llx", (unsigned long long)f->address);
        json_array_append_new(trace, json_pack("{s:s, s:s, s:s, s:b}", "address", address, "function", f->function,
                                               "place", f->place, "inlined", f->inlined));
        free(address);
    }
    json_object_set_new(object, "trace", trace);
    write_status(s->options->status_file, object);
}

// The words of via-xl.sh, where the guest's end is no failure of its own.
static void print_said(const struct session *s, const struct outcome *o)
{
    if (s->options->place == PLACE_XL && s->said.len && o->code != EXIT_RUN)
        note("%.*s", (int)(s->said.len - (s->said.s[s->said.len - 1] == '\n')), s->said.s);
}

int run_report(const struct session *s, const struct image *image)
{
    const char *why = NULL;
    struct outcome o = judge(s);
    frames_t frames = {0};
    make_frames(s, image, &frames, &why);
    if (o.message)
        note("%s", o.message);
    if (o.trace)
        print_trace(s, &frames, why);
    print_said(s, &o);
    if (o.hint)
        fprintf(stderr, "  hint: %s\n", o.hint);
    if (s->options->status_file)
        write_outcome(s, image, &o, &frames);
    cleanup_run();
    if (s->verdict == INTERRUPTED && s->signal == SIGINT) { // so that a shell's loop ends, too
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGINT);
        signal(SIGINT, SIG_DFL);
        raise(SIGINT);
        sigprocmask(SIG_UNBLOCK, &set, NULL);
    }
    return o.code;
}
