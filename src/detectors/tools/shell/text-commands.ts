/** Commands that make text of text, as far as their result is known: echo, printf, tr, … */
import type { Call, CallHandler } from "./call.ts";
import { joinedText, operandsOf, printText, wordOf } from "./call.ts";
import { contents } from "./read.ts";
import { takeAll } from "./run.ts";
import { ANY, concat, constant, EMPTY, mapKnown, oneOf, UNKNOWN, type Text } from "./text.ts";
import { doubt } from "./state.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\", n: "\n", t: "\t", r: "\r", a: "\u0007", b: "\b", f: "\f", v: "\v", "\"": "\"",
};

/** Null where another escape is in it. */
const unescaped = (text: string): string | null => {
  let isKnown = true;
  const out = text.replace(/\\([^]?)/g, (_, next: string) => {
    const char = ESCAPES[next];
    if (char === undefined) isKnown = false;
    return char ?? "";
  });
  return isKnown ? out : null;
};

const withUnknown = (text: string, change: (part: string) => string | null): string =>
  text.split(ANY).map((part) => change(part) ?? ANY).join(ANY);

export const echo: CallHandler = (call) => {
  const { args, shell } = call;
  let from = 0;
  let newline = true;
  let escapes = false;
  for (; from < args.length; from++) {
    const word = wordOf(args[from]);
    if (word === null || !/^-[neE]+$/.test(word)) break;
    if (word !== "-n") doubt(shell);
    if (word.includes("n")) newline = false;
    if (word.includes("e")) escapes = true;
    if (word.includes("E")) escapes = false;
  }
  const raw = joinedText(args.slice(from));
  const hasEscapes = raw.some((one) => one.includes("\\"));
  if (hasEscapes && shell.origin.anyShell) doubt(shell);
  const text = escapes ? oneOf(raw.map((one) => withUnknown(one, unescaped))) : raw;
  printText(call, newline ? concat(text, ["\n"]) : text);
  return true;
};

const DIRECTIVE = /%(-?\d*)([sdiuxc%])|%|\\[^]?/g;

const formatted = (format: string, values: readonly Text[]): Text | null => {
  let left = [...values];
  let out: Text = EMPTY;
  const add = (text: Text): void => { out = concat(out, text); };
  for (let round = 0; round === 0 || left.length > 0; round++) {
    const before = left.length;
    let at = 0;
    DIRECTIVE.lastIndex = 0;
    for (const found of format.matchAll(DIRECTIVE)) {
      const { 0: all, 1: width, 2: kind, index } = found;
      add([format.slice(at, index)]);
      at = index + all.length;
      if (all.startsWith("\\")) {
        const char = unescaped(all);
        if (char === null) return null;
        add([char]);
      } else if (kind === "%") add(["%"]);
      else if (kind === undefined || width !== "") return null;
      else {
        const [value, ...others] = left;
        left = others;
        const text = value ?? (kind === "s" || kind === "c" ? EMPTY : ["0"]);
        if (kind === "s") add(text);
        else if (kind === "d" || kind === "i" || kind === "u") {
          add(mapKnown(text, (one) => (/^(?:0|-?[1-9]\d*)$/.test(one) ? one : null)));
        } else add(UNKNOWN);
      }
    }
    add([format.slice(at)]);
    if (left.length === before) break;
  }
  return out;
};

export const printf: CallHandler = (call) => {
  const { args, shell } = call;
  const operands = wordOf(args[0]) === "--" ? args.slice(1) : args;
  const name = wordOf(operands[0]) === "-v" ? wordOf(operands[1]) : null;
  const [format, ...values] = name === null ? operands : operands.slice(2);
  const known = wordOf(format);
  const text = known === null || values.some(({ many }) => many) ? UNKNOWN
    : formatted(known, values.map((one) => one.text)) ?? UNKNOWN;
  if (wordOf(operands[0]) !== "-v") printText(call, text);
  else {
    doubt(shell);
    if (name === null) shell.forget();
    else shell.set(name, text);
  }
  return true;
};

/** What its files hold, or its input. */
const inputOf = (call: Call, files: Call["args"]): Text => {
  const { run, shell } = call;
  if (files.length === 0) return takeAll(shell.input);
  return files.reduce((all: Text, { text, many }) => {
    const name = constant(text);
    if (many || name === null) return concat(all, UNKNOWN);
    const isInput = name === "-" || name === "/dev/stdin";
    return concat(all, isInput ? takeAll(shell.input) : contents(run, shell, text));
  }, EMPTY);
};

