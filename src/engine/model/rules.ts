/** What a host file can ask of a value: exactly this, at least this, at most this. */
import type { Rule } from "./model.ts";

type RuleBound = "atLeast" | "atMost";

const NUMBER = /^-?\d+$/;

const numbers = (text: string): readonly bigint[] | null => {
  const words = text.split(/\s+/);
  return words.every((word) => NUMBER.test(word)) ? words.map(BigInt) : null;
};

const pickFor = (bound: RuleBound) => (live: bigint, wanted: bigint): bigint => {
  const keepsLive = bound === "atLeast" ? live >= wanted : live <= wanted;
  return keepsLive ? live : wanted;
};

/** Value by value; a list of another length, or words, can only be replaced as a whole. */
const bounded = (bound: RuleBound, wanted: string, live: string): string => {
  const has = numbers(live);
  const asks = numbers(wanted);
  if (!has || !asks || has.length !== asks.length) return wanted;
  const pick = pickFor(bound);
  return asks.map((ask, at) => pick(has[at] ?? ask, ask)).join(" ");
};

/** The value that satisfies `rule` and is nearest to what is there. */
export const targetOf = (rule: Rule, live: string | null): string => {
  if ("value" in rule) return rule.value;
  const [bound, wanted] = "atLeast" in rule
    ? ["atLeast", rule.atLeast] as const : ["atMost", rule.atMost] as const;
  return live === null ? wanted : bounded(bound, wanted, live);
};

export const satisfies = (rule: Rule, value: string | null): boolean =>
  value !== null && targetOf(rule, value) === value;

/** A value for people: one without any text would look as if something were missing. */
const LONGEST = 200;

const shortened = (value: string): string => (value.length <= LONGEST ? value
  : `${value.slice(0, LONGEST)}… (${value.length} characters)`);

/** Short enough to be read: a plan's JSON has it whole. */
export const formatValue = (value: string | null): string =>
  (value === "" ? "empty" : shortened(value ?? "absent"));

/** "10", "at least 134217728". */
export const formatRule = (rule: Rule): string => {
  if ("value" in rule) return shortened(rule.value);
  return "atLeast" in rule ? `at least ${shortened(rule.atLeast)}`
    : `at most ${shortened(rule.atMost)}`;
};
