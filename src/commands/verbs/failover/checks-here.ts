/** What a planned handover wants of this host: one look at its client, its keys and the cluster. */
import { readRunningClient } from "../../../detectors/clients/clients.ts";
import { allClients, type FoundClient } from "../../../detectors/clients/descriptors.ts";
import { readIdentity, type DeclaredIdentity } from "../../../detectors/clients/identity.ts";
import { identityOf, ownRpc } from "../../../detectors/clients/live-identity.ts";
import { readTicket } from "../../../detectors/solana/admission-ticket.ts";
import { readClusterView, type ClusterView } from "../../../detectors/solana/cluster-view.ts";
import { historyOf, readTowers, towerOf } from "../../../detectors/solana/tower.ts";
import type { CheckName, HandoverCheck, HostChecks } from "../../../failover/checks.ts";
import type { FailoverSettings } from "../../../failover/settings.ts";
import { LOCK } from "../../../engine/run/store.ts";
import type { HostReader } from "../../../ports/host.ts";
import { VERSION } from "../../../version.ts";
import { validatorChecks } from "./checks-validator.ts";

const [MIB, GIB] = [1024 ** 2, 1024 ** 3];
const STATE = "/var/lib/vexor-agent";
/** A signing record of the longest kind, a snapshot, and the reserve of a run. */
const LEAST_STATE = 64 * MIB;
const LEAST_DISK_GIB = 5;
/** As a change of identity by hand wants it. */
const LEADER_SLOTS = 150;

interface Looked {
  readonly host: HostReader;
  readonly settings: FailoverSettings;
  readonly client: FoundClient | null;
  readonly live: string | null;
  readonly view: ClusterView | null;
  readonly keys: DeclaredIdentity;
}

const look = (host: HostReader, settings: FailoverSettings): Looked => {
  const { units, identity } = settings;
  const running = units.flatMap((unit) => readRunningClient(host, allClients(), unit) ?? []);
  const client = running.length === 1 ? running[0] ?? null : null;
  const live = client && identityOf(host, client);
  const { pubkey, keypair, unstaked, voteAccount, clusterRpc } = identity;
  return { host, settings, client, live,
    view: client && readClusterView(host, { port: ownRpc(client) ?? 0, voteAccount, leader: live,
      others: clusterRpc }),
    keys: readIdentity(host, { pubkey, keypair, unstaked, voteAccount },
      client?.uid ?? undefined) };
};

type HostFinding = Pick<HandoverCheck, "isGood" | "says">;

const unknown = (says: string): HostFinding => ({ isGood: null, says });

const client = ({ client: found, settings: { units } }: Looked): HostFinding => (found === null
  ? { isGood: false, says: `not exactly one of ${units.join(", ")} runs` }
  : { isGood: true, says: `${found.name} ${found.version ?? "of an unknown version"} in `
    + `${found.unit ?? "no unit"}` });

const identity = ({ live, settings }: Looked): HostFinding => {
  if (live === null) return unknown("the client does not say who it is");
  const { pubkey } = settings.identity;
  return { isGood: true, says: live === pubkey ? "has the staked identity" : "is unstaked" };
};

const keys = ({ keys: { problems: [first] } }: Looked): HostFinding =>
  ({ isGood: first === undefined, says: first?.message ?? "both keypairs are sound" });

const boot = ({ host, client: found, keys: { unstaked } }: Looked): HostFinding => {
  const path = found?.places.identity;
  if (path === undefined) return unknown("what it starts with is unknown");
  const { pubkey } = host.port("keys").keypair(path, found?.uid ?? undefined);
  return { isGood: pubkey !== null && pubkey === unstaked?.pubkey,
    says: pubkey === unstaked?.pubkey ? "starts with the unstaked key"
      : `${path} leads to ${pubkey ?? "no sound key"}; wanted is the unstaked one` };
};

const caughtUp = ({ view }: Looked): HostFinding => (view === null ? unknown("no client runs")
  : { isGood: view.health === "ok", says: view.health === "ok"
    ? `has caught up, at slot ${view.slot ?? "unknown"}` : view.health });

