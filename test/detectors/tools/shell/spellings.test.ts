/** One spelling each: what is set for certain, what may be set, what sets nothing. */
import { describe, expect, test } from "vitest";
import { keyOf, outcome } from "../../../../src/detectors/tools/shell/settings.ts";
import { readScript } from "../../../../src/detectors/tools/shell/script.ts";
import { ANY } from "../../../../src/detectors/tools/shell/text.ts";

const FILES: Readonly<Record<string, string>> = {
  "/etc/tune.conf": "vm.swappiness = 7\n", "/etc/default/tune": "SWAP=7\nD=/proc/sys/vm\n",
  "/opt/lib.sh": "tune() { sysctl -w \"$1=$2\"; }\n", "/opt/tune.py": "#!/usr/bin/python3\n"
  + "open('/proc/sys/vm/swappiness', 'w').write('7')\n",
  "/opt/braces": "#!/bin/bash\nsysctl -w vm.{dirty_ratio=5,swappiness=7}\n",
  "/opt/tune.pl": "#!/usr/bin/perl -w\nuse strict;\nopen(my $f, '>', '/proc/sys/vm/swappiness');\nprint $f 7;\n",
  "/opt/tune": "#!/bin/sh\nsysctl -w vm.swappiness=${1:-9}\n", "/etc/sysctl.conf": "vm.swappiness=7\n",
};
const files = {
  read: (path: string) => {
    if (path === "/root/secret.conf") return "hidden" as const;
    const text = FILES[path];
    return text === undefined ? null : { text };
  },
  list: () => [],
  hasKey: (key: string) => !key.includes("missing"),
};

const read = (text: string) => readScript({ path: "/etc/rc.local", text }, files).settings;
const KEY = "vm/swappiness";
const bash = (text: string): string => `#!/bin/bash\n${text}`;

