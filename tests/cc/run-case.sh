#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs one driver case: the command of CASE/cmd in a fresh copy of the folder, compared with CASE/expected.
#
#   tests/cc/run-case.sh BUILD CASE [--update]     status 77: skipped, the reason is printed
#
# cmd is bash; what it prints on both outputs and its status are compared. The paths of this machine are replaced by
# names: @BUILD@, @TREE@, @GCC@ (the compiler's include folder), @TEMP@.
set -uo pipefail
build=$(cd "$1" && pwd)
case=$(cd "$2" && pwd)
tree=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$case" "$work/case"
rm -f "$work/case/expected"
gcc_include=$(gcc -print-file-name=include)
export PATH=$build:$PATH LC_ALL=C build tree
unset UK_TARGET UK_CONFIG UK_COMPILER V CPATH C_INCLUDE_PATH

if [ -f "$case/needs" ]; then
    for tool in $(cat "$case/needs"); do
        command -v "$tool" > /dev/null || { echo "skipped: $tool is missing"; exit 77; }
    done
fi
(cd "$work/case" && bash ./cmd) > "$work/output" 2>&1 < /dev/null
echo "status $?" >> "$work/output"
sed -i -e '/^uk-cc: compiling the libOS/d' -e "s|$build|@BUILD@|g" -e "s|$tree|@TREE@|g" -e "s|$gcc_include|@GCC@|g" -e "s|$work|@WORK@|g" \
    -e 's/^\(gcc\|clang\) version .*/\1 version @VERSION@/' -e 's|/tmp/uk-cc-[A-Za-z0-9]*|@TEMP@|g' "$work/output"
if [ "${3:-}" = --update ]; then
    cp "$work/output" "$case/expected"
    exit 0
fi
diff -u "$case/expected" "$work/output"
