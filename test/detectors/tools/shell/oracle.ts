/** Runs scripts by real shells in a tree of their own, where `/proc/sys` is a directory. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { FILES, KEYS } from "./generator.ts";

/** What no script writes. */
const BEFORE = "old";

/** As sysctl(8) does it, to the tree. */
const SYSCTL = `#!/bin/sh
set_one() {
  case $1 in *=*) ;; *) return;; esac
  key=\${1%%=*}
  value=\${1#*=}
  set -- $value; value=$*
  set -- $key; key=$*
  case $key in */*) ;; *) IFS=.; set -- $key; IFS=/; key="$*"; unset IFS;; esac
  [ -f "@T/proc/sys/$key" ] && echo "$value" > "@T/proc/sys/$key"
}
load() {
  while read -r line; do case $line in '#'*|';'*) ;; *) set_one "$line";; esac; done
}
files= loads=
while :; do case $1 in
  --load=*) loads=1; files=\${1#*=}; shift;;
  -p) loads=1; shift;; -p*) loads=1; files=\${1#-p}; shift;; -?*) shift;; *) break;;
esac; done
if [ "$loads" ]; then
  for file in $files "$@"; do
    if [ "$file" = - ]; then load; else load < "$file"; fi
  done
  exit
fi
for one; do set_one "$one"; done
exit 0
`;

/** Each script in each of its shells, from a tree as it was; then what the keys hold. */
const DRIVER = `cd /
for script in "$1"/s*; do
  read -r first < "$script"
  for shell in bash dash; do
    case $first in *bash*) [ $shell = bash ] || continue;; esac
    for key in $KEYS; do printf %s ${BEFORE} > "$1/run/proc/sys/$key"; done
    [ -e "$1/run/new.conf" ] && rm "$1/run/new.conf"
    case $first in *-e) e=-e;; *) e=;; esac
    PATH="$1/run/bin:/usr/bin:/bin" $shell $e "$script" > /dev/null 2>&1 < /dev/null
    printf '== %s %s\\n' "\${script##*/}" $shell
    for key in $KEYS; do
      text=$(< "$1/run/proc/sys/$key")
      printf '%s|%s\\n' "$key" "\${text//$'\\n'/ }"
    done
  done
done`;

export interface Ran {
  readonly shell: string;
  /** What was written, by key. */
  readonly written: ReadonlyMap<string, string>;
}

const put = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

/** For each script, what each of its shells has written. */
export const runScripts = (texts: readonly string[]): readonly (readonly Ran[])[] => {
  const root = mkdtempSync(join(tmpdir(), "vexor-shell-"));
  const run = join(root, "run");
  const placed = (text: string): string =>
    text.replaceAll("@P", `${run}/proc`).replaceAll("@T", run);
  for (const key of KEYS) put(join(root, "run/proc/sys", key), BEFORE);
  for (const [path, text] of Object.entries(FILES)) {
    put(path.replace("@T", run), placed(text));
  }
  put(join(run, "bin/sysctl"), placed(SYSCTL));
  for (const path of ["bin/sysctl", "tune.sh"]) chmodSync(join(run, path), 0o755);
  texts.forEach((text, at) => put(join(root, `s${String(at).padStart(6, "0")}`), placed(text)));
  const out = execFileSync("bash", ["--norc", "-c", DRIVER, "driver", root],
    { encoding: "utf8", env: { PATH: process.env["PATH"], KEYS: KEYS.join(" ") },
      maxBuffer: 1 << 28, timeout: 20 * 60_000 });
  rmSync(root, { recursive: true });
  const ran: Ran[][] = texts.map(() => []);
  for (const block of out.split("== ").slice(1)) {
    const [head = "", ...lines] = block.trimEnd().split("\n");
    const [name = "", shell = ""] = head.split(" ");
    const written = new Map(lines.map((line) => line.split("|") as [string, string])
      .map(([key, text]) => [key, text.replace(new RegExp(`^${BEFORE}`), "").trim()] as const)
      .filter(([, text]) => text !== ""));
    ran[Number(name.slice(1))]?.push({ shell, written });
  }
  return ran;
};
