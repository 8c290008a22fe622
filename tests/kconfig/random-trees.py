#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# Random small trees with random .configs: our answers against kconfiglib's or those of Linux's conf, byte for byte.
#
#   random-trees.py TOOL ORACLE [COUNT [SEED [KEEP]]]     ORACLE: kconfiglib, or the path of a conf (6.1 or 6.12),
# or of both, as 6.12,6.1: the first that reads a tree answers.
#
# Trees that the oracle refuses must be refused. Those that differ stay in the folder KEEP. Exit status 77 where the
# oracle is missing.
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from random_tree import Tree

WRITERS = ["olddefconfig", "alldefconfig", "allnoconfig", "allyesconfig", "allmodconfig", "savedefconfig", "header",
           "listnewconfig"]
PLAIN = WRITERS[1:5]  # read no .config


def read(path):
    try:
        with open(path, "rb") as f:
            return f.read()
    except FileNotFoundError:
        return None


def run(argv, cwd, **env):
    outer = {name: value for name, value in os.environ.items() if not name.startswith("KCONFIG_")}
    try:
        return subprocess.run(argv, cwd=cwd, env=dict(outer, **env), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=4)
    except subprocess.TimeoutExpired:  # conf 6.1 may ask again and again at the end of its input
        return subprocess.CompletedProcess(argv, -1, b"", b"")


class Kconfiglib:
    style, era = "kconfiglib", "kconfiglib"

    def __init__(self):
        import kconfiglib
        self.lib = kconfiglib

    def all_values(self, kconf, command):
        tri = command == "allmodconfig"
        for sym in kconf.unique_defined_syms:
            if command == "allnoconfig":
                sym.set_value(2 if sym.is_allnoconfig_y else 0)
            elif tri and sym.orig_type in (self.lib.BOOL, self.lib.TRISTATE):
                if not (sym.choice and sym.orig_type == self.lib.BOOL):
                    sym.set_value(2 if sym.orig_type == self.lib.BOOL else 1)
            elif command == "allyesconfig":
                sym.set_value(1 if sym.choice else 2)
        for choice in kconf.unique_choices:
            if command in ("allyesconfig", "allmodconfig"):
                choice.set_value(1 if tri and choice.orig_type != self.lib.BOOL else 2)

    def new_line(self, sym):
        lib = self.lib
        if sym.user_value is not None or not (len(sym.assignable) > 1 or (
                sym.visibility and (sym.orig_type in (lib.INT, lib.HEX, lib.STRING) or sym.choice))):
            return ""
        if sym.orig_type in (lib.BOOL, lib.TRISTATE):
            return "CONFIG_%s=%s\n" % (sym.name, lib.TRI_TO_STR[sym.tri_value])
        return sym.config_string

    def answer(self, command, work):
        out = os.path.join(work, "theirs")
        os.environ["srctree"] = work
        try:
            kconf = self.lib.Kconfig("Kconfig", warn=False)
            if command not in PLAIN:
                kconf.load_config(os.path.join(work, "in"))
            self.all_values(kconf, command)
            if command == "savedefconfig":
                kconf.write_min_config(out)
            elif command == "header":
                kconf.write_autoconf(out)
            elif command == "listnewconfig":
                with open(out, "w") as f:
                    f.writelines(self.new_line(sym) for sym in kconf.unique_defined_syms)
            else:
                kconf.write_config(out)
        except self.lib.KconfigError:
            return None
        except RecursionError:
            return b"endless"
        return read(out)


