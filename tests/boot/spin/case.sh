# SPDX-License-Identifier: MIT
# Threads are preempted.
build -pthread
out_has=('^both ran$')
check 6 image
