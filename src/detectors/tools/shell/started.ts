/** What a script starts: other scripts, texts for a shell, programs in other languages. */
import { apart, operandsOf, print, wordOf, type Call, type Handler } from "./call.ts";
import { speaks } from "./opaque.ts";
import { originOf, quotedAt, readFile, SHELL_SCRIPT } from "./read.ts";
import { takeAll, type Status } from "./run.ts";
import { ANY, constant, EMPTY, UNKNOWN, type Text, type Field } from "./text.ts";
import { absolute, sayNamed } from "./write.ts";

/** Of what it does nothing is known: each key among its words may be set to anything. */
export const opaque: Handler = (call) => {
  const { run, shell, args, pos } = call;
  for (const { text } of args) for (const one of text) sayNamed(run, shell, one, pos);
  for (const { text } of args) forgetFile(call, text);
  print(call, UNKNOWN);
  return null;
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

export const awk: Handler = (call) => {
  const program = call.args.find((one) => !/^-/.test(wordOf(one) ?? ""));
  const writes = program?.text.some((one) => WRITES.test(one)) ?? true;
  if (writes || wordOf(call.args[0]) === "-f") return interpreter(call);
  takeAll(call.shell.input);
  print(call, UNKNOWN);
  return null;
};

/** Another language: its program, its words and its files are searched for names. */
export const interpreter: Handler = (call) => {
  const { run, shell, args, pos } = call;
  const input = constant(shell.input.rest);
  if (input !== null && speaks(input)) sayNamed(run, shell, input, pos);
  const [file] = operandsOf(args, "FvceWXIM");
  const name = file && !file.many ? constant(file.text) : null;
  const isText = args.some((one) => /^-[ce]/.test(wordOf(one) ?? ""));
  if (name !== null && /^[\w./-]+$/.test(name) && !isText) foreign(call, name);
  return opaque(call);
};

const foreign = ({ run, shell }: Call, name: string): void => {
  const [path = ""] = absolute(shell, [name]);
  const found = readFile(run, path);
  if (found === null || found === "hidden" || !speaks(found.text)) return;
  sayNamed(run, { ...shell, origin: originOf(path, found.text) } as typeof shell, found.text, null);
};

const MOST_DEPTH = 12;

/** A file that is started. Null: it is not a text, or none that can be read. */
export const runFile = (call: Call, path: string, args: readonly Field[] | null): Status => {
  const { run, shell } = call;
  const found = run.written.has(path) ? constant(run.written.get(path) ?? UNKNOWN) : null;
  const read = found === null ? readFile(run, path) : { text: found };
  if (read === null || read === "hidden" || read.text.includes("\0")) return opaque(call);
  const { text } = read;
  if (shell.depth > MOST_DEPTH) {
    sayNamed(run, shell, text, call.pos);
    return null;
  }
  if (text.startsWith("#!") && !SHELL_SCRIPT.test(text)) {
    foreign(call, path);
    return opaque(call);
  }
  return apart(call, (inner) => {
    inner.depth++;
    inner.begin();
    inner.stopsAtErrors = /^#!.*\s-\w*e/.test(text);
    inner.args = args;
    return run.script(inner, text, originOf(path, text));
  });
};

/** `sh -c TEXT`, `sh FILE`, `sh <<E`. */
export const shellCall: Handler = (call) => {
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
    return path === null ? unreadable(call, first.text) : runFile(call, path, rest);
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

export const unreadable = (call: Call, source: Text): Status => {
  const { run, shell, pos } = call;
  for (const one of source) sayNamed(run, shell, one, pos);
  sayNamed(run, shell, shell.origin.lineText(0), pos);
  return opaque(call);
};
