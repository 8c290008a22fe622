# SPDX-License-Identifier: MIT
# Small random Kconfig trees over the whole language, and .configs for them with odd lines: what random-trees.py compares.
import random

TYPES = ["bool"] * 6 + ["tristate"] * 5 + ["int"] * 2 + ["hex"] * 2 + ["string"] * 2
NUMBERS = {"int": ["0", "1", "5", "-3", "10", "100", "007", "65536", "-0"], "hex": ["0x0", "0x1f", "0XAB", "1f", "0x100", "0"]}


class Tree:
    """files: name to text. symbols: name to type, in order. era: kconfiglib, or the conf that is compared with: 6.12,
    6.1, or both, the newer one where it reads the tree."""

    def __init__(self, seed, era):
        self.rng, self.era, self.linux = random.Random(seed), era, era != "kconfiglib"
        self.symbols, self.done, self.texts, self.depth = {}, [], {}, 0
        self.count = self.rng.randint(4, 22)
        self.careless = self.rng.random() < 0.05  # refers to what comes later, too: loops
        self.upto = None  # of done: what may be referred to
        self.modules = self.rng.random() < 0.7
        self.out = []
        self.top()
        self.texts["Kconfig"] = "\n".join(self.out) + "\n"

    # Words ----------------------------------------------------------------------------------------------------------

    def chance(self, p):
        return self.rng.random() < p

    def put(self, text, indent="\t"):
        self.out.append(indent + text if text else text)

    def of_type(self, *types):
        names = [n for n, t in self.symbols.items() if t in types] if self.careless else [
            n for n in self.done[:self.upto] if self.symbols[n] in types]
        return self.rng.choice(names) if names else None

    def number(self, kind):
        return self.rng.choice(NUMBERS[kind])

    def text(self):
        return self.rng.choice(['"a"', '"b c"', "'single'", '""', '"q\\"q"', '"back\\\\slash"', '"$(WORD)"', '"x#y"', '"é"'])

    def comparison(self):
        op = self.rng.choice(["=", "!=", "=", "!=", "<", "<=", ">", ">="])
        kind = self.rng.choice(["bool", "tristate", "int", "hex", "string", "none"])
        left = self.of_type(kind)
        if not left:
            return "%s %s %s" % (self.rng.choice(["y", "m", "n", "UNDEF", '"y"', "3"]), op, self.rng.choice(["y", "n", "UNDEF", "3"]))
        if kind in ("bool", "tristate"):
            right = self.rng.choice(["y", "n", "m", '"y"', self.of_type("bool", "tristate"), "UNDEF"])
        else:
            right = self.of_type(kind) if self.chance(0.4) else self.text() if kind == "string" else self.number(kind)
            if self.chance(0.1):
                right = '"%s"' % right.strip('"\'')
        return "%s %s %s" % ((left, op, right) if self.chance(0.8) else (right, op, left))

    def operand(self):
        p = self.rng.random()
        if p < 0.72:
            return self.of_type("bool", "tristate") or self.rng.choice("yn")
        if p < 0.84:
            return self.comparison()
        if p < 0.9:
            return self.rng.choice(["y", "n", "m"])
        if p < 0.93:
            return self.rng.choice(["$(ON)", "$(pick,y)", "$(shell,echo y)", "$(OFF)" if self.chance(0.1) else "$(pick,n)"])
        if p < 0.96:
            return "UNDEF"
        return self.of_type("int", "hex", "string") or '"y"'

    def expr(self, depth=0):
        p = self.rng.random()
        if depth > 2 or p < 0.5:
            return self.operand()
        if p < 0.62:
            return "!" + (self.operand() if self.chance(0.5) and " " not in self.operand() else "(%s)" % self.expr(depth + 1))
        if p < 0.7:
            return "(%s)" % self.expr(depth + 1)
        return "%s %s %s" % (self.expr(depth + 1), self.rng.choice(["&&", "&&", "||"]), self.expr(depth + 1))

    def condition(self, p):
        return " if " + self.expr() if self.chance(p) else ""

    # Properties -----------------------------------------------------------------------------------------------------

    def value(self, kind):
        if kind in ("bool", "tristate"):
            return self.rng.choice(["y", "y", "m", "n", self.expr(1)]) if kind == "tristate" else self.rng.choice(
                ["y", "y", "n", self.expr(1)])
        other = self.of_type(kind) if self.chance(0.25) else None
        return other or (self.text() if kind == "string" else self.number(kind))

    def help(self):
        self.put("---help---" if not self.linux and self.chance(0.3) else "help")
        for line in self.rng.choice([["  One line."], ["  First.", "", "    Deeper $(x) config X", "  Last."], ["\tTabs", "\t  more"]]):
            self.put(line)

    def range(self, kind):
        low, high = self.number(kind), self.number(kind)
        if int(low, 0 if low[:2].lower() == "0x" else 16 if kind == "hex" else 10) > int(
                high, 0 if high[:2].lower() == "0x" else 16 if kind == "hex" else 10) and self.chance(0.9):
            low, high = high, low
        low = self.of_type(kind) or low if self.chance(0.15) else low
        self.put("range %s %s%s" % (low, high, self.condition(0.3)))

    def reverse(self, member):
        target = "S%d" % self.rng.randint(len(self.symbols), len(self.symbols) + 4)  # what comes later
        if not member or self.chance(0.1):
            self.put("%s %s%s" % (self.rng.choice(["select", "select", "imply"]), target, self.condition(0.35)))

    def properties(self, name, kind, member=False):
        prompt = '"%s %s"' % (name.capitalize(), self.rng.choice(["option", "of $(WORD)", "it"]))
        visible = member or self.chance(0.65)
        define = "def_" + kind if kind in ("bool", "tristate") or not self.linux else None
        if not visible and define and self.chance(0.4):
            self.put("%s %s%s" % (define, self.value(kind), self.condition(0.3)))
        elif visible and self.chance(0.2):
            self.put(kind)
            self.put("prompt %s%s" % (prompt, self.condition(0.4)))
        else:
            self.put(kind + (" " + prompt + self.condition(0.2) if visible else ""))
        parts = [lambda: self.put("depends on " + self.expr())] * self.rng.choice([0, 0, 1, 1, 2])
        if not member or self.chance(0.1):
            parts += [lambda: self.put("default %s%s" % (self.value(kind), self.condition(0.5)))] * self.rng.choice([0, 1, 1, 2])
        if kind in ("int", "hex"):
            parts += [lambda: self.range(kind)] * self.rng.choice([0, 1, 1, 2])
        elif kind in ("bool", "tristate"):
            parts += [lambda: self.reverse(member)] * self.rng.choice([0, 0, 1, 2])
        if not self.linux and self.chance(0.03):
            parts.append(lambda: self.put("option allnoconfig_y"))
        self.rng.shuffle(parts)
        for part in parts:
            part()
        if self.chance(0.15):
            self.help()

    # Entries --------------------------------------------------------------------------------------------------------

    def config(self, kind=None, member=False):
        kind = kind or self.rng.choice(TYPES)
        again = self.rng.choice(self.done) if self.done and self.chance(0.1) and not member else None
        again = None if again == "MODULES" else again
        self.upto = self.done.index(again) if again else None
        name, kind = (again, self.symbols[again]) if again else ("S%d" % len(self.symbols), kind)
        self.symbols[name] = kind
        self.put("%s %s" % ("menuconfig" if not member and self.chance(0.08) else "config", name), "")
        if again and self.chance(0.3):
            self.put("default %s%s" % (self.value(kind), self.condition(0.5)))
        else:
            self.properties(name, kind, member)
        self.put("")
        self.upto = None
        if name not in self.done:
            self.done.append(name)

    def choice(self):
        old = self.era != "6.12" and (self.era != "both" or self.chance(0.3))
        kind = "tristate" if old and self.chance(0.35) else "bool"
        names = ["S%d" % (len(self.symbols) + i) for i in range(self.rng.randint(1, 4))]
        self.put("choice" + (" C%d" % len(self.symbols) if old and self.chance(0.3) else ""), "")
        self.put('prompt "Choice of %s"%s' % (names[0], self.condition(0.2)))
        if (old and self.chance(0.5)) or kind == "tristate":
            self.put(kind)
        if old and self.chance(0.2):
            self.put("optional")
        if self.chance(0.35):
            self.put("depends on " + self.expr())
        for _ in range(self.rng.choice([0, 0, 1, 2])):
            self.put("default %s%s" % (self.rng.choice(names), self.condition(0.5)))
        if self.chance(0.1):
            self.help()
        self.put("")
        for _ in names:
            inside = self.chance(0.15)
            if inside:
                self.put("if " + self.expr(), "")
            self.config(kind if self.chance(0.97) else "bool", True)
            if inside:
                self.put("endif", "")
        if self.chance(0.1):
            self.put('comment "in a choice"', "")
        self.put("endchoice\n", "")

    def inside(self, begin, end):
        self.put(begin, "")
        if begin.startswith("menu"):
            for what in ("depends on ", "visible if "):
                if self.chance(0.3):
                    self.put(what + self.expr())
        self.put("")
        self.depth += 1
        for _ in range(self.rng.randint(0 if self.chance(0.2) else 1, 4)):
            self.entry()
        self.depth -= 1
        self.put(end + "\n", "")

    def comment(self):
        self.put('comment "Comment %d $(WORD)"' % len(self.out), "")
        if self.chance(0.5):
            self.put("depends on " + self.expr())
        self.put("")

    def source(self):
        name, saved = "sub/f%d.kc" % len(self.texts), self.out
        self.texts[name], self.out = "", []
        for _ in range(self.rng.randint(0, 3)):
            self.entry()
        self.texts[name], self.out = "\n".join(self.out) + "\n", saved
        line = self.rng.choice(['source "%s"', 'source "$(SUB)/%s"'])
        if self.linux:
            self.put(line % (name if "SUB" not in line else name[4:]), "")
        else:
            self.put(self.rng.choice(['source "%s"', 'osource "%s"', 'rsource "%s"', 'orsource "none*"\nsource "%s"']) % name
                     if not self.in_sub() else 'source "%s"' % name, "")

    def in_sub(self):
        return any(text == "" for text in self.texts.values())

    def macro(self):
        if self.linux:
            self.comment()  # conf does not see an assignment after a help text
        self.put(self.rng.choice(["WORD := word%d" % len(self.out), "WORD += more", "WORD = later $(filename)",
                                  "ON := $(if-y,$(OFF))y", "pick = $(1)", "$(WORD)X := y", "LATE = $(WORD) $(lineno)"]), "")

    def entry(self):
        if len(self.symbols) >= self.count:
            return
        p = self.rng.random()
        if p < 0.6 or self.depth > 4:
            self.config()
        elif p < 0.7:
            self.choice()
        elif p < 0.78:
            self.inside('menu "Menu %d"' % len(self.out), "endmenu")
        elif p < 0.87:
            self.inside("if " + self.expr(), "endif")
        elif p < 0.92:
            self.comment()
        elif p < 0.96 and len(self.texts) < 3:
            self.source()
        else:
            self.macro()

    def top(self):
        if self.chance(0.8):
            self.put('mainmenu "A tree"', "")
        self.out += ["WORD := word", "ON = y", "OFF =", "pick = $(1)", "SUB := sub", ""]
        if self.modules:
            self.symbols["MODULES"] = "bool"
            self.out += ["config MODULES", '\tbool "Modules"' if self.chance(0.8) else "\tdef_bool y",
                         "\tmodules" if self.linux else "\toption modules"]
            if self.chance(0.5):
                self.put("default y")
            self.put("")
            self.done.append("MODULES")
        while len(self.symbols) < self.count:
            self.entry()
        if self.era == "6.1":  # only 6.1 and older read it
            self.out += ["choice NAMED", '\tprompt "Named"', "config NAMED_A", '\tbool "a"', "config NAMED_B", '\tbool "b"', "endchoice"]
            self.symbols.update(NAMED_A="bool", NAMED_B="bool")

    # A .config ------------------------------------------------------------------------------------------------------

    def good(self, kind):
        r = self.rng
        return {"bool": lambda: r.choice("yn"), "tristate": lambda: r.choice("ynm"), "int": lambda: r.choice(NUMBERS["int"]),
                "hex": lambda: r.choice(NUMBERS["hex"]), "string": lambda: r.choice(['""', '"v"', '"v \\"w\\" \\\\"', '"a b"'])}[kind]()

    def odd(self, name, kind):
        r = self.rng
        return r.choice(["CONFIG_%s=" % name, "CONFIG_%s=%s" % (name, self.good(r.choice(TYPES))), 'CONFIG_%s="open' % name,
                         "CONFIG_%s=+5" % name, "CONFIG_%s= y" % name, "CONFIG_%s=y " % name, "# CONFIG_%s is not set " % name,
                         "#CONFIG_%s is not set" % name, "CONFIG_%s" % name, "CONFIG_%sX=y" % name, "CONFIG_%s=12abc" % name,
                         "CONFIG_%s=0xfffffffffffffffff" % name, "OTHER_%s=y" % name, "CONFIG_%s=m" % name, "", "garbage",
                         'CONFIG_%s="a"b' % name, "CONFIG_%s=-5" % name, "CONFIG_%s=-0x5" % name, " CONFIG_%s=y" % name])

    def config_text(self):
        lines = []
        for name, kind in self.symbols.items():
            p = self.rng.random()
            if p < 0.35:
                continue
            value = self.good(kind)
            line = "# CONFIG_%s is not set" % name if value == "n" and self.chance(0.9) else "CONFIG_%s=%s" % (name, value)
            lines += [line if p < 0.9 else self.odd(name, kind)] + ([line] if p > 0.97 else [])
        if self.chance(0.3):
            self.rng.shuffle(lines)
        return ("\r\n" if self.chance(0.03) else "\n").join(lines) + ("\n" if self.chance(0.95) else "")
