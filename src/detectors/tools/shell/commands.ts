/** Simple commands: words and redirections, and what the first word is. */
import type * as Unbash from "unbash";
import { assign, runDeclaration, declaresVariables } from "./assign.ts";
import { BUILTINS } from "./builtins.ts";
import { printText, wordOf, type Call, type Interpreter } from "./call.ts";
import { expandText, expandWord } from "./expand.ts";
import { programs } from "./programs.ts";
import { quotedAt } from "./read.ts";
import { redirectAll } from "./redirect.ts";
import type { ExitStatus } from "./run.ts";
import { opaque, runFile } from "./started.ts";
import type { Function, Shell, Value } from "./state.ts";
import { Table } from "./table.ts";
import { ANY, concat, constant, isKnown, mayBe, UNKNOWN, type Field } from "./text.ts";
import { absolute, recordNamed } from "./write.ts";
import { branch, land } from "./ways.ts";

const MOST_CALLS = 24;

const fieldsOf = (run: Interpreter, shell: Shell, node: Unbash.Command): readonly Field[] => {
  const words = node.name ? [node.name, ...node.args] : [];
  return words.flatMap((one) => {
    if (one.type === "Word") return expandWord(run, shell, one);
    const value = one.value.type === "Word" ? expandText(run, shell, one.value) : UNKNOWN;
    return [{ text: concat([`${one.name}${one.append ? "+" : ""}=`], value), many: false }];
  });
};

