// SPDX-License-Identifier: MIT
// The emulated Xen host: made once, started once, saved; each run continues from there.
//
//   BUILD/xen/            vmlinux, initrd of dom0 (toolchain/xen-host.sh); stamp: what they were made of
//   CACHE/xenhost-KEY/    ram: the machine's memory, sparse; state: the rest of it; stamp: of which sizes and times
//
// A run maps ram privately, so that it costs neither copying nor memory that it does not write to, and any number of
// runs share it. KEY and stamps are made of the sizes and times of the files that all this comes from.
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "run/private.h"

#define HOST_MIB 1024           // the machine's RAM
#define DOM0_MIB 256
#define START_SECONDS 600       // until dom0 must be up, however busy this machine is
#define PLAN_VERSION "1"        // of what is said in xen_host_plan(): a state fits one only

static char *state_dir;

// What lies where -----------------------------------------------------------------------------------------------------

static char *host_dir(void)
{
    char *beside = path_join(self_dir(), "xen");
    return file_exists(path_join(beside, "stamp")) || !access(self_dir(), W_OK) ? beside : path_join(cache_dir(), "xen");
}

static void hash_state(struct hash *h, const char *path)
{
    struct stat st = {0};
    hash_str(h, path);
    stat(path, &st);
    hash_add(h, &st.st_size, sizeof st.st_size);
    hash_add(h, &st.st_mtim, sizeof st.st_mtim);
}

// Of the files that DIR/inputs names, and what was made of them. NULL if nothing was made yet.
static char *inputs_stamp(const char *dir)
{
    struct hash h = HASH_INIT;
    char *text = file_read(path_join(dir, "inputs"), NULL);
    if (!text)
        return NULL;
    for (char *line; (line = strsep(&text, "\n"));)
        if (*line)
            hash_state(&h, line);
    hash_state(&h, path_join(dir, "initrd"));
    return hash_hex(&h);
}

static bool says(const char *file, const char *text)
{
    char *have = file_read(file, NULL);
    return have && text && !strcmp(have, text);
}

// One maker at a time; a second one waits, then finds the work done.
static int lock_making(const char *what)
{
    make_dirs(cache_dir());
    char *path = path_join(cache_dir(), "xenhost.lock");
    int lock = lock_file(path, false);
    if (lock == -EWOULDBLOCK) {
        note("another uk-cc is making %s: waiting", what);
        lock = lock_file(path, true);
    }
    if (lock < 0)
        run_fail(NULL, "%s cannot be locked: %s", path, strerror(-lock));
    return lock;
}

// dom0 ------------------------------------------------------------------------------------------------------------------

static void make_dom0(const char *dir)
{
    char *script = path_join(self_dir(), "tree/toolchain/xen-host.sh");
    if (!file_exists(script))
        run_fail("run toolchain/quickstart.sh", "%s is missing", script);
    strv_t argv = {0};
    strv_add(&argv, script);
    strv_add(&argv, "--out");
    strv_add(&argv, dir);
    note("making the dom0 of the emulated Xen host in %s", dir);
    if (proc_run(&argv))
        run_fail("see above; uk-cc run --as dom0 needs no dom0 besides the image", "the emulated Xen host cannot be made");
    char *stamp = inputs_stamp(dir);
    if (!stamp)
        internal_error("%s made no list of its inputs", script);
    file_write(path_join(dir, "stamp"), stamp, strlen(stamp), NULL);
}

static void prepare_dom0(const char *dir)
{
    char *stamp_file = path_join(dir, "stamp");
    if (says(stamp_file, inputs_stamp(dir)))
        return;
    int lock = lock_making("the emulated Xen host");
    if (!says(stamp_file, inputs_stamp(dir)))
        make_dom0(dir);
    close(lock);
}

char *xen_host_dom0(void)
{
    char *kernel = path_join(host_dir(), "vmlinux");
    return file_exists(kernel) ? kernel : NULL;
}

// The command line ------------------------------------------------------------------------------------------------------

