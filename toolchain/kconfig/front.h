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
    bool only_merge, none, redundant, keep_y, strict, no_overridden; // merge
    const char *out_folder;
    const char *header_path, *config_out, *sync_deps, *file_list, *env_list; // genconfig
    unsigned warnings;
    struct kconfig *kc;
};

// Parses the command line and opens the tree. Returns an exit code, or -1 to go on. front_end() frees all.
enum {
    FRONT_KCONFIG = 1,   // an argument names the Kconfig file, as --kconfig does
    FRONT_HELP = 2,      // help texts are wanted
    FRONT_ONE = 4,       // there may be one argument, of another meaning
    FRONT_MANY = 8,      // any number of them
    FRONT_FRAGMENTS = 16, // and of --config
};
int front_begin(struct front *f, int argc, char **argv, unsigned flags);
int front_end(struct front *f, int code);
// args.c. Each returns an exit code; the first -1 to go on.
int front_parse_args(struct front *f, int argc, char **argv);
int front_usage(const struct front *f, const char *problem, const char *word); // says how it is used; word may be NULL
bool front_set_style(struct front *f, const char *name);
extern const struct kcommand kconfig_subcommands[]; // of `kconfig`; ends with name NULL
// Reads --config (the first), else the standard .config if there is one. Says so on out (NULL: silently). Exit code.
int front_read(struct front *f, FILE *out);
int front_read_file(struct front *f, const char *path, unsigned flags, FILE *out);
int front_read_allconfig(struct front *f, const char *name);
const char *front_config_path(void);
// names.c: by name, which may have the prefix. NULL if there is none.
struct ksymbol *front_symbol(const struct front *f, const char *name);
int front_fail_unknown(const struct front *f, const char *name); // says what it is instead, or which is near; an exit code
int front_fail_write(const struct front *f, const char *what, const char *path, int error); // an exit code
// Frees text. what names it in the message, NULL says nothing.
int front_write(struct front *f, const char *path, char *text, size_t size, bool save_old, const char *what);
// refused.c: values that were asked for and are not in force: of fragments all, of a whole .config the first.
void front_tell_refused(const struct front *f);
void front_tell_some_refused(const struct front *f);
int front_refuse_incomplete(struct front *f); // KCONFIG_NOSILENTUPDATE; an exit code
int front_harden(struct front *f);            // cmd_harden.c; an exit code
void front_ask_new(struct front *f);          // cmd_old.c: asks for what the .config does not answer
// One line of standard input without its newline, "" at the end, which is told when it is first met.
void front_read_line(bool *ended, buf_t *line);
void front_set_none(struct kconfig *kc);      // cmd_all.c: n for all that nobody asked for
int front_write_config(struct front *f); // to --out, else the standard .config
void front_report(const struct kdiag *d); // one diagnostic on stderr (or stdout, for $(info))

#endif
