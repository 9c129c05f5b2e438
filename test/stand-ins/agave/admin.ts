/**
 * admin.rpc: JSON-RPC on a unix socket in the ledger. Requests follow each other without any
 * separator, so their ends are found by counting braces; answers end in a newline. Until start-up
 * is complete most methods say so. Arity is strict, and setIdentity's changed with 4.2.
 */
import { chmodSync, chownSync, rmSync, statSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { keypairOf, readKeypair, type Keypair } from "../common/keypair.ts";
import type { ValidatorNode } from "./node.ts";
import { loadHistoryFile } from "./vote-history.ts";

type Params = readonly unknown[];

interface Failure {
  readonly code: number;
  readonly message: string;
}

class RpcFailure extends Error {
  readonly failure: Failure;
  constructor(message: string, code = -32602) {
    super(message);
    this.failure = { code, message };
  }
}

const EXIT_MS = 100;

/** 4.2 asks for one parameter more, `require_vote_history`. */
export const setIdentityArity = (version: string): 2 | 3 => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 4 || (major === 4 && minor >= 2) ? 3 : 2;
};

const exactly = (count: number, params: Params): void => {
  if (count === 0 && params.length > 0) {
    throw new RpcFailure(`No parameters were expected: ${JSON.stringify(params)}`);
  }
  if (params.length < count) {
    throw new RpcFailure(`Invalid params: invalid length ${params.length}, expected a tuple of `
      + `size ${count}.`);
  }
  if (params.length > count) {
    throw new RpcFailure(`Invalid params: invalid length ${params.length}, expected fewer elements `
      + "in array.");
  }
};

const boolean = (value: unknown): boolean => {
  if (typeof value === "boolean") return value;
  throw new RpcFailure(`Invalid params: invalid type: ${typeof value}, expected a boolean.`);
};

const fileKeypair = (path: unknown, what: string): Keypair => {
  try {
    return readKeypair(String(path));
  } catch (error) {
    throw new RpcFailure(`${what}${(error as Error).message}`);
  }
};

const bytesKeypair = (bytes: unknown): Keypair => {
  try {
    return keypairOf(Uint8Array.from(bytes as number[]));
  } catch (error) {
    throw new RpcFailure(
      `Failed to read identity keypair from provided byte array: ${(error as Error).message}`);
  }
};

export interface AdminServer {
  readonly node: ValidatorNode;
  readonly version: string;
  readonly ledger: string;
  readonly rpcAddress: string | null;
  readonly exit: () => void;
}

const switchTo = (
  { node }: AdminServer, keypair: Keypair, requireTower: boolean, requireHistory?: unknown,
): unknown => {
  if (node.options.behaviour().setIdentity === "hangs") return new Promise<never>(() => undefined);
  const problem = node.setIdentity(keypair, requireTower, requireHistory !== false);
  if (problem) throw new RpcFailure(problem);
  return null;
};

/** Firedancer's, which has no such socket: its program and its tiles share memory. */
const importHistory = ({ node }: AdminServer, [file, key]: Params): null => {
  if (typeof file !== "string") return (node.importHistory(null), null);
  try {
    if (statSync(file).size > 32_688) throw new Error("it is too large");
    node.importHistory(loadHistoryFile(file, fileKeypair(key, "")));
    return null;
  } catch (error) {
    throw new RpcFailure(`could not restore vote history file ${file}: ${(error as Error).message}`);
  }
};

const addVoter = ({ node }: AdminServer, voter: Keypair): null => {
  if (node.voters.some(({ address }) => address === voter.address)) {
    throw new RpcFailure("Authorized voter already present");
  }
  node.voters = [...node.voters, voter];
  return null;
};

const contactInfo = ({ node, rpcAddress }: AdminServer): object => {
  if (!node.running) throw new RpcFailure("Retry once validator start up is complete");
  const [host = "", port = "8001"] = node.options.gossip.split(":");
  const at = (step: number): string => `${host}:${Number(port) + step}`;
  return {
    id: node.identity, gossip: at(0), tvu: at(1), serve_repair_quic: at(2), tpu: at(3),
    tpu_forwards: at(4), tpu_vote: at(5), rpc: rpcAddress ?? "0.0.0.0:0",
    rpc_pubsub: "0.0.0.0:0", serve_repair: at(6), last_updated_timestamp: Date.now(),
    shred_version: 50093,
  };
};

/** Whether its vote account has paid for the epoch, and may pay for the next one. */
const ticketStatus = ({ node: { options: { cluster, voteAccount }, slot, isMigrated } }: AdminServer): object => {
  const { admitted = true, refusal = null } = cluster?.file().ticket ?? {};
  return { vat_active: isMigrated, vote_account: voteAccount, voting_enabled: voteAccount !== null,
    current_epoch: Math.floor(slot / (cluster?.slotsPerEpoch() ?? 1)), in_current_epoch_vat: admitted,
    current_epoch_vote_account_stake: 1, current_epoch_vote_accounts: 1,
    next_epoch_vat_failure_reason: refusal };
};