static void add_memory(const struct wiring *wires, bool saving, strv_t *argv)
{
    strv_add(argv, "-object");
    if (wires->state >= 0 || saving)
        strv_addf(argv, "memory-backend-file,id=ram,size=%uM,mem-path=%s,share=%s", HOST_MIB,
                  xen_double_commas(path_join(state_dir, "ram")), saving ? "on" : "off");
    else
        strv_addf(argv, "memory-backend-ram,id=ram,size=%uM", HOST_MIB);
    strv_add(argv, "-m");
    strv_addf(argv, "%uM", HOST_MIB);
}

static void add_disk(const char *id, const char *file, const char *more, strv_t *argv)
{
    strv_add(argv, "-drive");
    strv_addf(argv, "if=none,id=%s,format=raw,file=%s%s", id, file, more);
    strv_add(argv, "-device");
    strv_addf(argv, "virtio-blk-pci,drive=%s", id);
}

static void add_port(const char *name, strv_t *argv)
{
    strv_add(argv, "-device");
    strv_addf(argv, "virtserialport,name=%s,chardev=%s", name, name);
}

// A state that was saved with QEMU's user-mode network could only go on with one: hence the hub port.
static char *network(const struct options *o)
{
    if (!o->net)
        return xstrdup("hubport,id=net,hubid=0");
    if (starts_with(o->net, "tap:"))
        return xasprintf("tap,id=net,ifname=%s,script=no,downscript=no,vnet_hdr=off", o->net + 4);
    buf_t words = {0};
    buf_printf(&words, "%s,id=net", o->net);
    for (size_t i = 0; i < o->ports.len; i++) {
        unsigned host, guest;
        sscanf(o->ports.data[i], "%u:%u", &host, &guest);
        buf_printf(&words, ",hostfwd=tcp:127.0.0.1:%u-10.0.2.15:%u", host, guest);
    }
    return words.s;
}

// What a saved machine finds must be what it was saved with, but for what is behind its devices.
static void add_devices(const struct options *o, const struct wiring *wires, strv_t *argv)
{
    add_disk("job", xasprintf("/dev/fd/%d", wires->job), ",readonly=on", argv);
    add_disk("disk", o->disk ? xen_double_commas(o->disk) : xasprintf("/dev/fd/%d", wires->disk), "", argv);
    strv_add(argv, "-netdev");
    strv_add(argv, network(o));
    strv_add(argv, "-device");
    strv_add(argv, "virtio-net-pci,netdev=net,romfile=");
    xen_add_sockets(wires, argv);
    strv_add(argv, "-device");
    strv_add(argv, "virtio-serial-pci");
    add_port("console", argv);
    add_port("status", argv);
}

// rdrand: without it dom0's first getrandom() waits for seconds. A vmlinux of 64 MiB wants a dom0 of 160 MiB at least.
static void plan(const struct options *o, const struct wiring *wires, bool saving, strv_t *argv)
{
    char *dir = host_dir();
    xen_add_machine(o, "pc,accel=tcg,memory-backend=ram", "qemu64,+rdrand", argv);
    add_memory(wires, saving, argv);
    add_devices(o, wires, argv);
    strv_add(argv, "-kernel");
    strv_add(argv, xen_hypervisor());
    if (wires->state >= 0) {
        strv_add(argv, "-incoming");
        strv_add(argv, "defer");
    } else {
        strv_add(argv, "-append");
        strv_addf(argv, "console=com1 com1=115200,8n1 dom0_mem=%uM loglvl=all guest_loglvl=all bootscrub=0", DOM0_MIB);
        strv_add(argv, "-initrd");
        strv_addf(argv, "%s console=hvc0 quiet swiotlb=8192,%s", xen_double_commas(path_join(dir, "vmlinux")),
                  xen_double_commas(path_join(dir, "initrd")));
    }
    qemu_add_rest(o, argv);
}

void xen_host_plan(const struct options *o, const struct wiring *wires, strv_t *argv)
{
    plan(o, wires, false, argv);
}

// The monitor -----------------------------------------------------------------------------------------------------------

