#!/bin/sh
# SPDX-License-Identifier: MIT
# A user of a Xen host: starts images by uk-cc run --via xl, in a system of their own (../via_xl.sh made root/), beside domain
# 1, which waits until all is done.
cd root || exit 1
for name in proc sys dev run; do
    mkdir -p $name
    mount -o bind /$name $name
done
mkdir -p dev/pts
mount -t devpts devpts dev/pts
ln -s /proc/self/fd dev/fd
ln -s ../run var/run
until xenstore-read /local/domain/1/domid > /dev/null 2>&1; do usleep 100000; done # what comes next is domain 2
chroot . /bin/busybox --install -s /bin
chroot . /bin/bash /script
status=$?
xl shutdown 1
exit $status
