#!/bin/bash
# SPDX-License-Identifier: MIT
# What the user of a Xen host does (see via_xl.sh), and what must come of it.
export PATH=/uk:/usr/bin:/bin:/usr/sbin
xenconsoled --pid-file=/run/xenconsoled.pid || exit 1
cd /guests || exit 1

fail() {
    echo "FAILED: $*"
    head -c 2000 out err
    exit 1
}
run() { # STATUS ARGS…
    local want=$1 got
    shift
    timeout 200 uk-cc run --via xl --mem 16 "$@" > out 2> err
    got=$?
    [ $got = "$want" ] || fail "status $got, not $want: $*"
    echo "as expected, status $want: $*"
}

run 4 --env A=1 args -- one 'two three' '' < /dev/null
printf '%s\n' args one 'two three' '' A=1 | cmp - out || fail "other arguments"
head -c 20000 /dev/urandom > in
run $((20000 % 251)) echo < in
cmp in out || fail "the input has not come back"
run 0 flood -- 100000 < /dev/null
[ "$(wc -c < out)" = 100000 ] || fail "output is lost"
run 134 wild < /dev/null
grep -q 'the guest panicked' err && grep -q 'main_wild at .*guests.c:' err || fail "no report"
run 124 --timeout 5 waits < /dev/null
uk-cc run --via xl --mem 16 waits > out 2> err < /dev/null &
until grep -q ready out; do usleep 100000; done
kill -TERM $!
wait $!
[ $? = 143 ] || fail "no end by SIGTERM"
[ "$(xl list | wc -l)" = 3 ] || fail "domains stay: $(xl list)" # the head, dom0, domain 1
echo "all is well"
