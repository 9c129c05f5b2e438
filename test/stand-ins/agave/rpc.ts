/** JSON-RPC on the public port: what is asked of a validator's health, slots, votes and leaders. */
import type { Reply, Request, Trouble } from "../common/http.ts";
import type { ValidatorNode } from "./node.ts";

type Params = readonly unknown[];

class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;
  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

const LAMPORTS = 1_000_000_000;
const DELINQUENT = 128;

const health = (node: ValidatorNode): string => {
  const { health: asked } = node.options.behaviour();
  if (asked === "unknown") throw new RpcError(-32005, "Node is unhealthy", { numSlotsBehind: null });
  const behind = asked === "behind" ? Math.max(node.behind, 1000) : node.behind;
  if (!node.running || behind > node.options.healthDistance) {
    throw new RpcError(-32005, `Node is behind by ${behind} slots`, { numSlotsBehind: behind });
  }
  return "ok";
};

const voteAccounts = (node: ValidatorNode, params: Params): object => {
  const { options: { cluster } } = node;
  const slot = slotAt(node, params);
  const only = (params[0] as { votePubkey?: string } | undefined)?.votePubkey;
  const all = Object.entries(cluster?.file().voteAccounts ?? {})
    .filter(([address]) => only === undefined || only === address)
    .map(([votePubkey, account]) => {
      const lastVote = cluster?.landed(votePubkey, slot).at(-1)?.slot ?? 0;
      return { votePubkey, nodePubkey: account.nodePubkey, lastVote, rootSlot: lastVote - 32,
        activatedStake: account.activatedStake ?? LAMPORTS, commission: 0, epochCredits: [],
        epochVoteAccount: true };
    });
  const isCurrent = ({ lastVote }: { lastVote: number }): boolean => slot - lastVote <= DELINQUENT;
  return { current: all.filter(isCurrent), delinquent: all.filter((one) => !isCurrent(one)) };
};

const epochInfo = (node: ValidatorNode): object => {
  const slotsInEpoch = node.options.cluster?.slotsPerEpoch() ?? 1;
  return { absoluteSlot: node.slot, blockHeight: node.slot, epoch: Math.floor(node.slot / slotsInEpoch),
    slotIndex: node.slot % slotsInEpoch, slotsInEpoch, transactionCount: node.slot };
};

const leaderSchedule = ({ options: { cluster } }: ValidatorNode, params: Params): object => {
  const only = params.map((one) => (one as { identity?: string } | null)?.identity).find(Boolean);
  return Object.fromEntries(Object.entries(cluster?.file().leaders ?? {})
    .filter(([identity]) => only === undefined || only === identity));
};

const clusterNodes = ({ options: { cluster } }: ValidatorNode): object =>
  (cluster?.contacts() ?? []).map(({ identity, gossip, rpc, version }) =>
    ({ pubkey: identity, gossip, rpc, version, shredVersion: 50093 }));

const slotAt = (node: ValidatorNode, [config]: Params): number => {
  const isProcessed = (config as { commitment?: string } | undefined)?.commitment === "processed";
  return isProcessed ? node.slot : node.finalized;
};

const METHODS: Readonly<Record<string, (node: ValidatorNode, params: Params) => unknown>> = {
  getHealth: health,
  getSlot: slotAt,
  getAgGenesisCert: ({ options: { cluster }, slot }) => {
    const at = cluster?.file().alpenglowSlot ?? null;
    return at === null || slot < at ? null : { block: { slot: at, blockId: "1".repeat(32) } };
  },
  getGenesisHash: ({ options: { cluster } }) => cluster?.file().genesisHash ?? "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY",
  getRecentPerformanceSamples: ({ options: { cluster }, slot }) => [{ slot, samplePeriodSecs: 60,
    numSlots: Math.round(60_000 / (cluster?.file().slotMs ?? 400)), numTransactions: slot,
    numNonVoteTransactions: 0 }],
  getMaxShredInsertSlot: ({ options: { cluster } }) => cluster?.slot() ?? 0,
  getBlockHeight: (node) => node.slot,
  getIdentity: (node) => ({ identity: node.identity }),
  getVersion: (node) => ({ "solana-core": node.options.version, "feature-set": 3_073_396_398 }),
  getVoteAccounts: voteAccounts,
  getLeaderSchedule: leaderSchedule,
  getEpochInfo: epochInfo,
  getClusterNodes: clusterNodes,
  getBalance: ({ options: { cluster }, slot }, [address]) =>
    ({ context: { slot }, value: cluster?.file().balances?.[String(address)] ?? 10 * LAMPORTS }),
  getAccountInfo: ({ options: { cluster }, slot }, [address]) =>
    ({ context: { slot }, value: cluster?.file().voteAccounts?.[String(address)]
      ? { lamports: LAMPORTS, owner: "Vote111111111111111111111111111111111111111" } : null }),
};

const answerTo = (node: ValidatorNode, missing: readonly string[], text: string): unknown => {
  const { id = null, method = "", params = [] } = JSON.parse(text) as
    { id?: unknown; method?: string; params?: Params };
  const answer = (more: object): object => ({ jsonrpc: "2.0", ...more, id });
  try {
    const { rpcErrors = {}, rpcLies = {} } = node.options.behaviour();
    const broken = rpcErrors[method];
    if (broken !== undefined) throw new RpcError(-32603, broken);
    if (method in rpcLies) return answer({ result: rpcLies[method] });
    const act = missing.includes(method) ? undefined : METHODS[method];
    if (!act) throw new RpcError(-32601, "Method not found");
    return answer({ result: act(node, params) });
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    const { code, message, data } = error;
    return answer({ error: { code, message, ...(data === undefined ? {} : { data }) } });
  }
};

/** `missing`: methods that this client does not have. */
export const rpcAnswers = (node: ValidatorNode, missing: readonly string[] = []) =>
  async ({ method, body }: Request): Promise<Reply> => {
    const { rpcMs = 0 } = node.options.behaviour();
    if (rpcMs > 0) await new Promise((resolve) => setTimeout(resolve, rpcMs));
    if (method !== "POST") return { status: 405, body: "Used HTTP Method is not allowed. POST or OPTIONS is required" };
    try {
      return { status: 200, body: JSON.stringify(answerTo(node, missing, body)) };
    } catch {
      return { status: 200, body: JSON.stringify({ jsonrpc: "2.0", id: null,
        error: { code: -32700, message: "Parse error" } }) };
    }
  };

export const troubleOf = (node: ValidatorNode): Trouble => {
  const { rpc } = node.options.behaviour();
  return rpc === undefined || rpc === "closed" ? null : rpc;
};
