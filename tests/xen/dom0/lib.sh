# SPDX-License-Identifier: MIT
# shellcheck shell=dash
# What the programs that tests run in dom0 have in common: they do things to domain 1 and its first disk, as a user or a
# broken toolstack would, and end it by xl shutdown.
# shellcheck disable=SC2034 # for who reads this
vbd=/local/domain/0/backend/vbd/1/51712
guest=/local/domain/1

# wait_for COMMAND…: until it is true. What is not within two minutes fails the run.
wait_for() {
    local i=0
    until "$@" > /dev/null 2>&1; do
        i=$((i + 1))
        [ $i -lt 1200 ] || { echo "never true: $*"; exit 9; }
        usleep 100000
    done
}
says() { # PATH VALUE
    [ "$(xenstore-read "$1")" = "$2" ]
}
requests() { # that the backend of the disk has seen, since it was bound
    cat /sys/bus/xen-backend/devices/vbd-1-51712/statistics/rd_req 2> /dev/null || echo 0
}
more_than() { [ "$(requests)" -gt "$1" ]; }

# The guest reads on: so many requests more.
wait_for_work() {
    wait_for says $vbd/state 4
    wait_for more_than $(($(requests) + 10))
    echo "the guest is at work"
}
