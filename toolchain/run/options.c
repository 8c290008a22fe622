// SPDX-License-Identifier: MIT
// Reads the command lines of run and debug.
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "run/private.h"

static const char run_help[] =
    "usage: uk-cc run [OPTIONS] IMAGE [-- ARGS...]\n"
    "Boots IMAGE under QEMU, an image for Xen on Xen. Its console is standard output, standard input goes to it, its exit\n"
    "status is returned.\n";
static const char debug_help[] =
    "usage: uk-cc debug [OPTIONS] IMAGE [--gdb-args ARGS...] [-- ARGS...]\n"
    "Boots IMAGE stopped and runs gdb on it, with a breakpoint at main().\n";
static const char options_help[] =
    "\n"
    "  --env NAME=VALUE     set an environment variable (NAME alone: as it is here); the last one counts\n"
    "  --mem SIZE           memory of the guest: MiB, or with K, M, G (default 128M)\n"
    "  --smp N              processors; only 1 for now, but for guests on Xen, which get them and use one\n"
    "  --machine M          microvm (default), q35 or pc\n"
    "  --accel A            kvm or tcg (default: kvm where the CPU has it)\n"
    "  --cpu MODEL          QEMU's CPU model (default max)\n"
    "  --bios FILE          another firmware\n"
    "  --timeout SECONDS    end the guest after so long; the exit status is 124 then\n"
    "  --gdb[=ADDRESS]      start stopped, with QEMU's gdb stub at ADDRESS (default tcp:127.0.0.1:1234)\n"
    "  --status-file FILE   write how the run ended to FILE, as JSON\n"
    "  --qemu-arg ARG       hand ARG to QEMU as it is; may be repeated\n"
    "  --exec IMAGE ARGS... instead of IMAGE -- ARGS, for build systems that put the arguments behind it\n"
    "  --print              print QEMU's command line for a run by hand, and do nothing\n"
    "  --target T           kvm or xen: fail unless the image is for it\n"
    "\n"
    "for images for Xen, which run as a domU of a Xen host that QEMU emulates:\n"
    "  --disk FILE          a raw disk, which the guest may write to\n"
    "  --net user           a network card, behind QEMU's user-mode network (10.0.2.0/24); tap:NAME: on that tap device;\n"
    "                       else QEMU's own words for a -netdev\n"
    "  --port HOST:GUEST    with --net user: forward a TCP port of this machine's 127.0.0.1 to the guest\n"
    "  --cold               start the Xen host from nothing, not from its saved state\n"
    "  --dom0-files DIR     unpack DIR in dom0, and start its program `run` there beside the guest; without IMAGE, the guest\n"
    "                       is what DIR/cfg tells xl\n"
    "  --as dom0            start the image alone on Xen, in the place of dom0: fast, no disk, no network\n"
    "  --via xl             this machine is a Xen host: start the guest here, by xl; --net is the name of a bridge then\n"
    "\n"
    "exit status: main()'s; 128+N ended by signal N; 134 abort() or panic; 124 timeout; 125 a failure of uk-cc run\n";

static const char *const machines[] = { "microvm", "q35", "pc", NULL };
static const char *const accels[] = { "auto", "tcg", "kvm", NULL };
static const char *const targets[] = { "kvm", "xen", NULL };

const char *machine_name(enum machine machine)
{
    return machines[machine];
}

static unsigned choice(const char *option, const char *word, const char *const *names)
{
    buf_t all = {0};
    for (unsigned i = 0; names[i]; i++) {
        if (!strcmp(word, names[i]))
            return i;
        buf_printf(&all, "%s%s", i ? ", " : "", names[i]);
    }
    run_fail(NULL, "%s %s: there is only %s", option, word, all.s);
}

