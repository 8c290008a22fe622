// SPDX-License-Identifier: MIT
// The agent in the emulated dom0: waits for a job, and carries a domain's console and status to the host, byte for byte.
//
//   agent job DISK STATUS              returns as soon as DISK begins with a cpio archive: a saved machine waits here
//   agent relay DOMID CONSOLE STATUS   waits for the domain, and is its console backend until it has shut down
//
// CONSOLE and STATUS are descriptors of virtio-serial ports (which can be opened only once): what the domain prints and reads; its status lines, and words of the agent
// ("ready", "job", at the end "domain REASON", or "failed TEXT"; the host says "shutdown"). toolchain/xen-host.sh compiles it.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <xenctrl.h>
#include <xenevtchn.h>
#include <xengnttab.h>
#include <xenstore.h>
#include <xen/grant_table.h>
#include <xen/io/console.h>

#include "uk/abi.h"

#define SECTOR 512
#define LAST_WORDS_NS 100000000 // Xen writes the registers of a crashed domain while we run on

static int status_port = -1;

static void fail(const char *what)
{
    dprintf(status_port >= 0 ? status_port : 2, "failed agent: %s: %s\n", what, strerror(errno));
    exit(1);
}

// A port blocks its writer until the host has taken all.
static void write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, bytes, n);
        if (done < 0 && errno == EAGAIN)
            poll(&(struct pollfd){ fd, POLLOUT, 0 }, 1, -1);
        else if (done < 0 && errno != EINTR)
            fail("write to a port");
        bytes += done > 0 ? done : 0;
        n -= done > 0 ? (size_t)done : 0;
    }
}

static void say(int status, const char *line)
{
    char *text;
    int n = asprintf(&text, "%s\n", line);
    if (n < 0)
        fail("memory");
    write_all(status, text, (size_t)n);
    free(text);
}

static void nap(long ns)
{
    nanosleep(&(struct timespec){ .tv_nsec = ns }, NULL);
}

// job ----------------------------------------------------------------------------------------------------------------

// O_DIRECT: each look is the disk's own content, also after the machine was saved and started again on another disk.
static int wait_for_job(const char *disk, int status)
{
    int fd = open(disk, O_RDONLY | O_DIRECT);
    void *sector;
    if (fd < 0 || posix_memalign(&sector, 4096, SECTOR))
        fail(disk);
    say(status, "ready");
    while (pread(fd, sector, SECTOR, 0) != SECTOR || memcmp(sector, "070701", 6))
        nap(10000000);
    say(status, "job");
    return 0;
}

// relay --------------------------------------------------------------------------------------------------------------

struct relay {
    uint32_t domid;
    int console, status;      // the ports
    struct xencons_interface *ring;
    xenevtchn_handle *events;
    evtchn_port_t port;
    struct xs_handle *store;
    xc_interface *xc;
    char *home;               // /local/domain/DOMID
    unsigned next_line;       // of the status nodes
};

static char *store_path(const struct relay *r, const char *name)
{
    char *path;
    if (asprintf(&path, "%s/%s", r->home, name) < 0)
        fail("memory");
    return path;
}

static char *store_read(const struct relay *r, const char *name, unsigned *size)
{
    char *path = store_path(r, name), *value = xs_read(r->store, XBT_NULL, path, size);
    free(path);
    return value;
}

// The ring's page is granted to dom0 by the toolstack, in a reserved entry of the domain's grant table.
static void attach(struct relay *r)
{
    unsigned size;
    char *remote = store_read(r, "console/port", &size);
    xengnttab_handle *grants = xengnttab_open(NULL, 0);
    r->events = xenevtchn_open(NULL, 0);
    if (!remote || !grants || !r->events)
        fail("console of the domain");
    r->ring = xengnttab_map_grant_ref(grants, r->domid, GNTTAB_RESERVED_CONSOLE, PROT_READ | PROT_WRITE);
    if (!r->ring)
        fail("mapping the console ring");
    xenevtchn_port_or_error_t port = xenevtchn_bind_interdomain(r->events, r->domid, (evtchn_port_t)atoi(remote));
    if (port < 0)
        fail("binding the console's event channel");
    r->port = (evtchn_port_t)port;
}

// What the domain has printed. Its indices are not trusted: at most one ring full is taken.
static void console_out(struct relay *r)
{
    char chunk[sizeof r->ring->out];
    for (;;) {
        XENCONS_RING_IDX cons = r->ring->out_cons, prod = *(volatile XENCONS_RING_IDX *)&r->ring->out_prod;
        size_t n = prod - cons;
        __sync_synchronize(); // the bytes are read after the index that covers them
        if (n == 0 || n > sizeof chunk)
            return;
        for (size_t i = 0; i < n; i++)
            chunk[i] = r->ring->out[MASK_XENCONS_IDX(cons + i, r->ring->out)];
        __sync_synchronize(); // they are copied before the room is given back
        r->ring->out_cons = cons + (XENCONS_RING_IDX)n;
        xenevtchn_notify(r->events, r->port);
        write_all(r->console, chunk, n);
    }
}

static size_t input_room(const struct relay *r)
{
    size_t used = r->ring->in_prod - *(volatile XENCONS_RING_IDX *)&r->ring->in_cons;
    return used <= sizeof r->ring->in ? sizeof r->ring->in - used : 0;
}