const substitutes = (one: Unbash.Assignment): boolean => /[`]|\$\(/.test(one.text);

export const runShellCommand = (
  run: Interpreter, shell: Shell, node: Unbash.Command,
): ExitStatus => {
  const prefix = node.prefix.filter((one) => one.type === "Assignment");
  const name = node.name && !node.name.parts ? node.name.value : undefined;
  const isSpecial = declaresVariables(name);
  const fields = isSpecial ? [] : fieldsOf(run, shell, node);
  const end = redirectAll(run, shell, node.redirects);
  let status: ExitStatus = true;
  if (isSpecial) {
    runDeclaration(run, shell, node, (local) => keepLocal(shell, local));
    if (!node.args.some(({ type }) => type === "Assignment")) printText({ shell }, UNKNOWN);
  } else if (fields.length === 0) {
    for (const one of prefix) assign(run, shell, one);
    status = prefix.some(substitutes) ? null : true;
  } else {
    const restore = withPrefix(run, shell, prefix);
    status = runFields(run, shell, fields, node.pos);
    restore();
  }
  end(name === "exec" && fields.length === 1);
  return status;
};

const keepLocal = ({ vars, locals }: Shell, name: string): void => {
  if (locals && !locals.has(name)) locals.set(name, vars.get(name));
};

const restoreVar = (shell: Shell, name: string, value: Value | undefined): void => {
  if (value === undefined) shell.vars.delete(name);
  else shell.vars.set(name, value);
};

/** `NAME=value command`: for that command alone. */
const withPrefix = (
  run: Interpreter, shell: Shell, prefix: readonly Unbash.Assignment[],
): (() => void) => {
  const before = new Map(prefix.map(({ name }) => [name, shell.vars.get(name)]));
  const fresh = prefix.map(({ name }) => name).filter((name) => !shell.exported.has(name));
  for (const one of prefix) assign(run, shell, one);
  for (const name of fresh) shell.exported.set(name, true);
  return () => {
    for (const name of fresh) shell.exported.delete(name);
    for (const [name, value] of before) restoreVar(shell, name, value);
  };
};

/** A command whose first word may be one of several, or anything. */
export const runFields = (
  run: Interpreter, shell: Shell, fields: readonly Field[], pos: number,
): ExitStatus => {
  const [first, ...args] = fields;
  if (!first) return true;
  const name = first.many ? null : constant(first.text);
  if (name !== null) return runNamed({ run, shell, name, args, pos });
  branch(shell, first.text.map((one) => (way: Shell) => {
    if (isKnown(one) && !first.many) runNamed({ run, shell: way, name: one, args, pos });
    else runUnknown({ run, shell: way, name: one, args, pos });
  }));
  return null;
};

const looksLikeSysctl = (args: readonly Field[]): boolean =>
  args.some(({ text }) => text.some((one) => /^[a-z]\w*[./][\w./*\uE000-]*\s*=/.test(one)))
    || (args.some(({ text }) => /^-\w*w|^--write/.test(text[0] ?? ""))
      && args.some(({ text }) => text.some((one) => /^[\w./\uE000-]+=/.test(one))));

/** A name that is computed: any function of the script that it may be, or any program. */
const runUnknown = (call: Call): void => {
  const { run, shell, name, args, pos } = call;
  const functions = shell.functions.entries();
  const named = isPure(name) ? [] : functions.filter(([one]) => mayBe(name, one));
  if (isPure(name) && functions.length > 0) mayBeAny(call);
  branch(shell, [() => undefined,
    ...named.map(([one]) => (way: Shell) => {
      runNamed({ run, shell: way, name: one, args, pos });
    }),
    ...(looksLikeSysctl(args) ? [(way: Shell) => {
      runNamed({ run, shell: way, name: "sysctl", args, pos });
    }] : [])]);
  opaque(call);
  recordNamed(run, shell, name, pos);
};

const isPure = (name: string): boolean => name === ANY;

/** Any function: each is gone through at the end, and may have changed everything until then. */
const mayBeAny = ({ run, shell }: Call): void => {
  run.called.clear();
  const own = shell.functions.entries().some(([, one]) => one.origin.path === shell.origin.path);
  if (own) shell.forget();
};

const runNamed = (call: Call): ExitStatus => {
  const { shell, name, args, pos } = call;
  const alias = shell.aliases.get(name);
  if (alias) runAlias(call, constant(alias));
  const own = shell.functions.get(name);
  if (own) return callFunction(call, own);
  const builtin = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  if (builtin) return builtin(call);
  const base = name.slice(name.lastIndexOf("/") + 1);
  const isPath = name.includes("/");
  const known = programs();
  const program = Object.hasOwn(known, base) ? known[base] : undefined;
  if (program && (!isPath || IN_SYSTEM.test(name))) return program({ ...call, name: base });
  if (isPath) return runFile(call, constant(absolute(shell, [name])) ?? name, args);
  return pos < 0 ? null : opaque(call);
};

const IN_SYSTEM = /^\/(?:usr\/(?:local\/)?)?s?bin\/[^/]+$|^\/(?:usr\/)?lib\/systemd\/[^/]+$/;

/** dash expands it, bash does not. */
const runAlias = ({ run, shell, args, pos }: Call, text: string | null): void => {
  if (text === null) return;
  const quoted = args.map((one) => {
    const word = wordOf(one);
    return word === null ? "\"$UNKNOWN_WORD\"" : `'${word.replaceAll("'", "'\\''")}'`;
  });
  const way = shell.maybe();
  way.aliases = new Table();
  way.isOpen = true;
  run.script(way, `${text} ${quoted.join(" ")}`, quotedAt(shell.origin, pos));
};

const callFunction = (call: Call, { body, origin }: Function): ExitStatus => {
  const { run, shell, args, pos } = call;
  run.called.add(shell.functions.get(call.name) ?? { body, origin });
  if (shell.depth > MOST_CALLS) {
    recordNamed(run, shell, shell.origin.lineText(0), pos);
    shell.forget();
    return null;
  }
  const { args: given, locals, origin: caller, sure, mayReturn, loops } = shell;
  shell.args = args;
  shell.locals = new Map();
  shell.origin = origin;
  shell.mayReturn = true;
  shell.loops = 0;
  shell.depth++;
  const status = run.node(shell, body);
  land(shell, ["return"], sure);
  shell.depth--;
  for (const [name, value] of shell.locals ?? []) restoreVar(shell, name, value);
  shell.args = given;
  shell.locals = locals;
  shell.origin = caller;
  shell.mayReturn = mayReturn;
  shell.loops = loops;
  return status;
};
