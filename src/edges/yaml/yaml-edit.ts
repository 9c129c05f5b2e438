/**
 * A YAML text that says something else in one place, and is the same bytes everywhere else. YAML is
 * never printed anew: that loses comments, columns, quotes and line ends. New bytes are put between
 * the old ones, in the style that is found there; the result is read again, and must say exactly
 * what was wanted. Where that cannot be had, a person writes it.
 */
import { isDeepStrictEqual } from "node:util";
import { VexorError } from "../../engine/model/errors.ts";
import {
  endOfLine, flowText, indentAt, keyText, lineBreakBefore, linesOf, scalarText, startOfLine,
  startOfNextLine,
} from "./yaml-text.ts";
import { placeAt } from "./yaml-places.ts";
import { yamlRanges, type YamlPart } from "./yaml-ranges.ts";
import { readYaml } from "./yaml.ts";

type YamlMap = Readonly<Record<string, unknown>>;

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text with its name, which errors give with the place. */
interface Source {
  readonly text: string;
  readonly file: string;
}

const isMap = (value: unknown): value is YamlMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const refuse = ({ text, file }: Source, at: number, why: string): never => {
  throw new VexorError("HOST_FILE_EDIT", `this cannot be edited byte by byte: ${why}`,
    { place: placeAt(text, Math.max(at, 0), file) });
};

const placeOf = (part: YamlPart): number => part.key?.start ?? part.start ?? 0;

const lastOf = (part: YamlPart): YamlPart | undefined => [...part.children.values()].at(-1);

const insert = (at: number, text: string): Splice => ({ start: at, end: at, text });

