#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs one boot test: runner.sh UK_CC CASE_DIR WORK_DIR [PLACE]. A case is a folder with the guest's sources and case, which
# says in the words below what to build, on which lines of matrix.cfg to run it, and how it must end. PLACE: kvm, the
# PC-like machines; xen, alone on Xen in the place of dom0; domu, as a domU.
#
# Exit status: 0 passed, 1 failed, 77 skipped (the reason is printed).
uk_cc=$1 case_dir=$(realpath "$2") work=$3
place=${4:-kvm}
case $place in
    kvm) target=kvm machines='microvm q35 pc' ;;
    *) target=xen machines=$place ;;
esac
matrix=$(dirname "$case_dir")/matrix.cfg
name=$(basename "$case_dir")
mkdir -p "$work" && cd "$work" || exit 1
rm -f out err
limit=60          # seconds that one run may take
rows=machines     # the set of lines of matrix.cfg
input=/dev/null   # standard input of the guest
expected=         # a file that standard output must equal
out_has=() err_has=() # extended regular expressions that a line of stdout, stderr must match
ran=0

fail() {
    echo "FAILED: $name: $*"
    [ -n "$shown" ] && echo "    $shown"
    [ -s out ] && { echo "--- stdout"; head -c 3000 out; echo; }
    [ -s err ] && { echo "--- stderr"; head -c 3000 err; }
    exit 1
}

skip() {
    echo "skipped: $name: $*"
    exit 77
}

# not_on PLACE… -- REASON: the case cannot be run there. Its first word; then there is no test for it at all.
not_on() {
    [[ " ${*%%--*} " != *" $place "* ]] || skip "${*##*-- }"
}

# where MACHINE: the words of uk-cc run that choose it.
where() {
    case $1 in
        xen) echo --as dom0 ;;
        domu) ;;
        *) echo --accel tcg --machine "$1" ;;
    esac
}

# build [OPTION…]: compiles and links all C sources of the case into ./image.
build() {
    "$uk_cc" -O2 -g -Wall --uk-target="$target" "$@" "$case_dir"/*.c -o image > out 2> err || fail "does not build with: $*"
}

# boot MACHINE MEM CPU FIRMWARE ARGS…: one run, into out and err. Returns its exit status.
boot() {
    local machine=$1 mem=$2 cpu=$3 firmware=$4 bios=()
    shift 4
    if [ "$machine" = microvm ] && [ "$firmware" = seabios ]; then
        bios=(--bios bios-microvm.bin)
    fi
    [ "$cpu" = - ] || set -- --cpu "$cpu" "$@"
    # shellcheck disable=SC2046 # words
    set -- run $(where "$machine") --timeout $limit --mem "$mem" "${bios[@]}" "$@"
    shown="uk-cc $(printf '%q ' "$@" | head -c 400)"
    timeout -k 5 $((limit + 20)) "$uk_cc" "$@" < "$input" > out 2> err
}

# check STATUS ARGS…: boots on every line of $rows with these arguments of uk-cc run (IMAGE included), and compares.
check() {
    local want=$1 got machine mem cpu firmware sets pattern
    shift
    while read -r machine mem cpu firmware sets; do
        [[ $machine = [a-z]* && " $sets " = *" $rows "* ]] || continue
        [[ " $machines " = *" $machine "* ]] || continue
        boot "$machine" "$mem" "$cpu" "$firmware" "$@"
        got=$?
        ran=$((ran + 1))
        [ $got = "$want" ] || fail "exit status $got, not $want"
        [ -z "$expected" ] || cmp "$expected" out || fail "stdout is not as in $expected"
        for pattern in "${out_has[@]}"; do grep -qaE -- "$pattern" out || fail "no line of stdout matches $pattern"; done
        for pattern in "${err_has[@]}"; do grep -qaE -- "$pattern" err || fail "no line of stderr matches $pattern"; done
    done < "$matrix"
}

# wait_until COMMAND…: until it is true; fails after $limit seconds.
wait_until() {
    local i
    for ((i = 0; i < limit * 10; i++)); do
        "$@" && return 0
        sleep 0.1
    done
    fail "never came true: $*"
}

[ -x "$uk_cc" ] || skip "there is no $uk_cc"
[ -f "$(dirname "$uk_cc")/sysroot/full/lib/libc.a" ] || skip "newlib is not built: run toolchain/quickstart.sh"
type qemu-system-x86_64 > /dev/null 2>&1 || skip "QEMU is missing: apt-get install qemu-system-x86"
. "$case_dir/case"
[ $ran -gt 0 ] || fail "the case ran nothing"
echo "passed: $name: $ran runs"
