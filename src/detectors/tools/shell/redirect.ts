/** Where a command reads and writes. */
import type * as Unbash from "unbash";
import { expandParts, expandText } from "./expand.ts";
import { contents } from "./read.ts";
import { emptySink, put, type ShellRun } from "./run.ts";
import { doubt, type Shell, type Sink } from "./state.ts";
import { concat, constant, UNKNOWN, type Text } from "./text.ts";
import { absolute, close } from "./write.ts";

interface OpenedSink {
  readonly sink: Sink;
  readonly isWhole: boolean;
}

const setSink = (shell: Shell, number: number, sink: Sink | null): void => {
  const fds = new Map(shell.fds);
  if (sink) fds.set(number, sink);
  else fds.delete(number);
  shell.fds = fds;
};

const STANDARD_OUT = /^\/dev\/(?:stdout|stderr|null|tty|console|kmsg|fd\/\d)$/;

const hereDoc = (run: ShellRun, shell: Shell, one: Unbash.HereDoc): Text => {
  const { body, operator } = one;
  const text = body.parts ? expandParts(run, shell, body.parts) : [body.text];
  return operator === "<<-" ? text.map((each) => each.replace(/^\t+/gm, "")) : text;
};

/** The number of a variable's descriptor is unknown, so it is known by the variable. */
const VARIABLE = 1000;
const MOST_DIGIT = 9;

const numberOf = (one: Unbash.Redirect, shell: Shell, otherwise: number): number => {
  const { descriptor } = one;
  if (descriptor?.type === "FileDescriptor") return descriptor.value;
  if (!descriptor) return otherwise;
  const number = VARIABLE + descriptor.pos;
  shell.set(descriptor.name, [String(number)]);
  return number;
};

const textOf = (
  run: ShellRun, shell: Shell, { target }: Unbash.Redirect | Unbash.HereString,
): Text =>
  (target ? expandText(run, shell, target) : UNKNOWN);

const duplicate = (
  run: ShellRun, shell: Shell, one: Unbash.Redirect, opened: OpenedSink[],
): void => {
  const target = textOf(run, shell, one);
  const word = constant(target);
  const number = numberOf(one, shell, one.operator === "<&" ? 0 : 1);
  if (word === "-") setSink(shell, number, null);
  else if (word !== null && /^\d+-?$/.test(word)) {
    const sink = shell.fds.get(Number(word.replace("-", "")));
    if (sink) setSink(shell, number, sink);
    else setSink(shell, number, null);
    if (one.operator === "<&") shell.input = { rest: UNKNOWN };
  } else if (one.operator === ">&") {
    doubt(shell);
    open(run, shell, one, number, opened);
  }
};

const open = (
  run: ShellRun, shell: Shell, one: Unbash.Redirect, number: number, opened: OpenedSink[],
): void => {
  const path = textOf(run, shell, one);
  if (STANDARD_OUT.test(constant(path) ?? "")) {
    if (constant(path) === "/dev/null") setSink(shell, number, null);
    return;
  }
  const sink = emptySink(shell, absolute(shell, path), one.pos);
  opened.push({ sink, isWhole: !one.operator.endsWith(">>") });
  if (number > MOST_DIGIT && number < VARIABLE && shell.origin.anyShell) {
    doubt(shell); // dash takes one digit for a descriptor, and more for a word
    put(shell, sink, UNKNOWN);
  }
  setSink(shell, number, sink);
};

const input = (run: ShellRun, shell: Shell, one: Unbash.Redirect): void => {
  if (numberOf(one, shell, 0) !== 0) return;
  const path = textOf(run, shell, one);
  shell.input = { rest: constant(path) === "/dev/null" ? [""] : contents(run, shell, path) };
};

const redirect = (
  run: ShellRun, shell: Shell, one: Unbash.Redirection, opened: OpenedSink[],
): void => {
  switch (one.operator) {
    case "<<": case "<<-":
      shell.input = { rest: hereDoc(run, shell, one) };
      break;
    case "<<<":
      doubt(shell);
      shell.input = { rest: concat(textOf(run, shell, one), ["\n"]) };
      break;
    case ">&": case "<&": duplicate(run, shell, one, opened); break;
    case "<": input(run, shell, one); break;
    case "&>": case "&>>":
      doubt(shell);
      open(run, shell, one, 1, opened);
      break;
    case "<>": open(run, shell, one, numberOf(one, shell, 0), opened); break;
    default: open(run, shell, one, numberOf(one, shell, 1), opened);
  }
};

/** What has to be done once the command is over. */
export const redirectAll = (
  run: ShellRun, shell: Shell, all: readonly Unbash.Redirection[],
): ((staysOpen: boolean) => void) => {
  const { input: before } = shell;
  const { fds } = shell;
  const opened: OpenedSink[] = [];
  for (const one of all) redirect(run, shell, one, opened);
  return (staysOpen) => {
    if (staysOpen) {
      for (const { sink, isWhole } of opened) {
        sink.each = (way) => close(run, way, sink, isWhole);
      }
      return;
    }
    for (const { sink, isWhole } of opened) close(run, shell, sink, isWhole);
    shell.fds = fds;
    shell.input = before;
  };
};
