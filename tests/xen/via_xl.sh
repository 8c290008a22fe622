#!/bin/bash
# SPDX-License-Identifier: MIT
# uk-cc run --via xl on a real Xen: in dom0 of the emulated host, with Debian's xl, xenconsoled and bash. via_xl.sh UK_CC TREE.
uk_cc=$1 tree=$2
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1

fail() {
    echo "FAILED: $*"
    tail -n 40 out err 2> /dev/null
    exit 1
}
skip() {
    echo "skipped: $*"
    exit 77
}
# put FILE…: into root/, as it lies here, with the libraries that it needs.
put() {
    local file
    for file; do
        [ -e "$file" ] || skip "$file is missing: apt-get install xen-utils-4.17 xenstore-utils busybox-static binutils"
        mkdir -p "root$(dirname "$file")"
        cp -L "$file" "root$file"
    done
    { ldd "$@" 2> /dev/null || true; } | grep -o '[[:space:]]/[^ ]*' | sort -u | while read -r file; do
        mkdir -p "root$(dirname "$file")"
        cp -L "$file" "root$file"
    done
}
guest() { # NAME: the guest of tests/run/guests.c
    "$uk_cc" --uk-target=xen -g "-DGUEST=$1" "$tree/tests/run/guests.c" -o "$1" 2> err || fail "link of $1"
    mkdir -p root/guests
    cp "$1" "$1.debug" root/guests/
}

make_root() {
    local xen
    xen=$(find /usr/lib -maxdepth 1 -name 'xen-4.*' | sort -V | tail -n 1)/bin
    mkdir -p root/{bin,tmp,uk/tree/toolchain/xen,etc/xen,var/lib/xen,var/log/xen,var/lock,usr/sbin}
    put "$xen/xl" "$xen/xenconsoled" /usr/bin/xenstore-read /usr/bin/xenstore-watch /bin/bash /bin/busybox \
        /usr/bin/addr2line /lib/x86_64-linux-gnu/libgcc_s.so.1
    echo 'autoballoon="off"' > root/etc/xen/xl.conf
    put "$uk_cc" # for its libraries; its place is beside a tree
    mv "root$uk_cc" root/uk/uk-cc
    cp "$tree/toolchain/xen/via-xl.sh" root/uk/tree/toolchain/xen/
    ln -s "$xen/xl" "$xen/xenconsoled" root/usr/sbin/
}

make_root
for name in args echo flood wild waits; do
    guest $name
done
mkdir files
mv root files/root
cp "$tree/tests/xen/dom0/via_xl.sh" files/run
cp "$tree/tests/xen/dom0/via_xl_user.sh" files/root/script
V=1 timeout 550 "$uk_cc" run --timeout 540 --mem 16 --dom0-files files waits > out 2> err < /dev/null
got=$?
[ $got = 125 ] && grep -q 'apt-get install' err && skip "$(grep -m 1 'apt-get install' err)"
grep -q 'all is well' err || fail "not all is well"
[ $got = 143 ] || fail "exit status $got, not 143"
grep 'as expected' err
