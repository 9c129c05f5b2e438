/**
 * The interpreter: it goes all the ways that a script may take, each as far as that can be known.
 * Where a condition is known, one way is gone; where not, each is, and what they do is not certain.
 */
import type * as Unbash from "unbash";
import { arithmeticStatus } from "./assign.ts";
import { statusOfSubshell, type Interpreter } from "./call.ts";
import { runShellCommand } from "./commands.ts";
import { extendedTest } from "./conditions.ts";
import { expandPattern, expandText } from "./expand.ts";
import { anyRounds, inLoop, runArithmeticFor, runFor, runWhile } from "./loops.ts";
import { redirectAll } from "./redirect.ts";
import { atAnyTime, emptySink, countStep, type ExitStatus } from "./run.ts";
import { doubt, type Shell } from "./state.ts";
import { constant, EMPTY, UNKNOWN, type Text } from "./text.ts";
import { branch } from "./ways.ts";

type ControlNode = Unbash.SyntaxNode;

const whetherOr = (
  shell: Shell, status: ExitStatus, then: (way: Shell) => ExitStatus,
    otherwise: (way: Shell) => ExitStatus,
): ExitStatus => {
  if (status === true) return then(shell);
  if (status === false) return otherwise(shell);
  branch(shell, [then, otherwise]);
  return null;
};

const inCondition = (shell: Shell, work: () => ExitStatus): ExitStatus => {
  const before = shell.inCondition;
  shell.inCondition = true;
  const status = work();
  shell.inCondition = before;
  return status;
};

/** With `set -e`, a command that may fail may end the script. */
const mayStop = (shell: Shell, status: ExitStatus): void => {
  if (status !== true && shell.stopsAtErrors && !shell.inCondition) shell.doubted = true;
};

/** Of a list or a compound command, what stands in it has been looked at. */
const ENDS_SCRIPTS = new Set([
  "Command", "Pipeline", "Subshell", "TestCommand", "ArithmeticCommand",
]);

export const runStatements = (
  run: Interpreter, shell: Shell, statements: readonly Unbash.Statement[],
): ExitStatus => {
  let status: ExitStatus = true;
  for (const { command, background } of statements) {
    if (shell.jump) return status;
    countStep(run, shell);
    if (background) {
      const inner = shell.maybe();
      inner.input = { rest: EMPTY };
      atAnyTime(run, () => runNode(run, inner, command));
      status = true;
    } else {
      status = runNode(run, shell, command);
      const isNegated = command.type === "Pipeline" && command.prefixes.length > 0;
      if (ENDS_SCRIPTS.has(command.type) && !isNegated) mayStop(shell, status);
    }
  }
  return status;
};

const andOr = (run: Interpreter, shell: Shell, node: Unbash.AndOr): ExitStatus => {
  const last = node.commands.length - 1;
  let status: ExitStatus = true;
  node.commands.forEach((command, at) => {
    const go = (way: Shell): ExitStatus => {
      if (at < last) return inCondition(way, () => runNode(run, way, command));
      const ended = runNode(run, way, command);
      mayStop(way, ended);
      return ended;
    };
    if (shell.jump) return;
    const operator = node.operators[at - 1];
    if (at === 0) status = go(shell);
    else if (operator === "&&") status = whetherOr(shell, status, go, () => false);
    else status = whetherOr(shell, status, () => true, go);
  });
  return status;
};

const pipeline = (run: Interpreter, shell: Shell, node: Unbash.Pipeline): ExitStatus => {
  const isNegated = node.prefixes.filter(({ type }) => type === "Negation").length % 2 === 1;
  const work = (): ExitStatus => pipe(run, shell, node.commands);
  const status = isNegated ? inCondition(shell, work) : work();
  if (!isNegated) return status;
  return status === null ? null : !status;
};

const pipe = (
  run: Interpreter, shell: Shell, commands: readonly Unbash.CommandNode[],
): ExitStatus => {
  const [only] = commands;
  if (only && commands.length === 1) return runNode(run, shell, only);
  let text: Text | null = null;
  let status: ExitStatus = null;
  commands.forEach((command, at) => {
    const inner = shell.clone();
    inner.left = [];
    inner.branch = shell.branch;
    if (text !== null) inner.input = { rest: text };
    const sink = emptySink(inner, null, command.pos);
    if (at < commands.length - 1) inner.fds = new Map([...inner.fds, [1, sink]]);
    status = runNode(run, inner, command);
    status = statusOfSubshell(shell, inner, status);
    text = sink.data;
  });
  return status;
};

