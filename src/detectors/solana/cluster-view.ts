/**
 * What a Solana client reports of itself and of the votes of an account: one look, one process.
 * Votes are on the chain, so they show what another machine does with the same identity; a client
 * whose RPC knows no vote accounts (Firedancer) leaves that to a node that does.
 */
import type { QueryReply, HostReader, Query } from "../../ports/host.ts";
import { isKnownMigrated } from "./known-genesis.ts";

/**
 * What binds the next vote: towers up to the genesis of Alpenglow, vote histories from then on. A
 * node older than Agave 4.3 knows of no genesis, and that proves nothing.
 */
export type Phase = "tower" | "alpenglow" | "unknown";

export interface ClusterView {
  /** `ok`, else why not. */
  readonly health: string;
  /** The newest slot it knows; null when it does not say. */
  readonly slot: number | null;
  /** The newest slot that is final; null when it does not say. */
  readonly finalized: number | null;
  readonly phase: Phase;
  /** Why the phase is unknown; null where it is not. */
  readonly phaseUnknown: string | null;
  /** Which cluster it is on; null when it does not say. */
  readonly genesisHash: string | null;
  /** How long a slot has lasted of late; null when it does not say. */
  readonly slotMs: number | null;
  /** Null when no client knows the account, or none could be queried. */
  readonly vote: { readonly node: string; readonly lastVote: number } | null;
  /** What the account holds, in lamports; null when it does not say. */
  readonly voteBalance: number | null;
  /** Slots until `leader` must produce a block; `never` in this epoch; null when it is unknown. */
  readonly leaderIn: number | "never" | null;
  /** Slots until the epoch ends, and with it what is known of the leaders. */
  readonly epochLeft: number | null;
  /** What the client itself answered when it was asked for votes, where that was no answer. */
  readonly votesUnknown: string | null;
}

interface ViewOf {
  readonly port: number;
  readonly voteAccount: string | null;
  readonly leader: string | null;
  /** Another node's RPC, for what this client does not know. */
  readonly clusterRpc: string | null;
}

const ASK_MS = 3000;
/** What is beyond these is a cluster that stands still, or rubbish. */
const [LEAST_SLOT_MS, MOST_SLOT_MS] = [10, 10_000] as const;

const WAS = "this machine has seen it move to Alpenglow before";

const SAID: Readonly<Record<Exclude<Phase, "unknown">, string>> = {
  tower: "that the cluster has not moved to Alpenglow", alpenglow: "that it has",
};

interface Rpc {
  readonly result?: unknown;
  readonly error?: { readonly message?: unknown };
}

const parse = (answer: QueryReply | undefined): Rpc => {
  if (!answer || answer.status === null) {
    return { error: { message: answer?.problem ?? "no answer" } };
  }
  try {
    const value: unknown = JSON.parse(answer.body);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return { error: { message: "an answer that is not JSON" } };
  }
};

const question = (to: string, method: string, params: readonly unknown[] = []): Query =>
  ({ to, timeoutMs: ASK_MS, body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }) });

const errorOf = ({ error }: Rpc): string =>
  (typeof error?.message === "string" ? error.message.slice(0, 200) : "an answer that is none");

const numberAt = (value: unknown, key: string): number | null => {
  const found = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  return typeof found === "number" && Number.isSafeInteger(found) ? found : null;
};

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  (typeof value === "object" && value !== null ? value as Record<string, unknown> : {});

type Vote = NonNullable<ClusterView["vote"]>;

const voteOf = ({ result }: Rpc, account: string): Vote | null => {
  const { current, delinquent } = fieldsOf(result);
  const found = [current, delinquent].flatMap((list): readonly unknown[] =>
    (Array.isArray(list) ? list : [])).map(fieldsOf)
    .find((one) => one["votePubkey"] === account);
  const lastVote = numberAt(found, "lastVote");
  const node = found?.["nodePubkey"];
  return typeof node === "string" && lastVote !== null ? { node, lastVote } : null;
};

/** Of several that know the account, the one that has seen more. */
const newest = (votes: readonly (Vote | null)[]): Vote | null =>
  votes.reduce((best, one) => (one && one.lastVote > (best?.lastVote ?? -1) ? one : best), null);

const leaderIn = (
  schedules: readonly Rpc[], index: number | null, leader: string | null,
): ClusterView["leaderIn"] => {
  const known = schedules.find(({ result }) => typeof result === "object" && result !== null);
  if (known === undefined || index === null || leader === null) return null;
  const slots = fieldsOf(known.result)[leader];
  const next = (Array.isArray(slots) ? slots : [])
    .filter((slot): slot is number => typeof slot === "number" && slot >= index);
  return next.length > 0 ? Math.min(...next) - index : "never";
};

const textIn = (rpc: Rpc | undefined): string | null =>
  (typeof rpc?.result === "string" ? rpc.result : null);

const slotIn = (rpc: Rpc | undefined): number | null =>
  (typeof rpc?.result === "number" ? rpc.result : null);

const phaseSaid = ({ result, error }: Rpc): Phase => {
  if (error !== undefined || result === undefined) return "unknown";
  if (result === null) return "tower";
  return typeof result === "object" && !Array.isArray(result) ? "alpenglow" : "unknown";
};

