#!/bin/sh
# SPDX-License-Identifier: MIT
# What menuconfig shows first, and what it tells of an entry: menuconfig-start.sh TOOL
set -u
tool=$1
here=$(cd "$(dirname "$0")/.." && pwd)
work=''
. "$here/tmux.sh"

mkdir "$work/sub"
cat >"$work/Kconfig" <<'END'
config MODULES
	def_bool y
	modules

config A
	bool "a"

config NAME
	string "name"

choice
	prompt "one of"
config ONE
	bool "one"
config TWO
	bool "two"
endchoice

source "sub/Kconfig"
END
echo 'source "sub/deep"' >"$work/sub/Kconfig"
cat >"$work/sub/deep" <<'END'
config DEEP
	tristate "deep"
	depends on MODULES && (A || !LOST)
END

# What the .config does not answer is new, without a .config everything is; but not what has no prompt.
on_terminal 80 24 "'$tool' menuconfig --kconfig Kconfig"
see '^\[ \] a \(NEW\)$'
see '^\(\)  name \(NEW\)$'
see '^    one of \(one\)  --->$'
see '^< > deep \(NEW\)$'
keys y
see '^\[\*\] a$'
keys u
see '^\[ \] a \(NEW\)$'
keys A
see '^-\*- <MODULES>$'
# Which files led to it, and the dependencies one by one with their values.
keys G '?'
see '^Defined at sub/deep:1 in \(Top\)'
see '^  included via Kconfig:19 -> sub/Kconfig:1$'
see '^  depends on MODULES\(=y\)$'
see '^          && \(A\(=n\) \|\| !LOST\(undefined\)\)  \(=y\)$'
see '^    which is y now$'
keys q q
see 'Save the configuration'
keys y
see 'left with 0'
# A .config that answers all; one that assigns to what the tree does not have would be saved differently.
on_terminal 80 24 "'$tool' menuconfig --kconfig Kconfig"
see '^< > deep$'
keys q
see 'no changes to save'
echo 'CONFIG_LOST=y' >>"$work/.config"
on_terminal 80 24 "'$tool' menuconfig --kconfig Kconfig"
see '^< > deep$'
keys q
see 'Save the configuration'
keys y
see 'left with 0'
grep -q LOST "$work/.config" && { echo "what the tree does not have was saved"; exit 1; }

# A choice that is defined twice names its member as that place does.
printf 'choice C\n\tprompt "%s"\nconfig M\n\tbool "%s"\nendchoice\n' first here second there >"$work/twice"
on_terminal 80 24 "'$tool' menuconfig --kconfig twice"
see '^    first \(here\)  --->$'
see '^    second \(there\)  --->$'

# Nothing visible: all is shown. Nothing at all: that is told.
printf 'config HIDDEN\n\tbool\n' >"$work/hidden"
on_terminal 80 24 "'$tool' menuconfig --kconfig hidden"
see 'show-all'
see '^- - <HIDDEN>$'
: >"$work/empty"
on_terminal 80 24 "'$tool' menuconfig --kconfig empty"
see 'there is nothing to configure'
see 'left with 0'
exit 0