const CERTAIN: readonly string[] = [
  "sysctl -w vm.swappiness=7", "sysctl vm.swappiness=7", "/sbin/sysctl -q vm/swappiness=7",
  "sysctl -q -w vm.swappiness=7", "sysctl -w -q -e vm.swappiness=7", "sysctl -qew vm.swappiness=7",
  "sysctl --write --quiet vm.swappiness=7", "sysctl -w \"vm.swappiness = 7\"", "sysctl -w 'vm.swappiness=7'",
  "sysctl -w vm.dirty_ratio=1 vm.swappiness=7", "sysctl -w \\\n  vm.swappiness=7", "busybox sysctl -w vm.swappiness=7",
  "sysctl -p /etc/tune.conf", "sysctl -q -p /etc/tune.conf", "sysctl --load=/etc/tune.conf", "sysctl -p",
  "sysctl --system", "sysctl -f /etc/tune.conf", "sysctl -p - < /etc/tune.conf", "sysctl -e -p - <<E\nvm.swappiness = 7\nE",
  "echo 7 > /proc/sys/vm/swappiness", "echo 7 >> /proc/sys/vm/swappiness", "echo 7 >| /proc/sys/vm/swappiness",
  "echo 7 1> /proc/sys/vm/swappiness", "echo -n 7 > /proc/sys/vm/swappiness", "printf '%s\\n' 7 > /proc/sys/vm/swappiness",
  "printf 7 > /proc/sys/vm/swappiness", "> /proc/sys/vm/swappiness echo 7", "echo 7 > /proc//sys/./vm/../vm/swappiness",
  "echo 0x7 > /proc/sys/vm/swappiness", "echo 7 | tee /proc/sys/vm/swappiness", "echo 7 | tee -a /proc/sys/vm/swappiness >/dev/null",
  "echo 7 | sudo tee /proc/sys/vm/swappiness", "echo 7 | dd of=/proc/sys/vm/swappiness", "cat > /proc/sys/vm/swappiness <<E\n7\nE",
  "cat <<-E > /proc/sys/vm/swappiness\n\t7\n\tE", bash("cat <<< 7 > /proc/sys/vm/swappiness"),
  "cd /proc/sys/vm && echo 7 > swappiness", "cd /proc/sys; echo 7 > vm/swappiness", "cd /proc; cd sys/vm; echo 7 > swappiness",
  bash("pushd /proc/sys/vm; echo 7 > swappiness; popd"), "(cd /proc/sys/vm; echo 7 > swappiness)",
  "D=/proc/sys/vm; echo 7 > $D/swappiness", "D=/proc/sys/vm; echo 7 > \"${D}/swappiness\"", "sysctl -w vm.swappiness=${X:-7}",
  "X=7; sysctl -w vm.swappiness=$X", "sysctl -w vm.swappiness=$((3 + 4))", "sysctl -w vm.swappiness=$(echo 7)",
  "for k in vm.swappiness; do sysctl -w $k=7; done", "for k in swappiness dirty_ratio; do echo 7 > /proc/sys/vm/$k; done",
  bash("sysctl -w vm.{swappiness=7,dirty_ratio=5}"), bash("for k in vm.{dirty_ratio,swappiness}; do sysctl $k=7; done"),
  bash("declare -A S=([vm.swappiness]=7); for k in \"${!S[@]}\"; do sysctl -w \"$k=${S[$k]}\"; done"),
  bash("S=(vm.swappiness=7 vm.dirty_ratio=5); sysctl -w \"${S[@]}\""),
  "while read k v; do sysctl -w $k=$v; done <<E\nvm.swappiness 7\nE", "f() { echo $2 > /proc/sys/$1; }\nf vm/swappiness 7",
  "f() { sysctl -w vm.swappiness=$1; }; f 7", ". /opt/lib.sh; tune vm.swappiness 7", ". /etc/default/tune; echo $SWAP > $D/swappiness",
  "if true; then sysctl -w vm.swappiness=7; fi", "{ sysctl -w vm.swappiness=7; }", "(sysctl -w vm.swappiness=7)",
  "sh -c 'sysctl -w vm.swappiness=7'", "bash -lc \"sysctl -w vm.swappiness=7\"", "sh -c 'sysctl -w $0=$1' vm.swappiness 7",
  "env LC_ALL=C sysctl -w vm.swappiness=7", "LC_ALL=C sysctl -w vm.swappiness=7", "nice -n 19 ionice -c3 sysctl -w vm.swappiness=7",
  "echo vm.swappiness=7 | xargs sysctl -w", "eval sysctl -w vm.swappiness=7", "exec sysctl -w vm.swappiness=7",
  "/opt/tune 7", "sh /opt/tune 7", "/opt/braces", "bash /opt/braces", "exec 3> /proc/sys/vm/swappiness; echo 7 >&3",
  "[ -w /proc/sys/vm/swappiness ] && echo 7 > /proc/sys/vm/swappiness", "SYSCTL=/sbin/sysctl; $SYSCTL -w vm.swappiness=7",
  "sysctl -w vm.swappiness=60\nsysctl -w vm.swappiness=7", "if [ -x /x ]; then V=7; else V=7; fi; sysctl vm.swappiness=$V",
  "[ ! -f /etc/default/tune ] || . /etc/default/tune; sysctl vm.swappiness=$SWAP",
  "D=/etc/default; SWAP=9; if [ -r $D/tune ]; then . $D/tune; fi; sysctl vm.swappiness=$SWAP",
  "k=`echo vm.swappiness | tr . /`; echo 7 > /proc/sys/$k",
];

const PERL = "perl -e 'open(F, \">\", \"/proc/sys/vm/swappiness\")";
const PYTHON = "python3 -c 'open(\"/proc/sys/vm/swappiness\", \"w\").write(\"7\")";

