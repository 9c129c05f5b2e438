/**
 * One sysctl.d file, to the letter of systemd-sysctl 252: what a line is and which key it names.
 *
 * The corner cases are its own. A line ends at LF, CR, NUL or their usual pairs; nothing continues
 * a line and nothing after a value is a comment. `-key = v` only forgives a failed write, while
 * `-key` alone takes the key out of every glob and undoes earlier assignments to it. The first
 * separator of a name decides: `net.ipv4.conf.eth0/100.rp_filter` swaps dots and slashes, and
 * `net/ipv4/conf/eth0.100/rp_filter` is taken as it stands; both are the same key.
 */

export interface SysctlLine {
  /** Key or glob, as a path below /proc/sys. */
  readonly key: string;
  /** Null for `-key`, the exclusion. */
  readonly value: string | null;
  /** From 1. */
  readonly line: number;
  /** Written as `-key = value`: a failed write is not an error. */
  readonly ignoreErrors: boolean;
}

const LINE_END = /\n\r?\0?|\r\n?\0?|\0/;
const LINE_LIMIT = 1024 * 1024;
const BLANKS = " \t\n\r";

const strip = (text: string): string => {
  let from = 0;
  let to = text.length;
  while (from < to && BLANKS.includes(text.charAt(from))) from++;
  while (to > from && BLANKS.includes(text.charAt(to - 1))) to--;
  return text.slice(from, to);
};

/** Nearly every name holds only one of the two, and a plan of all sysctls asks this very often. */
const swapSeparators = (name: string): string => {
  if (!name.includes("/")) return name.replaceAll(".", "/");
  if (!name.includes(".")) return name.replaceAll("/", ".");
  return name.replace(/[./]/g, (separator) => (separator === "." ? "/" : "."));
};

const hasEmptyPart = (path: string): boolean =>
  path === "" || path.includes("//") || path.startsWith("/") || path.endsWith("/");
const hasDotPart = (path: string): boolean =>
  path.includes(".") && /(^|\/)\.(\/|$)/.test(path);

/** `vm.swappiness` and every other spelling of a key to its path below /proc/sys. */
const withSlashes = (name: string): string => {
  const slash = name.indexOf("/");
  const dot = name.indexOf(".");
  if (dot < 0 || (slash >= 0 && slash < dot)) return name;
  return slash < 0 ? name.replaceAll(".", "/") : swapSeparators(name);
};

/** As nearly every name is. */
const HAS_DOTS_ALONE = /^[\w-]+(?:\.[\w-]+)*$/;

export const keyToPath = (name: string): string => {
  if (HAS_DOTS_ALONE.test(name)) return name.replaceAll(".", "/");
  const path = withSlashes(name);
  if (!hasEmptyPart(path) && !hasDotPart(path)) return path;
  return path.split("/").filter((part) => part !== "" && part !== ".").join("/");
};

/** The dotted spelling of a path below /proc/sys. */
export const pathToKey = (path: string): string => swapSeparators(path);

const parseLine = (text: string, line: number): SysctlLine | null => {
  if (text === "" || text.startsWith("#") || text.startsWith(";")) return null;
  const minus = text.startsWith("-");
  const equals = text.indexOf("=");
  if (equals < 0 && !minus) return null;
  const name = text.slice(minus ? 1 : 0, equals < 0 ? text.length : equals);
  return {
    key: keyToPath(strip(name)),
    value: equals < 0 ? null : strip(text.slice(equals + 1)),
    line,
    ignoreErrors: minus && equals >= 0,
  };
};

// systemd gives up on the rest of a file at a line of 1 MiB, in bytes: fewer characters may do.
const isTooLong = (line: string): boolean =>
  line.length >= LINE_LIMIT / 3 && Buffer.byteLength(line) >= LINE_LIMIT;

/** The lines that say something; the others are ignored at boot, too. */
export const parseSysctlFile = (text: string): readonly SysctlLine[] => {
  const lines: SysctlLine[] = [];
  let number = 0;
  for (const raw of text.split(LINE_END)) {
    if (isTooLong(raw)) break;
    const line = parseLine(strip(raw), ++number);
    if (line) lines.push(line);
  }
  return lines;
};
