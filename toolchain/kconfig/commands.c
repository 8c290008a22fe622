// SPDX-License-Identifier: MIT
// The names of the commands, and what their help says.
#include "kconfig/front.h"

#define CONFIG "the .config that is written (default: $KCONFIG_CONFIG or .config)"

const struct kcommand kconfig_commands[] = {
    { "menuconfig", cmd_menuconfig, "choose values in menus", "[KCONFIG]", CONFIG },
    { "oldconfig", cmd_oldconfig, "ask for what .config does not answer", "[KCONFIG]", CONFIG },
    { "oldaskconfig", cmd_oldaskconfig, "ask for everything", "[KCONFIG]", CONFIG },
    { "syncconfig", cmd_syncconfig, "bring .config up to date, and what Linux's build generates from it", "[KCONFIG]",
      CONFIG },
    { "olddefconfig", cmd_olddefconfig, "complete .config with defaults", "[KCONFIG]", CONFIG },
    { "defconfig", cmd_defconfig, "make .config from a given configuration", "[FILE]", CONFIG },
    { "savedefconfig", cmd_savedefconfig, "write what differs from the defaults", "[KCONFIG]",
      "the minimal configuration (default: defconfig)" },
    { "allnoconfig", cmd_allnoconfig, "answer n wherever possible", "[KCONFIG]", CONFIG },
    { "allyesconfig", cmd_allyesconfig, "answer y wherever possible", "[KCONFIG]", CONFIG },
    { "allmodconfig", cmd_allmodconfig, "answer m wherever possible", "[KCONFIG]", CONFIG },
    { "alldefconfig", cmd_alldefconfig, "all defaults", "[KCONFIG]", CONFIG },
    { "randconfig", cmd_randconfig, "random answers (KCONFIG_SEED, KCONFIG_PROBABILITY)", "[KCONFIG]", CONFIG },
    { "yes2modconfig", cmd_yes2modconfig, "turn y into m wherever possible", "[KCONFIG]", CONFIG },
    { "mod2yesconfig", cmd_mod2yesconfig, "turn m into y wherever possible", "[KCONFIG]", CONFIG },
    { "mod2noconfig", cmd_mod2noconfig, "turn m into n wherever possible", "[KCONFIG]", CONFIG },
    { "listnewconfig", cmd_listnewconfig, "list what .config does not answer", "[KCONFIG]", NULL },
    { "setconfig", cmd_setconfig, "set NAME=value in .config", "NAME=VALUE...", CONFIG },
    { "genconfig", cmd_genconfig, "write a C header and dependency files", "[KCONFIG]", "the same as --header-path" },
    { "header", cmd_header, "write the C header", "[KCONFIG]", "the same as --header-path" },
    { "syncdeps", cmd_syncdeps, "write auto.conf and dependency files", "[KCONFIG]", "their folder (default: deps/)" },
    { "filelist", cmd_filelist, "list the Kconfig files", "[KCONFIG]", "the list (default: standard output)" },
    { "merge", cmd_merge, "merge fragments into .config", "FRAGMENT...", CONFIG },
    { "parse", cmd_parse, "only read the Kconfig files", "[KCONFIG]", NULL },
    { "kconfig", cmd_kconfig, "query NAME: why a symbol has its value; eval: an expression; lint: check a tree",
      "query NAME... | eval EXPRESSION... | lint | harden FILE", NULL },
    { 0 },
};

const struct kcommand kconfig_subcommands[] = {
    { "kconfig query", NULL, "tell why a symbol has its value", "NAME...", NULL },
    { "kconfig eval", NULL, "tell the value of expressions, such as 'A && B != \"text\"'", "EXPRESSION...", NULL },
    { "kconfig harden", NULL, "tell which options have another value than a list recommends", "FILE.csv", NULL },
    { "kconfig lint", NULL, "tell what cannot be meant in a tree", "[KCONFIG]", NULL },
    { 0 },
};
