# SPDX-License-Identifier: MIT
# Too little memory is said in words, with the size that would do; and that size does.
build
for machine in microvm q35 pc; do
    shown="--machine $machine --mem 2M"
    timeout 60 "$uk_cc" run --accel tcg --timeout $limit --machine $machine --mem 2M image < /dev/null > out 2> err
    got=$?
    [ $got = 125 ] || fail "$machine: exit status $got, not 125"
    size=$(sed -n 's/.*needs at least \([0-9]*K\).*/\1/p' err)
    [ -n "$size" ] || fail "$machine: no size is named"
    shown="--machine $machine --mem $size"
    timeout 60 "$uk_cc" run --accel tcg --timeout $limit --machine $machine --mem "$size" image < /dev/null > out 2> err ||
        fail "$machine: exit status $? with $size"
    ran=$((ran + 2))
done
