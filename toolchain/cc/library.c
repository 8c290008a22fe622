// SPDX-License-Identifier: MIT
// Finds the archive that -lNAME means. The host's library folders are never searched.
#include <stdlib.h>
#include <string.h>

#include "cc/private.h"

// Libraries that programs name because other systems keep these functions apart: here they are parts of the C library.
static bool is_built_in(const char *name)
{
    static const char *const table[] = { "c", "m", "pthread", "dl", "rt", "gcc", "gcc_eh", "g", "util", "nosys" };
    for (size_t i = 0; i < COUNT(table); i++)
        if (!strcmp(name, table[i]))
            return true;
    return false;
}

static char *in_folder(const char *dir, const char *file)
{
    char *path = path_join(dir, file);
    if (file_exists(path))
        return path;
    free(path);
    return NULL;
}

char *library_find(const struct options *o, const char *name, const char *libc)
{
    char *file = name[0] == ':' ? xstrdup(name + 1) : xasprintf("lib%s.a", name), *path;
    for (size_t i = 0; i < o->lib_dirs.len; i++)
        if ((path = in_folder(o->lib_dirs.data[i], file)))
            return path;
    if (is_built_in(name))
        return NULL; // the link adds them by itself
    if ((path = in_folder(path_join(sysroot_dir(libc), "lib"), file)))
        return path;
    char *shared = xasprintf("lib%s.so", name);
    for (size_t i = 0; i < o->lib_dirs.len; i++)
        if ((path = in_folder(o->lib_dirs.data[i], shared)))
            fatal(EXIT_USER, "build the static library", "cannot link %s: an image cannot load shared libraries", path);
    fatal(EXIT_USER, o->lib_dirs.len ? NULL : "name its folder with -L: the host's library folders are never searched",
          "cannot find -l%s: there is no %s in the -L folders or the C library's", name, file);
}
