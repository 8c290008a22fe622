#!/bin/bash
# SPDX-License-Identifier: MIT
# One case of uk-cc run with images for Xen, on Debian's Xen under QEMU: xen.sh UK_CC TREE CASE. The guests are real
# images, linked here.
uk_cc=$1 tree=$2 case=$3
# shellcheck source=lib.sh
. "$tree/tests/run/lib.sh"
run=(timeout 240 "$uk_cc" run --timeout 200)

build() { # NAME: the guest of guests.c that main_NAME() is, as image NAME
    "$uk_cc" --uk-target=xen -g "-DGUEST=$1" "$tree/tests/run/guests.c" -o "$1" 2> err || fail "link of $1"
}

# What holds in either place of a guest: in dom0's, or in a domU.
check_exit() { # PLACE…
    build args
    expect 3 "$@" --env A=1 args -- 'a b' ''
    printf '%s\n' args 'a b' '' A=1 | cmp - out || fail "arguments"
    silent
}
check_panic() {
    build wild
    expect 134 "$@" --status-file s.json wild
    says "the guest panicked: "
    grep -q 'main_wild at .*guests.c:' err || fail "no decoded frame"
    grep -q '"ended": "panic"' s.json || fail "$(cat s.json)"
}
check_overflow() {
    build deep
    expect 134 "$@" deep
    says "stack overflow"
    grep -q '#0 .*deeper at .*guests.c:' err || fail "no decoded frame"
}
check_abort() {
    build aborts
    expect 134 "$@" aborts
    says "ended by signal 6, SIGABRT"
}
check_output() {
    build flood
    expect 0 "$@" flood -- 100000
    perl -e 'print chr(($_ * 7 + ($_ >> 8)) & 255) for 0 .. 99999' | cmp - out || fail "bytes differ"
}
check_input() {
    local n
    build echo
    head -c 20000 /dev/urandom > in
    input=in expect $((20000 % 251)) "$@" echo
    cmp in out || fail "bytes differ"
    for n in 0 1 255 256; do
        head -c $n /dev/zero > in
        input=in expect $((n % 251)) "$@" echo
        cmp in out || fail "$n bytes differ"
    done
}
check_timeout() {
    build spin
    expect 124 "$@" --timeout 3 "$dir/spin"
    says "ended after 3 s"
    wait_until no_qemu_of "$dir/spin"
}
check_ctrl_c() {
    build spin
    (until grep -q ready out 2> /dev/null; do sleep 0.1; done; printf '\003') |
        timeout 120 script -qec "$uk_cc run $* $dir/spin" /dev/null > out
    got=${PIPESTATUS[1]}
    [ "$got" = 130 ] || fail "exit status $got, not 130"
    wait_until no_qemu_of "$dir/spin"
}

# xl, xenstore-read and xenstore-watch that play a Xen host with one domain: it prints "hello", and ends when and as the
# file `script` says.
fake_host() {
    mkdir tools
    cat > tools/xl << 'END'
#!/bin/bash
echo "$*" >> calls
case $1 in
    create) [ ! -e slow ] || sleep 3; cp "${@: -1}" config; ramdisk=$(sed -n 's/^ramdisk = "\(.*\)"/\1/p' config); cp "$ramdisk" ramdisk; mkfifo tty ;;
    domid) echo 7 ;;
    unpause) (printf 'hello\n' > tty; . ./script; touch over) > /dev/null 2>&1 & ;;
    shutdown) touch asked ;;
    destroy) [ ! -e stuck ] || { echo stuck; exit 1; } ;;
    list) printf 'Name ID Mem VCPUs State Time\nguest 7 32 1 %s 0.1\n' "$(cat state)" ;;
esac
END
    cat > tools/xenstore-read << 'END'
#!/bin/bash
case $1 in */console/tty) echo "$PWD/tty" ;; /local/domain/7/data/uk/*) cat "node${1##*/}" ;; esac
END
    cat > tools/xenstore-watch << 'END'
