/** `$name`, `${name…}`: what a parameter is, and what an operation makes of it. */
import type * as Unbash from "unbash";
import { doubt, isItems, type Shell } from "./state.ts";
import {
  ANY, constant, EMPTY, isKnown, mapKnown, oneOf, patternOf, UNKNOWN, type Field, type Text,
} from "./text.ts";

/** What expanding a word inside an operation needs. */
export interface Operands {
  /** As one text: nothing is split, no file name matched. */
  readonly text: (word: Unbash.Word) => Text;
  /** With what was quoted in it, for a pattern. */
  readonly pattern: (word: Unbash.Word, lazyStar?: boolean) => string | null;
}

/** Several: `$@`, an array's items. Null: their number is unknown here. */
type ManyFields = readonly Field[] | null;
export type ParameterValue =
  { readonly text: Text } | { readonly many: ManyFields; readonly joined: boolean };

const NUMBER = /^\d+$/;
const SPECIAL = new Set(["?", "$", "!", "-", "_"]);

const isCounted = (args: Shell["args"]): args is readonly Field[] =>
  args !== null && !args.some(({ many }) => many);

/** Behind one of which there may be many, it is not known which is the next. */
const argument = (args: Shell["args"], at: number): Text | null => {
  if (args === null || args.slice(0, at + 1).some(({ many }) => many)) return UNKNOWN;
  return args[at]?.text ?? null;
};

/** Null where it is not set. */
const plain = (shell: Shell, name: string): Text | null => {
  if (name === "0") return [shell.origin.source];
  if (name === "#") return isCounted(shell.args) ? [String(shell.args.length)] : UNKNOWN;
  if (NUMBER.test(name)) return argument(shell.args, Number(name) - 1);
  if (name === "PWD") return shell.cwd;
  if (name === "BASH_SOURCE") return [shell.origin.path];
  return SPECIAL.has(name) ? UNKNOWN : shell.text(name);
};

const itemsOf = (shell: Shell, name: string): ReadonlyMap<string, Text> | null => {
  const value = shell.vars.get(name);
  if (value === undefined) return shell.unset(name) ? null : new Map();
  return isItems(value) ? value.items : new Map([["0", value]]);
};

const indexed = (
  shell: Shell, part: Unbash.ParameterExpansionPart, index: Unbash.Word, operands: Operands,
): ParameterValue | Text | null => {
  const items = itemsOf(shell, part.parameter);
  const at = index.text;
  if (at === "@" || at === "*") {
    const texts = items && (part.prefix === "!" ? [...items.keys()].map((key) => [key])
      : [...items.values()]);
    const many = texts && texts.map((text) => ({ text, many: false }));
    if (part.prefix === "#") return many ? [String(many.length)] : UNKNOWN;
    return { many, joined: at === "*" };
  }
  const key = constant(operands.text(index));
  if (items === null || key === null) return UNKNOWN;
  const isName = /^[A-Za-z_]\w*$/.test(key) && !items.has(key);
  const name = isName ? constant(shell.text(key) ?? EMPTY) : key;
  return items.get(name ?? key) ?? null;
};

const withoutEmpty = (text: Text): Text => oneOf(text.filter((one) => one !== ""));

const byDefault = (
  shell: Shell, name: string, value: Text | null,
  { operator, operand }: Unbash.ParameterDefaultOperation, { text }: Operands,
): Text => {
  const isEmptyToo = operator.startsWith(":");
  const kind = operator.at(-1);
  const mayBeEmpty = value !== null && isEmptyToo && value.some((one) => one === "" || one === ANY);
  const mayBeSet = value !== null && !(isEmptyToo && value.every((one) => one === ""));
  if (kind === "+") {
    if (!mayBeSet) return EMPTY;
    return mayBeEmpty || value.includes(ANY) ? oneOf(["", ...text(operand)]) : text(operand);
  }
  if (kind === "?") return value ?? UNKNOWN;
  if (!mayBeSet) {
    const other = text(operand);
    if (kind === "=") shell.set(name, other);
    return other;
  }
  const others = mayBeEmpty || value.includes(ANY) ? text(operand) : [];
  const out = oneOf([...(isEmptyToo ? withoutEmpty(value) : value), ...others]);
  if (kind === "=" && others.length > 0) shell.set(name, out);
  return out;
};

const removed = (
  value: Text, { operator, operand }: Unbash.ParameterRemoveOperation, operands: Operands,
): Text => {
  const isPrefix = operator.startsWith("#");
  const isShortest = operator.length === 1;
  const source = operands.pattern(operand, isShortest && isPrefix);
  if (source === null) return UNKNOWN;
  return mapKnown(value, (one) => {
    if (isPrefix) return one.replace(new RegExp(`^(?:${source})`), "");
    const ends = new RegExp(`^(?:${source})$`);
    const starts = [...Array(one.length + 1).keys()];
    const at = (isShortest ? starts.reverse() : starts).find((from) => ends.test(one.slice(from)));
    return at === undefined ? one : one.slice(0, at);
  });
};

