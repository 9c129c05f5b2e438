/** Scripts by chance: every way of setting a key that the reader knows, and of not setting it. */
import fc from "../../../support/property.ts";

/** `@P` stands for /proc; files and directories of the tree that scripts run in. */
export const KEYS = ["vm/swappiness", "vm/dirty_ratio", "fs/file-max", "net/core/somaxconn",
  "net/ipv4/conf/all/rp_filter", "net/ipv4/conf/eth0/rp_filter", "kernel/pid_max"] as const;

export const FILES: Readonly<Record<string, string>> = {
  "@T/a.conf": "# comment\nvm.swappiness = 11\n\nfs/file-max=12\n",
  "@T/lib.sh": "put() { echo \"$2\" > @P/sys/$1; }\nSIZE=21\n",
  "@T/vars": "SIZE=22\nDIR=@P/sys/vm\n",
  "@T/tune.sh": "#!/bin/sh\necho ${2:-23} > @P/sys/$1\n",
  "@T/list": "vm.swappiness=24\nkernel.pid_max=25\n",
  "@T/value": "26\n",
};

const pick = <T>(...all: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...all);
const key = pick(...KEYS);
const value = fc.integer({ min: 1, max: 99 }).map(String);
const dotted = (path: string): string => path.replaceAll("/", ".");
const leaf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const folder = (path: string): string => path.slice(0, path.lastIndexOf("/"));

/** A value in one of the ways to write it. */
const worded = fc.tuple(value, pick<(v: string) => string>(
  (v) => v, (v) => `"${v}"`, (v) => `'${v}'`, (v) => `$((${v}))`, (v) => `$(( ${v} - 1 + 1 ))`,
  (v) => `$(echo ${v})`, (v) => `\`printf ${v}\``, (v) => `"$(printf '%s' ${v})"`,
  (v) => `\${NONE:-${v}}`, (v) => `"\${NONE-${v}}"`, (v) => `$(cat <<E\n${v}\nE\n)`,
)).map(([v, word]) => word(v));

const SYSCTLS = ["sysctl", "sysctl -w", "sysctl -q -w", "sysctl -qw", "sysctl -ew", "sysctl -w -q",
  "sysctl --write", "sysctl -e", "nice -n 5 sysctl -w", "env A=1 sysctl -w", "command sysctl -w",
  "env -i PATH=\"$PATH\" sysctl -w", "timeout 5 sysctl -w", "nohup sysctl -w", "exec_it sysctl -w"];

const bySysctl = fc.tuple(pick(...SYSCTLS), key, worded, pick(true, false)).map(
  ([command, k, v, isDotted]) => {
    const setting = `${isDotted ? dotted(k) : k}=${v}`;
    const own = command.startsWith("exec_it") ? `exec_it() { "$@"; }; ` : "";
    return `${own}${command} ${setting.includes("\n") ? setting : setting}`;
  });

const byFile = fc.tuple(key, worded, pick<(path: string, v: string, k: string) => string>(
  (path, v) => `echo ${v} > ${path}`,
  (path, v) => `echo ${v} >${path}`,
  (path, v) => `echo ${v} >| ${path}`,
  (path, v) => `echo ${v} 1> ${path}`,
  (path, v) => `printf '%s\\n' ${v} > ${path}`,
  (path, v) => `printf "%d\\n" ${v} > "${path}"`,
  (path, v) => `echo ${v} | tee ${path}`,
  (path, v) => `echo ${v} | tee ${path} > /dev/null`,
  (path, v) => `echo ${v} | cat > ${path}`,
  (path, v) => `echo ${v} | dd of=${path} 2> /dev/null`,
  (path, v) => `> ${path} echo ${v}`,
  (path, v) => `{ echo ${v}; } > ${path}`,
  (path, v) => `(echo ${v}) > ${path}`,
  (path, v) => `cat > ${path} <<E\n${v.replace(/^'|'$/g, "")}\nE`,
  (path) => `cat @T/value > ${path}`,
  (path) => `cp @T/value ${path}`,
  (_path, v, k) => `cd @P/sys/${folder(k)} && echo ${v} > ${leaf(k)}`,
  (_path, v, k) => `(cd @P/sys && echo ${v} > ${k})`,
  (_path, v, k) => `cd @P; cd sys/${folder(k)}; echo ${v} > ./${leaf(k)}`,
  (_path, v, k) => `cd @P/sys/${folder(k)}/ || exit 1; echo ${v} > ${leaf(k)}; cd /`,
  (_path, v, k) => `D=@P/sys/${folder(k)}; echo ${v} > $D/${leaf(k)}`,
  (_path, v, k) => `F=${leaf(k)}; echo ${v} > "@P/sys/${folder(k)}/\${F}"`,
  (path, v) => `exec 3> ${path}; echo ${v} >&3; exec 3>&-`,
  (path, v) => `P=${path}; V=${v}; echo $V > $P`,
  (path, v) => `P=${path}; echo ${v} > \${P%x}`,
)).map(([k, v, write]) => write(`@P/sys/${k}`, v, k)).filter((text) => !/<<E\n[^\n]*<<E/.test(text));

