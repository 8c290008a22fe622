#!/bin/busybox sh
# SPDX-License-Identifier: MIT
# shellcheck shell=dash disable=SC2154 # the kernel sets job
# /init of Linux as a domU, for tests/bench/run: job=disk reads 64 MiB of the disk five times, directly and through the
# page cache, with a line before and behind each time; job=net answers pings to 10.0.2.15.
/bin/busybox mount -t proc proc /proc
/bin/busybox --install -s /bin
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r module; do
    insmod "/mod/$module"
done < /mod/order

read_disk() { # WORD OPTION...
    word=$1
    shift
    for _ in 1 2 3 4 5; do
        echo 3 > /proc/sys/vm/drop_caches
        usleep 200000
        echo "$word begin"
        dd if=/dev/xvda of=/dev/null bs=1M count=64 "$@" 2> /dev/null
        echo "$word end"
    done
}
case $job in
disk)
    until [ -b /dev/xvda ]; do usleep 10000; done
    read_disk direct iflag=direct
    read_disk cached ;;
net)
    until [ -e /sys/class/net/eth0 ]; do usleep 10000; done
    ip link set lo up
    ip address add 10.0.2.15/24 dev eth0
    ip link set eth0 up
    arp -s 10.0.2.2 02:00:00:00:00:01 # who pings does not answer ARP (tests/xen/wire.py)
    while :; do sleep 1000; done ;;
esac
poweroff -f