/** Two nodes that contradict each other are not on one cluster, or one of them is wrong. */
const phaseOf = (
  own: Rpc, elsewhere: Rpc | null, isMigrated: boolean,
): Pick<ClusterView, "phase" | "phaseUnknown"> => {
  const [here, there] = [phaseSaid(own), elsewhere ? phaseSaid(elsewhere) : "unknown"];
  if (here !== "unknown" && there !== "unknown" && here !== there) {
    return { phase: "unknown", phaseUnknown: `the client says ${SAID[here]}, and the other node `
      + `says ${SAID[there]}` };
  }
  const said = here === "unknown" ? there : here;
  if (isMigrated && said === "tower") {
    return { phase: "unknown", phaseUnknown: `the client says ${SAID.tower}, and ${WAS}` };
  }
  const phase = isMigrated ? "alpenglow" : said;
  return { phase, phaseUnknown: phase === "unknown"
    ? `the client does not tell (${errorOf(own)})` : null };
};

/** Of the newest sample, which spans a minute. */
const slotMsOf = ({ result }: Rpc): number | null => {
  const sample: unknown = Array.isArray(result) ? result[0] : null;
  const [slots, seconds] = [numberAt(sample, "numSlots"), numberAt(sample, "samplePeriodSecs")];
  const ms = slots === null || seconds === null || slots <= 0 ? 0 : seconds * 1000 / slots;
  return ms >= LEAST_SLOT_MS && ms <= MOST_SLOT_MS ? ms : null;
};

export const readClusterView = (host: HostReader, of: ViewOf): ClusterView => {
  const { port, voteAccount: account, leader, clusterRpc } = of;
  const own = `http://127.0.0.1:${port}/`;
  const about = (to: string): readonly Query[] => [
    question(to, "getAgGenesisCert"), question(to, "getSlot", [{ commitment: "finalized" }]),
    question(to, "getVoteAccounts", [{ votePubkey: account, keepUnstakedDelinquents: true }]),
    question(to, "getLeaderSchedule", [null, { identity: leader }]),
  ];
  const [health, slot, epoch, speed, first, balance, genesis = {}, final, votes, schedule,
    ...elsewhere] = host.port("questions").ask([
    question(own, "getHealth"), question(own, "getSlot", [{ commitment: "processed" }]),
    question(own, "getEpochInfo"), question(own, "getRecentPerformanceSamples", [1]),
    question(own, "getGenesisHash"), question(own, "getBalance", [account]),
    ...about(own),
    ...clusterRpc === null ? [] : about(clusterRpc),
  ]).map(parse);
  const [index, all] = [numberAt(epoch?.result, "slotIndex"),
    numberAt(epoch?.result, "slotsInEpoch")];
  const [genesisThere = null, finalThere, votesThere = {}, scheduleThere = {}] = elsewhere;
  return {
    health: health?.result === "ok" ? "ok" : errorOf(health ?? {}),
    slot: slotIn(slot),
    finalized: slotIn(final) ?? slotIn(finalThere),
    ...phaseOf(genesis, genesisThere, isKnownMigrated(host, textIn(first))),
    genesisHash: textIn(first),
    slotMs: slotMsOf(speed ?? {}),
    vote: account === null ? null
      : newest([voteOf(votes ?? {}, account), voteOf(votesThere, account)]),
    leaderIn: leaderIn([schedule ?? {}, scheduleThere], index, leader),
    epochLeft: index === null || all === null ? null : all - index,
    voteBalance: account === null ? null : numberAt(balance?.result, "value"),
    votesUnknown: votes?.error ? errorOf(votes) : null,
  };
};

interface SlotsOf {
  /** The newest that it has processed; null when it does not say. */
  readonly processed: number | null;
  readonly finalized: number | null;
}

/** The newest slots of the client and of another node, each by its own word. */
export const readSlots = (
  host: HostReader, port: number, clusterRpc: string,
): { readonly own: SlotsOf; readonly other: SlotsOf } => {
  const about = (to: string): readonly Query[] => [
    question(to, "getSlot", [{ commitment: "processed" }]),
    question(to, "getSlot", [{ commitment: "finalized" }])];
  const [processed, finalized, ...other] = host.port("questions")
    .ask([...about(`http://127.0.0.1:${port}/`), ...about(clusterRpc)]).map(parse).map(slotIn);
  return { own: { processed: processed ?? null, finalized: finalized ?? null },
    other: { processed: other[0] ?? null, finalized: other[1] ?? null } };
};

/** What a client's RPC answers as long as it is who it is. */
export const identityQuestion = (port: number): Query =>
  question(`http://127.0.0.1:${port}/`, "getIdentity");

/** Who a running client says it is: its RPC, else its admin socket; null when neither answers. */
export const askIdentity = (
  host: HostReader, port: number | null, ledger: string | null, uid: number | null,
): string | null => {
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  const { ask } = host.port("questions");
  const rpc = port === null ? {} : parse(ask([identityQuestion(port)])[0]);
  const told = text((rpc.result as Readonly<Record<string, unknown>> | undefined)?.["identity"]);
  if (told !== null || ledger === null) return told;
  const admin = parse(ask([question(`unix:${ledger}/admin.rpc`, "contactInfo")],
    uid ?? undefined)[0]);
  return text((admin.result as Readonly<Record<string, unknown>> | undefined)?.["id"]);
};