const onlyBash = fc.tuple(key, key, value, pick<(a: string, b: string, v: string) => string>(
  (a, b, v) => `sysctl -w {${dotted(a)},${dotted(b)}}=${v}`,
  (a, b, v) => `for f in @P/sys/{${a},${b}}; do echo ${v} > $f; done`,
  (a, _, v) => `cat <<< ${v} > @P/sys/${a}`,
  (a, b, v) => `s=(${dotted(a)}=${v} ${dotted(b)}=${v}); for i in "\${s[@]}"; do sysctl -w "$i"; done`,
  (a, b, v) => `declare -A m=([${dotted(a)}]=${v} [${dotted(b)}]=1${v}); for k in "\${!m[@]}"; do sysctl -w "$k=\${m[$k]}"; done`,
  (a, _, v) => `k=${dotted(a)}; echo ${v} > "@P/sys/\${k//./\\/}"`,
  (a, _, v) => `pushd @P/sys/${folder(a)} > /dev/null; echo ${v} > ${leaf(a)}; popd > /dev/null`,
  (a, _, v) => `[[ ${v} -gt 50 ]] && sysctl ${dotted(a)}=${v}`,
  (a, b, v) => `if [[ $UNSET == y* ]]; then sysctl -w ${dotted(a)}=${v}; else sysctl -w ${dotted(b)}=${v}; fi`,
  (a, _, v) => `for ((i = 0; i < 3; i++)); do sysctl -w ${dotted(a)}=$((${v} + i)); done`,
  (a, _, v) => `while read -r k x; do sysctl -w "$k=$x"; done <<< "${dotted(a)} ${v}"`,
  (a, _, v) => `echo $'${v}' > @P/sys/${a}`,
  (a, _, v) => `echo -e "${v}\\n" > @P/sys/${a}`,
  (a, _, v) => `printf -v x %s ${v}; sysctl -w ${dotted(a)}=$x`,
  (a, _, v) => `echo ${v} &> @P/sys/${a}`,
)).map(([a, b, v, write]) => write(a, b, v));

