#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs every command block of README.md, in order, as a reader would: in a folder that looks like the clone.
#
#   tests/readme/run.sh TREE BUILD
#
# The two set-up blocks are what .ci/run consists of; here it is only checked that .ci/run really has them.
set -euo pipefail
tree=$(cd "$1" && pwd)
build=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

blocks() { # INFO: the text of all ```INFO blocks
    awk -v info="$1" '$0 == "```" info { inside = 1; next } $0 == "```" { inside = 0 } inside' "$tree/README.md"
}

while IFS= read -r command; do
    grep -qxF "$command" "$tree/.ci/run" || { echo "FAIL .ci/run does not run README's \"$command\""; exit 1; }
done < <(blocks 'sh setup')
[ -n "$(blocks sh)" ] || { echo "FAIL README.md has no command blocks"; exit 1; }

for entry in "$tree"/*; do
    [ "$(basename "$entry")" = build ] || ln -s "$entry" "$work/"
done
ln -s "$build" "$work/build"

# The two interactive commands: a key for the one, gdb commands on standard input for the other.
cat > "$work/.interactive" <<'END'
uk-cc() {
    case ${1:-} in
        menuconfig)
            local name=readme-$$ i
            "$has_terminal" || return 0
            rm -f menuconfig.status
            tmux -L "$name" new-session -d -x 100 -y 30 "command uk-cc menuconfig; echo \$? > menuconfig.status"
            for ((i = 0; i < 120; i++)); do # keys go unheard until the screen is there: quit, do not save
                sleep 0.5
                [ ! -s menuconfig.status ] || break
                tmux -L "$name" send-keys q n 2> /dev/null || true
            done
            [ "$(cat menuconfig.status)" = 0 ]
            ;;
        debug) printf 'backtrace\nkill\nquit\n' | command uk-cc "$@" ;;
        *) command uk-cc "$@" ;;
    esac
}
END
{ echo 'set -eo pipefail; cd "$1"; . ./.interactive'; blocks sh; } > "$work/.commands"
export has_terminal=$tree/tests/has-terminal.sh
if ! bash -x "$work/.commands" "$work" > "$work/.output" 2>&1; then
    cat "$work/.output"
    echo "FAIL a command of README.md failed: the last one above"
    exit 1
fi
for wanted in 'Hello, reader!' 'Lua 5.4	42' 'status 134'; do
    grep -qF "$wanted" "$work/.output" || { cat "$work/.output"; echo "FAIL README's commands did not print: $wanted"; exit 1; }
done
echo "PASS all commands of README.md"
