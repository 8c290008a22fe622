# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# Sourced by tests that drive a program in a terminal: keys in, screen compared. Ends the test with 77 where that is not
# possible. $here is this folder; $work will be one that goes with the test.
if ! command -v tmux >/dev/null; then
    echo "skipped: tmux is missing (apt-get install tmux)"
    exit 77
fi
"${here:?}/has-terminal.sh" || exit
work=$(mktemp -d)
socket=$work/tmux
trap 'tmux -S "$socket" kill-server 2>/dev/null; rm -rf "$work"' EXIT

t() { tmux -S "$socket" "$@"; }
screen() { t capture-pane -p; }
keys() { t send-keys "$@"; }

# on_terminal COLUMNS LINES COMMAND: in $work, in a terminal of its own.
on_terminal() {
    t kill-server 2>/dev/null
    while [ -e "$socket" ] && t has-session 2>/dev/null; do sleep 0.05; done
    t -f /dev/null new-session -d -x "$1" -y "$2" "cd '$work' && LC_ALL=C.UTF-8; export LC_ALL; $3; echo left with \$?; sleep 600"
}

# Waits until the screen has a line that matches; fails with the screen when it never does.
see() {
    tries=0
    until screen | grep -qE -- "$1"; do
        tries=$((tries + 1))
        if [ $tries -gt 200 ]; then
            echo "never seen: $1"
            screen
            exit 1
        fi
        sleep 0.05
    done
}

gone() {
    tries=0
    while screen | grep -qE -- "$1"; do
        tries=$((tries + 1))
        [ $tries -gt 200 ] && { echo "still seen: $1"; screen; exit 1; }
        sleep 0.05
    done
}
