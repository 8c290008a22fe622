# SPDX-License-Identifier: MIT
# A debug build finds misuse of the heap.
build --uk-set=DEBUG=y
err_has=('guest panicked: heap: a block was freed twice' 'free_twice at .*guest\.c:[0-9]+')
check 134 image -- twice
err_has=('guest panicked: heap: ' 'write_past at .*guest\.c:[0-9]+')
check 134 image -- past
