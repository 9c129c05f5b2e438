/** Assignments, alone or behind `export`, `declare` and the like. */
import type * as Unbash from "unbash";
import { expandText, expandWord, evaluate } from "./expand.ts";
import { parseShell } from "./parser.ts";
import type { ShellRun } from "./run.ts";
import { doubt, isItems, type Items, type Shell } from "./state.ts";
import { concat, constant, EMPTY, UNKNOWN, type Text } from "./text.ts";

const DECLARES = new Set(["export", "readonly", "local", "declare", "typeset"]);

export const declaresVariables = (name: string | undefined): boolean =>
  name !== undefined && DECLARES.has(name);

const ITEM = /^\[((?:[^\]\\"']|"[^"]*"|'[^']*'|\\.)*)\]=([^]*)$/;

/** The one word that a source text is. */
const wordIn = (text: string): Unbash.Word | null => {
  const command = parseShell(`: ${text}`).commands[0]?.command;
  const word = command?.type === "Command" ? command.args[0] : undefined;
  return word?.type === "Word" ? word : null;
};

const textIn = (run: ShellRun, shell: Shell, source: string): Text => {
  const word = source === "" ? null : wordIn(source);
  return word ? expandText(run, shell, word) : EMPTY;
};

const arrayOf = (
  run: ShellRun, shell: Shell, value: Unbash.ArrayValue, before: Items | null,
): Items => {
  const items = new Map(before?.items ?? []);
  let next = items.size;
  for (const element of value.elements) {
    const [, key, text] = ITEM.exec(element.text) ?? [];
    if (key !== undefined && text !== undefined) {
      const name = constant(textIn(run, shell, key));
      if (name === null) return { items: null };
      items.set(name, textIn(run, shell, text));
      next = /^\d+$/.test(name) ? Number(name) + 1 : next;
      continue;
    }
    for (const { text: one, many } of expandWord(run, shell, element)) {
      if (many) return { items: null };
      items.set(String(next++), one);
    }
  }
  return { items };
};

const setItem = (
  run: ShellRun, shell: Shell, { name, index, append }: Unbash.Assignment, text: Text,
): void => {
  const value = shell.vars.get(name);
  const before = value && isItems(value) ? value.items : new Map(value ? [["0", value]] : []);
  const written = index ? constant(expandText(run, shell, index)) : null;
  const known = written !== null && /^[A-Za-z_]\w*$/.test(written) && shell.vars.has(written)
    ? constant(shell.text(written) ?? EMPTY) : written;
  if (known === null || before === null) {
    shell.set(name, { items: null });
    return;
  }
  const old = append ? before.get(known) ?? EMPTY : EMPTY;
  shell.set(name, { items: new Map([...before, [known, concat(old, text)]]) });
};

export const assign = (run: ShellRun, shell: Shell, one: Unbash.Assignment): void => {
  const { name, value, append, index } = one;
  if (append || index || value.type === "ArrayValue") doubt(shell);
  if (value.type === "ArrayValue") {
    const before = shell.vars.get(name);
    const start = append && before && isItems(before) ? before : null;
    shell.set(name, arrayOf(run, shell, value, start));
    return;
  }
  const text = expandText(run, shell, value);
  if (index) setItem(run, shell, one, text);
  else shell.set(name, append ? concat(shell.text(name) ?? EMPTY, text) : text);
};

/** `declare -i`, `-u` and the like change what is assigned. */
const CHANGES = /^-\w*[iulcn]/;

/** What a function declares is as before once it is left. */
export const runDeclaration = (
  run: ShellRun, shell: Shell, node: Unbash.Command, locals: (name: string) => void,
): void => {
  const isLocal = node.name?.value !== "export" && node.name?.value !== "readonly";
  const exports = node.name?.value === "export"
    || node.args.some((one) => one.type === "Word" && /^-\w*x/.test(one.value));
  if (/^(?:declare|typeset)$/.test(node.name?.value ?? "")) doubt(shell);
  const isConstant = node.name?.value === "readonly"
    || node.args.some((one) => one.type === "Word" && /^-\w*r/.test(one.value));
  const isChanged = node.args.some((one) => one.type === "Word" && CHANGES.test(one.value));
  for (const one of node.args) {
    if (one.type === "Assignment") {
      if (isLocal) locals(one.name);
      if (exports) shell.exported.set(one.name, true);
      assign(run, shell, one);
      const unknown = one.value.type === "ArrayValue" ? { items: null } : UNKNOWN;
      if (isChanged) shell.set(one.name, unknown);
      if (isConstant) shell.constants.add(one.name);
      continue;
    }
    for (const { text, many } of expandWord(run, shell, one)) {
      const name = many ? null : constant(text);
      if (exports && name !== null) shell.exported.set(name.replace(/=[^]*/, ""), true);
      declareText(shell, name, isLocal ? locals : null);
      if (isConstant && name !== null) shell.constants.add(name.replace(/=[^]*/, ""));
    }
  }
};

const declareText = (
  shell: Shell, word: string | null, locals: ((name: string) => void) | null,
): void => {
  if (word === null) {
    shell.forget();
    return;
  }
  const [name = "", value] = word.split(/=([^]*)/);
  if (!/^[A-Za-z_]\w*$/.test(name)) return;
  locals?.(name);
  if (value !== undefined) shell.set(name, [value]);
  else if (locals) shell.set(name, EMPTY);
};

/** `(( … ))`: true unless it is zero. */
export const arithmeticStatus = (
  run: ShellRun, shell: Shell, expression: Unbash.ArithmeticExpression | undefined,
): boolean | null => {
  doubt(shell);
  const value = expression ? evaluate(run, shell, expression) : null;
  return value === null ? null : value !== 0n;
};
