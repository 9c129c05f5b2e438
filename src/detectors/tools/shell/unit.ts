/**
 * Commands of a unit (systemd.service(5), "Command lines"): its own quoting, no shell. Variables
 * come from `Environment=` and `EnvironmentFile=`, specifiers from the unit's name.
 */
import { parseUnitFile, type Assignment } from "../../systemd/unit-syntax.ts";
import { readCommand, type ShellScript } from "./script.ts";
import type { ScriptSetting } from "./settings.ts";
import type { ShellFiles, ScriptSettings } from "./run.ts";
import { ANY } from "./text.ts";

const AT_START = /^Exec(?:Start|StartPre|StartPost)$/;
const COMMAND = /^Exec(?:Start|StartPre|StartPost|Condition|Reload|Stop|StopPost)$/;
const ESCAPES: Readonly<Record<string, string>> = {
  a: "\u0007", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", s: " ", "\\": "\\",
  "\"": "\"", "'": "'",
};

interface CommandWord {
  readonly text: string;
  /** A `;` that stands alone ends a command, unless it is quoted. */
  readonly isBare: boolean;
}

const TOKEN = /"((?:\\[^]|[^"\\])*)"|'((?:\\[^]|[^'\\])*)'|\\([^])|([^\s"'\\]+)/y;

const unescaped = (text: string): string =>
  text.replace(/\\([^])/g, (all, char: string) => ESCAPES[char] ?? all);

const wordAt = (
  text: string, from: number,
): { readonly word: CommandWord; readonly end: number } => {
  let end = from;
  let word = "";
  let isBare = true;
  while (end < text.length && !/\s/.test(text[end] ?? "")) {
    TOKEN.lastIndex = end;
    const found = TOKEN.exec(text);
    if (!found) return { word: { text: word + ANY, isBare: false }, end: text.length };
    const [all, double, single, escaped, plain] = found;
    if (plain === undefined) isBare = false;
    word += plain ?? (escaped === undefined ? unescaped(double ?? single ?? "")
      : ESCAPES[escaped] ?? (escaped === ";" ? ";" : `\\${escaped}`));
    end += all.length;
  }
  return { word: { text: word, isBare }, end };
};

const wordsOf = (text: string): readonly CommandWord[] => {
  const words: CommandWord[] = [];
  for (let at = 0; at < text.length;) {
    if (/\s/.test(text[at] ?? "")) {
      at++;
      continue;
    }
    const { word, end } = wordAt(text, at);
    words.push(word);
    at = end;
  }
  return words;
};

