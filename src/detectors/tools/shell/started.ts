/** What a script starts: other scripts, texts for a shell, programs in other languages. */
import { apart, operandsOf, printText, wordOf, type Call, type CallHandler } from "./call.ts";
import { programActs, languageOf, type ProgramAct } from "./foreign.ts";
import type { Language } from "./foreign-tokens.ts";
import { mentionsIrqs, mentionsSetting, mentionsSysfs } from "./opaque.ts";
import { originOf, quotedAt, readFile, SHELL_SCRIPT } from "./read.ts";
import { takeAll, type ExitStatus } from "./run.ts";
import { ANY_MASK, mayBeMask, normalPath, reachOf } from "./settings.ts";
import { ANY, constant, EMPTY, UNKNOWN, type Text, type Field } from "./text.ts";
import { absolute, recordSetting, recordNamed, willWrite, write } from "./write.ts";

const mayMatter = (text: string): boolean => mentionsSetting(text) || mentionsIrqs(text)
  || mentionsSysfs(text);

/** Programs that move interrupts, by whatever they find. */
const MOVERS = /(?:^|\/)(?:set_irq_affinity|mlnx_affinity|mlnx_tune|tuna)(?:[._-]\w+)*$/;

/** Of what it does nothing is known: each key among its words may be set to anything. */
export const opaque: CallHandler = (call) => {
  const { run, shell, args, pos } = call;
  if (MOVERS.test(call.name)) recordSetting(run, shell, pos,
    { file: ANY_MASK, value: null, certain: false });
  for (const { text } of args) for (const one of text) recordNamed(run, shell, one, pos);
  for (const { text } of args) forgetFile(call, text);
  recordHere(call);
  printText(call, UNKNOWN);
  return null;
};

/** What is started among the keys may set any of them by its name alone. */
const recordHere = ({ run, shell, pos }: Call): void => {
  for (const one of shell.cwd) {
    if (mayBeMask(`${one}/${ANY}`)) {
      recordSetting(run, shell, pos, { file: `${one}/${ANY}`, value: null, certain: false });
    }
    if (reachOf(`${one}/${ANY}`) === "some" || reachOf(one) === "all") {
      recordSetting(run, shell, pos, { file: normalPath(`${one}/${ANY}`), value: null,
        certain: false });
    }
  }
};

/** A program that is not known may have written a file that it was given. */
const forgetFile = ({ run, shell }: Call, text: Text): void => {
  for (const one of text) {
    const path = one.includes("=") ? one.slice(one.indexOf("=") + 1) : one;
    if (path.startsWith("/") && !path.includes(ANY)) run.written.set(path, null);
    else if (/^[\w.-]+$/.test(path)) {
      for (const full of absolute(shell, [path])) run.written.set(full, null);
    }
  }
};

