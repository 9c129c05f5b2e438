/**
 * What is kept of a text: the lines that planning has given as evidence, and what a reader needs to
 * find them again. The rest is blank, so that each line keeps its number. How much is kept grows
 * only where planning would otherwise see something else.
 */
import { HIDDEN, hideCredentials } from "../formats/credentials.ts";
import { HISTORY_FLAGS, saysFlag, variablesIn } from "../formats/signing-history.ts";
import { hideSecrets, maskLine, OWN_FLAGS, type Masking } from "./words.ts";

/** `shown`: evidence alone. `words`: all but remarks, with names for words. `whole`: that as is. */
export const DEPTHS = ["shown", "words", "whole"] as const;
export type Depth = typeof DEPTHS[number];

const isRemark = (line: string, at: number): boolean =>
  /^\s*[#;]/.test(line) && !(at === 0 && line.startsWith("#!"));

const HEADING = /^\s*\[[^\]]*\]\s*$/;

/** Of a unit, what its readers ask for: its environment is not among it. */
const UNIT_KEY = new RegExp("^\\s*(?:User|Group|DynamicUser|Slice|CPUAffinity|\\w*AllowedCPUs"
  + "|\\w*AllowedMemoryNodes|NUMA\\w+|Default\\w+|Limit\\w+|Delegate|Exec\\w+|After|\\w*By|Alias"
  + "|EnvironmentFile)\\s*=");
const IS_UNIT = /\.(?:service|slice|timer|socket|path|target|mount|conf)$/;
export const IS_SYSCTLS = /\/sysctl\.d\/|\/sysctl\.conf$|credstore[^/]*\/sysctl\./;

const PLAIN_WORD = new RegExp("^(?:\\d{1,6}|[$/\\\\|&;(){}<>!`\"'%-].*|.*[$%].*"
  + "|(?:127\\.\\d+\\.\\d+\\.\\d+|localhost|0\\.0\\.0\\.0)(?::\\d{1,5})?)$");

/** Of a command line: options, paths, numbers, and what tells one client from another. */
export const maskArguments = (
  argv: readonly string[], vocabulary: ReadonlySet<string>,
): readonly string[] => argv.map((word, at) => {
  const before = argv[at - 1] ?? "";
  const [flag = "", ...value] = word.split("=");
  if (at === 0 || OWN_FLAGS.has(before)) return hideSecrets(`${before} ${word}`)
    .slice(before.length + 1);
  if (OWN_FLAGS.has(flag)) return hideSecrets(word);
  if (before.startsWith("-") && hideCredentials(`${before} ${word}`) !== `${before} ${word}`) {
    return HIDDEN;
  }
  if (!flag.startsWith("-") || value.length === 0) {
    return PLAIN_WORD.test(word) || vocabulary.has(word) ? hideCredentials(word) : HIDDEN;
  }
  return PLAIN_WORD.test(value.join("=")) ? hideCredentials(word) : `${flag}=${HIDDEN}`;
});

export interface Keeping {
  readonly depth: Depth;
  /** By the numbers of the lines that planning gives as evidence, what it says of them. */
  readonly shown: ReadonlyMap<number, string>;
  readonly masking: Masking;
  /** systemd-sysctl reads it, wherever it lies. */
  readonly isSysctls: boolean;
  /** A unit or a command line names it: words in it may move a client's signing history. */
  readonly isNamed: boolean;
}

/** Of a line that is not kept, what may move a client's signing history. */
const movingWords = (line: string, isNamed: boolean): string => {
  const variables = variablesIn(line).map((name) => `${name}=${HIDDEN}`);
  const flags = isNamed ? HISTORY_FLAGS.filter((flag) => saysFlag(line, flag)) : [];
  const words = [...variables, ...flags.map((flag) => `${flag.replace(/^-+/, "")}: ${HIDDEN}`)];
  const head = /^\s*Environment\s*=/.exec(line)?.[0].trim() ?? "";
  return words.length === 0 ? "" : head + words.join(" ");
};

