#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds newlib, unpatched, from Debian's newlib-source for x86_64-unikernel-elf with the host's GCC, into
# BUILD/sysroot.
#
# usage: toolchain/newlib.sh --build DIR [--variant full|small|nano]... [-j N] [--check]
#
# For each variant (all three if none is named): DIR/sysroot/VARIANT/lib/{libc.a,libm.a} and
# DIR/sysroot/VARIANT/include, which is newlib's headers with libos/posix/newlib/include laid over them. A newlib header
# that the overlay replaces stays reachable as <newlib/NAME>. A variant that is up to date (DIR/sysroot/VARIANT/stamp)
# is left alone, so a second run costs nothing; an interrupted run leaves what was there before. --check builds nothing:
# the status is 1 when something would be.
#
# environment: NEWLIB_TARBALL, the tarball (the Debian package newlib-source puts it into /usr/src/newlib); CC, the
# compiler (gcc)
#
# Exit status: 0 done, 1 the build failed (the log is named), 2 usage, 3 something is missing on this machine.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
overlay=$root/libos/posix/newlib/include
tarball=${NEWLIB_TARBALL:-/usr/src/newlib/newlib-3.3.0.tar.xz}
cc=${CC:-gcc}
build=
variants=
jobs=$(nproc)
only_check=

# How all of newlib is compiled. Objects can be linked at any address (-fpie); -fno-builtin and the -D of sys/config.h
# come from newlib. The X_PROVIDED names leave out what libos/posix/newlib brings itself; HAVE_X says what it can do.
flags="-fpie -ffunction-sections -fdata-sections -mno-red-zone -fcf-protection=none -fno-asynchronous-unwind-tables
    -fno-unwind-tables -fstack-protector-strong -g0 -w -D__unikernel__ -D__unix__
    -DREENTRANT_SYSCALLS_PROVIDED -DGETREENT_PROVIDED -DMALLOC_PROVIDED -DABORT_PROVIDED -DSIGNAL_PROVIDED
    -DHAVE_FCNTL -DHAVE_BLKSIZE -DHAVE_RENAME -DHAVE_SYSTEM -D_COMPILING_NEWLIB"
# After newlib's own -D: it is to call _write_r(), not write(), a name that the application may define.
late_flags="-UMISSING_SYSCALL_NAMES"
# Members of libc.a whose functions the libOS defines: an archive must not offer them a second time.
dropped="exit lock system stack_protector environ"
# POSIX functions that newlib ships but does not build for bare ELF targets: pure C, compiled as they are.
extra="posix/collate posix/collcmp posix/fnmatch posix/glob posix/regcomp posix/regerror posix/regexec posix/regfree
    unix/basename unix/dirname unix/getpwent"

say() { printf 'newlib: %s\n' "$*"; }
die() { # status, message, hint
    printf 'newlib: error: %s\n  hint: %s\n' "$2" "$3" >&2
    exit "$1"
}

usage() {
    sed -n 's/^# usage:/usage:/p' "$0" >&2
    exit 2
}

parse_arguments() {
    while [ $# -gt 0 ]; do
        case $1 in
        --build) [ $# -gt 1 ] || usage; build=$2; shift ;;
        --variant)
            [ $# -gt 1 ] || usage
            case $2 in full | small | nano) variants="$variants $2" ;; *) usage ;; esac
            shift ;;
        -j) [ $# -gt 1 ] || usage; jobs=$2; shift ;;
        -j[0-9]*) jobs=${1#-j} ;;
        --check) only_check=yes ;;
        *) usage ;;
        esac
        shift
    done
    [ -n "$build" ] || usage
    variants=${variants:-full small nano}
}

check_host() {
    [ -r "$tarball" ] || die 3 "$tarball is missing" "apt-get install newlib-source, or run toolchain/quickstart.sh"
    for tool in "$cc" ar ranlib make xz tar sha256sum flock; do
        command -v "$tool" >/dev/null ||
            die 3 "$tool is missing" "apt-get install gcc binutils make xz-utils, or run toolchain/quickstart.sh"
    done
}

