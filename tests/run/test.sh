#!/bin/bash
# SPDX-License-Identifier: MIT
# One case of the tests of uk-cc run: test.sh TOOL GUEST CASE. The guest is guest.c, which does what its argument says.
tool=$1 guest=$2 case=$3
tests=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=lib.sh
. "$tests/run/lib.sh"
run=(timeout 60 "$tool" run --accel tcg)

ready() { grep -q ready out; }

# Starts a guest that stays, in the background, from a copy of the image whose path is our own; waits until it runs.
start() {
    cp "$guest" "$dir/mine"
    "$tool" run --accel tcg --timeout 60 "$@" > out 2> err < /dev/null &
    pid=$!
    wait_until ready
    no_qemu_of "$dir/mine" && fail "no QEMU is found while the guest runs"
}

# ends STATUS: the background run ends so, and no QEMU stays.
ends() {
    wait $pid
    got=$?
    [ $got = "$1" ] || fail "exit status $got, not $1"
    wait_until no_qemu_of "$dir/mine"
}

case $case in
exit_status)
    for n in 0 1 42 127 255; do
        expect $n "$guest" -- exit $n
        silent
    done ;;
status_without_power_off)
    expect 3 "$guest" -- stay ;;
signal)
    expect 134 "$guest" -- signal 6
    says "ended by signal 6, SIGABRT"
    expect 139 "$guest" -- signal 11 ;;
memory)
    expect 125 --mem 2M "$guest" -- memory 3000
    says "--mem 2048K is too little: this image needs at least 3000K" ;;
triple_fault)
    expect 134 "$guest" -- triple
    says "the guest stopped without a word" ;;
panic)
    cp "$guest" image.debug
    strip -g "$guest" -o image
    strip image
    expect 134 image -- panic
    says "the guest panicked: it?broke"
    says "thread main"
    grep -q '#0  0x0010.... inner at .*guest.c:[0-9]' err || fail "no decoded frame"
    grep -q '#1  0x0010.... caller at' err || fail "a return address is taken for the call"
    says "#2  0x00000010 ?? at ??" ;;
panic_debug_directory)
    id=$(readelf -n "$guest" | sed -n 's/.*Build ID: //p')
    mkdir -p ".debug/.build-id/${id:0:2}"
    cp "$guest" ".debug/.build-id/${id:0:2}/${id:2}.debug"
    strip "$guest" -o image
    expect 134 image -- panic
    says "inner at" ;;
panic_other_debug_file)
    strip "$guest" -o image
    cp "$tool" image.debug
    expect 134 image -- panic
    says "?? at ??"
    says "image.debug belongs to another build"
    rm image.debug
    expect 134 image -- panic
    says "there is no image.debug" ;;
status_file)
    expect 7 --status-file s.json "$guest" -- exit 7
    grep -q '"ended": "exit"' s.json && grep -q '"exit": 7' s.json || fail "$(cat s.json)"
    expect 134 --status-file s.json "$guest" -- panic
    grep -q '"ended": "panic"' s.json && grep -q '"function": "inner"' s.json || fail "$(cat s.json)"
    expect 124 --timeout 0.5 --status-file s.json "$guest" -- spin
    grep -q '"ended": "timeout"' s.json || fail "$(cat s.json)"
    expect 125 --status-file none/s.json "$guest" -- exit 0
    says "none/s.json cannot be written: No such file"
    expect 125 --status-file s.json none
    grep -q '"ended": "error"' s.json || fail "$(cat s.json)" ;;
status_channel_garbage)
    expect 9 "$guest" -- garbage ;;
timeout)
    expect 124 --timeout 0.5 "$guest" -- spin
    says "ended after 0.5 s" ;;
input_binary)
    head -c 20000 /dev/urandom > in
    input=in expect $((20000 % 251)) "$guest" -- echo
    cmp in out || fail "bytes differ" ;;
input_frames)
    for n in 0 1 255 256 4080 4081; do
        head -c $n /dev/zero > in
        input=in expect $((n % 251)) "$guest" -- echo
        cmp in out || fail "$n bytes differ"
    done ;;
