#!/bin/sh
# SPDX-License-Identifier: MIT
# Links objects made by uk-cc into a static Linux process: the same newlib, the same doors and heap, Linux for the rest.
#
# usage: tests/newlib/linuxport/link.sh BUILD VARIANT OUT OBJECT|ARCHIVE...
set -eu

[ $# -ge 4 ] || { sed -n 's/^# usage:/usage:/p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
tree=$(cd "$here/../../.." && pwd)
sysroot=$(cd "$1/sysroot/$2" && pwd)
out=$3
shift 3

# What the libOS's own objects are compiled with (toolchain/cc/libos.c), without its names for string functions.
flags="-std=gnu11 -Os -ffunction-sections -fdata-sections -fno-pie -mno-red-zone -fstack-protector-strong -fcf-protection=none
    -fno-asynchronous-unwind-tables -Wall -Wextra -Werror -U__linux__ -U__linux -Ulinux -D__unikernel__ -D__unix__
    -I$tree/libos -I$tree/libos/include"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

compile() { # source, object; further flags
    source=$1 object=$2
    shift 2
    # shellcheck disable=SC2086
    gcc $flags "$@" -c "$source" -o "$work/$object"
}

compile "$here/start.c" start.o -ffreestanding
compile "$here/calls.c" calls.o -ffreestanding
compile "$tree/libos/base/boot_record.c" boot_record.o -ffreestanding
for source in "$tree"/libos/mm/heap*.c; do
    case $source in *_debug.c | *_check.c) continue ;; esac
    compile "$source" "mm_$(basename "$source" .c).o" -ffreestanding -mgeneral-regs-only
done
for source in "$tree"/libos/posix/newlib/*.c; do
    case $source in */wait.c | */pthread.c) continue ;; esac # threads: not in a process with one
    general=-mgeneral-regs-only
    case $source in */libgcc*.c) general= ;; esac
    # shellcheck disable=SC2086
    compile "$source" "door_$(basename "$source" .c).o" $general -nostdinc -isystem "$(gcc -print-file-name=include)" \
        -isystem "$sysroot/include"
done
gcc -static -nostdlib -no-pie -Wl,--gc-sections -Wl,-z,noexecstack -Wl,--build-id=none -o "$out" "$@" "$work"/*.o \
    -Wl,--start-group "$sysroot/lib/libc.a" "$sysroot/lib/libm.a" -Wl,--end-group -lgcc
