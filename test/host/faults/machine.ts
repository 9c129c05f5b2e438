/** The machine that faults are tried on: a tree with something of every kind to change. */
import {
  cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, statfsSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { HostFile } from "../../../src/engine/model/model.ts";
import { keepReserve } from "../../../src/engine/run/reserve.ts";
import { prepareState, STATE } from "../../../src/engine/run/store.ts";
import { SAMPLES } from "../../support/samples.ts";
import { makeTree, snapshotTree, type Files } from "../../support/tree.ts";

const samples = Object.values(SAMPLES);
const DEFAULTS = "/run/vexor-agent/kernel-defaults.json";
const PERSISTED = "net.core.somaxconn";

const withDefault = (text: string): string => {
  const note = JSON.parse(text) as { readonly sysctl: Readonly<Record<string, string>> };
  return JSON.stringify({ ...note, sysctl: { ...note.sysctl, [PERSISTED]: "4096" } });
};

const merged = Object.assign({}, ...samples.map(({ files }) => files)) as Files;

/** Every kind's sample on one machine, and a value that is as wanted but would not survive. */
const FILES: Files = {
  ...merged,
  [DEFAULTS]: withDefault(merged[DEFAULTS] ?? "{}"),
  "/proc/sys/net/core/somaxconn": "8192\n",
};

const sections = Object.assign({}, ...samples.map(({ declaration }) => declaration)) as HostFile;

const identity = sections.identity && { ...sections.identity,
  voteAccount: "Config1111111111111111111111111111111111111" };

const DECLARATION: HostFile = {
  ...sections,
  // The pair of a failover has one identity, and watches its votes.
  ...(identity ? { identity } : {}),
  // One that acts waits for the apply after the one that has turned what the client starts with.
  ...(sections.failover ? { failover: { ...sections.failover, dryRun: true } } : {}),
  sysctl: { ...sections.sysctl,
    [PERSISTED]: { value: 8192, adopt: { from: 8192 }, why: "set by hand so far" } },
};

/** A tmpfs where there is one, beside the file system of the temporary directory. */
export const PLACES: readonly string[] = [tmpdir(), "/dev/shm"].filter((path, at) =>
  at === 0 || (existsSync(path) && statfsSync(path).type === 0x01021994));

export interface FaultHarness {
  /** The host file, outside of every tree. */
  readonly hostFile: string;
  /** The untouched machine. */
  readonly pristine: string;
  /** A fresh copy of a tree, in place number `lane`. */
  copy(tree: string, lane?: number): string;
  drop(tree: string): void;
  dispose(): void;
}

/** What a run keeps for the way back, made as a run makes it. */
export const fillReserve = (tree: string): void => {
  const host = createLinuxHost(tree);
  prepareState(host);
  keepReserve(host);
};

/** One file of the reserve is still to be made: the others are made by the very same calls. */
const untouched = (): string => {
  const tree = makeTree(FILES);
  fillReserve(tree);
  rmSync(join(tree, STATE, "reserve/6"));
  return tree;
};

export const setUp = (): FaultHarness => {
  const homes = PLACES.map((place) => mkdtempSync(join(place, "vexor-faults-")));
  const [home = ""] = homes;
  const hostFile = join(home, "host.yaml");
  writeFileSync(hostFile, JSON.stringify(DECLARATION));
  let made = 0;
  return {
    hostFile,
    pristine: untouched(),
    copy: (tree, lane = 0) => {
      const copy = join(homes[lane % homes.length] ?? home, `tree-${++made}`);
      cpSync(tree, copy, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
      return copy;
    },
    drop: (tree) => rmSync(tree, { recursive: true, force: true }),
    dispose: () => homes.forEach((one) => rmSync(one, { recursive: true, force: true })),
  };
};

export type TreeSnapshot = Readonly<Record<string, string>>;

/** Everything of the machine but Vexor's own state. */
export const snapshotOf = (tree: string): TreeSnapshot => snapshotTree(tree);

/**
 * What a kernel does in one step takes several calls in a tree of files: a new value cuts off what
 * is left of a longer one, and a new IRQ mask takes effect. No machine can be found in between.
 */
export const kernelCatchesUp = (tree: string): void => {
  const kernel = readdirSync(join(tree, "proc"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.startsWith("sys/") || path.endsWith("/smp_affinity_list"));
  for (const path of ["sys/devices/system/cpu/cpufreq/policy0/scaling_governor", "sys/class/net/veth0/queues/rx-0/rps_cpus"]) {
    const file = join(tree, path);
    writeFileSync(file, `${readFileSync(file, "utf8").trimEnd()}\n`);
  }
  for (const path of kernel) {
    const file = join(tree, "proc", path);
    if (!statSync(file).isFile()) continue;
    const text = readFileSync(file, "utf8");
    const value = `${text.trimEnd()}\n`;
    if (text !== "" && text !== value) writeFileSync(file, value);
    if (path.startsWith("sys/")) continue;
    writeFileSync(file.replace("smp_affinity_list", "effective_affinity_list"), value);
  }
};

/** Everything below `/var/lib/vexor-agent`. */
export const stateOf = (tree: string): TreeSnapshot => {
  const state = join(tree, "var/lib/vexor-agent");
  return existsSync(state) ? snapshotTree(state) : {};
};

export const claimsOf = (tree: string): readonly string[] => {
  const file = join(tree, "var/lib/vexor-agent/ledger.json");
  if (!existsSync(file)) return [];
  const ledger = JSON.parse(readFileSync(file, "utf8")) as { readonly claims: object };
  return Object.keys(ledger.claims).sort();
};
