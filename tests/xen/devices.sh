#!/bin/bash
# SPDX-License-Identifier: MIT
# One case of devices in a domU: devices.sh UK_CC SAMPLES CASE.
uk_cc=$1 samples=$2 case=$3
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

fail() {
    echo "FAILED: $case: $*"
    tail -n 30 out err wire 2> /dev/null
    exit 1
}
skip() {
    echo "skipped: $*"
    exit 77
}
build() { # SAMPLE: as ./image
    "$uk_cc" --uk-target=xen -O2 -g "$samples/$1/main.c" -o image > out 2> err || fail "does not build"
}
run() { # WANTED-STATUS ARGS…
    local want=$1 got
    shift
    timeout 300 "$uk_cc" run --timeout 240 --mem 16 "$@" > out 2> err < /dev/null
    got=$?
    [ $got = 125 ] && grep -q 'apt-get install' err && skip "$(head -n 1 err)"
    [ $got = "$want" ] || fail "exit status $got, not $want"
}
# Exit status 0: on the first MIB of the file, every eight bytes are what samples/disk writes there, and their sum is
# SUM.
disk_holds() { # FILE MIB SUM
    python3 - "$@" << 'PY'
import array, sys
name, mib, wanted = sys.argv[1], int(sys.argv[2]), int(sys.argv[3], 16)
words = array.array("Q", open(name, "rb").read(mib << 20))
mask = (1 << 64) - 1
good = all(word == i * 0x9E3779B97F4A7C15 & mask for i, word in enumerate(words))
sys.exit(not (good and sum(words) & mask == wanted))
PY
}

type python3 > /dev/null 2>&1 || skip "python3 is missing: apt-get install python3"
case $case in
    disk) # what the guest wrote is in the file, and a second guest reads the same
        build disk
        truncate -s 24M file
        run 0 --disk file image -- write 8
        grep -q '^xvda: 25165824 bytes, sectors of 512' out || fail "another disk"
        sum=$(sed -n 's/^sum //p' out)
        disk_holds file 8 "${sum:-0}" || fail "the file does not hold what was written"
        run 0 --disk file image -- read 8
        [ "$(sed -n 's/^sum //p' out)" = "$sum" ] || fail "a second run reads other bytes"
        ;;
    disk_none)
        build disk
        run 1 image -- read
        grep -q 'no block device: this machine has none' out || fail "no message"
        grep -q 'disk: open: No such device' out || fail "not ENODEV"
        ;;
    echo)
        build echo
        port=$((20000 + $$ % 20000))
        "$samples/../tests/xen/wire.py" $((port + 1)) $port > wire 2>&1 &
        pid=$!
        end="inet,local.host=127.0.0.1,local.port=$port,remote.type=inet,remote.host=127.0.0.1,remote.port=$((port + 1))"
        run 0 --net "dgram,local.type=$end" image
        wait $pid || fail "the other end of the wire says no"
        grep -q ', dropped 0$' out || fail "frames were dropped"
        ;;
    echo_none)
        build echo
        run 1 image
        grep -q 'no network device: this machine has none' out || fail "no message"
        grep -q 'echo: No such device' out || fail "not ENODEV"
        ;;
    *) fail "no such case" ;;
esac
echo "passed: $case"
tail -n 1 wire 2> /dev/null
exit 0
