#!/bin/sh
# SPDX-License-Identifier: MIT
# menuconfig beside an application: what each choice comes to, live, and the same as what a build then makes of it.
#   menu.sh BUILD_DIR
set -u
build=$1
here=$(cd "$(dirname "$0")/.." && pwd)
work=''
. "$here/tmux.sh"
tool=$build/uk-cc
cd "$work" || exit 1

# Without objects there is one line that says so.
"$tool" new hello app > log 2>&1 || { cat log; exit 1; }
work=$work/app
cd app || exit 1
cat > main.c <<'END'
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    char *copy = malloc((size_t)argc * 10);
    printf("%s %p\n", argv[0], (void *)copy);
    return 0;
}
END
on_terminal 120 30 "'$tool' menuconfig"
see '^build once to see what m resolves to'
keys q n
see 'left with 0'
"$tool" build > log 2>&1 || { cat log; exit 1; }

# Now each module's line tells what m comes to, its bytes and the reason.
on_terminal 120 30 "'$tool' menuconfig"
see '^kvm image: [0-9,]+ bytes of code and data *$'
keys / '^heap$' Enter
see '^<M> Heap \(malloc\) +m → y  [0-9,]+ bytes  needed by (malloc|printf)\(\) in build/obj/main\.o'
see 'free memory goes back to the pages +m → y  [0-9,]+ bytes  needed once free\(\) is in the image'

# n and y are chosen; the line below tells the difference, undo takes it back.
keys Down n
see '^< > Heap: free memory .*= n chosen'
see '^kvm image: .* bytes fewer than before'
keys y
see '^<\*> Heap: free memory .*= y chosen: [0-9,]+ bytes'
see '^kvm image: .* bytes more than before'
keys u u
see 'free memory goes back to the pages +m → y'
keys / '^threads$' Enter
see 'm → n  not reached'
keys / '^heap$' Enter
see '^<M> Heap \(malloc\) +m → y'

# n, though it is needed: the reason on its line and below; nothing ends. The information page has the chain.
keys n
see '^< > Heap \(malloc\) += n, but needed by malloc\(\) in build/obj/main\.o'
see '^no image: HEAP is n, but needed by malloc\(\) in build/obj/main\.o'
keys '?'
see '^For this application: = n, but needed by malloc'
see '^What stands in the way of an image:'
see 'malloc\(\) in posix/newlib/malloc\.o calls heap_alloc\(\), which needs module HEAP'
keys q u
see '^<M> Heap \(malloc\) +m → y'

# Another C library is another image at once.
keys / '^LIBC_NEWLIB_SMALL$' Enter
see '\( \) newlib without long double'
keys Space
see '^ *C library \(newlib without'
see '^kvm image: .* bytes fewer than before'
keys q y
see 'left with 0'

# What was shown is what a build with these choices holds: every module, by its bytes.
"$tool" build > log 2>&1 || { cat log; exit 1; }
"$tool" plan --json > plan.json || exit 1
{ echo c; python3 -c 'import json
for m in json.load(open("plan.json"))["modules"]: print(m["name"])'; } > commands
"$tool" menuconfig < commands > lines || { cat lines; exit 1; }
python3 - <<'END' || exit 1
import json, re, sys
text = open("lines", encoding="utf-8").read().replace("\u2192", "->")
shown = dict(re.findall(r"<([A-Z0-9_]{2,})> .*?(m -> y  [0-9,]+ byte|m -> n|= y chosen: [0-9,]+ byte|= n)", text))
wrong = same = 0
for m in json.load(open("plan.json"))["modules"]:
    if not m["eligible"] or m["name"] not in shown:
        continue
    size = "{:,} byte".format(m["bytes"]) if m["present"] else ""
    here = "= n" if m["value"] == "n" else "m -> y  " + size if m["value"] == "m" and size else "m -> n" if m["value"] == "m" \
        else "= y chosen: " + size
    same += shown[m["name"]] == here
    if shown[m["name"]] != here:
        wrong += 1
        print(m["name"], "built:", here, "shown:", shown[m["name"]])
print(same, "modules are as shown")
sys.exit(wrong > 0 or same < 30)
END

# Without app.conf: for the objects that an image was linked from, from wherever menuconfig is called.
mkdir objects images
"$tool" -c -O2 main.c -o objects/main.o && "$tool" objects/main.o -o images/hello || exit 1
mkdir elsewhere && cd elsewhere || exit 1
echo HEAP | "$tool" menuconfig > lines || exit 1
grep -q '^no application here: --image IMAGE' lines || { cat lines; exit 1; }
echo HEAP | "$tool" menuconfig --image ../images/hello > lines || exit 1
grep -qE 'Heap \(malloc\) +m .* y  [0-9,]+ bytes  needed by malloc\(\) in objects/main\.o' lines || { cat lines; exit 1; }
rm ../objects/main.o
echo HEAP | "$tool" menuconfig --image ../images/hello > lines || exit 1
grep -q '^there is no objects/main\.o: link ../images/hello from object files' lines || { cat lines; exit 1; }
echo HEAP | "$tool" menuconfig --image ../none > lines || exit 1
grep -q '^cannot read ../none: No such file' lines || { cat lines; exit 1; }
