#!/bin/sh
# SPDX-License-Identifier: MIT
# xl's hotplug script for network cards in the emulated dom0: Debian's needs bash and is slow there.
# shellcheck disable=SC2154 # xl sets vif
[ "$1" = online ] || exit 0
ip link set "$vif" up
brctl addif xenbr0 "$vif"
xenstore-write "$XENBUS_PATH/hotplug-status" connected
