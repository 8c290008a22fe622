#!/bin/bash
# SPDX-License-Identifier: MIT
# toolchain/newlib.sh as its user meets it: setup.sh BUILD. Nothing is compiled: the build's sysroot is copied, and
# stamps hold no paths. Status 77: no newlib yet.
set -u

build=$1
tree=$(cd "$(dirname "$0")/../.." && pwd)
[ -f "$build/sysroot/full/stamp" ] || { echo "skipped: toolchain/newlib.sh has not been run"; exit 77; }
"$tree/toolchain/newlib.sh" --build "$build" --variant full --check ||
    { echo "skipped: run toolchain/newlib.sh --build $build first"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# expect STATUS TEXT COMMAND…: its exit status, and a part of what it prints.
expect() {
    local want=$1 text=$2 got
    shift 2
    "$@" >"$work/out" 2>&1
    got=$?
    if [ $got != "$want" ] || ! grep -qF -- "$text" "$work/out"; then
        echo "FAILED: $*: status $got, not $want, or without \"$text\":"
        sed 's/^/    /' "$work/out"
        failed=1
    fi
}

check() { # WHAT COMMAND…
    local what=$1
    shift
    "$@" || { echo "FAILED: $what"; failed=1; }
}

# A tree of its own, in a path with a blank, so that headers can be changed.
copy="$work/a tree"
mkdir -p "$copy/toolchain" "$copy/libos/posix/newlib" "$copy/build/sysroot"
cp "$tree/toolchain/newlib.sh" "$tree/toolchain/newlib-args.h" "$copy/toolchain/"
cp -r "$tree/libos/posix/newlib/include" "$copy/libos/posix/newlib/"
cp -a "$build/sysroot/full" "$copy/build/sysroot/"
script=$copy/toolchain/newlib.sh
# shellcheck disable=SC2317 # called by expect
newlib() { "$script" --build "$copy/build" --variant full -j 2; }

expect 2 'usage: toolchain/newlib.sh' "$script"
expect 2 'usage: toolchain/newlib.sh' "$script" --build "$copy/build" --variant tiny
expect 3 'apt-get install newlib-source' env NEWLIB_TARBALL=/none/newlib.tar.xz "$script" --build "$work/new"
check 'a missing package leaves nothing behind' test ! -e "$work/new"
expect 3 'no-such-compiler is missing' env CC=no-such-compiler "$script" --build "$work/new"

touch "$work/before"
expect 0 'newlib: full is up to date' newlib
changed=$(find "$copy/build/sysroot/full" -newer "$work/before")
check 'a second run changes nothing' test -z "$changed"

expect 0 'newlib: full is up to date' "$script" --build "$copy/build" --variant full --check
expect 1 'newlib: nano is out of date, or was never built' "$script" --build "$copy/build" --check --variant nano

# A header of our own: laid over, without compiling newlib again.
echo '#define ADDED 1' >"$copy/libos/posix/newlib/include/added.h"
expect 0 'newlib: full: new headers' newlib
check 'a new header is installed' \
    cmp -s "$copy/libos/posix/newlib/include/added.h" "$copy/build/sysroot/full/include/added.h"
check 'newlib'"'"'s own header stays' test -f "$copy/build/sysroot/full/include/newlib/stdio.h"
expect 0 'newlib: full is up to date' newlib
rm "$copy/libos/posix/newlib/include/added.h"
expect 0 'newlib: full: new headers' newlib
check 'a header that is gone goes' test ! -e "$copy/build/sysroot/full/include/added.h"

# A build that fails leaves the old sysroot as it was, and no temporary directory.
echo 'not an archive' >"$work/newlib.tar.xz"
export NEWLIB_TARBALL=$work/newlib.tar.xz
expect 1 'newlib did not build' newlib
check 'the old libraries stay' cmp -s "$build/sysroot/full/lib/libc.a" "$copy/build/sysroot/full/lib/libc.a"
left=$(find "$copy/build/sysroot" -maxdepth 1 -name '.full*')
check 'no temporary directory is left' test -z "$left"

# An interrupted build leaves them, too. (Under another name the compiler says another version.)
unset NEWLIB_TARBALL
ln -s "$(command -v gcc)" "$work/other-gcc"
expect 124 'building the variant full' env TMPDIR="$work" CC="$work/other-gcc" timeout 2 \
    "$script" --build "$copy/build" --variant full
check 'after an interrupted build the old libraries stay' \
    cmp -s "$build/sysroot/full/lib/libc.a" "$copy/build/sysroot/full/lib/libc.a"
left=$(find "$copy/build/sysroot" "$work" -mindepth 1 -maxdepth 1 \( -name '.full*' -o -name 'tmp.*' \))
check 'an interrupted build leaves no temporary directory' test -z "$left"

# What the libraries must and must not be.
archive=$build/sysroot/full/lib/libc.a
check 'the libOS replaces exit()' test -z "$(nm "$archive" 2>/dev/null | grep ' T exit$')"
# The members that do were never written with _write_r() in mind: databases of <ndbm.h>, and what POSIX adds.
plain=$(nm "$archive" 2>/dev/null | awk '/:$/ { member = $1 }
    $1 == "U" && $2 ~ /^(read|write|open|close|lseek|fstat|stat|unlink|isatty|kill|getpid|gettimeofday|times)$/ &&
    member !~ /hash|glob|collate|chk_fail|psignal/ { print member $2 }')
check "newlib calls a name that a program may define: $plain" test -z "$plain"
check 'nothing lies below the stack pointer' \
    test "$(objdump -d "$archive" | grep -cE -- '-0x[0-9a-f]+\(%rsp')" = 0
# Each function of newlib that calls _malloc_r() brings the heap into the image (room.conf, NEWLIB_HEAP): by its name,
# or by what it always calls. Only the buffer of standard output may do without.
conf=$tree/libos/posix/newlib/room.conf
listed=$(sed -n '/^module NEWLIB_HEAP/,/^module /p' "$conf" | sed -n '/^when/,/[^\\]$/p' | tr -d '\\\n')
for variant in full small nano; do
    [ -f "$build/sysroot/$variant/lib/libc.a" ] || continue
    users=$(objdump -r "$build/sysroot/$variant/lib/libc.a" 2>/dev/null |
        awk '/^RELOCATION RECORDS FOR/ { at = $4; gsub(/[\[\]:]|^.\.text\./, "", at) }
             $3 ~ /^_malloc_r/ { asks[at] } $3 ~ /^(.text.)?(__sprint_r|__sfvwrite_r)/ { brings[at] }
             END { for (f in asks) if (!(f in brings)) print f }')
    for user in $users; do
        case " $listed __smakebuf_r " in
        *" $user "*) ;;
        *) check "newlib $variant: $user() allocates, and NEWLIB_HEAP does not know it" false ;;
        esac
    done
    check "newlib $variant: the list of allocating functions is not empty" test -n "$users"
done
for name in pthread dl rt; do
    check "there is a lib$name.a" test -f "$build/sysroot/full/lib/lib$name.a"
done
exit $failed
