/** `$(( … ))` over constants: 64 bits that wrap, as every shell on Linux has them. */
import type * as Unbash from "unbash";
import type { Shell } from "./state.ts";
import { constant, UNKNOWN, type Text } from "./text.ts";

type ArithmeticOperation = (a: bigint, b: bigint) => bigint | null;
const truth = (is: boolean): bigint => (is ? 1n : 0n);

const MOST_POWER = 64n;

const BINARY: Readonly<Record<string, ArithmeticOperation>> = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b,
  "/": (a, b) => (b === 0n ? null : a / b), "%": (a, b) => (b === 0n ? null : a % b),
  "**": (a, b) => (b < 0n || b > MOST_POWER ? null : a ** b),
  "<<": (a, b) => (b < 0n || b > 63n ? null : a << b),
  ">>": (a, b) => (b < 0n || b > 63n ? null : a >> b),
  "&": (a, b) => a & b, "|": (a, b) => a | b, "^": (a, b) => a ^ b,
  "<": (a, b) => truth(a < b), ">": (a, b) => truth(a > b),
  "<=": (a, b) => truth(a <= b), ">=": (a, b) => truth(a >= b),
  "==": (a, b) => truth(a === b), "!=": (a, b) => truth(a !== b), ",": (_, b) => b,
};

const numberOf = (text: string): bigint | null => {
  const word = text.trim();
  if (word === "") return 0n;
  if (/^[+-]?0[0-7]+$/.test(word)) {
    const octal = BigInt(`0o${word.replace(/^[+-]?0/, "")}`);
    return word.startsWith("-") ? -octal : octal;
  }
  if (!/^[+-]?(?:0[xX][0-9a-fA-F]+|0|[1-9]\d*)$/.test(word)) return null;
  const value = BigInt(word.replace(/^[+-]/, ""));
  return word.startsWith("-") ? -value : value;
};

const NAME = /^[A-Za-z_]\w*$/;

const assigns = (node: Unbash.ArithmeticExpression): boolean =>
  !(node.type === "ArithmeticWord" && /^[\w$]*$/.test(node.value));

interface ArithmeticWords {
  readonly shell: Shell;
  readonly expand: (word: Unbash.ArithmeticWord) => Text;
}

const valueOf = (
  { shell, expand }: ArithmeticWords, word: Unbash.ArithmeticWord,
): bigint | null => {
  const name = NAME.test(word.value);
  const text = name ? constant(shell.text(word.value) ?? [""]) : constant(expand(word));
  return text === null ? null : numberOf(text);
};

const assigned = (
  words: ArithmeticWords, target: Unbash.ArithmeticExpression, value: bigint | null,
): bigint | null => {
  if (target.type !== "ArithmeticWord" || !NAME.test(target.value)) {
    words.shell.forget();
    return null;
  }
  words.shell.set(target.value, value === null ? UNKNOWN : [String(value)]);
  return value;
};

const binary = (words: ArithmeticWords, node: Unbash.ArithmeticBinary): bigint | null => {
  const { operator } = node;
  const isCompared = operator === "==" || operator === "!=" || operator === "<="
    || operator === ">=";
  if (operator.endsWith("=") && !isCompared) {
    const before = operator === "=" ? 0n : calculate(words, node.left);
    const right = calculate(words, node.right);
    if (operator === "=") return assigned(words, node.left, right);
    const apply = BINARY[operator.slice(0, -1)];
    const value = before === null || right === null ? null : apply?.(before, right) ?? null;
    return assigned(words, node.left, value === null ? null : BigInt.asIntN(64, value));
  }
  const left = calculate(words, node.left);
  if (operator === "&&" && left === 0n) return 0n;
  if (operator === "||" && left !== null && left !== 0n) return 1n;
  const right = calculate(words, node.right);
  const isAsked = operator === "&&" || operator === "||";
  if (left === null && isAsked && assigns(node.right)) words.shell.forget();
  if (left === null || right === null) return null;
  if (operator === "&&" || operator === "||") return truth(right !== 0n);
  return BINARY[operator]?.(left, right) ?? null;
};

const unary = (
  words: ArithmeticWords, { operator, operand, prefix }: Unbash.ArithmeticUnary,
): bigint | null => {
  const value = calculate(words, operand);
  if (operator === "++" || operator === "--") {
    const next = value === null ? null : value + (operator === "++" ? 1n : -1n);
    assigned(words, operand, next);
    return prefix ? next : value;
  }
  if (value === null) return null;
  if (operator === "-") return -value;
  if (operator === "~") return ~value;
  return operator === "!" ? truth(value === 0n) : value;
};

/** Null when it is not known. */
export const calculate = (
  words: ArithmeticWords, node: Unbash.ArithmeticExpression,
): bigint | null => {
  switch (node.type) {
    case "ArithmeticWord": return valueOf(words, node);
    case "ArithmeticGroup": return calculate(words, node.expression);
    case "ArithmeticUnary": return unary(words, node);
    case "ArithmeticBinary": {
      const value = binary(words, node);
      return value === null ? null : BigInt.asIntN(64, value);
    }
    case "ArithmeticTernary": {
      const test = calculate(words, node.test);
      if (test !== null) return calculate(words, test !== 0n ? node.consequent : node.alternate);
      calculate(words, node.consequent);
      calculate(words, node.alternate);
      words.shell.forget();
      return null;
    }
    case "ArithmeticCommandExpansion": return null;
  }
};