class Conf:
    style = "linux"

    def __init__(self, paths):
        self.paths = paths
        with tempfile.TemporaryDirectory() as work:
            with open(os.path.join(work, "Kconfig"), "w") as f:
                f.write('choice NAMED\n\tprompt "c"\nconfig A\n\tbool "a"\nendchoice\n')
            accepts = run([paths[0], "--alldefconfig", "Kconfig"], work, srctree=work).returncode == 0
        self.era = "6.1" if accepts else "6.12" if len(paths) == 1 else "both"

    # The newest that reads the tree.
    def conf_for(self, work):
        for path in self.paths:
            with tempfile.TemporaryDirectory() as there:
                if not run([path, "--alldefconfig", "Kconfig"], there, srctree=work).returncode:
                    return path
        return self.paths[0]

    def answer(self, command, work):
        there = tempfile.mkdtemp(dir=work)
        config = os.path.join(there, ".config")
        path = self.conf_for(work)
        call = lambda *args: run([path, "-s", *args, "Kconfig"], there, srctree=work, KCONFIG_CONFIG=config)
        if command not in PLAIN:
            shutil.copy(os.path.join(work, "in"), config)
        out = config
        if command == "header":
            r = call("--olddefconfig")
            r = call("--syncconfig") if not r.returncode else r
            if b"no value for new symbol" in r.stderr:
                return b"crashed"
            out = os.path.join(there, "include/generated/autoconf.h")
        elif command == "savedefconfig":
            out = os.path.join(there, "out")
            r = call("--savedefconfig=out")
        else:
            r = call("--" + command)
        if r.returncode < 0:
            return b"crashed"
        if command == "listnewconfig" and not r.returncode:
            return r.stdout
        return read(out) if not r.returncode else None


def ours(tool, oracle, command, work):
    out = os.path.join(work, "ours")
    if os.path.exists(out):
        os.unlink(out)
    argv = [tool, command, "--style", oracle.style, "--kconfig", "Kconfig", "--out", out]
    argv += [] if command in PLAIN else ["--config", os.path.join(work, "in")]
    r = run(argv, work, srctree=work)
    if r.returncode < 0 or r.returncode > 125:
        return b"crashed: " + r.stderr
    if r.returncode:
        return None
    return r.stdout if command == "listnewconfig" and not os.path.exists(out) else read(out)


def compare_tree(tool, oracle, seed, work):
    """The commands whose answers differ, how many were compared, and whether the oracle refused the tree."""
    tree = Tree(seed, oracle.era)
    for name, text in list(tree.texts.items()) + [("in", tree.config_text())]:
        os.makedirs(os.path.dirname(os.path.join(work, name)), exist_ok=True)
        with open(os.path.join(work, name), "w", newline="") as f:
            f.write(text)
    wrong, count = [], 0
    for command in WRITERS:
        theirs = oracle.answer(command, work)
        if theirs in (b"crashed", b"endless"):
            continue
        mine = ours(tool, oracle, command, work)
        count += 1
        if mine != theirs:
            wrong.append(command)
            for name, text in (("ours." + command, mine), ("theirs." + command, theirs)):
                with open(os.path.join(work, name), "wb") as f:
                    f.write(b"(refused)\n" if text is None else text)
        if theirs is None:
            return wrong, count, True
    return wrong, count, False


def find_oracle(name):
    if name == "kconfiglib":
        try:
            return Kconfiglib()
        except ImportError:
            print("skipped: kconfiglib is missing (apt-get install python3-kconfiglib)")
    elif all(os.access(path, os.X_OK) for path in name.split(",")):
        return Conf(name.split(","))
    else:
        print("skipped: %s is missing (apt-get install linux-kbuild-6.1)" % name)
    sys.exit(77)


def main():
    tool, name = os.path.abspath(sys.argv[1]), sys.argv[2]
    count, first = ([int(x) for x in sys.argv[3:5]] + [20, 1][len(sys.argv[3:5]):])[:2]
    keep = sys.argv[5] if len(sys.argv) > 5 else None
    oracle = find_oracle(name)
    compared = differ = refused = 0
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as work:
            wrong, n, no = compare_tree(tool, oracle, seed, work)
            compared, differ, refused = compared + n, differ + len(wrong), refused + no
            if wrong:
                print("seed %d: %s" % (seed, " ".join(wrong)))
                if keep:
                    shutil.copytree(work, os.path.join(keep, str(seed)), dirs_exist_ok=True, symlinks=True)
    print("%d trees (%d refused), %d comparisons with %s, %d differ" % (count, refused, compared, oracle.era, differ))
    return 1 if differ else 0


sys.exit(main())
