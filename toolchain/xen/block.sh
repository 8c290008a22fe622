#!/bin/sh
# SPDX-License-Identifier: MIT
# xl's hotplug script for disks in the emulated dom0: Debian's needs bash and is slow there.
[ "$1" = add ] || exit 0
device=$(stat -L -c %t:%T "$(xenstore-read "$XENBUS_PATH/params")")
xenstore-write "$XENBUS_PATH/physical-device" "$device" "$XENBUS_PATH/hotplug-status" connected
