/** Processes and units, brought together: what is one program, before it is recognised. */
import type { ProgramFacts } from "./descriptors.ts";
import type { RunningProgram } from "./running-programs.ts";
import { programName, type UnitProgram } from "./units.ts";

/** A program before it is recognised: a process, a unit, or both. */
export interface ProgramCandidate {
  readonly process: RunningProgram | null;
  readonly pids: readonly number[];
  readonly said: UnitProgram | null;
}

/** Its own command line; that of its unit for an unreadable one, if it is that program. */
export const programOf = ({ process, said }: ProgramCandidate): ProgramFacts => {
  const name = programName(said?.argv[0] ?? "");
  const exe = process?.exe ?? name;
  const own = process?.isSilent && exe === name ? null : process?.argv;
  return { exe, argv: own ?? said?.argv ?? [] };
};

const INIT = 1;

/**
 * Tiles and helpers of one client are its children. Those of a client that has just died are init's
 * for a moment: they are one client still, with the one that systemd may have started meanwhile.
 */
const grouped = (running: readonly RunningProgram[]): readonly Omit<ProgramCandidate, "said">[] => {
  const known = new Set(running.map(({ pid }) => pid));
  const orphans = running.filter(({ parent, unit }) => parent === INIT && unit !== null);
  const headOf = (one: RunningProgram): RunningProgram | undefined => orphans.includes(one)
    ? orphans.find(({ unit, path }) => unit === one.unit && path === one.path) : one;
  const isMain = (one: RunningProgram): boolean => !known.has(one.parent) && headOf(one) === one;
  return running.filter(isMain).map((process) => {
    const family = new Set([process.pid]);
    for (const one of running) {
      if (family.has(one.parent) || headOf(one) === process) family.add(one.pid);
    }
    return { process, pids: [...family] };
  });
};

export const sightings = (
  running: readonly RunningProgram[], units: readonly UnitProgram[],
): readonly ProgramCandidate[] => {
  const up = grouped(running).map((one): ProgramCandidate =>
    ({ ...one, said: units.find(({ unit }) => unit === one.process?.unit) ?? null }));
  const down = units.filter(({ unit }) => !up.some(({ process }) => process?.unit === unit));
  return [...up, ...down.map((said): ProgramCandidate => ({ process: null, pids: [], said }))];
};

export const exeOf = ({ process, said }: ProgramCandidate): string | null =>
  process?.path ?? said?.exe ?? null;
