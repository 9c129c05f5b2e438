/**
 * What runs inside a validator of the Solana kind, whatever its name: it starts slowly, follows the
 * slots, votes, changes its identity at the moment of its own choosing, and dies as its behaviour says. Two
 * identities live here, as in the real one: gossip's, which a set-identity flips at once, and the
 * voter's, which replay changes some time later.
 */
import { randomUUID } from "node:crypto";
import type { Cluster, Contact, Vote } from "../common/cluster.ts";
import type { Keypair } from "../common/keypair.ts";
import { osError } from "../common/keypair.ts";
import type { Log } from "../common/log.ts";
import type { Behaviour } from "../common/behaviour.ts";
import {
  loadHistory, newestOf, saveHistory, tearHistory, withVote, type VoteHistory,
} from "./vote-history.ts";
import { saveExport, takeOverExport, votesFrom } from "../firedancer/export.ts";
import { lastOf, loadTower, saveTower, tearTower, voted, type Tower } from "./tower.ts";

export interface NodeOptions {
  readonly program: string;
  readonly client: string;
  readonly version: string;
  readonly host: string;
  readonly cluster: Cluster | null;
  readonly behaviour: () => Behaviour;
  readonly log: Log;
  readonly identity: Keypair;
  readonly voteAccount: string | null;
  readonly voters: readonly Keypair[];
  /** Null: its votes are kept nowhere, as in Firedancer. */
  readonly towers: string | null;
  readonly requireTower: boolean;
  /** Its ledger, where it keeps vote histories after Alpenglow's genesis; null as above. */
  readonly histories: string | null;
  readonly requireHistory: boolean;
  /** Where it writes histories that it reads from nowhere, as Firedancer; left out elsewhere. */
  readonly exports?: string;
  readonly gossip: string;
  readonly rpc: string | null;
  readonly startMs: number;
  readonly healthDistance: number;
  /** A newer node of the same identity makes it leave. */
  readonly yields: boolean;
}

export type Phase = "Initializing" | "SearchingForRpcService" | "LoadingLedger"
  | "ProcessingLedger" | "StartingServices" | "Running";

const PHASES: readonly (readonly [number, Phase])[] = [
  [1, "Running"], [0.7, "StartingServices"], [0.4, "ProcessingLedger"], [0.2, "LoadingLedger"],
  [0.1, "SearchingForRpcService"], [0, "Initializing"],
];
const RPC_OPENS = 0.8;
const STUCK_AT = 0.5;
const IDENTITY_CHANGES_MS = 60;
const DUPLICATE_SEEN_MS = 1000;
const ANNOUNCE_MS = 1000;
const LOOK_MS = 100;
const CATCH_UP_FROM = 500;
const FINALIZED_LAG = 32;
const NO_HISTORY: VoteHistory = { votes: [], root: 0 };
const VOTOR = "agave_votor::event_handler";
const REPLAY = "solana_core::replay_stage";

export class ValidatorNode {
  readonly options: NodeOptions;
  readonly startedAt = Date.now();
  voters: readonly Keypair[];
  #gossip: Keypair;
  #voter: Keypair;
  /** Who it is to other nodes' connections: changed before gossip's. */
  #network: Keypair;
  #halves = 0;
  #resends = false;
  #imported: VoteHistory | null = null;
  /** Where it exports: whose file that is, and from which slot on it votes. */
  #exporter = "";
  #votesFrom = 0;
  #outset = Date.now();
  #progress = 0;
  #ticked = Date.now();
  #runningSince: number | null = null;
  #changeAt: number | null = null;
  #announcedAt = 0;
  #lookedAt = 0;
  #replayed = 0;
  #tower: Tower = { votes: [], root: 0, timestamp: { slot: 0, seconds: 0 } };
  #history: VoteHistory = NO_HISTORY;
  #origin: Vote["tower"] = "none";

  constructor(options: NodeOptions) {
    this.options = options;
    this.voters = options.voters;
    this.#gossip = options.identity;
    this.#voter = options.identity;
    this.#network = options.identity;
  }

  /** Gossip's, and so what getIdentity and contact-info say. */
  get identity(): string {
    return this.#gossip.address;
  }

