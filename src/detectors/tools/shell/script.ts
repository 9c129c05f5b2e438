/**
 * A script's text to what it may set. The script is followed, never run: constants, loops over
 * them, functions, directories, redirections and the files that it names. Everything that a run of
 * it could set is among the answers; certain are those that each run sets, to that very value.
 */
import type * as Unbash from "unbash";
import type { Interpreter } from "./call.ts";
import { runFields } from "./commands.ts";
import { runNode, runStatements } from "./control.ts";
import { parseShell } from "./parser.ts";
import { originOf, quotedAt } from "./read.ts";
import type { ScriptSetting } from "./settings.ts";
import { emptySink, TooLong, type ShellFiles, type ScriptSettings,
  type ExitStatus } from "./run.ts";
import { doubt, Shell, type ScriptOrigin } from "./state.ts";
import { UNKNOWN, type Text, type Field } from "./text.ts";
import { recordNamed } from "./write.ts";

export interface ShellScript {
  readonly path: string;
  readonly text: string;
  /** What it is started with; left out where that is unknown. */
  readonly args?: readonly string[];
  /** What is set before it begins; null: anything. */
  readonly environment?: ReadonlyMap<string, string> | null;
  /** Of any environment, what is not in it all the same. */
  readonly absent?: (name: string) => boolean;
}

/** What does not parse is read as far as it does, and searched for names. */
const runText = (
  run: Interpreter, shell: Shell, text: string, origin: ScriptOrigin,
): ExitStatus => {
  const before = shell.origin;
  shell.origin = origin;
  const parsed = parseShell(text);
  if (parsed.errors && parsed.errors.length > 0) {
    recordNamed(run, shell, text, null);
    shell.doubted = true;
  }
  const status = isOdd(origin, text) ? runOdd(run, shell, text, parsed.commands)
    : runStatements(run, shell, parsed.commands);
  shell.origin = before;
  return status;
};

/** What dash takes for an error: nothing of such a statement is executed, nor its beginning. */
const ERRORS_IN_DASH = new RegExp([
  String.raw`<<<|[<>]\(|[\w\]]\+?=\(|for\s*\(\(|;;?&|\|&|\{\w+\}[<>]`,
  String.raw`(?:^|[;&|({]|\b(?:do|then|else))\s*(?:function|select|coproc)\s`,
].join("|"), "m");

const isOdd = ({ anyShell }: ScriptOrigin, text: string): boolean =>
  anyShell && ERRORS_IN_DASH.test(text);

const runOdd = (
  run: Interpreter, shell: Shell, text: string, statements: readonly Unbash.Statement[],
): ExitStatus => {
  let status: ExitStatus = true;
  for (const one of statements) {
    if (ERRORS_IN_DASH.test(text.slice(one.pos, one.end))) doubt(shell);
    status = runStatements(run, shell, [one]);
  }
  return status;
};

const capture = (run: Interpreter, shell: Shell, script: Unbash.ParsedScript): Text => {
  const inner = shell.clone();
  inner.branch = shell.branch;
  inner.left = [];
  if (script.source !== undefined) inner.origin = quotedAt(shell.origin, script.pos);
  if (script.errors && script.errors.length > 0) {
    recordNamed(run, inner, inner.origin.lineText(0), script.pos);
    return UNKNOWN;
  }
  const sink = emptySink(inner, null, script.pos);
  inner.fds = new Map([...inner.fds, [1, sink]]);
  runStatements(run, inner, script.commands);
  // Where one shell fails inside, what the other prints is not certain.
  return inner.left.length > 0 || inner.doubted !== shell.doubted ? UNKNOWN : sink.data;
};

const machineFor = (files: ShellFiles): Interpreter => {
  const run: Interpreter = {
    files, settings: [], late: [], read: new Set(), written: new Map(), called: new Set(),
    steps: 0, searched: new Map(),
    capture: (shell, script) => capture(run, shell, script),
    command: (shell, fields, pos) => runFields(run, shell, fields, pos),
    node: (shell, node) => runNode(run, shell, node),
    script: (shell, text, origin) => runText(run, shell, text, origin),
  };
  return run;
};

const shellFor = (
  origin: ScriptOrigin, { text, args, environment, absent }: ShellScript,
): Shell => {
  const shell = new Shell(origin);
  shell.stopsAtErrors = /^#!.*\s-\w*e/.test(text);
  shell.args = args?.map((one) => ({ text: [one], many: false })) ?? null;
  shell.absent = absent ?? null;
  if (environment === null) shell.isOpen = true;
  else shell.isClosed = environment !== undefined;
  for (const [name, value] of environment ?? []) {
    shell.set(name, [value]);
    shell.exported.set(name, true);
  }
  return shell;
};

/** Functions that nothing has called: a script that sources the file may. */
const runUncalled = (run: Interpreter, shell: Shell): void => {
  for (const [, one] of shell.functions.entries()) {
    if (run.called.has(one)) continue;
    run.called.add(one);
    const way = shell.maybe();
    way.jump = null;
    way.args = null;
    way.isOpen = true;
    way.origin = one.origin;
    runNode(run, way, one.body);
  }
};

/** Only the last of equal entries is kept. */
const distinct = (all: readonly ScriptSetting[]): readonly ScriptSetting[] => {
  const byText = new Map<string, ScriptSetting>();
  for (const one of all) {
    const { file, value, certain, path, line } = one;
    const name = JSON.stringify([file, value, certain, path, line]);
    byText.delete(name);
    byText.set(name, one);
  }
  return [...byText.values()];
};

const follow = (
  { path, text }: ShellScript, shell: Shell, files: ShellFiles, go: (run: Interpreter) => void,
): ScriptSettings => {
  const run = machineFor(files);
  try {
    go(run);
    runUncalled(run, shell);
    run.settings.push(...run.late);
  } catch (error) {
    if (!(error instanceof TooLong || error instanceof RangeError)) throw error;
    for (const [at, one] of run.settings.entries()) run.settings[at] = { ...one, certain: false };
    recordNamed(run, new Shell(originOf(path, text)), text, null);
  }
  return { settings: distinct(run.settings), read: run.read };
};

/** A script as it stands in its file. */
export const readScript = (script: ShellScript, files: ShellFiles): ScriptSettings => {
  const origin = originOf(script.path, script.text);
  const shell = shellFor(origin, script);
  return follow(script, shell, files, (run) => { runText(run, shell, script.text, origin); });
};

/** A command that a line of another file has: a unit, a rule, a table. */
export const readCommand = (
  { words, line, lineText, ...script }: ShellScript & {
    /** Its words, or a text for a shell. */
    readonly words: readonly string[] | string;
    readonly line: number;
    readonly lineText: string;
  }, files: ShellFiles,
): ScriptSettings => {
  const whole = originOf(script.path, script.text);
  const origin: ScriptOrigin = { ...whole, lineAt: () => line,
    lineText: (one) => (one === line ? lineText : whole.lineText(one)) };
  const shell = shellFor(origin, { ...script, text: "" });
  const fields: readonly Field[] = typeof words === "string" ? []
    : words.map((one) => ({ text: [one], many: false }));
  return follow(script, shell, files, (run) => {
    if (typeof words === "string") runText(run, shell, words, origin);
    else runFields(run, shell, fields, 0);
  });
};