const voteAccount = ({ view, settings: { identity: { pubkey } } }: Looked): HostFinding => {
  const vote = view?.vote ?? null;
  if (vote === null) return unknown(view?.votesUnknown ?? "the vote account is unknown here");
  return { isGood: vote.node === pubkey, says: vote.node === pubkey
    ? `belongs to the identity; its last vote is slot ${vote.lastVote}`
    : `belongs to ${vote.node}` };
};

const admission = ({ host, client: found, view }: Looked): HostFinding => {
  if (view === null || found === null) return unknown("no client runs");
  if (view.phase !== "alpenglow") return { isGood: true, says: "not asked for yet" };
  const { isAdmitted = null, epoch = 0, nextRefusal = null } = readTicket(host, found) ?? {};
  return { isGood: isAdmitted, says: isAdmitted === null ? "whether it is admitted is unknown"
    : nextRefusal ?? `epoch ${epoch}: ${isAdmitted ? "" : "not "}admitted` };
};

/** Of the host that signs; a standby receives it. */
const record = ({ host, client: found, live, view, settings }: Looked): HostFinding => {
  const { pubkey, tower } = settings.identity;
  if (live !== pubkey) return { isGood: true, says: "is received with the handover" };
  const directory = tower ?? found?.places.tower ?? found?.places.ledger ?? null;
  if (directory === null || found === null) return unknown("where it is kept is unknown");
  const kept = readTowers(host, view?.phase === "alpenglow" ? found.places.ledger ?? directory
    : directory, found.uid, pubkey);
  const fact = (view?.phase === "alpenglow" ? historyOf : towerOf)(kept, pubkey);
  const problem = fact?.problems[0]?.message;
  return { isGood: fact !== null && problem === undefined,
    says: problem ?? (fact === null ? `none is in ${directory}`
      : `is sound, to slot ${fact.content?.lastVote ?? "none"}`) };
};

/** Of the ledger, and of the records that each step leaves before it is done. */
const disk = ({ host, client: found }: Looked): HostFinding => {
  const free = host.freeBytes(found?.places.ledger ?? "/");
  const own = host.freeBytes(STATE);
  if (free === null || own === null) return unknown("how much is free is unknown");
  if (own < LEAST_STATE) {
    return { isGood: false, says: `${Math.floor(own / MIB)} MiB are free in ${STATE}; a handover `
      + `wants ${LEAST_STATE / MIB}` };
  }
  return { isGood: free >= LEAST_DISK_GIB * GIB,
    says: `${(free / GIB).toFixed(1)} GiB free where the ledger is` };
};

/** Each step is a plan, and no plan begins while another one is carried out. */
const lock = ({ host }: Looked): HostFinding => {
  const holder = host.lockHolder(LOCK);
  if (holder === "unknown") return unknown("whether another run is under way is unknown");
  return holder === null ? { isGood: true, says: "no other run is under way" }
    : { isGood: false, says: `process ${holder} changes this host: wait until it has ended` };
};

const leaderWindow = ({ view, live, settings }: Looked): HostFinding => {
  if (live !== settings.identity.pubkey) return { isGood: true, says: "leads nothing" };
  const next = view?.leaderIn ?? null;
  if (next === null) return unknown("the leader schedule is unknown");
  return { isGood: next === "never" || next > LEADER_SLOTS,
    says: next === "never" ? "leads no more in this epoch" : `leads again in ${next} slots` };
};

const FINDINGS: readonly (readonly [CheckName, (looked: Looked) => HostFinding])[] = [
  ["client", client], ["identity", identity], ["keys", keys], ["boot", boot],
  ["caughtUp", caughtUp], ["voteAccount", voteAccount], ["admission", admission],
  ["record", record], ["disk", disk], ["leaderWindow", leaderWindow],
];

export const checksHere = (
  host: HostReader, settings: FailoverSettings, at: number,
): HostChecks => {
  const { validator } = settings;
  if (validator !== undefined) return validatorChecks(host, settings, validator, at);
  const looked = look(host, settings);
  return { format: "vexor.failover-checks/1", host: settings.host, at, version: VERSION,
    genesisHash: looked.view?.genesisHash ?? null,
    checks: FINDINGS.map(([name, find]) => ({ name, ...find(looked) })),
    more: [{ name: "lock", ...lock(looked) }] };
};
