#!/bin/busybox sh
# SPDX-License-Identifier: MIT
# shellcheck shell=dash
# /init of the emulated dom0: brings up what xl needs, waits for a job, runs it as domain 1. The job is a cpio archive on
# the first disk: xl's configuration, kernel, ramdisk, and what the user gives. toolchain/xen-host.sh packs this.
/bin/busybox mount -t proc proc /proc
/bin/busybox --install -s /bin
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev

while read -r module; do
    insmod "/mod/$module" || echo "insmod $module failed"
done < /mod/order
mount -t xenfs xenfs /proc/xen
xenstored --pid-file /run/xenstored.pid || exit
until [ -S /run/xenstored/socket ]; do usleep 10000; done
xen-init-dom0 > /dev/null
brctl addbr xenbr0 # dom0 itself needs no address
ip link set xenbr0 up
ip link set eth0 up
brctl addif xenbr0 eth0

port() { # NAME: the device of a virtio-serial port
    grep -lx "$1" /sys/class/virtio-ports/*/name | sed 's|.*/\(vport[^/]*\)/name|/dev/\1|'
}
status=
until [ -n "$status" ] && [ -c "$status" ]; do
    usleep 10000
    status=$(port status)
done
console=$(port console)
exec 3<> "$status" 4<> "$console" # each can be opened only once
disk=$(basename "$(readlink -f /sys/block/vdb/device)") # let go of vdb: its size is read when it is bound again
echo "$disk" > /sys/bus/virtio/drivers/virtio_blk/unbind

agent job /dev/vda 3 # a saved machine goes on here
cd /domu || exit
cpio -idm < /dev/vda 2> /dev/null
[ -e want-disk ] && echo "$disk" > /sys/bus/virtio/drivers/virtio_blk/bind
agent relay 1 4 3 &
[ -x run ] && { ./run < /dev/null > /dev/hvc0 2>&1 || echo "failed the program run in dom0: exit status $?" >&3; } &
xl create -e -q cfg < /dev/null > /run/said 2>&1 || # -e: nobody waits for the domain's end but the agent
    echo "failed $(tr '\n' ' ' < /run/said)" >&3
while :; do sleep 1000; done # the host ends us
