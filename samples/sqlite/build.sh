#!/bin/bash
# SPDX-License-Identifier: MIT
# Builds the SQLite shell for the unikernel: Debian's pristine upstream tarball, by its own configure and Makefile.
#
#   samples/sqlite/build.sh BUILD OUT     BUILD holds uk-cc; the image becomes OUT/sqlite3
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)

tarball=$("$here/../../toolchain/fetch-source.sh" sqlite3 "$build/sources" | tail -n 1)
if [ ! -f "$out/src/.unpacked" ]; then
    rm -rf "$out/src"
    mkdir -p "$out/src"
    tar -C "$out/src" --strip-components=1 -xf "$tarball"
    touch "$out/src/.unpacked"
fi
export PATH=$build:$PATH
cd "$out/src"
if [ ! -f Makefile ]; then
    sh ./configure --build=x86_64-pc-linux-gnu --host=x86_64-unikernel-elf CC=uk-cc \
        --disable-shared --disable-tcl --disable-readline --disable-load-extension
fi
make sqlite3
for file in sqlite3 sqlite3.debug sqlite3.xen sqlite3.xen.debug; do # the latter with UK_TARGET=kvm,xen
    [ -f "$file" ] || continue
    cp "$file" "$out/$file.partial"
    mv "$out/$file.partial" "$out/$file"
done
