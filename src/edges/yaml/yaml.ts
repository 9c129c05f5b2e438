/**
 * YAML by js-yaml, cut down to what a host file needs: text, whole numbers, booleans, null, lists
 * and maps. No merge keys, no tags that build objects, no keys that reach into prototypes.
 */
import {
  boolCoreTag, constructFromEvents, defineMappingTag, defineScalarTag, defineSequenceTag, EVENT_ID,
  FAILSAFE_SCHEMA, NOT_RESOLVED, nullCoreTag, parseEvents, YAMLException, type Event,
} from "js-yaml";
import { VexorError, type ErrorCode } from "../../engine/model/errors.ts";
import { LIMITS, type YamlReader } from "../../engine/host-file/host-file-source.ts";
import { quote, quoteKey } from "../../formats/quote.ts";
import { unclosedIn } from "./yaml-unclosed.ts";
import { collectionKey, keyAt, placeAt, YamlPlaces, startOf } from "./yaml-places.ts";

const PLAIN_INTEGER = /^(0|-?[1-9][0-9]*)$/;
const REFUSED_KEYS = new Set(["__proto__", "constructor", "prototype"]);
// js-yaml counts levels differently for text and for empty lists: here it only guards the stack,
// and `checkDepth` counts.
const STACK_GUARD = 2 * LIMITS.depth;
const DUPLICATE = "duplicated mapping key";
const TOO_DEEP = `nested deeper than ${LIMITS.depth} levels`;
const NOT_TEXT = "a key must be text";

const intTag = defineScalarTag("tag:yaml.org,2002:int", {
  implicit: true,
  implicitFirstChars: [..."-0123456789"],
  resolve: (source) => {
    const number = PLAIN_INTEGER.test(source) ? Number(source) : NaN;
    return Number.isSafeInteger(number) ? number : NOT_RESOLVED;
  },
  identify: () => false,
});

const refusal = (key: unknown): string => {
  if (typeof key !== "string" && typeof key !== "number") return NOT_TEXT;
  if (key === "<<") return "merge keys (<<) are not taken; use extends: for what files share";
  if (REFUSED_KEYS.has(String(key))) return `the key ${quote(String(key))} is not taken`;
  return "";
};

const mapTag = defineMappingTag<Record<string, unknown>>("tag:yaml.org,2002:map", {
  create: () => ({}),
  addPair: (map, key, value) => {
    const problem = refusal(key);
    if (problem === "") map[String(key)] = value;
    return problem;
  },
  has: (map, key) => (typeof key === "string" || typeof key === "number") &&
    Object.hasOwn(map, String(key)),
  keys: (map) => Object.keys(map),
  get: (map, key) => map[String(key)],
  finalize: (map) => map,
  identify: () => false,
});

// A finalize, even one that does nothing, makes js-yaml refuse a list or map inside itself.
const seqTag = defineSequenceTag<unknown[]>("tag:yaml.org,2002:seq", {
  create: () => [],
  addItem: (list, item) => {
    list.push(item);
  },
  finalize: (list) => list,
  identify: () => false,
});

const SCHEMA = FAILSAFE_SCHEMA.withTags(nullCoreTag, boolCoreTag, intTag, mapTag, seqTag);

const fail = (
  code: ErrorCode, text: string, file: string, offset: number, message: string,
): VexorError => new VexorError(code, message, { place: placeAt(text, offset, file) });

/** What it says where a bracket or a quote was to be closed before. */
const WANTS_END = /flow collection|quoted scalar|indentation/;

const unclosed = (error: YAMLException, text: string, file: string): VexorError | null => {
  const open = WANTS_END.test(error.reason) ? unclosedIn(text) : null;
  return open && fail("YAML_SYNTAX", text, file, open.at,
    `not valid YAML: the ${open.sign} that opens here is not closed`);
};

/** js-yaml names aliases and tags, which may be any text of a file that is not YAML. */
const unquoted = (reason: string): string =>
  reason.replace(/"([^"]*)"|<[^>]*>/g, (_, word?: string) => quoteKey(word ?? ""));

/** js-yaml's own words, with the first of two keys named where it knows only the second. */
const translate = (
  error: unknown, text: string, file: string, events: readonly Event[],
): unknown => {
  if (!(error instanceof YAMLException)) return error;
  const offset = error.mark?.position ?? 0;
  if (error.reason.includes("maxDepth")) {
    return fail("HOST_FILE_LIMIT", text, file, offset, TOO_DEEP);
  }
  const open = unclosed(error, text, file);
  if (open !== null) return open;
  const key = keyAt(text, events, offset);
  const isLost = error.reason === NOT_TEXT && offset === 0;
  const at = (isLost ? collectionKey(text, events) : null) ?? key?.start ?? offset;
  if (error.reason.startsWith("recursive alias")) {
    return fail("YAML_SYNTAX", text, file, offset - 1, "an alias stands inside what it names");
  }
  if (error.reason !== DUPLICATE || key === null) {
    return fail("YAML_SYNTAX", text, file, at, `not valid YAML: ${unquoted(error.reason)}`);
  }
  const line = key.first === null ? "?" : placeAt(text, key.first, file).line;
  return fail("YAML_SYNTAX", text, file, at,
    `duplicate key ${quoteKey(key.key)}; line ${line} has it already`);
};

const guard = <T>(text: string, file: string, events: readonly Event[], work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw translate(error, text, file, events);
  }
};

const checkDepth = (text: string, file: string, events: readonly Event[]): void => {
  let depth = 0;
  for (const event of events) {
    // A document is counted like a level and is closed like one: it is level 0.
    if (event.type === EVENT_ID.POP) depth -= 1;
    else if (event.type !== EVENT_ID.SCALAR && event.type !== EVENT_ID.ALIAS) depth += 1;
    if (depth - 1 > LIMITS.depth) {
      throw fail("HOST_FILE_LIMIT", text, file, startOf(event), TOO_DEEP);
    }
  }
};

const checkAliases = (text: string, file: string, events: readonly Event[]): void => {
  const aliases = events.filter((event) => event.type === EVENT_ID.ALIAS);
  const excess = aliases[LIMITS.aliases];
  if (excess === undefined) return;
  throw fail("HOST_FILE_LIMIT", text, file, startOf(excess),
    `${aliases.length} aliases; a host file may use ${LIMITS.aliases}`);
};

const checkOneDocument = (text: string, file: string, events: readonly Event[]): void => {
  const starts = events.flatMap((event, i) => (event.type === EVENT_ID.DOCUMENT ? [i] : []));
  if (starts.length < 2) return;
  const content = events[(starts[1] ?? 0) + 1];
  const offset = content === undefined ? -1 : startOf(content);
  throw fail("YAML_SYNTAX", text, file, Math.max(offset, 0),
    `${starts.length} documents in one file; a host file is exactly one`);
};

export const readYaml: YamlReader = (text, file) => {
  const events = guard(text, file, [], () => parseEvents(text, { maxDepth: STACK_GUARD }));
  checkDepth(text, file, events);
  checkAliases(text, file, events);
  checkOneDocument(text, file, events);
  const [value = null] = guard(text, file, events, () =>
    constructFromEvents(events, { source: text, schema: SCHEMA }));
  let places: YamlPlaces | null = null;
  return {
    value,
    placeOf: (pointer, part = "key") =>
      (places ??= new YamlPlaces(text, file, events)).find(pointer, part),
  };
};
