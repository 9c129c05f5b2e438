/** Files that a script reads: their text is part of what it does. */
import { lazy } from "../../lazy.ts";
import { normalPath } from "./settings.ts";
import type { FileText, ShellRun } from "./run.ts";
import type { ScriptOrigin, Shell } from "./state.ts";
import { constant, UNKNOWN, type Text } from "./text.ts";
import { absolute } from "./write.ts";

/** What stands there is another at each boot. */
const FLEETING = /^\/(?:proc|sys|dev|run|tmp|var\/run|var\/tmp|var\/lock)\//;

/** Text of the file that a path names; UNKNOWN where it may be another when the script runs. */
export const contents = (run: ShellRun, shell: Shell, path: Text): Text => {
  const one = constant(absolute(shell, path));
  if (one === null) return UNKNOWN;
  if (run.written.has(one)) return run.written.get(one) ?? UNKNOWN;
  if (FLEETING.test(one)) return UNKNOWN;
  const found = readFile(run, one);
  return found !== null && found !== "hidden" ? [found.text] : UNKNOWN;
};

export const readFile = (run: ShellRun, path: string): FileText => {
  run.read.add(path);
  return run.files.read(normalPath(path));
};

/** Line starts once, for all positions that are asked. */
const linesOf = (text: string): ((pos: number) => number) => {
  let starts: number[] | null = null;
  return (pos) => {
    if (starts === null) {
      starts = [0];
      for (const { index } of text.matchAll(/\n/g)) starts.push(index + 1);
    }
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= pos) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
};

const SHELL_NAME = String.raw`(?:busybox\s+)?(?:\S*/)?(?:ba|da|a|k|mk|z|)sh\b`;
/** What begins like this is read by a shell. */
export const SHELL_SCRIPT =
  new RegExp(String.raw`^#!\s*(?:(?:\S*/)?env\s+(?:-S\s*)?)?(?:\S*/)?${SHELL_NAME}`);

const MAY_BE_BASH = /^#!.*\b(?:bash|zsh|ksh\w*|mksh)\b/;

/** A file, or what stands in it from a line on. Line 0 is all of it. */
export const originOf = (path: string, text: string): ScriptOrigin => {
  const lines = lazy(() => text.split("\n"));
  return {
    path, source: path, lineAt: linesOf(text), anyShell: !MAY_BE_BASH.test(text),
    lineText: (line) => (line === 0 ? text : (lines()[line - 1] ?? "").trim()),
  };
};

/** A text that one command holds: it stands where that command does. */
export const quotedAt = (
  origin: ScriptOrigin, pos: number, anyShell = origin.anyShell,
): ScriptOrigin => {
  const line = origin.lineAt(pos);
  return { ...origin, anyShell, lineAt: () => line };
};