input_closed)
    "${run[@]}" "$guest" -- echo <&- > out 2> err || fail "exit status $?" ;;
input_untouched) # by a guest that does not ask for it
    echo "for the next" > in
    { "${run[@]}" "$guest" -- exit 0 2> err && cat; } < in > out
    cmp in out || fail "the input was taken" ;;
input_slow)
    (printf one; sleep 0.3; printf two) | "${run[@]}" "$guest" -- echo > out 2> err
    [ "${PIPESTATUS[1]}" = 6 ] && [ "$(cat out)" = onetwo ] || fail "not onetwo" ;;
output_binary)
    expect 0 "$guest" -- flood 300000
    perl -e 'print chr(($_ * 7 + ($_ >> 8)) & 255) for 0 .. 299999' | cmp - out || fail "bytes differ" ;;
output_reader_leaves)
    "${run[@]}" "$guest" -- flood 3000000 2> err | head -c 10 > out
    [ "${PIPESTATUS[0]}" = 141 ] || fail "exit status ${PIPESTATUS[0]}, not 141" ;;
output_full_disk)
    "${run[@]}" "$guest" -- flood 100 2> err > /dev/full
    [ $? = 125 ] || fail "exit status"
    says "cannot write to standard output: No space left on device" ;;
strings)
    all=$(for ((i = 1; i < 256; i++)); do printf '\\x%02x' $i; done)
    all=$(printf "$all")
    expect 8 --env A=first --env "A=$all" --env E= "$guest" -- strings "" " x  y" "$all"
    printf '%s\0' strings "" " x  y" "$all" "A=$all" E= | cmp - out || fail "strings differ" ;;
exec)
    expect 8 --env A=a --env E= --exec "$guest" strings --env -- --exec
    printf '%s\0' strings --env -- --exec A=a E= | cmp - out || fail "strings differ"
    expect 125 --exec
    says "no image was named" ;;
strings_long)
    long=$(head -c 65000 /dev/zero | tr '\0' x)
    expect 8 --env "A=$long" "$guest" -- strings "$long"
    [ "$(wc -c < out)" = $((8 + 65001 + 65003)) ] || fail "length"
    expect 125 --env "A=$long" "$guest" -- strings "$long" "$long"
    says "too long: at most 131072 bytes" ;;
terminal)
    "$tests/has-terminal.sh" || exit
    script -qec "$tool run --accel tcg $guest -- strings" /dev/null < /dev/null > out; got=$?
    [ $got = 15 ] || fail "console flags are $got, not 15 (all terminals, framed)" ;;
ctrl_c)
    "$tests/has-terminal.sh" || exit
    cp "$guest" "$dir/mine"
    (until grep -q ready out 2> /dev/null; do sleep 0.1; done; printf '\003') |
        timeout 60 script -qec "$tool run --accel tcg $dir/mine -- spin" /dev/null > out; got=${PIPESTATUS[1]}
    [ $got = 130 ] || fail "exit status $got, not 130"
    wait_until no_qemu_of "$dir/mine" ;;
killed)
    start "$dir/mine" -- spin
    kill -KILL $pid
    ends 137 ;;
sigterm)
    start "$dir/mine" -- term
    kill -TERM $pid
    ends 143
    says "ended by signal 15" ;;
sigterm_ignored)
    start "$dir/mine" -- spin
    kill -TERM $pid
    sleep 0.3
    kill -TERM $pid
    ends 143 ;;
bad_images)
    expect 125 none; says "none cannot be read: No such file"
    expect 125 "$dir"; says "Is a directory"
    echo hello > text
    expect 125 text; says "text is not an image: not an ELF file"
    : > empty
    expect 125 empty; says "not an ELF file"
    expect 125 /bin/true; says "not an image of uk-cc"
    echo 'int x;' > x.c && gcc -c x.c
    expect 125 x.o; says "an object file"
    sed 's/target kvm/target xen/' "$guest" > xen
    expect 125 --target kvm xen; says "xen is an image for xen, not for kvm"
    sed 's/target kvm/target arm/' "$guest" > arm
    expect 125 arm; says "image for arm"
    for n in 4 40 63 64 100 200 250 400 1000; do
        head -c $n "$guest" > part
        expect 125 part; says "part is"
    done ;;
