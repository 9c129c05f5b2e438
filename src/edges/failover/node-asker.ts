/**
 * The process without privileges that asks nodes for the keeper. What answers is a stranger: an
 * answer is bounded in bytes and time, leads nowhere else, and leaves this process as numbers
 * alone. Connections are kept, so that a look costs neither a process nor a handshake.
 */
import { beaconAnswerLine, beaconQuestionIn } from "../../failover/beacon-lines.ts";
import {
  isNodeKey, LONGEST_LINE, nodeAnswerLine, nodeQuestionIn, SILENT_NODE, type NodeAnswer,
  type NodeQuestion,
} from "../../failover/node-lines.ts";
import { beaconStates } from "./beacon-asker.ts";
import { AS_IT_IS, boundedBody } from "./bounded-body.ts";
import { answerLines } from "./line-answers.ts";

const ASK_MS = 3_000;
const WITHOUT_ANSWER = { result: undefined, isRefusal: false } as const;

interface RpcAnswer {
  readonly result: unknown;
  /** The node has answered, and says no. */
  readonly isRefusal: boolean;
}

const HTTP = /^https?:\/\//;
const HEADERS = { "content-type": "application/json", "accept-encoding": "identity" };

const answerIn = (text: string): RpcAnswer => {
  const { result, error } = JSON.parse(text) as { result?: unknown; error?: unknown };
  return { result, isRefusal: typeof error === "object" && error !== null };
};

type RpcQuestion = readonly [method: string, ...params: readonly unknown[]];

const callOnce = async (
  url: string, [method, ...params]: RpcQuestion, signal: AbortSignal,
): Promise<RpcAnswer> => {
  const response = await fetch(url, { method: "POST", headers: HEADERS, redirect: "error", signal,
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }), ...AS_IT_IS });
  const isPlain = response.ok && !response.headers.has("content-encoding");
  const text = isPlain ? await boundedBody(response) : null;
  return text === null ? WITHOUT_ANSWER : answerIn(text);
};

/** A node may have closed a connection that was kept: then it is asked once more. */
const call = async (url: string, asked: RpcQuestion, signal: AbortSignal): Promise<RpcAnswer> => {
  if (!HTTP.test(url)) return WITHOUT_ANSWER;
  for (let left = 1; ; left--) {
    try {
      return await callOnce(url, asked, signal);
    } catch (error) {
      if (left === 0 || signal.aborted || error instanceof SyntaxError) {
        return WITHOUT_ANSWER;
      }
    }
  }
};

const slotIn = ({ result }: RpcAnswer): number | null =>
  (Number.isSafeInteger(result) && Number(result) >= 0 ? Number(result) : null);

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  (typeof value === "object" && value !== null ? value as Record<string, unknown> : {});

const votesIn = ({ result }: RpcAnswer, account: string): NodeAnswer["votes"] => {
  const { current, delinquent } = fieldsOf(result);
  if (!Array.isArray(current) || !Array.isArray(delinquent)) return null;
  const found = [...current, ...delinquent].map(fieldsOf)
    .find((one) => one["votePubkey"] === account);
  if (found === undefined) return "absent";
  const { nodePubkey: node, lastVote } = found;
  return typeof node === "string" && typeof lastVote === "number" ? { node, lastVote } : null;
};

const healthIn = ({ result, isRefusal }: RpcAnswer): boolean | null => {
  if (result === "ok") return true;
  return isRefusal ? false : null;
};

/** What is not a public key makes no line that the keeper would take. */
const identityIn = ({ result }: RpcAnswer): string | null => {
  const { identity } = fieldsOf(result);
  return typeof identity === "string" && isNodeKey(identity) ? identity : null;
};

const slotsOf = async (
  url: string, voteAccount: string | null, signal: AbortSignal,
): Promise<Omit<NodeAnswer, "isHealthy" | "identity">> => {
  const [processed, finalized, votes] = await Promise.all([
    call(url, ["getSlot", { commitment: "processed" }], signal),
    call(url, ["getSlot", { commitment: "finalized" }], signal),
    voteAccount === null ? WITHOUT_ANSWER : call(url, ["getVoteAccounts",
      { votePubkey: voteAccount, keepUnstakedDelinquents: true, commitment: "processed" }], signal),
  ]);
  return { processed: slotIn(processed), finalized: slotIn(finalized),
    votes: voteAccount === null ? null : votesIn(votes, voteAccount) };
};

const ownAnswer = async (
  port: number, voteAccount: string | null, signal: AbortSignal,
): Promise<NodeAnswer> => {
  const url = `http://127.0.0.1:${port}/`;
  const [health, identity, slots] = await Promise.all([call(url, ["getHealth"], signal),
    call(url, ["getIdentity"], signal), slotsOf(url, voteAccount, signal)]);
  return { isHealthy: healthIn(health), identity: identityIn(identity), ...slots };
};

const answerTo = async (
  { own, witnesses, voteAccount }: NodeQuestion, signal: AbortSignal,
): Promise<Parameters<typeof nodeAnswerLine>[1]> => {
  const [first, ...others] = await Promise.all([
    own === null ? null : ownAnswer(own, voteAccount, signal),
    ...witnesses.map((url) => slotsOf(url, voteAccount, signal)),
  ]);
  return [first === undefined ? null : first as NodeAnswer | null,
    ...others.map((one) => ({ ...SILENT_NODE, ...one }))];
};

/** What is left unread of an answer ends with its question. */
const withinTime = async <T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), ASK_MS);
  try {
    return await ask(end.signal);
  } finally {
    clearTimeout(timer);
    end.abort();
  }
};

/** Answers each line of standard input by a line, until there are no more. */
export const answerForKeeper = (): Promise<number> => answerLines(async (line) => {
  const beacons = beaconQuestionIn(line);
  if (beacons !== null) {
    const states = await withinTime((signal) => beaconStates(beacons.beacons, signal));
    return `${beaconAnswerLine(beacons.id, states)}\n`;
  }
  const question = nodeQuestionIn(line);
  const nodes = await withinTime((signal) => answerTo(question, signal));
  return `${nodeAnswerLine(question.id, nodes)}\n`;
}, LONGEST_LINE);
