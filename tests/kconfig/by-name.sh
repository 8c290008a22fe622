#!/bin/sh
# SPDX-License-Identifier: MIT
# The commands under their own names work on the Kconfig file of the current folder: by-name.sh FOLDER-OF-LINKS.
set -eu
links=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
unset srctree KCONFIG_CONFIG KCONFIG_STYLE
printf 'config A\n\tbool "a"\n' >Kconfig
printf 'config B\n\tbool "b"\n' >Other
"$links/allyesconfig" >/dev/null
[ "$(cat .config)" = "CONFIG_A=y" ]
"$links/setconfig" A=n >/dev/null
[ "$(cat .config)" = "# CONFIG_A is not set" ]
"$links/allyesconfig" Other --out other >/dev/null
[ "$(cat other)" = "CONFIG_B=y" ]
[ "$("$links/listnewconfig" --kconfig Other 2>/dev/null)" = "CONFIG_B=n" ]
[ "$("$links/kconfig" query B --kconfig Other | head -n 1)" = "Name:   B" ]
"$links/kconfig" lint | grep -q '^Kconfig:1: A: no help$'
echo "CONFIG_A=y" >fragment
"$links/merge" fragment --out merged >/dev/null
[ "$(cat merged)" = "CONFIG_A=y" ]
[ "$("$links/filelist")" = Kconfig ]
"$links/header" --out h.h
[ "$(cat h.h)" = "" ] # A is n
"$links/syncdeps" && [ -e deps/auto.conf ]
"$links/parse"
# A link of this name anywhere is the command, and a copy of the tools is as good as they are.
mkdir bin
ln -s "$(readlink -f "$links/genconfig")" bin/olddefconfig
PATH=$work/bin:$PATH olddefconfig --out fromlink >/dev/null
[ "$(cat fromlink)" = "# CONFIG_A is not set" ]
# Each link is a command.
for link in "$links"/*; do
    "$link" --help 2>&1 | grep -q '^usage: '"${link##*/} "
done
