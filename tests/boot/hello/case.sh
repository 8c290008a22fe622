# SPDX-License-Identifier: MIT
# The smallest program, on every machine.
build
strip image
rows=all
echo hello > want
expected=want
check 0 image