damaged_images) # whatever the bytes, an answer: 125, or a guest that does anything but crash the tool
    for ((i = 0; i < 300; i++)); do
        cp "$guest" bad
        for ((k = 0; k < 4; k++)); do
            printf "\\x$(printf %02x $((RANDOM & 255)))" | dd of=bad bs=1 seek=$((RANDOM % 460)) conv=notrunc status=none
        done
        "$tool" run --print bad > out 2> err
        got=$?
        [ $got = 0 ] || [ $got = 125 ] || { cp bad /tmp/bad-image; fail "exit status $got (see /tmp/bad-image)"; }
    done ;;
bad_options)
    expect 125; says "no image was named"
    expect 125 --mme 3 "$guest"; says "did you mean --mem?"
    expect 125 --mem; says "--mem needs a value"
    expect 125 --mem 12Q "$guest"; says "not a size"
    expect 125 --mem 10K "$guest"; says "less than 1M"
    expect 125 --machine vax "$guest"; says "there is only microvm, q35, pc"
    expect 125 --via xl "$guest"; says "--via xl is for guests on Xen"
    expect 125 --as dom0 "$guest"; says "--as dom0 is for guests on Xen"
    expect 125 --cold "$guest"; says "--cold is for guests on Xen"
    expect 125 --as domU "$guest"; says "there is only dom0"
    expect 125 --target arm "$guest"; says "there is only kvm, xen"
    expect 125 --target xen "$guest"; says "is an image for kvm, not for xen"
    expect 125 --smp 2 "$guest"; says "one processor"
    expect 125 --smp no "$guest"; says "not a number of processors"
    expect 125 --port 80 "$guest"; says "not HOST:GUEST"
    expect 125 --timeout soon "$guest"; says "not a time"
    expect 125 "$guest" more; says "after --"
    expect 125 --net user "$guest"; says "no network module"
    expect 125 --port 80:80 "$guest"; says "no network module"
    expect 125 --disk f "$guest"; says "no block device module"
    expect 125 --mem 999999G "$guest" -- exit 0; says "QEMU could not run the guest"
    expect 0 --help; grep -q 'usage: uk-cc run' out || fail "no usage" ;;
print)
    expect 0 --print --mem 64 "$guest" -- 'a b' "it's"
    eval "set -- $(cat out)"
    [ "$1" = qemu-system-x86_64 ] || fail "not a command"
    [ "${*: -2:1}" = -append ] && [ "${*: -1}" = "guest 'a b' 'it'\\''s'" ] || fail "arguments are ${*: -1}" ;;
no_qemu)
    mkdir bin
    PATH=$dir/bin "$tool" run "$guest" > out 2> err
    [ $? = 125 ] || fail "exit status"
    says "qemu-system-x86_64 is missing"
    says "apt-get install qemu-system-x86" ;;
machines)
    for m in microvm q35 pc; do
        expect 5 --machine $m --cpu qemu64 --mem 4 "$guest" -- exit 5
    done
    expect 5 --bios /usr/share/seabios/bios-microvm.bin "$guest" -- exit 5 ;;
doctor)
    "$tool" doctor > out 2> err
    for word in compiler linker "build engine" QEMU debugger Xen "Xen tools" "Xen host" KVM "tap devices" "newlib full" "libOS"; do
        grep -q "^[a-z]* *$word" out || fail "no line for $word"
    done
    mkdir bin
    PATH=$dir/bin "$tool" doctor > out 2> err
    [ $? = 3 ] || fail "exit status without any tool"
    grep -q "missing .*ninja is missing: apt-get install ninja-build" out || fail "no fix for ninja" ;;
debug)
    timeout 60 "$tool" debug --accel tcg "$guest" --gdb-args --batch -ex bt -ex continue -- exit 7 > out 2> err < /dev/null
    [ $? = 7 ] || fail "exit status"
    grep -q '^#0  main .*guest.c:' out || fail "gdb did not stop at main()" ;;
*)
    fail "no such case" ;;
esac
echo "ok: $case"