const WRITES = /\bprintf?\b[^;}\n]*[>|]|system\s*\(|\uE000/;

export const awk: CallHandler = (call) => {
  const [program] = operandsOf(call.args, "vFf", ["assign", "field-separator", "file"]);
  const writes = program?.text.some((one) => WRITES.test(one)) ?? true;
  const isFile = call.args.some((one) => /^(?:-f|--file)/.test(wordOf(one) ?? ""));
  if (writes || isFile) return interpreter(call);
  takeAll(call.shell.input);
  printText(call, UNKNOWN);
  return null;
};

const plain = (text: string): Field => ({ text: [text], many: false });

const perform = (call: Call, inner: Call["shell"], act: ProgramAct): void => {
  const { run, pos } = call;
  const at = inner.origin === call.shell.origin ? pos : act.at;
  if (act.kind === "shell") {
    shellCall({ ...call, shell: inner, name: "sh", args: [plain("-c"), plain(act.text)], pos: at });
    return;
  }
  if (act.kind === "command") {
    run.command(inner, act.words.map(plain), at);
    inner.doubted = true; // a program that is not there ends some
    return;
  }
  const { path, data, isWhole, ends } = act;
  write(run, inner, { path: [path], data: [data], isOne: true, isWhole, pos: at });
  if (ends && !willWrite(run, constant(absolute(inner, [path])) ?? ANY)) inner.doubted = true;
};

/** Whether this is a program that is understood: then it is gone through. */
const follow = (
  call: Call, language: Language | null, text: string, origin = call.shell.origin,
): boolean => {
  const acts = language === null ? null : programActs(language, text);
  if (!acts) return false;
  apart(call, (inner) => {
    inner.origin = origin;
    for (const act of acts) perform(call, inner, act);
    return null;
  });
  printText(call, UNKNOWN);
  return true;
};

const OPTION = /^(?:-w?e|--eval|-c)$/;

const PLAIN_ASSIGNMENT = /^([A-Za-z_]\w*)=([\w.-]+)$/;

/** What `-v` has set stands in the program itself; null where that cannot be put in. */
const awkProgram = (args: readonly Field[]): string | null => {
  const words = args.map(wordOf);
  const given = new Map<string, string>();
  let at = 0;
  for (; words[at] === "-v"; at += 2) {
    const [, name, value] = PLAIN_ASSIGNMENT.exec(words[at + 1] ?? "") ?? [];
    if (name === undefined || value === undefined) return null;
    given.set(name, value);
  }
  return words.length !== at + 1 ? null : words[at]?.replace(/\bprint\s+(\w+)\s*>/g,
    (all, name: string) => (given.has(name) ? `print "${given.get(name)}" >` : all)) ?? null;
};

/** The program among the words, or on its input; null where there are others beside it. */
const programIn = ({ name, args, shell }: Call): string | null => {
  const [first, second, ...others] = args;
  if (languageOf(name) === "awk") return awkProgram(args);
  if (!first || (wordOf(first) === "-" && !second)) return constant(shell.input.rest);
  return second && others.length === 0 && OPTION.test(wordOf(first) ?? "") ? wordOf(second) : null;
};

/** Another language: its program, its words and its files are searched for names. */
export const interpreter: CallHandler = (call) => {
  const { run, shell, args, pos } = call;
  const program = programIn(call);
  if (program !== null && follow(call, languageOf(call.name), program)) return null;
  const input = constant(shell.input.rest);
  if (input !== null && mayMatter(input)) recordNamed(run, shell, input, pos);
  const [file] = operandsOf(args, "FvceWXIM");
  const name = file && !file.many ? constant(file.text) : null;
  const isText = args.some((one) => /^-[ce]/.test(wordOf(one) ?? ""));
  const isFile = name !== null && /^[\w./-]+$/.test(name) && !isText;
  return isFile && foreign(call, name, languageOf(call.name)) ? null : opaque(call);
};

/** Whether it is understood. */
const foreign = (call: Call, name: string, language: Language | null): boolean => {
  const { run, shell, args } = call;
  const [path = ""] = absolute(shell, [name]);
  const found = readFile(run, path);
  if (found === null || found === "hidden" || !mayMatter(found.text)) return false;
  const isAlone = language !== "awk" && args.every((one) => wordOf(one) === name);
  if (isAlone && follow(call, language, found.text, originOf(path, found.text))) return true;
  recordNamed(run, { ...shell, origin: originOf(path, found.text) } as typeof shell, found.text,
    null);
  return false;
};

const SHEBANG = /^#!\s*(?:\S*\/env\s+)?(?:\S*\/)?([\w.]+)(?:[ \t]+-w)?[ \t]*\n/;

const MOST_DEPTH = 12;

const UNKNOWN_WORD: Field = { text: UNKNOWN, many: true };

/** A file that is started, by a shell or by what its first line names. */
export const runFile = (
  call: Call, path: string, args: readonly Field[] | null, anyShell: boolean | null = null,
): ExitStatus => {
  const { run, shell } = call;
  const found = run.written.has(path) ? constant(run.written.get(path) ?? UNKNOWN) : null;
  const read = found === null ? readFile(run, path) : { text: found };
  if (read === null || read === "hidden" || read.text.includes("\0")) return opaque(call);
  const { text } = read;
  if (shell.depth > MOST_DEPTH) {
    recordNamed(run, shell, text, call.pos);
    return null;
  }
  if (anyShell === null && text.startsWith("#!") && !SHELL_SCRIPT.test(text)) {
    const isRead = foreign({ ...call, args: args ?? [UNKNOWN_WORD] }, path,
      languageOf(SHEBANG.exec(text)?.[1] ?? ""));
    return isRead ? null : opaque(call);
  }
  return apart(call, (inner) => {
    inner.depth++;
    inner.begin();
    inner.stopsAtErrors = /^#!.*\s-\w*e/.test(text);
    inner.args = args;
    const origin = originOf(path, text);
    return run.script(inner, text, { ...origin, anyShell: anyShell ?? origin.anyShell });
  });
};

/** `sh -c TEXT`, `sh FILE`, `sh <<E`. */
export const shellCall: CallHandler = (call) => {
  const { run, shell, args, pos, name } = call;
  let at = 0;
  let isText = false;
  let stops = false;
  for (; at < args.length; at++) {
    const word = wordOf(args[at]);
    if (word === null || !/^[-+]./.test(word) || word === "--") break;
    if (/^-[a-z]*c/.test(word)) isText = true;
    if (/^-[a-z]*e/.test(word)) stops = true;
    if (/^[-+][a-z]*[oO]$/.test(word) || word === "--rcfile" || word === "--init-file") at++;
  }
  if (wordOf(args[at]) === "--") at++;
  const [first, ...rest] = args.slice(at);
  const anyShell = !/bash|zsh|ksh/.test(name);
  if (!isText && first && wordOf(first) !== "-s") {
    const path = first.many ? null : constant(absolute(shell, first.text));
    return path === null ? unreadable(call, first.text) : runFile(call, path, rest, anyShell);
  }
  const source = isText ? first?.text ?? EMPTY : takeAll(shell.input);
  const text = first?.many && isText ? null : constant(source);
  if (text === null) return unreadable(call, source);
  return apart(call, (inner) => {
    inner.begin();
    inner.stopsAtErrors = stops;
    const given = isText ? rest.slice(1) : rest;
    inner.args = given;
    const source = isText && rest[0] ? constant(rest[0].text) ?? ANY : name;
    return run.script(inner, text, { ...quotedAt(shell.origin, pos, anyShell), source });
  });
};

export const unreadable = (call: Call, source: Text): ExitStatus => {
  const { run, shell, pos } = call;
  for (const one of source) recordNamed(run, shell, one, pos);
  recordNamed(run, shell, shell.origin.lineText(0), pos);
  return opaque(call);
};
