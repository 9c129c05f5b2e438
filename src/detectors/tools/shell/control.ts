/**
 * The interpreter: it goes all the ways that a script may take, each as far as that can be known.
 * Where a condition is known, one way is gone; where not, each is, and what they do is not certain.
 */
import type * as Unbash from "unbash";
import { arithmeticStatus } from "./assign.ts";
import { outcomeOf, type Machine } from "./call.ts";
import { runCommand } from "./commands.ts";
import { extendedTest } from "./conditions.ts";
import { expandPattern, expandText } from "./expand.ts";
import { anyRounds, inLoop, runArithmeticFor, runFor, runWhile } from "./loops.ts";
import { redirectAll } from "./redirect.ts";
import { atAnyTime, emptySink, step, type Status } from "./run.ts";
import { doubt, type Shell } from "./state.ts";
import { constant, EMPTY, UNKNOWN, type Text } from "./text.ts";
import { branch } from "./ways.ts";

type Node = Unbash.SyntaxNode;

const whetherOr = (
  shell: Shell, status: Status, then: (way: Shell) => Status, otherwise: (way: Shell) => Status,
): Status => {
  if (status === true) return then(shell);
  if (status === false) return otherwise(shell);
  branch(shell, [then, otherwise]);
  return null;
};

const inCondition = (shell: Shell, work: () => Status): Status => {
  const before = shell.inCondition;
  shell.inCondition = true;
  const status = work();
  shell.inCondition = before;
  return status;
};

/** With `set -e`, a command that may fail may end the script. */
const mayStop = (shell: Shell, status: Status): void => {
  if (status !== true && shell.stopsAtErrors && !shell.inCondition) shell.doubted = true;
};

/** Of a list or a compound command, what stands in it has been looked at. */
const ENDS_SCRIPTS = new Set([
  "Command", "Pipeline", "Subshell", "TestCommand", "ArithmeticCommand",
]);

export const runStatements = (
  run: Machine, shell: Shell, statements: readonly Unbash.Statement[],
): Status => {
  let status: Status = true;
  for (const { command, background } of statements) {
    if (shell.jump) return status;
    step(run, shell);
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

const andOr = (run: Machine, shell: Shell, node: Unbash.AndOr): Status => {
  const last = node.commands.length - 1;
  let status: Status = true;
  node.commands.forEach((command, at) => {
    const go = (way: Shell): Status => {
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

const pipeline = (run: Machine, shell: Shell, node: Unbash.Pipeline): Status => {
  const isNegated = node.prefixes.filter(({ type }) => type === "Negation").length % 2 === 1;
  const work = (): Status => pipe(run, shell, node.commands);
  const status = isNegated ? inCondition(shell, work) : work();
  if (!isNegated) return status;
  return status === null ? null : !status;
};

const pipe = (run: Machine, shell: Shell, commands: readonly Unbash.CommandNode[]): Status => {
  const [only] = commands;
  if (only && commands.length === 1) return runNode(run, shell, only);
  let text: Text | null = null;
  let status: Status = null;
  commands.forEach((command, at) => {
    const inner = shell.clone();
    inner.left = [];
    inner.branch = shell.branch;
    if (text !== null) inner.input = { rest: text };
    const sink = emptySink(inner, null, command.pos);
    if (at < commands.length - 1) inner.fds = new Map([...inner.fds, [1, sink]]);
    status = runNode(run, inner, command);
    status = outcomeOf(shell, inner, status);
    text = sink.data;
  });
  return status;
};

const runIf = (run: Machine, shell: Shell, node: Unbash.If): Status => {
  const arms = [{ clause: node.clause, then: node.then }, ...node.elif];
  const arm = (way: Shell, at: number): Status => {
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
const isLike = (run: Machine, shell: Shell, item: Unbash.CaseItem, text: string | null): Status => {
  if (item.pattern.some(({ text: one }) => one === "*")) return true;
  if (text === null) return null;
  let status: Status = false;
  for (const word of item.pattern) {
    const pattern = expandPattern(run, shell, word);
    if (pattern === null) status = null;
    else if (new RegExp(`^(?:${pattern})$`).test(text)) return true;
  }
  return status;
};

const runCase = (run: Machine, shell: Shell, node: Unbash.Case): Status => {
  const text = constant(expandText(run, shell, node.word));
  const item = (way: Shell, at: number, isThrough: boolean): Status => {
    const one = node.items[at];
    if (!one) return true;
    const go = (inner: Shell): Status => {
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

const subshell = (run: Machine, shell: Shell, body: Unbash.CompoundList): Status => {
  const inner = shell.clone();
  inner.branch = shell.branch;
  inner.left = [];
  return outcomeOf(shell, inner, runStatements(run, inner, body.commands));
};

const redirected = (run: Machine, shell: Shell, node: Unbash.Redirected): Status => {
  const end = redirectAll(run, shell, node.redirects);
  const status = runNode(run, shell, node.command);
  end(false);
  return status;
};

const bodies = { runStatements, inCondition };

export function runNode(run: Machine, shell: Shell, node: Node): Status {
  switch (node.type) {
    case "Command": return runCommand(run, shell, node);
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
