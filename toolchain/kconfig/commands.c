// SPDX-License-Identifier: MIT
// The names of the commands.
#include "kconfig/kconfig.h"

const struct kcommand kconfig_commands[] = {
    { "menuconfig", cmd_menuconfig, "choose values in menus" },
    { "oldconfig", cmd_oldconfig, "ask for what .config does not answer" },
    { "olddefconfig", cmd_olddefconfig, "complete .config with defaults" },
    { "defconfig", cmd_defconfig, "make .config from a given configuration" },
    { "savedefconfig", cmd_savedefconfig, "write what differs from the defaults" },
    { "allnoconfig", cmd_allnoconfig, "answer n wherever possible" },
    { "allyesconfig", cmd_allyesconfig, "answer y wherever possible" },
    { "allmodconfig", cmd_allmodconfig, "answer m wherever possible" },
    { "alldefconfig", cmd_alldefconfig, "all defaults" },
    { "randconfig", cmd_randconfig, "random answers (KCONFIG_SEED)" },
    { "listnewconfig", cmd_listnewconfig, "list what .config does not answer" },
    { "setconfig", cmd_setconfig, "set NAME=value in .config" },
    { "genconfig", cmd_genconfig, "write a C header and dependency files" },
    { "header", cmd_header, "write the C header" },
    { "syncdeps", cmd_syncdeps, "write auto.conf and dependency files" },
    { "filelist", cmd_filelist, "list the Kconfig files" },
    { "merge", cmd_merge, "merge fragments into .config" },
    { "parse", cmd_parse, "only read the Kconfig files" },
    { "kconfig", cmd_kconfig, "query NAME: why a symbol has its value; lint: check a tree" },
    { 0 },
};
