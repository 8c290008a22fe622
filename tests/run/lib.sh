# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # dir and input belong to who sources this, and the other way round
# What the tests of uk-cc run share: a folder of their own, its end, and what a run is expected to do. Who sources this
# defines run, the command in front of the arguments.
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

skip() { # REASON
    echo "skipped: $*"
    exit 77
}
fail() {
    echo "FAILED: $*"
    [ -s out ] && { echo "--- stdout"; head -c 2000 out; }
    [ -s err ] && { echo "--- stderr"; head -c 4000 err; }
    exit 1
}

# expect STATUS ARGS…: runs with these arguments, into out and err.
expect() {
    local want=$1 got
    shift
    "${run[@]}" "$@" > out 2> err < "${input:-/dev/null}"
    got=$?
    [ $got = "$want" ] || fail "exit status $got, not $want: $*"
}
says() { grep -qF -- "$1" err || fail "stderr lacks: $1"; }
silent() { [ ! -s err ] || fail "stderr is not empty"; }
wait_until() { # COMMAND…: up to 60 s
    local i
    for ((i = 0; i < 600; i++)); do
        "$@" && return 0
        sleep 0.1
    done
    fail "never came true: $*"
}
qemu_of() { grep -lsF "$1" /proc/[0-9]*/cmdline | xargs -r grep -laF qemu-system; } # the processes that run this image
no_qemu_of() { [ -z "$(qemu_of "$1")" ]; }
