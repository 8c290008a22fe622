// SPDX-License-Identifier: MIT
// Groups by name and number (POSIX XSH, getgrnam()): from /etc/group where the root filesystem has one, else root
// alone. The results lie in static storage, which the next call changes.
#include "posix/newlib/private.h"

#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMBERS_MAX 31

static char line[512];
static char *members[MEMBERS_MAX + 1];
static struct group entry;

static void split_members(char *list)
{
    size_t count = 0;
    for (char *name = list; name && *name && count < MEMBERS_MAX; ) {
        char *comma = strchr(name, ',');
        if (comma)
            *comma++ = '\0';
        members[count++] = name;
        name = comma;
    }
    members[count] = NULL;
}

// "name:password:gid:member,member"; false for anything else.
static bool parse(char *text)
{
    char *fields[4] = { text };
    text[strcspn(text, "\n")] = '\0';
    for (int i = 1; i < 4; i++) {
        char *colon = strchr(fields[i - 1], ':');
        if (!colon)
            return false;
        *colon = '\0';
        fields[i] = colon + 1;
    }
    char *end;
    unsigned long gid = strtoul(fields[2], &end, 10);
    if (end == fields[2] || *end)
        return false;
    split_members(fields[3]);
    entry = (struct group){ fields[0], fields[1], (gid_t)gid, members };
    return true;
}

static bool matches(const char *name, gid_t gid)
{
    return name ? strcmp(entry.gr_name, name) == 0 : entry.gr_gid == gid;
}

static struct group *find(const char *name, gid_t gid)
{
    bool found = false;
    FILE *f = fopen("/etc/group", "r");
    if (!f) {
        strcpy(line, "root:x:0:");
        return parse(line) && matches(name, gid) ? &entry : NULL;
    }
    while (!found && fgets(line, sizeof line, f))
        found = parse(line) && matches(name, gid);
    fclose(f);
    return found ? &entry : NULL;
}

struct group *getgrnam(const char *name)
{
    return find(name, 0);
}

struct group *getgrgid(gid_t gid)
{
    return find(NULL, gid);
}