const replaced = (
  value: Text, { operator, pattern, replacement }: Unbash.ParameterReplaceOperation,
  operands: Operands,
): Text => {
  const source = operands.pattern(pattern);
  const by = constant(operands.text(replacement));
  if (source === null || source === "" || by === null || by.includes("&")) return UNKNOWN;
  const start = operator === "/#" ? "^" : "";
  const end = operator === "/%" ? "$" : "";
  const found = new RegExp(`${start}(?:${source})${end}`, operator === "//" ? "g" : "");
  return mapKnown(value, (one) => one.replace(found, () => by));
};

const sliced = (
  value: Text, { offset, length }: Unbash.ParameterSliceOperation, operands: Operands,
): Text => {
  const from = Number(constant(operands.text(offset)) ?? "x");
  const many = length ? Number(constant(operands.text(length)) ?? "x") : null;
  if (!Number.isInteger(from) || (many !== null && (!Number.isInteger(many) || many < 0))) {
    return UNKNOWN;
  }
  return mapKnown(value, (one) => {
    const start = from < 0 ? one.length + from : from;
    if (start < 0 || /[^ -~]/.test(one)) return null;
    return one.slice(start, many === null ? undefined : start + many);
  });
};

const cased = (value: Text, { operator, operand }: Unbash.ParameterCaseOperation): Text => {
  if (operand) return UNKNOWN;
  return mapKnown(value, (one) => {
    const change = (text: string): string =>
      (operator.startsWith("^") ? text.toUpperCase() : text.toLowerCase());
    return operator.length === 2 ? change(one) : change(one.slice(0, 1)) + one.slice(1);
  });
};

/** What nothing sets may still come from outside; only a default is taken to be meant. */
const unsetText = (shell: Shell, name: string): Text =>
  (NUMBER.test(name) || shell.isClosed || shell.absent?.(name) ? EMPTY : UNKNOWN);

const operated = (
  shell: Shell, part: Unbash.ParameterExpansionPart, value: Text | null, operands: Operands,
): Text => {
  const { operation } = part;
  if (!operation) return value ?? unsetText(shell, part.parameter);
  switch (operation.type) {
    case "Default": return byDefault(shell, part.parameter, value, operation, operands);
    case "Remove": return removed(value ?? EMPTY, operation, operands);
    case "Replace": return replaced(value ?? EMPTY, operation, operands);
    case "Slice": return sliced(value ?? EMPTY, operation, operands);
    case "CaseModification": return cased(value ?? EMPTY, operation);
    default: return UNKNOWN;
  }
};

const isText = (found: ParameterValue | Text | null): found is Text | null =>
  found === null || Array.isArray(found);

/** `${…}`. */
export const parameter = (
  shell: Shell, part: Unbash.ParameterExpansionPart, operands: Operands,
): ParameterValue => {
  const { parameter: name, prefix, index, operation } = part;
  if (index || /^(?:Replace|Slice|CaseModification|Unknown)$/.test(operation?.type ?? "")
    || prefix === "!") doubt(shell);
  if (name === "@" || name === "*") {
    if (operation || prefix) return { text: UNKNOWN };
    return { many: shell.args, joined: name === "*" };
  }
  let value: Text | null = null;
  if (index) {
    const found = indexed(shell, part, index, operands);
    if (!isText(found)) return operation ? { many: null, joined: false } : found;
    value = found;
    const isCount = prefix === "#" && (index.text === "@" || index.text === "*");
    if (isCount) return { text: found ?? EMPTY };
  } else {
    value = plain(shell, name);
  }
  if (prefix === "!") {
    const other = operation?.type === "Names" || index ? null : constant(value ?? EMPTY);
    if (other === null || !/^\w+$/.test(other)) return { text: UNKNOWN };
    value = plain(shell, other);
  }
  if (prefix === "#") return { text: mapKnown(value ?? EMPTY, (one) => String([...one].length)) };
  return { text: operated(shell, part, value, operands) };
};

/** `$name`. */
export const simple = (shell: Shell, text: string): ParameterValue => {
  const name = text.slice(1);
  if (name === "@" || name === "*") return { many: shell.args, joined: name === "*" };
  return { text: plain(shell, name) ?? unsetText(shell, name) };
};

/** A shell's pattern of a word whose pieces say what was quoted. */
export const patternText = (
  pieces: readonly { readonly text: Text; readonly quoted: boolean }[], lazyStar: boolean,
): string | null => {
  const parts = pieces.map(({ text, quoted }) => ({ text: constant(text) ?? ANY, quoted }));
  return parts.every(({ text }) => isKnown(text)) ? patternOf(parts, lazyStar) : null;
};