static void qmp_send(int qmp, json_t *command)
{
    char *text = json_dumps(command, JSON_COMPACT);
    json_decref(command);
    if (send(qmp, text, strlen(text), MSG_NOSIGNAL) < 0)
        verbose ? warn("QEMU's monitor: %s", strerror(errno)) : (void)0; // QEMU has gone, and says why itself
    free(text);
}

// Memory lies in a file: what is saved is the rest.
static void qmp_start(int qmp)
{
    qmp_send(qmp, json_pack("{s:s}", "execute", "qmp_capabilities"));
    qmp_send(qmp, json_pack("{s:s, s:{s:[{s:s, s:b}]}}", "execute", "migrate-set-capabilities", "arguments",
                            "capabilities", "capability", "x-ignore-shared", "state", 1));
}

void xen_host_resume(int qmp, int state)
{
    qmp_start(qmp);
    qmp_send(qmp, json_pack("{s:s, s:{s:o}}", "execute", "migrate-incoming", "arguments", "uri",
                            json_sprintf("fd:%d", state)));
}

// Saving ----------------------------------------------------------------------------------------------------------------

struct maker {
    struct status status;
    struct xen_log log;
    int console_fd, status_fd, log_fd, qmp, errors;
    pid_t qemu;
    buf_t answers, said;
    time_t end;
};

static void make_failed(struct maker *m, const char *what)
{
    kill(m->qemu, SIGKILL);
    fprintf(stderr, "%s%s\n", m->log.tail.len ? m->log.tail.s : "", m->said.len ? m->said.s : "");
    run_fail("its last words are above", "the emulated Xen host %s", what);
}

// Reads what is there from one of QEMU's descriptors, -1 once it is at its end.
static void take(int *fd, short events, void (*feed)(struct maker *, const char *, size_t), struct maker *m)
{
    char chunk[4096];
    if (!events)
        return;
    ssize_t n = read(*fd, chunk, sizeof chunk);
    if (n > 0)
        feed(m, chunk, (size_t)n);
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        *fd = -1;
}

static void feed_status(struct maker *m, const char *bytes, size_t n) { status_feed(&m->status, bytes, n); }
static void feed_log(struct maker *m, const char *bytes, size_t n) { xen_log_feed(&m->log, bytes, n); }
static void feed_answers(struct maker *m, const char *bytes, size_t n) { buf_add(&m->answers, bytes, n); }
static void feed_said(struct maker *m, const char *bytes, size_t n) { buf_add(&m->said, bytes, n); }

static void listen_once(struct maker *m, int ms)
{
    struct pollfd p[] = { { m->status_fd, POLLIN, 0 }, { m->log_fd, POLLIN, 0 }, { m->qmp, POLLIN, 0 },
                          { m->errors, POLLIN, 0 } };
    poll(p, COUNT(p), ms);
    take(&m->status_fd, p[0].revents, feed_status, m);
    take(&m->log_fd, p[1].revents, feed_log, m);
    take(&m->qmp, p[2].revents, feed_answers, m);
    take(&m->errors, p[3].revents, feed_said, m);
    if (m->errors < 0 || m->log.over)
        make_failed(m, "does not start");
    if (time(NULL) > m->end)
        make_failed(m, "is not up after " "10 minutes");
}

static void save(struct maker *m, const char *file)
{
    qmp_start(m->qmp);
    qmp_send(m->qmp, json_pack("{s:s, s:{s:o}}", "execute", "migrate", "arguments", "uri",
                               json_sprintf("exec:cat > %s", shell_quote(file))));
    while (!m->answers.len || !strstr(m->answers.s, "\"completed\"")) {
        if (m->answers.len && (strstr(m->answers.s, "\"failed\"") || strstr(m->answers.s, "\"error\"")))
            make_failed(m, xasprintf("cannot be saved: %s", m->answers.s));
        qmp_send(m->qmp, json_pack("{s:s}", "execute", "query-migrate"));
        listen_once(m, 100);
        nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
    }
}

