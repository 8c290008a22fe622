#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Runs a command and prints what it prints, each line behind the CPU time, in ms, that its QEMU had used by then.
#
#   marks.py COMMAND…
import glob
import subprocess
import sys
import time


# Of a process that need not be ours, in all its threads (clock_getcpuclockid(3), include/linux/posix-timers.h).
def cpu_ms(pid):
    return time.clock_gettime(~pid << 3 | 2) * 1000


def children(pid):
    pids = []
    for name in glob.glob(f"/proc/{pid}/task/*/children"):
        with open(name) as file:
            pids += map(int, file.read().split())
    return pids


# 0: there is none (yet).
def find_qemu(pid):
    for child in children(pid):
        with open(f"/proc/{child}/comm") as file:
            if file.read().startswith("qemu-system"):
                return child
    return 0


def main():
    run = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    for line in run.stdout:
        qemu = find_qemu(run.pid)
        print(f"{cpu_ms(qemu) if qemu else 0:.1f}", line.decode(errors="replace").rstrip(), flush=True)
    sys.exit(run.wait())


main()