static void console_in(struct relay *r)
{
    char chunk[sizeof r->ring->in];
    size_t room = input_room(r);
    ssize_t n = room ? read(r->console, chunk, room) : 0;
    if (n <= 0)
        return;
    XENCONS_RING_IDX prod = r->ring->in_prod;
    for (ssize_t i = 0; i < n; i++)
        r->ring->in[MASK_XENCONS_IDX(prod + i, r->ring->in)] = chunk[i];
    __sync_synchronize(); // the bytes are there before the index says so
    r->ring->in_prod = prod + (XENCONS_RING_IDX)n;
    xenevtchn_notify(r->events, r->port);
}

// Passes on the status nodes that have come, in their order.
static void status_lines(struct relay *r)
{
    for (;;) {
        char name[64];
        unsigned size;
        snprintf(name, sizeof name, UK_STATUS_NODE "%u", r->next_line);
        char *line = store_read(r, name, &size);
        if (!line)
            return;
        write_all(r->status, line, size);
        write_all(r->status, "\n", 1);
        free(line);
        r->next_line++;
    }
}

static bool has_ended(const struct relay *r, unsigned *reason)
{
    xc_domaininfo_t info;
    if (xc_domain_getinfolist(r->xc, r->domid, 1, &info) != 1 || info.domain != r->domid)
        exit(1); // xl could not build it after all, and says so
    *reason = (info.flags >> XEN_DOMINF_shutdownshift) & XEN_DOMINF_shutdownmask;
    return info.flags & (XEN_DOMINF_shutdown | XEN_DOMINF_dying);
}

// The only word of the host: SIGTERM for the program in the domain.
static void host_word(struct relay *r)
{
    char word[64];
    ssize_t n = read(r->status, word, sizeof word - 1);
    if (n <= 0)
        return;
    word[n] = '\0';
    char *path = store_path(r, "control/shutdown");
    if (strstr(word, "shutdown"))
        xs_write(r->store, XBT_NULL, path, "poweroff", 8);
    free(path);
}

// Where the host has hung up, a port reads as ended and polls as ready, for ever: then we only wait for the domain.
static void step(struct relay *r)
{
    struct pollfd p[] = { { xenevtchn_fd(r->events), POLLIN, 0 }, { xs_fileno(r->store), POLLIN, 0 },
                          { r->status, POLLIN, 0 }, { input_room(r) ? r->console : -1, POLLIN, 0 } };
    if (poll(p, 4, -1) < 0 && errno != EINTR)
        fail("poll");
    if (p[0].revents) {
        xenevtchn_port_or_error_t port = xenevtchn_pending(r->events);
        if (port >= 0)
            xenevtchn_unmask(r->events, (evtchn_port_t)port);
    }
    console_out(r);
    if (p[1].revents) {
        char **event = xs_check_watch(r->store);
        free(event);
        status_lines(r);
    }
    if (p[2].revents & POLLIN)
        host_word(r);
    if (p[3].revents & POLLIN)
        console_in(r);
    if ((p[2].revents | p[3].revents) & POLLHUP)
        nap(10000000);
}

static void wait_for_event(struct relay *r)
{
    unsigned count;
    char **event = xs_read_watch(r->store, &count);
    if (!event)
        fail("xenstore");
    free(event);
}

// The domain is there as soon as its console has a port. xl waits until the console has a backend: it looks for the name
// of a terminal.
static void wait_for_domain(struct relay *r)
{
    unsigned size;
    char *console = store_path(r, "console"), *tty = store_path(r, "console/tty"), *port;
    if (!xs_watch(r->store, console, "start"))
        fail("xenstore watch");
    while (!(port = store_read(r, "console/port", &size)))
        wait_for_event(r);
    if (!xs_unwatch(r->store, console, "start") || !xs_write(r->store, XBT_NULL, tty, "agent", 5))
        fail(tty);
    free(console);
    free(tty);
    free(port);
}

static int relay(uint32_t domid, int console, int status)
{
    unsigned reason;
    struct relay r = { .domid = domid, .console = console, .status = status, .store = xs_open(0),
                       .xc = xc_interface_open(NULL, NULL, 0) };
    fcntl(console, F_SETFL, O_NONBLOCK);
    fcntl(status, F_SETFL, O_NONBLOCK);
    status_port = r.status;
    if (!r.store || !r.xc || !(r.home = xs_get_domain_path(r.store, r.domid)))
        fail("Xen's interfaces");
    wait_for_domain(&r);
    attach(&r);
    char *lines = store_path(&r, "data");
    if (!xs_watch(r.store, "@releaseDomain", "end") || !xs_watch(r.store, lines, "status"))
        fail("xenstore watch");
    while (!has_ended(&r, &reason))
        step(&r);
    console_out(&r);
    status_lines(&r);
    if (reason != SHUTDOWN_poweroff)
        nap(LAST_WORDS_NS);
    char end[32];
    snprintf(end, sizeof end, "domain %u", reason);
    say(r.status, end);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && !strcmp(argv[1], "job"))
        return wait_for_job(argv[2], atoi(argv[3]));
    if (argc == 5 && !strcmp(argv[1], "relay"))
        return relay((uint32_t)atoi(argv[2]), atoi(argv[3]), atoi(argv[4]));
    fputs("usage: agent job DISK STATUS | agent relay DOMID CONSOLE STATUS\n", stderr);
    return 2;
}
