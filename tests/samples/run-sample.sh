#!/bin/bash
# SPDX-License-Identifier: MIT
# Builds one sample as its user would, for both targets from one compile, boots it, and compares output and exit status
# with what the sample says.
#
#   tests/samples/run-sample.sh BUILD NAME [MACHINE]     MACHINE: microvm, q35, pc; xen: as a domU
set -euo pipefail
build=$(cd "$1" && pwd)
name=$2
machine=${3:-microvm}
sample=$(cd "$(dirname "$0")/../../samples/$name" && pwd)
work=$build/samples/$name
mkdir -p "$work"
export PATH=$build:$PATH UK_TARGET=kvm,xen
target=kvm suffix=
words=(--machine "$machine")
if [ "$machine" = xen ]; then
    target=xen suffix=.xen words=()
fi

boot() { # ARGS OF uk-cc run... : console into $work/output, the guest's status into $status
    status=0
    uk-cc run "${words[@]}" --timeout 240 "$@" > "$work/output" 2> "$work/errors" || status=$?
}
check() { # WANTED-STATUS
    if ! diff -u "$sample/expected.txt" "$work/output"; then
        echo "FAIL $name on $machine: the output differs (status $status)"
        cat "$work/errors"
        exit 1
    fi
    if [ "$status" -ne "$1" ]; then
        echo "FAIL $name on $machine: status $status, expected $1"
        cat "$work/errors"
        exit 1
    fi
    echo "PASS $name on $machine (status $status)"
}
build_app() {
    rm -rf "$work/app"
    cp -r "$sample" "$work/app"
    (cd "$work/app" && uk-cc build) > "$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
}
build_source() { # IMAGE: linked anew, whatever it was linked for. The test before has made the one for Xen, too
    [ $machine != xen ] || [ ! -f "$work/$(basename "$1").xen" ] || return 0
    rm -f "$work/src/$1"
    "$sample/build.sh" "$build" "$work" > "$work/build.log" 2>&1 || { tail -n 30 "$work/build.log"; exit 1; }
}

case $name in
    hello)
        build_app
        boot "$work/app/build/$target/hello.elf" -- one "two words"
        check 2
        ;;
    threads)
        build_app
        boot "$work/app/build/$target/threads.elf"
        check 0
        ;;
    lua)
        build_source src/lua
        boot --env STATUS=42 "$work/lua$suffix" -- - from quickstart < "$sample/hello.lua"
        check 42
        ;;
    sqlite)
        build_source sqlite3
        boot --env HOME=/ "$work/sqlite3$suffix" < "$sample/demo.sql"
        check 0
        ;;
    *)
        echo "no such sample: $name"
        exit 1
        ;;
esac
