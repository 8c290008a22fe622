#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The other end of a guest's wire: speaks Ethernet to samples/echo through QEMU's socket network, and checks each
# answer.
#
#   wire.py LOCAL-PORT REMOTE-PORT [ADDRESS [COUNT]]      QEMU has -netdev dgram or socket,udp= on the ports the other
# way
#
# Asks by ARP who has the address, pings it COUNT times in sizes from 0 to 1472 bytes, and has frames of EtherType
# 0x88b5 sent back; one of EtherType 0x88b6 ends the guest. Prints the round trips' median in microseconds. Exit status
# 0: every answer came, and was right.
import socket
import statistics
import struct
import sys
import time

OWN_MAC = bytes.fromhex("020000000001")
OWN_IP = bytes([10, 0, 2, 2])
PATIENCE = 120  # seconds until the guest is there


def fail(text):
    print(f"wire: {text}")
    sys.exit(1)


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Wire:
    def __init__(self, local, remote):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", local))
        self.remote = ("127.0.0.1", remote)

    def send(self, frame):
        try:
            self.socket.sendto(frame, self.remote)
        except ConnectionRefusedError:  # QEMU is not there yet
            pass

    # The first frame within so many seconds for which wanted() is true, or None.
    def receive(self, seconds, wanted):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                frame = self.socket.recv(65536)
            except (TimeoutError, ConnectionRefusedError):
                continue
            if wanted(frame):
                return frame
        return None


# RFC 826
def who_has(wire, address):
    request = b"\xff" * 6 + OWN_MAC + struct.pack("!HHHBBH", 0x0806, 1, 0x0800, 6, 4, 1)
    request += OWN_MAC + OWN_IP + bytes(6) + address
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        wire.send(request.ljust(60, b"\0"))
        reply = wire.receive(0.5, lambda f: f[12:14] == b"\x08\x06" and f[20:22] == b"\0\2" and f[28:32] == address)
        if reply:
            if reply[0:6] != OWN_MAC or reply[6:12] != reply[22:28]:
                fail("the ARP reply has the wrong addresses")
            return reply[22:28]
    fail(f"nobody has {'.'.join(map(str, address))}")


# RFC 791, RFC 792. Microseconds; None: no answer within so many seconds.
def try_ping(wire, mac, address, sequence, size, seconds):
    data = bytes((sequence + i) & 0xFF for i in range(size))
    icmp = struct.pack("!BBHHH", 8, 0, 0, 77, sequence) + data
    icmp = icmp[:2] + struct.pack("!H", checksum(icmp)) + icmp[4:]
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(icmp), sequence, 0, 64, 1, 0) + OWN_IP + address
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    start = time.perf_counter()
    wire.send((mac + OWN_MAC + b"\x08\0" + ip + icmp).ljust(60, b"\0"))
    answers = lambda f: f[12:14] == b"\x08\0" and f[23] == 1 and f[34] == 0 and f[38:42] == icmp[4:8]  # noqa: E731
    reply = wire.receive(seconds, answers)
    took = (time.perf_counter() - start) * 1e6
    if not reply:
        return None
    length = struct.unpack("!H", reply[16:18])[0]
    if checksum(reply[14:34]) or checksum(reply[34:14 + length]) or reply[42:14 + length] != data:
        fail(f"the answer to ping {sequence} of {size} bytes is damaged")
    return took


def ping(wire, mac, address, sequence, size):
    took = try_ping(wire, mac, address, sequence, size, 10)
    if took is None:
        fail(f"no answer to ping {sequence} of {size} bytes")
    return took


def echo(wire, mac, number, size):
    payload = struct.pack("!I", number) + bytes((number * 7 + i) & 0xFF for i in range(size - 4))
    wire.send(mac + OWN_MAC + b"\x88\xb5" + payload)
    reply = wire.receive(10, lambda f: f[12:14] == b"\x88\xb5" and f[14:18] == payload[:4])
    if not reply or reply[:6] != OWN_MAC or reply[6:12] != mac or reply[14:] != payload:
        fail(f"frame {number} of {size} bytes has not come back as it was")


def burst(wire, mac, count):
    for number in range(count):
        wire.send(mac + OWN_MAC + b"\x88\xb5" + struct.pack("!I", 0x10000 + number) + bytes(60))
    left = set(range(count))
    while left:
        reply = wire.receive(10, lambda f: f[12:14] == b"\x88\xb5")
        if not reply:
            fail(f"{len(left)} of {count} frames of a burst have not come back")
        left.discard(struct.unpack("!I", reply[14:18])[0] - 0x10000)


def end_guest(wire, mac):
    wire.send((mac + OWN_MAC + b"\x88\xb6").ljust(60, b"\0"))


def main():
    wire = Wire(int(sys.argv[1]), int(sys.argv[2]))
    address = socket.inet_aton(sys.argv[3] if len(sys.argv) > 3 else "10.0.2.15")
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 50
    mac = who_has(wire, address)
    sizes = [0, 1, 56, 57, 500, 1471, 1472]
    try:
        times = [ping(wire, mac, address, i, sizes[i % len(sizes)] if i < 14 else 56) for i in range(count)]
        for number in range(20):
            echo(wire, mac, number, 46 + number * 76)
        burst(wire, mac, 64)
    finally:  # the guest ends in any case
        end_guest(wire, mac)
    print(f"wire: {count} pings, median {statistics.median(times[14:] or times):.0f} us")


if __name__ == "__main__":
    main()
