/** sysctl(8), of procps and of busybox: what its options make of its words. */
import { keyToPath, parseSysctlFile } from "../../kernel/sysctl-d.ts";
import { readFile } from "./read.ts";
import { fileOf, settled } from "./settings.ts";
import { takeAll, type ShellRun, type ExitStatus } from "./run.ts";
import type { Shell } from "./state.ts";
import { ANY, constant, isKnown, type Text, type Field } from "./text.ts";
import { absolute, globOf, recordSetting, recordUnknownKey, willWrite } from "./write.ts";

interface SysctlOptions {
  isLoad: boolean;
  isSystem: boolean;
  isDry: boolean;
  isWrite: boolean;
  /** It prints values, unless an option makes it write. */
  isRead: boolean;
  isPart: boolean;
  readonly files: Field[];
  readonly operands: Field[];
}

const SYSCTL_CONF = "/etc/sysctl.conf";
const BOOT_DIRECTORY = /^\/(?:etc|run|usr\/lib|usr\/local\/lib|lib)\/sysctl\.d\//;

const isLong = (word: string, name: string, least: number): boolean =>
  word.length >= least && name.startsWith(word);

const long = (out: SysctlOptions, word: string, takeNext: () => Field | undefined): void => {
  const [name = "", value] = word.slice(2).split(/=([^]*)/);
  if (isLong(name, "system", 1)) out.isSystem = true;
  else if (isLong(name, "load", 1)) {
    out.isLoad = true;
    if (value !== undefined) out.files.push({ text: [value], many: false });
  } else if (isLong(name, "pattern", 1)) {
    out.isPart = true;
    if (value === undefined) takeNext();
  } else if (isLong(name, "write", 1)) out.isWrite = true;
  else if (isLong(name, "dry-run", 1) || isLong(name, "help", 1) || isLong(name, "version", 3)) {
    out.isDry = true;
  } else if (isLong(name, "values", 3) || isLong(name, "names", 1) || isLong(name, "all", 1)) {
    out.isRead = true;
  }
};

const short = (out: SysctlOptions, word: string, takeNext: () => Field | undefined): void => {
  for (let at = 1; at < word.length; at++) {
    const letter = word[at] ?? "";
    if (letter === "w") out.isWrite = true;
    else if (letter === "h" || letter === "V") out.isDry = true;
    else if ("naAXNb".includes(letter)) out.isRead = true;
    else if (letter === "r") {
      out.isPart = true;
      if (at === word.length - 1) takeNext();
      return;
    } else if (letter === "p" || letter === "f") {
      out.isLoad = true;
      const rest = word.slice(at + 1);
      if (rest === "" || /^[qenNw]+$/.test(rest)) continue;
      out.files.push({ text: [rest], many: false });
      return;
    }
  }
};

const optionsOf = (args: readonly Field[]): SysctlOptions => {
  const out: SysctlOptions = { isLoad: false, isSystem: false, isDry: false, isWrite: false,
    isRead: false, isPart: false, files: [], operands: [] };
  let isOver = false;
  for (let at = 0; at < args.length; at++) {
    const field = args[at];
    if (!field) continue;
    const word = constant(field.text);
    const takeNext = (): Field | undefined => args[++at];
    if (isOver || word === null || !/^-./.test(word)) out.operands.push(field);
    else if (word === "--") isOver = true;
    else if (word.startsWith("--")) long(out, word, takeNext);
    else short(out, word, takeNext);
  }
  return out;
};

/** Null: it names none. */
const keyIn = (name: string): string | null => {
  const trimmed = name.trim();
  if (trimmed === "" || trimmed === "=") return null;
  const key = isKnown(trimmed) ? keyToPath(trimmed) : patternKey(trimmed);
  return globOf(key);
};

const patternKey = (name: string): string => {
  const first = /[./]/.exec(name)?.[0] ?? ".";
  return first === "." ? name.replaceAll(".", "/") : name;
};

/** The separators behind an unknown part may be of either kind. */
const isDoubtful = (name: string): boolean =>
  !isKnown(name) && name.includes("/") && name.includes(".");

interface Operand {
  readonly run: ShellRun;
  readonly shell: Shell;
  readonly options: SysctlOptions;
  readonly pos: number;
}

