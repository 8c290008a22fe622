# SPDX-License-Identifier: MIT
# The command that --print prints boots the image without uk-cc: no boot block, no status channel, no debug exit device.
# The machine powers itself off (QEMU's exit status is 0, and nothing is left to kill).
build
for machine in microvm q35 pc; do
    "$uk_cc" run --accel tcg --machine $machine --print image -- one 'two three' "it's" > command || fail "--print"
    shown=$(cat command)
    eval "timeout $limit $shown" < /dev/null > out 2> err || fail "$machine: exit status $?"
    printf '<%s>\n' one 'two three' "it's" > want
    echo alone >> want
    tr -d '\r' < out | cmp want - || fail "$machine: stdout is not as in want"
    ran=$((ran + 1))
done
