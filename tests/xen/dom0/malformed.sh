#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck shell=dash source=/dev/null disable=SC2086,SC2154 # lib.sh sets words without blanks
# Gives the guest disks whose backends, and nodes of its own whose values, no toolstack would write; the disk that it works on
# must not suffer. The nodes of these disks lie where no driver of dom0 looks.
. ./lib.sh
wait_for_work

# disk ID NODE VALUE…: a disk whose backend is connected as soon as it is offered one, with other values for these nodes.
disk() {
    local id=$1 back=/local/domain/0/false/vbd/$1 front=$guest/device/vbd/$1
    shift
    xenstore-write $back/state 2 $back/sectors 2048 $back/sector-size 512 $back/info 0 $back/mode w $back/online 1
    while [ $# -gt 0 ]; do
        xenstore-write "$back/$1" "$2"
        shift 2
    done
    ./xenstore-chmod -r $back n0 r1
    xenstore-write $front ""
    ./xenstore-chmod $front n1 r0 # what comes below has the same owner
    xenstore-write $front/backend $back $front/backend-id 0 $front/virtual-device "$id" $front/state 1
    wait_for says $front/state 3
    says $back/state 2 && xenstore-write $back/state 4
}
disk 51728 sectors 12x
disk 51744 sectors 99999999999999999999999
disk 51760 sector-size 513
disk 51776 feature-max-indirect-segments 4294967296 # a disk all the same
disk 51792 sectors ''
xenstore-write /local/domain/0/false/vbd/51776/state four
xenstore-write /local/domain/0/false/vbd/51792/state 77
xenstore-write $guest/device/vbd/12x/state 1
xenstore-write $guest/device/vbd/51840/backend-id many $guest/device/vbd/51840/state 1
./xenstore-chmod -r $guest/device/vbd/51840 n1 r0
xenstore-write $vbd/sectors 0x800 # of the good one: it stays as it was

# What the guest has been told at its start, and will not look at again, or must not believe.
port=$(xenstore-read $guest/console/port)
xenstore-write -- $guest/console/port 4294967295 $guest/console/ring-ref 18446744073709551615 $guest/console/limit -1 \
    $guest/store/port nonsense $guest/memory/target -5 $guest/control/feature-poweroff maybe
sleep 1
wait_for_work
xenstore-write $guest/console/port "$port"
xenstore-write $guest/control/shutdown dance
wait_for_work
sleep 2
xenstore-write $guest/control/shutdown "$(printf 'poweroff%4000s' '')"
wait_for_work
sleep 2
xl shutdown 1
