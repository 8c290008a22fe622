#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random keys and sizes of the terminal, from 1x1 up, many at a time: menuconfig lives on until it is told to end.

  menuconfig-storm.py TOOL KCONFIG KEYS SEED...
"""
import fcntl
import os
import pty
import random
import select
import signal
import struct
import sys
import tempfile
import termios
import time

KEYS = [b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b" ", b"\r", b"/", b"?", b"a", b"c", b"f", b"\x0b", b"o", b"u",
        b"m", b"\x1b", b"\x7f", b"x", b"\xc3\xbc", b"G", b"g", b"\x04", b"\x15", b"\x06", b"\x17", b"q"]
WIDTHS, HEIGHTS = [1, 2, 3, 5, 8, 20, 40, 80, 300], [1, 2, 3, 4, 5, 6, 8, 12, 24, 100]


def resize(fd, width, height):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))


def drain(fd, seconds):
    """What was printed; None once the other side is gone."""
    text = b""
    while select.select([fd], [], [], seconds)[0]:
        try:
            part = os.read(fd, 65536)
        except OSError:
            return None
        if not part:
            return None
        text += part
    return text


def start(tool, kconfig):
    pid, fd = pty.fork()
    if not pid:
        # A file that cannot be written: there is always something to save, so that leaving asks.
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", KCONFIG_CONFIG="/nowhere/config")
        os.chdir(tempfile.mkdtemp(dir=os.environ["STORM"]))
        os.execv(tool, [tool, "menuconfig", "--kconfig", kconfig])
    return pid, fd


def end(pid, fd):
    os.kill(pid, signal.SIGTERM)
    for _ in range(1000):
        drain(fd, 0)
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGTERM
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    return False


def storm(tool, kconfig, keys, seed):
    random.seed(seed)
    pid, fd = start(tool, kconfig)
    while not drain(fd, 0.1):
        pass
    text = b""
    for i in range(keys):
        for _ in range(random.randint(0, 6)):
            resize(fd, random.choice(WIDTHS), random.choice(HEIGHTS))
        os.write(fd, random.choice(KEYS))
        part = drain(fd, 0.001)
        if part is None:
            sys.exit("seed %d: gone after %d keys\n%s" % (seed, i + 1, text[-3000:].decode(errors="replace")))
        text = (text + part)[-20000:]
    if not end(pid, fd):
        sys.exit("seed %d: SIGTERM did not end it" % seed)


def main():
    tool, kconfig = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["STORM"] = folder
        for seed in sys.argv[4:]:
            storm(tool, kconfig, int(sys.argv[3]), int(seed))
    print("%d storms of %s keys" % (len(sys.argv) - 4, sys.argv[3]))


main()
