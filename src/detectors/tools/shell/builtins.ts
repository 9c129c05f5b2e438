/** Commands that change the shell itself: directory, variables, arguments, where it goes on. */
import { joinedText, operandsOf, printText, wordOf, type Call, type CallHandler } from "./call.ts";
import { contents, originOf, quotedAt, readFile } from "./read.ts";
import { atAnyTime, takeLine, type ExitStatus } from "./run.ts";
import { fileOf } from "./settings.ts";
import { doubt, type Shell } from "./state.ts";
import { concat, constant, EMPTY, isKnown, mapKnown, oneOf, UNKNOWN, type Text } from "./text.ts";
import { land } from "./ways.ts";
import { absolute, recordNamed } from "./write.ts";

const ROOT = fileOf("");

/** A directory of the kernel's that is missing has no file to write either. */
const isKernels = (path: Text): boolean => {
  const one = constant(path);
  return one !== null && (one === "/" || one === "/proc" || `${one}/`.startsWith(ROOT));
};

const go = ({ shell }: Call, to: Text): ExitStatus => {
  const there = absolute(shell, to);
  const before = shell.cwd;
  if (isKernels(there)) shell.cwd = there;
  else {
    shell.cwd = oneOf([...there, ...before]);
    return null;
  }
  return true;
};

const cd: CallHandler = (call) => {
  const { shell } = call;
  const [to] = operandsOf(call.args);
  const before = shell.cwd;
  const isBack = wordOf(to) === "-" || (to === undefined && wordOf(call.args[0]) === "-");
  const status = isBack ? go(call, shell.text("OLDPWD") ?? UNKNOWN) : go(call, to?.text ?? UNKNOWN);
  shell.set("OLDPWD", before);
  return status;
};

const pushd: CallHandler = (call) => {
  const { shell } = call;
  doubt(shell);
  const [to] = operandsOf(call.args);
  if (!to || /^[+-]\d/.test(wordOf(to) ?? "+0")) {
    shell.cwd = UNKNOWN;
    return null;
  }
  shell.dirs = [...shell.dirs, shell.cwd];
  return go(call, to.text);
};

const popd: CallHandler = ({ shell }) => {
  doubt(shell);
  shell.cwd = shell.dirs.at(-1) ?? UNKNOWN;
  shell.dirs = shell.dirs.slice(0, -1);
  return null;
};

const exit: CallHandler = ({ shell }) => {
  shell.jump = { kind: "exit", levels: 1 };
  return null;
};

/** Elsewhere dash ends the script by it, and bash goes on. */
const leave: CallHandler = ({ shell }) => {
  if (shell.mayReturn) shell.jump = { kind: "return", levels: 1 };
  else doubt(shell);
  return null;
};

/** In a function, dash leaves its caller's loop as well, and bash none. */
const jump = (kind: "break" | "continue"): CallHandler => ({ shell, args }) => {
  const levels = args[0] ? Number(wordOf(args[0]) ?? "x") : 1;
  if (!(levels >= 1)) shell.doubted = true;
  if (levels > shell.loops && shell.mayReturn) doubt(shell);
  if (shell.loops > 0) {
    shell.jump = { kind, levels: Math.min(Math.max(levels || 1, 1), shell.loops) };
  }
  return null;
};

const unset: CallHandler = ({ shell, args }) => {
  for (const { text, many } of args) {
    const name = constant(text);
    if (many || name === null || name.includes("[")) shell.forget();
    else if (!name.startsWith("-")) {
      if (shell.isOpen || shell.constants.has(name) || shell.unset(name)) shell.set(name, EMPTY);
      else shell.vars.delete(name);
    }
  }
  return true;
};

const shift: CallHandler = ({ shell, args }) => {
  const count = args[0] ? Number(wordOf(args[0]) ?? "x") : 1;
  const gone = shell.args?.slice(0, count);
  shell.args = Number.isInteger(count) && !gone?.some(({ many }) => many)
    ? shell.args?.slice(count) ?? null : null;
  return null;
};

