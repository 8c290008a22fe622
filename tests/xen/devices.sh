#!/bin/bash
# SPDX-License-Identifier: MIT
# One case of devices in a domU: devices.sh UK_CC SAMPLES CASE.
uk_cc=$1 samples=$2 case=$3
here=$(cd "$(dirname "$0")" && pwd)
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
build() { # SAMPLE, or a guest of this folder: as ./image
    local source=$samples/$1/main.c
    [ -e "$source" ] || source=$here/$1.c
    "$uk_cc" --uk-target=xen -O2 -g "$source" -o image > out 2> err || fail "does not build"
}
# in_dom0 PROGRAM: what --dom0-files gets, so that dom0/PROGRAM.sh runs beside the guest.
in_dom0() {
    mkdir files
    cp "$here/dom0/lib.sh" files/
    cp "$here/dom0/$1.sh" files/run
    # xl's host has few programs
    cp "$(readlink -f "$(command -v xenstore-chmod)")" files/xenstore-chmod || skip "xenstore-chmod is missing: apt-get install xenstore-utils"
}
# on_wire PROGRAM ARGS…: starts it with two ports for the other end of the guest's wire; sets `end` to the guest's.
on_wire() {
    local port=$((20000 + $$ % 20000))
    end="dgram,local.type=inet,local.host=127.0.0.1,local.port=$port,remote.type=inet,remote.host=127.0.0.1,remote.port=$((port + 1))"
    "$here/$1" $((port + 1)) $port "${@:2}" > wire 2>&1 &
    pid=$!
}
run() { # WANTED-STATUS ARGS…
    local want=$1 got
    shift
    V=1 timeout 500 "$uk_cc" run --timeout 480 --mem 16 "$@" > out 2> err < /dev/null
    got=$?
    [ $got = 125 ] && grep -q 'apt-get install' err && skip "$(grep -m 1 "apt-get install" err)"
    [ "$got" = "$want" ] || fail "exit status $got, not $want"
}
# The pattern of samples/disk, as ./file.
pattern() { # MIB
    python3 - "$1" << 'PY'
import array, sys
words = array.array("Q", (i * 0x9E3779B97F4A7C15 & (1 << 64) - 1 for i in range(int(sys.argv[1]) << 17)))
open("file", "wb").write(words.tobytes())
PY
}
says() { # LINE…: the guest says that, and nothing else
    printf '%s\n' "$@" | cmp -s - out || fail "it should say $(printf '%s; ' "$@")"
}
# Exit status 0: on the first MIB of the file, every eight bytes are what samples/disk writes there, and their sum is
# SUM, if that is given.
disk_holds() { # FILE MIB [SUM]
    python3 - "$@" << 'PY'
import array, sys
name, mib, wanted = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
words = array.array("Q", open(name, "rb").read(mib << 20))
mask = (1 << 64) - 1
good = all(word == i * 0x9E3779B97F4A7C15 & mask for i, word in enumerate(words))
sys.exit(not good or any(sum(words) & mask != int(text, 16) for text in wanted))
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
        on_wire wire.py
        run 0 --net "$end" image
        wait $pid || fail "the other end of the wire says no"
        grep -q ', dropped 0$' out || fail "frames were dropped"
        ;;
    echo_none)
        build echo
        run 1 image
        grep -q 'no network device: this machine has none' out || fail "no message"
        grep -q 'echo: No such device' out || fail "not ENODEV"
        ;;
    disk_detached) # xl takes the disk away, and gives it back, twice
        build again
        in_dom0 detach
        truncate -s 8M file
        run 0 --disk file --dom0-files files image -- 4
        says 'error: No such device' again 'error: No such device' again
        disk_holds file 4 || fail "the file does not hold what was written"
        ;;
    disk_restart) # the guest sees nothing of it
        build again
        in_dom0 restart
        truncate -s 8M file
        run 0 --disk file --dom0-files files image -- 4
        [ ! -s out ] || fail "it has seen an error"
        disk_holds file 4 || fail "the file does not hold what was written"
        ;;
    disk_errors) # of QEMU's making: one sector cannot be read, another not be written
        build sectors
        pattern 2
        printf '[inject-error]\nevent = "%s"\nerrno = "5"\nsector = "%s"\n' read_aio 1027 write_aio 2050 > errors
        run 0 --disk blkdebug:errors:file image -- 2
        says 'read at 524288: I/O error' 'read of all at 0: I/O error' 'write at 1048576: I/O error'
        ;;
    disk_no_backend)
        build disk
        in_dom0 no_backend
        truncate -s 8M file
        run 1 --disk file --dom0-files files image -- read
        grep -q 'device/vbd/51712/backend-id is "nobody", not a number' out || fail "no message"
        grep -q 'disk: open: No such device' out || fail "not ENODEV"
        ;;
    malformed) # a line for each mistake, and the good disk goes on
        build again
        in_dom0 malformed
        truncate -s 8M file
        run 0 --disk file --dom0-files files image -- 4
        while IFS= read -r line; do
            grep -qF "uk: $line" out || fail "it does not say: $line"
        done << 'END'
xenstore: /local/domain/0/false/vbd/51728/sectors is "12x", not a number up to
vbd 51728: the backend's description is of no use (error 22): no device
xenstore: /local/domain/0/false/vbd/51744/sectors is "99999999999999999999999", not a number up to
vbd 51744: the backend's description is of no use (error 22): no device
xvdd: sectors of 513 bytes
xenstore: /local/domain/0/false/vbd/51776/feature-max-indirect-segments is "4294967296", not a number up to
xenstore: /local/domain/0/false/vbd/51792/sectors is "", not a number up to
xenstore: /local/domain/0/false/vbd/51776/state is "four", not a number up to
xenstore: /local/domain/0/false/vbd/51792/state is "77", not a number up to
xenstore: device/vbd/12x is no device
xenstore: device/vbd/51840/backend-id is "many", not a number up to
xenstore: /local/domain/0/backend/vbd/1/51712/sectors is "0x800", not a number up to
the host's wish "dance" is refused
the host's wish in control/shutdown is refused: it is too long
END
        grep -q '^error' out && fail "the good disk has suffered"
        disk_holds file 4 || fail "the file does not hold what was written"
        ;;
    echo_away) # its backend starts again, then xl takes the card away and gives it back
        build echo
        in_dom0 vif
        on_wire away.py 100
        run 143 --net "$end" --dom0-files files image
        kill $pid
        wait $pid || fail "the other end of the wire says no"
        ;;
    *) fail "no such case" ;;
esac
echo "passed: $case"
tail -n 1 wire 2> /dev/null
exit 0
