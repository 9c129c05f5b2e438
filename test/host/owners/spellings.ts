/** How administrators write in a script that a sysctl shall have a value. */

export interface Setting {
  /** Dotted; no name here has a dot within a part. */
  readonly key: string;
  readonly value: string;
}

export interface Spelling {
  readonly name: string;
  /** Shell text; `aside` is the path of a file that it may ask for, see `file`. */
  readonly text: (settings: readonly Setting[], aside: string) => string;
  /** Text of the file aside. */
  readonly file?: (settings: readonly Setting[]) => string;
}

const pathOf = (key: string): string => `/proc/sys/${key.replaceAll(".", "/")}`;
const folderOf = (key: string): string => pathOf(key).replace(/\/[^/]*$/, "");
const leafOf = (key: string): string => key.replace(/^.*\./, "");

const each = (line: (setting: Setting) => string) =>
  (settings: readonly Setting[]): string => settings.map(line).join("\n");

const lines = each(({ key, value }) => `${key} = ${value}`);

export const SPELLINGS: readonly Spelling[] = [
  { name: "sysctl -w", text: each(({ key, value }) => `sysctl -w ${key}=${value}`) },
  { name: "sysctl without -w",
    text: each(({ key, value }) => `/sbin/sysctl -q ${key}=${value}`) },
  { name: "sysctl in quotes", text: each(({ key, value }) => `sysctl -qw "${key}=${value}"`) },
  { name: "sysctl with slashes",
    text: each(({ key, value }) => `sysctl -e -w ${key.replaceAll(".", "/")}='${value}'`) },
  { name: "many of one sysctl",
    text: (all) => `sysctl -w ${all.map(({ key, value }) => `${key}=${value}`).join(" \\\n  ")}` },
  { name: "echo", text: each(({ key, value }) => `echo ${value} > ${pathOf(key)}`) },
  { name: "echo in quotes", text: each(({ key, value }) => `echo "${value}" >"${pathOf(key)}"`) },
  { name: "echo after the file", text: each(({ key, value }) => `> ${pathOf(key)} echo ${value}`) },
  { name: "echo that clobbers", text: each(({ key, value }) => `echo ${value} >| ${pathOf(key)}`) },
  { name: "printf", text: each(({ key, value }) => `printf '%s\\n' ${value} > ${pathOf(key)}`) },
  { name: "tee", text: each(({ key, value }) => `echo ${value} | tee ${pathOf(key)} >/dev/null`) },
  { name: "dd",
    text: each(({ key, value }) => `echo ${value} | dd of=${pathOf(key)} status=none`) },
  { name: "cd", text: each(({ key, value }) =>
    `cd ${folderOf(key)} && echo ${value} > ${leafOf(key)}\ncd /`) },
  { name: "a subshell", text: each(({ key, value }) =>
    `( cd ${folderOf(key)}; echo ${value} > ./${leafOf(key)} )`) },
  { name: "a variable for the value", text: each(({ key, value }) =>
    `WANT=${value}\nsysctl -qw ${key}=$WANT`) },
  { name: "a variable for the folder", text: each(({ key, value }) =>
    `D=${folderOf(key)}\necho ${value} > "$D/${leafOf(key)}"`) },
  { name: "a loop over names", text: each(({ key, value }) =>
    `for k in ${key}; do sysctl -qw $k=${value}; done`) },
  { name: "a loop over files", text: each(({ key, value }) =>
    `for f in ${pathOf(key)}; do\n  echo ${value} > $f\ndone`) },
  { name: "a loop over pairs", text: (all) =>
    `for kv in ${all.map(({ key, value }) => `${key}=${value}`).join(" ")}; do\n`
    + "  sysctl -qw \"$kv\"\ndone" },
  { name: "a function", text: (all) => `put() {\n  echo "$2" > "/proc/sys/$1"\n}\n`
    + all.map(({ key, value }) => `put ${key.replaceAll(".", "/")} ${value}`).join("\n") },
  { name: "if it is there", text: each(({ key, value }) =>
    `if [ -w ${pathOf(key)} ]; then echo ${value} > ${pathOf(key)}; fi`) },
  { name: "and", text: each(({ key, value }) =>
    `[ -e ${pathOf(key)} ] && echo ${value} > ${pathOf(key)}`) },
  { name: "a shell in a shell", text: each(({ key, value }) =>
    `sh -c 'echo ${value} > ${pathOf(key)}'`) },
  { name: "a here-document", text: (all) => `sysctl -q -p - <<EOF\n${lines(all)}\nEOF` },
  { name: "a file that sysctl loads", file: lines, text: (_all, aside) => `sysctl -q -p ${aside}` },
  { name: "a file that is sourced",
    file: each(({ key, value }) => `sysctl -qw ${key}=${value}`),
    text: (_all, aside) => `. ${aside}` },
  { name: "a pipe of names", text: (all) =>
    `while read -r k v; do sysctl -qw "$k=$v"; done <<'END'\n`
    + `${all.map(({ key, value }) => `${key} ${value}`).join("\n")}\nEND` },
  { name: "xargs", text: (all) => `echo ${all.map(({ key, value }) => `${key}=${value}`).join(" ")}`
    + " | xargs sysctl -qw" },
  { name: "perl", text: each(({ key, value }) =>
    `perl -e 'open(F, ">", "${pathOf(key)}"); print F "${value}\\n"; close F'`) },
  { name: "perl that starts sysctl",
    text: each(({ key, value }) => `perl -e 'system("sysctl", "-qw", "${key}=${value}")'`) },
  { name: "python", text: each(({ key, value }) =>
    `python3 -c 'open("${pathOf(key)}", "w").write("${value}")'`) },
  { name: "lines of python", text: (all) => `python3 - <<'END'\nimport os\n${
    all.map(({ key, value }) => `with open("${pathOf(key)}", "w") as f:\n  f.write("${value}\\n")`)
      .join("\n")}\nEND` },
  { name: "python that starts a shell", text: each(({ key, value }) =>
    `python3 -c "import os; os.system('echo ${value} > ${pathOf(key)}')"`) },
  { name: "awk", text: each(({ key, value }) =>
    `awk 'BEGIN { print ${value} > "${pathOf(key)}" }'`) },
  { name: "awk with a variable", text: each(({ key, value }) =>
    `awk -v want=${value} 'BEGIN { print want > "${pathOf(key)}" }'`) },
  { name: "braces", text: each(({ key, value }) =>
    `sysctl -qw ${key.slice(0, -1)}{${key.slice(-1)}=${value},${key.slice(-1)}=${value}}`) },
];
