/**
 * A review that was written to a file, and may have gone through any hands since: it is one by its
 * schema, and its counts are those of its hosts and rules.
 */
import { VexorError } from "../engine/model/errors.ts";
import { isDeeperThan } from "../formats/json-depth.ts";
import { printable } from "../formats/printable.ts";
import { quote } from "../formats/quote.ts";
import validate from "../generated/validate-review.js";
import { isSoundMap } from "../map/sound-map.ts";
import { groupEffects } from "./groups.ts";
import { REVIEW_FORMAT, type Review } from "./model.ts";
import { summaryOf } from "./summary.ts";

/** Some thousand hosts, with both plans of each. */
export const LARGEST_REVIEW = 64 * 1024 * 1024;
const DEEPEST = 64;

const refusal = (name: string, found: string): VexorError =>
  new VexorError("REVIEW_INVALID", `${printable(name)} ${found}`);

const parsed = (text: string, name: string): unknown => {
  if (isDeeperThan(text, DEEPEST)) throw refusal(name, `is nested deeper than ${DEEPEST} levels`);
  try {
    return JSON.parse(text);
  } catch {
    throw refusal(name, `is not JSON; wanted is a document of the format ${REVIEW_FORMAT}`);
  }
};

const assertValid = (value: unknown, name: string): void => {
  if (validate(value)) return;
  const [problem] = validate.errors ?? [];
  throw refusal(name, `breaks the schema at ${quote(problem?.instancePath || "/")} `
    + `(${problem?.keyword ?? "type"})`);
};

type Counts = Readonly<Record<string, unknown>>;

const isPartOf = (counts: Counts, others: object): boolean =>
  Object.entries(counts).every(([name, count]) => (others as Counts)[name] === count);

/** Its counts are the verdict, and what it lists is what people read. */
const assertCounted = ({ hosts, policy, summary }: Review, name: string): void => {
  const { changes, ...counted } = summaryOf(hosts, summary.hosts, policy);
  const isCounted = isPartOf(counted, summary) && isPartOf(changes, summary.changes)
    && hosts.every(({ status, failure }) => (status === "failed") === (failure !== null));
  if (!isCounted) throw refusal(name, "counts something else than its hosts and rules");
};

/** What is drawn of it must not be larger than a machine. */
const assertMapped = ({ hosts }: Review, name: string): void => {
  if (hosts.some(({ map }) => map !== undefined && !isSoundMap(map))) {
    throw refusal(name, "has a map that is of no machine");
  }
};

/**
 * Throws REVIEW_INVALID. Nothing of the text is repeated. Groups are made anew: two hosts whose
 * difference was a secret are one group, as both are written without it.
 */
export const parseReview = (text: string, name: string): Review => {
  if (text.length > LARGEST_REVIEW) {
    throw refusal(name, `has ${text.length} characters; at most ${LARGEST_REVIEW} are read`);
  }
  const value = parsed(text, name);
  assertValid(value, name);
  const review = value as Review;
  assertCounted(review, name);
  assertMapped(review, name);
  return { ...review, groups: groupEffects(review.hosts) };
};