# The options of newlib's configure. What they share: one set of standard streams and exit handlers for all threads,
# locks that the libOS supplies.
options_of() {
    echo --disable-newlib-supplied-syscalls --enable-newlib-retargetable-locking --enable-newlib-global-stdio-streams \
        --enable-newlib-global-atexit --enable-lite-exit --disable-nls
    case $1 in
    full) echo --enable-newlib-io-long-long --enable-newlib-io-c99-formats --enable-newlib-mb \
        --enable-newlib-io-long-double --enable-newlib-io-pos-args ;;
    small) echo --enable-newlib-io-long-long --enable-newlib-io-c99-formats --enable-newlib-mb ;;
    nano) echo --enable-newlib-reent-small --enable-newlib-reent-check-verify --enable-newlib-nano-formatted-io \
        --disable-newlib-fvwrite-in-streamio --disable-newlib-fseek-optimization --disable-newlib-wide-orient \
        --disable-newlib-unbuf-stream-opt ;;
    esac
}

optimisation_of() {
    case $1 in nano) echo -Os ;; *) echo -O2 ;; esac
}

hash_headers() { # names of overlay headers on standard input
    (cd "$overlay" && LC_ALL=C sort | xargs sha256sum) | sha256sum | cut -c1-64
}

# Overlay headers that stand in for one of newlib's and only declare more: newlib's objects stay as they are.
harmless="./regex.h"
# newlib's headers that cannot work here: two need a system's own part, the third is not for today's compilers, which
# bring their own.
unusable="utmp.h threads.h stdatomic.h"

overlay_headers() { (cd "$overlay" && find . -name '*.h'); }

# Overlay headers that stand in for one of newlib's: newlib itself is compiled with them.
shadowing_headers() { # newlib's own headers
    overlay_headers | while read -r header; do
        case " $harmless " in *" $header "*) continue ;; esac
        [ ! -e "$1/$header" ] || echo "$header"
    done
}

# What the libraries are made from (line 1), and what the include directory is made from (line 2).
stamp_of() { # variant
    {
        "$cc" --version | head -1
        echo "$1" "$flags" "$late_flags" "$(optimisation_of "$1")" "$(options_of "$1")" "$dropped" "$extra"
        sha256sum <"$tarball"
        [ "$1" != full ] || sha256sum <"$root/toolchain/newlib-args.h"
        shadowing_headers "$build/sysroot/$1/newlib-include" | hash_headers
    } | sha256sum | cut -c1-64
    {
        overlay_headers | hash_headers
        echo "$unusable"
    } | sha256sum | cut -c1-64
}

# The compiler as newlib's configure sees it: a cross compiler for a system without files, headers only from the overlay
# and newlib itself (the headers of GCC must come first: newlib's own <stdatomic.h> is not for GCC).
write_compiler() { # variant, work directory
    mkdir -p "$2/bin" "$2/overlay"
    : >"$2/bin/first.h"
    [ "$1" != full ] || cp "$root/toolchain/newlib-args.h" "$2/bin/first.h"
    cp -r "$overlay/." "$2/overlay/"
    ln -s "$2/src/newlib/libc/include" "$2/overlay/newlib"
    cat >"$2/bin/cc" <<EOF
#!/bin/sh
exec $cc -nostdinc -isystem "$($cc -print-file-name=include)" -isystem "$2/overlay" -nostdlib -static -include "$2/bin/first.h" \\
    -Ulinux -U__linux -U__linux__ -U__gnu_linux__ -Uunix -U__unix $(echo "$flags" | tr '\n' ' ') "\$@"
EOF
    chmod +x "$2/bin/cc"
}

configure_and_make() { # variant, work directory
    mkdir "$2/obj"
    cd "$2/obj"
    # shellcheck disable=SC2046
    MAKEINFO=true ../src/configure --target=x86_64-unikernel-elf --prefix="$2/out" --disable-multilib --disable-libgloss \
        CC_FOR_TARGET="$2/bin/cc" AR_FOR_TARGET=ar RANLIB_FOR_TARGET=ranlib AS_FOR_TARGET=as LD_FOR_TARGET=ld \
        NM_FOR_TARGET=nm \
        CFLAGS_FOR_TARGET="$(optimisation_of "$1") $late_flags" $(options_of "$1")
    make -j "$jobs" all-target-newlib MAKEINFO=true
    make install-target-newlib MAKEINFO=true
    cd "$2"
}

compile_extra() { # variant, work directory
    for name in $extra; do
        "$2/bin/cc" "$(optimisation_of "$1")" -fno-builtin -D_GNU_SOURCE -I "$2/src/newlib/libc/posix" \
            -isystem "$2/out/x86_64-unikernel-elf/include" \
            -c "$2/src/newlib/libc/$name.c" -o "$2/lib_a-${name#*/}.o"
        ar rcD "$2/out/x86_64-unikernel-elf/lib/libc.a" "$2/lib_a-${name#*/}.o"
    done
}

