# SPDX-License-Identifier: MIT
# Bytes go through unchanged in both directions, and the end of the input arrives.
build
input=in expected=in
: > in
check 0 image
check 0 image -- raw
printf 'no newline' > in
check 10 image
head -c 20000 /dev/urandom > in
check $((20000 % 251)) image
rows=one
head -c 1048576 /dev/urandom > in
check $((1048576 % 251)) image -- raw
