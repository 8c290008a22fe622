// SPDX-License-Identifier: MIT
// Reads the graph of a finished plan back from IMAGE.debug, for why, size, graph and plan.
#include "solve/graph.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "elf/elf.h"

#define SECTION ".uk.plan"

// JSON → graph --------------------------------------------------------------------------------------------------------

// Items of the graph are lists; a missing item reads as 0, NULL or false, which is_whole() then judges.
static int64_t number_at(const json_t *list, size_t i)
{
    return json_integer_value(json_array_get(list, i));
}

static const char *text_at(const json_t *list, size_t i)
{
    return json_string_value(json_array_get(list, i));
}

static bool flag_at(const json_t *list, size_t i)
{
    return json_is_true(json_array_get(list, i));
}

static struct graph_reason reason_of(const json_t *j)
{
    if (!j)
        return (struct graph_reason){ .from = NOTHING, .module = NOTHING };
    int64_t why = number_at(j, 0);
    return (struct graph_reason){ .why = why > 0 && why < WHY_COUNT ? (enum why)why : WHY_NOT, .from = number_at(j, 1),
                                  .symbol = text_at(j, 2), .offset = (uint64_t)number_at(j, 3),
                                  .module = number_at(j, 4), .call = flag_at(j, 5) };
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void read_strings(const json_t *list, strv_t *out)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        strv_add(out, json_string_value(json_array_get(list, i)));
}

static void read_module(const json_t *j, struct graph_module *m)
{
    *m = (struct graph_module){
        .name = text_of(j, "name"), .room = text_of(j, "room"), .value = text_of(j, "value"),
        .where = text_of(j, "where"), .unable = text_of(j, "unable"),
        .level = (unsigned)json_integer_value(json_object_get(j, "level")),
        .eligible = json_is_true(json_object_get(j, "eligible")),
        .present = json_is_true(json_object_get(j, "present")),
        .bytes = (uint64_t)json_integer_value(json_object_get(j, "bytes")),
    };
    read_strings(json_object_get(j, "exports"), &m->exports);
    read_strings(json_object_get(j, "when"), &m->when);
    m->reason = reason_of(json_object_get(j, "reason"));
}

static void read_object(const json_t *j, struct graph_object *o)
{
    int64_t origin = number_at(j, 1);
    *o = (struct graph_object){ .name = text_at(j, 0), .module = number_at(j, 2), .archive = text_at(j, 3),
                                .origin = origin >= FROM_APP && origin <= FROM_LIB ? (enum origin)origin : FROM_APP };
}

static void read_section(const json_t *j, struct graph_section *s)
{
    const char *kind = text_at(j, 3);
    *s = (struct graph_section){ .object = number_at(j, 0), .name = text_at(j, 1), .bytes = (uint64_t)number_at(j, 2),
                                 .kind = kind ? *kind : 't', .reason = reason_of(json_array_get(j, 4)) };
}

static void read_symbol(const json_t *j, struct graph_symbol *s)
{
    *s = (struct graph_symbol) { .name = text_at(j, 0),
                                 .section = number_at(j, 1),
                                 .bytes = (uint64_t)number_at(j, 2),
                                 .offset = (uint64_t)number_at(j, 3),
                                 .function = flag_at(j, 4),
                                 .global = flag_at(j, 5) };
}

static void read_dead(const json_t *j, struct graph_dead *d)
{
    *d = (struct graph_dead){ .symbol = text_at(j, 0), .object = number_at(j, 1), .bytes = (uint64_t)number_at(j, 2) };
}

static void read_mention(const json_t *j, struct graph_mention *m)
{
    *m = (struct graph_mention){ .caller = text_at(j, 0), .object = number_at(j, 1), .symbol = text_at(j, 2) };
}

static void read_absent(const json_t *j, struct graph_absent *a)
{
    *a = (struct graph_absent){ .symbol = text_at(j, 0), .object = text_at(j, 1), .module = number_at(j, 2) };
}

