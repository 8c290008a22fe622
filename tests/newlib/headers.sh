#!/bin/sh
# SPDX-License-Identifier: MIT
# Compiles every header that programs may include alone, in several dialects: headers.sh BUILD. Status 77: no newlib
# yet.
set -eu

build=$1
overlay=$(cd "$(dirname "$0")/../../libos/posix/newlib/include" && pwd)
[ -d "$build/sysroot/full/include" ] || { echo "skipped: toolchain/newlib.sh has not been run"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# newlib's own that programs use; utmp.h and threads.h need what this system does not have.
standard="alloca.h assert.h complex.h ctype.h dirent.h errno.h fcntl.h fenv.h float.h fnmatch.h getopt.h glob.h grp.h inttypes.h
    iso646.h langinfo.h libgen.h limits.h locale.h malloc.h math.h memory.h paths.h pthread.h pwd.h regex.h sched.h search.h
    setjmp.h signal.h spawn.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h
    string.h strings.h sys/file.h sys/param.h sys/queue.h sys/time.h sys/times.h sys/unistd.h termios.h tgmath.h time.h
    unistd.h utime.h wchar.h wctype.h wordexp.h"
failed=0

check() { # header, variant, compiler, flags
    header=$1 variant=$2 compiler=$3
    shift 3
    # Twice: a header must bear a second inclusion. An extern declaration keeps the unit from being empty.
    printf '#include <%s>\n#include <%s>\nextern int x;\n' "$header" "$header" >"$work/unit.c"
    if ! "$compiler" -nostdinc -idirafter "$("$compiler" -print-file-name=include)" \
        -idirafter "$build/sysroot/$variant/include" -Ulinux -U__linux -U__linux__ -U__gnu_linux__ -Uunix -D__unix__ \
        -D__unikernel__ -Wall -Wextra -Werror "$@" \
        -c "$work/unit.c" -o "$work/unit.o" >"$work/log" 2>&1; then
        echo "<$header> does not compile alone: newlib $variant, $compiler $*"
        sed 's/^/    /' "$work/log" | head -n 5
        failed=1
    fi
}

# gnulib's <sys/select.h> includes <signal.h>, and newlib includes <sys/select.h> amid <sys/types.h>.
check_gnulib() {
    mkdir -p "$work/gnulib/sys"
    printf '#include <sys/types.h>\n#include_next <sys/select.h>\n#include <signal.h>\n' >"$work/gnulib/sys/select.h"
    check stdio.h full gcc -D_GNU_SOURCE -I"$work/gnulib" -Wno-pedantic
    check sys/time.h full gcc -D_GNU_SOURCE -I"$work/gnulib" -Wno-pedantic
}

headers=$(cd "$overlay" && find . -name '*.h' ! -path './machine/*' ! -name '_*' | sed 's|^\./||' | LC_ALL=C sort)
for header in $headers $standard; do
    case $header in sys/config.h) continue ;; esac # a part of others
    check "$header" full gcc
    check "$header" full gcc -std=c99 -D_GNU_SOURCE
    check "$header" nano gcc -std=c11
    ! command -v clang >/dev/null || check "$header" full clang --target=x86_64-unknown-none-elf
done
check_gnulib
exit $failed
