#!/bin/sh
# SPDX-License-Identifier: MIT
# To be sourced: where Linux's tree and conf are, and the environment that Linux's Makefile gives to conf.
#   linux_env WORK ARCH     sets tree and conf and exports the rest; returns 77, after saying why, where one is missing
#
# LINUX_TREE: an unpacked tree; else what Kconfig reads of LINUX_TARBALL, or of Debian's linux-source-6.1, is unpacked into
# WORK/linux. LINUX_CONF: the conf to compare with; else that of Debian's linux-kbuild-6.1.

linux_env() {
    conf=${LINUX_CONF:-/usr/lib/linux-kbuild-6.1/scripts/kconfig/conf}
    packed=${LINUX_TARBALL:-/usr/src/linux-source-6.1.tar.xz}
    tree=${LINUX_TREE:-}
    if [ ! -x "$conf" ]; then
        echo "skipped: $conf is missing (apt-get install linux-kbuild-6.1, or set LINUX_CONF)"
        return 77
    elif [ -z "$tree" ] && [ ! -e "$packed" ]; then
        echo "skipped: $packed is missing (apt-get install linux-source-6.1, or set LINUX_TREE)"
        return 77
    elif [ -z "$tree" ]; then
        tree=$1/linux
        mkdir -p "$tree"
        tar -xJf "$packed" -C "$tree" --strip-components=1 --wildcards '*/Kconfig*' '*/arch/*/configs/*' '*/scripts/*' \
            '*/Makefile' || return 1
    fi
    tree=$(cd "$tree" && pwd) || return 1
    srctree=$tree
    ARCH=$2 SRCARCH=$2
    CC=${CC:-gcc} LD=${LD:-ld} HOSTCC=gcc HOSTCXX=g++
    NM=nm AR=ar OBJCOPY=objcopy RUSTC=rustc BINDGEN=bindgen PAHOLE=pahole
    KERNELVERSION=$(awk '$2 == "=" && /^(VERSION|PATCHLEVEL|SUBLEVEL) / { v = v dot $3; dot = "." } NR > 5 { exit }
        END { print v }' "$tree/Makefile")
    CC_VERSION_TEXT=$(LC_ALL=C $CC --version | head -n 1)
    export srctree ARCH SRCARCH CC LD HOSTCC HOSTCXX NM AR OBJCOPY RUSTC BINDGEN PAHOLE KERNELVERSION CC_VERSION_TEXT
    unset KCONFIG_ALLCONFIG KCONFIG_CONFIG KCONFIG_SEED CONFIG_
    export KCONFIG_STYLE=linux
}
