#!/bin/bash
# SPDX-License-Identifier: MIT
# Every module of the Lua image is explained: uk-cc why tells a chain for it that begins at main() or where the machine starts.
#
#   tests/samples/why.sh BUILD IMAGE
set -euo pipefail
build=$1 image=$2
modules=$("$build/uk-cc" plan --image "$image" | sed -n 's/^module \([A-Z0-9_]*\) .*/\1/p')
[ "$(echo "$modules" | wc -w)" -gt 10 ] || { echo "too few modules: $modules"; exit 1; }
failed=0
for module in $modules; do
    said=$("$build/uk-cc" why --image "$image" "$module")
    # A title, an empty line, the chain: its first line names the root.
    case $(sed -n 3p <<< "$said") in
    *"your program starts here" | *"the machine starts here" | *"says CONFIG_$module=y") ;;
    *) printf 'no chain for %s:\n%s\n' "$module" "$said"; failed=1 ;;
    esac
done
exit $failed
