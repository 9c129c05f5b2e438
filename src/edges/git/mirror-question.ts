/**
 * What root asks of a process without rights, and what is made of the answer. That process may be
 * in the hands of the user whom it runs as: of its answer nothing is taken for granted.
 */
import type { JsonFields } from "../../formats/json-fields.ts";
import type { SourceSettings } from "../../engine/settings/agent-settings.ts";
import { ERRORS } from "../../engine/model/errors-table.ts";
import { asVexorError, VexorError, type ErrorCode } from "../../engine/model/errors.ts";
import type { Proof, FetchedRevision } from "../../engine/source/types.ts";
import { printable } from "../../render/style.ts";
import { checkoutHead, type CheckoutHead } from "./checkout-head.ts";
import type { GitSource } from "./git-source.ts";
import {
  BATCH_BYTES, readBlobs, readRange, type BlobAnswer, type RangeAnswer, type RangeNames,
} from "./revision-range.ts";

export type MirrorRequest =
  | { readonly op: "fetch" | "seen"; readonly known: string | null }
  | { readonly op: "find"; readonly prefix: string }
  | { readonly op: "commit"; readonly id: string };

interface MirrorQuestion {
  readonly root: string;
  readonly directory: string;
  readonly settings: SourceSettings & { readonly url: string };
  readonly ask: MirrorRequest;
}

export type SandboxQuestion =
  | { readonly mirror: MirrorQuestion }
  | { readonly checkout: { readonly top: string; readonly paths: readonly string[] } }
  | { readonly range: { readonly top: string; readonly names: RangeNames } }
  | { readonly blobs: { readonly top: string; readonly ids: readonly string[];
    readonly largest: number } };

const LONGEST_TEXT = 2000;
const COMMIT = /^[0-9a-f]{40}$/;

const fieldsOf = (value: unknown): JsonFields =>
  (typeof value === "object" && value !== null ? value as JsonFields : {});

const wrong = (what: string): VexorError =>
  new VexorError("SOURCE_CORRUPT", `the process that runs git gave no ${what}`);

const textOf = (value: unknown): string =>
  printable(typeof value === "string" ? value.slice(0, LONGEST_TEXT) : "");

const placeOf = (value: unknown): VexorError["place"] => {
  const { file, line, column } = fieldsOf(value);
  const isPlace = typeof file === "string" && Number.isSafeInteger(line)
    && Number.isSafeInteger(column);
  return isPlace ? { file: textOf(file), line: Number(line), column: Number(column) } : null;
};

const commitOf = (value: unknown): VexorError["commit"] => {
  const { id, subject } = fieldsOf(value);
  if (typeof id !== "string" || !COMMIT.test(id)) return null;
  return { id, subject: typeof subject === "string" ? textOf(subject) : null };
};

const refusalOf = (value: unknown): VexorError => {
  const { code, message, hint, place, commit } = fieldsOf(value);
  const known = typeof code === "string" && Object.hasOwn(ERRORS, code);
  const [where, about] = [placeOf(place), commitOf(commit)];
  return new VexorError(known ? code as ErrorCode : "SOURCE_CORRUPT", textOf(message),
    { hint: textOf(hint), ...(where === null ? {} : { place: where }),
      ...(about === null ? {} : { commit: about }) });
};

/** The proof's own form is checked where it is judged. */
export const revisionIn = (value: unknown): FetchedRevision => {
  const { id, at, proof } = fieldsOf(value);
  const isSound = typeof id === "string" && COMMIT.test(id) && typeof at === "string"
    && !Number.isNaN(Date.parse(at)) && fieldsOf(proof)["commit"] === id;
  if (!isSound) throw wrong("revision");
  return { id, at: new Date(at).toISOString(), proof: proof as Proof };
};

export const textIn = (value: unknown): string | null => {
  if (value === null || typeof value === "string") return value;
  throw wrong("text");
};

/** Throws what the answer refuses with. */
export const readAnswer = (text: string): unknown => {
  let said: JsonFields;
  try {
    said = fieldsOf(JSON.parse(text));
  } catch {
    throw wrong("answer");
  }
  if ("refused" in said) throw refusalOf(said["refused"]);
  if ("answer" in said) return said["answer"];
  throw wrong("answer");
};

export const headIn = (value: unknown): CheckoutHead | null => {
  if (value === null) return null;
  const { commit, listed } = fieldsOf(value);
  const isSound = typeof commit === "string" && COMMIT.test(commit) && typeof listed === "string";
  if (!isSound) throw wrong("commit");
  return { commit, listed };
};

const isId = (value: unknown): value is string => typeof value === "string" && COMMIT.test(value);

export const rangeIn = (value: unknown): RangeAnswer => {
  const { base, head, from, listed } = fieldsOf(value);
  const lists = fieldsOf(listed);
  if (isId(base) && isId(head) && isId(from)
    && [base, head, from].every((id) => typeof lists[id] === "string")) {
    return { base, head, from, listed: lists as Readonly<Record<string, string>> };
  }
  throw wrong("revisions");
};

/** Bytes are one character each. */
export const blobsIn = (value: unknown): BlobAnswer => {
  const isSound = Array.isArray(value) && value.every((one: unknown) => Array.isArray(one)
    && isId(one[0]) && (one[1] === null || typeof one[1] === "string"));
  if (!isSound) throw wrong("files");
  return value as BlobAnswer;
};

const answerOf = (source: GitSource, ask: MirrorRequest): Promise<unknown> => {
  switch (ask.op) {
    case "fetch": return source.fetch(ask.known);
    case "seen": return source.seen(ask.known);
    case "find": return source.find(ask.prefix);
    case "commit": return source.commit(ask.id);
  }
};

const answerAny = (
  question: SandboxQuestion, open: (question: MirrorQuestion) => GitSource,
): Promise<unknown> => {
  if ("mirror" in question) return answerOf(open(question.mirror), question.mirror.ask);
  if ("range" in question) return readRange(question.range.top, question.range.names);
  if ("blobs" in question) {
    const { top, ids, largest } = question.blobs;
    return readBlobs(top, ids, largest, BATCH_BYTES.apart);
  }
  return checkoutHead(question.checkout.top, question.checkout.paths);
};

/** The other half: runs without rights, as the owner of what is asked about. */
export const answerTo = async (
  text: string, open: (question: MirrorQuestion) => GitSource,
): Promise<string> => {
  try {
    const question = JSON.parse(text) as SandboxQuestion;
    return JSON.stringify({ answer: await answerAny(question, open) });
  } catch (error) {
    const { code, message, hint, place, commit } = asVexorError(error);
    return JSON.stringify({ refused: { code, message, hint, place, commit } });
  }
};
