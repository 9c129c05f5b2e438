/**
 * Whether recorded facts may be believed: facts of the format, of the host that is meant, signed by
 * a key that the base side lists for it, and new enough. It takes texts alone, so a review may
 * judge what it reads as blobs; no program is started.
 */
import { asVexorError, type ErrorCode } from "../engine/model/errors.ts";
import { formatDuration } from "../formats/duration.ts";
import { FormatError } from "../formats/format-error.ts";
import { quote } from "../formats/quote.ts";
import {
  FACTS_NAMESPACE, keyBlobOf, parseSshSignature, publicKeysIn, SIGNATURE_ENDING, signedMessage,
} from "../formats/ssh-signature.ts";
import type { Problem, ReaderPorts } from "../ports/host.ts";
import type { FactsDocument } from "./document.ts";
import { parseFacts, type ParsedFacts } from "./parse.ts";
import type { Replayed } from "./replay.ts";

/** Clocks differ. */
const MOST_AHEAD_SECONDS = 600;

/** What needs no machine. */
export interface SignatureSums {
  readonly signed: ReaderPorts["keys"]["signed"];
  /** Of UTF-8, in hex. */
  sha256(content: string | Uint8Array): string;
  sha512(content: string): Uint8Array;
}

export interface PresentedFacts {
  /** The file, for messages. */
  readonly name: string;
  readonly text: string;
  /** Of the file beside it; null when there is none. */
  readonly signature: string | null;
}

export interface FactsTrust {
  /** Whose facts are asked for; null takes those of any host. */
  readonly host: string | null;
  /** The text of `hostKeyPath(host)` on the side that is believed; null when there is none. */
  keysOf(host: string): string | null;
  readonly now: Date;
  /** Null takes facts of any age. */
  readonly maxAgeSeconds: number | null;
}

export interface FactsVerdict {
  /** Null where the text is not facts. */
  readonly document: FactsDocument | null;
  /** The same, to be replayed. */
  readonly facts: Replayed | null;
  /** Up to an hour more than what is true: facts name the hour. Null without a document. */
  readonly ageSeconds: number | null;
  /** The fingerprint of the listed key that has signed them; null when none has. */
  readonly signedBy: string | null;
  /**
   * Why they are not to be believed; empty when they are. FACTS_INVALID: they are not facts;
   * FACTS_HOST: another host's; FACTS_SIGNER: forged, or changed; FACTS_UNSIGNED: nothing speaks
   * for them, as no key is listed or no signature is there; FACTS_AGE: old, or of the future.
   */
  readonly problems: readonly Problem[];
}

/** Where the key of a host stands, from the root of the repository; one key a line. */
export const hostKeyPath = (host: string): string => `keys/hosts/${host}.pub`;

const problem = (code: ErrorCode, message: string): Problem => ({ code, message });

const fingerprintOf = (key: Uint8Array, { sha256 }: SignatureSums): string =>
  `SHA256:${Buffer.from(sha256(keyBlobOf(key)), "hex").toString("base64").replace(/=+$/, "")}`;

type SignatureVerdict = Pick<FactsVerdict, "signedBy"> & { readonly problem: Problem | null };

const unsigned = (code: "FACTS_SIGNER" | "FACTS_UNSIGNED", message: string): SignatureVerdict =>
  ({ signedBy: null, problem: problem(code, message) });

const heldSignature = (
  { name, text, signature }: PresentedFacts & { readonly signature: string },
  sums: SignatureSums,
): Uint8Array | SignatureVerdict => {
  const file = name + SIGNATURE_ENDING;
  try {
    const found = parseSshSignature(signature);
    if (found.namespace !== FACTS_NAMESPACE) {
      return unsigned("FACTS_SIGNER", `${file} is a signature for ${quote(found.namespace)}; `
        + `wanted is one for ${FACTS_NAMESPACE}`);
    }
    const message = signedMessage(FACTS_NAMESPACE, sums.sha512(text));
    if (sums.signed(found.key, message, found.signature)) return found.key;
    return unsigned("FACTS_SIGNER", `${file} is the signature of other facts than ${name}`);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return unsigned("FACTS_SIGNER", `${file} is not a signature that counts: ${error.message}`);
  }
};

const signerOf = (
  presented: PresentedFacts, host: string, trust: FactsTrust, sums: SignatureSums,
): SignatureVerdict => {
  const { name, signature } = presented;
  const path = hostKeyPath(host);
  const listed = trust.keysOf(host);
  if (signature === null) {
    return unsigned("FACTS_UNSIGNED", `${name} is not signed: ${name}${SIGNATURE_ENDING} does not `
      + "exist");
  }
  const key = heldSignature({ ...presented, signature }, sums);
  if (!(key instanceof Uint8Array)) return key;
  const fingerprint = fingerprintOf(key, sums);
  if (listed === null) {
    return unsigned("FACTS_UNSIGNED", `${name} is signed by ${fingerprint}; ${path}, which would `
      + `list the key of ${host}, does not exist`);
  }
  const isListed = publicKeysIn(listed).some((one) => Buffer.compare(one, key) === 0);
  return isListed ? { signedBy: fingerprint, problem: null } : unsigned("FACTS_SIGNER",
    `${name} is signed by ${fingerprint}, which is not a key of ${host} in ${path}`);
};

export const ageOf = ({ at }: Pick<FactsDocument, "at">, now: Date): number =>
  Math.floor((now.getTime() - Date.parse(at)) / 1000);

/** Of facts of a time to come. */
export const aheadProblem = (name: string, ageSeconds: number): Problem | null =>
  (ageSeconds >= -MOST_AHEAD_SECONDS ? null : problem("FACTS_AGE",
    `${name} was recorded ${formatDuration(-ageSeconds)} from now, by its own date`));

const ageProblem = (
  name: string, ageSeconds: number, maxAgeSeconds: number | null,
): Problem | null => {
  const ahead = aheadProblem(name, ageSeconds);
  if (ahead !== null) return ahead;
  if (maxAgeSeconds === null || ageSeconds <= maxAgeSeconds) return null;
  return problem("FACTS_AGE", `${name} was recorded ${formatDuration(ageSeconds)} ago; at most `
    + `${formatDuration(maxAgeSeconds)} are taken`);
};

const notFacts = (error: unknown): FactsVerdict => {
  const { code, message } = asVexorError(error);
  if (code !== "FACTS_INVALID") throw error;
  return { document: null, facts: null, ageSeconds: null, signedBy: null,
    problems: [problem(code, message)] };
};

/** Never throws for what is wrong with the facts: that is the verdict. */
export const judgeFacts = (
  presented: PresentedFacts, trust: FactsTrust, sums: SignatureSums,
): FactsVerdict => {
  let found: ParsedFacts;
  try {
    found = parseFacts(presented.text, presented.name, sums.sha256);
  } catch (error) {
    return notFacts(error);
  }
  const { host } = found.document;
  const { name } = presented;
  const ageSeconds = ageOf(found.document, trust.now);
  const another = trust.host === null || trust.host === host ? null
    : problem("FACTS_HOST", `${name} is of ${host}; wanted are the facts of ${trust.host}`);
  const signed = signerOf(presented, host, trust, sums);
  const age = ageProblem(name, ageSeconds, trust.maxAgeSeconds);
  return { ...found, ageSeconds, signedBy: signed.signedBy,
    problems: [another, signed.problem, age].flatMap((one) => one ?? []) };
};
