/** One command with its words expanded, and what all kinds of commands need. */
import type * as Unbash from "unbash";
import type { ShellRun, ExitStatus } from "./run.ts";
import type { ScriptOrigin, Shell } from "./state.ts";
import { put } from "./run.ts";
import { concat, constant, EMPTY, type Text, type Field } from "./text.ts";

export interface Call {
  readonly run: Interpreter;
  readonly shell: Shell;
  readonly name: string;
  readonly args: readonly Field[];
  readonly pos: number;
}

/** What a command may have the interpreter do. */
export interface Interpreter extends ShellRun {
  /** A command with these words. */
  readonly command: (shell: Shell, fields: readonly Field[], pos: number) => ExitStatus;
  readonly node: (shell: Shell, node: Unbash.SyntaxNode) => ExitStatus;
  /** A text in the shell's own language. */
  readonly script: (shell: Shell, text: string, origin: ScriptOrigin) => ExitStatus;
}

export type CallHandler = (call: Call) => ExitStatus;

export const printText = ({ shell }: Pick<Call, "shell">, text: Text): void => {
  const sink = shell.fds.get(1);
  if (sink) put(shell, sink, text);
};

/** Its text, where it is one word that is known. */
export const wordOf = (field: Field | undefined): string | null =>
  (field && !field.many ? constant(field.text) : null);

/** All of them, as one text. */
export const joinedText = (fields: readonly Field[], between = " "): Text =>
  fields.reduce((all: Text, { text }, at) =>
    (at === 0 ? text : concat(concat(all, [between]), text)), EMPTY);

/** The words behind options; `valued` are those that take the next word along. */
export const operandsOf = (
  args: readonly Field[], valued = "", longValued: readonly string[] = [],
): readonly Field[] => {
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at]?.text[0] ?? ""; // of an option, its beginning is enough
    if (!/^-./.test(word)) break;
    if (word === "--") return args.slice(at + 1);
    if (word.startsWith("--")) {
      if (longValued.includes(word.slice(2))) at++;
    } else if (valued.includes(word.at(-1) ?? "-") && word.length === 2) at++;
  }
  return args.slice(at);
};

/** How a shell inside this one ends. */
export const statusOfSubshell = (shell: Shell, inner: Shell, status: ExitStatus): ExitStatus =>
  (inner.left.length > 0 || inner.jump || inner.doubted !== shell.doubted ? null : status);

/** What runs in a shell of its own, and changes nothing of this one. */
export const apart = (
  { shell }: Pick<Call, "shell">, work: (inner: Shell) => ExitStatus,
): ExitStatus => {
  const inner = shell.clone();
  inner.branch = shell.branch;
  inner.left = [];
  const status = work(inner);
  return statusOfSubshell(shell, inner, status);
};
