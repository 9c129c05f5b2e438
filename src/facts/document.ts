/** Facts as one document: `vexor.facts/1`, the same text for the same host. */
import { FormatError } from "../formats/format-error.ts";
import { VexorError } from "../engine/model/errors.ts";
import { isDeeperThan } from "../formats/json-depth.ts";
import { printable } from "../formats/printable.ts";
import { quote } from "../formats/quote.ts";
import validate from "../generated/validate-facts.js";
import type { Answers } from "./answers.ts";
import type { Replayed } from "./replay.ts";
import { nodeIn, treeJson, type TreeJson } from "./tree-json.ts";

export const FACTS_FORMAT = "vexor.facts/1";

/** Far beyond any host: a larger file is not read. */
export const LARGEST_FACTS = 16 * 1024 * 1024;
const DEEPEST = 96;

export interface FactsDocument {
  readonly format: typeof FACTS_FORMAT;
  readonly host: string;
  /** The hour, so that two records of a host that stays the same are the same bytes. */
  readonly at: string;
  readonly vexor: string;
  /** Its release. */
  readonly kernel: string | null;
  /** SHA-256 of what was found: without the hour, and without Vexor's version. */
  readonly digest: string;
  /** False for a tree below `--root`. */
  readonly machine: boolean;
  /** What only root may read is among it. */
  readonly asRoot: boolean;
  readonly files: TreeJson;
  readonly answers: Answers;
}

export interface Recorded {
  readonly facts: Replayed;
  readonly host: string;
  readonly at: Date;
  readonly vexor: string;
  readonly asRoot: boolean;
}

type Digest = (text: string) => string;

const HOUR = 3_600_000;

const hourOf = (at: Date): string =>
  new Date(Math.floor(at.getTime() / HOUR) * HOUR).toISOString().replace(".000Z", "Z");

const kernelOf = (files: TreeJson): string | null => {
  const step = (node: unknown, name: string): unknown =>
    (typeof node === "object" && node !== null ? (node as Record<string, unknown>)[name] : null);
  const release = ["proc", "sys", "kernel", "osrelease"].reduce<unknown>(step, files);
  const text = typeof release === "object" ? step(release, "/file") : release;
  return typeof text === "string" ? text.trim() : null;
};

type Sealed = Omit<FactsDocument, "format" | "at" | "vexor" | "digest">;

const digestOf = ({ host, kernel, machine, asRoot, files, answers }: Sealed, sum: Digest): string =>
  sum(JSON.stringify([FACTS_FORMAT, host, kernel, machine, asRoot, files, answers]));

export const documentOf = (
  { facts, host, at, vexor, asRoot }: Recorded, sum: Digest,
): FactsDocument => {
  const files = treeJson(facts.root);
  const sealed: Sealed = { host, kernel: kernelOf(files), machine: !facts.isTree, asRoot,
    files, answers: facts.answers };
  const { kernel, machine, answers } = sealed;
  return { format: FACTS_FORMAT, host, at: hourOf(at), vexor, kernel,
    digest: digestOf(sealed, sum), machine, asRoot, files, answers };
};

/** A line for each file, so that a difference shows which. */
export const factsText = (document: FactsDocument): string =>
  `${JSON.stringify(document, null, 1)}\n`;

const refuse = (name: string, found: string, hint?: string): VexorError =>
  new VexorError("FACTS_INVALID", `${printable(name)} ${found}`,
    hint === undefined ? {} : { hint });

const RECORD_ANEW = "Record them anew on the host: sudo vexor facts --out FILE";

const parse = (text: string, name: string): unknown => {
  if (isDeeperThan(text, DEEPEST)) throw refuse(name, `is nested deeper than ${DEEPEST} levels`);
  try {
    return JSON.parse(text);
  } catch {
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

const assertValid = (value: unknown, name: string): void => {
  if (validate(value)) {
    const { at } = value as FactsDocument;
    if (Number.isNaN(Date.parse(at))) throw refuse(name, `has no date where "at" says ${at}`);
    return;
  }
  const [problem] = validate.errors ?? [];
  throw refuse(name, `breaks the schema at ${quote(problem?.instancePath || "/")} `
    + `(${problem?.keyword ?? "type"} ${quote(JSON.stringify(problem?.params ?? {}))})`);
};

/** Throws FACTS_INVALID, with the file and what to do. */
export const parseFacts = (text: string, name: string, sum: Digest): FactsDocument => {
  assertSize(text, name);
  const value = parse(text, name);
  assertFormat(value, name);
  assertValid(value, name);
  const document = value as FactsDocument;
  if (digestOf(document, sum) !== document.digest) {
    throw refuse(name, "was changed after it was recorded: its digest is of other facts");
  }
  return document;
};

/** Throws FACTS_INVALID where a name is none of a file. */
export const factsIn = ({ files, answers, machine }: FactsDocument, name: string): Replayed => {
  try {
    const root = nodeIn(files);
    if (root.kind !== "dir") throw new FormatError("holds no files");
    return { isTree: !machine, root, answers };
  } catch (error) {
    if (error instanceof FormatError) throw refuse(name, error.message);
    throw error;
  }
};