const startProgress = ({ node }: AdminServer): unknown =>
  node.phase === "ProcessingLedger"
    ? { ProcessingLedger: { slot: node.slot, max_slot: node.slot + 100 } } : node.phase;

/** Real methods that only have to be there, by their arity. */
const OTHERS: Readonly<Record<string, number>> = {
  reloadPlugin: 2, unloadPlugin: 1, loadPlugin: 1, listPlugins: 0, setLogFilter: 1,
  setStakedNodesOverrides: 1, selectActiveInterface: 1,
  repairShredFromPeer: 3, repairWhitelist: 0, setRepairWhitelist: 1, setPublicTpuAddress: 1,
  setPublicTpuForwardsAddress: 1, setPublicTvuAddress: 1, manageBlockProduction: 4,
  blockstorePurge: 1,
};

const call = (server: AdminServer, method: string, params: Params): unknown => {
  const { node, version } = server;
  const arity = setIdentityArity(version);
  const known: Readonly<Record<string, readonly [number, () => unknown]>> = {
    pid: [0, () => process.pid],
    startTime: [0, () => ({
      secs_since_epoch: Math.floor(node.startedAt / 1000),
      nanos_since_epoch: (node.startedAt % 1000) * 1_000_000,
    })],
    startProgress: [0, () => startProgress(server)],
    rpcAddress: [0, () => server.rpcAddress],
    contactInfo: [0, () => contactInfo(server)],
    validatorAdmissionTicketStatus: [0, () => ticketStatus(server)],
    importHistory: [2, () => importHistory(server, params)],
    isGeneratingSnapshots: [0, () => true],
    exit: [0, () => (setTimeout(server.exit, EXIT_MS), null)],
    addAuthorizedVoter: [1, () => addVoter(server, fileKeypair(params[0], ""))],
    addAuthorizedVoterFromBytes: [1, () => addVoter(server, bytesKeypair(params[0]))],
    removeAllAuthorizedVoters: [0, () => ((node.voters = []), null)],
    setIdentity: [arity, () => {
      const why = `Failed to read identity keypair from ${String(params[0])}: `;
      return switchTo(server, fileKeypair(params[0], why), boolean(params[1]), params[2]);
    }],
    setIdentityFromBytes: [arity, () =>
      switchTo(server, bytesKeypair(params[0]), boolean(params[1]), params[2])],
  };
  const found = known[method];
  if (!found && OTHERS[method] === undefined) throw new RpcFailure("Method not found", -32601);
  exactly(found?.[0] ?? OTHERS[method] ?? 0, params);
  if (!found && !node.running) throw new RpcFailure("Retry once validator start up is complete");
  return found?.[1]() ?? null;
};

/** The first whole JSON object of a text, however it is cut into pieces; strings may hold braces. */
export const firstObject = (text: string): string | null => {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted && character === "\\") at += 1;
    else if (character === "\"") quoted = !quoted;
    else if (!quoted && character === "{") depth += 1;
    else if (!quoted && character === "}" && (depth -= 1) === 0) return text.slice(0, at + 1);
  }
  return null;
};

const reply = async (server: AdminServer, text: string): Promise<string> => {
  const { id = null, method = "", params = [] } = JSON.parse(text) as
    { id?: unknown; method?: string; params?: Params };
  try {
    return JSON.stringify({ jsonrpc: "2.0", result: await call(server, method, params), id });
  } catch (error) {
    if (!(error instanceof RpcFailure)) throw error;
    return JSON.stringify({ jsonrpc: "2.0", error: error.failure, id });
  }
};

const converse = (socket: Socket, server: AdminServer): void => {
  let text = "";
  socket.on("error", () => socket.destroy());
  socket.on("data", async (chunk) => {
    const { admin } = server.node.options.behaviour();
    if (admin === "hang") return;
    if (admin === "hangup") return void socket.destroy();
    if (admin === "rubbish") return void socket.write("{\"jsonrpc\":\"2.0\",\"result\":\0\n");
    text += chunk.toString("utf8");
    for (let one = firstObject(text); one; one = firstObject(text)) {
      text = text.slice(text.indexOf(one) + one.length);
      const answer = await reply(server, one);
      if (!socket.destroyed) socket.write(`${answer}\n`);
    }
  });
};

/** The socket of a process that was killed is still there; it is replaced, as the real one does. */
export const serveAdmin = (server: AdminServer): Promise<void> => {
  const path = join(server.ledger, "admin.rpc");
  const { admin, adminUid, adminMode } = server.node.options.behaviour();
  rmSync(path, { force: true });
  if (admin === "absent") return Promise.resolve();
  return new Promise((resolve, reject) => {
    const listener = createServer((socket) => converse(socket, server));
    listener.once("error", reject);
    listener.listen(path, () => {
      if (adminUid !== undefined) chownSync(path, adminUid, adminUid);
      if (adminMode !== undefined) chmodSync(path, adminMode);
      resolve();
    });
  });
};
