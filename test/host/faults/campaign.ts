/** One fault after another: inject it, let Vexor bring the host to an end, and look at everything. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  claimsOf, kernelCatchesUp, snapshotOf, stateOf, PLACES, type FaultHarness, type TreeSnapshot,
} from "./machine.ts";
import { changed } from "../../support/tree.ts";
import {
  describeFault, injectFault, vexor, watch, type Call, type Fault, type Outcome,
} from "./strace.ts";

interface End {
  readonly snapshot: TreeSnapshot;
  readonly claims: readonly string[];
  /** What `plan --detailed-exitcode` says of it. */
  readonly planExit: number;
}

/** A verb that takes a host from one end to the other, and all calls it makes on the way. */
export interface Journey {
  readonly name: string;
  readonly start: string;
  readonly verb: readonly string[];
  readonly from: End;
  readonly to: End;
  /** Number of the run that it makes or brings to an end. */
  readonly run: number;
  readonly calls: readonly Call[];
  /** Everything it opens. */
  readonly paths: readonly string[];
}

interface RunLine {
  readonly run: number;
  readonly state: string;
}

const PARTLY_IMPOSSIBLE = 3;
const STUCK = 5;
const CONTRACT = new Set([0, 1, PARTLY_IMPOSSIBLE, 4, STUCK]);
const UNDONE = new Set(["rolled-back", "no-op", "never started"]);

/** Runs a verb on a tree, without any fault. */
export const call = (tree: string, verb: readonly string[]): Promise<Outcome> =>
  vexor([...verb, "--root", tree]);

export const history = async (tree: string): Promise<readonly RunLine[]> => {
  const { code, stdout, stderr } = await call(tree, ["history", "--json"]);
  if (code !== 0) throw new Error(`history exits with ${code}: ${stderr}`);
  return (JSON.parse(stdout) as { readonly runs: readonly RunLine[] }).runs;
};

const tempFiles = (tree: string): readonly string[] =>
  [...Object.keys({ ...snapshotOf(tree), ...stateOf(tree) }),
    ...readdirSync(join(tree, "run/vexor-agent"))].filter((path) => path.includes("vexor-tmp"));

export const endAt = async (harness: FaultHarness, tree: string): Promise<End> => ({
  snapshot: snapshotOf(tree),
  claims: claimsOf(tree),
  planExit: (await call(tree, planVerb(harness))).code ?? -1,
});

const planVerb = (harness: FaultHarness): readonly string[] =>
  ["plan", "-f", harness.hostFile, "--detailed-exitcode"];

/** Counts the calls of a verb that takes `start` to `to`. */
export const journey = async (
  harness: FaultHarness, asked: Omit<Journey, "calls" | "paths">,
): Promise<Journey> => {
  const tree = harness.copy(asked.start);
  const { outcome, calls, paths } = await watch(tree, [...asked.verb, "--root", tree]);
  harness.drop(tree);
  if (outcome.code !== 0) throw new Error(`${asked.name}: ${outcome.stderr}`);
  return { ...asked, calls, paths };
};

const differs = (found: TreeSnapshot, end: TreeSnapshot): string => changed(found, end).join(" ");

/** The far end, but for an interrupt whose mask the kernel (by EIO) would not let go. */
const exceptIrq = ({ from, to }: Journey, fault: Fault): TreeSnapshot => {
  const [irq = "none"] = /^\/proc\/irq\/\d+\//.exec(fault.call.path) ?? [];
  return Object.fromEntries(Object.entries(to.snapshot).map(([path, text]) =>
    [path, path.startsWith(irq) ? from.snapshot[path] ?? text : text]));
};

const stderrProblems = ({ code, stderr }: Outcome): readonly string[] => [
  ...(CONTRACT.has(code ?? -1) ? [] : [`exit ${code}`]),
  ...(/^\s+at .+:\d+|INTERNAL|\bTypeError\b/m.test(stderr) ? [`stack trace: ${stderr}`] : []),
  ...(code === 0 || code === PARTLY_IMPOSSIBLE || /\([A-Z_]+\)\n/.test(stderr) ? []
    : [`no error code: ${stderr}`]),
];

/** What the exit code promises of the tree as it is now. */
const promise = (
  trip: Journey, fault: Fault, outcome: Outcome, tree: string,
): readonly string[] => {
  const promised: Readonly<Record<number, TreeSnapshot>> = {
    0: trip.to.snapshot, 1: trip.from.snapshot, 4: trip.from.snapshot,
    [PARTLY_IMPOSSIBLE]: exceptIrq(trip, fault),
  };
  const expected = promised[outcome.code ?? -1];
  const off = expected && !isRecovery(trip) ? differs(snapshotOf(tree), expected) : "";
  return [...stderrProblems(outcome), ...(off ? [`exit ${outcome.code}, but off: ${off}`] : [])];
};

const isRecovery = (trip: Journey): boolean => trip.verb[0] === "recover";

/** A stuck run blocks every new one until `rollback RUN` has resolved it. */
const resolveStuck = async (
  harness: FaultHarness, trip: Journey, tree: string,
): Promise<readonly string[]> => {
  const [newest] = await history(tree);
  if (newest?.state !== "rollback-failed") return [];
  const refused = await call(tree, ["apply", "-f", harness.hostFile, "--yes"]);
  const resolved = await call(tree, ["rollback", String(trip.run), "--yes"]);
  return [
    ...(refused.code === STUCK ? [] : [`apply on a stuck run exits with ${refused.code}`]),
    ...(resolved.code === 0 ? [] : [`rollback of a stuck run: ${resolved.stderr}`]),
  ];
};

