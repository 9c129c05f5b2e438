/**
 * What a validator client does once it is up: it asks its beacon node whether that is synced, and
 * then signs an attestation in every epoch and a block now and then, for each of its keys. Each
 * client has an opinion of its own about the head, so that two of them, or one that has forgotten,
 * contradict each other in the log that all share.
 */
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { openCluster, type Cluster } from "../common/cluster.ts";
import type { Log } from "../common/log.ts";
import type { Behaviour } from "../common/behaviour.ts";
import type { Database } from "./history.ts";

export const MAINNET_ROOT = `0x${"4b".repeat(32)}`;
const TICK_MS = 20;
const BLOCK_EVERY = 3;
const ASK_MS = 500;

export interface Duties {
  readonly program: string;
  readonly client: string;
  readonly datadir: string;
  readonly beacon: string;
  readonly database: Database;
  readonly behaviour: () => Behaviour;
  readonly log: Log;
}

export const rootOf = (cluster: Cluster): string =>
  cluster.file().genesisValidatorsRoot ?? MAINNET_ROOT;

export const keysIn = (datadir: string): readonly string[] => {
  try {
    return JSON.parse(readFileSync(join(datadir, "keys.json"), "utf8")) as string[];
  } catch {
    return [];
  }
};

const isSynced = async (beacon: string): Promise<boolean> => {
  try {
    const { status } = await fetch(`${beacon}/eth/v1/node/health`,
      { signal: AbortSignal.timeout(ASK_MS) });
    return status === 200;
  } catch {
    return false;
  }
};

const signAll = (duties: Duties, cluster: Cluster, slot: number, opinion: string): void => {
  const { database, datadir, behaviour, program, client } = duties;
  const perEpoch = cluster.file().slotsPerBeaconEpoch ?? 32;
  const { host = hostname() } = behaviour();
  const epoch = Math.floor(slot / perEpoch);
  const root = (what: string): string =>
    `0x${createHash("sha256").update(`${opinion} ${what}`).digest("hex")}`;
  for (const pubkey of keysIn(datadir)) {
    const common = { host, client, program, pid: process.pid, identity: pubkey, voteAccount: pubkey,
      slot, previous: null, tower: "none" } as const;
    const vote = { source: epoch - 1, target: epoch, root: root(`epoch ${epoch}`) };
    if (database.sign(rootOf(cluster), pubkey, vote)) cluster.cast({ ...common, kind: "attestation", ...vote });
    const block = { slot, root: root(`slot ${slot}`) };
    if (slot % BLOCK_EVERY === 0 && database.sign(rootOf(cluster), pubkey, block)) {
      cluster.cast({ ...common, kind: "block", root: block.root });
    }
  }
};

/** Never returns by itself; duties begin when the start is over and the beacon node is synced. */
export const performDuties = (duties: Duties): void => {
  const { behaviour, log, beacon } = duties;
  const begun = Date.now();
  const opinion = randomBytes(8).toString("hex");
  const { cluster: directory } = behaviour();
  const cluster = directory === undefined ? null : openCluster(directory);
  let synced = false;
  let asked = 0;
  let last = 0;
  setInterval(() => {
    const { startMs = 300, crash, votes } = behaviour();
    const age = Date.now() - begun;
    if (crash && age >= (crash.afterMs ?? 0)) {
      log("ERROR", "node", crash.says ?? "could not start");
      process.exit(crash.code ?? 1);
    }
    if (age < startMs || cluster === null || votes === "off") return;
    if (Date.now() - asked > ASK_MS) {
      asked = Date.now();
      void isSynced(beacon).then((now) => {
        if (now !== synced) log("INFO", "client", now ? "Beacon node is synced" : "Waiting for beacon node");
        synced = now;
      });
    }
    const slot = cluster.slot();
    if (!synced || slot <= last) return;
    last = slot;
    signAll(duties, cluster, slot, opinion);
  }, TICK_MS);
};

export const stopAsAsked = (behaviour: () => Behaviour): void => {
  const stop = (): void => {
    const { stopMs = 100 } = behaviour();
    if (stopMs !== "never") setTimeout(() => process.exit(0), stopMs);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
};
