#!/bin/bash
# SPDX-License-Identifier: MIT
# Whole trees of Debian's source packages: our .configs against kconfiglib's and a conf's, byte for byte.
#   trees.sh TOOL FOLDER [COUNT [SEED [TREE…]]]     COUNT random .configs (default: 5, from seed 1) of each TREE
# The trees: busybox, u-boot. FOLDER keeps the packages' tarballs; what is missing there is fetched. The confs: for busybox
# that of Debian's linux-kbuild-6.1, which wants the file names after `source` in quotes; for u-boot its own, which takes
# flex and bison to build. KEEP, ANSWERS: see compare.sh. Exit status 77 where a tarball or a package is missing.
set -u
tool=$(realpath "$1") sources=$2 count=${3:-5} first=${4:-1}
shift $(($# < 4 ? $# : 4))
[ $# -gt 0 ] || set -- busybox u-boot
here=$(dirname "$(realpath "$0")")
. "$here/compare.sh"
kbuild_conf=${LINUX_CONF:-/usr/lib/linux-kbuild-6.1/scripts/kconfig/conf}
total=0 identical=0 failed='' # by compare_tree
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset KCONFIG_ALLCONFIG KCONFIG_CONFIG KCONFIG_SEED KCONFIG_STYLE CONFIG_

skip() {
    echo "skipped: $1"
    exit 77
}

unpack() { # TREE: into $work/TREE, which becomes srctree
    local tarball
    tarball=$("$here/../../toolchain/fetch-source.sh" "$1" "$sources" | tail -n 1)
    [ -e "$tarball" ] || skip "the source package $1 cannot be fetched"
    export srctree=$work/$1
    mkdir "$srctree" && tar -C "$srctree" -xf "$tarball" --strip-components=1 || exit 1
}

# BusyBox keeps its Kconfig texts in its sources.
prepare_busybox() {
    [ -x "$kbuild_conf" ] || skip "$kbuild_conf is missing (apt-get install linux-kbuild-6.1)"
    unpack busybox
    (cd "$srctree" && bash scripts/gen_build_files.sh . . >/dev/null) || exit 1
    top=Config.in conf=$kbuild_conf
    export style=linux-6.1
    defconfigs=("$srctree"/configs/*_defconfig)
}
quote_busybox() { find "$srctree" -name Config.in -exec sed -i -E 's/^([[:space:]]*source) +([^" ]+)[[:space:]]*$/\1 "\2"/' {} +; }

prepare_u-boot() {
    command -v bison flex >/dev/null || skip "bison or flex is missing (apt-get install bison flex)"
    unpack u-boot
    export UBOOTVERSION=2023.01 CC=${CC:-gcc} LD=ld CC_VERSION_TEXT=gcc
    conf=$srctree/scripts/kconfig/conf top=Kconfig
    export style=linux
    # Its Makefile builds conf on the way to its own .config, which may fail for want of other things.
    make -s -C "$srctree" HOSTCC=gcc sandbox_defconfig >"$work/make.out" 2>&1
    [ -x "$conf" ] || { tail -n 5 "$work/make.out"; exit 1; }
    rm -f "$srctree/.config"
    # Every 12th of 1,200 boards; less for a sample.
    mapfile -t defconfigs < <(printf '%s\n' "$srctree"/configs/*_defconfig | awk -v n=$((count < 100 ? 240 : 12)) 'NR % n == 0')
}
quote_u-boot() { :; }

for tree; do
    case $tree in busybox | u-boot) ;; *) echo "usage: $0 TOOL FOLDER [COUNT [SEED [busybox|u-boot…]]]"; exit 2 ;; esac
    "prepare_$tree"
    echo "$tree:"
    (cd "$srctree" && "$here/differential.py" "$tool" "$top" "$count" "$first" "${defconfigs[@]}")
    status=$?
    [ $status != 77 ] || exit 77
    [ $status = 0 ] || failed=yes
    "quote_$tree"
    compare_begin "$tool" "$conf" "$work"
    compare_tree "$tree" "$srctree/$top" "$count" "$first" "${defconfigs[@]}"
    echo "$identical of $total as $(basename "$(dirname "$(dirname "$(dirname "$conf")")")")'s conf ($count random .configs from seed $first)"
    [ "$identical" = "$total" ] || failed=yes
done
[ -z "$failed" ]
