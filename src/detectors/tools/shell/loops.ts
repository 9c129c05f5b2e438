/** Loops: round by round as long as it is known whether there is another one, then any number. */
import type * as Unbash from "unbash";
import { arithmeticStatus } from "./assign.ts";
import type { Interpreter } from "./call.ts";
import { evaluate, expandWords } from "./expand.ts";
import { countStep, type ExitStatus } from "./run.ts";
import { doubt, isItems, type Shell } from "./state.ts";
import { UNKNOWN } from "./text.ts";
import { branch, isSame, land } from "./ways.ts";

const MOST_ROUNDS = 400;
/** After one round, what has changed is not known any more; what that changes, after another. */
const MOST_TRIES = 3;

/** What goes through the statements inside. */
interface BodyRunners {
  readonly runStatements: (
    run: Interpreter, shell: Shell, statements: readonly Unbash.Statement[],
  ) => ExitStatus;
  readonly inCondition: (shell: Shell, work: () => ExitStatus) => ExitStatus;
}

/** Counts the loop while its rounds are gone. */
export const inLoop = (shell: Shell, work: () => ExitStatus): ExitStatus => {
  shell.loops++;
  const status = work();
  shell.loops--;
  return status;
};

/** Rounds whose number is not known: until nothing new comes of another one. */
export const anyRounds = (shell: Shell, round: (way: Shell) => void): void => {
  for (let count = 0; count < MOST_TRIES; count++) {
    const before = shell.clone();
    branch(shell, [() => undefined, (way) => {
      round(way);
      land(way, ["break", "continue"], false);
    }]);
    if (isSame(before, shell)) return;
    forgetChanges(shell, before);
  }
};

const forgetChanges = (shell: Shell, before: Shell): void => {
  for (const [name, value] of shell.vars.entries()) {
    if (before.vars.get(name) === value) continue;
    shell.set(name, isItems(value) ? { items: null } : UNKNOWN);
  }
  if (shell.cwd !== before.cwd) shell.cwd = UNKNOWN;
  if (shell.args !== before.args) shell.args = null;
  shell.input.rest = UNKNOWN;
};

/** False once the loop is over. */
const afterRound = (shell: Shell, sure: boolean): boolean => {
  land(shell, ["continue"], sure, false);
  if (shell.jump?.kind === "break") return false;
  return shell.jump === null;
};

export const runFor = (
  { runStatements }: BodyRunners, run: Interpreter, shell: Shell, node: Unbash.For,
): ExitStatus => {
  const { sure } = shell;
  const fields = node.wordlist ? expandWords(run, shell, node.wordlist)
    : shell.args ?? [{ text: UNKNOWN, many: true }];
  const name = node.name.value;
  const body = (way: Shell): ExitStatus => runStatements(run, way, node.body.commands);
  let status: ExitStatus = true;
  for (const { text, many } of fields) {
    if (many) {
      anyRounds(shell, (way) => {
        way.set(name, text);
        body(way);
      });
      continue;
    }
    countStep(run, shell);
    shell.set(name, text);
    status = body(shell);
    if (!afterRound(shell, sure && shell.sure)) break;
  }
  land(shell, ["break", "continue"], sure);
  return status;
};

export const runWhile = (
  { runStatements, inCondition }: BodyRunners, run: Interpreter, shell: Shell, node: Unbash.While,
): ExitStatus => {
  const { sure } = shell;
  const asked = (way: Shell): ExitStatus => {
    const status = inCondition(way, () => runStatements(run, way, node.clause.commands));
    return node.kind === "until" && status !== null ? !status : status;
  };
  for (let count = 0; count < MOST_ROUNDS; count++) {
    const status = asked(shell);
    if (shell.jump || status === false) {
      land(shell, ["break", "continue"], sure);
      return status === false ? true : null;
    }
    if (status === null) break;
    runStatements(run, shell, node.body.commands);
    if (!afterRound(shell, sure && shell.sure)) {
      land(shell, ["break", "continue"], sure);
      return null;
    }
  }
  anyRounds(shell, (way) => {
    runStatements(run, way, node.body.commands);
    if (!way.jump) asked(way);
  });
  shell.doubted = true;
  return null;
};

export const runArithmeticFor = (
  { runStatements }: BodyRunners, run: Interpreter, shell: Shell, node: Unbash.ArithmeticFor,
): ExitStatus => {
  const { sure } = shell;
  doubt(shell);
  if (node.initialize) evaluate(run, shell, node.initialize);
  for (let count = 0; count < MOST_ROUNDS; count++) {
    const status = node.test ? arithmeticStatus(run, shell, node.test) : true;
    if (status === false) {
      land(shell, ["break", "continue"], sure);
      return true;
    }
    if (status === null) break;
    runStatements(run, shell, node.body.commands);
    if (!afterRound(shell, sure && shell.sure)) {
      land(shell, ["break", "continue"], sure);
      return null;
    }
    if (node.update) evaluate(run, shell, node.update);
  }
  anyRounds(shell, (way) => {
    runStatements(run, way, node.body.commands);
    if (node.update) evaluate(run, way, node.update);
  });
  shell.doubted = true;
  return null;
};
