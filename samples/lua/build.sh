#!/bin/bash
# SPDX-License-Identifier: MIT
# Builds Lua 5.4 for the unikernel: Debian's pristine upstream tarball, by its own Makefile, with CC=uk-cc.
#
#   samples/lua/build.sh BUILD OUT     BUILD holds uk-cc; the image becomes OUT/lua
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)

tarball=$("$here/../../toolchain/fetch-source.sh" lua5.4 "$build/sources" | tail -n 1)
if [ ! -f "$out/src/.unpacked" ]; then
    rm -rf "$out/src"
    mkdir -p "$out/src"
    tar -C "$out/src" --strip-components=1 -xf "$tarball"
    touch "$out/src/.unpacked"
fi
PATH=$build:$PATH make -C "$out/src" CC=uk-cc
for file in lua lua.debug lua.xen lua.xen.debug; do # the latter with UK_TARGET=kvm,xen
    [ -f "$out/src/src/$file" ] || continue
    cp "$out/src/src/$file" "$out/$file.partial"
    mv "$out/$file.partial" "$out/$file"
done
