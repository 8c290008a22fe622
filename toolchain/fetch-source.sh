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
apt_own() { # PROGRAM ARGUMENT...
    "$1" -qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts="$work/parts" \
        -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User= \
        -o Debug::NoLocking=1 "${@:2}"
}
# The versions on offer, newest first: a mirror may name one that it does not hold (any more).
versions() { apt_own apt-cache showsrc "$package" 2> /dev/null | sed -n 's/^Version: //p' | sort -ruV; }
fetched() { find "$work/download" -name "${package}_*.orig.tar.*" ! -name '*.asc' | head -n 1; }

list_sources
echo "Fetching the source package $package from Debian" >&2
apt_own apt-get update > "$work/log" 2>&1 ||
    die 3 "the package lists cannot be read: $(grep -m1 -E '^[EW]:' "$work/log" || echo 'no answer')" \
        "check the network and /etc/apt/sources.list*, then run the same command again"
for version in $(versions); do
    (cd "$work/download" && apt_own apt-get source --download-only "$package=$version") > "$work/log" 2>&1 && break
    rm -f "$work/download"/*
done
orig=$(fetched)
[ -n "$orig" ] ||
    die 3 "the source package $package cannot be fetched: $(grep -m1 '^E:' "$work/log" || echo 'no archive has its .orig tarball')" \
        "check the name, the network and the disk space, then run the same command again"
cp "$orig" "$dir/$(basename "$orig").partial"
mv "$dir/$(basename "$orig").partial" "$dir/$(basename "$orig")"
newest_orig