const agreement = async (
  harness: FaultHarness, trip: Journey, tree: string, end: End, isThere: boolean,
): Promise<readonly string[]> => {
  const found = { claims: claimsOf(tree), planExit: (await call(tree, planVerb(harness))).code };
  const state = (await history(tree)).find(({ run }) => run === trip.run)?.state ?? "never started";
  const agrees = isThere ? state === "applied" : UNDONE.has(state);
  return [
    ...(agrees ? [] : [`history says ${state}`]),
    ...(found.claims.join() === end.claims.join() ? [] : [`claims: ${found.claims.join()}`]),
    ...(found.planExit === end.planExit ? [] : [`plan exits with ${found.planExit}`]),
  ];
};

const quiet = async (tree: string): Promise<readonly string[]> => {
  const before = { ...snapshotOf(tree), ...stateOf(tree) };
  const { code, stderr } = await call(tree, ["recover"]);
  const off = differs({ ...snapshotOf(tree), ...stateOf(tree) }, before);
  const temps = tempFiles(tree);
  return [
    ...(code === 0 ? [] : [`second recover exits with ${code}: ${stderr}`]),
    ...(off ? [`a second recover changes ${off}`] : []),
    ...(temps.length > 0 ? [`left behind: ${temps.join(" ")}`] : []),
  ];
};

/** The verb that the fault had stopped, once more. */
const again = async (trip: Journey, tree: string): Promise<readonly string[]> => {
  if (isRecovery(trip)) return [];
  const { code, stderr } = await call(tree, trip.verb);
  const off = differs(snapshotOf(tree), trip.to.snapshot);
  return code === 0 && off === "" ? [] : [`again: exit ${code}, off: ${off} ${stderr}`];
};

const settled = async (
  harness: FaultHarness, trip: Journey, tree: string, fault: Fault, code: number | null,
): Promise<{ readonly where: string; readonly problems: readonly string[] }> => {
  const snapshot = snapshotOf(tree);
  const problems = [...await quiet(tree)];
  if (differs(snapshot, trip.from.snapshot) === "") {
    problems.push(...await agreement(harness, trip, tree, trip.from, false));
    problems.push(...await again(trip, tree));
    return { where: "before", problems };
  }
  if (differs(snapshot, trip.to.snapshot) === "") {
    problems.push(...await agreement(harness, trip, tree, trip.to, true));
    return { where: "after", problems };
  }
  const but = exceptIrq(trip, fault);
  if (code === PARTLY_IMPOSSIBLE && differs(snapshot, but) === "") {
    return { where: "all but one", problems };
  }
  problems.push(`neither before (${differs(snapshot, trip.from.snapshot)}) `
    + `nor after (${differs(snapshot, trip.to.snapshot)})`);
  return { where: "neither", problems };
};

export interface Verdict {
  readonly where: string;
  readonly problems: readonly string[];
}

/** One fault on a fresh copy, and everything that must hold then. */
const tryFault = async (
  harness: FaultHarness, trip: Journey, fault: Fault, lane: number,
): Promise<Verdict> => {
  const tree = harness.copy(trip.start, lane);
  try {
    const outcome = await injectFault(tree, [...trip.verb, "--root", tree], fault, trip.paths);
    kernelCatchesUp(tree);
    const early = fault.kind === "kill" ? [] : promise(trip, fault, outcome, tree);
    await history(tree);
    const recovered = await call(tree, ["recover"]);
    const owed = (await history(tree))[0]?.state === "rollback-failed" ? STUCK : 0;
    const stuck = await resolveStuck(harness, trip, tree);
    const { where, problems } = await settled(harness, trip, tree, fault, outcome.code);
    const failed = recovered.code === owed ? []
      : [`recover exits with ${recovered.code}: ${recovered.stderr}`];
    return { where: fault.kind === "kill" ? where : `exit ${outcome.code}, ${where}`,
      problems: [...early, ...failed, ...stuck, ...problems] };
  } catch (error) {
    return { where: "broken", problems: [error instanceof Error ? error.message : String(error)] };
  } finally {
    harness.drop(tree);
  }
};

export interface Tally {
  readonly points: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Empty when all is well. */
  readonly failures: readonly string[];
}

const LANES = 2;

export const campaign = async (
  harness: FaultHarness, faults: readonly (readonly [Journey, Fault])[],
): Promise<Tally> => {
  const outcomes: Record<string, number> = {};
  const failures: string[] = [];
  let next = 0;
  const lane = async (number: number): Promise<void> => {
    for (let one = faults[next++]; one; one = faults[next++]) {
      const [trip, fault] = one;
      const { where, problems } = await tryFault(harness, trip, fault, number);
      outcomes[where] = (outcomes[where] ?? 0) + 1;
      if (problems.length > 0) {
        failures.push(`${trip.name}, ${describeFault(fault)}:\n    ${problems.join("\n    ")}`);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number % PLACES.length)));
  return { points: faults.length, outcomes, failures };
};