#!/bin/bash
echo "$1"; echo @releaseDomain
until [ -e over ]; do sleep 0.1; done
echo "$1"; echo @releaseDomain
exec sleep 1000
END
    chmod +x tools/*
    PATH=$PWD/tools:$PATH
    echo r----- > state
}

[ -e /boot/xen-4.17-amd64.gz ] || skip "no Xen here: apt-get install xen-hypervisor-4.17-amd64"
case $case in
dom0_exit) check_exit --as dom0 ;;
dom0_panic) check_panic --as dom0 ;;
dom0_overflow) check_overflow --as dom0 ;;
dom0_abort) check_abort --as dom0 ;;
dom0_output) check_output --as dom0 ;;
dom0_input) check_input --as dom0 ;;
dom0_timeout) check_timeout --as dom0 ;;
dom0_ctrl_c) check_ctrl_c --as dom0 ;;
dom0_names) # a name that QEMU's option parser would cut
    build args
    mv args 'a, b c'
    expect 1 --as dom0 'a, b c' ;;
dom0_debug)
    type gdb > /dev/null 2>&1 || skip "gdb is missing: apt-get install gdb"
    build args
    timeout 240 "$uk_cc" debug --as dom0 args --gdb-args --batch -ex bt -ex continue -- one > out 2> err < /dev/null
    grep -q '^#0 .*main_args.*guests.c:\|^#0 .*main (.*guests.c:' out || fail "did not stop at main()"
    expect 125 --gdb args
    says "gdb cannot stop a domU" ;;
no_cpio) # what makes dom0 says which package is missing
    mkdir tools
    for tool in bash dirname find sort tail mktemp mkdir rm; do ln -s "$(command -v $tool)" tools; done
    PATH=$PWD/tools "$tree/toolchain/xen-host.sh" --out made 2> err && fail "no failure"
    [ $? = 3 ] || fail "another exit status"
    says "cpio is missing"
    says "hint: apt-get install cpio"
    [ -z "$(ls -A made)" ] || fail "something was left behind" ;;
domu_exit) check_exit ;;
domu_panic) check_panic ;;
domu_overflow) check_overflow ;;
domu_abort) check_abort ;;
domu_output) check_output ;;
domu_input) check_input ;;
domu_timeout) check_timeout ;;
domu_ctrl_c) check_ctrl_c ;;
domu_sigterm)
    build waits
    "$uk_cc" run "$dir/waits" > out 2> err &
    pid=$!
    wait_until grep -q ready out
    kill -TERM $pid
    wait $pid
    got=$?
    [ $got = 143 ] || fail "exit status $got, not 143"
    says "ended by signal 15"
    wait_until no_qemu_of "$dir/waits" ;;
domu_memory)
    build args
    for size in 4 300 640; do
        expect 1 --mem $size --smp 2 args
    done
    expect 125 --mem 641 args
    says "has room for a domain of 640M" ;;
domu_wishes) # of the host, in control/shutdown
    build waits
    mkdir files
    cat > files/run << 'END'
#!/bin/sh
node=/local/domain/1/control/shutdown
wish() {
    until xenstore-read $node > /dev/null 2>&1; do usleep 10000; done
    sleep 1
    xenstore-write $node "$1"
    until [ -z "$(xenstore-read $node)" ]; do usleep 10000; done
}
wish suspend
wish "$(cat last)"
END
    chmod +x files/run
    for last in poweroff reboot; do
        echo $last > files/last
        expect 143 --dom0-files files --status-file status waits
        grep -q 'the host.s wish "suspend" is refused' out || fail "suspend"
        grep -q "\"shutdown\": \"$last\"" status || fail "reason: $(cat status)"
    done ;;
domu_large_image) # one that leaves Xen's builder little room for page tables: half a MiB is the least that it gives
    cat > large.c << 'END'
#include <stdio.h>
static volatile char large[KIB << 10];
int main(void) { large[sizeof large - 1] = 1; puts("ok"); return 0; }
END
    link() { "$uk_cc" --uk-target=xen -O2 "-DKIB=${1}l" large.c -o large 2> err || fail "link of large"; }
    image_kib() {
        local last
        read -r -a last < <(readelf -lW large | awk '$1 == "LOAD"' | tail -n 1)
        echo $(((last[2] + last[5]) / 1024))
    }
    link 1024
    link $((1024 + 309440 - $(image_kib)))
    [ "$(image_kib)" = 309440 ] || fail "$(image_kib) KiB"
    for size in 304 306 401; do
        expect 0 --mem $size large
        grep -qx ok out || fail "no output with $size MiB"
    done ;;
domu_cold)
    build args
    expect 1 --cold args ;;
dom0_files)
    build args
    mkdir -p files/more
    printf '#!/bin/sh\nxenstore-write /local/domain/0/seen "$(cat more/word)" && xenstore-read /local/domain/0/seen\n' > files/run
    chmod +x files/run
    echo "a word" > files/more/word
    V=1 expect 2 --dom0-files files args -- one
    says "a word"
    printf '#!/bin/sh\nexit 7\n' > files/run
    build waits
    expect 125 --dom0-files files waits
    says "the program run in dom0: exit status 7"
    expect 125 --dom0-files files
    says "files/cfg cannot be read"
    : > files/kernel
    expect 125 --dom0-files files args
    says "files/kernel would take the place of the guest's own"
    expect 125 --dom0-files none args
    says "none/. cannot be read" ;;
dom0_files_guest) # a guest of the user's own configuration
    build args
    mkdir files
    cp args files/image
    printf 'name = "own"\nkernel = "/domu/image"\nmemory = 16\n' > files/cfg
    expect 1 --dom0-files files
    grep -qx app out || fail "no output"
    build aborts
    cp aborts files/image
    expect 134 --dom0-files files
    expect 125 --dom0-files files -- word
    says "without IMAGE the guest is not ours" ;;
domu_damaged) # the saved state is made again: what no stamp agrees with, and what only QEMU finds out
    build args
    expect 1 args
    state=$(echo "$(dirname "$uk_cc")"/cache/xenhost-*/state)
    : > "$state"
    expect 1 args
    says "to save its state"
    touch -r "$state" time
    dd if=/dev/urandom of="$state" bs=1000 count=5 conv=notrunc status=none
    touch -r time "$state"
    expect 1 args
    says "the saved Xen host does not run"
    expect 1 args
    silent ;;
