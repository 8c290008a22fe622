#!/bin/sh
# SPDX-License-Identifier: MIT
# Linux's whole tree: our .configs in Linux's style against those of Linux's own conf, byte for byte.
#   linux.sh TOOL [COUNT [SEED [ARCH…]]]     COUNT random .configs for each ARCH (default: 5, from seed 1, x86 arm64)
# The tree and conf: see linux-env.sh. KEEP, ANSWERS: see compare.sh.
# Exit status 77 where a package is missing.
set -u
tool=$(realpath "$1")
count=${2:-5}
first=${3:-1}
shift $(($# < 3 ? $# : 3))
[ $# -gt 0 ] || set -- x86 arm64
tree='' conf='' # by linux_env
total=0 identical=0 # by compare_tree
here=$(dirname "$(realpath "$0")")
. "$here/linux-env.sh"
. "$here/compare.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for arch; do
    linux_env "$work" "$arch" || exit
    export LINUX_TREE="$tree"
    compare_begin "$tool" "$conf" "$work"
    defconfig=defconfig
    [ "$arch" != x86 ] || defconfig=x86_64_defconfig
    compare_tree "$arch" "$tree/Kconfig" "$count" "$first" "$tree/arch/$arch/configs/$defconfig"
    echo "$arch, Linux $KERNELVERSION: $identical of $total identical ($count random .configs from seed $first)"
    [ "$identical" = "$total" ] || failed=yes
done
[ -z "${failed:-}" ]
