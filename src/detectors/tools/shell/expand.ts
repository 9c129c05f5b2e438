/** Words to what a command is given: expansions, splitting, file names, in a shell's own order. */
import type * as Unbash from "unbash";
import { calculate } from "./arithmetic.ts";
import { expandBraces } from "./braces.ts";
import { parameter, patternText, simple, type ParameterValue,
  type Operands } from "./parameters.ts";
import { parseShell } from "./parser.ts";
import { trimmed, type ShellRun } from "./run.ts";
import { doubt, type Shell } from "./state.ts";
import {
  concat, concatAll, constant, EMPTY, globbed, isKnown, UNKNOWN, type Field, type Text,
} from "./text.ts";

interface Piece {
  readonly text: Text;
  /** Neither split nor matched against file names. */
  readonly quoted: boolean;
  readonly isGlob?: boolean;
  /** In place of `text`: each is a field of its own. */
  readonly list?: readonly Field[] | null;
}

const quotedPiece = (text: Text): Piece => ({ text, quoted: true });

const ofFound = (found: ParameterValue, quoted: boolean): Piece => {
  if ("text" in found) return { text: found.text, quoted };
  const { many, joined } = found;
  if (many === null) {
    return quoted && joined ? quotedPiece(UNKNOWN) : { text: UNKNOWN, quoted, list: null };
  }
  const text = many.reduce((all: Text, one, at) =>
    (at === 0 ? one.text : concat(concat(all, [" "]), one.text)), EMPTY);
  return quoted && joined ? quotedPiece(text) : { text, quoted, list: many };
};

const operandsOf = (run: ShellRun, shell: Shell): Operands => ({
  text: (word) => expandText(run, shell, word),
  pattern: (word, lazyStar = false) => patternText(pieces(run, shell, word), lazyStar),
});

const arithmetic = (run: ShellRun, shell: Shell, part: Unbash.ArithmeticExpansionPart): Text => {
  if (/\+\+|--|\*\*|,/.test(part.text)) doubt(shell);
  if (!part.expression) return part.text.replace(/\s/g, "") === "$(())" ? ["0"] : UNKNOWN;
  const value = evaluate(run, shell, part.expression);
  return value === null ? UNKNOWN : [String(value)];
};

export const evaluate = (
  run: ShellRun, shell: Shell, expression: Unbash.ArithmeticExpression,
): bigint | null => calculate({
  shell,
  expand: ({ value, parts }) => (parts
    ? concatAll(parts.map((part) => pieceOf(run, shell, part, true).text)) : [value]),
}, expression);

function pieceOf(run: ShellRun, shell: Shell, part: Unbash.WordPart, quoted: boolean): Piece {
  switch (part.type) {
    case "Literal": return quotedPiece([part.value]);
    case "SingleQuoted": return quotedPiece([part.value]);
    case "AnsiCQuoted":
      doubt(shell);
      return quotedPiece([part.value]);
    case "LocaleString":
      doubt(shell);
      return within(run, shell, part.parts);
    case "DoubleQuoted": return within(run, shell, part.parts);
    case "SimpleExpansion": return ofFound(simple(shell, part.text), quoted);
    case "ParameterExpansion":
      return ofFound(parameter(shell, part, operandsOf(run, shell)), quoted);
    case "CommandExpansion": {
      const text = part.script ? trimmed(run.capture(shell, part.script)) : UNKNOWN;
      return { text, quoted };
    }
    case "ArithmeticExpansion": return { text: arithmetic(run, shell, part), quoted };
    case "Glob": return { text: [part.text], quoted: false, isGlob: true };
    case "ProcessSubstitution":
      doubt(shell);
      if (!part.script) return quotedPiece(UNKNOWN);
      return quotedPiece(substituted(run, shell, part.script, part.operator));
    case "ExtendedGlob":
    case "BraceExpansion":
      doubt(shell);
      return quotedPiece(UNKNOWN);
  }
}

/** The name of a pipe: what is read there is what the script inside prints. */
function substituted(
  run: ShellRun, shell: Shell, script: Unbash.ParsedScript, operator: "<" | ">",
): Text {
  const name = `/dev/fd/pipe-${run.written.size}`;
  if (operator === "<") run.written.set(name, run.capture(shell, script));
  else {
    const inner = shell.maybe();
    inner.input = { rest: UNKNOWN };
    run.capture(inner, script);
  }
  return [name];
}

const NOTHING: Field = { text: EMPTY, many: false };

/** Inside double quotes all is one text, but for `"$@"`. */
function within(run: ShellRun, shell: Shell, parts: readonly Unbash.WordPart[]): Piece {
  const inner = parts.map((part) => pieceOf(run, shell, part, true));
  const [only] = inner;
  if (inner.length === 1 && only?.list !== undefined) return only;
  if (!inner.some(({ list }) => list !== undefined)) {
    return quotedPiece(concatAll(inner.map(({ text }) => text)));
  }
  if (inner.some(({ list }) => list === null)) return { text: UNKNOWN, quoted: true, list: null };
  const fields: Field[] = [NOTHING];
  for (const { text, list } of inner) {
    const [head = NOTHING, ...tail] = list ?? [{ text, many: false }];
    const before = fields.pop() ?? NOTHING;
    const joined = concat(before.text, head.text);
    fields.push({ text: joined, many: before.many || head.many }, ...tail);
  }
  return { text: UNKNOWN, quoted: true, list: fields };
}

