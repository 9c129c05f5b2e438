/** What the schema's validator reports, in sentences that say what was found and wanted. */
import { VexorError, type ErrorCode, type SourceLocation } from "../model/errors.ts";
import type { Pointer, YamlDocument } from "./host-file-source.ts";
import { refuseAnother, type NeededKey } from "./another-file.ts";
import { suggest } from "./suggest.ts";
import type { Sections } from "./section.ts";
import { quote, quoteKey } from "../../formats/quote.ts";
import { found, list, shown, shownAt, tooLong, typeHint, type SchemaPart } from "./schema-words.ts";

/** One entry of the validator's `errors`; `verbose` adds the schema and the data. */
export interface SchemaProblem {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly propertyName?: string;
  readonly schema?: unknown;
  readonly parentSchema?: SchemaPart;
  readonly data?: unknown;
}

interface SchemaFinding {
  readonly message: string;
  readonly hint: string | null;
  readonly pointer: Pointer;
  readonly part: "key" | "value";
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  integer: "a whole number", string: "text", object: "a map", array: "a list",
};

const pointerOf = (path: string): string[] =>
  path.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** What a message calls a place in the file, as the sections there want it. */
interface PlaceWords {
  /** `mode`, `webhooks[1].url`; `KEY/NAME` where an entry's key is its setting's address. */
  nameOf(at: Pointer): string;
  /** ` in …`; nothing for the file itself. */
  inside(at: Pointer): string;
  /** For a key that is unknown at the top of the file. */
  hintFor(strayKey: string): string | null;
}

const wordsOf = (sections: Sections): PlaceWords => {
  const addressed = new Set(sections.filter((one) => one.isAddressed).map(({ key }) => key));
  const nameOf = (pointer: Pointer): string => {
    const [section, ...rest] = pointer.map(String);
    if (section === undefined) return "the file";
    const isAddress = addressed.has(section) && rest.length > 0;
    const [head, steps] = isAddress ? [`${section}/${rest[0]}`, rest.slice(1)] : [section, rest];
    return head + steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join("");
  };
  return {
    nameOf,
    inside: (at) => (at.length === 0 ? "" : ` in ${nameOf(at)}`),
    hintFor: (key) => sections.map((one) => one.hintFor?.(key) ?? null).find(Boolean) ?? null,
  };
};

type DescribeProblem = (problem: SchemaProblem, at: Pointer, words: PlaceWords) =>
  Omit<SchemaFinding, "pointer"> & {
  readonly pointer?: Pointer;
};

const unknownKey: DescribeProblem = (problem, at, words) => {
  const key = String(problem.params["additionalProperty"]);
  const known = Object.keys(problem.parentSchema?.properties ?? {});
  const meant = suggest(key, known);
  const advice = meant === null ? "" : `; did you mean ${quote(meant)}?`;
  const refused = problem.parentSchema?.["x-refused"]?.[key];
  if (refused !== undefined) {
    const message = `${quote(key)} is not allowed${words.inside(at)}`;
    return { message, hint: refused, pointer: [...at, key], part: "key" };
  }
  const knownHere = `Known here: ${known.join(", ")}.`;
  const hint = (at.length === 0 && meant === null ? words.hintFor(key) : null) ?? knownHere;
  const message = `unknown key ${quoteKey(key)}${words.inside(at)}${advice}`;
  return { message, hint, pointer: [...at, key], part: "key" };
};

const wrongType: DescribeProblem = ({ params, parentSchema, data }, at, { nameOf }) => {
  const types = [params["type"]].flat().map(String);
  const wanted = list(types.map((type) => TYPE_WORDS[type] ?? type), "or");
  const hint = typeHint(parentSchema, types, data);
  const message = `${nameOf(at)} must be ${wanted}; found ${found(parentSchema, at, data)}`;
  return { message, hint, part: "value" };
};

const wrongWord: DescribeProblem = ({ parentSchema, params, data }, at, { nameOf }) => {
  const words = parentSchema?.enum ?? [params["allowedValue"]];
  const meant = typeof data === "string" ? suggest(data, words.map(String)) : null;
  const advice = meant === null || words.length < 2 ? "" : `; did you mean ${quote(meant)}?`;
  const wanted = list(words.map(shown), "or");
  const message = `${nameOf(at)} must be ${wanted}; found ${shownAt(at, data)}${advice}`;
  return { message, hint: null, part: "value" };
};

const missingKey: DescribeProblem = ({ params }, at, { nameOf }) => {
  const key = quote(String(params["missingProperty"]));
  return { message: `${nameOf(at)} needs the key ${key}`, hint: null, part: "key" };
};

const wrongText: DescribeProblem = ({ parentSchema, data }, at, { nameOf }) => ({
  message: `${nameOf(at)} must ` + (tooLong(parentSchema, data)
    ?? `be ${parentSchema?.["x-wanted"] ?? "other text"}; found ${found(parentSchema, at, data)}`),
  hint: parentSchema?.["x-hint"] ?? null,
  part: "value",
});

const wrongKey: DescribeProblem = ({ params, schema }, at, { inside }) => {
  const key = String(params["propertyName"]);
  const part = schema as SchemaPart | undefined;
  const wanted = tooLong(part, key) ?? `be ${part?.["x-wanted"] ?? "another name"}`;
  const message = `the key ${quote(key)}${inside(at)} must ${wanted}`;
  return { message, hint: null, pointer: [...at, key], part: "key" };
};

