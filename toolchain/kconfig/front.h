// SPDX-License-Identifier: MIT
// What the commands share: the command line, the tree they open, and how they read and save. Private to kconfig.
#ifndef KCONFIG_FRONT_H
#define KCONFIG_FRONT_H

#include "kconfig/tree.h"

struct front {
    const char *command;
    const char *kconfig;   // the top Kconfig file; NULL: our own tree's
    const char *default_kconfig; // --default-kconfig: instead of our own tree's
    strv_t configs;        // --config
    const char *out;       // --out
    strv_t args;           // what is no option
    enum kstyle style;
    bool no_check_exists, no_check_value; // setconfig
    bool show_help;        // listnewconfig
    const char *header_path, *config_out, *sync_deps, *file_list, *env_list; // genconfig
    unsigned errors, unknown;
    struct kconfig *kc;
};

// Parses the command line and opens the tree. Returns an exit code, or -1 to go on. front_end() frees all.
enum {
    FRONT_KCONFIG = 1, // the first argument may name the Kconfig file
    FRONT_HELP = 2,    // help texts are wanted
};
int front_begin(struct front *f, int argc, char **argv, unsigned flags);
int front_end(struct front *f, int code);
// Reads --config (the first), else the standard .config if there is one. Says so on out (NULL: silently). Exit code.
int front_read(struct front *f, FILE *out);
int front_read_file(struct front *f, const char *path, unsigned flags, FILE *out);
int front_read_allconfig(struct front *f, const char *name);
const char *front_config_path(void);
int front_fail_unknown(const struct front *f, const char *name); // says which name is near; an exit code
// Frees text. what names it in the message, NULL says nothing.
int front_write(struct front *f, const char *path, char *text, size_t size, bool save_old, const char *what);
int front_write_config(struct front *f); // to --out, else the standard .config
void front_report(const struct kdiag *d); // one diagnostic on stderr (or stdout, for $(info))

#endif
