/**
 * Where each part of a YAML text begins and ends, from the parser's events: for edits of the bytes
 * themselves. The parser does not say where a collection ends; its bracket or its last part does.
 */
import {
  CHOMPING_MODE, COLLECTION_STYLE, EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, type Event,
} from "js-yaml";

export interface YamlRange {
  readonly start: number;
  readonly end: number;
}

/** A value; of a map's entry with its key. Offsets are of UTF-16 units, the end is exclusive. */
export interface YamlPart {
  readonly kind: "scalar" | "map" | "list";
  /** In brackets. */
  readonly isFlow: boolean;
  /** Written as one plain or quoted word, so that other words may stand in its place. */
  readonly isWord: boolean;
  /** An anchor, a tag, an alias, or a key that is not simply `key:`. */
  isMarked: boolean;
  readonly key: YamlRange | null;
  /** Of the value; null where none is written. */
  readonly start: number | null;
  end: number;
  readonly children: Map<string, YamlPart>;
}

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;

const isQuoted = ({ style }: ScalarEvent): boolean =>
  style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;

const rangeOf = (event: ScalarEvent): YamlRange => {
  const quote = isQuoted(event) ? 1 : 0;
  return { start: event.valueStart - quote, end: event.valueEnd + quote };
};

const isBlock = ({ style }: ScalarEvent): boolean =>
  style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK;

const LAST_BREAK = /(\r\n|\n|\r)(?:[ \t]*(?:\r\n|\n|\r))*[ \t]*$/;

/** Empty lines behind a text in block style are no part of it, but where it says that they are. */
const withoutEmptyLines = (text: string, event: ScalarEvent): YamlRange => {
  const { valueStart: start, valueEnd: end, chomping } = event;
  const found = chomping === CHOMPING_MODE.KEEP ? null : LAST_BREAK.exec(text.slice(start, end));
  return { start, end: found ? start + found.index + (found[1] ?? "").length : end };
};

const EXPLICIT_KEY = /(?:^|[\s[{,])\?\s+$/;

const lineBreak = (char: string | undefined): boolean => char === "\n" || char === "\r";

/** Behind the bracket that closes what ends its last part at `from`. */
const behindBracket = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && text[at] !== "}" && text[at] !== "]") {
    if (text[at] === "#") while (at < text.length && !lineBreak(text[at])) at += 1;
    else at += 1;
  }
  return Math.min(at + 1, text.length);
};

class RangeReader {
  readonly #text: string;
  readonly #open: YamlPart[] = [];
  #key: (YamlRange & { readonly name: string; readonly isMarked: boolean }) | null = null;
  root: YamlPart | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  read(event: Event): void {
    const parent = this.#open.at(-1);
    if (event.type === EVENT_ID.DOCUMENT) return;
    if (event.type === EVENT_ID.POP) this.#close();
    else if (parent?.kind === "map" && this.#key === null) this.#key = this.#keyOf(event);
    else this.#add(this.#partOf(event), parent, event);
  }

  #keyOf(event: Event) {
    if (event.type !== EVENT_ID.SCALAR) return { name: "", start: 0, end: 0, isMarked: true };
    const range = rangeOf(event);
    const isMarked = event.anchorStart >= 0 || event.tagStart >= 0
      || EXPLICIT_KEY.test(this.#text.slice(Math.max(0, range.start - 80), range.start));
    return { name: getScalarValue(this.#text, event), ...range, isMarked };
  }

  #partOf(event: Event): Omit<YamlPart, "key"> {
    const bare = { isFlow: false, isWord: false, isMarked: true, children: new Map() };
    if (event.type === EVENT_ID.SCALAR) {
      const isMarked = event.anchorStart >= 0 || event.tagStart >= 0;
      const isWord = isQuoted(event) || event.style === SCALAR_STYLE.PLAIN;
      if (event.valueStart < 0) return { ...bare, kind: "scalar", isMarked, start: null, end: -1 };
      const range = isBlock(event) ? withoutEmptyLines(this.#text, event) : rangeOf(event);
      return { ...bare, kind: "scalar", isMarked, isWord, ...range };
    }
    if (event.type !== EVENT_ID.MAPPING && event.type !== EVENT_ID.SEQUENCE) {
      const end = event.type === EVENT_ID.ALIAS ? event.anchorEnd : -1;
      return { ...bare, kind: "scalar", start: end < 0 ? null : end, end };
    }
    return { ...bare, kind: event.type === EVENT_ID.MAPPING ? "map" : "list",
      isFlow: event.style === COLLECTION_STYLE.FLOW,
      isMarked: event.anchorStart >= 0 || event.tagStart >= 0, start: event.start,
      end: event.start + 1 };
  }

  #add(found: Omit<YamlPart, "key">, parent: YamlPart | undefined, event: Event): void {
    const key = this.#key;
    const part: YamlPart = { ...found, key };
    // What is not written ends with its key and colon.
    if (part.start === null && key !== null) part.end = this.#text.indexOf(":", key.end) + 1;
    if (key?.isMarked === true && parent) parent.isMarked = true;
    parent?.children.set(key?.name ?? String(parent.children.size), part);
    this.#key = null;
    if (parent === undefined) this.root = part;
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) this.#open.push(part);
    else if (parent) parent.end = Math.max(parent.end, part.end);
  }

  #close(): void {
    const done = this.#open.pop();
    if (done === undefined) return; // of the document
    if (done.isFlow) done.end = behindBracket(this.#text, done.end);
    const parent = this.#open.at(-1);
    if (parent) parent.end = Math.max(parent.end, done.end);
  }
}

/** Of one document that has been read before; null of an empty one. */
export const yamlRanges = (text: string): YamlPart | null => {
  const reader = new RangeReader(text);
  for (const event of parseEvents(text, {})) reader.read(event);
  return reader.root;
};
