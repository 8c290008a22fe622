#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck shell=dash source=/dev/null disable=SC2086,SC2154 # lib.sh sets words without blanks
# Takes the disk away from a guest at work, and gives it back.
. ./lib.sh
for _ in 1 2; do
    wait_for_work
    xl block-detach 1 xvda
    sleep 2
    xl block-attach 1 phy:/dev/vdb,xvda,w
done
wait_for_work
xl shutdown 1