const whole = fc.tuple(key, key, value, value, pick<(
  a: string, b: string, v: string, w: string) => string>(
  (a, b, v) => `for k in ${dotted(a)} ${dotted(b)}; do sysctl -w $k=${v}; done`,
  (a, b, v) => `for k in ${a} ${b}; do echo ${v} > @P/sys/$k; done`,
  (a, b, v) => `L="${a} ${b}"; for k in $L; do echo ${v} > @P/sys/$k; done`,
  (a, b, v, w) => `for p in ${dotted(a)}:${v} ${dotted(b)}:${w}; do sysctl -w \${p%%:*}=\${p#*:}; done`,
  (a, b, v, w) => `while read k v; do sysctl -w $k=$v; done <<E\n${dotted(a)} ${v}\n${dotted(b)} ${w}\nE`,
  (a, b, v, w) => `while IFS== read -r k v; do echo $v > @P/sys/$k; done <<'E'\n${a}=${v}\n${b}=${w}\nE`,
  (a, b, v, w) => `printf '%s\\n' ${dotted(a)}=${v} ${dotted(b)}=${w} | while read l; do sysctl -w $l; done`,
  (a, b, v, w) => `echo ${dotted(a)}=${v} ${dotted(b)}=${w} | xargs sysctl -w`,
  (a, b, v, w) => `echo ${dotted(a)}=${v} ${dotted(b)}=${w} | xargs -n 1 sysctl -w`,
  (a, _, v) => `echo ${v} | xargs -I X sysctl -w ${dotted(a)}=X`,
  (a, b, v, w) => `sysctl -w ${dotted(a)}=${v} ${dotted(b)}=${w}`,
  (a, b, v, w) => `set -- ${v} ${w}; echo $1 > @P/sys/${a}; shift; echo $1 > @P/sys/${b}`,
  (a, _, v) => `f() { local x=$2; echo $x > @P/sys/$1; }; f ${a} ${v}`,
  (a, b, v) => `f() { [ "$1" = ${a} ] && return; echo ${v} > @P/sys/$1; }; f ${a}; f ${b}`,
  (a, b, v, w) => `f() { if [ -e @T/$1 ]; then V=${v}; return; fi; V=${w}; }; f vars; echo $V > @P/sys/${a}; f none; echo $V > @P/sys/${b}`,
  (a, _b, v, w) => `f() { for i in ${v} ${w}; do echo $i > @P/sys/${a}; [ -e @T/vars ] && break; done; }; f`,
  (a, _, v, _w) => `i=0; while [ $i -lt 3 ]; do echo $((${v} + i)) > @P/sys/${a}; i=$((i + 1)); done`,
  (a, _, v) => `until [ "$done" = 1 ]; do echo ${v} > @P/sys/${a}; done=1; done`,
  (a, b, v, w) => `case ${a} in vm/*) echo ${v} > @P/sys/${a};; *) echo ${w} > @P/sys/${b};; esac`,
  (a, b, v, w) => `case "$1" in start) echo ${v} > @P/sys/${a};; "") echo ${w} > @P/sys/${b};; esac`,
  (a, _b, v, w) => `if [ -f @T/vars ]; then V=${v}; else V=${w}; fi; echo $V > @P/sys/${a}`,
  (a, b, v, _w) => `if [ -f @T/none ]; then D=${a}; else D=${b}; fi; echo ${v} > @P/sys/$D`,
  (a, _b, v) => `[ -w @P/sys/${a} ] && echo ${v} > @P/sys/${a}`,
  (a, _b, v) => `test -x /no/such || sysctl -q ${dotted(a)}=${v}`,
  (a, b, v, w) => `echo ${v} > @P/sys/${a} && echo ${w} > @P/sys/${b}`,
  (a, b, v, w) => `grep -q x /no/such && echo ${v} > @P/sys/${a} || echo ${w} > @P/sys/${b}`,
  (a, b, v, w) => `(exit 1; echo ${v} > @P/sys/${a}); echo ${w} > @P/sys/${b}`,
  (a, _, v) => `sh -c 'echo ${v} > @P/sys/${a}'`,
  (a, _, v) => `sh -c 'echo $1 > @P/sys/$0' ${a} ${v}`,
  (a, _, v) => `sh -c "sysctl -w ${dotted(a)}=${v}"`,
  (a, _, v) => `sh <<E\nsysctl -w ${dotted(a)}=${v}\nE`,
  (a, _, v) => `echo "sysctl -w ${dotted(a)}=${v}" | sh`,
  (a, _, v) => `eval "echo ${v} > @P/sys/${a}"`,
  (a, _, v) => `x="sysctl -w ${dotted(a)}=${v}"; $x`,
  (a, _, v) => `c=sysctl; $c -w ${dotted(a)}=${v}`,
  (a, _, v) => `c=$(command -v sysctl); $c -w ${dotted(a)}=${v}`,
  (a, _, v) => `sysctl -w ${dotted(a)}=${v} &\nwait`,
  (a, _, v) => `trap 'echo ${v} > @P/sys/${a}' EXIT`,
  (a, _, v) => `k=$(echo ${dotted(a)} | tr . /); echo ${v} > @P/sys/$k`,
  (a, _, v) => `k=$(echo ${dotted(a)} | sed 's/\\./\\//g'); echo ${v} > @P/sys/$k`,
  (a, _, v) => `k=$(expr ${v} + 1); sysctl -w ${dotted(a)}=$k`,
  (a, _, _v) => `v=$(wc -l < @T/list); sysctl -w ${dotted(a)}=$v`,
  (a, _, v) => `for f in @P/sys/${folder(a)}/*; do [ -f $f ] && echo ${v} > $f; done`,
  (_a, _, v) => `for i in all eth0; do echo ${v} > @P/sys/net/ipv4/conf/$i/rp_filter; done`,
  (_a, _, v) => `for f in @P/sys/net/ipv4/conf/*/rp_filter; do echo ${v} > "$f"; done`,
  (_a, _, v) => `find @P/sys/net -name rp_filter -exec sh -c 'echo ${v} > "$1"' _ {} \\;`,
  (_a, _, v) => `find @P/sys/vm -type f | while read f; do echo ${v} > $f; done`,
  (_a, _, v) => `ls @P/sys/net/ipv4/conf | while read i; do echo ${v} > @P/sys/net/ipv4/conf/$i/rp_filter; done`,
  (a, _, v) => `awk 'BEGIN { print ${v} > "@P/sys/${a}" }'`,
  (a, _, v) => `perl -e 'open F, ">", "@P/sys/${a}"; print F "${v}\\n"'`,
  () => `sysctl -p @T/a.conf`, () => `sysctl --load=@T/a.conf`, () => `sysctl -q -p @T/a.conf`,
  () => `sysctl -p < /dev/null; sysctl -p@T/a.conf`,
  () => `sysctl -p - < @T/a.conf`, () => `cat @T/a.conf | sysctl -p -`,
  (a, _, v) => `sysctl -p - <<E\n${dotted(a)} = ${v}\nE`,
  (a, _, v) => `echo "${dotted(a)} = ${v}" > @T/new.conf; sysctl -p @T/new.conf`,
  (a, _, v) => `cat > @T/new.conf <<E\n${dotted(a)} = ${v}\nE\nsysctl -e -p @T/new.conf`,
  (a) => `. @T/vars; echo $SIZE > @P/sys/${a}`,
  (a, _, v) => `. @T/lib.sh; put ${a} ${v}; echo $SIZE > @P/sys/vm/swappiness`,
  (_a, _, v) => `. @T/vars; echo ${v} > $DIR/swappiness`,
  (a, _, v) => `sh @T/tune.sh ${a} ${v}`, (a) => `@T/tune.sh ${a}`,
  () => `for s in $(cat @T/list); do sysctl -w $s; done`,
  () => `xargs -n1 sysctl -w < @T/list`, () => `while read l; do sysctl -w $l; done < @T/list`,
  () => `cat @T/list | while read l; do sysctl -w "$l"; done`,
  (a, _, v) => `export V=${v}; sh -c 'echo $V > @P/sys/${a}'`,
  (a, _, v) => `V=${v} sh -c 'echo $V > @P/sys/${a}'`,
  (a, _, v) => `W=${v}; sh -c 'echo \${W:-7} > @P/sys/${a}'`,
  (a, _, v) => `{ read x; echo $x > @P/sys/${a}; } <<E\n${v}\nE`,
  (a, _, v) => `x=$(echo ${v} > @P/sys/${a}; echo 5); echo $x > @P/sys/kernel/pid_max`,
)).map(([a, b, v, w, write]) => write(a, b, v, w));

