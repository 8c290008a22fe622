#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How long menuconfig takes from a key to the last byte on the screen: called by tests/bench/keys.

  keys.py linux|own ROUNDS COMMAND...     COMMAND runs menuconfig, in a terminal of 120x40

Wall time, and the process's own CPU time where the kernel counts it. What follows a key within 60 ms belongs to it; in
our own tree, where a key is answered first and the solver's result follows, within 700 ms.
"""
import fcntl
import os
import pty
import select
import statistics
import struct
import sys
import termios
import time

QUIET = {"linux": 0.06, "own": 0.7}
GOAL = 50

# (what is measured, keys to get there, the key that is measured, keys to go on from there)
OWN = [
    ("set HEAP to n, from m", "/^HEAP$\r", "n", "u"),
    ("undo", "n", "u", ""),
    ("another C library", "/^LIBC_NEWLIB_SMALL$\r", " ", "u"),
]
LINUX = [
    ("down", "", "j", ""),
    ("page down, page up", "", "\x04", "\x15"),
    ("last, first line", "", "G", "g"),
    ("enter a menu", "", "l", "h"),
    ("leave a menu", "l", "h", ""),
    ("show all, and back", "", "a", "a"),
    ("show names, and back", "", "c", "c"),
    ("show help, and back", "", "f", "f"),
    ("set SOUND to n, from y", "/^SOUND$ card\r", "n", "u"),
    ("undo", "n", "u", ""),
    ("set MODULES to n, from y", "/^MODULES$ loadable\r", "n", "u"),
    ("information on MODULES", "", "?", "q"),
    ("open the search", "", "/", "\x03"),
    ("a letter of a search, 1st", "/", "u", "\x15\x03"),
    ("a letter of a search, 3rd", "/us", "b", "\x15\x03"),
    ("a regular expression", "/^usb.*(hid|net)", "$", "\x15\x03"),
    ("jump", "/^e1000$", "\r", ""),
    ("open the dialog of saving", "", "s", "\x03"),
]


def start(command):
    pid, fd = pty.fork()
    if not pid:
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
        os.execvp(command[0], command)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    return pid, fd


def settle(fd, quiet, wait):
    """Reads until nothing has come for a while; the times of the first and last byte, None if there was none."""
    first = last = None
    while select.select([fd], [], [], wait)[0]:
        try:
            if not os.read(fd, 1 << 16):
                break
        except OSError:
            sys.exit("menuconfig ended")
        last, wait = time.monotonic(), quiet
        first = first or last
    return last and (first, last)


def cpu(pid):
    try:
        with open("/proc/%d/schedstat" % pid) as f:
            return int(f.read().split()[0]) / 1e6
    except OSError:
        return float("nan")


def press(pid, fd, quiet, key):
    """To the first byte, to the last, CPU; in ms. None if the screen did not change."""
    before, begin = cpu(pid), time.monotonic()
    os.write(fd, key.encode())
    seen = settle(fd, quiet, 0.5)
    return seen and ((seen[0] - begin) * 1e3, (seen[1] - begin) * 1e3, cpu(pid) - before)


def measure(pid, fd, quiet, prepare, key, back, rounds):
    times = []
    for _ in range(rounds):
        for k in prepare:
            press(pid, fd, quiet, k)
        times.append(press(pid, fd, quiet, key))
        for k in back:
            press(pid, fd, quiet, k)
    return [t for t in times if t]


def row(name, walls, cpus, goal):
    middle = statistics.median(walls)
    print("%-28s %8.1f %8.1f %8.1f %8s  %s" % (name, middle, max(walls), max(cpus), goal or "",
          "" if not goal else "met" if middle <= goal else "MISSED"))


def main():
    tree, rounds, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    quiet, own = QUIET[tree], tree == "own"
    pid, fd = start(command)
    settle(fd, quiet, 30)
    print("%-28s %8s %8s %8s %8s" % ("key to screen, in ms", "median", "largest", "CPU", "goal"))
    for name, prepare, key, back in OWN if own else LINUX:
        times = measure(pid, fd, quiet, prepare, key, back, rounds)
        if not times:
            sys.exit("%s: the screen did not change" % name)
        first, last, cpus = zip(*times)
        row(name, first if own else last, cpus, GOAL)
        if own:
            row("  the modules' lines", last, cpus, None)
    os.close(fd)


main()
