#!/bin/bash
# SPDX-License-Identifier: MIT
# Makes a folder for uk-cc run --dom0-files whose guest is Linux, with which tests/bench/run compares images for Xen.
#
#   make.sh XEN FOLDER JOB      XEN: what toolchain/xen-host.sh has made; JOB: what init.sh is to do
#
# The kernel is that of dom0; the ramdisk is made of busybox-static, init.sh and the front ends' modules.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
xen=$1 folder=$2 job=$3
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

mkdir -p "$folder" "$root"/{bin,dev,proc,sys,mod}
cp /bin/busybox "$root/bin/"
cp "$xen"/guest-mod/* "$root/mod/"
install -m 755 "$here/init.sh" "$root/init"
(cd "$root" && find . | LC_ALL=C sort | cpio -o -H newc --quiet) > "$folder/initrd"
ln -sf "$xen/vmlinux" "$folder/vmlinux"
cat > "$folder/cfg" <<END
name = "linux"
kernel = "/domu/vmlinux"
ramdisk = "/domu/initrd"
extra = "console=hvc0 quiet job=$job"
memory = 256
$([ "$job" = disk ] && echo "disk = ['phy:/dev/vdb,xvda,w']" || echo "vif = ['mac=52:54:00:12:34:60,bridge=xenbr0']")
END