/** What shells disagree about, or one of them ends at. */
const odd = fc.tuple(key, value, pick<(a: string, v: string) => string>(
  (a, v) => `return\necho ${v} > @P/sys/${a}`, (a, v) => `break\necho ${v} > @P/sys/${a}`,
  (a, v) => `set -o pipefail\necho ${v} > @P/sys/${a}`, (a, v) => `let x=${v}; echo $x > @P/sys/${a}`,
  (a, v) => `i=${v}; echo $((i++)) > @P/sys/${a}`, (a, v) => `echo "${v}\\n" > @P/sys/${a}`,
  (a, v) => `j() { break; }; for z in 1 2; do j; echo $((${v} + z)) > @P/sys/${a}; done`,
  (a, v) => `[ a == a ] && echo ${v} > @P/sys/${a}`, (a, v) => `source @T/vars; echo ${v} > @P/sys/${a}`,
  (a, v) => `if true; then echo ${v} > @P/sys/${a}; y=(1); fi`,
  (a, v) => `case x in x) echo ${v} > @P/sys/${a};;& y) :;; esac`,
  (a, v) => `function k { echo ${v} > @P/sys/${a}; }; k`, (a, v) => `. @T/lib.sh x; put ${a} ${v}`,
  (a, v) => `typeset q=${v}; echo $q > @P/sys/${a}`, (a, v) => `(return; echo ${v} > @P/sys/${a})`,
  (a, v) => `x="$(echo \${NONE//a/b})${v}"; echo $x > @P/sys/${a}`,
)).map(([a, v, text]) => text(a, v));

