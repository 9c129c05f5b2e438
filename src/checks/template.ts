/** Texts of a check that name what was found: `{it.name} runs {it.governor}`. */
import { FormatError } from "../formats/format-error.ts";
import { evaluated, parseExpression, type Expression, type Scope } from "./expression.ts";

/** Between two conditions there is a text, of which the last has none behind it. */
export type Template = readonly (string | Expression)[];

const HOLE = /\{([^{}]+)\}/;

export const parseTemplate = (text: string): Template =>
  text.split(HOLE).map((part, at) => {
    if (at % 2 === 1) return parseExpression(part);
    if (/[{}]/.test(part)) throw new FormatError("a brace has none that it belongs to");
    return part;
  });

/** A driver may say anything. */
const LONGEST = 200;
const cut = (text: string): string =>
  (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(shown).join(", ");
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  return cut(typeof value === "object" && value !== null ? JSON.stringify(value) : String(value));
};

export const filled = (template: Template, scope: Scope): string =>
  template.map((part) => (typeof part === "string" ? part : shown(evaluated(part, scope))))
    .join("");

const WHOLE = /^\{([^{}]+)\}$/;

const plain = (value: unknown): unknown => {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  return value;
};

/** A fragment of a host file; a text that is one hole keeps the kind of its value, as a number. */
export const filledIn = (fragment: unknown, scope: Scope): unknown => {
  if (typeof fragment === "string") {
    const [, whole] = WHOLE.exec(fragment) ?? [];
    return whole === undefined ? filled(parseTemplate(fragment), scope)
      : plain(evaluated(parseExpression(whole), scope));
  }
  if (Array.isArray(fragment)) return fragment.map((one: unknown) => filledIn(one, scope));
  if (typeof fragment !== "object" || fragment === null) return fragment;
  return Object.fromEntries(Object.entries(fragment).map(([key, value]) =>
    [String(filledIn(key, scope)), filledIn(value, scope)]));
};
