// SPDX-License-Identifier: MIT
// uk-cc debug: boots an image stopped, and runs gdb on it.
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "run/private.h"
#include "run/run.h"

// A listening socket in a directory of ours, so that gdb can connect at once, whenever QEMU gets to answering.
static int listen_at(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path)
        run_fail("set TMPDIR to a shorter path", "%s is too long for a socket", path);
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 1))
        run_fail(NULL, "cannot listen at %s: %s", path, strerror(errno));
    return fd;
}

// gdb's command line: connect, stop at main(), then what the user asked for.
static void gdb_plan(const struct options *o, const char *debug, const char *socket, strv_t *argv)
{
    strv_add(argv, "gdb");
    strv_add(argv, "-q");
    strv_add(argv, debug);
    strv_add(argv, "-ex");
    strv_addf(argv, "set substitute-path " TREE_NAME " %s/tree", self_dir());
    strv_add(argv, "-ex");
    strv_addf(argv, "target remote %s", socket);
    strv_add(argv, "-ex");
    strv_add(argv, "tbreak main");
    strv_add(argv, "-ex");
    strv_add(argv, "continue");
    strv_addv(argv, &o->gdb_args);
}

static const char *find_symbols(const struct options *o)
{
    struct image image;
    const char *hint, *why, *wrong = image_read(o->image, &image, &hint);
    if (wrong)
        return o->image; // session_start() says what is wrong
    char *debug = image_debug_file(&image, &why);
    if (debug)
        return debug;
    warn("no symbols: %s", why);
    return o->image;
}

int cmd_debug(int argc, char **argv)
{
    struct options options;
    struct image image;
    struct session session;
    options_parse(&options, argc, argv, true);
    if (!proc_find("gdb", NULL))
        run_fail("apt-get install gdb", "gdb is missing");
    char *socket = path_join(temp_dir(), "gdb");
    strv_t gdb = {0};
    gdb_plan(&options, find_symbols(&options), socket, &gdb);
    options.gdb_socket = listen_at(socket);
    options.gdb = "chardev:gdb";
    session_start(&session, &options, &image);
    close(options.gdb_socket);
    session.input = -1; // the terminal is gdb's
    session.gdb = proc_spawn(&gdb, NULL, NULL);
    relay(&session);
    int code = run_report(&session, &image);
    cleanup_run();
    return code;
}
