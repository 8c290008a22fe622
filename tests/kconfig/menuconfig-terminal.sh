#!/bin/sh
# SPDX-License-Identifier: MIT
# menuconfig and its terminal: colours, plain mode, signals, files that cannot be used, keys of the line editor.
#   menuconfig-terminal.sh TOOL KCONFIG
set -u
tool=$1
kconfig=$2
here=$(cd "$(dirname "$0")/.." && pwd)
work=''
. "$here/tmux.sh"
fail() { echo "failed: $1"; screen; exit 1; }
colours() { t capture-pane -pe; }
start() { on_terminal 90 24 "${1:-} '$tool' menuconfig --kconfig '$kconfig'"; }

# Colours: as many as the terminal has, by number, name and RGB; none where NO_COLOR says so; what is wrong is told.
start "TERM=screen-256color MENUCONFIG_STYLE='aquatic selection=fg:#ff0000,bg:17,underline path=selection'"
see '^\(Top\)'
colours | grep -q '38;5;196.*48;5;17.*(Top)\|4;38;5;196;48;5;17\|48;5;17' || fail "256 colours"
keys C-c
see 'Save the'
keys n
start "TERM=screen MENUCONFIG_STYLE='selection=fg:brightred,bg:#0000f0'"
see '^\(Top\)'
colours | grep -q '31m.*44m\|31;.*44m' || fail "8 colours"
start "TERM=screen-256color NO_COLOR=1 MENUCONFIG_STYLE=aquatic"
see '^\(Top\)'
colours | grep -qE '\[([0-9]+;)*(3[0-7]|4[0-7]|38;5|48;5)' && fail "NO_COLOR"
start "TERM=screen MENUCONFIG_STYLE='nosuch list=fg:pink elf=bold path=blinking,fg:999'"
see "MENUCONFIG_STYLE: no style: 'nosuch'"
keys q n
see "MENUCONFIG_STYLE: no colour: 'pink'"
see "MENUCONFIG_STYLE: no element of the screen: 'elf'"
see "MENUCONFIG_STYLE: no attribute: 'blinking'"
see "MENUCONFIG_STYLE: this terminal has no colour '999'"

# mconf's themes, which MENUCONFIG_STYLE goes on from.
start "TERM=screen-256color MENUCONFIG_COLOR=mono"
see '^\(Top\)'
colours | grep -qE '\[([0-9]+;)*(3[0-7]|4[0-7]|38;5|48;5)' && fail "MENUCONFIG_COLOR=mono"
start "TERM=screen-256color MENUCONFIG_COLOR=blackbg MENUCONFIG_STYLE='selection=fg:#ff0000,bg:17'"
see '^\(Top\)'
colours | grep '(Top)' | grep -q '31.*40' || fail "MENUCONFIG_COLOR=blackbg"
colours | grep -q '48;5;17' || fail "MENUCONFIG_STYLE after MENUCONFIG_COLOR"
keys q n
start "TERM=screen-256color MENUCONFIG_COLOR=pink"
see "MENUCONFIG_COLOR: no theme: 'pink'"

# MENUCONFIG_MODE=single_menu: a menu opens where it stands, also for what is jumped to.
start "TERM=screen MENUCONFIG_MODE=single_menu"
see '^\+\+> Network$'
keys Enter
see '^--> Network$'
see '^  \[ \] Networking'
see '^\(grün\) Ünïcode name'
keys Down Space
see '^ +< > TCP'
keys Up Enter
see '^\+\+> Network$'
screen | grep -q Networking && fail "the menu was closed"
keys /
keys Port Enter
see '^--> Network$'
see '^\(Top\)'

# A terminal that cannot move the cursor: line by line, with the question at the end.
start "TERM=dumb"
see 'h tells the commands'
keys 1 Enter
see '^ +1  \[ \] Networking'
keys NET=y Enter PORT=99999 Enter
see '  PORT is not visible'
keys TCP=m Enter PORT=99999 Enter
see '  99999 is outside of the range 1 to 65535'
keys PORT=8080 Enter q Enter
see 'save the configuration'
keys y Enter
see "saved to '.config'"
see 'left with 0'
grep -q '^CONFIG_PORT=8080$' "$work/.config" || fail "plain mode saved nothing"