const set: CallHandler = ({ shell, args }) => {
  for (const [at, field] of args.entries()) {
    const word = wordOf(field);
    if (word === "--" || word === null || !/^[-+]/.test(word)) {
      const rest = args.slice(word === "--" ? at + 1 : at);
      shell.args = rest;
      return true;
    }
    if (/^-[a-z]*e/.test(word) || (word === "-o" && wordOf(args[at + 1]) === "errexit")) {
      shell.stopsAtErrors = true;
    }
    if (/^-[a-z]*a/.test(word) || wordOf(args[at + 1]) === "allexport") shell.exportsAll = true;
    if (/^[-+]\w*o$/.test(word) && wordOf(args[at + 1]) !== "errexit") doubt(shell);
    if (word === "-o" || word === "+o") return true;
  }
  return true;
};

const READ_OPTIONS = /^-[rs]+$/;

/** The line's words to the names, the last of which takes the rest. */
const distribute = (shell: Shell, names: readonly string[], line: Text): void => {
  const text = constant(line);
  const ifs = shell.vars.has("IFS") ? constant(shell.text("IFS") ?? UNKNOWN) : " \t\n";
  const isBlank = ifs !== null && /^[ \t\n]*$/.test(ifs);
  const isOdd = ifs !== null && !isBlank && (ifs.length > 1 || text?.endsWith(ifs));
  if (text === null || ifs === null || isOdd) {
    for (const name of names) shell.set(name, UNKNOWN);
    return;
  }
  let rest = isBlank && ifs !== "" ? text.replace(/^[ \t]+|[ \t]+$/g, "") : text;
  for (const [at, name] of names.entries()) {
    const next = isBlank ? rest.search(/[ \t]/) : rest.indexOf(ifs);
    const end = ifs === "" ? -1 : next;
    if (at === names.length - 1 || end < 0) {
      shell.set(name, [rest]);
      rest = "";
    } else {
      shell.set(name, [rest.slice(0, end)]);
      rest = isBlank ? rest.slice(end).replace(/^[ \t]+/, "") : rest.slice(end + 1);
    }
  }
};

const read: CallHandler = ({ shell, args }) => {
  const words = args.map(wordOf);
  const from = words.findIndex((word) => word === null || !READ_OPTIONS.test(word));
  const names = from < 0 ? [] : words.slice(from);
  const isRaw = words.slice(0, Math.max(from, 0)).some((word) => word?.includes("r"));
  if (names.some((name) => name === null || !/^[A-Za-z_]\w*$/.test(name))) {
    for (const name of words) if (name !== null && /^\w+$/.test(name)) shell.set(name, UNKNOWN);
    if (names.includes(null)) shell.forget();
    shell.input.rest = UNKNOWN;
    return null;
  }
  const line = takeLine(shell.input);
  if (names.length === 0) doubt(shell);
  const targets = names.length === 0 ? ["REPLY"] : names.map((name) => name ?? "");
  const isPlain = line === null || isRaw || line.every((one) => !one.includes("\\"));
  const taken = isPlain ? line : UNKNOWN;
  distribute(shell, targets, taken ?? EMPTY);
  if (line === null) return false;
  return constant(line) === null ? null : true;
};

const isScriptText = (text: string): boolean => !text.includes("\0");

