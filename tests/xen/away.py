#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The other end of a guest's wire, where the guest's network card goes away and comes back: pings samples/echo on and on.
#
#   away.py LOCAL-PORT REMOTE-PORT LEAST
#
# SIGTERM ends it. Exit status 0: so many pings were answered at least, and every answer was right.
import signal
import socket
import sys
import time

import wire

ADDRESS = socket.inet_aton("10.0.2.15")
sent = answered = 0


def end(*_):
    print(f"wire: {answered} of {sent} pings were answered")
    sys.exit(answered < int(sys.argv[3]))


def main():
    global sent, answered
    signal.signal(signal.SIGTERM, end)
    link = wire.Wire(int(sys.argv[1]), int(sys.argv[2]))
    mac = wire.who_has(link, ADDRESS)
    while True:
        sent += 1
        answered += wire.try_ping(link, mac, ADDRESS, sent & 0xFFFF, 56, 0.5) is not None
        time.sleep(0.02)


main()
