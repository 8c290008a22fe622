#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs a domain on this machine's Xen, for uk-cc run --via xl: in the place of QEMU, it speaks to uk-cc by two sockets.
#
#   via-xl.sh CONFIG NAME CONSOLE STATUS
#
# CONSOLE, STATUS: numbers of inherited descriptors. The words on STATUS are those of the agent in the emulated host
# (agent.c). At its end, or at SIGTERM, the domain NAME is destroyed.
set -u
config=$1 name=$2 console=$3 status=$4
PATH=$PATH:/usr/sbin:/sbin
id='' created=''

# shellcheck disable=SC2317 # called by trap
leave() {
    local domain=${id:-$name} said
    trap '' TERM
    if [ -n "$created" ] && ! said=$(xl destroy "$domain" 2>&1) && xl list "$domain" > /dev/null 2>&1; then
        printf 'the domain %s stays, xl destroy fails: %s\n' "$domain" "$said" >&2
    fi
    kill 0 # all that we have started: we are a process group of our own
}
trap leave EXIT
trap 'exit 143' TERM
failed() { # TEXT
    printf 'failed %s\n' "$(tr '\n' ' ' <<< "$1")" >&"$status"
    exit 1
}

created=yes # or half of it, if we are ended meanwhile
said=$(xl create -p -e -q "$config" 2>&1 < /dev/null) || failed "xl create: $said"
id=$(xl domid "$name" 2>&1) || failed "xl domid: $id"
home=/local/domain/$id
tty=
for ((i = 0; i < 300; i++)); do
    tty=$(xenstore-read "$home/console/tty" 2> /dev/null) && [ -n "$tty" ] && break
    sleep 0.1
done
[ -n "$tty" ] || failed "the domain's console has no terminal: is xenconsoled running?"
exec {terminal}<> "$tty" || failed "$tty cannot be opened"
stty raw -echo <&"$terminal" 2> /dev/null
cat <&"$terminal" >&"$console" &
reader=$!
cat <&"$console" >&"$terminal" &
(while read -r word; do
    [ "$word" = shutdown ] && xl shutdown "$id" > /dev/null
done) <&"$status" &
echo job >&"$status"

next=0
pass_on() {
    local line
    while line=$(xenstore-read "$home/data/uk/$next" 2> /dev/null); do
        printf '%s\n' "$line" >&"$status"
        next=$((next + 1))
    done
}
exec {events}< <(exec xenstore-watch "$home/data" @releaseDomain)
xl unpause "$id" || failed "xl unpause"
reason=0
while read -r event <&"$events"; do
    pass_on
    [ "$event" = @releaseDomain ] || continue
    case $(xl list "$id" 2> /dev/null | awk 'NR == 2 { print $5 }') in
        *c*) reason=3; break ;;
        *s* | *d* | '') break ;; # shut down, dying, gone
    esac
done
pass_on

# What it printed last comes by way of xenconsoled, which does not say when that was all: until nothing comes any more.
taken() { sed -n 's/^rchar: //p' "/proc/$reader/io" 2> /dev/null; }
while before=$(taken) && sleep 0.2 && [ "$(taken)" != "$before" ]; do
    :
done
echo "domain $reason" >&"$status"
wait "$reader" # for uk-cc, which ends us
