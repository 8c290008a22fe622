#!/bin/sh
# SPDX-License-Identifier: MIT
# To be sourced: our .configs of a tree in Linux's style (or $style) against those of a conf, byte for byte.
#   compare_begin TOOL CONF WORK       then, for each tree:
#   compare_tree NAME KCONFIG COUNT SEED DEFCONFIG…    sets total and identical; a difference is printed as it is found
#
# KEEP names a folder in which the files that differ are left. ANSWERS names a folder that keeps what conf answered, so that
# a second run asks only us (in the same environment and with the same seeds).

compare_begin() {
    tool=$(realpath "$1") conf=$(realpath "$2") work=$3
    cd "$work" || exit 1
    [ -z "${ANSWERS:-}" ] || mkdir -p "$ANSWERS"
    [ -z "${KEEP:-}" ] || mkdir -p "$KEEP"
}

# theirs CASE FILE OPTION…: conf with FILE as the .config; FILE becomes what it answered.
theirs() {
    answer=${ANSWERS:+$ANSWERS/$name-$1} file=$2
    shift 2
    if [ -n "$answer" ] && [ -s "$answer" ]; then
        cp "$answer" "$file"
        return
    fi
    KCONFIG_CONFIG=$work/$file "$conf" -s "$@" "$kconfig" >theirs.out 2>&1 </dev/null ||
        { echo "$name: conf $* failed:"; tail -n 5 theirs.out; exit 1; }
    [ "${1%%=*}" != --savedefconfig ] || mv "${1#*=}" "$file"
    [ -z "$answer" ] || cp "$file" "$answer"
}
# ours COMMAND OPTION…
ours() {
    rm -f ours
    "$tool" "$@" --style "${style:-linux}" --kconfig "$kconfig" --out "$work/ours" >ours.out 2>&1 </dev/null ||
        { echo "$tool $* failed:"; tail -n 5 ours.out; }
}
# same CASE: ours is theirs.
same() {
    total=$((total + 1))
    if [ -s theirs ] && cmp -s ours theirs; then
        identical=$((identical + 1))
    else
        echo "$name: $1: $(diff -a theirs ours | grep -ac '^[<>]') lines differ"
        diff -a theirs ours | head -n "${LINES_SHOWN:-6}"
        [ -z "${KEEP:-}" ] || { cp theirs "$KEEP/$name-$1.theirs"; cp ours "$KEEP/$name-$1.ours"; cp in "$KEEP/$name-$1.in"; }
    fi
    rm -f theirs.old ours.old
}

# What both make of the .config `in`: complete, minimal, and complete again from the minimal one.
compare_in() { # CASE
    cp in theirs
    theirs "$1-olddefconfig" theirs --olddefconfig
    ours olddefconfig --config in
    same "$1-olddefconfig"
    cp theirs full
    cp full theirs
    theirs "$1-savedefconfig" theirs --savedefconfig="$work/minimal"
    ours savedefconfig --config full
    same "$1-savedefconfig"
    cp theirs minimal
    theirs "$1-round-trip" theirs --defconfig="$work/minimal"
    ours defconfig minimal
    same "$1-round-trip"
}

# Drops about a third of the lines, so that defaults fill in.
thin() { awk -v seed="$1" 'BEGIN { srand(seed) } rand() < 0.67'; }

# Lines no tool wrote: other types, numbers out of range, repetitions, strings that do not end, names nobody knows.
mutate() { # SEED
    awk -v seed="$1" 'BEGIN {
        srand(seed)
        count = split("y m n 0 -1 7 007 0x10 0xZ 99999999999 4294967296 \"text\" \"open a\\\"b\\\\\" \"\" x", values, " ")
    }
    rand() < 0.2 { next }
    rand() < 0.1 && match($0, /^CONFIG_[A-Za-z0-9_]+=/) {
        if (rand() < 0.3) print
        print substr($0, 1, RLENGTH) values[int(rand() * count) + 1]; next
    }
    rand() < 0.1 && $1 == "#" && $2 ~ /^CONFIG_/ { print $2 "=" values[int(rand() * count) + 1]; next }
    rand() < 0.01 { print "CONFIG_NOBODY_KNOWS_" NR "=y" }
    rand() < 0.01 { print "  " $0 }
    rand() < 0.01 { print "not a line of a .config" }
    { print }'
}

compare_seed() { # SEED
    rm -f random
    KCONFIG_SEED=$1 theirs "seed-$1" random --randconfig
    cp random in
    cp in theirs
    theirs "seed-$1-olddefconfig" theirs --olddefconfig
    ours olddefconfig --config in
    same "seed-$1-olddefconfig"
    thin "$1" <random >in
    compare_in "seed-$1-thinned"
    mutate "$1" <random >in
    cp in theirs
    theirs "seed-$1-mutated" theirs --olddefconfig
    ours olddefconfig --config in
    same "seed-$1-mutated"
}

compare_tree() { # NAME KCONFIG COUNT SEED DEFCONFIG…
    name=$1 kconfig=$2 total=0 identical=0
    end=$(($4 + $3)) seed=$4
    shift 4
    for op in allnoconfig allyesconfig allmodconfig alldefconfig; do
        rm -f theirs
        theirs $op theirs --$op
        ours $op
        : >in
        same $op
    done
    for defconfig; do
        cp "$defconfig" in
        compare_in "$(basename "$defconfig")"
    done
    while [ "$seed" -lt "$end" ]; do
        compare_seed "$seed"
        seed=$((seed + 1))
    done
}