xl_exit)
    build args
    fake_host
    echo 'echo "thread main" > node0; echo "exit 5" > node1; echo ---s-- > state' > script
    : > disk
    expect 5 --via xl --mem 64 --disk disk --net br7 args -- one
    printf 'hello\n' | cmp - out || fail "output"
    silent
    grep -qx 'memory = 64' config && grep -q 'bridge=br7' config && grep -q "target=$PWD/disk" config ||
        fail "$(cat config)"
    grep -qa one ramdisk || fail "no arguments"
    grep -qx 'destroy 7' calls || fail "the domain stays: $(cat calls)" ;;
xl_crash)
    build args
    fake_host
    echo 'echo "panic broken" > node0; echo ----c- > state' > script
    expect 134 --via xl args
    says "the guest panicked: broken"
    rm tty node0 over
    echo r----- > state
    echo 'echo ----c- > state' > script
    expect 134 --via xl args
    says "for Xen's reason 3 (crash)" ;;
xl_signals)
    build args
    fake_host
    echo 'until [ -e asked ]; do sleep 0.1; done; echo "signal 15" > node0; echo ---s-- > state' > script
    "$uk_cc" run --via xl args > out 2> err &
    pid=$!
    wait_until grep -q hello out
    kill -TERM $pid
    wait $pid
    got=$?
    [ $got = 143 ] || fail "exit status $got, not 143"
    grep -qx 'shutdown 7' calls || fail "$(cat calls)"
    rm tty node0 over calls asked
    echo r----- > state
    expect 124 --via xl --timeout 1 args
    grep -qx 'destroy 7' calls || fail "the domain stays"
    rm -f tty over calls
    touch slow
    expect 124 --via xl --timeout 1 args
    grep -q '^destroy uk-cc-' calls || fail "a domain that was being made stays"
    rm tty slow
    touch stuck
    expect 124 --via xl --timeout 1 args
    says "the domain 7 stays, xl destroy fails: stuck" ;;
xl_fails)
    build args
    PATH=/bin expect 125 --via xl args
    says "the Xen host could not run the guest"
    says "xl create: "
    expect 125 --via xl --cold args
    says "--cold is for an emulated Xen host" ;;
no_xen)
    build args
    mkdir none old
    UK_XEN_DIR=none expect 125 --as dom0 args
    says "Xen is missing"
    says "apt-get install xen-hypervisor-4.17-amd64"
    : > old/xen-4.4-amd64.gz
    UK_XEN_DIR=old expect 125 --as dom0 args
    says "is too old: guests need Xen 4." ;;
small_memory)
    build args
    expect 125 --as dom0 --mem 1M args
    says "--mem 1024K is too little: this image needs at least"
    expect 125 --mem 1M args
    says "--mem 1024K is too little: this image needs at least"
    expect 125 --as dom0 --mem 3M args
    says "Xen stopped, with 3072 KiB for the guest: "
    says "hint: in the place of dom0 a guest needs 8 MiB" ;;
bad_options)
    build args
    expect 125 --as dom0 --disk f args
    says "no disks, no network"
    expect 125 --as dom0 --machine q35 args
    says "--machine is for images for kvm"
    expect 125 --as dom0 --accel kvm args
    says "only run under emulation"
    expect 125 --as dom0 --via xl args
    says "exclude each other"
    expect 125 --bios f args
    says "--bios is for images for kvm"
    expect 125 --net tap:t --port 80:80 args
    says "--port goes with --net user"
    expect 125 --gdb args
    says "gdb cannot stop a domU"
    expect 125 --target kvm args
    says "is an image for xen, not for kvm" ;;
*)
    fail "no such case" ;;
esac
echo "ok: $case"
