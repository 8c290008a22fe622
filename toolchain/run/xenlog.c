// SPDX-License-Identifier: MIT
// Reads Xen's own console: sees that dom0 has ended, and turns the register dump of a domain that Xen itself had to
// end into the report that the guest could not give.
//
// A PV guest whose stack has run into its guard page gets no fault: Xen pushes the frame of a fault at the guest's
// stack pointer, and where that cannot be, it ends the domain (create_bounce_frame in Xen's entry.S: its only reasons).
#include <stdlib.h>
#include <string.h>

#include "run/private.h"

// If line holds word, what follows it.
static const char *behind(const char *line, const char *word)
{
    const char *at = strstr(line, word);
    return at ? at + strlen(word) : NULL;
}

static void take_registers(struct xen_log *l, const char *line)
{
    const char *value;
    if ((value = behind(line, "RIP:")) && (value = behind(value, "[<")))
        l->rip = strtoull(value, NULL, 16);
    if ((value = behind(line, "rsp: ")))
        l->rsp = strtoull(value, NULL, 16);
    if ((value = behind(line, "cr2: ")))
        l->cr2 = strtoull(value, NULL, 16);
}

// Xen's lines on a domain's end; l->text keeps the first of those that tell the reason.
static void take_line(struct xen_log *l, const char *line)
{
    const char *what;
    if (strstr(line, "Hardware Dom0 halted") || strstr(line, "Hardware Dom0 shutdown") ||
        strstr(line, "Hardware Dom0 crashed"))
        l->over = true;
    if (l->panicked && (what = behind(line, "(XEN) "))) { // the line after
        snprintf(l->failure, sizeof l->failure, "%.200s", what);
        l->over = true;
    }
    l->panicked = strstr(line, "Panic on CPU");
    if (strstr(line, "domain_crash_sync called from entry.S"))
        l->no_frame = true;
    if (strstr(line, ") crashed on cpu#"))
        l->crashed = true;
    if (l->crashed && !l->rsp)
        take_registers(l, line);
    if (!l->text[0] && (what = behind(line, "Unhandled ")))
        snprintf(l->text, sizeof l->text, "unhandled %s", what);
    else if (!l->text[0] && strstr(line, "domain_crash called"))
        snprintf(l->text, sizeof l->text, "%.200s", line);
    for (char *p = l->failure[0] ? l->failure : l->text; *p; p++)
        *p = *p >= ' ' && *p < 127 ? *p : ' ';
}

void xen_log_feed(struct xen_log *l, const char *bytes, size_t n)
{
    if (verbose)
        fwrite(bytes, 1, n, stderr);
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] == '\n') {
            l->line[l->line_len] = '\0';
            take_line(l, l->line);
            l->line_len = 0;
        } else if (l->line_len + 1 < sizeof l->line && bytes[i] && bytes[i] != '\r') {
            l->line[l->line_len++] = bytes[i];
        }
    }
    if (l->tail.len > XEN_LOG_KEEP) { // the end is what tells
        memmove(l->tail.s, l->tail.s + l->tail.len / 2, l->tail.len - l->tail.len / 2);
        l->tail.len -= l->tail.len / 2;
    }
    buf_add(&l->tail, bytes, n);
}

void xen_log_judge(const struct xen_log *l, struct status *s)
{
    if (!l->crashed || s->ending != END_SILENT)
        return;
    s->ending = END_PANIC;
    s->trace[s->traces++] = l->rip;
    if (l->no_frame)
        snprintf(s->text, sizeof s->text, "stack overflow (stack pointer %#llx)", (unsigned long long)l->rsp);
    else
        snprintf(s->text, sizeof s->text, "ended by Xen: %.400s", l->text[0] ? l->text : "for a reason it does not tell");
}