const commandsOf = (text: string): readonly (readonly string[])[] => {
  const commands: string[][] = [[]];
  for (const { text: word, isBare } of wordsOf(text)) {
    if (isBare && word === ";") commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands.filter((words) => words.length > 0);
};

const specified = (word: string): string =>
  word.replace(/%(.)/g, (_, letter: string) => (letter === "%" ? "%" : ANY));

type Environment = ReadonlyMap<string, string> | null;

/** Null: some of it stands elsewhere. */
const environmentOf = (assignments: readonly Assignment[], files: ShellFiles): Environment => {
  const out = new Map<string, string>();
  for (const { section, key, value } of assignments) {
    if (section !== "Service") continue;
    if (key === "PassEnvironment") return null;
    if (key === "Environment") {
      for (const { text } of wordsOf(value)) {
        const [name = "", set = ""] = specified(text).split(/=([^]*)/);
        out.set(name, set);
      }
    }
    if (key === "EnvironmentFile" && value !== "") {
      const found = files.read(value.replace(/^-/, ""));
      if (found === "hidden" || value.includes("%") || value.includes("*")) return null;
      for (const [name, set] of found ? lines(found.text) : []) out.set(name, set);
    }
  }
  return out;
};

const lines = (text: string): readonly (readonly [string, string])[] =>
  text.split("\n").flatMap((line) => {
    const [, name = "", value = ""] = /^\s*([A-Za-z_]\w*)=(.*?)\s*$/.exec(line) ?? [];
    return name === "" ? [] : [[name, /["'\\]/.test(value.replace(/^(["'])(.*)\1$/, "$2"))
      ? ANY : value.replace(/^(["'])(.*)\1$/, "$2")] as const];
  });

/** `${NAME}` is one word, `$NAME` alone as many as it has. */
const substituted = (word: string, environment: Environment): readonly string[] => {
  const value = (name: string): string => (environment ? environment.get(name) ?? "" : ANY);
  const alone = /^\$([A-Za-z_]\w*)$/.exec(word)?.[1];
  if (alone !== undefined) {
    const text = value(alone);
    return text.includes(ANY) ? [text] : wordsOf(text).map((one) => one.text);
  }
  return [word.replace(/\$\$|\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g,
    (all, braced?: string, bare?: string) => (all === "$$" ? "$" : value(braced ?? bare ?? "")))];
};

const PREFIX = /^[-@:+!|]+/;

interface UnitCommand {
  readonly words: readonly string[];
  readonly assignment: Assignment;
}

const plainCommand = (
  words: readonly string[], assignment: Assignment, environment: Environment,
): UnitCommand => {
  const prefix = PREFIX.exec(words[0] ?? "")?.[0] ?? "";
  const [program = "", ...args] = [(words[0] ?? "").slice(prefix.length), ...words.slice(1)]
    .map(specified);
  const given = prefix.includes("@") ? args.slice(1) : args;
  const out = prefix.includes(":") ? given : given.flatMap((one) => substituted(one, environment));
  return { words: [program, ...out], assignment };
};

const CONDITION = /^(?:Condition|Assert)/;

/**
 * No, unless what it asks for is known and lasting: that this is not a container, or not of LXC.
 */
const isMet = ({ key, value }: Assignment, files: ShellFiles): boolean => {
  if (key !== "ConditionVirtualization" || !/^!(?:container|lxc)$/.test(value)) return false;
  const container = files.read("/run/systemd/container");
  if (container === null) return true;
  return value === "!lxc" && container !== "hidden" && container.text.trim() !== "lxc";
};

/** A command that may fail keeps the later ones of its unit from being started. */
const isFirst = (command: Assignment, all: readonly Assignment[]): boolean =>
  all.filter(({ key }) => AT_START.test(key) || key === "ExecCondition")
    .every((one) => one === command || one.value.startsWith("-") || SETS.test(one.value)
      || one.line > command.line);
const SETS = /^[-@:+!|]*(?:\/\S*\/)?(?:sysctl|echo|true)\s/;

const saidBy = (
  script: ShellScript, { words, assignment }: UnitCommand, environment: Environment,
    files: ShellFiles,
): ScriptSettings => {
  const { key, value, line } = assignment;
  const name = JSON.stringify([words, environment && [...environment]]);
  const before = files.said?.get(name);
  if (before) return before;
  const said = readCommand({ ...script, words, line, environment,
    lineText: `${key}=${value}` }, files);
  if (!said.settings.some(({ path }) => path === script.path)) files.said?.set(name, said);
  return said;
};

const doubted = (settings: readonly ScriptSetting[]): readonly ScriptSetting[] =>
  (settings.some(({ certain }) => certain)
    ? settings.map((one) => ({ ...one, certain: false })) : settings);

export const readUnit = (script: ShellScript, files: ShellFiles): ScriptSettings => {
  const assignments = parseUnitFile(script.path, script.text);
  const environment = environmentOf(assignments, files);
  const sure = assignments.every((one) => !CONDITION.test(one.key) || isMet(one, files));
  const all: (readonly ScriptSetting[])[] = [];
  const read = new Set<string>();
  for (const assignment of assignments) {
    const { key, value } = assignment;
    if (!COMMAND.test(key) || value === "") continue;
    const certain = sure && AT_START.test(key) && isFirst(assignment, assignments);
    for (const words of commandsOf(value)) {
      const command = plainCommand(words, assignment, environment);
      const said = saidBy(script, command, environment, files);
      for (const path of said.read) read.add(path);
      if (said.settings.length > 0) all.push(certain ? said.settings : doubted(said.settings));
    }
  }
  return { settings: all.length === 1 ? all[0] ?? [] : all.flat(), read };
};
