#!/bin/bash
# SPDX-License-Identifier: MIT
# Makes what the emulated Xen host boots beside the hypervisor: the kernel and the ramdisk of its dom0.
#
# usage: toolchain/xen-host.sh --out DIR
#
# DIR/vmlinux and DIR/mod/ come from Debian's linux-image-amd64, which is fetched once and unpacked, not installed (the
# one thing that needs the network; DIR/kernel names it); so does DIR/guest-mod/, which makes a guest of the same kernel; DIR/initrd is made of the installed packages xen-utils and
# busybox-static and of toolchain/xen/. DIR/inputs lists the files that initrd depends on. About 70 MB.
#
# Exit status: 0 done, 1 a step failed, 2 usage, 3 something is missing on this machine.
set -euo pipefail

tree=$(cd "$(dirname "$0")" && pwd)
die() { # STATUS MESSAGE HINT
    printf 'uk-cc: error: %s\n  hint: %s\n' "$2" "$3" >&2
    exit "$1"
}
[ $# -eq 2 ] && [ "$1" = --out ] || { echo "usage: $0 --out DIR" >&2; exit 2; }
mkdir -p "$2"
out=$(cd "$2" && pwd)
work=$(mktemp -d "$out/.new-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

modules="xenfs xen-evtchn xen-gntdev xen-gntalloc xen-netback xen-blkback bridge virtio_pci virtio_net virtio_blk virtio_console"
guest_modules="xen-blkfront xen-netfront"
programs="xl xenstored xen-init-dom0"
xen_bin=$(find /usr/lib -maxdepth 1 -name 'xen-4.*' | sort -V | tail -n 1)/bin

need() { # FILE PACKAGE
    [ -e "$1" ] || die 3 "$1 is missing" "apt-get install $2"
}
check_packages() {
    need "$xen_bin/xl" xen-utils-4.17
    need /usr/bin/xenstore-read xenstore-utils
    need /bin/busybox busybox-static
    need /usr/include/xenctrl.h libxen-dev
    command -v cpio > /dev/null || die 3 "cpio is missing" "apt-get install cpio"
    PATH=$PATH:/sbin:/usr/sbin
    command -v depmod > /dev/null || die 3 "depmod is missing" "apt-get install kmod"
}

# apt-get download leaves the system's state alone. Without package lists there, lists of our own.
fetch_kernel() {
    local own=() package
    mkdir -p "$work/deb" "$work/lists/partial" "$work/cache/archives/partial"
    package=$(kernel_package)
    if [ -z "$package" ]; then
        own=(-o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User= -o Debug::NoLocking=1)
        apt-get -qq "${own[@]}" update > "$work/log" 2>&1 || true
        package=$(kernel_package "${own[@]}")
    fi
    [ -n "$package" ] || die 3 "Debian's package linux-image-amd64 is not to be found" \
        "check the network and /etc/apt/sources.list*, then run apt-get update"
    echo "fetching the kernel of dom0, $package" >&2
    (cd "$work/deb" && apt-get -qq "${own[@]}" -o APT::Sandbox::User= download "$package") > "$work/log" 2>&1 ||
        die 3 "the package $package cannot be fetched: $(grep -m1 '^E:' "$work/log" || echo 'no answer')" \
            "check the network, run apt-get update, then the same command again"
    dpkg-deb -x "$work"/deb/*.deb "$work/deb" || die 3 "$package cannot be unpacked" "is the disk full?"
    rm "$work"/deb/*.deb
    echo "$package" > "$work/kernel"
}
kernel_package() { # APT'S OPTIONS...
    apt-cache "$@" depends linux-image-amd64 2> /dev/null | awk '/Depends: linux-image-[0-9]/ { print $2; exit }'
}

# A kernel that is unpacked here does not have to be unpacked under emulation: the payload of the bzImage
# (Documentation/arch/x86/boot.rst: setup_sects at 0x1f1, payload_offset and _length at 0x248) is an xz stream.
unpack_kernel() {
    local image setup offset length
    image=$(find "$work/deb/boot" -name 'vmlinuz-*')
    read -r setup < <(od -An -tu1 -j $((0x1f1)) -N1 "$image")
    read -r offset length < <(od -An -tu4 -j $((0x248)) -N8 "$image")
    tail -c +$(((setup + 1) * 512 + offset + 1)) "$image" | head -c "$length" > "$work/payload" || true # (tail dies of SIGPIPE)
    # four bytes at the end tell the size; xz calls them garbage
    xz -dc --single-stream < "$work/payload" > "$work/vmlinux" 2> /dev/null || true
    [ "$(head -c 4 "$work/vmlinux" | tail -c 3)" = ELF ] || die 1 "the kernel $image cannot be unpacked" "is xz-utils installed?"
}
pick_modules() { # FOLDER MODULE...
    local version module ko folder=$work/$1
    shift
    version=$(ls "$work/deb/lib/modules")
    mkdir "$folder"
    for module; do
        modprobe -d "$work/deb" -S "$version" --show-depends "$module"
    done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r ko; do
        strip -g -o "$folder/$(basename "$ko")" "$ko"
        basename "$ko" >> "$folder/order"
    done
}
make_kernel() {
    [ -s "$out/vmlinux" ] && [ -s "$out/mod/order" ] && [ -s "$out/guest-mod/order" ] && [ -s "$out/kernel" ] && return
    fetch_kernel
    unpack_kernel
    depmod -b "$work/deb" "$(ls "$work/deb/lib/modules")"
    # shellcheck disable=SC2086 # words
    pick_modules mod $modules
    # shellcheck disable=SC2086
    pick_modules guest-mod $guest_modules
    rm -rf "$out/mod" "$out/guest-mod"
    mv "$work/mod" "$work/guest-mod" "$work/vmlinux" "$out/"
    mv "$work/kernel" "$out/kernel"
    rm -rf "$work/deb" "$work/payload"
}

make_agent() { # FILE
    gcc -std=gnu11 -O2 -D_GNU_SOURCE -I"$tree/../libos/include" -o "$1" "$tree/xen/agent.c" -lxenctrl \
        -lxenevtchn -lxengnttab -lxenstore ||
        die 1 "the agent of dom0 cannot be compiled" "are libxen-dev and libc6-dev installed?"
    strip "$1"
}

make_initrd() {
    local root=$work/root file
    mkdir -p "$root"/{bin,dev,proc,sys,tmp,domu,lib64,usr/lib,etc/xen/scripts} "$root"/run/{xen,lock,xenstored} \
        "$root"/var/{lib/xen,lib/xenstored,log/xen}
    ln -s bin "$root/sbin"
    ln -s ../bin "$root/usr/bin"
    ln -s ../bin "$root/usr/sbin"
    ln -s ../run "$root/var/run"
    ln -s ../run/lock "$root/var/lock"
    mkdir "$root/usr/lib/$(basename "$(dirname "$xen_bin")")" # where xl looks for its helpers
    ln -s ../../../bin "$root/usr/lib/$(basename "$(dirname "$xen_bin")")/bin"
    echo 'autoballoon="off"' > "$root/etc/xen/xl.conf"
    cp -a "$out/mod" "$root/mod"
    for file in $programs; do
        cp "$xen_bin/$file" "$root/bin/"
    done
    cp /bin/busybox /usr/bin/xenstore-read /usr/bin/xenstore-write "$root/bin/"
    make_agent "$root/bin/agent"
    { libraries "$root"/bin/*; echo /lib/x86_64-linux-gnu/libgcc_s.so.1; } | while read -r file; do # (for pthread_cancel)
        mkdir -p "$root/$(dirname "$file")"
        cp -L "$file" "$root/$file"
    done
    install -m 755 "$tree/xen/init.sh" "$root/init"
    install -m 755 "$tree/xen/block.sh" "$root/etc/xen/scripts/block"
    install -m 755 "$tree/xen/vif.sh" "$root/etc/xen/scripts/vif-bridge"
    (cd "$root" && find . | LC_ALL=C sort | cpio -o -H newc --quiet) > "$work/initrd" # not packed: nothing to unpack there
}
libraries() { # PROGRAM...
    { ldd "$@" 2> /dev/null || true; } | grep -oE "[[:space:]]/[^ ]*" | tr -d "[:blank:]" | sort -u
}

list_inputs() {
    local program
    for program in $programs; do
        echo "$xen_bin/$program"
        libraries "$xen_bin/$program"
    done
    printf '%s\n' /bin/busybox /usr/bin/xenstore-read "$out/vmlinux"
    printf '%s\n' "$tree/xen-host.sh" "$tree"/xen/*
}

check_packages
make_kernel
make_initrd
list_inputs | sort -u > "$work/inputs"
mv "$work/initrd" "$out/initrd"
mv "$work/inputs" "$out/inputs"
