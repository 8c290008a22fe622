# SPDX-License-Identifier: MIT
# Random bytes differ from run to run, also where the CPU has no RDRAND (qemu64): the host's seed is used.
build
out_has=('^[0-9a-f]{32}$')
rows=all
seen=
boot() { # as the runner's, and remembers what was printed
    "$uk_cc" run --accel tcg --timeout $limit --machine "$1" --mem "$2" --cpu "$3" image < "$input" > out 2> err
    local got=$?
    [[ $seen = *"$(cat out)"* ]] && fail "the same bytes twice"
    seen+=" $(cat out)"
    return $got
}
check 0
