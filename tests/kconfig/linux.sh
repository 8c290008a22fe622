#!/bin/sh
# SPDX-License-Identifier: MIT
# Linux's whole tree: our .configs in Linux's style against those of Linux's own conf, byte for byte.
#   linux.sh TOOL [COUNT [SEED [ARCH…]]]     COUNT random .configs for each ARCH (default: 5, from seed 1, x86 arm64)
# The tree and conf: see linux-env.sh. KEEP names a folder in which the files that differ are left.
# Exit status 77 where a package is missing.
set -u
tool=$(realpath "$1")
count=${2:-5}
first=${3:-1}
shift $(($# < 3 ? $# : 3))
[ $# -gt 0 ] || set -- x86 arm64
tree='' conf='' # by linux_env
. "$(dirname "$(realpath "$0")")/linux-env.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

# theirs FILE OPTION…: conf with FILE as the .config.
theirs() {
    file=$1
    shift
    KCONFIG_CONFIG=$work/$file "$conf" -s "$@" "$tree/Kconfig" >theirs.out 2>&1 </dev/null ||
        { echo "conf $* failed:"; tail -n 5 theirs.out; exit 1; }
}
# ours OUT COMMAND OPTION…
ours() {
    out=$1
    shift
    rm -f "$out"
    "$tool" "$@" --kconfig "$tree/Kconfig" --out "$work/$out" >ours.out 2>&1 </dev/null ||
        { echo "$tool $* failed:"; tail -n 5 ours.out; }
}
# same NAME: ours is theirs.
same() {
    total=$((total + 1))
    if [ -s theirs ] && cmp -s ours theirs; then
        identical=$((identical + 1))
    else
        echo "$arch: $1: $(diff theirs ours | grep -c '^[<>]') lines differ"
        diff theirs ours | head -n "${LINES_SHOWN:-6}"
        [ -z "${KEEP:-}" ] || { cp theirs "$KEEP/$arch-$1.theirs"; cp ours "$KEEP/$arch-$1.ours"; }
    fi
    rm -f theirs.old ours.old
}

# What both make of the .config `in`: complete, minimal, and complete again from the minimal one.
compare_in() { # NAME
    cp in theirs
    theirs theirs --olddefconfig
    ours ours olddefconfig --config in
    same "$1-olddefconfig"
    cp theirs full
    theirs full --savedefconfig="$work/theirs"
    ours ours savedefconfig --config full
    same "$1-savedefconfig"
    cp theirs minimal
    theirs theirs --defconfig="$work/minimal"
    ours ours defconfig minimal
    same "$1-round-trip"
}

# Drops about a third of the lines, so that defaults fill in.
thin() { awk -v seed="$1" 'BEGIN { srand(seed) } rand() < 0.67'; }

compare_arch() {
    for op in allnoconfig allyesconfig allmodconfig alldefconfig; do
        rm -f theirs
        theirs theirs --$op
        ours ours $op
        same $op
    done
    defconfig=defconfig
    [ "$arch" != x86 ] || defconfig=x86_64_defconfig
    cp "$tree/arch/$arch/configs/$defconfig" in
    compare_in $defconfig
    seed=$first
    while [ "$seed" -lt $((first + count)) ]; do
        rm -f random
        KCONFIG_SEED=$seed theirs random --randconfig
        cp random in
        cp in theirs
        theirs theirs --olddefconfig
        ours ours olddefconfig --config in
        same "seed-$seed"
        thin "$seed" <random >in
        compare_in "seed-$seed-thinned"
        seed=$((seed + 1))
    done
}

for arch; do
    linux_env "$work" "$arch" || exit
    export LINUX_TREE="$tree"
    total=0 identical=0
    compare_arch
    echo "$arch, Linux $KERNELVERSION: $identical of $total identical ($count random .configs from seed $first)"
    [ "$identical" = "$total" ] || failed=yes
done
[ -z "${failed:-}" ]
