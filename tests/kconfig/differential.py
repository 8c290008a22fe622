#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# Random .configs of a tree: our olddefconfig and savedefconfig against kconfiglib's, byte for byte.
#   differential.py TOOL KCONFIG [COUNT [SEED]]     in the environment that the tree needs (srctree, ARCH, CC...)
# Debian's Python, for its python3-kconfiglib; exit status 77 where that is missing.
import os
import random
import subprocess
import sys
import tempfile

try:
    import kconfiglib
except ImportError:
    print("skipped: kconfiglib is missing (apt-get install python3-kconfiglib)")
    sys.exit(77)


def random_config(kconf, rng, path):
    with open(path, "w") as f:
        for sym in kconf.unique_defined_syms:
            if rng.random() < 0.5:
                continue
            value = {
                kconfiglib.BOOL: lambda: rng.choice("yn"),
                kconfiglib.TRISTATE: lambda: rng.choice("ymn"),
                kconfiglib.INT: lambda: str(rng.randint(-5, 3000)),
                kconfiglib.HEX: lambda: hex(rng.randint(0, 1 << 20)),
                kconfiglib.STRING: lambda: '"s%d"' % rng.randint(0, 99),
            }.get(sym.orig_type, lambda: "n")()
            name = kconf.config_prefix + sym.name
            f.write("# %s is not set\n" % name if value == "n" else "%s=%s\n" % (name, value))


def read(path):
    with open(path, "rb") as f:
        return f.read()


def main():
    tool, kconfig = sys.argv[1:3]
    count, seed = ([int(x) for x in sys.argv[3:5]] + [20, 1][len(sys.argv[3:5]):])[:2]
    differ = 0
    with tempfile.TemporaryDirectory() as work:
        at = lambda name: os.path.join(work, name)
        for n in range(seed, seed + count):
            kconf = kconfiglib.Kconfig(kconfig, warn=False)  # afresh: it keeps some values from one .config to the next
            random_config(kconf, random.Random(n), at("in"))
            kconf.load_config(at("in"))
            kconf.write_config(at("full.k%d" % n))
            kconf.write_min_config(at("min.k%d" % n))
            for command, kind in (("olddefconfig", "full"), ("savedefconfig", "min")):
                subprocess.run([tool, command, "--kconfig", kconfig, "--config", at("in"), "--out", at("%s.%d" % (kind, n))],
                               check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                if read(at("%s.%d" % (kind, n))) != read(at("%s.k%d" % (kind, n))):
                    differ += 1
                    print("seed %d: %s differs" % (n, command))
    print("%d random configurations, %d differences" % (count, differ))
    return 1 if differ else 0


sys.exit(main())
