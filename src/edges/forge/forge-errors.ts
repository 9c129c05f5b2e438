/**
 * What a forge has refused, as an error of ours. The libraries' errors carry the request with its
 * headers, and so the token: of those only the status and the forge's own words go on.
 */
import { VexorError } from "../../engine/model/errors.ts";
import { printableLine } from "../../formats/printable.ts";
import { shorten, withoutSecrets } from "../../formats/quote.ts";
import { RefusedAnswer } from "./bounded-fetch.ts";
import { partOf } from "./untyped.ts";

const LONGEST = 200;

export interface FailedCall {
  /** For people: `GitHub`. */
  readonly forge: string;
  /** What was asked for: `the list of comments`. */
  readonly what: string;
  readonly token: string;
  /** What each of these answers calls for. */
  readonly hints: Readonly<Record<number, string>>;
}

/** A request that came back without any answer; any word will do for it. */
const NO_ANSWER = "EIO";

interface Known {
  /** Null: there was no answer. */
  readonly status: number | null;
  readonly says: string;
}

const wordsIn = (data: unknown): string => {
  const says = partOf(data, "message") ?? partOf(data, "error") ?? "";
  return typeof says === "string" ? says : JSON.stringify(says);
};

/** An answer's own words; of a failure without one a word at most, for it may name a URL. */
const knownOf = (error: unknown): Known => {
  const [status, response] = [partOf(error, "status"), partOf(error, "response")];
  if (typeof status === "number" && response !== undefined) {
    return { status, says: wordsIn(partOf(response, "data")) };
  }
  const inner = partOf(error, "cause");
  const words = [partOf(partOf(inner, "cause"), "code"), partOf(inner, "code"),
    partOf(error, "code"), partOf(inner, "message"), partOf(error, "message")];
  return { status: null, says: words.find((one) => typeof one === "string") as string ?? "" };
};

const isLater = (status: number | null): boolean =>
  status === null || status === 408 || status === 429 || status >= 500;

export const forgeError = (
  error: unknown, { forge, what, token, hints }: FailedCall,
): VexorError => {
  if (error instanceof VexorError) return error;
  if (error instanceof RefusedAnswer) {
    return new VexorError("FORGE_REFUSED", `${what}: no answer of ${forge} is used: ${
      error.message}`, { hint: error.hint });
  }
  const { status, says } = knownOf(error);
  const words = shorten(printableLine(withoutSecrets(says.replaceAll(token, "…"))), LONGEST);
  const found = status === null ? "gives no answer" : `answers ${status}`;
  const hint = hints[status ?? 0];
  return new VexorError(isLater(status) ? "FORGE_SILENT" : "FORGE_REFUSED",
    `${what}: ${forge} ${found}${words === "" ? "" : `: ${words}`}`,
    { ...(hint === undefined ? {} : { hint }), ...(status === null ? { errno: NO_ANSWER } : {}) });
};
