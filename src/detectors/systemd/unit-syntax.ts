/** The text of a unit file, as systemd reads it: sections, assignments, lines that go on. */
export interface Assignment {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly path: string;
  /** Of the line it starts on, from 1. */
  readonly line: number;
}

/** Lines joined by a trailing backslash; systemd skips comment lines between them. */
export const logicalLines = (text: string): readonly (readonly [line: number, text: string])[] => {
  const out: [number, string][] = [];
  let open: [number, string] | null = null;
  for (const [at, raw] of text.replace(/^\uFEFF/, "").split("\n").entries()) {
    if (/^[ \t\r]*[#;]/.test(raw)) continue;
    const joined: [number, string] = open ? [open[0], open[1] + raw] : [at + 1, raw];
    const escapes = /\\*$/.exec(raw)?.[0].length ?? 0;
    open = escapes % 2 === 1 ? [joined[0], `${joined[1].slice(0, -1)} `] : null;
    if (!open) out.push(joined);
  }
  return open ? [...out, open] : out;
};

/** Lines systemd warns about and ignores are left out; a broken section header ends the file. */
export const parseUnitFile = (path: string, text: string): readonly Assignment[] => {
  const found: Assignment[] = [];
  let section: string | null = null;
  for (const [line, raw] of logicalLines(text)) {
    const content = raw.trim();
    if (content.startsWith("[")) {
      if (!content.endsWith("]")) break;
      section = content.slice(1, -1);
      continue;
    }
    const equals = content.indexOf("=");
    if (section === null || equals < 1) continue;
    found.push({ section, path, line, key: content.slice(0, equals).trim(),
      value: content.slice(equals + 1).trim() });
  }
  return found;
};

const unescaped = (text: string): string =>
  text.replace(/-|\\x([0-9a-f]{2})/gi, (_, code: string | undefined) =>
    (code === undefined ? "/" : String.fromCharCode(parseInt(code, 16))));

/** systemd makes one dollar of two before a shell sees them. */
export const withoutEscapes = (command: string): string => command.replaceAll("$$", () => "$");

/** Of the manager that runs as root; what depends on a user is left out. */
const FIXED: Readonly<Record<string, string>> = { "%": "%", C: "/var/cache", E: "/etc",
  L: "/var/log", S: "/var/lib", t: "/run" };

/** The specifiers that are fixed, or that follow from a unit's own name; others stay. */
export const resolveSpecifiers = (text: string, unit: string): string => {
  if (!text.includes("%")) return text;
  const stem = unit.replace(/\.[a-z]+$/, "");
  const [, prefix = stem, instance = ""] = /^([^@]*)@(.*)$/.exec(stem) ?? [];
  const last = prefix.slice(prefix.lastIndexOf("-") + 1);
  const known: Readonly<Record<string, string>> = { ...FIXED, n: unit, N: stem, p: prefix,
    P: unescaped(prefix), i: instance, I: unescaped(instance), j: last, J: unescaped(last) };
  return text.replace(/%(.)/g, (whole, letter: string) => known[letter] ?? whole);
};

/** What systemd reads as a unit, or as a part of one. */
export const isUnitFile = (path: string): boolean =>
  /\.service$|\/systemd\/.*\.conf$/.test(path);