/** `.` and `source`: another file's text, as if it stood here. */
const source: CallHandler = (call) => {
  const { run, shell, name, args } = call;
  if (name === "source") doubt(shell);
  const [file, ...given] = args;
  const path = file && !file.many ? constant(absolute(shell, file.text)) : null;
  const text = path === null ? null : sourcedText(call, path);
  if (path === null || text === null || !isScriptText(text)) {
    if (path !== null) readFile(run, path);
    shell.forget();
    shell.doubted = true;
    return null;
  }
  const { args: before, sure, mayReturn, loops } = shell;
  if (given.length > 0) doubt(shell);
  shell.mayReturn = true;
  shell.loops = 0;
  if (given.length > 0) shell.args = given;
  const isBash = !shell.origin.anyShell;
  const status = run.script(shell, text, { ...originOf(path, text), anyShell: !isBash,
    source: shell.origin.source });
  land(shell, ["return"], sure);
  shell.mayReturn = mayReturn;
  shell.loops = loops;
  if (given.length > 0) shell.args = before;
  return status;
};

const sourcedText = ({ run, shell }: Call, path: string): string | null => {
  if (run.written.has(path)) return constant(run.written.get(path) ?? UNKNOWN);
  return constant(contents(run, shell, [path]));
};

const evaluate: CallHandler = ({ run, shell, args, pos }) => {
  const text = constant(args.some(({ many }) => many) ? UNKNOWN : joinedText(args));
  if (text !== null) return run.script(shell, text, quotedAt(shell.origin, pos));
  const whole = joinedText(args);
  shell.forget();
  recordNamed(run, shell, shell.origin.lineText(0), pos);
  for (const one of whole) recordNamed(run, shell, one, pos);
  return null;
};

/** Later, or never. */
const trap: CallHandler = ({ run, shell, args, pos }) => {
  const [action] = operandsOf(args);
  const text = wordOf(action);
  if (text !== null && text !== "-" && text !== "") {
    atAnyTime(run, () => run.script(shell.maybe(), text, quotedAt(shell.origin, pos)));
  }
  return true;
};

const alias: CallHandler = ({ shell, args }) => {
  for (const { text } of args) {
    for (const one of text) {
      const [name = "", value] = one.split(/=([^]*)/);
      if (value !== undefined) shell.aliases.set(name, [value]);
    }
  }
  doubt(shell);
  return true;
};

/** Names that it sets to unknown values. */
const unknowing: CallHandler = ({ shell, args }) => {
  doubt(shell);
  for (const { text } of args) {
    const name = constant(text);
    if (name !== null && /^[A-Za-z_]\w*$/.test(name)) {
      shell.set(name, shell.vars.get(name) === undefined ? UNKNOWN : { items: null });
    }
  }
  return null;
};

const pwd: CallHandler = (call) => {
  printText(call, concat(call.shell.cwd, ["\n"]));
  return true;
};

const getopts: CallHandler = ({ shell, args }) => {
  const name = wordOf(args[1]);
  if (name !== null) shell.set(name, UNKNOWN);
  return null;
};

export const runCommandBuiltin: CallHandler = (call) => {
  const [first, name] = call.args;
  const asks = /^-[vV]$/.test(wordOf(first) ?? "");
  const text = (asks ? name : first)?.text ?? UNKNOWN;
  const isSysctl = text.some((one) => isKnown(one) && one.includes("sysctl"));
  printText(call, mapKnown(text, (one) => `${one}\n`));
  return isSysctl ? true : null;
};

const succeed: CallHandler = () => true;

/** It prints something, too. */
const tell: CallHandler = (call) => {
  printText(call, UNKNOWN);
  return true;
};

export const BUILTINS: Readonly<Record<string, CallHandler>> = {
  cd, chdir: cd, pushd, popd, unset, shift, set, read, source, ".": source, eval: evaluate, trap,
  alias, getopts, pwd, ":": succeed, true: succeed, false: () => false,
  exit, return: leave, break: jump("break"), continue: jump("continue"),
  mapfile: unknowing, readarray: unknowing, let: ({ shell }) => {
    doubt(shell);
    shell.forget();
    return null;
  },
  which: runCommandBuiltin, type: runCommandBuiltin, hash: tell, umask: tell, ulimit: tell,
    wait: () => null,
  shopt: tell, unalias: succeed, times: tell, dirs: tell,
};
