#!/bin/sh
# SPDX-License-Identifier: MIT
# Whether a test can have a terminal of its own: status 0, or 77 with the reason.
script -qec true /dev/null < /dev/null > /dev/null 2>&1 && exit 0
echo "skipped: there are no pseudo-terminals (in a chroot: mount --bind /dev/pts ROOT/dev/pts)"
exit 77