// A size in MiB, or with a suffix K, M or G; the result in KiB.
static uint64_t parse_mem(const char *word)
{
    char *end;
    errno = 0;
    unsigned long long n = strtoull(word, &end, 10);
    unsigned shift = 10;
    if (*end == 'K' || *end == 'k')
        shift = 0;
    else if (*end == 'G' || *end == 'g')
        shift = 20;
    end += *end && strchr("KkMmGg", *end) ? 1 : 0;
    if (!isdigit((unsigned char)word[0]) || *end || errno || n > (UINT64_MAX >> 30))
        run_fail("for example 64M, 1216K or 2G", "--mem %s: not a size", word);
    if ((uint64_t)n << shift < 1024)
        run_fail(NULL, "--mem %s: no guest runs in less than 1M", word);
    return (uint64_t)n << shift;
}

static uint64_t parse_timeout(const char *word)
{
    char *end;
    double seconds = strtod(word, &end);
    if (!isdigit((unsigned char)word[0]) || *end || !(seconds > 0 && seconds < 1e9))
        run_fail("seconds, as 30 or 0.5", "--timeout %s: not a time", word);
    return (uint64_t)(seconds * 1e9);
}

// One entry for each name, as env(1) and docker make it: the last --env counts.
static void set_env(struct options *o, const char *entry)
{
    size_t name = strcspn(entry, "=") + 1;
    for (size_t i = 0; i < o->env.len; i++) {
        if (!strncmp(o->env.data[i], entry, name)) {
            o->env.data[i] = xstrdup(entry);
            return;
        }
    }
    strv_add(&o->env, entry);
}

static void add_env(struct options *o, const char *word)
{
    if (!*word || *word == '=')
        run_fail("--env NAME=VALUE", "--env %s: no name", word);
    if (strchr(word, '=')) {
        set_env(o, word);
        return;
    }
    const char *value = getenv(word);
    if (value)
        set_env(o, xasprintf("%s=%s", word, value));
}

enum option { OPT_ENV, OPT_MEM, OPT_SMP, OPT_MACHINE, OPT_ACCEL, OPT_CPU, OPT_BIOS, OPT_TIMEOUT, OPT_STATUS_FILE,
    OPT_QEMU_ARG, OPT_TARGET, OPT_NET, OPT_PORT, OPT_DISK, OPT_AS, OPT_VIA, OPT_DOM0_FILES,
    OPT_COUNT };
static const char *const with_value[OPT_COUNT] = {
    [OPT_ENV] = "--env", [OPT_MEM] = "--mem", [OPT_SMP] = "--smp", [OPT_MACHINE] = "--machine",
    [OPT_ACCEL] = "--accel", [OPT_CPU] = "--cpu", [OPT_BIOS] = "--bios", [OPT_TIMEOUT] = "--timeout",
    [OPT_STATUS_FILE] = "--status-file", [OPT_QEMU_ARG] = "--qemu-arg", [OPT_TARGET] = "--target",
    [OPT_NET] = "--net", [OPT_PORT] = "--port", [OPT_DISK] = "--disk", [OPT_AS] = "--as", [OPT_VIA] = "--via",
    [OPT_DOM0_FILES] = "--dom0-files",
};

static void set_place(struct options *o, const char *option, const char *word, const char *only, enum place place)
{
    if (strcmp(word, only))
        run_fail(NULL, "%s %s: there is only %s", option, word, only);
    if (o->place != PLACE_AUTO && o->place != place)
        run_fail(NULL, "--as dom0 and --via xl exclude each other");
    o->place = place;
}

static unsigned parse_processors(const char *word)
{
    char *end;
    unsigned long n = strtoul(word, &end, 10);
    if (!isdigit((unsigned char)word[0]) || *end || n < 1 || n > 64)
        run_fail(NULL, "--smp %s: not a number of processors", word);
    return (unsigned)n;
}

// HOST:GUEST, two TCP ports.
static void add_port(struct options *o, const char *word)
{
    unsigned host, guest;
    int end = 0;
    if (sscanf(word, "%5u:%5u%n", &host, &guest, &end) != 2 || word[end] || !host || host > 65535 || !guest ||
        guest > 65535)
        run_fail("for example --port 8080:80", "--port %s: not HOST:GUEST", word);
    strv_add(&o->ports, word);
}

