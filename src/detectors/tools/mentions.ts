/**
 * Where a script, unit or cloud-init file sets a sysctl. Nobody can tell in general what a shell
 * script does; the usual spellings can be told: `sysctl -w key=value`, `echo value >` a file below
 * /proc/sys, and `key = value` lines that a here-document or cloud-init's write_files will put
 * into a file.
 */
import { pathToKey } from "../sysctl-d.ts";
import { canonical } from "../sysctl-keys.ts";

interface Mention {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** Canonical; null when it is computed or not understood. */
  readonly value: string | null;
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

const PROC_SYS = "/proc/sys/";
const WORD = /[\w@:-]*[./][\w@:/.-]*/g;

const plainWord = (word: string): string => {
  const at = word.lastIndexOf(PROC_SYS);
  return (at < 0 ? word : word.slice(at + PROC_SYS.length)).replaceAll(".", "/");
};

/** Other absolute paths are most of what scripts say. */
const isName = (word: string): boolean => !word.startsWith("/") || word.includes(PROC_SYS);

/** Words that could be a sysctl, dots as slashes: a key that nobody mentions costs one look. */
export const wordsOf = (text: string): ReadonlySet<string> =>
  (text.includes(PROC_SYS) || text.includes("=")
    ? new Set((text.match(WORD) ?? []).filter(isName).map(plainWord)) : new Set());

/** The last place that sets a key (a path below /proc/sys); null when there is none. */
export function findMention(text: string, path: string): Mention | null {
  const dotted = pathToKey(path);
  const names = `(?:${escape(dotted)}|${escape(path)})`;
  const assigned = new RegExp(`(?<before>^|.*[^\\w./-])${names}["']?\\s*=\\s*(?<rest>.*)$`);
  const written = new RegExp(`(?<before>.*?)>\\s*["']?/proc/sys/${escape(path)}(?![\\w./-])`);
  const tee = new RegExp(`(?<before>.*?)\\|.*\\btee\\b.*/proc/sys/${escape(path)}(?![\\w./-])`);
  let found: Mention | null = null;
  for (const [index, line] of text.split("\n").entries()) {
    if (/^\s*[#;]/.test(line)) continue;
    const assignment = assigned.exec(line)?.groups;
    const write = (written.exec(line) ?? tee.exec(line))?.groups;
    if (!assignment && !write) continue;
    const value = assignment
      ? assignedValue(assignment["before"] ?? "", assignment["rest"] ?? "")
      : echoedValue(write?.["before"] ?? "");
    found = { line: index + 1, text: line.trim(), value: literal(value) };
  }
  return found;
}

/** Up to the quote that opened before the key or the value, the line's end, or the next word. */
function assignedValue(before: string, rest: string): string {
  const quote = /["']$/.exec(before)?.[0] ?? /^["']/.exec(rest)?.[0];
  if (quote !== undefined) return rest.replace(/^["']/, "").split(quote)[0] ?? "";
  const alone = /^[\s-]*$/.test(before);
  return alone ? rest.replace(/\s#.*$/, "") : /^[^\s;&|)]*/.exec(rest)?.[0] ?? "";
}

const echoedValue = (before: string): string =>
  /\b(?:echo|printf)\s+(?:-\w+\s+)*["']?([^"'|>]*)/.exec(before)?.[1]?.replace(/\\n$/, "") ?? "";

const literal = (value: string): string | null =>
  (value.trim() === "" || /[$`%]/.test(value) ? null : canonical(value));