const oneOfKeys: DescribeProblem = ({ schema, data }, at, { nameOf }) => {
  const keys = (schema as { required: string[] }[]).flatMap((part) => part.required);
  const has = keys.filter((key) => Object.hasOwn(data as object, key));
  const found = has.length === 0 ? "none of them" : list(has, "and");
  const message = `${nameOf(at)} needs exactly one of ${list(keys, "and")}; found ${found}`;
  return { message, hint: null, part: "key" };
};

const tooFewKeys: DescribeProblem = ({ parentSchema }, at, { nameOf }) => {
  const keys = Object.keys(parentSchema?.properties ?? {});
  const message = `${nameOf(at)} needs at least one of ${list(keys, "and")}; found none of them`;
  return { message, hint: null, part: "key" };
};

const tooSmall: DescribeProblem = ({ parentSchema, data }, at, { nameOf }) => ({
  message: `${nameOf(at)} must be at least ${parentSchema?.minimum}; found ${shownAt(at, data)}`,
  hint: null,
  part: "value",
});

const tooLarge: DescribeProblem = ({ parentSchema, data }, at, { nameOf }) => ({
  message: `${nameOf(at)} must be at most ${parentSchema?.maximum}; found ${shownAt(at, data)}`,
  hint: null,
  part: "value",
});

const entries = (count: unknown): string => (count === 1 ? "1 entry" : `${String(count)} entries`);
const sizeOf = (data: unknown): number =>
  (Array.isArray(data) ? data : Object.keys(data as object)).length;

const tooFew: DescribeProblem = ({ params, data }, at, { nameOf }) => ({
  message: `${nameOf(at)} must have at least ${entries(params["limit"])}; found ${sizeOf(data)}`,
  hint: `Write one, or leave ${quote(String(at.at(-1)))} out.`,
  part: "value",
});

const tooMany: DescribeProblem = ({ params, data }, at, { nameOf }) => ({
  message: `${nameOf(at)} may have at most ${entries(params["limit"])}; found ${sizeOf(data)}`,
  hint: null,
  part: "value",
});

/** A rule of the schema without words of its own: better its keyword than nothing. */
const otherwise: DescribeProblem = ({ keyword, data }, at, { nameOf }) => ({
  message: `${nameOf(at)} breaks the rule ${quote(keyword)} of the schema; `
    + `found ${shownAt(at, data)}`,
  hint: null,
  part: "value",
});

const repeated: DescribeProblem = ({ params, data }, at, { nameOf }) => {
  const later = Math.max(Number(params["i"]), Number(params["j"]));
  const what = shown((data as readonly unknown[])[later]);
  const message = `${nameOf(at)} lists ${what} twice`;
  return { message, hint: null, pointer: [...at, later], part: "value" };
};

const DESCRIBE: Readonly<Record<string, DescribeProblem>> = {
  additionalProperties: unknownKey,
  type: wrongType,
  enum: wrongWord,
  const: wrongWord,
  required: missingKey,
  pattern: wrongText,
  propertyNames: wrongKey,
  oneOf: oneOfKeys,
  minProperties: tooFewKeys,
  minimum: tooSmall,
  maximum: tooLarge,
  minItems: tooFew,
  maxItems: tooMany,
  maxProperties: tooMany,
  uniqueItems: repeated,
};

/** Parts of another problem that is reported whole. */
const isNoise = (problem: SchemaProblem): boolean =>
  problem.keyword === "if" || problem.propertyName !== undefined ||
  problem.schemaPath.includes("/oneOf/");

/** Those that say something of their own: the others repeat or break down another. */
const telling = (problems: readonly SchemaProblem[]): readonly SchemaProblem[] => {
  // A map with an unknown key lacks the key that was meant, and what is not a map has no keys.
  const told = new Set(problems.filter(({ keyword }) =>
    ["additionalProperties", "type"].includes(keyword)).map(({ instancePath }) => instancePath));
  return problems.filter((problem) => {
    if (isNoise(problem)) return false;
    const lacks = ["oneOf", "required", "minProperties"].includes(problem.keyword);
    return !(lacks && told.has(problem.instancePath) && problem.instancePath !== "");
  });
};

const findingOf = (words: PlaceWords) => (problem: SchemaProblem): SchemaFinding => {
  const pointer = pointerOf(problem.instancePath);
  return { pointer, ...(DESCRIBE[problem.keyword] ?? otherwise)(problem, pointer, words) };
};

const MOST_FINDINGS = 5;
/**
 * To find a place takes as long as the text before it, and to find what was meant as long as the
 * list of what could be: 46,000 of them took a minute.
 */
const MOST_PLACED = 200;

const printPlace = ({ file, line, column }: SourceLocation): string => `${file}:${line}:${column}`;

/** The first finding in the text is the error; up to four more follow in its message. */
export const refusalOf = (
  code: ErrorCode, problems: readonly SchemaProblem[], document: YamlDocument,
  needed: NeededKey, sections: Sections = [],
): VexorError => {
  const another = refuseAnother(code, document, needed);
  if (another !== null) return another;
  const all = telling(problems);
  const placed = all.slice(0, MOST_PLACED).map(findingOf(wordsOf(sections)))
    .map((finding) => ({ ...finding, place: document.placeOf(finding.pointer, finding.part) }))
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  const [first, ...others] = placed;
  if (first === undefined) return new VexorError("INTERNAL", "invalid, but nothing says why");
  const more = others.slice(0, MOST_FINDINGS - 1)
    .map(({ message, place }) => `\n${printPlace(place)}: ${message}`);
  const rest = all.length - 1 - more.length;
  const tail = rest > 0 ? `\nand ${rest} more` : "";
  return new VexorError(code, first.message + more.join("") + tail,
    { place: first.place, ...(first.hint !== null && { hint: first.hint }) });
};
