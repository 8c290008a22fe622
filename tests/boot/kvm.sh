#!/bin/bash
# SPDX-License-Identifier: MIT
# Boots hello on KVM: kvm.sh UK_CC CASE_DIR WORK_DIR. Required where the CPU has vmx or svm. A software-only KVM module does
# not know every instruction: there, the result is printed and not judged.
uk_cc=$1 case_dir=$2 work=$3
mkdir -p "$work" && cd "$work" || exit 1
if ! [ -r /dev/kvm ] || ! [ -w /dev/kvm ]; then
    echo "skipped: /dev/kvm cannot be opened"
    exit 77
fi
[ -f "$(dirname "$uk_cc")/sysroot/full/lib/libc.a" ] || { echo "skipped: newlib is not built"; exit 77; }
"$uk_cc" -O2 "$case_dir"/*.c -o image || exit 1
timeout -k 5 60 "$uk_cc" run --accel kvm --timeout 30 image < /dev/null > out 2> err
got=$?
if grep -qE '^flags.* (vmx|svm)( |$)' /proc/cpuinfo; then
    [ $got = 0 ] && [ "$(cat out)" = hello ] && exit 0
    echo "FAILED: exit status $got"
    cat out err
    exit 1
fi
echo "skipped: the CPU has neither vmx nor svm; on this software-only KVM hello ends with status $got and says:"
cat out err
exit 77
