// SPDX-License-Identifier: MIT
// The command `uk-cc image`: the same image in the file format that another loader wants.
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "elf/elf.h"
#include "image/image.h"
#include "uk/abi.h"

static const char usage[] =
    "usage: uk-cc image --format multiboot [-o FILE] IMAGE\n"
    "       uk-cc image --format xl [-o FILE] [--mem MIB] [--disk FILE] [--bridge NAME] IMAGE [-- ARGS...]";

static const char *const planned[] = { "libvirt", "firecracker", "raw", "oci" };

struct request {
    const char *format, *output;
    struct xl_request xl;
};

// The value of an option that stands at argv[*i] (--name VALUE or --name=VALUE), NULL if another word does.
static const char *value_of(const char *name, char **argv, int *i)
{
    size_t n = strlen(name);
    if (strncmp(argv[*i], name, n) || (argv[*i][n] && argv[*i][n] != '='))
        return NULL;
    if (argv[*i][n])
        return argv[*i] + n + 1;
    if (!argv[*i + 1])
        fatal(EXIT_USAGE, usage, "%s needs a value", name);
    return argv[++*i];
}

static unsigned long long parse_mib(const char *word)
{
    char *end;
    unsigned long long n = strtoull(word, &end, 10);
    if (*word < '1' || *word > '9' || *end || n > 1u << 30)
        fatal(EXIT_USAGE, usage, "--mem %s: not a number of MiB", word);
    return n;
}

static struct request parse(int argc, char **argv)
{
    struct request r = {0};
    const char *value;
    int i = 1;
    for (; i < argc && strcmp(argv[i], "--"); i++) {
        if (!strcmp(argv[i], "--help")) {
            puts(usage);
            exit(EXIT_OK);
        } else if ((value = value_of("--format", argv, &i))) {
            r.format = value;
        } else if ((value = value_of("-o", argv, &i))) {
            r.output = value;
        } else if ((value = value_of("--mem", argv, &i))) {
            r.xl.memory_mib = parse_mib(value);
        } else if ((value = value_of("--disk", argv, &i))) {
            r.xl.disk = value;
        } else if ((value = value_of("--bridge", argv, &i))) {
            r.xl.bridge = value;
        } else if (argv[i][0] == '-' || r.xl.image) {
            fatal(EXIT_USAGE, usage, "unexpected argument %s", argv[i]);
        } else {
            r.xl.image = argv[i];
        }
    }
    for (i++; i < argc; i++)
        strv_add(&r.xl.args, argv[i]);
    if (!r.xl.image || !r.format)
        fatal(EXIT_USAGE, usage, "%s is missing", r.xl.image ? "--format" : "the image");
    if (strcmp(r.format, "xl") && (r.xl.memory_mib || r.xl.disk || r.xl.bridge || r.xl.args.len))
        fatal(EXIT_USAGE, usage, "--mem, --disk, --bridge and arguments are for --format xl");
    return r;
}

static void check_format(const char *format)
{
    if (!strcmp(format, "multiboot") || !strcmp(format, "xl"))
        return;
    for (size_t i = 0; i < COUNT(planned); i++)
        if (!strcmp(planned[i], format))
            fatal(EXIT_USER, "multiboot and xl are supported", "the format %s is not supported yet", format);
    fatal(EXIT_USAGE, "multiboot and xl are supported", "unknown format %s", format);
}

static struct file open_image(const char *path, struct elf_object *o, struct elf_note *plan)
{
    struct file f;
    int error = file_map(path, &f);
    if (error)
        fatal(EXIT_USER, NULL, "cannot read %s: %s", path, strerror(-error));
    char *wrong = elf_parse(o, f.data, f.size);
    if (wrong || !elf_find_note(o, UK_NOTE_NAME, UK_NOTE_PLAN, plan))
        fatal(EXIT_USER, "give an image that uk-cc linked", "%s is not an image of uk-cc%s%s", path, wrong ? ": " : "",
              wrong ? wrong : "");
    return f;
}

static void write_multiboot(const struct request *r, const struct file *f)
{
    buf_t out = {0};
    char *wrong = image_multiboot(f->data, f->size, &out);
    if (wrong)
        fatal(EXIT_USER, NULL, "%s: %s", r->xl.image, wrong);
    const char *path = r->output ? r->output : xasprintf("%s.multiboot", r->xl.image);
    file_write(path, out.s, out.len, NULL);
    if (!is_special_file(path) && chmod(path, 0755))
        fatal_errno("cannot change the permissions of %s", path);
}

int image_main(int argc, char **argv)
{
    struct request r = parse(argc, argv);
    struct elf_object o;
    struct elf_note plan;
    check_format(r.format);
    struct file f = open_image(r.xl.image, &o, &plan);
    if (!strcmp(r.format, "xl"))
        xl_package(&r.xl, &o, &plan, r.output ? r.output : xasprintf("%s.cfg", r.xl.image));
    else
        write_multiboot(&r, &f);
    elf_free(&o);
    return EXIT_OK;
}
