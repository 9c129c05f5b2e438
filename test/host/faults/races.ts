/**
 * Another process's writes in the middle of a run: Vexor is stopped after one of its system calls,
 * a value is written, Vexor goes on. Whatever was written must be there in the end.
 */
import {
  lstatSync, mkdirSync, readFileSync, readlinkSync, renameSync, symlinkSync, writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { changed } from "../../support/tree.ts";
import type { Journey } from "./campaign.ts";
import { kernelCatchesUp, snapshotOf, type FaultHarness, type TreeSnapshot } from "./machine.ts";
import { interpose, type Call, type Outcome } from "./strace.ts";

export interface Theirs {
  readonly path: string;
  /** `-> target` is a link. */
  readonly text: string;
  /** Below these, the tree does in several calls what the kernel does in one. */
  readonly family: readonly string[];
  /** A run that has found it there afterwards does not hold. */
  readonly fails: boolean;
  /** What stands at this name when a run plans is replaced; it comes back with the run's undo. */
  readonly isPlanned?: true;
}

const value = (path: string, text: string, ...family: readonly string[]): Theirs =>
  ({ path, text, family: [path, ...family], fails: true });
const file = (path: string, text: string): Theirs => ({ path, text, family: [], fails: false });
const thread = (tid: number, name: string): Theirs => value(`/proc/900/task/${tid}/status`,
  `Name:\t${name}\nPid:\t${tid}\nCpus_allowed_list:\t6\n`, `/proc/${tid}/`);

const THEIRS: readonly Theirs[] = [
  value("/proc/sys/vm/swappiness", "33\n"),
  value("/proc/sys/net/core/rmem_max", "7\n"),
  value("/proc/irq/24/smp_affinity_list", "3\n", "/proc/irq/24/"),
  value("/proc/irq/25/smp_affinity_list", "3\n", "/proc/irq/25/"),
  thread(900, "validator"),
  // A thread that leaves its unit's CPUs for others has pinned itself: it is left to that.
  { ...thread(901, "worker"), fails: false },
  file("/etc/sysctl.d/90-vexor-agent.conf", "# mine\nkernel.panic = 5\n"),
  file("/etc/systemd/system/validator.service.d/90-vexor-agent.conf", "[Service]\nCPUAffinity=7\n"),
  { ...file("/etc/systemd/system/fd.service.d/90-vexor-agent-client.conf",
    "[Unit]\nDescription=mine\n"), isPlanned: true },
  file("/etc/solana/identity.json", "-> elsewhere.json"),
];

/** In one step, as the kernel and a careful person do it. */
const write = (tree: string, { path, text }: Theirs): void => {
  const target = join(tree, path);
  mkdirSync(dirname(target), { recursive: true });
  if (path.startsWith("/proc/")) return writeFileSync(target, text);
  const temp = `${tree}.theirs`;
  if (text.startsWith("-> ")) symlinkSync(text.slice(3), temp);
  else writeFileSync(temp, text);
  renameSync(temp, target);
};

const holds = (tree: string, { path, text }: Theirs): boolean => {
  const target = join(tree, path);
  if (lstatSync(target, { throwIfNoEntry: false }) === undefined) return false;
  return text.startsWith("-> ") ? readlinkSync(target) === text.slice(3)
    : readFileSync(target, "utf8").includes(text);
};

/**
 * Steps at which a write cannot be distinguished from ours: after our write of the very value,
 * before it is read back. The kernel may have made of ours what stands there then. On a machine it
 * is one step, in a tree a few.
 */
const isUntold = (calls: readonly Call[], at: number, { family, isPlanned }: Theirs): boolean => {
  const run = calls.findIndex(({ path }) => path.includes("/vexor-agent/runs/"));
  if (isPlanned && at < run) return true;
  const own = calls.map(({ path }) => family.some((one) => path.startsWith(one)));
  const first = calls.findIndex(({ syscall }, index) => own[index] && syscall === "write");
  return own[at] === true && first >= 0 && at >= first;
};

export interface Race {
  readonly trip: Journey;
  readonly at: number;
  readonly theirs: Theirs;
}

/** All that count, in an order that spreads any number of them over all. */
export const racesOf = (trips: readonly Journey[]): readonly Race[] => {
  const all = trips.flatMap((trip) => trip.calls.flatMap((_, at) =>
    THEIRS.filter((theirs) => !isUntold(trip.calls, at, theirs))
      .map((theirs): Race => ({ trip, at, theirs }))));
  const stride = 997; // a prime that the number of races is not a multiple of
  return all.map((_, index) => all[index * stride % all.length] as Race);
};

const REFUSED = 1;
const UNDONE = 4;

const problemsOf = (
  { trip, at, theirs }: Race, { code, stderr }: Outcome, tree: string,
): readonly string[] => {
  const isTheirs = holds(tree, theirs);
  kernelCatchesUp(tree);
  const [from, to, end]: readonly TreeSnapshot[] = [trip.from.snapshot, trip.to.snapshot, snapshotOf(tree)];
  const isOwn = (path: string): boolean => path === theirs.path
    || theirs.family.some((one) => path.startsWith(one))
    || (path.endsWith("/") && theirs.path.startsWith(path));
  const off = (snapshot: TreeSnapshot = {}): readonly string[] =>
    changed(end ?? {}, snapshot).filter((path) => !isOwn(path));
  const ledger = trip.calls.findIndex(({ path }) => path.includes("ledger.json"));
  const strays = off(from)
    .filter((path) => off(to).includes(path) && path.startsWith("/proc/"));
  return [
    ...(isTheirs ? [] : ["it was written over"]),
    ...([0, REFUSED, 3, UNDONE].includes(code ?? -1) ? [] : [`exit ${code}: ${stderr}`]),
    ...(code === REFUSED || code === UNDONE
      ? off(from).map((path) => `exit ${code}, and ${path} is off`) : []),
    ...strays.map((path) => `${path} is neither as before nor as after`),
    ...(code === 0 && theirs.fails && at < ledger && trip.name === "apply"
      ? ["verified over it"] : []),
  ];
};

export interface Tally {
  readonly runs: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
}

const LANES = 2;

export const race = async (harness: FaultHarness, races: readonly Race[]): Promise<Tally> => {
  const outcomes: Record<string, number> = {};
  const failures: string[] = [];
  let next = 0;
  const lane = async (number: number): Promise<void> => {
    for (let one = races[next++]; one; one = races[next++]) {
      const { trip, at, theirs } = one;
      const tree = harness.copy(trip.start, number);
      const call = trip.calls[at] as Call;
      const outcome = await interpose(tree, [...trip.verb, "--root", tree], call,
        () => write(tree, theirs));
      const [, said = outcome.code === 0 ? "applied" : ""] =
        /\(([A-Z_]+)\)\n/.exec(outcome.stderr) ?? [];
      const key = `exit ${outcome.code} ${said}`.trim();
      outcomes[key] = (outcomes[key] ?? 0) + 1;
      const problems = problemsOf(one, outcome, tree);
      if (problems.length > 0) {
        failures.push(`${trip.name}, ${theirs.path} after ${call.text.slice(0, 160)}: ${key}\n    `
          + `${problems.join("\n    ")}\n    ${outcome.stderr}`);
      }
      harness.drop(tree);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
  const runs = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  return { runs, outcomes, failures };
};
