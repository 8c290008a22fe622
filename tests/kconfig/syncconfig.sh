#!/bin/sh
# SPDX-License-Identifier: MIT
# syncconfig against Linux's own conf, byte for byte: .config and all of include/, also which files were touched.
#   syncconfig.sh TOOL [small|linux]     a small tree (the default), or Linux's whole tree (see linux-env.sh)
# Exit status 77 where a package is missing.
set -u
tool=$(realpath "$1")
what=${2:-small}
conf='' tree='' # by linux_env
here=$(dirname "$(realpath "$0")")
. "$here/linux-env.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset KCONFIG_AUTOCONFIG KCONFIG_AUTOHEADER KCONFIG_RUSTCCFG KCONFIG_NOSILENTUPDATE KCONFIG_AUTOHEADER_HEADER
failed=0 compared=0

small_tree() {
    mkdir -p "$work/tree/lib"
    export srctree="$work/tree" WHO=me "EMPTY="
    cat >"$srctree/Kconfig" <<'EOF'
mainmenu "A tree"
config MODULES
	bool "modules"
	default y
	modules
menu "Values"
config NAME
	string "name"
	default "a \"quoted\" \\ $(WHO)$(EMPTY)$(UNSET)"
config EMPTY_NAME
	string "empty"
config NUMBER
	int "number"
	default 7
config MASK
	hex "mask"
	default 0x1F
config BARE_MASK
	hex "bare"
	default ff
endmenu
source "lib/Kconfig"
source "lib/Kconfig.more"
source "lib/Kconfig.again"
source "lib/Kconfig.again"
comment "the end"
EOF
    : >"$srctree/lib/Kconfig.again"
    cat >"$srctree/lib/Kconfig" <<'EOF'
success = $(shell,{ $(1); } >/dev/null 2>&1 && echo "y" || echo "n")
config DRIVER
	tristate "driver"
	default m
config HIDDEN
	def_bool $(success,test "$(WHO)" = me)
EOF
    cat >"$srctree/lib/Kconfig.more" <<'EOF'
if DRIVER
choice
	prompt "speed"
config FAST
	bool "fast"
config SLOW
	bool "slow"
endchoice
endif
config FEW
	bool "few"
	depends on !DRIVER
EOF
    printf 'CONFIG_MODULES=y\nCONFIG_NUMBER=9\n' >"$work/first"
    printf 'CONFIG_MODULES=y\nCONFIG_NAME="new"\nCONFIG_NUMBER=9\nCONFIG_MASK=0x2\nCONFIG_BARE_MASK=1\n# CONFIG_DRIVER is not set\nCONFIG_FEW=y\nCONFIG_EMPTY_NAME=""\n' >"$work/second"
}

# complete_config IN OUT
complete_config() {
    (cd "$work" && "$tool" olddefconfig --kconfig Kconfig --style "$style" --config "$1" --out "$2") >"$work/log" 2>&1 ||
        { tail -n 3 "$work/log"; exit 1; }
}

linux_tree() {
    linux_env "$work" x86 || exit
    complete_config "$tree/arch/x86/configs/x86_64_defconfig" "$work/first"
    sed -e '/^CONFIG_EXT4_FS=/d' -e 's/^CONFIG_LOCALVERSION=.*/CONFIG_LOCALVERSION="-x\\"y"/' \
        -e 's/^CONFIG_NR_CPUS=.*/CONFIG_NR_CPUS=17/' "$work/first" >"$work/edited"
    complete_config "$work/edited" "$work/second"
    grep -q '^CONFIG_LOCALVERSION="-x\\"y"$' "$work/second" || { echo "the .config is not the edited one"; exit 1; }
}

# sync SIDE COMMAND...: in the folder of that side.
sync() {
    side=$1
    shift
    (cd "$work/$side" && timeout 60 "$@" </dev/null >"$work/$side.out" 2>"$work/$side.err")
    echo "$?" >"$work/$side/status"
}

# Both, on the .config that is in both folders; old files are filled, so that touching one shows.
both() {
    for side in ours theirs; do
        find "$work/$side/include" -name '[A-Z]*' -type f 2>/dev/null | while read -r file; do echo old >"$file"; done
    done
    sync ours "$tool" syncconfig --kconfig Kconfig --style "$style"
    sync theirs "$conf" --syncconfig Kconfig
    if ! diff -r "$work/ours" "$work/theirs" >"$work/diff"; then
        head -n 20 "$work/diff"
        echo "$1: differs"
        head -n 5 "$work/ours.err" "$work/theirs.err"
        failed=1
    fi
    [ "${2:-0}" = "$(cat "$work/theirs/status")" ] || { echo "$1: conf did not end as expected"; cat "$work/theirs.err"; failed=1; }
    compared=$((compared + $(find "$work/theirs" -type f | wc -l)))
}

style=linux-6.1
[ -z "${LINUX_CONF:-}" ] || style=linux
if [ "$what" = linux ]; then
    linux_tree
else
    [ -x "${LINUX_CONF:=/usr/lib/linux-kbuild-6.1/scripts/kconfig/conf}" ] || { echo "skipped: $LINUX_CONF is missing"; exit 77; }
    conf=$LINUX_CONF
    small_tree
fi
mkdir "$work/ours" "$work/theirs"
for side in ours theirs; do cp "$work/first" "$work/$side/.config"; done
both "the first run"
both "nothing changed"
for side in ours theirs; do cp "$work/second" "$work/$side/.config"; done
both "values changed"
export KCONFIG_NOSILENTUPDATE=1
both "complete, and must not be changed"
for side in ours theirs; do sed -i /CONFIG_MODULES/d "$work/$side/.config"; done
both "refused" 1
export KCONFIG_NOSILENTUPDATE='' KCONFIG_AUTOCONFIG=a/b/auto KCONFIG_AUTOHEADER=h/x.h KCONFIG_RUSTCCFG=r/rust
both "other places"
[ "$failed" = 0 ] && echo "$what tree: $compared files are the same"
exit "$failed"