export const cat: CallHandler = (call) => {
  const isPlain = call.args.every((one) => !/^-./.test(wordOf(one) ?? "x") || wordOf(one) === "--");
  const text = inputOf(call, operandsOf(call.args));
  if (constant(text) !== "") printText(call, isPlain ? text : UNKNOWN);
  return isPlain && constant(text) !== null ? true : null;
};

const SET = /^(?:\\[nt\\]|[^\\[\]-])+$/;
const members = (set: string): readonly string[] =>
  [...set.replace(/\\([nt\\])/g, (_, char: string) => ESCAPES[char] ?? "")];

export const tr: CallHandler = (call) => {
  const [first = "", second = "", third] = call.args.map((one) => wordOf(one) ?? "[");
  const deletes = first === "-d";
  const [from, to] = deletes ? [second, ""] : [first, second];
  const input = takeAll(call.shell.input);
  const isPlain = third === undefined && SET.test(from) && (deletes || SET.test(to));
  const [old, fresh] = [members(from), members(to)];
  const change = (one: string): string => [...one].map((char) => {
    const at = old.lastIndexOf(char);
    if (at < 0) return char;
    return deletes ? "" : fresh[Math.min(at, fresh.length - 1)] ?? "";
  }).join("");
  printText(call, isPlain ? mapKnown(input, change) : UNKNOWN);
  return true;
};

const SUBSTITUTE = /^s([^\w\s\\])((?:\\[^]|(?!\1)[^\\])*)\1((?:\\[^]|(?!\1)[^\\])*)\1(g?)$/;

/** `s/literal/literal/`, line by line. */
const substitution = (script: string): ((line: string) => string) | null => {
  const [, mark = "", old = "", fresh = "", all] = SUBSTITUTE.exec(script) ?? [];
  const plain = (text: string): string => text.replace(/\\([./|,:#^$*[\]])/g, "$1");
  if (mark === "" || /[.*[\]^$]/.test(old.replace(/\\[^]/g, "")) || /&/.test(fresh)) return null;
  if (/\\[^./|,:#^$*[\]]/.test(old + fresh) || plain(old) === "") return null;
  return (line) => (all ? line.replaceAll(plain(old), () => plain(fresh))
    : line.replace(plain(old), () => plain(fresh)));
};

export const sed: CallHandler = (call) => {
  const words = call.args.map(wordOf);
  const script = words[0] === "-e" ? words[1] : words[0];
  const rest = call.args.slice(words[0] === "-e" ? 2 : 1);
  const change = script === null || script === undefined || rest.some((one) =>
    (wordOf(one) ?? "-").startsWith("-")) ? null : substitution(script);
  const input = inputOf(call, change ? rest : []);
  printText(call, change
    ? mapKnown(input, (one) => one.split("\n").map(change).join("\n")) : UNKNOWN);
  return null;
};

const MOST_NUMBERS = 500;

export const seq: CallHandler = (call) => {
  const numbers = call.args.map((one) => Number(/^-?\d+$/.exec(wordOf(one) ?? "")?.[0] ?? "x"));
  const [first = 1, last = 1, by = 1] = numbers.length === 1 ? [1, numbers[0]]
    : [numbers[0], numbers.at(-1), numbers.length === 3 ? numbers[1] : 1];
  const count = Math.floor((last - first) / by) + 1;
  if (numbers.some(Number.isNaN) || !(count <= MOST_NUMBERS) || by === 0) printText(call, UNKNOWN);
  else {
    printText(call, [[...Array(Math.max(0, count)).keys()]
      .map((at) => `${first + at * by}\n`).join("")]);
  }
  return true;
};

/** One file name, without a suffix. */
const ofPath = (change: (path: string) => string): CallHandler => (call) => {
  const [path, more] = call.args;
  const text = path && !more ? mapKnown(path.text, change) : UNKNOWN;
  printText(call, concat(text, ["\n"]));
  return true;
};

export const dirname = ofPath((path) =>
  path.replace(/\/*[^/]*\/*$/, "") || (path.startsWith("/") ? "/" : "."));
export const basename = ofPath((path) => path.replace(/\/+$/, "").replace(/^.*\//, "") || "/");

export const expr: CallHandler = (call) => {
  const [left, operator, right] = call.args.map(wordOf);
  const isPlain = call.args.length === 3
    && [left, right].every((one) => /^\d{1,9}$/.test(one ?? ""));
  const [a, b] = [Number(left), Number(right)];
  const results: Readonly<Record<string, number>> = { "+": a + b, "-": a - b, "*": a * b };
  const result = isPlain && operator ? results[operator] : undefined;
  printText(call, result === undefined ? UNKNOWN : [`${result}\n`]);
  return null;
};
