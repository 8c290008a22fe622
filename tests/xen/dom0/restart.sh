#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck shell=dash source=/dev/null disable=SC2086,SC2154 # lib.sh sets words without blanks
# The backend of the disk starts again below a guest at work: in good order, by the states of both sides; then without a
# word, as one that has crashed, to find nonsense in place of the guest's ring if it looks before the guest has noticed.
. ./lib.sh
driver=/sys/bus/xen-backend/drivers/vbd
wait_for_work
xenstore-write $vbd/state 5
sleep 1
wait_for_work
echo vbd-1-51712 > $driver/unbind
sleep 1
xenstore-write $guest/device/vbd/51712/ring-ref 99999999999999999999 $guest/device/vbd/51712/event-channel nonsense
echo vbd-1-51712 > $driver/bind
wait_for_work
xl shutdown 1