const harmless = fc.tuple(key, value, pick<(a: string, v: string) => string>(
  (a, v) => `echo "set ${dotted(a)}=${v} in sysctl.conf"`, (a, v) => `# sysctl -w ${dotted(a)}=${v}`,
  (a, v) => `: ${dotted(a)}=${v}`, (a) => `cat @P/sys/${a} > /dev/null`, (a) => `sysctl -n ${dotted(a)}`,
  (a, v) => `grep -q ${v} @P/sys/${a}`, (a, v) => `[ "$(cat @P/sys/${a})" = ${v} ]`,
  (a) => `read old < @P/sys/${a}`, (a, v) => `cat <<E > /dev/null\necho ${v} > @P/sys/${a}\nE`,
  (a, v) => `x='echo ${v} > @P/sys/${a}'`, () => "true", () => "cd /", () => "unset D F P V L",
  () => "IFS=' '", () => "set -u; set +u", () => "NONE=", () => "V=5; readonly R=3", () => "readonly V", () => "unset R",
  (a, v) => `logger_x=1 true "${a} ${v}"`,
)).map(([a, v, text]) => text(a, v));

/** Around another statement. */
const wrapped = (inner: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.tuple(inner, inner, key,
  value, pick<(a: string, b: string, k: string, v: string) => string>(
    (a) => `if true; then\n${a}\nfi`, (a) => `if [ -e /no/such ]; then\n:\nelse\n${a}\nfi`,
    (a) => `{\n${a}\n}`, (a) => `(\n${a}\n)`, (a, b) => `if false; then\n${a}\nelse\n${b}\nfi`,
    (a) => `g() {\n${a}\n}\ng`, (a) => `g() {\n${a}\n}\n`, (a) => `for z in 1 2; do\n${a}\ndone`,
    (a, b) => `if [ -d @T ]; then\n${a}\nelse\n${b}\nfi`, (a) => `while true; do\n${a}\nbreak\ndone`,
    (a) => `for z in a b; do\n[ $z = a ] && continue\n${a}\ndone`,
    (a) => `for y in 1 2; do for z in a b; do\n${a}\ncontinue 2\ndone; echo 99 > @P/sys/fs/file-max; done`,
    (a, b) => `case x$1 in x) \n${a}\n;; *)\n${b}\n;; esac`,
    (a) => `(set -e\nfalse\n${a}\n)`, (a) => `(set -e\ntrue\n${a}\n)`, (a) => `(set -e; cd /no/such 2>/dev/null\n${a}\n)`,
    (a, _, k, v) => `h() {\n${a}\nreturn\necho ${v} > @P/sys/${k}\n}\nh`,
    (a, b) => `[ -n "$U" ] || {\n${a}\n}\n${b}`, (a, b) => `{\n${a}\n} && {\n${b}\n}`,
    (a) => `[ -e @T/vars ] && exit 0\n${a}`, (a) => `[ -e /no/such ] && exit 0\n${a}`,
    (a, _, k, v) => `(\n${a}\n) | cat > /dev/null; echo ${v} > @P/sys/${k}`,
  )).map(([a, b, k, v, text]) => text(a, b, k, v));

const statement = (isBash: boolean): fc.Arbitrary<string> => fc.oneof(
  { weight: 4, arbitrary: bySysctl }, { weight: 6, arbitrary: byFile },
  { weight: 6, arbitrary: whole }, { weight: 3, arbitrary: harmless },
  { weight: isBash ? 4 : 1, arbitrary: onlyBash }, { weight: 1, arbitrary: odd });

const nested = (isBash: boolean): fc.Arbitrary<string> => {
  const one = statement(isBash);
  const two = fc.oneof({ weight: 3, arbitrary: one }, { weight: 1, arbitrary: wrapped(one) });
  return fc.oneof({ weight: 3, arbitrary: one }, { weight: 2, arbitrary: wrapped(two) });
};

export interface Generated {
  readonly isBash: boolean;
  readonly text: string;
}

export const scripts: fc.Arbitrary<Generated> = fc.boolean().chain((isBash) =>
  fc.tuple(pick("", " -e"), fc.array(nested(isBash), { minLength: 1, maxLength: 6 })).map(
    ([option, lines]) => ({ isBash,
      text: `#!/bin/${isBash ? "bash" : "sh"}${option}\n${lines.join("\n")}\n` })));
