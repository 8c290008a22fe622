#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# A tree's .configs in the default style against kconfiglib's, byte for byte.
#   differential.py TOOL KCONFIG [COUNT [SEED [DEFCONFIG...]]]     in the environment that the tree needs (srctree, CC...)
# For the four all*configs, each DEFCONFIG, and COUNT random .configs from SEED on: each is completed (olddefconfig), made
# minimal (savedefconfig) and completed again (defconfig); every second random one holds lines that no tool wrote. KEEP names
# a folder in which the files that differ are left.
# Debian's Python, for its python3-kconfiglib; exit status 77 where that is missing.
import os
import random
import shutil
import subprocess
import sys
import tempfile

try:
    import kconfiglib
except ImportError:
    print("skipped: kconfiglib is missing (apt-get install python3-kconfiglib)")
    sys.exit(77)

TOOL, KCONFIG = sys.argv[1:3]
WRONG = ["y", "m", "n", "0", "-1", "7", "007", "0x10", "0xZ", "99999999999", "4294967296", '"text"', '"open', '"a\\"b\\\\"', '""',
         "", "x"]


def random_config(kconf, rng, path, wrong):
    """A value for about half of the symbols; with `wrong`, also lines that no tool wrote."""
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
            line = "# %s is not set\n" % name if value == "n" else "%s=%s\n" % (name, value)
            if wrong and rng.random() < 0.1:
                f.write(line if rng.random() < 0.3 else "")
                line = "%s=%s\n" % (name, rng.choice(WRONG))
            if wrong and rng.random() < 0.01:
                line = rng.choice(["  " + line, "not a line of a .config\n", "CONFIG_NOBODY_KNOWS=y\n", line[:-1] + " \n"])
            f.write(line)


def theirs_of(kconf, config, out, minimal=False):
    """kconfiglib's answer, by a child process: kconfiglib keeps some values from one .config to the next."""
    child = os.fork()
    if not child:
        try:
            kconf.load_config(config)
            kconf.write_min_config(out) if minimal else kconf.write_config(out)
            os._exit(0)
        except BaseException as e:
            print(e)
            os._exit(1)
    if os.waitpid(child, 0)[1]:
        sys.exit("kconfiglib failed on %s" % config)


def theirs_all(op, out):
    subprocess.run([sys.executable, "-m", op, KCONFIG], check=True, env=dict(os.environ, KCONFIG_CONFIG=out),
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def ours(out, *command):
    subprocess.run([TOOL, *command, "--kconfig", KCONFIG, "--out", out], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Comparison:
    def __init__(self, work):
        self.work, self.total, self.differ = work, 0, 0

    def at(self, name):
        return os.path.join(self.work, name)

    def same(self, case, theirs, result):
        self.total += 1
        try:
            with open(self.at(theirs), "rb") as a, open(self.at(result), "rb") as b:
                if a.read() == b.read():
                    return
        except FileNotFoundError:
            pass
        self.differ += 1
        print("%s differs" % case, flush=True)
        if "KEEP" in os.environ:
            for name in ("in", theirs, result):
                if os.path.exists(self.at(name)):
                    shutil.copy(self.at(name), os.path.join(os.environ["KEEP"], "%s-%s" % (case, name.replace(".", "-"))))

    def all_configs(self):
        for op in ("allnoconfig", "allyesconfig", "allmodconfig", "alldefconfig"):
            theirs_all(op, self.at("all.theirs"))
            ours(self.at("all.ours"), op)
            self.same(op, "all.theirs", "all.ours")

    def config(self, case, kconf):
        """What both make of the .config `in`."""
        for name in ("full", "minimal", "again"):
            for whose in ("theirs", "ours"):
                if os.path.exists(self.at(name + "." + whose)):
                    os.unlink(self.at(name + "." + whose))
        theirs_of(kconf, self.at("in"), self.at("full.theirs"))
        theirs_of(kconf, self.at("in"), self.at("minimal.theirs"), minimal=True)
        theirs_of(kconf, self.at("minimal.theirs"), self.at("again.theirs"))
        ours(self.at("full.ours"), "olddefconfig", "--config", self.at("in"))
        ours(self.at("minimal.ours"), "savedefconfig", "--config", self.at("in"))
        ours(self.at("again.ours"), "defconfig", self.at("minimal.theirs"))
        for command, name in (("olddefconfig", "full"), ("savedefconfig", "minimal"), ("defconfig", "again")):
            self.same("%s-%s" % (case, command), name + ".theirs", name + ".ours")


def main():
    count, seed = ([int(x) for x in sys.argv[3:5]] + [20, 1][len(sys.argv[3:5]):])[:2]
    kconf = kconfiglib.Kconfig(KCONFIG, warn=False)
    with tempfile.TemporaryDirectory() as work:
        comparison = Comparison(work)
        comparison.all_configs()
        for path in sys.argv[5:]:
            shutil.copy(path, comparison.at("in"))
            comparison.config(os.path.basename(path), kconf)
        for n in range(seed, seed + count):
            random_config(kconf, random.Random(n), comparison.at("in"), wrong=n % 2)
            comparison.config("seed-%d" % n, kconf)
    print("%d of %d as kconfiglib (%d random .configs from seed %d)" %
          (comparison.total - comparison.differ, comparison.total, count, seed))
    return 1 if comparison.differ else 0


sys.exit(main())
