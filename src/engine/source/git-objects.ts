/**
 * Git's objects, read from their bytes alone. Bytes are handled as text of one character a byte:
 * commits need not be UTF-8, and not one byte may get lost between a hash and a signature.
 */
import { VexorError } from "../model/errors.ts";
import { quote } from "../../formats/quote.ts";

export interface Commit {
  readonly id: string;
  /**
   * The id that it would have without its signature. One signature can be written in many ways,
   * each with another id, and a server may choose among them. Only a signer can change this one.
   */
  readonly unsignedId: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** Seconds since 1970, by the committer's clock. */
  readonly committedAt: number;
  /** First line of the message. */
  readonly subject: string;
  /** `Name <mail>`, as the commit states it. */
  readonly author: string;
  readonly signed: { readonly payload: Uint8Array; readonly signature: string } | null;
}

export interface TreeEntry {
  readonly mode: string;
  readonly id: string;
}

/** Names to entries. */
export type GitTree = ReadonlyMap<string, TreeEntry>;

type Sha1 = (bytes: Uint8Array) => string;

const corrupt = (message: string): VexorError => new VexorError("SOURCE_CORRUPT", message);

const bytesOf = (binary: string): Uint8Array =>
  Uint8Array.from(binary, (char) => char.charCodeAt(0));

const binaryOf = (base64: string): string => {
  let binary: string | null = null;
  try {
    binary = atob(base64);
  } catch {
    // told below, together with spellings that atob lets through
  }
  if (binary === null || btoa(binary) !== base64) throw corrupt("an object is not in base64");
  return binary;
};

/** Git's name of an object. */
export const objectId = (
  type: "commit" | "tree" | "blob", body: Uint8Array, sha1: Sha1,
): string => {
  const header = new TextEncoder().encode(`${type} ${body.length}\0`);
  const whole = new Uint8Array(header.length + body.length);
  whole.set(header);
  whole.set(body, header.length);
  return sha1(whole);
};

const HEADER = new RegExp("^tree ([0-9a-f]{40})\\n((?:parent [0-9a-f]{40}\\n)*)author ([^\\n]*)\\n"
  + "committer [^\\n]*> (\\d{1,10}) [+-]\\d{4}\\n");

/**
 * As git splits it (parse_buffer_signed_by_header), except for two forms that git never writes by
 * itself: a second signature, or one for another kind of hash, would leave bytes unsigned.
 */
const splitSignature = (id: string, binary: string): Commit["signed"] => {
  const blank = binary.indexOf("\n\n");
  const head = blank < 0 ? binary : binary.slice(0, blank + 1);
  const lines = head.split(/(?<=\n)/);
  const starts = lines.flatMap((line, at) => (line.startsWith("gpgsig") ? [at] : []));
  const [start] = starts;
  if (start === undefined) return null;
  if (starts.length > 1 || !lines[start]?.startsWith("gpgsig ")) {
    throw new VexorError("SOURCE_SIGNER", `commit ${id} has more than one signature, or one of an `
      + "unknown kind");
  }
  const next = lines.findIndex((line, at) => at > start && !line.startsWith(" "));
  const end = next < 0 ? lines.length : next;
  const [first = "", ...others] = lines.slice(start, end);
  const rest = binary.slice(head.length);
  return {
    signature: [first.slice("gpgsig ".length), ...others.map((line) => line.slice(1))].join(""),
    payload: bytesOf([...lines.slice(0, start), ...lines.slice(end), rest].join("")),
  };
};

const MOST_READ = 400;

const textOf = (binary: string): string =>
  new TextDecoder().decode(bytesOf(binary.slice(0, MOST_READ)));

const subjectOf = (binary: string): string => {
  const [, message = ""] = /\n\n\s*([^\n]*)/.exec(binary) ?? [];
  return textOf(message);
};

/** Throws SOURCE_CORRUPT, and SOURCE_SIGNER for a signature that is not one. */
export const readCommit = (base64: string, sha1: Sha1): Commit => {
  const binary = binaryOf(base64);
  const id = objectId("commit", bytesOf(binary), sha1);
  const [, tree = "", parents = "", author = "", seconds = ""] = HEADER.exec(binary)
    ?? (() => { throw corrupt(`object ${id} is not a commit as git writes it`); })();
  const signed = splitSignature(id, binary);
  return {
    id, tree, signed,
    unsignedId: signed === null ? id : objectId("commit", signed.payload, sha1),
    parents: parents.split("\n").filter(Boolean).map((line) => line.slice("parent ".length)),
    committedAt: Number(seconds),
    subject: subjectOf(binary),
    author: textOf(author.replace(/ \d+ [+-]\d{4}$/, "")),
  };
};

const ID_BYTES = 20;

const hex = (binary: string): string =>
  Array.from(binary, (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("");

const nameOf = (id: string, binary: string): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytesOf(binary));
  } catch {
    throw corrupt(`tree ${id} has a name that is not UTF-8`);
  }
};

/** The tree and its id. Throws SOURCE_CORRUPT. */
export const readTree = (
  base64: string, sha1: Sha1,
): { readonly id: string; readonly tree: GitTree } => {
  const binary = binaryOf(base64);
  const id = objectId("tree", bytesOf(binary), sha1);
  const tree = new Map<string, TreeEntry>();
  for (let at = 0; at < binary.length; ) {
    const end = binary.indexOf("\0", at) + 1;
    const [, mode, raw] = /^([1-7][0-7]{4,5}) ([^/]+)\0$/s.exec(binary.slice(at, end)) ?? [];
    if (mode === undefined || raw === undefined || end + ID_BYTES > binary.length) {
      throw corrupt(`object ${id} is not a tree as git writes it`);
    }
    const name = nameOf(id, raw);
    if (tree.has(name)) throw corrupt(`tree ${id} has ${quote(name)} twice`);
    tree.set(name, { mode, id: hex(binary.slice(end, end + ID_BYTES)) });
    at = end + ID_BYTES;
  }
  return { id, tree };
};
