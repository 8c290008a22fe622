#!/bin/bash
# SPDX-License-Identifier: MIT
# From a bare Debian 12 to a booted Lua: installs what is missing, builds newlib and uk-cc, builds and runs the Lua sample.
#
#   toolchain/quickstart.sh [--build DIR] [-j N] [--no-sample]
#
# Runs as root, or as any user once the packages are there. Can be run again at no cost; the second time it needs no network.
set -euo pipefail

tree=$(cd "$(dirname "$0")/.." && pwd)
build=$tree/build
jobs=$(nproc)
sample=yes

# What building and running an image needs, and what the tests need besides.
packages_build=(gcc libc6-dev binutils make cmake ninja-build pkg-config libjansson-dev libncurses-dev libdw-dev xz-utils
    newlib-source libxen-dev qemu-system-x86 seabios libcmocka-dev)
# What running images for Xen needs: the hypervisor, and what its emulated dom0 is made of (toolchain/xen-host.sh).
packages_xen=(xen-hypervisor-4.17-amd64 xen-utils-4.17 xenstore-utils busybox-static kmod cpio)
packages_test=(clang libclang-rt-14-dev gdb qemu-user tmux tcl graphviz shellcheck meson autoconf automake file procps
    python3-kconfiglib linux-source-6.1 linux-kbuild-6.1 bison flex bzip2)

die() { # STATUS MESSAGE HINT
    printf 'uk-cc: error: %s\n  hint: %s\n' "$2" "$3" >&2
    exit "$1"
}
step() { printf '==> %s\n' "$*"; }

usage() {
    echo "usage: toolchain/quickstart.sh [--build DIR] [-j N] [--no-sample]"
    exit "$1"
}

while [ $# -gt 0 ]; do
    case $1 in
        --build) [ $# -ge 2 ] || usage 2 >&2; build=$2; shift ;;
        -j) [ $# -ge 2 ] || usage 2 >&2; jobs=$2; shift ;;
        -j*) jobs=${1#-j} ;;
        --no-sample) sample=no ;;
        -h | --help) usage 0 ;;
        *) usage 2 >&2 ;;
    esac
    shift
done

# Runs a long command with its output in the log; shows the end of the log when it fails.
logged() { # WHAT COMMAND...
    local what=$1
    shift
    if ! "$@" >> "$log" 2>&1; then
        tail -n 25 "$log" >&2
        die 3 "$what failed" "the whole output is in $log; mend the cause and run toolchain/quickstart.sh again"
    fi
}

missing_packages() {
    local package
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2> /dev/null | grep -qx installed || echo "$package"
    done
}

install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "${packages_build[@]}" "${packages_xen[@]}" "${packages_test[@]}")
    if [ ${#missing[@]} -eq 0 ]; then
        step "Debian packages: all there"
        return
    fi
    [ "$(id -u)" -eq 0 ] ||
        die 3 "these Debian packages are missing: ${missing[*]}" "sudo apt-get install --no-install-recommends ${missing[*]}"
    step "Debian packages: installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    logged "reading the package lists" apt-get -q update
    logged "installing the Debian packages ${missing[*]}" apt-get -q -y install --no-install-recommends "${missing[@]}"
}

build_host_program() {
    step "uk-cc: building with CMake and Ninja"
    [ -f "$build/build.ninja" ] || logged "configuring uk-cc" cmake -S "$tree" -B "$build" -G Ninja
    logged "building uk-cc" ninja -C "$build" -j "$jobs"
}

build_newlib() {
    local variant
    for variant in full small nano; do
        "$tree/toolchain/newlib.sh" --build "$build" --variant "$variant" -j "$jobs"
    done
}

run_sample() {
    step "Lua 5.4: building Debian's upstream tarball with its own Makefile, make CC=uk-cc"
    logged "building the Lua sample" "$tree/samples/lua/build.sh" "$build" "$build/samples/lua"
    step "Lua 5.4: booting it under QEMU with samples/lua/hello.lua"
    "$build/uk-cc" run "$build/samples/lua/lua" -- - from quickstart < "$tree/samples/lua/hello.lua" ||
        die 1 "the Lua sample ended with status $?" "see $log"
}

# The first run makes the emulated Xen host and saves its state; its kernel is fetched from Debian.
run_xen() {
    step "Xen: building the hello sample for it, and booting it as a domU of an emulated Xen host"
    mkdir -p "$build/samples/hello"
    logged "building the hello sample" "$build/uk-cc" --uk-target=xen "$tree/samples/hello/main.c" -o "$build/samples/hello/hello.xen"
    "$build/uk-cc" run "$build/samples/hello/hello.xen" -- "from a domU" > "$build/samples/hello/said" ||
        [ $? -eq 1 ] || die 1 "the hello sample did not run on Xen" "see above; uk-cc doctor checks this machine"
    cat "$build/samples/hello/said"
}

[ -r /etc/debian_version ] || die 3 "this is not a Debian system" "use Debian 12, or a container or chroot of it"
mkdir -p "$build" || die 3 "the folder $build cannot be made" "choose another with --build DIR"
log=$build/quickstart.log
: > "$log"
install_packages
build_newlib
build_host_program
if [ "$sample" = yes ]; then
    run_sample
    run_xen
fi
step "Done. The tests: ctest --test-dir ${build#"$PWD"/} --output-on-failure"
