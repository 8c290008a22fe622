# SPDX-License-Identifier: MIT
# Clocks and sleeping.
build
check 0 image -- "$(date +%s)"
