/**
 * Where a script, unit or cloud-init file sets a sysctl. Nobody can tell in general what a shell
 * script does; the usual spellings can be told: `sysctl -w key=value`, `echo value >` a file below
 * /proc/sys, and `key = value` lines that a here-document or cloud-init's write_files will put
 * into a file.
 */
import { pathToKey } from "../sysctl-d.ts";
import { canonical } from "../sysctl-value.ts";
import { MARK, plainName } from "./holder.ts";

interface Mention {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** Canonical; null when it is computed or not understood. */
  readonly value: string | null;
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

type Groups = Readonly<Record<string, string>> | undefined;

const PROC_SYS = "proc/sys/";
/** It starts where a word does: everywhere else, long words would be tried again and again. */
const WORD = /\b\w[\w@:-]*[./][\w@:/.-]*/g;

/** The end of such a word that is given a value; hardly any script has one. */
const ASSIGNS = /[./][\w@:-]+["']?\s*=/;

/** The `indexName`s of all that could be a sysctl: what is not among them is not mentioned. */
export const wordsOf = (text: string): ReadonlySet<string> => {
  const names = new Set<string>();
  if (!text.includes(PROC_SYS) && !ASSIGNS.test(text)) return names;
  const add = (word: string): void => {
    const at = word.lastIndexOf(PROC_SYS);
    names.add(plainName(at < 0 ? word : word.slice(at + PROC_SYS.length)));
  };
  for (const word of text.match(WORD) ?? []) {
    if (MARK.test(word)) word.split(MARK).forEach(add);
    else add(word);
  }
  return names;
};

const assignmentIn = (line: string, dotted: string, path: string): Groups => {
  const names = `(?:${escape(dotted)}|${escape(path)})`;
  const assigned = new RegExp(`(?<before>^|.*[^\\w./-])${names}["']?\\s*=\\s*(?<rest>.*)$`);
  return assigned.exec(line)?.groups;
};

const writeIn = (line: string, path: string): Groups => {
  if (!line.includes(PROC_SYS)) return undefined;
  const file = `/proc/sys/${escape(path)}(?![\\w./-])`;
  const written = new RegExp(`(?<before>.*?)>\\s*["']?${file}`);
  const tee = new RegExp(`(?<before>.*?)\\|.*\\btee\\b.*${file}`);
  return (written.exec(line) ?? tee.exec(line))?.groups;
};

/** The last place that sets a key (a path below /proc/sys); null when there is none. */
export function findMention(text: string, path: string): Mention | null {
  const dotted = pathToKey(path);
  const lines = text.split("\n");
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at] ?? "";
    if (!(line.includes(dotted) || line.includes(path)) || /^\s*[#;]/.test(line)) continue;
    const assignment = assignmentIn(line, dotted, path);
    const write = writeIn(line, path);
    if (!assignment && !write) continue;
    const value = assignment
      ? assignedValue(assignment["before"] ?? "", assignment["rest"] ?? "")
      : echoedValue(write?.["before"] ?? "");
    return { line: at + 1, text: line.trim(), value: literal(value) };
  }
  return null;
}

/** Up to the quote that opened before the key or the value, the line's end, or the next word. */
function assignedValue(before: string, rest: string): string {
  const quote = /["']$/.exec(before)?.[0] ?? /^["']/.exec(rest)?.[0];
  if (quote !== undefined) return rest.replace(/^["']/, "").split(quote)[0] ?? "";
  const alone = /^[\s-]*$/.test(before);
  return alone ? rest.replace(/\s#.*$/, "") : /^[^\s;&|)"']*/.exec(rest)?.[0] ?? "";
}

const echoedValue = (before: string): string =>
  /\b(?:echo|printf)\s+(?:-\w+\s+)*["']?([^"'|>]*)/.exec(before)?.[1]?.replace(/\\n$/, "") ?? "";

const literal = (value: string): string | null =>
  (value.trim() === "" || /[$`%]/.test(value) ? null : canonical(value));