# The same without any terminal; something that was refused is an error.
cd "$work" || exit 1
printf '%s\n' '/^P' PORT=1 '?PORT' s q | "$tool" menuconfig --kconfig "$kconfig" > log || fail "commands from a pipe"
grep -q 'PORT(=8080) "Port"' log && grep -q '^Value:  1$' log || { cat log; exit 1; }
printf '%s\n' PORT=0 | "$tool" menuconfig --kconfig "$kconfig" > log && fail "a refused command is no success"
grep -q 'outside of the range' log || { cat log; exit 1; }
grep -q '^CONFIG_PORT=1$' .config || fail "a pipe saved nothing"
printf '%s\n' ADDR=xyz | "$tool" menuconfig --kconfig "$kconfig" > log && fail "xyz is no number"
grep -q "'xyz' is no hexadecimal number" log || { cat log; exit 1; }
printf '%s\n' ADDR=ff 'd minimal' u 'd other' q n | "$tool" menuconfig --kconfig "$kconfig" > log || fail "saving minimal"
printf 'CONFIG_NET=y\nCONFIG_TCP=m\nCONFIG_PORT=1\n' | diff - other && grep -qx CONFIG_ADDR=0xff minimal || exit 1
rm .config

# Ctrl-C asks, and leaves when it comes again; Ctrl-Z and back; SIGTERM leaves the terminal as it was.
on_terminal 90 24 "exec env PS1='shell> ' bash --norc -i"
see '^shell>'
keys "'$tool' menuconfig --kconfig '$kconfig'" Enter
see '^ *Test menu'
keys C-c
see 'Save the configuration'
keys c
gone 'Save the configuration'
keys C-z
see '^shell>'
keys fg Enter
see '^ *Test menu'
keys C-c
see 'Save the configuration'
keys C-c
see 'changes were not saved'
keys clear Enter "'$tool' menuconfig --kconfig '$kconfig'" Enter
see '^ *Test menu'
pkill -TERM -P "$(t list-panes -F '#{pane_pid}')"
see '^Terminated'
keys "stty -a | tr ' ;' '\n\n' | grep -xE 'echo|icanon'" Enter
see '^echo$'
see '^icanon$'
keys "'$tool' menuconfig --kconfig '$kconfig'" Enter
see '^ *Test menu'
child=$(pgrep -P "$(t list-panes -F '#{pane_pid}')")
t kill-server
tries=0
while kill -0 "$child" 2>/dev/null && [ "$(ps -o stat= -p "$child" | cut -c1)" != Z ]; do
    tries=$((tries + 1))
    [ $tries -lt 200 ] || { echo "failed: it lives on without its terminal"; exit 1; }
    sleep 0.05
done

# Files that cannot be written or read are told, and asked for again; ~ is the home folder. Keys of the editor.
mkdir home
echo 'CONFIG_NET=y' > home/other
on_terminal 90 24 "HOME=$work/home KCONFIG_CONFIG='$work/none/config' '$tool' menuconfig --kconfig '$kconfig'"
see '^ *Test menu'
keys s Enter
see "cannot write '.*/none/config': No such file"
keys Enter
see 'Save to'
keys Escape o
see 'Load anyway'
keys y C-u / Enter
see "cannot read '/': Is a directory"
keys Enter
see 'Load from'
keys C-u 'wrong name.x' C-w C-w C-w C-w '~' '/othe ' BSpace Left C-e r C-a Enter
see "read '.*/home/other'"
keys G Up Enter
see 'Ünïcode name \(string\)'
keys C-u '日本 ü-x' Left Left C-k Left BSpace Enter
see '^\(日本ü\) Ünïcode name'
keys q n
see 'left with 0'

# A tree with nothing to choose in it: every key is answered.
echo 'comment "only this"' > comment
on_terminal 60 12 "'$tool' menuconfig --kconfig comment"
see '^\(Top\)'
keys Enter Space y m n '?' q c u a a f f / x Enter Escape Down Up G g C-d C-u Left d Escape
keys A
see 'show-all'
keys q n
see 'left with 0'

# Ten thousand symbols, prompts far wider than the screen, double-width characters.
awk 'BEGIN { print "mainmenu \"Large\""; for (i = 0; i < 10000; i++) printf "config S%d\n\ttristate \"Symbol %d\"\n", i, i
    printf "menu \""; for (i = 0; i < 3000; i++) printf "菜單"; printf "\"\nconfig LAST\n\tstring \""
    for (i = 0; i < 20000; i++) printf "p"; print "\"\nendmenu" }' > large
on_terminal 61 12 "'$tool' menuconfig --kconfig large"
see '^\[ \] Symbol 0'
keys G
see '^    (菜單)+菜?'
keys / '^S999[0-9]$ mbol' Down Down Enter
see '^\[ \] Symbol 9992'
keys / '^last$' Enter
see '^(菜單)+菜?$'
see '^\(\)  p+$'
keys Enter
see '^ *p+$'
keys Escape q n
see 'left with 0'

# Unreadable from the start: no screen at all.
mkdir folder
KCONFIG_CONFIG=folder "$tool" menuconfig --kconfig "$kconfig" < /dev/null > log 2>&1 && fail "a folder is no .config"
grep -q "cannot read 'folder': Is a directory" log || { cat log; exit 1; }
exit 0
