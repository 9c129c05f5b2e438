/**
 * What the keeper and its process without privileges say to each other about nodes of the cluster:
 * a line with what to ask, and a line of numbers. That process has read what strangers wrote, so
 * its lines are no more trustworthy than theirs.
 */
import { BASE58 } from "../formats/base58.ts";

export interface NodeQuestion {
  readonly id: number;
  /** The port of this host's own node; null while it has none. */
  readonly own: number | null;
  /** The URLs of others. */
  readonly witnesses: readonly string[];
  /** The account whose votes are asked for; null for none. */
  readonly voteAccount: string | null;
}

/** An account's owner and its newest vote on the chain. */
export interface AccountVotes {
  readonly node: string;
  readonly lastVote: number;
}

/** What one node says; null where it does not. */
export interface NodeAnswer {
  /** Asked of the own node alone. */
  readonly isHealthy: boolean | null;
  /** The same. */
  readonly identity: string | null;
  readonly processed: number | null;
  readonly finalized: number | null;
  /** `absent`: it knows no such account. */
  readonly votes: AccountVotes | "absent" | null;
}

/** Of the own node, null where there is none; then of each witness. */
export type NodeAnswers = readonly [NodeAnswer | null, ...NodeAnswer[]];

export const SILENT_NODE: NodeAnswer =
  { isHealthy: null, identity: null, processed: null, finalized: null, votes: null };

export const LONGEST_LINE = 32 * 1024;
const PUBKEY = new RegExp(`^${BASE58}{32,44}$`);

export const nodeQuestionLine = (question: NodeQuestion): string => JSON.stringify(question);

/** The other side: what the keeper asks is taken as it is. */
export const nodeQuestionIn = (line: string): NodeQuestion => JSON.parse(line) as NodeQuestion;

export const nodeAnswerLine = (id: number, nodes: NodeAnswers): string =>
  JSON.stringify({ id, nodes });

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  (typeof value === "object" && value !== null ? value as Fields : {});

const isSlot = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/** Undefined for what is none. */
const slotOrNull = (value: unknown): number | null | undefined =>
  (value === null || isSlot(value) ? value : undefined);

export const isNodeKey = (value: unknown): value is string =>
  typeof value === "string" && PUBKEY.test(value);

/** Undefined for what is none. */
const keyOrNull = (value: unknown): string | null | undefined =>
  (value === null || isNodeKey(value) ? value : undefined);

const votesOf = (value: unknown): NodeAnswer["votes"] | undefined => {
  if (value === null || value === "absent") return value;
  const { node, lastVote } = fieldsOf(value);
  return isNodeKey(node) && isSlot(lastVote)
    ? { node, lastVote } : undefined;
};

const answerOf = (value: unknown): NodeAnswer | null => {
  const fields = fieldsOf(value);
  const { isHealthy } = fields;
  const [processed, finalized] = [slotOrNull(fields["processed"]), slotOrNull(fields["finalized"])];
  const [votes, identity] = [votesOf(fields["votes"]), keyOrNull(fields["identity"])];
  const isSound = isHealthy === null || typeof isHealthy === "boolean";
  return isSound && processed !== undefined && finalized !== undefined && votes !== undefined
    && identity !== undefined ? { isHealthy, identity, processed, finalized, votes } : null;
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};

/** Null unless it answers this very question, for each node that was asked. */
export const nodeAnswersIn = (
  line: string, { id, own, witnesses }: NodeQuestion,
): NodeAnswers | null => {
  const said = line.length > LONGEST_LINE ? {} : fieldsOf(parsed(line));
  const { nodes } = said;
  if (said["id"] !== id || !Array.isArray(nodes)) return null;
  const [first, ...others] = nodes.map(answerOf);
  const isWhole = nodes.length === 1 + witnesses.length && !others.includes(null)
    && (own === null ? nodes[0] === null : first !== null);
  return isWhole ? [first ?? null, ...others as readonly NodeAnswer[]] : null;
};
