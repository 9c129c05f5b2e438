/**
 * The language of conditions: CEL, the Common Expression Language. It has no loops but over lists
 * that are there, and calls nothing of ours but what stands here. Patterns are RE2's, which take a
 * time that grows with the text alone.
 */
import { Environment, type ParseResult } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import { FormatError } from "../formats/format-error.ts";
import { isInRange } from "../formats/version-range.ts";
import type { FactValue } from "./fact.ts";

const LIMITS = {
  maxAstNodes: 2000, maxDepth: 40, maxListElements: 200, maxMapEntries: 100, maxCallArguments: 8,
};

const patterns = new Map<string, RE2JS>();

const patternOf = (text: string): RE2JS => {
  const pattern = patterns.get(text) ?? RE2JS.compile(text);
  patterns.set(text, pattern);
  return pattern;
};

const environment = new Environment({ unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false, limits: LIMITS })
  .registerFunction("string.finds(string): bool",
    (text: string, pattern: string) => patternOf(pattern).matcher(text).find())
  .registerFunction("string.inRange(string): bool", isInRange)
  .registerFunction("least(list): dyn", (all: readonly bigint[]) =>
    all.reduce((a, b) => (b < a ? b : a)))
  .registerFunction("most(list): dyn", (all: readonly bigint[]) =>
    all.reduce((a, b) => (b > a ? b : a)));

type Ast = ParseResult["ast"];

const MACROS: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "filter", "map"]);
/** Each takes as many steps as there are entries, for each step of the one around it. */
const DEEPEST = 3;
const TYPES: ReadonlySet<string> = new Set(["bool", "bytes", "double", "dyn", "int", "list", "map",
  "null_type", "string", "type", "uint"]);

const isAst = (value: unknown): value is Ast =>
  typeof value === "object" && value !== null && "op" in value;

const partsOf = (value: unknown): readonly Ast[] => {
  if (isAst(value)) return [value];
  return Array.isArray(value) ? value.flatMap(partsOf) : [];
};

/** What an expression asks for by name, and nothing that it names itself. */
const freeIn = (node: Ast, bound: readonly string[], depth: number): readonly string[] => {
  const args = node.args as unknown;
  if (node.op === "id") {
    const name = String(args);
    return bound.includes(name) || TYPES.has(name) ? [] : [name];
  }
  const [name, ...rest] = Array.isArray(args) ? args as readonly unknown[] : [];
  if (node.op !== "rcall" || typeof name !== "string" || !MACROS.has(name)) {
    return partsOf(args).flatMap((part) => freeIn(part, bound, depth));
  }
  if (depth >= DEEPEST) throw new FormatError(`more than ${DEEPEST} of ${name}() within another`);
  const [over, inner] = rest;
  const [variable, ...bodies] = partsOf(inner);
  return [...partsOf(over).flatMap((part) => freeIn(part, bound, depth)),
    ...bodies.flatMap((part) => freeIn(part, [...bound, String(variable?.args)], depth + 1))];
};

/** The names that an expression asks for. Throws FormatError for one that could take for ever. */
export const namesIn = ({ evaluate }: Expression): readonly string[] =>
  [...new Set(freeIn(evaluate.ast, [], 0))];

export interface Expression {
  readonly text: string;
  readonly evaluate: ParseResult;
}

/** Its own patterns may take a time that explodes. */
const REFUSED = /\.\s*matches\s*\(/;

/** Throws FormatError with the place in the condition. */
export const parseExpression = (text: string): Expression => {
  if (REFUSED.test(text)) {
    throw new FormatError(`matches() is not offered: use finds(), whose patterns are RE2's`);
  }
  try {
    const parsed = { text, evaluate: environment.parse(text) };
    namesIn(parsed);
    return parsed;
  } catch (error) {
    throw error instanceof FormatError ? error : new FormatError(firstLine(error));
  }
};

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";

/** CEL counts in integers of 64 bits, and keeps those apart from what has a point. */
const toCel = (value: FactValue): unknown => {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toCel(one)]));
};

/** What a condition knows: facts by their names, in maps by the parts of a name. */
export type Scope = Readonly<Record<string, unknown>>;

export const scopeOf = (facts: ReadonlyMap<string, FactValue>): Scope => {
  const scope: Record<string, unknown> = {};
  for (const [name, value] of facts) {
    const parts = name.split(".");
    const last = parts.pop() ?? "";
    let at = scope;
    for (const part of parts) at = (at[part] ??= {}) as Record<string, unknown>;
    at[last] = toCel(value);
  }
  return scope;
};

/** Throws FormatError where the condition does not fit what it is asked of. */
export const evaluated = ({ text, evaluate }: Expression, scope: Scope): unknown => {
  try {
    return evaluate(scope);
  } catch (error) {
    throw new FormatError(`${text}: ${firstLine(error)}`);
  }
};

export const isTrue = (condition: Expression, scope: Scope): boolean => {
  const value = evaluated(condition, scope);
  if (typeof value === "boolean") return value;
  throw new FormatError(`${condition.text}: ${typeof value} instead of true or false`);
};
