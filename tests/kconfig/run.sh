#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs one case: run.sh TOOL CASE. A case is a folder with
#   command            the command and its arguments, one shell line ($out: the file to write, $case: the folder)
#   Kconfig, ...       what it reads; `input` is copied to .config of the scratch folder when there
#   expected_config    what must be in $out          expected_stdout   what it must print
#   expected_stderr    what it must say              expected_status   its exit status (0 if absent)
set -u
tool=$1
case=$(cd "$2" && pwd) || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$work/out
failed=0

check() {
    [ -e "$case/$1" ] || return 0
    diff -u "$case/$1" "$2" || failed=1
}

cp -r "$case/." "$work/"
[ -e "$case/input" ] && cp "$case/input" "$work/.config"
cd "$work" || exit 1
unset srctree CONFIG_ KCONFIG_CONFIG KCONFIG_STYLE KCONFIG_ALLCONFIG KCONFIG_WARN_UNDEF KCONFIG_CONFIG_HEADER
LC_ALL=C.UTF-8
export LC_ALL
kconfig() { "$tool" "$@"; }
( . ./command ) >"$work/stdout" 2>"$work/stderr" </dev/null
status=$?
expected=$(cat "$case/expected_status" 2>/dev/null || echo 0)
if [ "$status" != "$expected" ]; then
    echo "exit status $status, expected $expected"
    cat "$work/stderr"
    failed=1
fi
check expected_config "$out"
check expected_stdout "$work/stdout"
check expected_stderr "$work/stderr"
exit $failed
