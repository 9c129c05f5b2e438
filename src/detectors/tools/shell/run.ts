/** What all shells of one script have in common, and what they read and write. */
import type * as Unbash from "unbash";
import type { ScriptSetting } from "./settings.ts";
import type { Function, Input, Shell, Sink } from "./state.ts";
import { constant, EMPTY, mapKnown, oneOf, UNKNOWN, type Text } from "./text.ts";

/** How a command ended: null when that is unknown. */
export type ExitStatus = boolean | null;

export interface ShellFiles {
  /** Text of a regular file, by the rights of the script's owner. */
  read(path: string): FileText;
  /** Whether there is a key of this path below /proc/sys. */
  hasKey(key: string): boolean;
  /** Names in a directory; none where it may not be listed. */
  list(path: string): readonly string[];
  /** What commands were found to say: many units may start the same script. */
  readonly said?: Map<string, ScriptSettings>;
}

export interface ScriptSettings {
  readonly settings: readonly ScriptSetting[];
  /** Files that were read because it names them. */
  readonly read: ReadonlySet<string>;
}

/** Null when there is none; `hidden` when it may not be read, or is too large. */
export type FileText = { readonly text: string } | "hidden" | null;

/** What is common to all shells of one script. */
export interface ShellRun {
  readonly files: ShellFiles;
  readonly settings: ScriptSetting[];
  /** What it may say again at any time until its end: traps, jobs in the background. */
  readonly late: ScriptSetting[];
  /** Files that were read because the script names them. */
  readonly read: Set<string>;
  /** What the script has put into files; null: something. */
  readonly written: Map<string, Text | null>;
  steps: number;
  /** Texts that were searched for names; null once they were again. */
  readonly searched: Map<string, (() => readonly ScriptSetting[]) | null>;
  /** Functions that something has called. */
  readonly called: Set<Function>;
  readonly capture: (shell: Shell, script: Unbash.Script) => Text;
}

/** Goes a way whose time is not known. */
export const atAnyTime = (run: ShellRun, work: () => unknown): void => {
  const before = run.settings.length;
  work();
  run.late.push(...run.settings.slice(before));
};

export class TooLong extends Error {}

/** Some milliseconds; no script of a distribution that sets something takes a tenth of it. */
const MOST_STEPS = 4000;
const MOST_SETTINGS = 10_000;

/** More variables take more time. */
export const countStep = (run: ShellRun, { vars }: Shell): void => {
  run.steps += 1 + (vars.size >> 5);
  if (run.steps > MOST_STEPS || run.settings.length > MOST_SETTINGS) throw new TooLong();
};

export const emptySink = (shell: Shell, path: Text | null, pos: number): Sink =>
  ({ path, pos, branch: shell.branch, sure: shell.isSure, each: null, data: EMPTY, writes: 0 });

export const put = (shell: Shell, sink: Sink, text: Text): void => {
  if (constant(text) === "") return;
  sink.writes++;
  const isOrdered = sink.branch === shell.branch && (shell.isSure || !sink.sure);
  sink.data = isOrdered ? concatData(sink.data, text) : UNKNOWN;
  sink.each?.(shell, sink);
};

const concatData = (a: Text, b: Text): Text => (constant(a) === "" ? b
  : oneOf(a.flatMap((one) => b.map((other) => one + other))));

/** One line of what is left to read; null at its end, UNKNOWN when that is unknown. */
export const takeLine = (input: Input): Text | null => {
  const rest = constant(input.rest);
  if (rest === null) {
    input.rest = UNKNOWN;
    return UNKNOWN;
  }
  if (rest === "") return null;
  const end = rest.indexOf("\n");
  input.rest = [end < 0 ? "" : rest.slice(end + 1)];
  return [end < 0 ? rest : rest.slice(0, end)];
};

export const takeAll = (input: Input): Text => {
  const { rest } = input;
  input.rest = constant(rest) === null ? UNKNOWN : EMPTY;
  return rest;
};

/** As `$(…)` takes it. */
export const trimmed = (text: Text): Text => mapKnown(text, (one) => one.replace(/\n+$/, ""));
