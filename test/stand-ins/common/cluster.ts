/**
 * The world that all stand-ins share: a directory, seen by every host of a test. The slot follows
 * from the wall clock; `cluster.json` says who may vote with which account; `votes.jsonl` holds
 * every vote there ever was, one line and one write each. What a vote account shows is computed
 * from that log, so each host sees the other's votes, as late as they land.
 */
import {
  appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readFileSync, readSync, readdirSync,
  renameSync, rmSync, writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

export interface VoteAccount {
  readonly nodePubkey: string;
  readonly authorizedVoter?: string;
  readonly activatedStake?: number;
}

export interface ClusterFile {
  readonly genesisMs: number;
  readonly genesisHash?: string;
  readonly slotMs?: number;
  readonly slotsPerEpoch?: number;
  /** Slots until a vote shows in its account. */
  readonly landingSlots?: number;
  /** Of the 32 that finalized lags behind, for tests in a hurry. */
  readonly finalizedLag?: number;
  /** From this slot on the cluster finalizes no other. */
  readonly stalledAt?: number;
  /** The genesis of Alpenglow. */
  readonly alpenglowSlot?: number;
  readonly voteAccounts?: Readonly<Record<string, VoteAccount>>;
  /** Identity → its slots, counted from the start of each epoch. */
  readonly leaders?: Readonly<Record<string, readonly number[]>>;
  /** Of the admission to an epoch, which every vote account has without. */
  readonly ticket?: { readonly admitted?: boolean; readonly refusal?: string };
  readonly balances?: Readonly<Record<string, number>>;
  readonly genesisValidatorsRoot?: string;
  readonly slotsPerBeaconEpoch?: number;
}

/** One line of the log. */
export interface Vote {
  readonly kind: "vote" | "attestation" | "block";
  readonly host: string;
  readonly client: string;
  readonly program: string;
  readonly pid: number;
  readonly identity: string;
  readonly voteAccount: string;
  readonly slot: number;
  /** The slot voted before this one, as far as this voter's tower knows. */
  readonly previous: number | null;
  /** Where that tower came from: nothing, the ledger's banks, or a tower file. */
  readonly tower: "none" | "bank" | "file";
  /** After Alpenglow's genesis: of two votes for one slot, one is an offence. */
  readonly choice?: "notarize" | "skip" | undefined;
  readonly source?: number;
  readonly target?: number;
  /** What was signed: of two for one target or slot, one is slashable. */
  readonly root?: string;
  /** A vote out of a history, sent once more. */
  readonly again?: true;
}

/** What gossip says of a running node. */
export interface Contact {
  readonly identity: string;
  /** As whom it connects to others. */
  readonly network: string;
  readonly host: string;
  readonly pid: number;
  readonly client: string;
  readonly version: string;
  /** Since when it is this identity: of two, the newer wins. */
  readonly outset: number;
  readonly gossip: string;
  readonly rpc: string | null;
}

const DAY = 432_000;
const CONTACT_LIVES_MS = 15_000;

export interface Cluster {
  readonly file: () => ClusterFile;
  readonly slot: (at?: number) => number;
  readonly startOf: (slot: number) => number;
  readonly slotsPerEpoch: () => number;
  readonly cast: (vote: Vote) => void;
  /** The votes of an account that have landed by a slot, in the order they were cast. */
  readonly landed: (account: string, slot: number) => readonly Vote[];
  readonly attestations: () => readonly Vote[];
  readonly hasBlock: (slot: number) => boolean;
  readonly announce: (contact: Contact) => void;
  readonly forget: () => void;
  readonly contacts: () => readonly (Contact & { readonly seen: number })[];
}

/** Reads what was appended since the last call. */
const follower = (path: string): (() => readonly Vote[]) => {
  const votes: Vote[] = [];
  let offset = 0;
  let rest = "";
  const more = (fd: number): void => {
    const { size } = fstatSync(fd);
    if (size <= offset) return;
    const chunk = Buffer.alloc(size - offset);
    offset += readSync(fd, chunk, 0, chunk.length, offset);
    const lines = (rest + chunk.toString("utf8")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) votes.push(JSON.parse(line) as Vote);
  };
  return () => {
    try {
      const fd = openSync(path, "r");
      more(fd);
      closeSync(fd);
    } catch {
      return votes; // No vote exists yet.
    }
    return votes;
  };
};

/** The last good text: a test may be rewriting it. */
const clusterFile = (directory: string): (() => ClusterFile) => {
  let last: ClusterFile = { genesisMs: 0 };
  return () => {
    try {
      last = JSON.parse(readFileSync(join(directory, "cluster.json"), "utf8")) as ClusterFile;
    } catch {
      return last;
    }
    return last;
  };
};

/** Kept per account, for the log of a long test is long and every slot asks. */
const byAccount = (all: () => readonly Vote[]): ((account: string) => readonly Vote[]) => {
  const kept = new Map<string, Vote[]>();
  let taken = 0;
  return (account) => {
    const votes = all();
    for (; taken < votes.length; taken += 1) {
      const vote = votes[taken];
      if (!vote) break;
      const list = kept.get(vote.voteAccount);
      if (list) list.push(vote);
      else kept.set(vote.voteAccount, [vote]);
    }
    return kept.get(account) ?? [];
  };
};

export const openCluster = (directory: string): Cluster => {
  const log = join(directory, "votes.jsonl");
  const gossip = join(directory, "gossip");
  const own = join(gossip, `${hostname()}-${process.pid}.json`);
  const file = clusterFile(directory);
  const votes = follower(log);
  const of = byAccount(votes);
  const slotMs = (): number => file().slotMs ?? 400;
  mkdirSync(gossip, { recursive: true, mode: 0o777 });
  return {
    file,
    slot: (at = Date.now()) => Math.floor((at - file().genesisMs) / slotMs()),
    startOf: (slot) => file().genesisMs + slot * slotMs(),
    slotsPerEpoch: () => file().slotsPerEpoch ?? DAY,
    cast: (vote) => {
      const mono = Number.parseFloat(readFileSync("/proc/uptime", "utf8")) * 1_000;
      const line = JSON.stringify({ ...vote, mono, wall: performance.timeOrigin + performance.now() });
      appendFileSync(log, `${line}\n`, { mode: 0o666 });
    },
    landed: (account, slot) => {
      const newest = slot - (file().landingSlots ?? 1);
      return of(account).filter(({ kind, slot: at, again }) =>
        kind === "vote" && again !== true && at <= newest);
    },
    hasBlock: (slot) => votes().some((one) => one.kind === "block" && one.slot === slot),
    attestations: () => votes().filter(({ kind }) => kind === "attestation"),
    announce: (contact) => {
      writeFileSync(`${own}.new`, JSON.stringify(contact));
      renameSync(`${own}.new`, own);
    },
    forget: () => rmSync(own, { force: true }),
    contacts: () => readdirSync(gossip).filter((name) => name.endsWith(".json"))
      .flatMap((name) => contactAt(join(gossip, name))),
  };
};

const contactAt = (path: string): readonly (Contact & { readonly seen: number })[] => {
  try {
    const fd = openSync(path, "r");
    const seen = fstatSync(fd).mtimeMs;
    const contact = JSON.parse(readFileSync(fd, "utf8")) as Contact;
    closeSync(fd);
    if (Date.now() - seen < CONTACT_LIVES_MS) return [{ ...contact, seen }];
    rmSync(path, { force: true });
    return [];
  } catch {
    return []; // It left between the listing and the reading.
  }
};
