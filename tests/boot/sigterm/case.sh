# SPDX-License-Identifier: MIT
# SIGTERM to uk-cc run presses the power button, and the application gets SIGTERM.
build
# press MACHINE STATUS ARGS…
press() {
    local machine=$1 want=$2 got
    shift 2
    rm -f out
    "$uk_cc" run --accel tcg --timeout $limit --machine "$machine" image "$@" < /dev/null > out 2> err &
    wait_until grep -q ready out
    kill -TERM $!
    wait $!
    got=$?
    ran=$((ran + 1))
    [ $got = "$want" ] || fail "$machine: exit status $got, not $want"
}
for machine in microvm q35 pc; do
    press $machine 5
    grep -q 'signal 15' out || fail "$machine: the handler did not see SIGTERM"
    press $machine 143 -- default
    grep -q 'by signal 15' err || fail "$machine: no words about the signal"
done
