/** `[ … ]` and `[[ … ]]`, where they compare what is known. */
import type * as Unbash from "unbash";
import { wordOf, type CallHandler } from "./call.ts";
import { expandPattern, expandText } from "./expand.ts";
import { fileOf, normalPath } from "./settings.ts";
import { readFile } from "./read.ts";
import type { ShellRun, ExitStatus } from "./run.ts";
import { doubt, type Shell } from "./state.ts";
import { constant, isKnown, type Text } from "./text.ts";
import { absolute } from "./write.ts";

const ROOT = fileOf("");
const not = (status: ExitStatus): ExitStatus => (status === null ? null : !status);

/** Files of settings, which are asked for before they are sourced, and stay. */
const STAYS = /^\/etc\/(?:default|sysconfig)\/[^/]+$/;

/**
 * A file is there now or not; that it will be is only sure of the kernel's own, and of those that
 * hold settings for a script.
 */
const isThere = (run: ShellRun, shell: Shell, path: Text): ExitStatus => {
  const one = constant(absolute(shell, path));
  if (one === null) return null;
  if (normalPath(one) === "/proc/sys") return true;
  if (STAYS.test(one) && !run.written.has(one)) return readFile(run, one) === null ? null : true;
  if (!one.startsWith(ROOT)) return null;
  return run.files.hasKey(one.slice(ROOT.length)) ? true : null;
};

const unary = (run: ShellRun, shell: Shell, operator: string, text: Text): ExitStatus => {
  if (operator === "-n") {
    if (text.every((one) => isKnown(one) && one !== "")) return true;
    return constant(text) === "" ? false : null;
  }
  if (operator === "-z") return not(unary(run, shell, "-n", text));
  return /^-[efrwd]$/.test(operator) ? isThere(run, shell, text) : null;
};

const NUMBERS: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  "-eq": (a, b) => a === b, "-ne": (a, b) => a !== b, "-lt": (a, b) => a < b,
  "-le": (a, b) => a <= b, "-gt": (a, b) => a > b, "-ge": (a, b) => a >= b,
};

const binary = (left: Text, operator: string, right: Text): ExitStatus => {
  const [a, b] = [constant(left), constant(right)];
  if (a === null || b === null) return null;
  const compare = NUMBERS[operator];
  if (compare) {
    const arePlain = [a, b].every((one) => /^-?(?:0|[1-9]\d*)$/.test(one));
    return arePlain ? compare(BigInt(a), BigInt(b)) : null;
  }
  if (operator === "=" || operator === "==") return a === b;
  return operator === "!=" ? a !== b : null;
};

/** `test` and `[`. */
export const test: CallHandler = ({ run, shell, name, args }) => {
  const fields = name === "[" ? args.slice(0, -1) : args;
  if (fields.some(({ many }) => many)) return null;
  if (fields.some((one) => wordOf(one) === "-a" || wordOf(one) === "-o" || wordOf(one) === "(")) {
    return null;
  }
  const isNegated = wordOf(fields[0]) === "!";
  const [first, second, third] = isNegated ? fields.slice(1) : fields;
  const length = fields.length - (isNegated ? 1 : 0);
  const given = isNegated ? not : (status: ExitStatus): ExitStatus => status;
  if (length === 0) return given(false);
  if (!first) return null;
  if (length === 1) return given(unary(run, shell, "-n", first.text));
  const operator = wordOf(length === 2 ? first : second);
  if (operator === null || !second) return null;
  if (length === 2) return given(unary(run, shell, operator, second.text));
  if (operator === "==") doubt(shell);
  return length === 3 && third ? given(binary(first.text, operator, third.text)) : null;
};

/** `[[ … ]]`. */
export const extendedTest = (
  run: ShellRun, shell: Shell, node: Unbash.TestExpression,
): ExitStatus => {
  switch (node.type) {
    case "TestGroup": return extendedTest(run, shell, node.expression);
    case "TestNot": {
      const status = extendedTest(run, shell, node.operand);
      return node.negations.length % 2 === 1 ? not(status) : status;
    }
    case "TestLogical": {
      const all = node.operands.map((one) => extendedTest(run, shell, one));
      const decides = node.operator === "||";
      if (all.includes(decides)) return all.indexOf(decides) < 0 ? null : decides;
      return all.includes(null) ? null : !decides;
    }
    case "TestUnary":
      return unary(run, shell, node.operator, expandText(run, shell, node.operand));
    case "TestBinary": {
      const left = expandText(run, shell, node.left);
      const { operator } = node;
      if (NUMBERS[operator]) return binary(left, operator, expandText(run, shell, node.right));
      const pattern = /^(?:=|==|!=)$/.test(operator) ? expandPattern(run, shell, node.right) : null;
      const text = constant(left);
      if (pattern === null || text === null) return null;
      const isLike = new RegExp(`^(?:${pattern})$`).test(text);
      return operator === "!=" ? !isLike : isLike;
    }
  }
};
