#!/bin/sh
# SPDX-License-Identifier: MIT
# Drives menuconfig through tmux: menuconfig.sh TOOL KCONFIG. Keys go in, the screen is looked at.
set -u
tool=$1
kconfig=$2
here=$(cd "$(dirname "$0")/.." && pwd)
work=''
. "$here/tmux.sh"

on_terminal 90 24 "'$tool' menuconfig --kconfig '$kconfig'"

see '^ *Test menu'
see '^    Network  --->'
see '^\(grün\) Ünïcode name'

# Into a menu, toggle, a submenu appears by dependency, m, an editor that refuses what is out of range.
keys Enter
see '^\(Top\) > Network'
see '^\[ \] Networking'
keys Space
see '^\[\*\] Networking'
keys Down m
see '^  <M> TCP'
keys Down Enter
see 'Port \(int, 1 to 65535\)'
keys C-u 99999 Enter
see '99999 is outside of the range 1 to 65535'
keys x
keys C-u 8080 Enter
see '\(8080\) Port'
keys u
see '\(80\) Port'

# Help and information, show-name.
keys f
see '^The port that'
keys f c
see '\(80\) <PORT> Port'
keys c '?'
see '^Name:   PORT'
see 'depends on TCP\(=m\)'
keys q
see '\(80\) Port'

# A choice: its member is taken and the menu left.
keys Escape
see '^    C library \(small\)  --->'
keys Down Enter
see '^\(X\) small'
keys Up Space
see '^    C library \(full\)  --->'

# Jump to a symbol by a regular expression; one that is hidden turns show-all on.
keys / '^na.e$'
see '^NAME\(=grün\)'
keys Enter
gone '^Jump to'
see '^\(grün\)'
keys / 'hidden'
see '^HIDDEN'
keys Enter
see 'show-all'
see 'never seen'
keys a
gone 'never seen'

# Resize, an unsaved change is asked about, cancel, save.
t resize-window -x 50 -y 18
see '^\(0x1000\) Address'
keys q
see 'Save the configuration'
keys c
gone 'Save the configuration'
keys q
see 'Save the configuration'
keys y
see 'left with 0'
diff -u - "$work/.config" <<'END' || exit 1
CONFIG_MODULES=y

#
# Network
#
CONFIG_NET=y
CONFIG_TCP=m
CONFIG_PORT=80
# end of Network

CONFIG_FULL=y
# CONFIG_SMALL is not set
CONFIG_NAME="grün"
CONFIG_ADDR=0x1000
END