const runIf = (run: Interpreter, shell: Shell, node: Unbash.If): ExitStatus => {
  const arms = [{ clause: node.clause, then: node.then }, ...node.elif];
  const arm = (way: Shell, at: number): ExitStatus => {
    const one = arms[at];
    if (!one) return node.else ? runStatements(run, way, node.else.commands) : true;
    const status = inCondition(way, () => runStatements(run, way, one.clause.commands));
    if (way.jump) return null;
    return whetherOr(way, status, (inner) => runStatements(run, inner, one.then.commands),
      (inner) => arm(inner, at + 1));
  };
  return arm(shell, 0);
};

/** Whether an item's patterns are like the word: null when that is unknown. */
const isLike = (
  run: Interpreter, shell: Shell, item: Unbash.CaseItem, text: string | null,
): ExitStatus => {
  if (item.pattern.some(({ text: one }) => one === "*")) return true;
  if (text === null) return null;
  let status: ExitStatus = false;
  for (const word of item.pattern) {
    const pattern = expandPattern(run, shell, word);
    if (pattern === null) status = null;
    else if (new RegExp(`^(?:${pattern})$`).test(text)) return true;
  }
  return status;
};

const runCase = (run: Interpreter, shell: Shell, node: Unbash.Case): ExitStatus => {
  const text = constant(expandText(run, shell, node.word));
  const item = (way: Shell, at: number, isThrough: boolean): ExitStatus => {
    const one = node.items[at];
    if (!one) return true;
    const go = (inner: Shell): ExitStatus => {
      const status = runStatements(run, inner, one.body.commands);
      if (one.terminator === ";;" || one.terminator === undefined || inner.jump) return status;
      doubt(shell);
      return item(inner, at + 1, one.terminator === ";&");
    };
    const status = isThrough ? true : isLike(run, way, one, text);
    return whetherOr(way, status, go, (inner) => item(inner, at + 1, false));
  };
  return item(shell, 0, false);
};

const subshell = (run: Interpreter, shell: Shell, body: Unbash.CompoundList): ExitStatus => {
  const inner = shell.clone();
  inner.branch = shell.branch;
  inner.left = [];
  return statusOfSubshell(shell, inner, runStatements(run, inner, body.commands));
};

const redirected = (run: Interpreter, shell: Shell, node: Unbash.Redirected): ExitStatus => {
  const end = redirectAll(run, shell, node.redirects);
  const status = runNode(run, shell, node.command);
  end(false);
  return status;
};

const bodies = { runStatements, inCondition };

export function runNode(run: Interpreter, shell: Shell, node: ControlNode): ExitStatus {
  switch (node.type) {
    case "Command": return runShellCommand(run, shell, node);
    case "AndOr": return andOr(run, shell, node);
    case "Pipeline": return pipeline(run, shell, node);
    case "If": return runIf(run, shell, node);
    case "For": return inLoop(shell, () => runFor(bodies, run, shell, node));
    case "While": return inLoop(shell, () => runWhile(bodies, run, shell, node));
    case "ArithmeticFor":
      return inLoop(shell, () => runArithmeticFor(bodies, run, shell, node));
    case "Case": return runCase(run, shell, node);
    case "Subshell": return subshell(run, shell, node.body);
    case "BraceGroup": return runStatements(run, shell, node.body.commands);
    case "CompoundList": return runStatements(run, shell, node.commands);
    case "Redirected": return redirected(run, shell, node);
    case "TestCommand":
      doubt(shell);
      return extendedTest(run, shell, node.expression);
    case "ArithmeticCommand": return arithmeticStatus(run, shell, node.expression);
    case "Function":
      shell.functions.set(node.name.value, { body: node.body, origin: shell.origin });
      return true;
    case "Select": {
      doubt(shell);
      anyRounds(shell, (way) => {
        way.set(node.name.value, UNKNOWN);
        runStatements(run, way, node.body.commands);
      });
      return null;
    }
    case "Coproc": {
      runNode(run, shell.maybe(), node.body);
      return null;
    }
    default: return null;
  }
}