/** A line that a backslash goes on from is kept with those that it goes on to. */
const keptLines = (
  lines: readonly string[], shown: ReadonlyMap<number, string>,
): ReadonlyMap<number, string> => {
  const kept = new Map<number, string>();
  for (const [start, says] of shown) {
    let at = start;
    while (at > 1 && lines[at - 2]?.endsWith("\\")) at -= 1;
    for (; at <= lines.length; at++) {
      kept.set(at, `${kept.get(at) ?? ""} ${says}`);
      if (!lines[at - 1]?.endsWith("\\")) break;
    }
  }
  return kept;
};

const isUsed = (path: string, line: string, isSysctls: boolean): boolean =>
  (isSysctls ? /\S/.test(line) : IS_UNIT.test(path) && UNIT_KEY.test(line));

/** Blank lines at the end tell nothing; an empty file means something else than a blank one. */
const withoutBlankEnd = (text: string): string => `${text.replace(/\n+$/, "")}\n`;

/** As systemd-sysctl ends lines; at one of so many bytes it gives up on the rest of the file. */
const SYSCTL_ENDS = /(\n\r?\0?|\r\n?\0?|\0)/;
const SYSCTL_LIMIT = 1024 * 1024;

/** What systemd-sysctl comes to. */
const untilTooLong = (text: string): string => {
  if (text.length < SYSCTL_LIMIT / 3) return text;
  const lines = endedLines(text, true);
  const cut = lines.findIndex(([line]) => Buffer.byteLength(line) >= SYSCTL_LIMIT);
  return cut < 0 ? text : `${lines.slice(0, cut).map((one) => one.join("")).join("")}\n`;
};

/** Each line, with how it ends. */
const endedLines = (
  text: string, isSysctls: boolean,
): readonly (readonly [line: string, end: string])[] => {
  const pieces = text.split(isSysctls ? SYSCTL_ENDS : /(\n)/);
  return pieces.flatMap((piece, at) =>
    (at % 2 === 0 ? [[piece, pieces[at + 1] ?? ""] as const] : []));
};

/** A sysctl's name is its own, whatever pattern it is. */
const maskUsed = (line: string, masking: Masking, isSysctls: boolean): string => {
  const equals = isSysctls ? line.indexOf("=") : -1;
  return equals < 0 ? maskLine(line, masking)
    : line.slice(0, equals + 1) + maskLine(line.slice(equals + 1), masking);
};

/** Vexor's own, which it knows again by every letter. */
const IS_OURS = /\.d\/90-vexor-agent[^/]*\.(?:conf|rules)$/;

const reduceLine = (
  path: string, line: string, at: number, { depth, masking, isSysctls, isNamed }: Keeping,
): string => {
  if (isRemark(line, at)) return movingWords(line, isNamed);
  if (HEADING.test(line) || depth === "whole" || (at === 0 && line.startsWith("#!"))) return line;
  return depth === "words" || isUsed(path, line, isSysctls)
    ? maskUsed(line, masking, isSysctls) : movingWords(line, isNamed);
};

export const reduceText = (path: string, text: string, keeping: Keeping): string => {
  const { shown, masking, isSysctls } = keeping;
  if (text === "") return "";
  if (IS_OURS.test(path) && !isSysctls && hideSecrets(text) === text) return text;
  if (text.includes("\0") && !isSysctls) return "\0";
  // A key in PEM spans lines.
  const lines = endedLines(hideSecrets(isSysctls ? untilTooLong(text) : text), isSysctls);
  const kept = keptLines(lines.map(([line]) => line), shown);
  return hideCredentials(withoutBlankEnd(lines.map(([line, end], at) => {
    const says = kept.get(at + 1);
    if (says === undefined) return reduceLine(path, line, at, keeping) + end;
    return (isSysctls ? line : maskLine(line, masking, says)) + end;
  }).join("")));
};
