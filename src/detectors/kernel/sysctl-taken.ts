/**
 * What a key holds once a text was written to it, as systemd-sysctl, `sysctl -w` and `echo` write:
 * the text and a newline, in one write.
 *
 * The kernel is stricter and laxer than a reader expects. It takes `12 # twelve` for 12, and
 * refuses `12#`; it takes `0x10` and `010`, and refuses `0089` and `+5`. Of several numbers it
 * keeps those that it has read before one that it refuses, and leaves the others as they were. A
 * refused text leaves the value that was there before. A result that depends on more than the text
 * and the table of handlers is unknown, never guessed.
 */
import { hidesVersion, isBelow } from "./kernel-version.ts";
import { handlerOf, type SysctlHandler } from "./sysctl-handlers-table.ts";
import { normalSet } from "./sysctl-set.ts";
import { canonical, parseNumber, skipBlanks } from "./sysctl-value.ts";

/** Of the running kernel, what an answer may hang on; asked only then. */
export interface RunningKernel {
  readonly release: string | null;
  /** The default: a write that does not begin at the start of the file is passed over. */
  isStrict(): boolean;
  congestionControls(): readonly string[];
}

export interface WrittenText {
  /** Below /proc/sys. */
  readonly path: string;
  /** As it is handed to the kernel, less the newline. */
  readonly text: string;
  /** What the key holds now, canonical; null when it is absent. */
  readonly live: string | null;
  /** What it holds before the write, canonical; null when that is not known. */
  readonly before: string | null;
}

/** `refused` leaves what was there before; `unknown` is an unknown result. */
export type WriteResult =
  | { readonly holds: string }
  | { readonly holds: null; readonly why: "refused" | "unknown" };

const REFUSED: WriteResult = { holds: null, why: "refused" };
const UNKNOWN: WriteResult = { holds: null, why: "unknown" };

const SPACES = " \t\n";
/** Where the kernel stops reading; there is nothing to be said of what is longer. */
const LONGEST = 4000;
/** The kernels that the table was read from; later ones have more keys that are a byte. */
const TABLE_FROM = "6.1";
const TABLE_UNTIL = "6.13";
const INT_MAX = 2n ** 31n - 1n;

const TYPES: Readonly<Record<string, readonly [least: bigint, most: bigint]>> = {
  int: [-INT_MAX - 1n, INT_MAX], range: [1n, 65535n], sem: [-INT_MAX - 1n, INT_MAX],
  uint: [0n, 2n ** 32n - 1n], u8: [0n, 255n], ulong: [0n, 2n ** 64n - 1n],
  // A second has 100 to 1000 ticks, and the number of ticks is an int.
  jiffies: [-INT_MAX / 100n, INT_MAX / 100n], userhz: [0n, INT_MAX], ms: [0n, INT_MAX],
};

type BoundVerdict = "in" | "out" | "maybe";

const edges = (bound: string): readonly [string, string] => {
  const [first = "", second = first] = bound.split("~");
  return [first, second];
};

/** Whether `value` is on the right side, given how to compare with an edge. */
const beside = (
  bound: string, isBeyond: (edge: bigint) => boolean, isLeast: boolean,
): BoundVerdict => {
  if (bound === "*") return "in";
  if (bound === "?") return "maybe";
  const [first, second] = edges(bound);
  const [outer, inner] = isLeast ? [first, second] : [second, first];
  if (/\d/.test(outer) && isBeyond(BigInt(outer))) return "out";
  return /\d/.test(inner) && !isBeyond(BigInt(inner)) ? "in" : "maybe";
};

const within = ({ name, least, most }: SysctlHandler, value: bigint): BoundVerdict => {
  const [low, high] = TYPES[name] ?? [0n, 0n];
  if (value < low || value > high) return "out";
  const verdicts = [beside(least, (edge) => value < edge, true),
    beside(most, (edge) => value > edge, false), ofUnit(name, value)];
  return verdicts.find((one) => one === "out") ?? verdicts.find((one) => one === "maybe") ?? "in";
};

/** Times are kept in ticks, of which a second has 100, 250, 300 or 1000. */
const ofUnit = (name: SysctlHandler["name"], value: bigint): BoundVerdict => {
  const seconds = INT_MAX / 1000n;
  if (name === "jiffies") return value <= seconds && value >= -seconds ? "in" : "maybe";
  if (name === "ms") return value % 20n === 0n && value < 10n ** 8n ? "in" : "maybe";
  return name !== "userhz" || (value % 2n === 0n && value < 10n ** 7n) ? "in" : "maybe";
};

interface ParsedNumbers {
  readonly values: readonly bigint[];
  /** Null when all was read; `out` is a refusal after the values. */
  readonly stop: "out" | "maybe" | null;
  /** What was not looked at. */
  readonly left: string;
}

const SIGNLESS: ReadonlySet<string> = new Set(["uint", "u8", "ulong"]);

/** What takes `-0`, and what has no sign at all, is alike otherwise. */
const isOddZero = (kernel: RunningKernel, handler: SysctlHandler, value: bigint): boolean =>
  value === 0n && handler.least !== "*" && !isBelow(kernel.release ?? "", TABLE_UNTIL);