#define READ_LIST(root, g, list, read)                                                          \
    do {                                                                                        \
        const json_t *items = json_object_get(root, #list);                                     \
        (g)->list.len = json_array_size(items);                                                 \
        (g)->list.data = xcalloc((g)->list.len, sizeof *(g)->list.data);                        \
        for (size_t i = 0; i < (g)->list.len; i++)                                              \
            read(json_array_get(items, i), &(g)->list.data[i]);                                 \
    } while (0)

static void read_number(const json_t *j, int64_t *n)
{
    *n = json_integer_value(j);
}

// Every number that stands for a place in another list must lie in it.
static bool in_list(int64_t n, size_t len)
{
    return n >= NOTHING && (n < 0 || (uint64_t)n < len);
}

static bool reason_fits(const struct graph *g, const struct graph_reason *r)
{
    return in_list(r->from, g->sections.len) && in_list(r->module, g->modules.len);
}

// A section's reason lies in a section that was found before it, so that chains end.
static bool is_whole(const struct graph *g)
{
    bool good = g->edges.len % 2 == 0;
    for (size_t i = 0; i < g->modules.len; i++)
        good = good && g->modules.data[i].name && g->modules.data[i].room && g->modules.data[i].value &&
               reason_fits(g, &g->modules.data[i].reason);
    for (size_t i = 0; i < g->objects.len; i++)
        good = good && g->objects.data[i].name && in_list(g->objects.data[i].module, g->modules.len);
    for (size_t i = 0; i < g->sections.len; i++) {
        const struct graph_section *s = &g->sections.data[i];
        good = good && s->name && s->object >= 0 && in_list(s->object, g->objects.len) && reason_fits(g, &s->reason) &&
               s->reason.from < (int64_t)i;
    }
    for (size_t i = 0; i < g->symbols.len; i++)
        good = good && g->symbols.data[i].name && in_list(g->symbols.data[i].section, g->sections.len);
    for (size_t i = 0; i < g->edges.len; i++)
        good = good && g->edges.data[i] >= 0 && in_list(g->edges.data[i], g->sections.len);
    for (size_t i = 0; i < g->init.len; i++)
        good = good && g->init.data[i] >= 0 && in_list(g->init.data[i], g->modules.len);
    for (size_t i = 0; i < g->dead.len; i++)
        good = good && g->dead.data[i].symbol && g->dead.data[i].object >= 0 &&
               in_list(g->dead.data[i].object, g->objects.len);
    for (size_t i = 0; i < g->mentions.len; i++)
        good = good && g->mentions.data[i].symbol && g->mentions.data[i].caller && g->mentions.data[i].object >= 0 &&
               in_list(g->mentions.data[i].object, g->objects.len);
    for (size_t i = 0; i < g->absent.len; i++)
        good = good && g->absent.data[i].symbol && g->absent.data[i].object &&
               in_list(g->absent.data[i].module, g->modules.len);
    return good;
}

static void add_up(struct graph *g)
{
    for (size_t i = 0; i < g->sections.len; i++) {
        const struct graph_section *s = &g->sections.data[i];
        *(s->kind == 'b' ? &g->objects.data[s->object].zeroed : &g->objects.data[s->object].bytes) += s->bytes;
    }
}

struct graph *graph_parse(const char *text, const char *image)
{
    json_error_t error;
    json_t *root = json_loads(text, 0, &error); // never given back: the graph points into it
    struct graph *g = xcalloc(1, sizeof *g);
    g->image = image;
    g->text = text;
    if (!json_is_object(root) || json_integer_value(json_object_get(root, "format")) != GRAPH_FORMAT)
        fatal(EXIT_USER, "build it again", "%s: its plan was written by another version of uk-cc", image);
    g->target = text_of(root, "target");
    g->libc = text_of(root, "libc");
    READ_LIST(root, g, modules, read_module);
    READ_LIST(root, g, init, read_number);
    READ_LIST(root, g, objects, read_object);
    READ_LIST(root, g, sections, read_section);
    READ_LIST(root, g, symbols, read_symbol);
    READ_LIST(root, g, edges, read_number);
    READ_LIST(root, g, dead, read_dead);
    READ_LIST(root, g, mentions, read_mention);
    READ_LIST(root, g, absent, read_absent);
    if (!g->target || !g->libc || !is_whole(g))
        fatal(EXIT_USER, "build it again", "%s: its plan is damaged", image);
    add_up(g);
    return g;
}

// Image → JSON --------------------------------------------------------------------------------------------------------

// The text of .uk.plan in an ELF file; NULL if there is none.
static char *plan_text(const char *path)
{
    struct file f;
    struct elf_object o;
    if (file_map(path, &f) || elf_parse(&o, f.data, f.size))
        return NULL;
    const struct elf_section *s = o.section_count ? &o.sections[elf_find_section(&o, SECTION)] : NULL;
    return s && s->data ? xstrndup((const char *)s->data, s->size) : NULL;
}

static bool is_elf(const char *path)
{
    struct file f;
    return !file_map(path, &f) && elf_is(f.data, f.size);
}

static const char *only_image(void)
{
    static const char dir[] = "build/kvm";
    struct dirent **names;
    strv_t images = {0};
    int count = scandir(dir, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char *path = path_join(dir, names[i]->d_name);
        if (names[i]->d_name[0] != '.' && !ends_with(path, ".debug") && !ends_with(path, ".o") && is_elf(path))
            strv_add(&images, path);
    }
    if (!images.len)
        fatal(EXIT_USER, "uk-cc build makes one; --image F names another", "there is no image in %s", dir);
    if (images.len > 1)
        fatal(EXIT_USER, xasprintf("say which: --image %s", images.data[0]), "there are %zu images in %s", images.len,
              dir);
    return images.data[0];
}

char *graph_text(const char **image)
{
    if (!*image)
        *image = only_image();
    if (!file_exists(*image)) {
        errno = ENOENT;
        fatal_errno("cannot read %s", *image);
    }
    char *text = plan_text(*image);
    if (!text)
        text = plan_text(xasprintf("%s.debug", *image));
    if (!text && !is_elf(*image))
        fatal(EXIT_USER, NULL, "%s: not an image", *image);
    if (!text)
        fatal(EXIT_USER, "the graph lies in the .debug file that the link leaves beside the image",
              "%s.debug is missing, or holds no plan", *image);
    if (ends_with(*image, ".debug"))
        *image = xstrndup(*image, strlen(*image) - 6);
    return text;
}

struct graph *graph_load(const char *image)
{
    char *text = graph_text(&image);
    return graph_parse(text, image);
}

bool help_asked(int argc, char **argv, const char *usage)
{
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
            fputs(usage, stdout);
            return true;
        }
    return false;
}

struct graph *graph_from_args(int *argc, char **argv)
{
    const char *image = NULL;
    int kept = 1;
    for (int i = 1; i < *argc; i++) {
        if (starts_with(argv[i], "--image="))
            image = argv[i] + 8;
        else if (!strcmp(argv[i], "--image") && i + 1 < *argc)
            image = argv[++i];
        else if (!strcmp(argv[i], "--image"))
            fatal(EXIT_USAGE, NULL, "%s: --image wants a file", argv[0]);
        else
            argv[kept++] = argv[i];
    }
    argv[kept] = NULL;
    *argc = kept;
    return graph_load(image);
}
