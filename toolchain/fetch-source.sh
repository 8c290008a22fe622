#!/bin/bash
# SPDX-License-Identifier: MIT
# Fetches the pristine upstream tarball (.orig) of a Debian source package into a folder, once.
#
#   toolchain/fetch-source.sh PACKAGE DIR     prints the tarball's path on the last line of standard output
#
# Works as any user and leaves the system's apt configuration alone: the package lists come from a temporary list that
# names the sources of the machine's own Debian entries. Needs no network when the tarball is there already.
set -euo pipefail

die() { # STATUS MESSAGE HINT
    printf 'uk-cc: error: %s\n  hint: %s\n' "$2" "$3" >&2
    exit "$1"
}
[ $# -eq 2 ] || { echo "usage: $0 PACKAGE DIR" >&2; exit 2; }
package=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)

newest_orig() { find "$dir" -maxdepth 1 -name "${package}_*.orig.tar.*" ! -name '*.asc' ! -name '*.partial' | sort -V | tail -n 1; }

tarball=$(newest_orig)
if [ -n "$tarball" ]; then
    echo "$tarball"
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/parts" "$work/lists/partial" "$work/cache/archives/partial" "$work/download"

# Every Debian archive that the machine already trusts, as a source entry.
list_sources() {
    local file
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -f "$file" ] || continue
        sed -nE 's/^[[:space:]]*deb[[:space:]]+(.*[[:space:]](bookworm|stable)[^[:space:]]*[[:space:]].*)$/deb-src \1/p' "$file"
    done > "$work/sources.list"
    for file in /etc/apt/sources.list.d/*.sources; do
        [ -f "$file" ] || continue
        grep -qE '^Suites:.*\b(bookworm|stable)' "$file" || continue
        sed -E 's/^Types:.*/Types: deb-src/' "$file" > "$work/parts/$(basename "$file")"
    done
}
apt_own() {
    apt-get -qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts="$work/parts" \
        -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User= \
        -o Debug::NoLocking=1 "$@"
}

list_sources
echo "Fetching the source package $package from Debian" >&2
apt_own update > "$work/log" 2>&1 ||
    die 3 "the package lists cannot be read: $(grep -m1 -E '^[EW]:' "$work/log" || echo 'no answer')" \
        "check the network and /etc/apt/sources.list*, then run the same command again"
(cd "$work/download" && apt_own source --download-only "$package" > "$work/log" 2>&1) ||
    die 3 "the source package $package cannot be fetched: $(grep -m1 '^E:' "$work/log" || tail -n 1 "$work/log")" \
        "check the network and the disk space, then run the same command again"
fetched=$(find "$work/download" -name "${package}_*.orig.tar.*" ! -name '*.asc' | head -n 1)
[ -n "$fetched" ] || die 3 "the source package $package has no .orig tarball" "report this as a defect of uk-cc"
cp "$fetched" "$dir/$(basename "$fetched").partial"
mv "$dir/$(basename "$fetched").partial" "$dir/$(basename "$fetched")"
newest_orig