/** Programs of one statement or a few in other languages. */
const FOREIGN: readonly string[] = [
  `${PERL}; print F "7\\n"; close F'`, `${PERL} or die; print F 7; close(F)'`, `${PERL}; print F 7'`,
  `${PERL}; print {F} "7", "\\n"; close F; system("true")'`,
  "perl -we 'use strict; open(my $f, \">\", \"/proc/sys/vm/swappiness\") or die $!; print $f \"7\\n\"; close($f) or die;'",
  "perl -e 'open F, \">/proc/sys/vm/swappiness\"; print F 7;'", "perl -e 'system(\"sysctl -w vm.swappiness=7\")'",
  "perl -e 'system \"echo 7 > /proc/sys/vm/swappiness\"'", "perl -e 'system(\"sysctl\", \"-w\", \"vm.swappiness=7\")'",
  "perl <<'E'\nopen(F, '>>', '/proc/sys/vm/swappiness');\nprint F 7;\nE", "perl /opt/tune.pl", "/opt/tune.pl",
  `${PYTHON}'`, `${PYTHON}; open("/proc/sys/vm/dirty_ratio", "w").write("5")'`,
  "python3 -c 'import os; os.system(\"sysctl -w vm.swappiness=7\")'",
  "python3 -c \"import subprocess; subprocess.run(['sysctl', '-w', 'vm.swappiness=7'])\"",
  "python3 -c \"import subprocess; subprocess.call('sysctl vm.swappiness=7', shell=True)\"",
  "python3 -c \"from pathlib import Path; Path('/proc/sys/vm/swappiness').write_text('7')\"",
  "python3 -c \"print(7, file=open('/proc/sys/vm/swappiness', 'w'))\"",
  "python3 -c \"f = open('/proc/sys/vm/swappiness', 'w'); f.write('7\\n'); f.close()\"",
  "python3 -c \"with open('/proc/sys/vm/swappiness', 'w') as f: f.write('7')\"",
  "python3 - <<E\nimport os\nwith open('/proc/sys/vm/swappiness', 'w') as f:\n    f.write('7')\nE",
  "python3 /opt/tune.py", "/opt/tune.py", "python3 - <<E\nopen('/proc/sys/vm/swappiness', 'w').write('7')\nE",
  "ruby -e 'File.write(\"/proc/sys/vm/swappiness\", 7)'", "awk 'BEGIN { print 7 > \"/proc/sys/vm/swappiness\" }'",
  "awk -v x=7 'BEGIN { print x > \"/proc/sys/vm/swappiness\" }'",
  "node -e \"require('fs').writeFileSync('/proc/sys/vm/swappiness', '7')\"", "cd /proc/sys/vm; ruby -e 'IO.write(\"swappiness\", \"7\")'",
];

const FOREIGN_MAYBE: readonly string[] = [
  `${PERL} if -e "/x"; print F 7'`, `${PERL}; print F "$ENV{X}"; close F; # vm.swappiness'`, `${PERL}; print F 6; print F 7'`,
  `${PERL}; print F 7' "$X"`, "perl -ne 'open(F, \">\", \"/proc/sys/vm/swappiness\"); print F 7'",
  `${PERL}; print F 7; system("true"); close F'`, "perl -e 'exit; system(\"sysctl -w vm.swappiness=7\")'",
  "perl -e 'open(F, \">\", \"/proc/sys/vm/missing\") or die; system(\"sysctl -w vm.swappiness=7\")'",
  "cd /proc/sys/vm; ruby -e 'ARGV.each { |k| File.write(k, 7) }' swappiness", "cd /proc/sys/vm && some-tool swappiness 7",
  "[ -x /x ] && perl -e 'system(\"sysctl -w vm.swappiness=7\")'", "perl -e 'system(\"[ -x /x ] && sysctl -w vm.swappiness=7\")'",
  "python3 -c 'open(\"/proc/sys/vm/missing\", \"w\").write(\"7\"); open(\"/proc/sys/vm/swappiness\", \"w\").write(\"7\")'",
  "python3 -c 'open(\"/proc/sys/vm/swappiness\", \"w\").write(7)'", "python3 -c 'open(\"/proc/sys/vm/swappiness\").write(\"7\")'",
  "python3 -c 'import tune; open(\"/proc/sys/vm/swappiness\", \"w\").write(\"7\")'",
  "python3 -c 'open(f\"/proc/sys/vm/swappiness\", \"w\").write(\"7\")'", `${PYTHON} if 0 else 0'`,
  "python3 - <<E\nimport os\nif os.path.exists('/x'):\n    open('/proc/sys/vm/swappiness', 'w').write('7')\nE",
  "python3 - <<E\nwith open('/proc/sys/vm/swappiness', 'w') as f:\n    f.write('6')\n    f.write('7')\nE",
  "awk '{ print 7 > \"/proc/sys/vm/swappiness\" }' /etc/fstab", "awk -v x=$Y 'BEGIN { print x > \"/proc/sys/vm/swappiness\" }'",
  "awk -v y=7 'BEGIN { print x > \"/proc/sys/vm/swappiness\" }'",
  "ruby -e 'File.write(\"/proc/sys/vm/swappiness\", \"#{x}7\")'", "node -e \"require('./fs').writeFileSync('/proc/sys/vm/swappiness', '7')\"",
];

