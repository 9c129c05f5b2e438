/**
 * What a Solana client tells of itself and of the votes of an account: one look, one process. Votes
 * are on the chain, so they show what another machine does with the same identity; a client whose
 * RPC knows no vote accounts (Firedancer) leaves that to a node that does.
 */
import type { Answer, HostReader, Question } from "../engine/ports.ts";

export interface ClusterView {
  /** `ok`, else why not. */
  readonly health: string;
  /** The newest slot it knows; null when it does not say. */
  readonly slot: number | null;
  /** Null when nobody knows the account, or could be asked. */
  readonly vote: { readonly node: string; readonly lastVote: number } | null;
  /** Slots until `leader` must produce a block; null when it never does in this epoch. */
  readonly leaderIn: number | null;
}

interface ViewOf {
  readonly port: number;
  readonly voteAccount: string | null;
  readonly leader: string | null;
  /** Another node's RPC, for what this client does not know. */
  readonly clusterRpc: string | null;
}

const ASK_MS = 3000;

interface Rpc {
  readonly result?: unknown;
  readonly error?: { readonly message?: unknown };
}

const parse = (answer: Answer | undefined): Rpc => {
  if (!answer || answer.status === null) {
    return { error: { message: answer?.problem ?? "no answer" } };
  }
  try {
    const value: unknown = JSON.parse(answer.body);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return { error: { message: "an answer that is no JSON" } };
  }
};

const question = (to: string, method: string, params: readonly unknown[] = []): Question =>
  ({ to, timeoutMs: ASK_MS, body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }) });

const errorOf = ({ error }: Rpc): string =>
  (typeof error?.message === "string" ? error.message.slice(0, 200) : "an answer that is none");

const numberAt = (value: unknown, key: string): number | null => {
  const found = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  return typeof found === "number" && Number.isSafeInteger(found) ? found : null;
};

const voteOf = ({ result }: Rpc, account: string | null): ClusterView["vote"] => {
  const { current = [], delinquent = [] } = (result ?? {}) as Readonly<Record<string, unknown[]>>;
  const found = [...current, ...delinquent].find((one) =>
    (one as Readonly<Record<string, unknown>>)["votePubkey"] === account) as
      Readonly<Record<string, unknown>> | undefined;
  const lastVote = numberAt(found, "lastVote");
  const node = found?.["nodePubkey"];
  return typeof node === "string" && lastVote !== null ? { node, lastVote } : null;
};

const leaderIn = (schedule: Rpc, epoch: Rpc, leader: string | null): number | null => {
  const index = numberAt(epoch.result, "slotIndex");
  const slots = (schedule.result as Readonly<Record<string, unknown>> | null | undefined)
    ?.[leader ?? ""];
  if (index === null || !Array.isArray(slots)) return null;
  const next = slots.filter((slot): slot is number => typeof slot === "number" && slot >= index);
  return next.length > 0 ? Math.min(...next) - index : null;
};

export const readClusterView = (host: HostReader, of: ViewOf): ClusterView => {
  const own = `http://127.0.0.1:${of.port}/`;
  const votes = [{ votePubkey: of.voteAccount, keepUnstakedDelinquents: true }];
  const [health, slot, epoch, schedule, vote, elsewhere] = host.ask([
    question(own, "getHealth"), question(own, "getSlot", [{ commitment: "processed" }]),
    question(own, "getEpochInfo"), question(own, "getLeaderSchedule",
      [null, { identity: of.leader }]),
    question(own, "getVoteAccounts", votes),
    ...of.clusterRpc === null ? [] : [question(of.clusterRpc, "getVoteAccounts", votes)],
  ]).map(parse);
  return {
    health: health?.result === "ok" ? "ok" : errorOf(health ?? {}),
    slot: typeof slot?.result === "number" ? slot.result : null,
    vote: of.voteAccount === null ? null
      : voteOf(vote ?? {}, of.voteAccount) ?? voteOf(elsewhere ?? {}, of.voteAccount),
    leaderIn: leaderIn(schedule ?? {}, epoch ?? {}, of.leader),
  };
};

/** Who a running client says it is: its RPC, else its admin socket; null when neither answers. */
export const askIdentity = (
  host: HostReader, port: number | null, ledger: string | null, uid: number | null,
): string | null => {
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  const rpc = port === null ? {} : parse(host.ask(
    [question(`http://127.0.0.1:${port}/`, "getIdentity")])[0]);
  const told = text((rpc.result as Readonly<Record<string, unknown>> | undefined)?.["identity"]);
  if (told !== null || ledger === null) return told;
  const admin = parse(host.ask([question(`unix:${ledger}/admin.rpc`, "contactInfo")],
    uid ?? undefined)[0]);
  return text((admin.result as Readonly<Record<string, unknown>> | undefined)?.["id"]);
};
