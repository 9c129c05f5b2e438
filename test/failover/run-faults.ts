/** The faults of a simulated run, drawn before it begins. All of them are over by `CALM`. */
import type { Random } from "../support/random.ts";

const CALM = 120_000;

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export const isWithin = (stretches: readonly Stretch[], at: number): boolean =>
  stretches.some(({ from, to }) => at >= from && at < to);

export const between = (random: Random, least: number, most: number): number =>
  least + random.next() * (most - least);

export interface HostFaults {
  readonly keeperPauses: readonly Stretch[];
  readonly machinePauses: readonly Stretch[];
  /** No message to etcd, or from it, is sure to arrive. */
  readonly cutOff: readonly Stretch[];
  /** The client never takes the unstaked identity. */
  readonly hangs: boolean;
  /** Null: it does not happen. */
  readonly wallJumpAt: number | null;
  readonly keeperCrashAt: number | null;
  readonly crashAt: number | null;
  /** No fault: the operator asks for a handover. */
  readonly handoverAt: number | null;
}

export interface RunFaults {
  readonly hosts: readonly [HostFaults, HostFaults];
  readonly etcdStalls: readonly Stretch[];
  /** The hosts do not hear each other. */
  readonly linkCuts: readonly Stretch[];
  readonly restore: { readonly backupAt: number; readonly at: number } | null;
}

const drawStretches = (
  random: Random, probability: number, longest: number, most: number,
): readonly Stretch[] => {
  const found: Stretch[] = [];
  while (found.length < most && random.chance(probability)) {
    const from = between(random, 3_000, CALM);
    found.push({ from, to: Math.min(from + between(random, 10, longest), CALM) });
  }
  return found;
};

const drawTime = (random: Random, probability: number): number | null =>
  (random.chance(probability) ? between(random, 3_000, CALM) : null);

const drawHostFaults = (random: Random, watchdog: number): HostFaults => ({
  keeperPauses: drawStretches(random, 0.3, 60_000, 4),
  // The kernel's watchdog restarts a machine that stands still for longer.
  machinePauses: drawStretches(random, 0.25, watchdog * 0.95, 1),
  cutOff: drawStretches(random, 0.4, 60_000, 4),
  hangs: random.chance(0.2),
  wallJumpAt: drawTime(random, 0.1),
  keeperCrashAt: drawTime(random, 0.2),
  crashAt: drawTime(random, 0.15),
  handoverAt: drawTime(random, 0.4),
});

const drawRestore = (random: Random): RunFaults["restore"] => {
  if (!random.chance(0.3)) return null;
  const at = between(random, 10_000, CALM);
  return { backupAt: between(random, 0, at), at };
};

export const drawFaults = (random: Random, watchdog: number): RunFaults => ({
  hosts: [drawHostFaults(random, watchdog), drawHostFaults(random, watchdog)],
  etcdStalls: drawStretches(random, 0.3, 20_000, 4),
  linkCuts: drawStretches(random, 0.4, 60_000, 4),
  restore: drawRestore(random),
});