static void start_host(struct maker *m)
{
    struct options none = { .gdb_socket = -1 };
    struct wiring w = { .block = -1, .image = -1, .state = -1, .job = blank_file("an empty job", 256u << 20),
                        .disk = blank_file("an empty disk", 1u << 20) };
    int errors[2], nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0 || pipe2(errors, O_CLOEXEC))
        run_fail(NULL, "pipe: %s", strerror(errno));
    m->console_fd = make_wire(&w.console);
    m->status_fd = make_wire(&w.status);
    m->log_fd = make_wire(&w.log);
    m->qmp = make_wire(&w.qmp);
    strv_t argv = {0};
    plan(&none, &w, true, &argv);
    const int theirs[] = { w.console, w.status, w.log, w.qmp, w.job, w.disk, -1 };
    m->qemu = proc_spawn_bound(&argv, (int[3]){ nothing, errors[1], errors[1] }, theirs);
    m->errors = errors[0];
    close(nothing);
    close(errors[1]);
    for (size_t i = 0; theirs[i] >= 0; i++)
        close(theirs[i]);
}

static char *sizes_and_times(const char *dir)
{
    buf_t b = {0};
    for (int i = 0; i < 2; i++) {
        struct stat st;
        if (stat(path_join(dir, i ? "state" : "ram"), &st))
            return NULL;
        buf_printf(&b, "%lld %lld.%09ld\n", (long long)st.st_size, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
    }
    return b.s;
}

static bool state_is_good(const char *dir)
{
    return says(path_join(dir, "stamp"), sizes_and_times(dir));
}

// States of other keys: what they were made of has changed.
static void remove_other_states(const char *keep)
{
    glob_t found;
    if (glob(path_join(cache_dir(), "xenhost-*"), 0, NULL, &found))
        return;
    for (size_t i = 0; i < found.gl_pathc; i++)
        if (strcmp(found.gl_pathv[i], keep))
            remove_tree(found.gl_pathv[i]);
    globfree(&found);
}

static void make_state(const char *dir)
{
    struct maker m = { .end = time(NULL) + START_SECONDS };
    note("starting the emulated Xen host, to save its state in %s (once, about 200 MiB)", dir);
    remove_other_states("");
    char *final = state_dir;
    state_dir = xasprintf("%s.new", dir);
    remove_tree(state_dir);
    make_dirs(state_dir);
    cleanup_add(state_dir);
    start_host(&m);
    while (!m.status.ready)
        listen_once(&m, 1000);
    save(&m, path_join(state_dir, "state"));
    kill(m.qemu, SIGKILL);
    waitpid(m.qemu, NULL, 0);
    char *stamp = sizes_and_times(state_dir);
    file_write(path_join(state_dir, "stamp"), stamp, strlen(stamp), NULL);
    if (rename(state_dir, dir))
        run_fail(NULL, "%s cannot be renamed: %s", state_dir, strerror(errno));
    cleanup_forget(state_dir);
    state_dir = final;
    const int ours[] = { m.console_fd, m.status_fd, m.log_fd, m.qmp, m.errors };
    for (size_t i = 0; i < COUNT(ours); i++)
        close(ours[i]);
}

static char *state_name(const char *dir)
{
    struct hash h = HASH_INIT;
    char *qemu = NULL, *stamp = file_read(path_join(dir, "stamp"), NULL);
    proc_find("qemu-system-x86_64", &qemu);
    hash_str(&h, PLAN_VERSION);
    hash_str(&h, stamp ? stamp : "");
    hash_str(&h, xen_hypervisor());
    hash_state(&h, qemu ? qemu : "");
    return path_join(cache_dir(), xasprintf("xenhost-%.16s", hash_hex(&h)));
}

void xen_host_prepare(bool cold)
{
    char *dir = host_dir();
    prepare_dom0(dir);
    state_dir = state_name(dir);
    if (cold || state_is_good(state_dir))
        return;
    int lock = lock_making("the saved Xen host");
    if (!state_is_good(state_dir))
        make_state(state_dir);
    close(lock);
}

void xen_host_discard(void)
{
    remove_tree(state_dir);
}

int xen_host_state(void)
{
    char *path = path_join(state_dir, "state");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        run_fail(NULL, "%s cannot be read: %s", path, strerror(errno));
    return fd;
}