function pieces(run: ShellRun, shell: Shell, word: Unbash.Word): readonly Piece[] {
  if (!word.parts) return [quotedPiece([word.value])];
  return word.parts.map((part) => pieceOf(run, shell, part, false));
}

/** As in an assignment or a redirection: one text, whatever is in it. */
export function expandText(run: ShellRun, shell: Shell, word: Unbash.Word): Text {
  return concatAll(pieces(run, shell, word).map(({ text }) => text));
}

export const expandPattern = (run: ShellRun, shell: Shell, word: Unbash.Word): string | null =>
  patternText(pieces(run, shell, word), false);

export const expandParts = (
  run: ShellRun, shell: Shell, parts: readonly Unbash.WordPart[],
): Text => concatAll(parts.map((part) => pieceOf(run, shell, part, true).text));

const separators = (shell: Shell): string | null => {
  const ifs = shell.vars.has("IFS") ? shell.text("IFS") : [" \t\n"];
  return ifs === null ? " \t\n" : constant(ifs);
};

/** Null when it is unknown where it would be split. */
const split = (text: Text, ifs: string | null): readonly string[] | null => {
  if (ifs === null) return null;
  const blank = new RegExp(`[${ifs.replace(/[\\\]^-]/g, "\\$&")}]`);
  const one = constant(text);
  if (one === null) {
    const isSplit = text.some((some) => !isKnown(some) || (ifs !== "" && blank.test(some)));
    return isSplit ? null : [""];
  }
  if (ifs === "") return [one];
  const isWhite = /^[ \t\n]*$/.test(ifs);
  return isWhite ? one.split(new RegExp(`${blank.source}+`)) : one.split(blank);
};

/** Fields are built from the pieces of a word; an open one takes what comes next. */
class FieldBuilder {
  readonly done: Field[] = [];
  #open: Field | null = null;
  #isMatched = false;

  add(text: Text, isMatched: boolean, many = false): void {
    const before = this.#open;
    this.#open = { text: concat(before?.text ?? EMPTY, text), many: many || before?.many === true };
    this.#isMatched ||= isMatched;
  }

  end(): void {
    const field = this.#open;
    if (field) this.done.push(this.#isMatched ? matched(field) : field);
    this.#open = null;
    this.#isMatched = false;
  }
}

const matched = ({ text, many }: Field): Field => {
  const files = globbed(text);
  return { text: files, many: many || files !== text };
};

const addUnquoted = (fields: FieldBuilder, { text, isGlob }: Piece, ifs: string | null): void => {
  if (isGlob) {
    fields.add(text, true);
    return;
  }
  const words = split(text, ifs);
  if (words === null) fields.add(text, true, true);
  else if (constant(text) === null) fields.add(text, true);
  else {
    for (const [at, one] of words.entries()) {
      if (at > 0) fields.end();
      if (one !== "") fields.add([one], true);
    }
  }
};

const fieldsOf = (run: ShellRun, shell: Shell, word: Unbash.Word): readonly Field[] => {
  const fields = new FieldBuilder();
  const ifs = separators(shell);
  for (const piece of pieces(run, shell, word)) {
    const { list, quoted, text } = piece;
    if (list === null) fields.add(UNKNOWN, !quoted, true);
    else if (list) {
      for (const [at, one] of list.entries()) {
        if (at > 0) fields.end();
        if (quoted) fields.add(one.text, false, one.many);
        else if (one.many) fields.add(one.text, true, true);
        else addUnquoted(fields, { text: one.text, quoted: false }, ifs);
      }
    } else if (quoted) fields.add(text, false);
    else addUnquoted(fields, piece, ifs);
  }
  fields.end();
  return fields.done;
};

const hasBraces = (word: Unbash.Word): boolean =>
  word.parts?.some(({ type }) => type === "BraceExpansion") ?? false;

/** Each word that braces make, read anew as source text. */
const braced = (run: ShellRun, shell: Shell, word: Unbash.Word): readonly Field[] => {
  const texts = expandBraces(word.text);
  const command = texts && parseShell(`: ${texts.join(" ")}`).commands[0]?.command;
  if (command?.type !== "Command") return [{ text: UNKNOWN, many: true }];
  doubt(shell);
  const fields = command.args.flatMap((one) => {
    if (one.type === "Assignment") return [{ text: [one.text], many: false }];
    if (!hasBraces(one)) return fieldsOf(run, shell, one);
    return [{ text: [one.text], many: false }]; // `{a}` is nothing but itself
  });
  return shell.origin.anyShell ? [...fields, { text: [word.value], many: false }] : fields;
};

export const expandWord = (run: ShellRun, shell: Shell, word: Unbash.Word): readonly Field[] =>
  (hasBraces(word) ? braced(run, shell, word) : fieldsOf(run, shell, word));

export const expandWords = (
  run: ShellRun, shell: Shell, words: readonly Unbash.Word[],
): readonly Field[] => words.flatMap((word) => expandWord(run, shell, word));