/** Where a line begins behind the line on which a part ends; that line holds nothing after it. */
const behind = (of: Source, { end }: YamlPart): number => {
  if (end > 0 && startOfLine(of.text, end) === end) return end; // a text in block style
  if (!/^(?:[ \t]+#.*|[ \t]*)$/.test(of.text.slice(end, endOfLine(of.text, end)))) {
    refuse(of, end, "something else stands on the same line");
  }
  return startOfNextLine(of.text, end);
};

/** As lines end just before `at`; at the end of a text without one, as its first line does. */
const breakAt = (text: string, at: number): string =>
  lineBreakBefore(text, at) || (/\r\n|\n|\r/.exec(text)?.[0] ?? "\n");

/** A last line without an end stays the last but one, and the new last line is without. */
const asLines = (of: Source, at: number, lines: readonly string[]): Splice => {
  const lineBreak = breakAt(of.text, at);
  return insert(at, lineBreakBefore(of.text, at) === "" ? lineBreak + lines.join(lineBreak)
    : lines.map((line) => line + lineBreak).join(""));
};

/** Of the entries of a block: the column of their keys or dashes. */
const indentOf = (of: Source, at: number): string =>
  indentAt(of.text, at) ?? refuse(of, at, "it is not indented by spaces alone");

const refuseCommentedFlow = (of: Source, part: YamlPart): void => {
  const inside = of.text.slice(part.start ?? 0, part.end);
  if (/[\r\n]/.test(inside) && inside.includes("#")) {
    refuse(of, placeOf(part), "it is in brackets over several lines, with comments");
  }
};

/** In brackets, behind the last entry. */
const intoFlow = (of: Source, part: YamlPart, entries: readonly string[]): readonly Splice[] => {
  refuseCommentedFlow(of, part);
  const last = lastOf(part);
  return last === undefined ? [insert((part.start ?? 0) + 1, entries.join(", "))]
    : [insert(last.end, entries.map((entry) => `, ${entry}`).join(""))];
};

const isJson = (of: Source, part: YamlPart): boolean => {
  const [first] = part.children.values();
  return first?.key ? of.text[first.key.start] === "\"" : false;
};

/** New entries of a map; `depth` says how deep they are written as blocks. */
const addToMap = (
  of: Source, part: YamlPart, added: readonly (readonly [string, unknown])[], depth: number,
): readonly Splice[] => {
  if (added.length === 0) return [];
  if (part.isFlow) {
    const json = isJson(of, part);
    return intoFlow(of, part, added.map(([name, value]) =>
      `${json ? JSON.stringify(name) : keyText(name)}: ${flowText(value, json)}`));
  }
  const [first] = part.children.values();
  const last = lastOf(part);
  if (!first?.key || !last) return refuse(of, placeOf(part), "it is empty");
  const indent = indentOf(of, first.key.start);
  const lines = added.flatMap(([name, value]) =>
    linesOf(`${keyText(name)}:`, value, depth).map((line) => indent + line));
  return [asLines(of, behind(of, last), lines)];
};

const addToList = (
  of: Source, part: YamlPart, added: readonly unknown[],
): readonly Splice[] => {
  if (added.length === 0) return [];
  if (part.isFlow) return intoFlow(of, part, added.map((value) => flowText(value, false)));
  const last = lastOf(part);
  if (!last || part.start === null) return refuse(of, placeOf(part), "it is empty");
  const indent = indentOf(of, part.start);
  const lines = added.flatMap((value) => linesOf("-", value, 1).map((line) => indent + line));
  return [asLines(of, behind(of, last), lines)];
};

/** The first of the comment lines that stand right above, at the same column. */
const withComments = (text: string, line: number, indent: string): number => {
  if (line === 0) return line;
  const above = startOfLine(text, line - lineBreakBefore(text, line).length);
  return text.startsWith(`${indent}#`, above) ? withComments(text, above, indent) : line;
};

const DASH = /^ *-[ ]+$/;

/** The lines of an entry in a block, with the comments above it. */
const removeLines = (of: Source, at: number, part: YamlPart): Splice => {
  const line = startOfLine(of.text, at);
  const indent = of.text.slice(line, at);
  if (/[^ ]/.test(indent)) refuse(of, at, "something else stands on the same line");
  return { start: withComments(of.text, line, indent), end: behind(of, part), text: "" };
};

const removeFromFlow = (of: Source, parent: YamlPart, part: YamlPart): Splice => {
  refuseCommentedFlow(of, parent);
  const all = [...parent.children.values()];
  const at = all.indexOf(part);
  const [previous, next] = [all[at - 1], all[at + 1]];
  if (next) return { start: placeOf(part), end: placeOf(next), text: "" };
  return previous ? { start: previous.end, end: part.end, text: "" }
    : refuse(of, placeOf(part), "nothing else would be left in the brackets");
};

const removeEntry = (of: Source, map: YamlPart, part: YamlPart): Splice => {
  if (map.isFlow) return removeFromFlow(of, map, part);
  const at = placeOf(part);
  const prefix = of.text.slice(startOfLine(of.text, at), at);
  const next = [...map.children.values()][1];
  const isFirst = DASH.test(prefix) && next?.key && map.children.values().next().value === part;
  if (!isFirst) return removeLines(of, at, part);
  const between = of.text.slice(part.end, next.key.start);
  if (between.includes("#")) refuse(of, at, "a comment would go with it");
  return { start: at, end: next.key.start, text: "" };
};

const removeItem = (of: Source, list: YamlPart, part: YamlPart): Splice => {
  if (list.isFlow) return removeFromFlow(of, list, part);
  const at = part.start ?? refuse(of, list.start ?? 0, "an entry is empty");
  const line = startOfLine(of.text, at);
  const prefix = of.text.slice(line, at);
  if (!DASH.test(prefix)) refuse(of, at, "the entry does not begin behind its dash");
  return removeLines(of, line + prefix.indexOf("-"), part);
};

/** A plain value becomes the first of a map: `10` is then `value: 10`, the same bytes. */
const wrap = (
  of: Source, part: YamlPart, parent: YamlPart, to: YamlMap,
): readonly Splice[] => {
  const [[name = "", own] = [], ...added] = Object.entries(to);
  if (part.start === null || part.key === null || own === undefined) {
    return refuse(of, placeOf(part), "there is no value");
  }
  if (parent.isFlow) {
    const json = isJson(of, parent);
    const key = json ? JSON.stringify(name) : name;
    const tail = added.map(([one, value]) =>
      `, ${json ? JSON.stringify(one) : one}: ${flowText(value, json)}`).join("");
    return [insert(part.start, `{${key}: `), insert(part.end, `${tail}}`)];
  }
  const indent = `${indentOf(of, part.key.start)}  `;
  const colon = of.text.indexOf(":", part.key.end) + 1;
  const lines = added.flatMap(([one, value]) =>
    linesOf(`${keyText(one)}:`, value, 0).map((line) => indent + line));
  const at = behind(of, part);
  return [insert(colon, `${breakAt(of.text, at)}${indent}${name}:`), asLines(of, at, lines)];
};

const mapSplices = (
  of: Source, part: YamlPart, from: YamlMap, to: YamlMap, depth: number,
): readonly Splice[] => {
  const gone = Object.keys(from).filter((name) => !Object.hasOwn(to, name));
  if (gone.length === part.children.size) refuse(of, placeOf(part), "nothing would be left of it");
  const child = (name: string): YamlPart =>
    part.children.get(name) ?? refuse(of, placeOf(part), "its keys are not plain");
  return [
    ...gone.map((name) => removeEntry(of, part, child(name))),
    ...Object.keys(from).filter((name) => Object.hasOwn(to, name)).flatMap((name) =>
      splicesFor(of, child(name), part, from[name], to[name], depth - 1)),
    ...addToMap(of, part, Object.entries(to).filter(([name]) => !Object.hasOwn(from, name)),
      depth - 1),
  ];
};

/** Entries are changed in their places, or some are gone, or some have come at the end. */
const listSplices = (
  of: Source, part: YamlPart, from: readonly unknown[], to: readonly unknown[], depth: number,
): readonly Splice[] => {
  const child = (at: number): YamlPart =>
    part.children.get(String(at)) ?? refuse(of, placeOf(part), "an entry is not plain");
  if (to.length >= from.length) {
    return [...from.flatMap((one, at) =>
      splicesFor(of, child(at), part, one, to[at], depth - 1)),
    ...addToList(of, part, to.slice(from.length))];
  }
  const left = [...to];
  const gone = from.flatMap((one, at) => {
    if (!isDeepStrictEqual(one, left[0])) return [at];
    left.shift();
    return [];
  });
  if (left.length > 0 || gone.length === from.length) {
    refuse(of, placeOf(part), "its entries would come in another order");
  }
  return gone.map((at) => removeItem(of, part, child(at)));
};

const splicesFor = (
  of: Source, part: YamlPart, parent: YamlPart, from: unknown, to: unknown, depth: number,
): readonly Splice[] => {
  if (isDeepStrictEqual(from, to)) return [];
  if (part.isMarked) refuse(of, placeOf(part), "it has an anchor, an alias, a tag or a `?`");
  if (isMap(from) && isMap(to)) return mapSplices(of, part, from, to, depth);
  if (Array.isArray(from) && Array.isArray(to)) return listSplices(of, part, from, to, depth);
  if (part.kind !== "scalar") refuse(of, placeOf(part), "it would be of another kind");
  if (isMap(to) && isDeepStrictEqual(Object.values(to)[0], from)) {
    return wrap(of, part, parent, to);
  }
  if (part.start === null || !part.isWord || typeof to === "object") {
    return refuse(of, placeOf(part), "its value is not one word");
  }
  return [{ start: part.start, end: part.end, text: scalarText(to) }];
};

const spliced = (of: Source, splices: readonly Splice[]): string => {
  const inOrder = splices.toSorted((one, other) => one.start - other.start);
  let at = 0;
  let out = "";
  for (const { start, end, text } of inOrder) {
    if (start < at) refuse(of, start, "two edits would meet there");
    out += of.text.slice(at, start) + text;
    at = end;
  }
  return out + of.text.slice(at);
};

/** A section, an entry of it, and what stands in that; what is new below that is in brackets. */
const BLOCKS = 3;
const BOM = "\uFEFF";

/**
 * The text with what it says turned into `wanted`, a map; all else in it stays, byte for byte.
 * Throws HOST_FILE_EDIT, with the place that cannot be edited so, and what reading it throws.
 */
export const editYaml = (whole: string, file: string, wanted: YamlMap): string => {
  const mark = whole.startsWith(BOM) ? BOM : "";
  const of: Source = { text: whole.slice(mark.length), file };
  const { value } = readYaml(of.text, file);
  const root = yamlRanges(of.text) ?? refuse(of, 0, "it is empty");
  const edited = spliced(of, splicesFor(of, root, root, value, wanted, BLOCKS));
  if (!isDeepStrictEqual(saidBy(edited, file), wanted)) {
    refuse(of, placeOf(root), "with new bytes between the old ones, it would not say just that");
  }
  return mark + edited;
};

const saidBy = (text: string, file: string): unknown => {
  try {
    return readYaml(text, file).value;
  } catch (error) {
    if (error instanceof VexorError) return error;
    throw error;
  }
};
