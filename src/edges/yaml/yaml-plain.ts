/**
 * The plain half of YAML, read three times as fast as all of it: block maps of scalars, `{…}` of
 * scalars on one line, and lists of those. It answers only where js-yaml would say the same, and a
 * property test holds the two to each other; at the first doubt it refuses, and js-yaml reads.
 */
import type { YamlReader } from "../../engine/host-file/host-file-source.ts";

/** Not an error: the text needs the whole reader, to be read or to be explained. */
export class NotPlain extends Error {}

type PlainMap = Record<string, unknown>;

const refuse = (): never => {
  throw new NotPlain();
};

const COMMENT = "(?: +#[ -~]*)?";
const QUOTED = '"[ !#-\\[\\]-~]*"';
const WORD = "-?[A-Za-z0-9_/][\\w./@+-]*";
const TEXT = "-?[A-Za-z0-9_/][\\w./@+,-]*(?: [\\w./@+,-]+)*";
const KEY = `[A-Za-z][\\w./@-]*|${QUOTED}`;
const FLOW = "\\{[ !-~]*\\}";
const HEAD = `^( *)(?:(- +)|(${KEY}):(?: +|$))`;
const LINE = new RegExp(`${HEAD}(${QUOTED}|${FLOW}|${TEXT})?${COMMENT} *$`);
const NOTHING = /^ *(?:#[ -~]*)?$/;
/** A map within a map on one line, and none within that. */
const INNER = `\\{(?:[ !#-z|~]|${QUOTED})*\\}`;
const PAIR = ` *(${KEY}): +(${QUOTED}|${WORD}|${INNER}) *(,|\\}$)`;

const INTEGER = /^(?:0|-?[1-9][0-9]*)$/;
const DEEPEST = 8;
const LONGEST_LINE = 4096;
const SPECIAL = /^(?:null|true|false|constructor|prototype)$/i;
const NO_KEY = /^(?:[_<]|(?:null|true|false|constructor|prototype)$)/i;

const scalar = (source: string): string | number => {
  if (source.startsWith('"')) return source.slice(1, -1);
  if (SPECIAL.test(source)) return refuse();
  if (!INTEGER.test(source)) return source;
  const number = Number(source);
  return Number.isSafeInteger(number) ? number : source;
};

const put = (map: PlainMap, source: string, value: unknown): void => {
  const key = source.startsWith('"') ? source.slice(1, -1) : source;
  if (NO_KEY.test(key) || key in map) refuse(); // or in every object: js-yaml knows
  map[key] = value;
};

const valueOf = (source: string): unknown =>
  (source.startsWith("{") ? flowMap(source) : scalar(source));

const flowMap = (source: string): PlainMap => {
  const map: PlainMap = {};
  const pair = new RegExp(PAIR, "y");
  pair.lastIndex = 1;
  for (;;) {
    const [, key = "", value = "", end = ""] = pair.exec(source) ?? refuse();
    put(map, key, valueOf(value));
    if (end === "}") return map;
  }
};

/** A map or list that is open at its column. */
interface NestingLevel {
  readonly column: number;
  readonly into: PlainMap | unknown[];
}

class PlainReader {
  readonly #root: PlainMap = {};
  /** The innermost of the levels. */
  #level: NestingLevel = { column: 0, into: this.#root };
  readonly #levels: NestingLevel[] = [this.#level];
  /** The key that is still without a value, and the map it belongs to. */
  #open: { readonly map: PlainMap; readonly key: string; readonly column: number } | null = null;

  line(text: string): void {
    if (text.length > LONGEST_LINE) refuse(); // LINE tries each end of a map anew
    const found = LINE.exec(text);
    if (found === null) return NOTHING.test(text) ? undefined : refuse();
    const { 1: indent = "", 2: dash, 3: key, 4: source } = found;
    const level = this.#levelAt(indent.length, dash !== undefined);
    if (Array.isArray(level)) {
      if (dash === undefined || source === undefined) return refuse();
      level.push(valueOf(source));
    } else if (key === undefined) refuse();
    else if (source === undefined) {
      put(level, key, null);
      const plain = key.startsWith('"') ? key.slice(1, -1) : key;
      this.#open = { map: level, key: plain, column: indent.length };
    } else put(level, key, valueOf(source));
  }

  end(): PlainMap {
    if (this.#open !== null || Object.keys(this.#root).length === 0) refuse();
    return this.#root;
  }

  #levelAt(column: number, isList: boolean): PlainMap | unknown[] {
    if (this.#open !== null) return this.#descend(column, isList);
    while (this.#level.column > column) {
      this.#levels.pop();
      this.#level = this.#levels[this.#levels.length - 1] ?? refuse();
    }
    const { into } = this.#level;
    if (this.#level.column !== column || Array.isArray(into) !== isList) return refuse();
    return into;
  }

  #descend(column: number, isList: boolean): PlainMap | unknown[] {
    const open = this.#open ?? refuse();
    if (column <= open.column) return refuse();
    const into: PlainMap | unknown[] = isList ? [] : {};
    open.map[open.key] = into;
    if (this.#levels.length === DEEPEST) return refuse();
    this.#level = { column, into };
    this.#levels.push(this.#level);
    this.#open = null;
    return into;
  }
}

/** Throws NotPlain for whatever it does not take, and for every question about places. */
export const readPlainYaml: YamlReader = (text) => {
  const reader = new PlainReader();
  for (const line of text.split("\n")) reader.line(line);
  return { value: reader.end(), placeOf: refuse };
};