  get phase(): Phase {
    return PHASES.find(([from]) => this.#progress >= from)?.[1] ?? "Initializing";
  }

  get rpcOpen(): boolean {
    return this.#progress >= RPC_OPENS;
  }

  get running(): boolean {
    return this.#runningSince !== null;
  }

  /** How far replay is behind the cluster. */
  get behind(): number {
    const { behind = 0, catchUpMs = 0 } = this.options.behaviour();
    const since = Date.now() - (this.#runningSince ?? Date.now());
    const left = catchUpMs > 0 ? Math.max(0, 1 - since / catchUpMs) : 0;
    return behind + Math.round(left * CATCH_UP_FROM);
  }

  /** The newest slot it has replayed. */
  get slot(): number {
    return Math.max(0, (this.options.cluster?.slot() ?? 0) - this.behind);
  }

  /** The newest slot that is final. */
  get finalized(): number {
    const { finalizedLag = FINALIZED_LAG, stalledAt = Infinity } = this.options.cluster?.file() ?? {};
    return Math.max(0, Math.min(this.slot - finalizedLag, stalledAt));
  }

  exit(level: "WARN" | "ERROR", module: string, text: string, code = 1): never {
    this.options.log(level, module, text);
    this.options.cluster?.forget();
    process.exit(code);
  }

  /** To be called last of all. */
  leave(): void {
    const { towers, histories, behaviour } = this.options;
    if (towers !== null && behaviour().tower === "torn") tearTower(towers, this.#voter.address);
    if (histories !== null && behaviour().history === "torn") tearHistory(histories, this.#voter.address);
  }

  /** To be called many times a slot. */
  tick(): void {
    this.crashIfItShould();
    this.#advance();
    if (this.#runningSince === null) return;
    this.#announce();
    this.#changeIdentity();
    this.#replay();
  }

  crashIfItShould(): void {
    const { crash } = this.options.behaviour();
    if (!crash || Date.now() - this.startedAt < (crash.afterMs ?? 0)) return;
    this.exit("ERROR", "solana_metrics::metrics", crash.says ?? "panicked", crash.code ?? 1);
  }

  #advance(): void {
    const now = Date.now();
    const { startMs = this.options.startMs, startStuck = false } = this.options.behaviour();
    const step = (now - this.#ticked) / Math.max(1, startMs);
    this.#ticked = now;
    if (this.#progress >= 1) return;
    const most = startStuck && this.#progress <= STUCK_AT ? STUCK_AT : 1;
    this.#progress = Math.min(most, this.#progress + step);
    if (this.#progress < 1) return;
    if (this.isMigrated) this.#restoreHistory();
    else this.#restoreTower();
    this.#runningSince = now;
  }

  /** Past Alpenglow's genesis. */
  get isMigrated(): boolean {
    const at = this.options.cluster?.file().alpenglowSlot;
    return at !== undefined && this.slot >= at;
  }

  /** The file must be there where the account has voted since the genesis; nothing replaces it. */
  #restoreHistory(): void {
    const { histories, requireHistory } = this.options;
    if (histories === null) return;
    try {
      this.#takeHistory(loadHistory(histories, this.#voter), "file");
    } catch (error) {
      if (requireHistory && this.#needsHistory(this.#voter)) {
        process.stdout.write(`Validator command failed: Requested mandatory vote history restore failed: ${
          (error as Error).message}\n`);
        process.exit(1);
      }
      this.#takeHistory(NO_HISTORY, "none");
    }
  }

  #takeHistory(history: VoteHistory, origin: Vote["tower"]): void {
    this.#history = history;
    this.#origin = origin;
    this.#resends = true;
  }

  #needsHistory({ address }: Keypair): boolean {
    const { cluster, voteAccount } = this.options;
    const { voteAccounts, alpenglowSlot = Infinity } = cluster?.file() ?? {};
    return voteAccount !== null && voteAccounts?.[voteAccount]?.nodePubkey === address
      && (this.#votesOf(voteAccount).at(-1)?.slot ?? 0) > alpenglowSlot;
  }

  /** Of any vote account. */
  #isStaked(address: string): boolean {
    return Object.values(this.options.cluster?.file().voteAccounts ?? {})
      .some(({ nodePubkey }) => nodePubkey === address);
  }

  /** What an earlier start left, or else the votes that its vote account shows. */
  #restoreTower(): void {
    const { towers, voteAccount, requireTower, log } = this.options;
    if (towers === null) return;
    let problem = "IO Error: No such file or directory (os error 2)";
    try {
      const tower = loadTower(towers, this.#voter);
      if (tower) return this.#takeTower(tower, "file");
    } catch (error) {
      problem = (error as Error).message;
    }
    const active = voteAccount !== null && this.#votesOf(voteAccount).length > 0;
    if (requireTower && active) {
      process.stdout.write(`Validator command failed: Requested mandatory tower restore failed: ${
        problem}. And there is an existing vote_account containing actual votes. Aborting due to `
        + "possible conflicting duplicate votes\n");
      process.exit(1);
    }
    log("ERROR", "solana_core::validator",
      `Rebuilding a new tower from the latest vote account due to failed tower restore: ${problem}`);
    this.#takeTower(this.#towerOfBank(), "bank");
  }

  #takeTower(tower: Tower, origin: Vote["tower"]): void {
    this.#tower = tower;
    this.#origin = origin;
  }

  #votesOf(account: string): readonly Vote[] {
    return this.options.cluster?.landed(account, this.slot) ?? [];
  }

  #towerOfBank(): Tower {
    const { voteAccount } = this.options;
    const root = Math.max(0, this.slot - 32);
    const none: Tower = { votes: [], root, timestamp: { slot: 0, seconds: 0 } };
    const slots = (voteAccount === null ? [] : this.#votesOf(voteAccount))
      .map(({ slot }) => slot).slice(-64);
    return { ...slots.reduce(voted, none), root };
  }

  #contact(): Contact {
    const { host, client, version, gossip, rpc } = this.options;
    const { pid } = process;
    return { identity: this.identity, network: this.#network.address, host, pid, client, version, outset: this.#outset, gossip, rpc };
  }

  #announce(): void {
    const { cluster } = this.options;
    const now = Date.now();
    if (cluster && now - this.#announcedAt >= ANNOUNCE_MS) {
      cluster.announce(this.#contact());
      this.#announcedAt = now;
    }
    if (cluster && now - this.#lookedAt >= LOOK_MS) {
      this.#yieldToNewer(cluster);
      this.#lookedAt = now;
    }
  }

  /** Gossip's own guard, and no fence: the later one wins, right or wrong. */
  #yieldToNewer(cluster: Cluster): void {
    const { duplicatesSeenMs = DUPLICATE_SEEN_MS } = this.options.behaviour();
    if (!this.options.yields || duplicatesSeenMs === "never") return;
    const newer = cluster.contacts().some((other) =>
      other.identity === this.identity && other.outset > this.#outset
      && Date.now() - other.outset >= duplicatesSeenMs
      && (other.pid !== process.pid || other.host !== this.options.host));
    if (newer) {
      this.exit("ERROR", "solana_gossip::cluster_info",
        `duplicate running instances of the same validator node: ${this.identity}`);
    }
  }

  /** What went wrong, or null. The voting goes on as before until replay gets round to it. */
  setIdentity(keypair: Keypair, requireTower: boolean, requireHistory = true): string | null {
    const { towers, log, behaviour, cluster } = this.options;
    if (!this.running) return "Retry once validator start up is complete";
    if (behaviour().setIdentity === "refuses") return "Failed to send SetIdentity event: disconnected";
    if (behaviour().setIdentity === "dies") this.exit("ERROR", REPLAY, "panicked at set-identity");
    if (requireTower && towers !== null) {
      const problem = towerProblem(towers, keypair);
      if (problem) return `Unable to load tower file for identity ${keypair.address}: ${problem}`;
    }
    const refusal = this.isMigrated ? this.#historyProblem(keypair, requireHistory) : null;
    if (refusal) return refusal;
    this.#network = keypair;
    cluster?.announce(this.#contact());
    if (this.#failsHalfWay()) return "Error updating network layer keypair: channel closed on Tpu";
    this.#gossip = keypair;
    this.#outset = Date.now();
    cluster?.announce(this.#contact());
    log("WARN", "agave_validator::admin_rpc_service", `Identity set to ${keypair.address}`);
    const { identityChangesMs = IDENTITY_CHANGES_MS } = behaviour();
    this.#changeAt = identityChangesMs === "never" ? null : Date.now() + identityChangesMs;
    return null;
  }

  /** For the identity that comes next; null forgets what an earlier one has named. */
  importHistory(history: VoteHistory | null): void {
    this.#imported = history;
  }

  #failsHalfWay(): boolean {
    const { setIdentity } = this.options.behaviour();
    if (setIdentity === "half once") return (this.#halves += 1) === 1;
    return setIdentity === "half";
  }

  /** That the file is there and signed; how old it is, is not looked at. */
  #historyProblem(keypair: Keypair, isRequired: boolean): string | null {
    const { histories } = this.options;
    const [from, to] = [this.#gossip.address, keypair.address];
    if (from !== to && this.#isStaked(from) && this.#isStaked(to)) {
      return "Changing from one staked identity to another is not supported";
    }
    if (histories === null || !isRequired || !this.#needsHistory(keypair)) return null;
    try {
      loadHistory(histories, keypair);
      return null;
    } catch (error) {
      return `Unable to load vote history file for identity ${to}: ${(error as Error).message}`;
    }
  }

  #changeIdentity(): void {
    const { log, towers, healthDistance } = this.options;
    if (this.#changeAt === null || Date.now() < this.#changeAt) return;
    this.#changeAt = null;
    const [from, to] = [this.#voter.address, this.#gossip.address];
    if (from === to) return;
    if (this.behind > healthDistance) {
      this.exit("ERROR", "solana_metrics::metrics", "panicked: bank to reset to must exist");
    }
    if (this.isMigrated) return this.#changeVoter(from, to);
    try {
      const tower = towers === null ? null : loadTower(towers, this.#gossip);
      if (tower) this.#takeTower(tower, "file");
      else if (towers !== null) this.#takeTower(this.#towerOfBank(), "bank");
      else this.#takeTower({ votes: [], root: 0, timestamp: { slot: 0, seconds: 0 } }, "none");
    } catch (error) {
      this.exit("ERROR", REPLAY, "Unable to load new tower when attempting to change identity from "
        + `${from} to ${to} on set-identity, Exiting: ${(error as Error).message}`);
    }
    this.#voter = this.#gossip;
    log("WARN", REPLAY, `Identity changed from ${from} to ${to}`);
  }

  /** As the real one does: a history that cannot be read by then is an empty one, without a word. */
  #changeVoter(from: string, to: string): void {
    const { histories, log, behaviour } = this.options;
    try {
      if (behaviour().reload === "unreadable") throw new Error("Permission denied (os error 13)");
      const known = this.#imported ?? NO_HISTORY;
      this.#takeHistory(histories === null ? known : loadHistory(histories, this.#gossip),
        known === NO_HISTORY && histories === null ? "none" : "file");
      if (histories === null) this.#votesFrom = votesFrom(newestOf(known));
    } catch {
      this.#takeHistory(NO_HISTORY, "none");
    }
    this.#voter = this.#gossip;
    log("WARN", VOTOR, `set-identity: from ${from} to ${to}`);
  }

  #replay(): void {
    const { slot } = this;
    if (slot <= this.#replayed) return;
    this.#replayed = slot;
    if (!this.#mayVote()) return;
    this.#lead(slot);
    if (this.isMigrated) this.#voteOnce(slot);
    else this.#vote(slot);
  }

  #mayVote(): boolean {
    const { cluster, voteAccount, behaviour, log } = this.options;
    if (!cluster || voteAccount === null || this.voters.length === 0) return false;
    if (behaviour().votes === "off") return false;
    const account = cluster.file().voteAccounts?.[voteAccount];
    if (!account) {
      log("WARN", REPLAY, `Vote account ${voteAccount} does not exist.  Unable to vote`);
      return false;
    }
    if (account.nodePubkey !== this.#voter.address && behaviour().votes !== "despite mismatch") {
      log("INFO", REPLAY, `Vote account node_pubkey mismatch: ${account.nodePubkey} (expected: ${
        this.#voter.address}).  Unable to vote`);
      return false;
    }
    const voter = account.authorizedVoter ?? account.nodePubkey;
    if (this.voters.some(({ address }) => address === voter)) return true;
    log("WARN", REPLAY, `The authorized keypair ${voter} for vote account ${
      voteAccount} is not available.  Unable to vote`);
    return false;
  }

  /** A window that has shreds already is skipped; what it led before is remembered nowhere else. */
  #lead(slot: number): void {
    const { cluster, voteAccount } = this.options;
    if (!cluster || voteAccount === null) return;
    const slots = cluster.file().leaders?.[this.#voter.address] ?? [];
    if (!slots.includes(slot % cluster.slotsPerEpoch()) || cluster.hasBlock(slot)) return;
    this.#cast({ kind: "block", slot, previous: null, root: randomUUID() });
  }

  #cast(more: Pick<Vote, "kind" | "slot" | "previous" | "choice" | "root" | "again">): void {
    const { cluster, voteAccount, host, client, program } = this.options;
    cluster?.cast({ host, client, program, pid: process.pid, identity: this.#voter.address,
      voteAccount: voteAccount ?? "", tower: this.#origin, ...more });
  }

  /** What a history holds above the root goes out again at once, whatever it waits for. */
  #resend(): void {
    if (!this.#resends) return;
    this.#resends = false;
    const from = Math.max(this.#history.root, this.finalized);
    for (const { slot, vote } of this.#history.votes.filter((one) => one.slot >= from)) {
      this.#cast({ kind: "vote", slot, previous: null, choice: vote, again: true });
    }
  }

  /** One vote for a slot, and for ever; the history is on disk before the vote is out. */
  #voteOnce(slot: number): void {
    const { histories, behaviour } = this.options;
    const previous = newestOf(this.#history);
    if (slot < this.#history.root) {
      this.exit("ERROR", VOTOR, "assertion failed: vote.slot() >= self.root");
    }
    if (histories !== null) this.#resend();
    if ((previous !== null && slot <= previous) || slot < this.#votesFrom) return;
    this.#history = withVote(this.#history, slot, this.finalized);
    try {
      if (histories !== null) saveHistory(histories, this.#history, this.#voter, behaviour().syncs);
      this.#export();
    } catch (error) {
      this.exit("ERROR", VOTOR, `Unable to save vote history: ${osError(error)}`);
    }
    this.#cast({ kind: "vote", slot, previous, choice: this.#history.votes.at(-1)?.vote });
  }

  /** Only a set-identity reads it; when it is written is unknown. */
  #export(): void {
    const { exports: directory, behaviour } = this.options;
    if (directory === undefined || behaviour().writes === "stuck") return;
    if (this.#exporter !== this.#voter.address) takeOverExport(directory, this.#exporter, this.#voter.address);
    this.#exporter = this.#voter.address;
    const { votes, root } = this.#history;
    saveExport(directory, behaviour().writes === "late" ? { root, votes: votes.slice(0, -1) } : this.#history,
      this.#voter, behaviour().syncs);
  }

  /** The tower is on disk before the vote is out; one that cannot be written ends the process. */
  #vote(slot: number): void {
    const { towers, behaviour } = this.options;
    const previous = lastOf(this.#tower);
    if (previous !== null && slot <= previous) return;
    this.#tower = voted(this.#tower, slot);
    try {
      if (towers !== null) saveTower(towers, this.#tower, this.#voter, behaviour().syncs);
    } catch (error) {
      this.exit("ERROR", "solana_core::voting_service",
        `Unable to save tower to storage: IoError(${osError(error)})`);
    }
    this.#cast({ kind: "vote", slot, previous });
  }
}

const towerProblem = (directory: string, keypair: Keypair): string | null => {
  try {
    const found = loadTower(directory, keypair);
    return found ? null : "IO Error: No such file or directory (os error 2)";
  } catch (error) {
    return (error as Error).message;
  }
};
