#!/bin/bash
# SPDX-License-Identifier: MIT
# Builds one sample as its user would, boots it, and compares output and exit status with what the sample says.
#
#   tests/samples/run-sample.sh BUILD NAME [MACHINE]
set -euo pipefail
build=$(cd "$1" && pwd)
name=$2
machine=${3:-microvm}
sample=$(cd "$(dirname "$0")/../../samples/$name" && pwd)
work=$build/samples/$name
mkdir -p "$work"
export PATH=$build:$PATH

boot() { # IMAGE ARGS... : console into $work/output, the guest's status into $status
    local image=$1
    shift
    status=0
    uk-cc run --machine "$machine" --timeout 120 "$image" -- "$@" > "$work/output" 2> "$work/errors" || status=$?
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
build_source() {
    "$sample/build.sh" "$build" "$work" > "$work/build.log" 2>&1 || { tail -n 30 "$work/build.log"; exit 1; }
}

case $name in
    hello)
        build_app
        boot "$work/app/build/kvm/hello.elf" one "two words"
        check 2
        ;;
    threads)
        build_app
        boot "$work/app/build/kvm/threads.elf"
        check 0
        ;;
    lua)
        build_source
        status=0
        uk-cc run --machine "$machine" --timeout 120 --env STATUS=42 "$work/lua" -- - from quickstart \
            < "$sample/hello.lua" > "$work/output" 2> "$work/errors" || status=$?
        check 42
        ;;
    sqlite)
        build_source
        status=0
        uk-cc run --machine "$machine" --timeout 240 --env HOME=/ "$work/sqlite3" < "$sample/demo.sql" \
            > "$work/output" 2> "$work/errors" || status=$?
        check 0
        ;;
    *)
        echo "no such sample: $name"
        exit 1
        ;;
esac
