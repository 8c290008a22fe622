# SPDX-License-Identifier: MIT
# main()'s whole exit status comes back, and abort() is 134 with words.
build
rows=all
check 42 image -- return 42
rows=machines
for n in 0 1 127 128 255; do
    check $n image -- return $n
done
check 44 image -- return 300
check 7 image -- exit 7
check 9 image -- _exit 9
err_has=('the application ended by signal 6, SIGABRT')
check 134 image -- abort
