#!/bin/bash
# SPDX-License-Identifier: MIT
# Checks the rules of docs/design.md that a compiler does not see: layering, where asm may stand, file heads, sizes.
#
#   tests/lint/lint.sh TREE     prints FILE:LINE: RULE for each breach; status 1 if there is any
set -uo pipefail
cd "$1" || exit 2
breaches=0
breach() { # FILE:LINE RULE
    printf '%s: %s\n' "$1" "$2"
    breaches=$((breaches + 1))
}
# Reads lines "FILE:LINE:..." and reports each as a breach of the rule.
report() { # RULE
    local line
    while IFS= read -r line; do
        [ -n "$line" ] && breach "$(cut -d: -f1,2 <<< "$line")" "$1"
    done
}

# room.conf: name, level, needs, public headers, of every libOS room.
declare -A level needs headers
rooms=()
read_rooms() {
    local conf room
    while IFS= read -r conf; do
        room=$(awk '$1 == "room" { print $2; exit }' "$conf")
        [ "libos/$room/room.conf" = "$conf" ] || [ "$room $conf" = "main libos/room.conf" ] ||
            breach "$conf:1" "the room is called '$room', its folder is another"
        rooms+=("$room")
        level[$room]=$(awk '$1 == "level" { print $2; exit }' "$conf")
        needs[$room]=$(awk '$1 == "needs" { $1 = ""; print }' "$conf" | tr '\n' ' ')
        headers[$room]=$(awk '$1 == "header" { $1 = ""; print }' "$conf" | tr '\n' ' ')
        [ -n "${level[$room]}" ] || breach "$conf:1" "no level statement"
    done < <(find libos -name room.conf | sort)
}

has_word() { # WORD LIST
    [[ " $2 " == *" $1 "* ]]
}

check_needs() {
    local room lower
    for room in "${rooms[@]}"; do
        for lower in ${needs[$room]}; do
            if [ -z "${level[$lower]:-}" ]; then
                breach "libos/$room/room.conf:1" "needs $lower, which is no room"
            elif [ "${level[$lower]}" -ge "${level[$room]}" ]; then
                breach "libos/$room/room.conf:1" "needs $lower, which is not at a lower level"
            fi
        done
    done
}

# The room a libOS file lies in: the longest room name that is a prefix of its path.
room_of() { # PATH-BELOW-LIBOS
    local room best=
    for room in "${rooms[@]}"; do
        [[ $1 == "$room"/* && ${#room} -gt ${#best} ]] && best=$room
    done
    printf '%s' "$best"
}

check_include() { # FILE LINE INCLUDED
    local own other header
    own=$(room_of "${1#libos/}")
    case $3 in uk/*) return ;; esac
    [[ $3 == */* ]] || return # a header of the own folder
    other=$(room_of "$3")
    if [ -z "$other" ]; then
        breach "$1:$2" "\"$3\" is in no room"
        return
    fi
    [ "$other" = "$own" ] && return
    header=${3#"$other"/}
    has_word "$header" "${headers[$other]}" || breach "$1:$2" "$3 is not a public header of room $other"
    has_word "$other" "${needs[$own]:-}" || breach "$1:$2" "room $own does not declare that it needs $other"
}

check_libos_includes() {
    local file line included
    while IFS=: read -r file line included; do
        [ -n "$(room_of "${file#libos/}")" ] || continue # main.c stands above all rooms
        check_include "$file" "$line" "$(sed -E 's/.*"([^"]+)".*/\1/' <<< "$included")"
    done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]+"' libos --include='*.[chS]')
}

# Which toolchain room may call which.
toolchain_may() { # ROOM
    case $1 in
        util) echo "" ;;
        kconfig | elf) echo "util" ;;
        solve) echo "kconfig elf util" ;;
        image) echo "elf util" ;;
        cc) echo "solve image kconfig elf util" ;;
        run) echo "image elf util" ;;
    esac
}