static void set_value(struct options *o, enum option option, const char *value)
{
    switch (option) {
    case OPT_ENV: add_env(o, value); break;
    case OPT_MEM: o->mem_kib = parse_mem(value); break;
    case OPT_SMP: o->smp = parse_processors(value); break;
    case OPT_MACHINE: o->machine = choice("--machine", value, machines); break;
    case OPT_ACCEL: o->accel = choice("--accel", value, accels); break;
    case OPT_CPU: o->cpu = value; break;
    case OPT_BIOS: o->bios = value; break;
    case OPT_TIMEOUT: o->timeout_ns = parse_timeout(value); break;
    case OPT_STATUS_FILE: o->status_file = value; run_fail_to(o); break;
    case OPT_QEMU_ARG: strv_add(&o->qemu_args, value); break;
    case OPT_TARGET:
        choice("--target", value, targets);
        o->target = value;
        break;
    case OPT_NET: o->net = value; break;
    case OPT_PORT: add_port(o, value); break;
    case OPT_DISK: o->disk = value; break;
    case OPT_AS: set_place(o, "--as", value, "dom0", PLACE_DOM0); break;
    case OPT_VIA: set_place(o, "--via", value, "xl", PLACE_XL); break;
    case OPT_DOM0_FILES: o->dom0_files = value; break;
    case OPT_COUNT: break;
    }
}

// Takes the option at argv[i] if it has a value (--name VALUE or --name=VALUE). Returns how many words it took, or 0.
static int take_value(struct options *o, char **argv)
{
    for (unsigned k = 0; k < OPT_COUNT; k++) {
        size_t n = strlen(with_value[k]);
        if (strncmp(argv[0], with_value[k], n) || (argv[0][n] && argv[0][n] != '='))
            continue;
        const char *value = argv[0][n] ? argv[0] + n + 1 : argv[1];
        if (!value)
            run_fail("uk-cc run --help", "%s needs a value", with_value[k]);
        set_value(o, k, value);
        return argv[0][n] ? 1 : 2;
    }
    return 0;
}

_Noreturn static void unknown_option(const char *word)
{
    strv_t known = {0};
    for (unsigned k = 0; k < OPT_COUNT; k++)
        strv_add(&known, with_value[k]);
    strv_add(&known, "--gdb");
    strv_add(&known, "--print");
    strv_add(&known, "--cold");
    const char *near = nearest(word, &known);
    run_fail(near ? xasprintf("did you mean %s?", near)
                  : "uk-cc run --help lists them; the application's own come after --",
             "unknown option %s", word);
}

_Noreturn static void print_help(bool debugging)
{
    fputs(debugging ? debug_help : run_help, stdout);
    fputs(options_help, stdout);
    exit(0);
}

// --gdb-args takes all words up to "--". Returns how many words it took, itself included.
static int take_gdb_args(struct options *o, char **argv)
{
    int n = 1;
    for (; argv[n] && strcmp(argv[n], "--"); n++)
        strv_add(&o->gdb_args, argv[n]);
    return n;
}

// Takes what stands at argv[0]; returns how many words that were.
static int take_word(struct options *o, char **argv, bool debugging)
{
    int taken;
    if (!strcmp(argv[0], "--help") || !strcmp(argv[0], "-h"))
        print_help(debugging);
    if (debugging && !strcmp(argv[0], "--gdb-args"))
        return take_gdb_args(o, argv);
    if ((taken = take_value(o, argv)))
        return taken;
    if (!strcmp(argv[0], "--cold"))
        o->cold = true;
    else if (!debugging && (!strcmp(argv[0], "--gdb") || starts_with(argv[0], "--gdb=")))
        o->gdb = argv[0][5] ? argv[0] + 6 : "tcp:127.0.0.1:1234";
    else if (!strcmp(argv[0], "--print"))
        o->print = true;
    else if (argv[0][0] == '-' && argv[0][1])
        unknown_option(argv[0]);
    else if (o->image)
        run_fail("the application's arguments come after --, as in uk-cc run IMAGE -- ARGS",
                 "one image at a time: %s", argv[0]);
    else
        o->image = argv[0];
    return 1;
}

