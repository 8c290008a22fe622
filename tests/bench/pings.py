#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Pings guests in turns, so that a busy host troubles all alike, and prints the median round trip of each.
#
#   pings.py COUNT LOCAL-PORT:REMOTE-PORT…
#
# The guests are at 10.0.2.15, each on a wire of its own (see tests/xen/wire.py). One line: microseconds, in the order of
# the guests. Exit status 0: every ping was answered, and rightly.
import pathlib
import socket
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "xen"))
import wire  # noqa: E402

ADDRESS = socket.inet_aton("10.0.2.15")
FIRST = 10  # that do not count: caches are cold
SIZE = 56


def main():
    count = int(sys.argv[1])
    wires = [wire.Wire(*map(int, ports.split(":"))) for ports in sys.argv[2:]]
    guests = [(w, wire.who_has(w, ADDRESS), []) for w in wires]
    for i in range(FIRST + count):
        for w, mac, times in guests:
            times.append(wire.ping(w, mac, ADDRESS, i, SIZE))
    print(*(f"{statistics.median(times[FIRST:]):.0f}" for _, _, times in guests))


main()
