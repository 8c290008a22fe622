#!/bin/sh
# SPDX-License-Identifier: MIT
# The conformance corpus, where there is one: corpus.sh TOOL. KCONFIG_CORPUS names its folder, which holds run-corpus.py
# and corpus.tar.xz. Every case that kconfiglib answered must be identical in the default style; in Linux's style at
# least as many as docs/kconfig.md says; no malformed input may crash or hang the tool.
set -u
tool=$1
if [ -z "${KCONFIG_CORPUS:-}" ] || [ ! -e "$KCONFIG_CORPUS/run-corpus.py" ]; then
    echo "skipped: KCONFIG_CORPUS names no folder with run-corpus.py"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -C "$work" -xJf "$KCONFIG_CORPUS/corpus.tar.xz" || exit 1

# run STYLE ORACLE: the table, with the summary line last but one.
run() {
    python3 "$KCONFIG_CORPUS/run-corpus.py" --corpus "$work" -j"$(nproc)" --oracle "$2" \
        --tool "$tool {op} --style $1 --kconfig {kconfig} [--config {in}] --out {out} [-- {args}]"
}

run kconfiglib K >"$work/k" || exit 1
run linux L >"$work/l" || exit 1
cat "$work/k" "$work/l"
grep -q '^\([0-9]*\) of \1 identical.*(0 bad:' "$work/k" || { echo "not all as kconfiglib"; exit 1; }
awk '/ identical, .* semantic/ { split($0, w, " "); exit !(w[1] >= 0.985 * w[3] && /\(0 bad:/) }' "$work/l" ||
    { echo "too few as Linux's conf"; exit 1; }
