# SPDX-License-Identifier: MIT
# The guard page of a thread's stack ends the guest, and so does abort() in a thread.
build -pthread
err_has=('guest panicked: stack overflow' '^  thread [^m]' ' recurse at .*guest\.c:[0-9]+')
check 134 image -- overflow
err_has=('ended by signal 6')
check 134 image -- abort
