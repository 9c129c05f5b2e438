/**
 * Short programs in other languages, as they stand in scripts behind `perl -e` and `python3 -c`:
 * statements of known forms, one after the other, each with what it writes and starts. One that is
 * not of these forms makes the whole program unknown.
 */
import { lazy } from "../../lazy.ts";
import { statementsOf, type Language, type Statement } from "./foreign-tokens.ts";

/** What a program does, in its order. */
export type ProgramAct = {
  /** Where in its text. */
  readonly at: number;
} & ({
  readonly kind: "write";
  readonly path: string;
  readonly data: string;
  readonly isWhole: boolean;
  /** What fails ends the program. */
  readonly ends: boolean;
} | {
  readonly kind: "shell";
  readonly text: string;
} | {
  readonly kind: "command";
  readonly words: readonly string[];
});

/** A file that is open, and what was written to it; it reaches the file in one. */
interface FileHandle {
  readonly path: string;
  readonly isWhole: boolean;
  data: string | null;
}

interface ForeignProgram {
  readonly acts: ProgramAct[];
  readonly handles: Map<string, FileHandle>;
  readonly ends: boolean;
}

type ReadStatement = (program: ForeignProgram, statement: Statement, names: readonly string[]) =>
  boolean;

const LINE_END = "\n";

const textAt = ({ literals }: Statement, at: number): string | null =>
  literals.at(at)?.value ?? null;

/** Whether a mode of fopen(3) writes from the file's beginning; null: it does not write. */
const modeOf = (mode: string | null): boolean | null => {
  if (mode === ">" || /^(?:w|r\+)[bt+]*$/.test(mode ?? "")) return true;
  return mode === ">>" || /^a[bt+]*$/.test(mode ?? "") ? false : null;
};

const openFile = (
  { handles }: ForeignProgram, name: string, mode: string | null, path: string | null,
): boolean => {
  const isWhole = modeOf(mode);
  if (isWhole === null || path === null || path === "" || handles.has(name)) return false;
  handles.set(name, { path, isWhole, data: null });
  return true;
};

const closeFile = ({ acts, handles, ends }: ForeignProgram, name: string, at: number): boolean => {
  const { path = "", data = null, isWhole = false } = handles.get(name) ?? {};
  handles.delete(name);
  if (data === null) return false;
  acts.push({ kind: "write", at, path, data, isWhole, ends });
  return true;
};

/** All of them are one text. */
const joined = (statement: Statement, from: number, to?: number): string | null => {
  const texts = statement.literals.slice(from, to).map(({ value }) => value);
  return texts.includes(null) ? null : texts.join("");
};

const put = ({ handles }: ForeignProgram, name: string, data: string | null): boolean => {
  const handle = handles.get(name);
  if (!handle || handle.data !== null || data === null) return false;
  handle.data = data;
  return true;
};

/** Opened, written and closed in one statement. */
const writeFile = (
  { acts, ends }: ForeignProgram, at: number, isWhole: boolean | null, path: string | null,
  data: string | null,
): boolean => {
  if (isWhole === null || path === null || path === "" || data === null) return false;
  acts.push({ kind: "write", at, path, data, isWhole, ends });
  return true;
};

/** What it has written by then is flushed first, or not, by language and version. */
const isFlushed = ({ handles }: ForeignProgram): boolean =>
  [...handles.values()].every(({ data }) => data === null);

const shell: ReadStatement = (program, statement) => {
  const text = textAt(statement, 0);
  if (text === null || !isFlushed(program)) return false;
  program.acts.push({ kind: "shell", at: statement.at, text });
  return true;
};

const command: ReadStatement = (program, statement) => {
  const words = statement.literals.map(({ value }) => value);
  const known = words.filter((word) => word !== null);
  if (known.length < words.length || !isFlushed(program)) return false;
  program.acts.push({ kind: "command", at: statement.at, words: known });
  return true;
};

const nothing: ReadStatement = () => true;

const DIE = String.raw`(?: (?:or|\| \|) die(?: \(?(?: ?""| ?\$ !)(?: \))?)?)?`;
const NAME = String.raw`(\$?\w+)`;

/** Made when a program of their language is read: hardly any is, and each costs a plan 5 µs. */
type StatementForms = readonly (readonly [RegExp, ReadStatement])[];

const form = (...parts: readonly string[]): RegExp => new RegExp(`^${parts.join("")}$`);

const PERL = lazy((): StatementForms => [
  [form(String.raw`use (?:strict|warnings|autodie)`), nothing],
  [form(String.raw`open (?:\( )?(?:my )?`, NAME, String.raw` , "" , ""(?: \))?`, DIE),
    (program, statement, [name = ""]) =>
      openFile(program, name, textAt(statement, 0), textAt(statement, 1))],
  [form(String.raw`open (?:\( )?(?:my )?`, NAME, String.raw` , ""(?: \))?`, DIE),
    (program, statement, [name = ""]) => {
      const [, mode = "", path = ""] = /^(>>?) *(\/.*\S)$/.exec(textAt(statement, 0) ?? "") ?? [];
      return openFile(program, name, mode, path);
    }],
  [form(String.raw`print (?:\( ?)?(?:\{ )?`, NAME, String.raw`(?: \})? (?:""|0)(?: , (?:""|0))*`,
    String.raw`(?: \))?`),
  (program, statement, [name = ""]) => put(program, name, joined(statement, 0))],
  [form(String.raw`close (?:\( )?`, NAME, String.raw`(?: \))?`, DIE),
    (program, { at }, [name = ""]) => closeFile(program, name, at)],
  [form(String.raw`system (?:\( )?""(?: \))?`), shell],
  [form(String.raw`system (?:\( )?""(?: , "")+(?: \))?`), command],
]);

