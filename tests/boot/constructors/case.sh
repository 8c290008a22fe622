# SPDX-License-Identifier: MIT
# What runs around main().
build
printf '%s\n' 'constructor 200' 'constructor 300' main 'exit handler' destructor > want
expected=want
check 0 image