# libc.a and libm.a without what the libOS replaces; empty archives for the libraries that live in libc or libOS.
finish_libraries() { # lib directory
    for member in $dropped; do
        ar dD "$1/libc.a" "lib_a-$member.o" # silent where a variant has no such member
    done
    ranlib -D "$1/libc.a" "$1/libm.a"
    rm -f "$1/libg.a"
    for name in pthread dl rt util; do
        rm -f "$1/lib$name.a"
        ar rcD "$1/lib$name.a"
    done
}

lay_overlay() { # include directory, which holds newlib's headers
    (cd "$overlay" && find . -name '*.h') | while read -r header; do
        mkdir -p "$1/$(dirname "$header")" "$1/newlib/$(dirname "$header")"
        [ ! -e "$1/$header" ] || mv "$1/$header" "$1/newlib/$header"
        cp "$overlay/$header" "$1/$header"
    done
    find "$1/newlib" -type d -empty -delete
    for header in $unusable; do
        rm -f "$1/$header"
    done
}

# Only the overlay's own additions changed: newlib's headers are still there, under include/newlib where they were
# replaced.
refresh_headers() { # sysroot of the variant
    rm -rf "$1/include.new"
    cp -r "$1/newlib-include" "$1/include.new"
    lay_overlay "$1/include.new"
    rm -rf "$1/include"
    mv "$1/include.new" "$1/include"
}

# newlib's makefiles cannot live in a path with blanks: then the work is done in a temporary directory.
work_directory() { # variant
    case $build in
    *[!A-Za-z0-9_./+:@%,-]*) mktemp -d ;;
    *) mkdir -p "$build/sysroot/.$1.work" && echo "$build/sysroot/.$1.work" ;;
    esac
}

compile_variant() { # variant, work directory
    set -e
    tar -xJf "$tarball" -C "$2"
    mv "$2"/newlib-* "$2/src"
    write_compiler "$1" "$2"
    configure_and_make "$1" "$2"
    compile_extra "$1" "$2"
    finish_libraries "$2/out/x86_64-unikernel-elf/lib"
}

build_variant() { # variant
    log=$build/newlib-$1.log
    new=$build/sysroot/.$1.new
    rm -rf "$new" "$build/sysroot/.$1.work"
    work=$(work_directory "$1")
    say "building the variant $1 (about a minute on an idle machine; log: $log)"
    set +e # a subshell inside "if" would go on after an error
    (compile_variant "$1" "$work") >"$log" 2>&1
    status=$?
    set -e
    if [ $status -ne 0 ]; then
        tail -5 "$log" >&2
        die 1 "newlib did not build" "the whole log is $log"
    fi
    mkdir "$new"
    mv "$work/out/x86_64-unikernel-elf/lib" "$new/lib"
    mv "$work/out/x86_64-unikernel-elf/include" "$new/newlib-include"
    refresh_headers "$new"
    rm -rf "$work" "$build/sysroot/$1"
    mv "$new" "$build/sysroot/$1"
}

make_variant() { # variant
    stamp=$build/sysroot/$1/stamp
    want=$(stamp_of "$1")
    have=$(cat "$stamp" 2>/dev/null || true)
    if [ "$have" = "$want" ]; then
        say "$1 is up to date"
        return
    fi
    if [ -n "$only_check" ]; then
        say "$1 is out of date, or was never built"
        exit 1
    fi
    if [ -n "$have" ] && [ "$(echo "$have" | head -1)" = "$(echo "$want" | head -1)" ]; then
        say "$1: new headers"
        refresh_headers "$build/sysroot/$1"
    else
        build_variant "$1"
        say "$1 is ready: $build/sysroot/$1"
    fi
    stamp_of "$1" >"$stamp"
}

parse_arguments "$@"
check_host
work= # what an interrupted run leaves behind goes
trap 'rm -rf "$work" 2>/dev/null || { sleep 1; rm -rf "$work"; }' EXIT # processes that are ending may still write
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mkdir -p "$build/sysroot" || die 3 "cannot write to $build" "choose another directory with --build"
build=$(cd "$build" && pwd)
exec 9>"$build/sysroot/.lock"
flock -n 9 || { say "waiting for another run"; flock 9; }
for variant in $variants; do
    make_variant "$variant"
done