const MAYBE: readonly string[] = [
  "set -e; readonly R=3; readonly R=3; sysctl -w vm.swappiness=10",
  "readonly R; unset R; sysctl -w vm.swappiness=10",
  "readonly R=10; R=20; sysctl -w vm.swappiness=$R",
  "sh /opt/braces",
  "[ -f /etc/default/none ] && SWAP=7; sysctl vm.swappiness=${SWAP:-9}", "[ -f /etc/once ] && sysctl vm.swappiness=7",
  "rm -f /etc/default/tune; : > /etc/default/tune; [ -s /etc/default/tune ] && sysctl vm.swappiness=7",
  "[ -x /usr/bin/x ] && sysctl -w vm.swappiness=7", "if grep -q x /proc/cpuinfo; then sysctl vm.swappiness=7; fi",
  "case $1 in start) sysctl -w vm.swappiness=7;; esac", "[ -f /x ] && exit 0\nsysctl -w vm.swappiness=7",
  "sysctl -w vm.swappiness=$N", "sysctl -w vm.swappiness=7 &", "sysctl -w vm.{swappiness=7,dirty_ratio=5}",
  "for i in 1 2; do [ -e /x ] && break; sysctl -w vm.swappiness=7; done", "trap 'sysctl -w vm.swappiness=7' EXIT",
  "sysctl -w vm.swappiness=$(cat /proc/meminfo | head -1)", "echo 7 | tee $(mktemp) /proc/sys/vm/$1",
  "for f in /proc/sys/vm/*; do echo 7 > $f; done", "echo 7 > /proc/sys/vm/$X", "eval $X vm.swappiness=7",
  "find /proc/sys/vm -name swappiness -exec sh -c 'echo 7 > $1' _ {} \\;", "tune() { sysctl -w vm.swappiness=7; }",
  "sysctl -p /root/secret.conf", "$X -w vm.swappiness=7", "some-tool vm.swappiness=7", "if then sysctl -w vm.swappiness=7",
  "echo 35>/proc/sys/vm/swappiness", "sysctl -r swap -p /etc/tune.conf", "#!/bin/sh -e\nfalse\nsysctl -w vm.swappiness=7",
  "echo 'vm.swappiness=7' > /etc/sysctl.d/60-x.conf", "ssh localhost sysctl -w vm.swappiness=7",
  "{ echo 7; echo 8; } > /proc/sys/vm/swappiness", "/opt/tune $X", "sysctl -w $(cat /run/x)", "echo \"$V\" | sysctl -p -",
  "alias s='sysctl -w'\ns vm.swappiness=7", "echo sysctl vm.swappiness=7 | at now", "sysctl -w vm.missing=1 && sysctl -w vm.swappiness=7",
  bash("cat > >(tee /proc/sys/vm/swappiness) <<< 7"), "while :; do sysctl -w vm.swappiness=$i; i=$((i+1)); sleep 1; done",
];

