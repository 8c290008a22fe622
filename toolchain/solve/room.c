// SPDX-License-Identifier: MIT
// Reads room.conf and app.conf into records and checks the rooms of a libOS against each other.
#include "solve/room.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "solve/conf.h"

static const struct conf_rule room_rules[] = {
    { "level", CONF_NUMBER, offsetof(struct room, level) },
    { "needs", CONF_LIST, offsetof(struct room, needs) },
    { "header", CONF_FILES, offsetof(struct room, headers) },
};

static const struct conf_rule module_rules[] = {
    { "source", CONF_FILES, offsetof(struct room_module, sources) },
    { "cflags", CONF_LIST, offsetof(struct room_module, cflags) },
    { "target", CONF_NAMES, offsetof(struct room_module, targets) },
    { "libc", CONF_NAMES, offsetof(struct room_module, libcs) },
    { "exports", CONF_PATTERNS, offsetof(struct room_module, exports) },
    { "init", CONF_NAME, offsetof(struct room_module, init) },
    { "after", CONF_NAMES, offsetof(struct room_module, after) },
    { "wants", CONF_NAMES, offsetof(struct room_module, wants) },
    { "wants?", CONF_NAMES, offsetof(struct room_module, may_want) },
    { "provides", CONF_NAMES, offsetof(struct room_module, provides) },
    { "when", CONF_NAMES, offsetof(struct room_module, when) },
    { "when?", CONF_NAMES, offsetof(struct room_module, may_when) },
    { "unable", CONF_WORD, offsetof(struct room_module, unable) },
};

static const struct conf_rule app_rules[] = {
    { "source", CONF_FILES, offsetof(struct app, sources) },
    { "cflags", CONF_LIST, offsetof(struct app, cflags) },
    { "ldflags", CONF_LIST, offsetof(struct app, ldflags) },
    { "libs", CONF_LIST, offsetof(struct app, libs) },
    { "rootfs", CONF_WORD, offsetof(struct app, rootfs) },
    { "args", CONF_LIST, offsetof(struct app, args) },
};

// file = head statement*: checks the head and returns the name it gives.
static const char *read_head(struct conf *c, const char *keyword)
{
    if (!c->statements.len)
        fatal_at(c->file, 1, NULL, "empty: the first statement is '%s NAME'", keyword);
    const struct conf_statement *head = &c->statements.data[0];
    if (strcmp(head->words.data[0], keyword))
        fatal_at(c->file, head->line, NULL, "the first statement is '%s NAME', not '%s'", keyword, head->words.data[0]);
    return conf_value(c, head);
}

static struct room_module *new_module(const struct conf *c, const struct conf_statement *s, struct room *room)
{
    struct room_module *m = xcalloc(1, sizeof *m);
    m->name = conf_value(c, s);
    m->room = room;
    m->line = s->line;
    if (!conf_is_name(m->name))
        fatal_at(c->file, s->line, NULL, "module: '%s' is no C identifier", m->name);
    if (starts_with(m->name, "CONFIG_"))
        fatal_at(c->file, s->line, NULL, "module: the name stands without CONFIG_");
    vec_push(&room->modules, m);
    return m;
}

struct room *room_parse(const char *file)
{
    struct conf c;
    conf_read(&c, file);
    struct room *room = xcalloc(1, sizeof *room);
    room->file = file;
    room->dir = dir_name(file);
    room->name = read_head(&c, "room");
    struct room_module *m = NULL;
    for (size_t i = 1; i < c.statements.len; i++) {
        const struct conf_statement *s = &c.statements.data[i];
        if (!strcmp(s->words.data[0], "module"))
            m = new_module(&c, s, room);
        else if (m && !conf_store(&c, s, module_rules, COUNT(module_rules), m))
            conf_unknown(&c, s, module_rules, COUNT(module_rules), "module");
        else if (!m && !conf_store(&c, s, room_rules, COUNT(room_rules), room))
            conf_unknown(&c, s, room_rules, COUNT(room_rules), "module");
        if (m && !strcmp(s->words.data[0], "after"))
            m->after_line = s->line;
    }
    return room;
}

struct app *app_parse(const char *file)
{
    struct conf c;
    conf_read(&c, file);
    struct app *app = xcalloc(1, sizeof *app);
    app->file = file;
    app->dir = dir_name(file);
    app->name = read_head(&c, "app");
    if (strchr(app->name, '/') || *app->name == '.')
        fatal_at(file, c.statements.data[0].line, NULL, "app: '%s' is no file name", app->name);
    for (size_t i = 1; i < c.statements.len; i++)
        if (!conf_store(&c, &c.statements.data[i], app_rules, COUNT(app_rules), app))
            conf_unknown(&c, &c.statements.data[i], app_rules, COUNT(app_rules), "");
    return app;
}

