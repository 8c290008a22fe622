# SPDX-License-Identifier: MIT
# isatty() answers as on the host.
build
echo 0 0 0 > want
expected=want
check 0 image
tty=$(timeout $limit script -qec "'$uk_cc' run --accel tcg image" /dev/null < /dev/null)
[[ $tty = *"1 1 1"* ]] || fail "on a terminal it says $tty"
tty=$(timeout $limit script -qec "'$uk_cc' run --accel tcg image < /dev/null" /dev/null < /dev/null)
[[ $tty = *"0 1 1"* ]] || fail "with input from a file it says $tty"