const OPEN = String.raw`open \( "" , "" \)`;

const MODULES = "(?:os|sys|subprocess|pathlib)";

const PYTHON = lazy((): StatementForms => [
  [form("import ", MODULES, "(?: , ", MODULES, ")*"), nothing],
  [form(String.raw`from (?:pathlib import Path|os import system)`), nothing],
  [form(OPEN, String.raw` \. write \( "" \)`), (program, statement) => writeFile(program,
    statement.at, modeOf(textAt(statement, 1)), textAt(statement, 0), textAt(statement, 2))],
  [form(String.raw`with `, OPEN, String.raw` as (\w+) : \1 \. write \( "" \)`),
    (program, statement) => writeFile(program, statement.at, modeOf(textAt(statement, 1)),
      textAt(statement, 0), textAt(statement, 2))],
  [form(NAME, " = ", OPEN), (program, statement, [name = ""]) =>
    openFile(program, name, textAt(statement, 1), textAt(statement, 0))],
  [form(NAME, String.raw` \. write \( "" \)`), (program, statement, [name = ""]) =>
    put(program, name, textAt(statement, 0))],
  [form(NAME, String.raw` \. close \( \)`), (program, { at }, [name = ""]) =>
    closeFile(program, name, at)],
  [form(String.raw`print \( (?:""|0) , file = `, OPEN, String.raw` \)`), (program, statement) => {
    const data = textAt(statement, 0);
    return writeFile(program, statement.at, modeOf(textAt(statement, 2)), textAt(statement, 1),
      data === null ? null : data + LINE_END);
  }],
  [form(String.raw`(?:pathlib \. )?Path \( "" \) \. write_text \( "" \)`), (program, statement) =>
    writeFile(program, statement.at, true, textAt(statement, 0), textAt(statement, 1))],
  [form(String.raw`(?:os \. )?system \( "" \)`), shell],
  [form(String.raw`subprocess \. (?:run|call) \( "" , shell = True \)`), shell],
  [form(String.raw`subprocess \. (?:run|call) \( \[ ""(?: , "")* \] \)`), command],
]);

const RUBY = lazy((): StatementForms => [
  [form(String.raw`(?:File|IO) \. write (?:\( )?"" , (?:""|0)(?: \))?`), (program, statement) =>
    writeFile(program, statement.at, true, textAt(statement, 0), textAt(statement, 1))],
  [form(String.raw`system (?:\( )?""(?: \))?`), shell],
  [form(String.raw`system (?:\( )?""(?: , "")+(?: \))?`), command],
]);

const NODE = lazy((): StatementForms => [
  [form(String.raw`require \( "" \) \. writeFileSync \( "" , "" \)`), (program, statement) =>
    /^(?:node:)?fs$/.test(textAt(statement, 0) ?? "")
      && writeFile(program, statement.at, true, textAt(statement, 1), textAt(statement, 2))],
]);

/** One that reads nothing: its output is flushed when it ends. */
const AWK = lazy((): StatementForms => [
  [form(String.raw`BEGIN \{ print (?:""|0) > "" ?;? ?\}`), (program, statement) => {
    const data = textAt(statement, 0);
    return writeFile(program, statement.at, true, textAt(statement, 1),
      data === null ? null : data + LINE_END);
  }],
]);

const FORMS: Readonly<Record<Language, () => StatementForms>> =
  { awk: AWK, node: NODE, perl: PERL, python: PYTHON, ruby: RUBY };

/** Lines of Python: one that ends in a colon goes on in the next, which stands further in. */
const linesOfPython = (text: string): readonly (readonly [line: string, at: number])[] | null => {
  const lines: [string, number][] = [];
  for (const { 0: raw, index } of text.matchAll(/[^\n]+/g)) {
    if (/^\s*(?:#|$)/.test(raw)) continue;
    const last = lines.at(-1);
    if (!/^\s/.test(raw)) lines.push([raw, index]);
    else if (last && /:\s*$/.test(last[0])) last[0] += ` ${raw.trim()}`;
    else return null;
  }
  return lines;
};

const statementsIn = (language: Language, text: string): readonly Statement[] | null => {
  if (language !== "python") return statementsOf(language, text.trim());
  const lines = linesOfPython(text);
  const found = lines?.map(([line, at]) => statementsOf(language, line, at)) ?? [null];
  return found.some((one) => one === null) ? null : found.flatMap((one) => one ?? []);
};

/** Null where only running it would tell. */
export const programActs = (language: Language, text: string): readonly ProgramAct[] | null => {
  const statements = statementsIn(language, text.replace(/^#![^\n]*\n/, ""));
  if (!statements || statements.length === 0) return null;
  // perl goes on after what fails, unless it calls die.
  const ends = language !== "perl" || /\b(?:die|autodie)\b/.test(text);
  const program: ForeignProgram = { acts: [], handles: new Map(), ends };
  for (const statement of statements) {
    const isRead = FORMS[language]().some(([pattern, read]) => {
      const found = pattern.exec(statement.form);
      return found !== null && read(program, statement, found.slice(1));
    });
    if (!isRead) return null;
  }
  const open = [...program.handles.keys()];
  return open.every((name) => closeFile(program, name, text.length)) ? program.acts : null;
};

const LANGUAGES: readonly (readonly [RegExp, Language])[] = [
  [/^perl$/, "perl"], [/^python[23]?$/, "python"], [/^ruby$/, "ruby"], [/^node$/, "node"],
  [/^[gmn]?awk$/, "awk"],
];

export const languageOf = (program: string): Language | null =>
  LANGUAGES.find(([name]) => name.test(program))?.[1] ?? null;
