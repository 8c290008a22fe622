// SPDX-License-Identifier: MIT
// The command `uk-cc image`: the same image in the file format that another loader wants.
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "elf/elf.h"
#include "image/image.h"
#include "uk/abi.h"

static const char usage[] = "usage: uk-cc image --format multiboot [-o FILE] IMAGE";

static const char *const planned[] = { "xl", "libvirt", "firecracker", "raw", "oci" };

struct request { const char *format, *output, *image; };

static struct request parse(int argc, char **argv)
{
    struct request r = {0};
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--help")) {
            puts(usage);
            exit(EXIT_OK);
        } else if (starts_with(argv[i], "--format=")) {
            r.format = argv[i] + strlen("--format=");
        } else if (!strcmp(argv[i], "--format") && i + 1 < argc) {
            r.format = argv[++i];
        } else if (!strcmp(argv[i], "-o") && i + 1 < argc) {
            r.output = argv[++i];
        } else if (argv[i][0] == '-' || r.image) {
            fatal(EXIT_USAGE, usage, "unexpected argument %s", argv[i]);
        } else {
            r.image = argv[i];
        }
    }
    if (!r.image || !r.format)
        fatal(EXIT_USAGE, usage, "%s is missing", r.image ? "--format" : "the image");
    return r;
}

static void check_format(const char *format)
{
    if (!strcmp(format, "multiboot"))
        return;
    for (size_t i = 0; i < COUNT(planned); i++)
        if (!strcmp(planned[i], format))
            fatal(EXIT_USER, "multiboot is supported", "the format %s is not supported yet", format);
    fatal(EXIT_USAGE, "multiboot is supported", "unknown format %s", format);
}

static struct file open_image(const char *path)
{
    struct file f;
    struct elf_object o;
    struct elf_note note;
    int error = file_map(path, &f);
    if (error)
        fatal(EXIT_USER, NULL, "cannot read %s: %s", path, strerror(-error));
    char *wrong = elf_parse(&o, f.data, f.size);
    if (wrong || !elf_find_note(&o, UK_NOTE_NAME, UK_NOTE_PLAN, &note))
        fatal(EXIT_USER, "give an image that uk-cc linked", "%s is not an image of uk-cc%s%s", path, wrong ? ": " : "",
              wrong ? wrong : "");
    elf_free(&o);
    return f;
}

int image_main(int argc, char **argv)
{
    struct request r = parse(argc, argv);
    check_format(r.format);
    struct file f = open_image(r.image);
    buf_t out = {0};
    char *wrong = image_multiboot(f.data, f.size, &out);
    if (wrong)
        fatal(EXIT_USER, NULL, "%s: %s", r.image, wrong);
    const char *path = r.output ? r.output : xasprintf("%s.multiboot", r.image);
    file_write(path, out.s, out.len, NULL);
    if (!is_special_file(path) && chmod(path, 0755))
        fatal_errno("cannot change the permissions of %s", path);
    return EXIT_OK;
}