void options_parse(struct options *o, int argc, char **argv, bool debugging)
{
    *o = (struct options){ .mem_kib = 128 * 1024, .cpu = "max", .gdb_socket = -1, .smp = 1 };
    int i = 1;
    while (i < argc && strcmp(argv[i], "--") && strcmp(argv[i], "--exec"))
        i += take_word(o, argv + i, debugging);
    bool names_image = i < argc && !strcmp(argv[i], "--exec");
    for (i++; i < argc; i++) {
        if (names_image)
            take_word(o, argv + i, debugging);
        else
            strv_add(&o->args, argv[i]);
        names_image = false;
    }
    if (!o->image && (debugging || !o->dom0_files))
        run_fail(xasprintf("uk-cc %s IMAGE; see uk-cc %s --help", argv[0], argv[0]), "no image was named");
}

static void fit_machine(const struct options *o)
{
    const char *xen_only = o->cold ? "--cold" : o->dom0_files ? "--dom0-files" : o->place == PLACE_DOM0 ? "--as dom0" : o->place ? "--via xl" : NULL;
    if (xen_only)
        run_fail(NULL, "%s is for guests on Xen; %s is an image for kvm", xen_only, o->image);
    if (o->net || o->ports.len)
        run_fail(NULL, "%s: this image has no network module", o->net ? "--net" : "--port");
    if (o->disk)
        run_fail(NULL, "--disk: this image has no block device module");
    if (o->smp > 1)
        run_fail(NULL, "--smp %u: a guest runs on one processor for now", o->smp);
}

// What only a bare machine has.
static void fit_xen(const struct options *o)
{
    const char *no = o->bios ? "--bios" : o->machine != MACHINE_MICROVM ? "--machine" : NULL;
    if (no)
        run_fail(NULL, "%s is for images for kvm; %s is for xen", no, o->image ? o->image : o->dom0_files);
    if (o->accel == ACCEL_KVM)
        run_fail("without --accel QEMU emulates", "--accel kvm: Xen is only run under emulation");
    if (o->place == PLACE_DOM0 && (o->disk || o->net || o->ports.len || o->smp > 1 || o->cold || o->dom0_files))
        run_fail("without --as dom0 there are", "--as dom0: there are no disks, no network, one processor, and no dom0");
    if (!o->image && (o->place != PLACE_AUTO || o->args.len || o->env.len))
        run_fail("what it gets stands in its cfg", "without IMAGE the guest is not ours: %s",
                 o->place != PLACE_AUTO ? "it runs as a domU of the emulated host" : "no arguments, no --env");
    if (o->place != PLACE_DOM0 && (o->gdb || o->gdb_socket >= 0))
        run_fail("uk-cc debug --as dom0 stops the guest in the place of dom0", "gdb cannot stop a domU");
    const char *emulated = o->cold ? "--cold" : o->dom0_files ? "--dom0-files" : o->ports.len ? "--port" :
                           o->qemu_args.len ? "--qemu-arg" : NULL;
    if (o->place == PLACE_XL && emulated)
        run_fail(NULL, "%s is for an emulated Xen host", emulated);
    if (o->ports.len && o->net && strcmp(o->net, "user"))
        run_fail(NULL, "--port goes with --net user");
}

void options_fit(struct options *o, const char *target)
{
    if (o->target && strcmp(o->target, target))
        run_fail(xasprintf("build it with --uk-target=%s", o->target), "%s is an image for %s, not for %s", o->image,
                 target, o->target);
    bool xen = !strcmp(target, "xen");
    if (!xen && strcmp(target, "kvm"))
        run_fail("build it with --uk-target=kvm or xen", "%s is an image for %s; uk-cc run boots images for kvm and xen",
                 o->image, target);
    if (xen)
        fit_xen(o);
    else
        fit_machine(o);
    if (o->place == PLACE_AUTO)
        o->place = xen ? PLACE_DOMU : PLACE_MACHINE;
    if (o->ports.len && !o->net)
        o->net = "user";
}