// Parses dir/room.conf if there is one, then those of the folders below. path: dir's path below libos, "" for libos.
static void load_below(struct rooms *rooms, const char *dir, const char *path)
{
    char *file = path_join(dir, "room.conf");
    if (file_exists(file)) {
        struct room *room = room_parse(file);
        if (strcmp(room->name, *path ? path : "main"))
            fatal_at(file, 1, NULL, "the room is called '%s' but lies in %s", room->name, *path ? path : "libos");
        vec_push(&rooms->rooms, room);
    }
    struct dirent **entries;
    int count = scandir(dir, &entries, NULL, alphasort);
    if (count < 0)
        fatal_errno("cannot read the directory %s", dir);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        if (*name != '.' && (entries[i]->d_type == DT_DIR || entries[i]->d_type == DT_UNKNOWN)) {
            char *below = path_join(dir, name);
            if (dir_exists(below))
                load_below(rooms, below, path_join(path, name));
        }
        free(entries[i]);
    }
    free(entries);
}

static int by_level(const void *a, const void *b)
{
    const struct room *x = *(struct room *const *)a, *y = *(struct room *const *)b;
    return x->level != y->level ? (x->level < y->level ? -1 : 1) : strcmp(x->name, y->name);
}

static void collect_modules(struct rooms *rooms)
{
    for (size_t i = 0; i < rooms->rooms.len; i++) {
        const struct room *room = rooms->rooms.data[i];
        for (size_t j = 0; j < room->modules.len; j++) {
            struct room_module *m = room->modules.data[j];
            struct room_module **slot = (struct room_module **)map_slot(&rooms->by_name, m->name);
            if (*slot)
                fatal_at(room->file, m->line, NULL, "module %s exists already: %s:%u", m->name, (*slot)->room->file,
                         (*slot)->line);
            *slot = m;
            vec_push(&rooms->modules, m);
        }
    }
}

static void check_needs(const struct rooms *rooms, const struct room *room)
{
    for (size_t i = 0; i < room->needs.len; i++) {
        const struct room *other = NULL;
        for (size_t j = 0; j < rooms->rooms.len; j++)
            if (!strcmp(rooms->rooms.data[j]->name, room->needs.data[i]))
                other = rooms->rooms.data[j];
        if (!other)
            fatal(EXIT_USER, NULL, "%s:1: needs the room %s, which does not exist", room->file, room->needs.data[i]);
        if (other->level >= room->level)
            fatal(EXIT_USER, "arrows point down only: move what both use to a lower room",
                  "%s:1: needs the room %s, which lies at level %u, not below %u", room->file, other->name,
                  other->level, room->level);
    }
}

static void check_after(const struct rooms *rooms, const struct room_module *m)
{
    for (size_t i = 0; i < m->after.len; i++) {
        const struct room_module *other = rooms_module(rooms, m->after.data[i]);
        if (!other)
            fatal_at(m->room->file, m->after_line, NULL, "after: there is no module %s", m->after.data[i]);
        if (other->room->level > m->room->level)
            fatal_at(m->room->file, m->after_line, "initialisation goes by level first",
                     "after: %s is initialised later in any case (level %u, this room: %u)", other->name,
                     other->room->level, m->room->level);
    }
}

struct rooms *rooms_load(const char *libos_dir)
{
    struct rooms *rooms = xcalloc(1, sizeof *rooms);
    load_below(rooms, libos_dir, "");
    if (rooms->rooms.len)
        qsort(rooms->rooms.data, rooms->rooms.len, sizeof *rooms->rooms.data, by_level);
    collect_modules(rooms);
    for (size_t i = 0; i < rooms->rooms.len; i++)
        check_needs(rooms, rooms->rooms.data[i]);
    for (size_t i = 0; i < rooms->modules.len; i++)
        check_after(rooms, rooms->modules.data[i]);
    return rooms;
}

const struct room_module *rooms_module(const struct rooms *rooms, const char *name)
{
    return map_get(&rooms->by_name, name);
}

bool room_exports(const struct room_module *m, const char *name)
{
    for (size_t i = 0; i < m->exports.len; i++) {
        const char *pattern = m->exports.data[i];
        size_t n = strlen(pattern);
        bool match = pattern[n - 1] == '*' ? !strncmp(name, pattern, n - 1) : !strcmp(name, pattern);
        if (match)
            return true;
    }
    return false;
}

bool room_serves(const struct room_module *m, const char *target, const char *libc)
{
    return (!m->targets.len || strv_has(&m->targets, target)) && (!m->libcs.len || strv_has(&m->libcs, libc));
}

char *room_object(const struct room *room, const char *source)
{
    const char *dot = strrchr(base_name(source), '.');
    size_t stem = dot ? (size_t)(dot - source) : strlen(source);
    return xasprintf("%s/%.*s.o", room->name, (int)stem, source);
}