const readNumbers = (
  kernel: RunningKernel, handler: SysctlHandler, text: string, count: number,
): ParsedNumbers => {
  const values: bigint[] = [];
  let left = skipBlanks(text);
  while (left !== "" && values.length < count) {
    const found = parseNumber(left, SPACES);
    if (found === null) return { values, stop: "out", left };
    if (found.isNegative && SIGNLESS.has(handler.name)) return { values, stop: "out", left };
    const value = found.isNegative ? -found.magnitude : found.magnitude;
    // Milliseconds are cut to 32 bits before anything is compared.
    const isCut = (handler.name === "ms" || handler.name === "userhz") && found.magnitude > INT_MAX;
    const isOdd = isCut || (found.isNegative && isOddZero(kernel, handler, value));
    const verdict = isOdd ? "maybe" : within(handler, value);
    if (verdict !== "in") return { values, stop: verdict, left };
    values.push(value);
    left = skipBlanks(found.rest);
  }
  return { values, stop: null, left };
};

const NUMBERS = /^-?\d+(?: -?\d+)*$/;

const wordsOf = (text: string | null): readonly string[] =>
  (text !== null && NUMBERS.test(text) ? text.split(" ") : []);

/** Handlers that read one number, and say that they have taken all of the text. */
const ONE_NUMBER: ReadonlySet<string> = new Set(["uint", "u8"]);

const takeNumbers = (
  kernel: RunningKernel, handler: SysctlHandler, written: WrittenText,
): WriteResult => {
  const { text, live, before } = written;
  const shape = wordsOf(live ?? before);
  if (live !== null && shape.length === 0) return UNKNOWN;
  const count = ONE_NUMBER.has(handler.name) ? 1 : Math.max(1, shape.length);
  const { values, stop, left } = readNumbers(kernel, handler, text, count);
  if (stop === "maybe") return UNKNOWN;
  if (values.length === 0) return REFUSED;
  if (handler.name === "range" && stop !== null) return REFUSED;
  if (stop === null && left !== "" && !ONE_NUMBER.has(handler.name) && !kernel.isStrict()) {
    return UNKNOWN;
  }
  const kept = wordsOf(before).slice(values.length);
  if (values.length + kept.length !== count) return UNKNOWN;
  const words = [...values.map(String), ...kept];
  if (handler.name === "range") return portRange(words);
  return handler.name === "sem" ? semaphores(words, wordsOf(before)) : { holds: words.join(" ") };
};

const UNPRIVILEGED_PORTS = 1024n;

/** The kernel refuses a range that begins among the privileged ports, wherever those end. */
const portRange = (words: readonly string[]): WriteResult => {
  const [first = 0n, last = 0n] = words.map(BigInt);
  if (last < first) return REFUSED;
  return first < UNPRIVILEGED_PORTS ? UNKNOWN : { holds: words.join(" ") };
};

const MOST_SEMAPHORE_SETS = 32768n;

/** The last of the four has limits, and stays as it was when it is beyond them. */
const semaphores = (words: readonly string[], before: readonly string[]): WriteResult => {
  const sets = BigInt(words[3] ?? 0);
  if (sets > MOST_SEMAPHORE_SETS) return UNKNOWN;
  if (sets >= 0n) return { holds: words.join(" ") };
  return before[3] === undefined ? UNKNOWN : { holds: [...words.slice(0, 3), before[3]].join(" ") };
};

const LONGEST_NAME = 15;
const QDISCS: ReadonlySet<string> = new Set(["pfifo_fast", "pfifo", "bfifo"]);

/** A name of a module that the kernel loads, or has. */
const takeName = (
  text: string, isThere: (name: string) => boolean,
): WriteResult => {
  if (!/^[\w-]+$/.test(text)) return REFUSED;
  return text.length <= LONGEST_NAME && isThere(text) ? { holds: text } : UNKNOWN;
};

const takeBy = (
  kernel: RunningKernel, handler: SysctlHandler, written: WrittenText,
): WriteResult => {
  const { text, live } = written;
  switch (handler.name) {
    case "congestion":
      return takeName(text, (name) => kernel.congestionControls().includes(name));
    case "qdisc":
      return takeName(text, (name) => QDISCS.has(name) || name === live);
    case "set": {
      const holds = normalSet(text, Number(handler.least));
      return holds === null ? REFUSED : { holds };
    }
    default:
      return takeNumbers(kernel, handler, written);
  }
};

/** Older kernels may have had other bounds; their way of reading is the same. */
const onOldKernel = (taken: WriteResult, text: string): WriteResult => {
  if (taken.holds !== null) return text.startsWith("-") ? UNKNOWN : taken;
  return taken.why === "refused" && /^-?\d+$/.test(canonical(text)) ? UNKNOWN : taken;
};

export const takenOf = (kernel: RunningKernel, written: WrittenText): WriteResult => {
  const { path, text, live, before } = written;
  // The kernel holds it, so it takes it.
  const asSaid = canonical(text);
  const isPlain = text.replaceAll("\t", " ") === asSaid;
  if (isPlain && asSaid !== "" && asSaid === live) return { holds: asSaid };
  const handler = handlerOf(path);
  if (handler === null || text.length > LONGEST || text.includes("\ufffd")) return UNKNOWN;
  const taken = takeBy(kernel, handler, written);
  const isSaid = taken.holds === null && taken.why === "unknown" && asSaid === before;
  if (isSaid && isPlain) return { holds: asSaid };
  const { release } = kernel;
  const isNew = release !== null && !hidesVersion(release) && !isBelow(release, TABLE_FROM);
  return isNew ? taken : onOldKernel(taken, skipBlanks(text));
};