/** Whether anything hangs on how a command ends. */
const isWatched = ({ inCondition, stopsAtErrors }: Shell): boolean =>
  inCondition || stopsAtErrors;

const recordKey = (
  { run, shell, options, pos }: Operand, name: string, value: string, isOnly: boolean,
): ExitStatus => {
  const key = isDoubtful(name) ? ANY : keyIn(name);
  if (key === null) return false;
  const file = fileOf(key);
  const held = settled(value);
  const certain = shell.isSure && isOnly && isKnown(file) && held !== null && !options.isRead
    && !options.isPart;
  recordSetting(run, shell, pos, { file, value: held, certain });
  return held !== null && isWatched(shell) && willWrite(run, file) ? true : null;
};

const one = (asked: Operand, text: string, isOnly: boolean, many: boolean): ExitStatus => {
  const equals = text.indexOf("=");
  const unknown = text.indexOf(ANY);
  if (unknown >= 0 && (equals < 0 || unknown < equals)) {
    if (equals < 0 && asked.options.isRead && !asked.options.isWrite) return null;
    const name = equals < 0 ? text : text.slice(0, equals);
    if (name === ANY || many) recordUnknownKey(asked.run, asked.shell, asked.pos);
    else recordKey(asked, name, ANY, false);
    return null;
  }
  if (equals < 0) return null;
  if (many && /\s/.test(text)) recordUnknownKey(asked.run, asked.shell, asked.pos);
  return recordKey(asked, text.slice(0, equals), text.slice(equals + 1), isOnly && !many);
};

const both = (a: ExitStatus, b: ExitStatus): ExitStatus => (a === true && b === true ? true : null);

/** The lines of a file that it loads. */
const recordFile = (
  { run, shell, options, pos }: Operand, path: string | null, text: string,
): void => {
  const lines = text.split("\n");
  for (const { key, value, line } of parseSysctlFile(text)) {
    if (value === null || key === "") continue;
    const file = fileOf(globOf(key));
    const held = settled(value);
    const certain = shell.isSure && !options.isPart && isKnown(file) && held !== null;
    const what = { file, value: held, certain };
    if (path === null) recordSetting(run, shell, pos, what);
    else run.settings.push({ ...what, path, line, text: (lines[line - 1] ?? "").trim() });
  }
};

const loadOne = (asked: Operand, path: string): void => {
  const { run, shell, pos } = asked;
  if (!isKnown(path)) {
    if (!BOOT_DIRECTORY.test(path)) recordUnknownKey(run, shell, pos);
    return;
  }
  if (run.written.has(path)) {
    const text = constant(run.written.get(path) ?? [ANY]);
    if (text === null) recordUnknownKey(run, shell, pos);
    else recordFile(asked, null, text);
    return;
  }
  const found = readFile(run, path);
  if (found === "hidden") recordUnknownKey(run, shell, pos);
  else if (found) recordFile(asked, path, found.text);
};

const load = (asked: Operand, path: Text): void => {
  const { run, shell, pos } = asked;
  const name = constant(path);
  if (name === "-" || name === "/dev/stdin" || name === "/dev/fd/0") {
    const text = constant(takeAll(shell.input));
    if (text === null) recordUnknownKey(run, shell, pos);
    else recordFile(asked, null, text);
    return;
  }
  const paths = absolute(shell, path);
  const one = paths.length === 1 ? asked : { ...asked, shell: shell.maybe() };
  for (const each of paths) loadOne(one, each);
};

export const sysctlCall = (
  run: ShellRun, shell: Shell, args: readonly Field[], pos: number,
): ExitStatus => {
  const options = optionsOf(args);
  const asked: Operand = { run, shell, options, pos };
  if (options.isDry) return null;
  // Its directories are sysctl.d's, which are read as such; this one file is added to them.
  if (options.isSystem) {
    load(asked, [SYSCTL_CONF]);
    return null;
  }
  if (options.isLoad) {
    const files = [...options.files, ...options.operands];
    if (files.length === 0) load(asked, [SYSCTL_CONF]);
    for (const { text } of files) load(asked, text);
    return null;
  }
  let status: ExitStatus = true;
  for (const { text, many } of options.operands) {
    for (const each of text) status = both(status, one(asked, each, text.length === 1, many));
  }
  return status;
};
