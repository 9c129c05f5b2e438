/**
 * An interrupted run stays as it is until it is recovered. Where a half-applied change is worse
 * than either end state, a guardian stands by. It waits for the host's lock in a process of its
 * own, and ends the run as soon as the writer has died.
 */
import type { Change } from "../model/model.ts";
import type { Resource } from "../resource.ts";

type StopGuardian = () => Promise<void>;

/** Has a guardian stand by the run; the result sends it away. Throws where there can be none. */
export type StartGuardian = (run: number) => Promise<StopGuardian>;

const noGuardian: StopGuardian = () => Promise.resolve();

/** A change of a kind that must not stop half-way. */
export const needsGuardian = (
  resources: readonly Resource[], changes: readonly Change[],
): boolean => {
  const kinds = new Set(resources.filter((one) => one.needsGuardian).map(({ kind }) => kind));
  return changes.some(({ kind }) => kinds.has(kind));
};

/**
 * The caller keeps the lock until the guardian has left, so the guardian keeps no other process
 * out.
 */
export const startGuardianIfNeeded = async (
  { startGuardian, resources }: {
    readonly startGuardian?: StartGuardian; readonly resources: readonly Resource[];
  },
  run: number, changes: readonly Change[],
): Promise<StopGuardian> =>
  (startGuardian && needsGuardian(resources, changes) ? startGuardian(run) : noGuardian);

/** The dead-man switch of a run that waits for `vexor confirm`. */
export interface ConfirmTimer {
  readonly deadline: Date;
  /** The same in seconds since the boot, where there is a kernel to tell. */
  readonly uptime: number | null;
  /** Before the first write. */
  arm(run: number): Promise<void>;
  /** The run has failed, and waits for nothing any more. */
  disarm(run: number): Promise<void>;
}
