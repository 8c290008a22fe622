#!/bin/bash
# SPDX-License-Identifier: MIT
# Proves that the lint sees what it should: plants one breach at a time in a small tree and expects it to be named.
#
#   tests/lint/selftest.sh
set -euo pipefail
lint=$(cd "$(dirname "$0")" && pwd)/lint.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

fresh_tree() {
    rm -rf "$work/tree"
    mkdir -p "$work/tree"/{toolchain/{util,elf,solve},libos/{base,mm,fs,sched,posix,arch,kvm,include/uk},tests,samples,templates,.ci}
    cd "$work/tree"
    printf 'room base\nlevel 0\nheader base.h\n' > libos/base/room.conf
    printf 'room mm\nlevel 3\nneeds base\nheader mm.h\n' > libos/mm/room.conf
    printf 'room fs\nlevel 6\nneeds base\nheader fs.h\n' > libos/fs/room.conf
    local file
    for file in libos/base/base.h libos/mm/mm.h libos/mm/secret.h libos/fs/fs.c toolchain/util/util.h toolchain/elf/elf.c; do
        printf '// SPDX-License-Identifier: MIT\n// A file of the test tree.\n' > "$file"
    done
}

expect() { # WHAT PATTERN
    if "$lint" "$work/tree" > "$work/out" 2>&1; then
        echo "FAIL $1: the lint accepted it"
        failed=1
    elif ! grep -qE "$2" "$work/out"; then
        echo "FAIL $1: not named; the lint said:"
        cat "$work/out"
        failed=1
    else
        echo "PASS $1"
    fi
}

fresh_tree
"$lint" "$work/tree" > "$work/out" 2>&1 || { echo "FAIL the clean tree"; cat "$work/out"; failed=1; }

fresh_tree; echo '#include "mm/mm.h"' >> libos/fs/fs.c
expect "an undeclared need" '^libos/fs/fs.c:3: room fs does not declare'
fresh_tree; echo 'needs mm' >> libos/fs/room.conf; echo '#include "mm/secret.h"' >> libos/fs/fs.c
expect "a private header" '^libos/fs/fs.c:3: mm/secret.h is not a public header'
fresh_tree; echo 'needs fs' >> libos/mm/room.conf
expect "an upward arrow" '^libos/mm/room.conf:1: needs fs, which is not at a lower level'
fresh_tree; echo '#include "solve/solve.h"' >> toolchain/elf/elf.c
expect "a toolchain room that reaches up" '^toolchain/elf/elf.c:3: room elf may not include'
fresh_tree; echo '#if CONFIG_DEBUG' >> libos/fs/fs.c
expect "a conditional on the configuration" '^libos/fs/fs.c:3: no #if CONFIG_'
fresh_tree; echo 'void f(void) { __asm__("hlt"); }' >> libos/fs/fs.c
expect "assembly above the platforms" '^libos/fs/fs.c:3: asm and volatile'
fresh_tree; echo 'void *f(void) { return page_alloc(1, 1); }' >> libos/base/base.h
expect "allocation at level 0" '^libos/base/base.h:3: levels 0 to 2 never allocate'
fresh_tree; mkdir -p libos/xen/front
printf 'room xen/front\nlevel 5\n' > libos/xen/front/room.conf
printf '// SPDX-License-Identifier: MIT\n// A driver.\nvoid *f(void) { return page_alloc(1, 1); }\n' > libos/xen/front/a.c
"$lint" "$work/tree" > "$work/out" 2>&1 || { echo "FAIL allocation at level 5"; cat "$work/out"; failed=1; }
printf 'room xen\nlevel 2\n' > libos/xen/room.conf; cp libos/xen/front/a.c libos/xen/a.c
expect "allocation at level 2" '^libos/xen/a.c:3: levels 0 to 2 never allocate'
fresh_tree; echo 'int f(void) { return fork(); }' >> toolchain/elf/elf.c
expect "a process started outside proc.c" '^toolchain/elf/elf.c:3: only toolchain/util/proc.c'
fresh_tree; printf 'int x;\n' > libos/fs/bare.c
expect "a file without a head" '^libos/fs/bare.c:1: no SPDX'
exit $failed
