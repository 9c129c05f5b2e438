/**
 * Where keys and values stand in a YAML text, from the parser's events. Only errors ask for it, so
 * nothing here runs for a good file.
 */
import { EVENT_ID, getScalarValue, SCALAR_STYLE, type Event } from "js-yaml";
import type { SourceLocation } from "../../engine/model/errors.ts";
import type { Pointer } from "../../engine/host-file/host-file-source.ts";

/** An offset as line and column, both from 1. */
export const placeAt = (text: string, offset: number, file: string): SourceLocation => {
  let line = 1;
  let start = 0;
  for (const found of text.slice(0, offset).matchAll(/\r\n|\r|\n/g)) {
    line += 1;
    start = found.index + found[0].length;
  }
  return { file, line, column: offset - start + 1 };
};

/** Offset of an event's first character; -1 for a value that is not written at all. */
export const startOf = (event: Event): number => {
  switch (event.type) {
    case EVENT_ID.ALIAS:
      return event.anchorStart - 1;
    case EVENT_ID.SCALAR: {
      const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED ||
        event.style === SCALAR_STYLE.DOUBLE_QUOTED;
      return quoted ? event.valueStart - 1 : event.valueStart;
    }
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return event.start;
    default:
      return -1;
  }
};

interface PlaceNode {
  readonly key: number;
  value: number;
  readonly children: Map<string, PlaceNode>;
}

/** A mapping or sequence whose children are being read. */
interface Frame {
  readonly node: PlaceNode;
  readonly isMap: boolean;
  /** The child whose value comes next; null when a key comes next. */
  pending: PlaceNode | null;
  index: number;
}

const newNode = (key: number): PlaceNode => ({ key, value: key, children: new Map() });

const open = (frame: Frame, at: number): PlaceNode => {
  const child = newNode(at);
  frame.node.children.set(String(frame.index++), child);
  return child;
};

/** `name` is null for a key that is not text, such as a list. */
type KeySeen = (frame: Frame, name: string | null, event: Event) => void;

const addKey = (frame: Frame, name: string | null, event: Event, seen?: KeySeen): PlaceNode => {
  seen?.(frame, name, event);
  frame.pending = newNode(startOf(event));
  if (name !== null) frame.node.children.set(name, frame.pending);
  return frame.pending;
};

/** The node of the value that begins at this offset. */
const begin = (frame: Frame | undefined, root: PlaceNode, at: number): PlaceNode => {
  if (frame === undefined) {
    root.value = at;
    return root;
  }
  if (frame.pending === null) return open(frame, at);
  const node = frame.pending;
  frame.pending = null;
  if (at >= 0) node.value = at;
  return node;
};

/** The text that a scalar or an alias to one stands for; remembers anchors as they pass. */
const nameOf = (text: string, event: Event, anchors: Map<string, string>): string | null => {
  if (event.type === EVENT_ID.ALIAS) {
    return anchors.get(text.slice(event.anchorStart, event.anchorEnd)) ?? null;
  }
  if (event.type !== EVENT_ID.SCALAR) return null;
  const name = getScalarValue(text, event);
  if (event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), name);
  return name;
};

const build = (text: string, events: readonly Event[], seen?: KeySeen): PlaceNode => {
  const root = newNode(0);
  const frames: Frame[] = [];
  const anchors = new Map<string, string>();
  for (const event of events) {
    const frame = frames.at(-1);
    if (event.type === EVENT_ID.DOCUMENT) continue;
    if (event.type === EVENT_ID.POP) {
      frames.pop();
      continue;
    }
    const name = nameOf(text, event, anchors);
    const isKey = frame !== undefined && frame.isMap && frame.pending === null;
    const node = isKey ? addKey(frame, name, event, seen) : begin(frame, root, startOf(event));
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
      const isMap = event.type === EVENT_ID.MAPPING;
      frames.push({ node: isKey ? newNode(startOf(event)) : node, isMap, pending: null, index: 0 });
    }
  }
  return root;
};

interface SeenKey {
  readonly key: string;
  readonly start: number;
  /** Where the same map has it before. */
  readonly first: number | null;
}

/** Offsets by which the parser may name this event: its tag, its anchor, its first character. */
const offsetsOf = (event: Event): number[] => {
  if (event.type === EVENT_ID.ALIAS) return [event.anchorStart];
  if (event.type !== EVENT_ID.SCALAR) return [];
  return [event.tagStart, event.anchorStart, event.valueStart];
};

/** The key that the parser places at `offset`. */
export const keyAt = (text: string, events: readonly Event[], offset: number): SeenKey | null => {
  let found: SeenKey | null = null;
  build(text, events, (frame, name, event) => {
    if (!offsetsOf(event).includes(offset)) return;
    const first = name === null ? null : (frame.node.children.get(name)?.key ?? null);
    found = { key: name ?? "", start: startOf(event), first };
  });
  return found;
};

/** Offset of the first list or map that is used as a key: the parser loses that place. */
export const collectionKey = (text: string, events: readonly Event[]): number | null => {
  let found: number | null = null;
  build(text, events, (_frame, _name, event) => {
    const isScalar = event.type === EVENT_ID.SCALAR || event.type === EVENT_ID.ALIAS;
    if (!isScalar) found ??= startOf(event);
  });
  return found;
};

export class YamlPlaces {
  readonly #text: string;
  readonly #file: string;
  readonly #root: PlaceNode;

  constructor(text: string, file: string, events: readonly Event[]) {
    this.#text = text;
    this.#file = file;
    this.#root = build(text, events);
  }

  find(pointer: Pointer, part: "key" | "value"): SourceLocation {
    let node = this.#root;
    let complete = true;
    for (const step of pointer) {
      const next = node.children.get(String(step));
      complete = next !== undefined;
      if (next === undefined) break;
      node = next;
    }
    const offset = part === "value" && complete ? node.value : node.key;
    return placeAt(this.#text, Math.max(offset, 0), this.#file);
  }
}
