#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck shell=dash source=/dev/null disable=SC2086,SC2154 # lib.sh sets words without blanks
# Below a guest that answers pings the backend of the network card starts again; then the card is taken away and given
# back.
. ./lib.sh
answers() { cat /sys/class/net/vif1.0/statistics/rx_packets 2> /dev/null || echo 0; }
more_answers_than() { [ "$(answers)" -gt "$1" ]; }
wait_for_answers() {
    wait_for says /local/domain/0/backend/vif/1/0/state 4
    wait_for more_answers_than $(($(answers) + 50))
    echo "the guest answers"
}
wait_for_answers
xenstore-write /local/domain/0/backend/vif/1/0/state 5
sleep 3
wait_for_answers
mac=$(xenstore-read $guest/device/vif/0/mac)
xl network-detach 1 0
sleep 3
xl network-attach 1 "mac=$mac" bridge=xenbr0
wait_for_answers
xl shutdown 1