const LOST: readonly string[] = [
  "f() { \"$@\"; }; f sysctl -w vm.swappiness=$(cat /run/x)", "W=7; . /none; sh -c 'sysctl vm.swappiness=$W'",
  "f() { sysctl -w $2 $1; }; f $X vm.swappiness=7", "f() { sysctl -w \"$@\"; }; f -q vm.swappiness=7 $X",
];

const LATER: readonly string[] = [
  "trap 'sysctl -w vm.swappiness=60' EXIT\nsysctl -w vm.swappiness=7",
  "sysctl -w vm.swappiness=60 &\nsysctl -w vm.swappiness=7",
];

const NOTHING: readonly string[] = [
  "# sysctl -w vm.swappiness=7", "echo \"set vm.swappiness=7 in sysctl.conf\"", "echo 'echo 7 > /proc/sys/vm/swappiness'",
  "cat /proc/sys/vm/swappiness", "sysctl vm.swappiness", "sysctl -n vm.swappiness", "sysctl -a | grep vm.swappiness",
  "X='sysctl -w vm.swappiness=7'", "cat <<E\nsysctl -w vm.swappiness=7\nE", "read x < /proc/sys/vm/swappiness",
  "[ \"$(cat /proc/sys/vm/swappiness)\" = 7 ]", "sysctl --dry-run vm.swappiness=7", "exit 0\nsysctl -w vm.swappiness=7",
  "if false; then sysctl -w vm.swappiness=7; fi", "logger vm.swappiness=7", "sysctl -w vm.swappiness = 7",
  ": > /proc/sys/vm/swappiness", "VAR=/var/lib/etcd", "echo 7 > /proc/sys/vm/swappiness_other", "echo 7 > proc/sys.d/vm/swappiness",
  "grep -q 7 /proc/sys/vm/swappiness || exit 1", "echo x > \"$LOG\"", "ls /proc/sys/vm", "ip link set eth0 up",
];

describe("a script that writes for certain", () => {
  test.each([...CERTAIN, ...FOREIGN])("%s", (text) => {
    const said = outcome(read(text), KEY);
    expect(said?.value).toBe("7");
    expect(said?.last.path).toMatch(/^\/(etc|opt)\//);
  });
});

describe("a script that perhaps writes", () => {
  test.each([...MAYBE, ...FOREIGN_MAYBE, ...LOST, ...LATER])("%s", (text) => {
    const said = outcome(read(text), KEY);
    expect(said).not.toBeNull();
    expect(said?.value).toBeNull();
  });
});

describe("a script that writes nothing", () => {
  test.each(NOTHING)("%s", (text) => {
    expect(read(text).filter((one) => keyOf(one) === KEY || one.file.includes(ANY))).toEqual([]);
  });
});

test("the line is the one that writes, in the file that holds it", () => {
  const text = "#!/bin/sh\n# vm\nD=/proc/sys/vm\n\nif :; then\n  echo 7 > $D/swappiness\nfi\n. /opt/lib.sh\ntune vm.dirty_ratio 5\n";
  expect(outcome(read(text), KEY)?.last).toMatchObject({ path: "/etc/rc.local", line: 6,
    text: "echo 7 > $D/swappiness" });
  expect(outcome(read(text), "vm/dirty_ratio")?.last).toMatchObject({ path: "/opt/lib.sh", line: 1 });
});

test("a script too long to follow is searched for names, and ends", () => {
  const loops = "for a in {1..200}; do for b in {1..200}; do sysctl -w vm.swappiness=$a; done; done";
  expect(outcome(read(bash(loops)), KEY)).toMatchObject({ value: null });
});
