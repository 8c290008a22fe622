# SPDX-License-Identifier: MIT
# Arguments and environment arrive unchanged: empty ones, any bytes, up to 128 KiB of them.
build
expected=want
printf '%s\0' image > want
check 1 image
any=$(perl -e 'print map chr, 1 .. 255')
printf '%s\0' image '' ' a  b ' "$any" "'\"\\" A=1 EMPTY= "ANY=$any" > want
check 5 --env A=1 --env EMPTY= --env "ANY=$any" image -- '' ' a  b ' "$any" "'\"\\"
rows=one
long=$(perl -e 'print "x" x 65000')
printf '%s\0' image "$long" "LONG=$long" > want
check 2 --env "LONG=$long" image -- "$long"
many=()
for ((i = 0; i < 4000; i++)); do many+=("argument $i"); done
printf '%s\0' image "${many[@]}" > want
check $((4001 & 255)) image -- "${many[@]}"
