/**
 * Whether a switch away from Firedancer can carry its votes: what it writes of them must be there,
 * sound and as new as the chain shows, while it still runs; and other nodes must tell afterwards.
 */
import { ownRpc } from "../../detectors/clients/live-identity.ts";
import type { FoundClient } from "../../detectors/clients/descriptors.ts";
import { readClusterView, type ClusterView } from "../../detectors/solana/cluster-view.ts";
import type { TowerFact } from "../../detectors/solana/tower.ts";
import { clusterRpcs } from "../shared/cluster-rpcs.ts";
import { exportedHistory, exportOf, importsRecords } from "../shared/import-record.ts";
import type { TransferBlocker } from "./start-interlock.ts";
import type { KnownKeys } from "./known-keys.ts";
import { isDeclaredUnstaked } from "./starting-identity.ts";
import { accountOf, votingKeyOf } from "../shared/tower-location.ts";

const ASK_OTHERS = "name nodes that answer getVoteAccounts: identity: {clusterRpc: [https://…]}";
const WRITE_IT = "let its TOML have [tiles.votor] write_vote_history_file = true, and [paths] "
  + "vote_history with a whole path; or give the identity up first: identity: {pubkey: UNSTAKED}";

const unknownOf = ({ name }: FoundClient, view: ClusterView): string | null => {
  if (view.contradiction !== null) return view.contradiction;
  if (view.phase === "unknown") {
    return `it is unknown whether a tower or a vote history binds the next vote: ${
      view.phaseUnknown ?? "nothing tells"}`;
  }
  return view.vote === null ? `what ${name} has voted for last is unknown` : null;
};

const recordProblem = (
  client: FoundClient, signer: string, record: TowerFact | null, lastVote: number,
): string | null => {
  if (record === null) {
    return `${client.name} has written no vote history of ${signer} in ${exportOf(client)
      ?? "any directory that is known"}`;
  }
  const [problem] = record.problems;
  if (problem) return problem.message;
  const newest = record.content?.lastVote ?? -1;
  return newest >= lastVote ? null : `${record.path}: its last vote is slot ${newest}; the chain `
    + `shows one for ${lastVote}`;
};

/** Null also of a client that writes none, and of one that does not vote. */
export const findExportBlocker = (keys: KnownKeys, old: FoundClient): TransferBlocker | null => {
  const { host, identity } = keys;
  const signer = votingKeyOf(host, old);
  if (host.isTree || !importsRecords(old) || old.state !== "running") return null;
  if (isDeclaredUnstaked(keys, signer)) return null;
  const [account, others] = [accountOf(host, old, identity), clusterRpcs(identity)];
  if (account === null) {
    return { why: "which account it votes with is unknown",
      wayOut: "declare it: identity: {voteAccount: ADDRESS}" };
  }
  if (others.length === 0) {
    return { why: `once ${old.name} has stopped, no other node tells what it has voted for last`,
      wayOut: ASK_OTHERS };
  }
  const view = readClusterView(host, { port: ownRpc(old) ?? 0, voteAccount: account, leader: null,
    others });
  const unknown = unknownOf(old, view);
  if (unknown !== null) return { why: unknown, wayOut: ASK_OTHERS };
  if (view.phase === "tower" || view.vote?.node !== signer) return null;
  // The votes of the chain come first: what is written since is newer.
  const why = recordProblem(old, signer, exportedHistory(host, old, signer), view.vote.lastVote);
  return why === null ? null : { why, wayOut: WRITE_IT };
};