check_toolchain_includes() {
    local file line included room other
    while IFS=: read -r file line included; do
        room=$(cut -d/ -f2 <<< "$file")
        included=$(sed -E 's/.*"([^"]+)".*/\1/' <<< "$included")
        [ "$file" = "toolchain/uk-cc.c" ] && continue
        case $included in
            uk/abi.h | uk/rootfs.h) continue ;;
            */*) other=${included%%/*} ;;
            *) continue ;;
        esac
        [ "$other" = "$room" ] || has_word "$other" "$(toolchain_may "$room")" ||
            breach "$file:$line" "room $room may not include $included"
    done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]+"' toolchain --include='*.[ch]')
}

# Lines that match a pattern in code, without those that are comments.
code_lines() { # PATTERN FOLDER...
    local pattern=$1
    shift
    grep -rnE "$pattern" "$@" --include='*.c' --include='*.h' --include='*.S' 2> /dev/null |
        grep -vE '^[^:]*:[0-9]+:[[:space:]]*(//|\*|/\*)'
}

check_words() {
    report "no #if CONFIG_: choose files in room.conf" \
        < <(code_lines '#[[:space:]]*(if|ifdef|ifndef|elif).*\bCONFIG_' libos)
    report "asm and volatile belong to arch and the platforms" \
        < <(code_lines '\b(__asm__|asm|volatile)\b' libos/{mm,sched,fs,posix} |
            grep -vE '__asm__ volatile\(""|^libos/posix/newlib/include/')
    report "levels 0 to 2 never allocate" \
        < <(code_lines '\b(heap_alloc|heap_calloc|page_alloc|malloc)[[:space:]]*\(' libos/{base,arch,kvm,xen} |
            grep -v '^libos/xen/front/') # a room of its own, at level 5
    report "levels 0 to 3 never sleep" \
        < <(code_lines '\b(wait_on|mutex_lock|thread_sleep|cond_wait)[[:space:]]*\(' libos/{base,arch,kvm,xen,mm} |
            grep -v '^libos/xen/front/')
    report "only toolchain/util/proc.c starts processes" \
        < <(code_lines '\b(fork|vfork|posix_spawnp?|execv[pe]*|execl[pe]*|popen|system)[[:space:]]*\(' toolchain |
            grep -v '^toolchain/util/proc\.c:')
}

# Every source file opens with its licence and its job, and stays readable at one sitting.
check_heads() {
    local file lines
    while IFS= read -r file; do
        head -n 2 "$file" | grep -q 'SPDX-License-Identifier: MIT' || breach "$file:1" "no SPDX-License-Identifier: MIT line"
        sed -n '2,4p' "$file" | grep -qE '^(//|#|/\*| \*|--)[^!]*[A-Za-z]{3}' || breach "$file:2" "no sentence on the file's job"
        lines=$(wc -l < "$file")
        [ "$lines" -le 700 ] || breach "$file:$lines" "longer than 700 lines: a file with two jobs?"
    done < <(find toolchain libos tests samples templates .ci -type f \( -name '*.[chS]' -o -name '*.sh' \) \
        ! -path '*/corpus/*' ! -path '*/input*' ! -path 'tests/kconfig/*/*' ! -path 'tests/solve/*/*' ! -path 'tests/cc/*/*' | sort)
}

check_scripts() {
    command -v shellcheck > /dev/null || return 0
    local file
    while IFS= read -r file; do
        shellcheck -x -P SCRIPTDIR -S warning "$file" > /dev/null 2>&1 || breach "$file:1" "shellcheck has warnings: shellcheck -x -P SCRIPTDIR $file"
    done < <(find toolchain tests samples .ci -type f \( -name '*.sh' -o -path '.ci/run' \) | sort)
}

read_rooms
check_needs
check_libos_includes
check_toolchain_includes
check_words
check_heads
check_scripts
if [ "$breaches" -gt 0 ]; then
    echo "$breaches breach(es) of the rules in docs/design.md"
    exit 1
fi
echo "lint: ${#rooms[@]} rooms, no breach"
