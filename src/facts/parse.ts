/** A text as facts, or why it is not any: each refusal says what was found and what to do. */
import { FormatError } from "../formats/format-error.ts";
import { VexorError } from "../engine/model/errors.ts";
import { isDeeperThan } from "../formats/json-depth.ts";
import { printable } from "../formats/printable.ts";
import { quote } from "../formats/quote.ts";
import validate from "../generated/validate-facts.js";
import { digestOf, FACTS_FORMAT, type Digest, type FactsDocument } from "./document.ts";
import type { Replayed } from "./replay.ts";
import { isSoundTree, soundNode } from "./sound-tree.ts";
import { nodeIn } from "./tree-json.ts";

/** Far beyond any host: a larger file is not read. */
export const LARGEST_FACTS = 16 * 1024 * 1024;
const DEEPEST = 96;

const refuse = (name: string, found: string, hint?: string): VexorError =>
  new VexorError("FACTS_INVALID", `${printable(name)} ${found}`,
    hint === undefined ? {} : { hint });

const RECORD_ANEW = "Record them anew on the host: sudo vexor facts --out FILE";

const assertDepth = (text: string, name: string): void => {
  if (isDeeperThan(text, DEEPEST)) throw refuse(name, `is nested deeper than ${DEEPEST} levels`);
};

const jsonIn = (text: string, name: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    assertDepth(text, name);
    throw refuse(name, `is not JSON; wanted is a document of the format ${FACTS_FORMAT}`);
  }
};

const formatIn = (value: unknown): unknown => (typeof value === "object" && value !== null
  ? (value as { readonly format?: unknown }).format : undefined);

const assertFormat = (value: unknown, name: string): void => {
  const format = formatIn(value);
  if (format === FACTS_FORMAT) return;
  const found = typeof format === "string" ? `is of the format ${quote(format)}`
    : "names no format";
  const isOthers = typeof format === "string" && /^vexor\.facts\/\d+$/.test(format);
  throw refuse(name, `${found}; this Vexor reads ${FACTS_FORMAT}`, isOthers
    ? `${RECORD_ANEW}, with a Vexor of this version.` : RECORD_ANEW);
};

const assertSize = (text: string, name: string): void => {
  if (text.length <= LARGEST_FACTS) return;
  throw refuse(name, `has ${text.length} characters; at most ${LARGEST_FACTS} are read`);
};

const assertDate = ({ at }: FactsDocument, name: string): void => {
  if (Number.isNaN(Date.parse(at))) throw refuse(name, `has no date where "at" says ${at}`);
};

const assertSchema = (value: unknown, name: string): void => {
  if (validate(value)) return;
  const [problem] = validate.errors ?? [];
  throw refuse(name, `breaks the schema at ${quote(problem?.instancePath || "/")} `
    + `(${problem?.keyword ?? "type"} ${quote(JSON.stringify(problem?.params ?? {}))})`);
};

/** The tree, which is most of a document, is looked through faster than by the schema. */
const isSound = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null || !("files" in value)) return false;
  return isSoundTree(value.files) && validate({ ...value, files: null });
};

/** What the quick look takes for sound is: this says of the rest what is wrong, or that it is. */
const assertSound = (value: unknown, text: string, name: string): void => {
  assertDepth(text, name);
  assertFormat(value, name);
  assertSchema(value, name);
};

export interface ParsedFacts {
  readonly document: FactsDocument;
  /** The same, to be replayed. */
  readonly facts: Replayed;
}

const rootIn = (
  { files }: FactsDocument, isKnownSound: boolean, name: string,
): Replayed["root"] => {
  try {
    const root = isKnownSound ? soundNode(files) : nodeIn(files);
    if (root.kind !== "dir") throw new FormatError("holds no files");
    return root;
  } catch (error) {
    if (error instanceof FormatError) throw refuse(name, error.message);
    throw error;
  }
};

/** Throws FACTS_INVALID, with the file and what to do. */
export const parseFacts = (text: string, name: string, sum: Digest): ParsedFacts => {
  assertSize(text, name);
  const value = jsonIn(text, name);
  const isKnownSound = isSound(value);
  if (!isKnownSound) assertSound(value, text, name);
  const document = value as FactsDocument;
  assertDate(document, name);
  if (digestOf(document, sum) !== document.digest) {
    throw refuse(name, "was changed after it was recorded: its digest is of other facts");
  }
  const { answers, machine } = document;
  return { document, facts: { isTree: !machine, root: rootIn(document, isKnownSound, name),
    answers } };
};
