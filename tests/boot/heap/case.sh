# SPDX-License-Identifier: MIT
# Memory that is used up gives ENOMEM, a line that says what was asked and what is free, and is free again afterwards.
build
out_has=('blocks, then .*; huge: (Not enough space|Cannot allocate memory)')
check 0 --mem 4 image -- 1000
check 0 --mem 16 image -- 70000
check 0 --mem 64 image -- 3000000
