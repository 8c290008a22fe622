#!/bin/bash
# SPDX-License-Identifier: MIT
# newlib, its doors and the libOS's heap as a process of the host, each variant: process.sh BUILD. Status 77: no newlib
# yet.
set -u

build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
for variant in full small nano; do
    sysroot=$build/sysroot/$variant
    [ -f "$sysroot/stamp" ] || { echo "skipped: newlib $variant is not built"; exit 77; }
    gcc -O2 -Wall -Wextra -Werror -Wno-format -fno-builtin -fno-pie -mno-red-zone -fcf-protection=none -nostdinc \
        -idirafter "$(gcc -print-file-name=include)" -idirafter "$sysroot/include" -U__linux__ -U__linux -Ulinux -D__unix__ \
        -c "$here/process.c" -o "$work/process.o" &&
        "$here/linuxport/link.sh" "$build" "$variant" "$work/process" "$work/process.o" || exit 1
    output=$(cd "$work" && A=1 ./process one 'two three')
    status=$?
    expected=$here/process.expected
    [ ! -f "$expected.$variant" ] || expected=$expected.$variant
    if [ $status != 42 ] || [ "$output" != "$(cat "$expected")" ]; then
        echo "FAILED: newlib $variant: status $status, output:"
        echo "$output"
        failed=1
    fi
done
exit $failed
