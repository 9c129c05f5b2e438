/**
 * What a Solana client reports of itself and of the votes of an account: one look, one process.
 * Votes are on the chain, so they show what another machine does with the same identity; a client
 * whose RPC knows no vote accounts (Firedancer) leaves that to a node that does.
 */
import type { QueryReply, HostReader, Query } from "../../ports/host.ts";
import { agreementOf, type Agreement, type Phase, type Witness } from "./agreement.ts";
import { isKnownMigrated } from "./known-genesis.ts";

export interface ClusterView extends Agreement {
  /** `ok`, else why not. */
  readonly health: string;
  /** The newest slot it knows; null when it does not say. */
  readonly slot: number | null;
  /** The newest slot that is final; null when it does not say. */
  readonly finalized: number | null;
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
  /** Other nodes' RPCs, for what this client does not know, and to hold it against. */
  readonly others: readonly string[];
}

const ASK_MS = 3000;
/** What is beyond these is a cluster that stands still, or rubbish. */
const [LEAST_SLOT_MS, MOST_SLOT_MS] = [10, 10_000] as const;

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

const voteOf = (rpc: Rpc | undefined, account: string | null): Vote | null => {
  const { current, delinquent } = fieldsOf(rpc?.result);
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

/** Of several that know the leaders, the one that sees it lead first. */
const leaderIn = (
  schedules: readonly (Rpc | undefined)[], index: number | null, leader: string | null,
): ClusterView["leaderIn"] => {
  const known = schedules.map((rpc) => rpc?.result)
    .filter((result) => typeof result === "object" && result !== null);
  if (known.length === 0 || index === null || leader === null) return null;
  const next = known.flatMap((result): readonly unknown[] => {
    const slots = fieldsOf(result)[leader];
    return Array.isArray(slots) ? slots : [];
  }).filter((slot): slot is number => typeof slot === "number" && slot >= index);
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

/** Of the newest sample, which spans a minute. */
const slotMsOf = ({ result }: Rpc): number | null => {
  const sample: unknown = Array.isArray(result) ? result[0] : null;
  const [slots, seconds] = [numberAt(sample, "numSlots"), numberAt(sample, "samplePeriodSecs")];
  const ms = slots === null || seconds === null || slots <= 0 ? 0 : seconds * 1000 / slots;
  return ms >= LEAST_SLOT_MS && ms <= MOST_SLOT_MS ? ms : null;
};

/** The client's own RPC, or one beside it on this machine, by another name. */
const OWN_HOSTS = new Set(["127.0.0.1", "localhost", "[::1]"]);

interface ClusterNode {
  readonly name: string;
  readonly url: string;
}

/** Without what may be a key in it. The client itself does not count as another. */
const nodesAt = (urls: readonly string[], ownPort: number): readonly ClusterNode[] =>
  urls.flatMap((url) => {
    const at = URL.parse(url);
    const isOwn = OWN_HOSTS.has(at?.hostname ?? "") && at?.port === String(ownPort);
    return isOwn ? [] : [{ name: at?.host ?? "another node", url }];
  });

const clientAt = (port: number): ClusterNode =>
  ({ name: "the client", url: `http://127.0.0.1:${port}/` });

/** Questions and their answers, by name; what is not asked has no answer. */
type NodeQueries<K extends string> = Readonly<Partial<Record<K, Query>>>;
type NodeReplies<K extends string> = Readonly<Partial<Record<K, Rpc>>>;

/** What is asked of the client and of other nodes alike. */
type CommonQuery = "genesisHash" | "genesis" | "final" | "votes" | "schedule";
/** What is asked of the client alone. */
type OwnQuery = "health" | "slot" | "epoch" | "speed" | "balance";

/** Without a leader or an account, a node would list all of them: megabytes without a use. */
const askedOf = (
  { url }: ClusterNode, { voteAccount, leader }: ViewOf,
): NodeQueries<CommonQuery> => ({
  genesisHash: question(url, "getGenesisHash"), genesis: question(url, "getAgGenesisCert"),
  final: question(url, "getSlot", [{ commitment: "finalized" }]),
  ...voteAccount === null ? {} : { votes: question(url, "getVoteAccounts",
    [{ votePubkey: voteAccount, keepUnstakedDelinquents: true, commitment: "processed" }]) },
  ...leader === null ? {}
    : { schedule: question(url, "getLeaderSchedule", [null, { identity: leader }]) },
});

const askedOfClient = (
  { url }: ClusterNode, { voteAccount, leader }: ViewOf,
): NodeQueries<OwnQuery> => ({
  health: question(url, "getHealth"),
  slot: question(url, "getSlot", [{ commitment: "processed" }]),
  speed: question(url, "getRecentPerformanceSamples", [1]),
  ...leader === null ? {} : { epoch: question(url, "getEpochInfo") },
  ...voteAccount === null ? {} : { balance: question(url, "getBalance", [voteAccount]) },
});

/** All at once. */
const askAll = <K extends string>(
  host: HostReader, all: readonly NodeQueries<K>[],
): readonly NodeReplies<K>[] => {
  const named = all.map((one) => Object.entries(one) as [K, Query][]);
  const replies = host.port("questions").ask(named.flat().map(([, query]) => query)).map(parse);
  let at = 0;
  return named.map((one) =>
    Object.fromEntries(one.map(([name]) => [name, replies[at++] ?? {}])) as NodeReplies<K>);
};

const witnessOf = (
  { name }: ClusterNode, { genesisHash, genesis = {}, votes }: NodeReplies<CommonQuery>,
  account: string | null,
): Witness => ({ name, genesisHash: textIn(genesisHash), phase: phaseSaid(genesis),
  error: errorOf(genesis), voter: voteOf(votes, account)?.node ?? null });

const lowest = (numbers: readonly (number | null)[]): number | null =>
  numbers.reduce((least, one) => (one === null ? least : Math.min(one, least ?? one)), null);

export const readClusterView = (host: HostReader, of: ViewOf): ClusterView => {
  const { port, voteAccount: account, leader, others } = of;
  const [own, nodes] = [clientAt(port), nodesAt(others, port)];
  const [mine = {}, ...all] = askAll<OwnQuery | CommonQuery>(host, [askedOfClient(own, of),
    ...[own, ...nodes].map((one) => askedOf(one, of))]);
  const { health = {}, slot, epoch, speed = {}, balance } = mine;
  const [here = {}, ...there] = all;
  const [index, length] = [numberAt(epoch?.result, "slotIndex"),
    numberAt(epoch?.result, "slotsInEpoch")];
  const genesisHash = textIn(here.genesisHash);
  return {
    ...agreementOf([own, ...nodes].map((one, at) => witnessOf(one, all[at] ?? {}, account)),
      isKnownMigrated(host, genesisHash)),
    health: health.result === "ok" ? "ok" : errorOf(health),
    slot: slotIn(slot),
    finalized: slotIn(here.final) ?? lowest(there.map(({ final }) => slotIn(final))),
    genesisHash,
    slotMs: slotMsOf(speed),
    vote: newest(all.map(({ votes }) => voteOf(votes, account))),
    leaderIn: leaderIn(all.map(({ schedule }) => schedule), index, leader),
    epochLeft: index === null || length === null ? null : length - index,
    voteBalance: numberAt(balance?.result, "value"),
    votesUnknown: here.votes?.error ? errorOf(here.votes) : null,
  };
};

/** The newest slots that a node knows; null where it does not say. */
export interface NodeSlots {
  readonly name: string;
  readonly processed: number | null;
  readonly finalized: number | null;
}

/** The newest slots of the client, and then of other nodes, each by its own word. */
export const readSlots = (
  host: HostReader, port: number, others: readonly string[],
): readonly [NodeSlots, ...NodeSlots[]] => {
  const nodes = [clientAt(port), ...nodesAt(others, port)];
  const slots = host.port("questions").ask(nodes.flatMap(({ url }) => [
    question(url, "getSlot", [{ commitment: "processed" }]),
    question(url, "getSlot", [{ commitment: "finalized" }])])).map(parse).map(slotIn);
  return nodes.map(({ name }, at) => ({ name, processed: slots[2 * at] ?? null,
    finalized: slots[2 * at + 1] ?? null })) as [NodeSlots, ...NodeSlots[]];
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
