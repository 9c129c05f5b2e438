/**
 * Undo of one run, for a failure, a crash or a missed confirmation: absolute, repeatable, in
 * reverse, without network or git. A value that is neither ours nor the original stays.
 */
import { isOfThisBoot } from "./boot.ts";
import {
  isDurable, isGone, nameInScheme, displayTarget, type TargetDrivers,
} from "../model/targets.ts";
import { compareBeforeWrites, type ComparingHost } from "./compare-before-write.ts";
import { aboutAddresses, asVexorError, VexorError } from "../model/errors.ts";
import { startGuardianIfNeeded, type StartGuardian } from "./guardian.ts";
import { hindranceOf } from "../plan/hindered.ts";
import type { Change, UndoConflict } from "../model/model.ts";
import type { Host } from "../../ports/host.ts";
import { endOrphans } from "./programs.ts";
import type { Resource, ReportProgress, WriteOutcome } from "../resource.ts";
import { overlay } from "./ledger.ts";
import { backwards } from "../plan/order.ts";
import { isDiskFull, withReserve } from "./reserve.ts";
import { doneTargets, intendedTargets } from "./run-state.ts";
import { Journal, readLedger, writeLedger, type RecordedRun } from "./store.ts";

export interface RunContext {
  readonly host: Host;
  readonly resources: readonly Resource[];
  readonly drivers: TargetDrivers;
  /** For people who wait. */
  readonly report?: ReportProgress;
  readonly startGuardian?: StartGuardian;
}

/** Seconds since the boot; null where there is no kernel to tell. */
export const uptimeOf = (host: Pick<Host, "read">): number | null => {
  const seconds = Number.parseFloat(host.read("/proc/uptime") ?? "");
  return Number.isFinite(seconds) ? seconds : null;
};

/** What this target goes back to; undefined when there is nothing to restore in this boot. */
const originalOf = (change: Change, sameBoot: boolean): string | null | undefined => {
  if (sameBoot || isDurable(change.target)) return change.from;
  return change.reboot ?? undefined;
};

interface UndoOutcome { readonly conflict?: UndoConflict; readonly failed?: VexorError }

/** A value that cannot be read holds nothing: its own undo will say why, and the others go on. */
const holds = ({ host, drivers }: RunContext, change: Change): boolean => {
  try {
    return drivers.read(host, change) === change.to;
  } catch {
    return false;
  }
};

/**
 * The one target that may have been half-way when we stopped. Targets are written in order, so it
 * is the first without a `done` line after all that hold what we were writing. In this boot,
 * whatever it holds is our write as the kernel took it. A slow write may still be on its way, so
 * the original is written even where it seems to be there. An earlier target was read back before:
 * what it holds now is another process's.
 */
const inFlightTarget = (
  context: RunContext, changes: readonly Change[], done: ReadonlySet<string>,
): string | null => {
  const open = changes.filter(({ target }) => !isDurable(target) && !done.has(target));
  return open[open.findLastIndex((change) => holds(context, change)) + 1]?.target ?? null;
};

interface UndoContext extends RunContext {
  readonly compare: ComparingHost;
  readonly sameBoot: boolean;
  /** What the undo of one target has made of others that are still to be undone. */
  readonly moved: Map<string, { readonly was: string | null; readonly is: string | null }>;
}

/** What a target held before the undo of another one has moved it. */
const valueBeforeUndo = (
  { moved }: UndoContext, target: string, now: string | null,
): string | null => {
  const along = moved.get(target);
  return along !== undefined && along.is === now ? along.was : now;
};

const NOT_OURS = "VALUE_MOVED";

/**
 * What a value was judged by must still be there when it is written. A kind with a guardian goes on
 * all the same: its writes wait for programs, whose values change meanwhile by themselves.
 */
const restore = (
  { host, drivers, report, compare, resources }: UndoContext, change: Change, found: string | null,
  original: string | null,
): Promise<WriteOutcome> => {
  const isGuarded = resources.some(({ kind, needsGuardian }) =>
    needsGuardian && kind === change.kind);
  const look = (): void => {
    const now = drivers.read(host, change);
    if (isGuarded || now === found || isGone(change, now)) return;
    throw new VexorError(NOT_OURS, `${change.target} holds ${now}`);
  };
  return compare.before(look, () => drivers.write(host, change, original, report));
};

const undoChange = async (
  context: UndoContext, change: Change, halfWritten: boolean,
): Promise<UndoOutcome> => {
  const { host, drivers, sameBoot } = context;
  const original = originalOf(change, sameBoot);
  const now = drivers.read(host, change);
  const found = valueBeforeUndo(context, change.target, now);
  const inFlightNow = halfWritten && sameBoot;
  if ((now === original && !inFlightNow) || isGone(change, now)) return {};
  if (original === undefined) {
    return found === change.to ? { conflict: { target: change.target, found,
      why: "what it would be in this boot without the run is not known" } } : {};
  }
  if (found !== change.to && found !== original && !inFlightNow) {
    if (now !== found) await restore(context, change, now, found);
    const why = `neither ours (${change.to}) nor the original`;
    return { conflict: { target: change.target, found, why } };
  }
  if (await restore(context, change, now, original) === "queued") return {};
  const after = drivers.read(host, change);
  if (after === original || (change.target.startsWith("dir:") && original === null)) return {};
  throw new VexorError("HOST_WRITE",
    `${displayTarget(change.target)} holds ${after} after restoring ${original}`);
};

/** Null for what cannot be read: its own undo will say why. */
const readOrNull = ({ host, drivers }: RunContext, change: Change): string | null => {
  try {
    return drivers.read(host, change);
  } catch {
    return null;
  }
};

/** Undoes one, and remembers what that has made of those that come after it. */
const trackingMoved = async (
  context: UndoContext, change: Change, after: readonly Change[],
  act: () => Promise<UndoOutcome>,
): Promise<UndoOutcome> => {
  const moves = context.drivers.moves(change);
  const along = moves === null ? [] : after.filter(({ target }) => moves(target));
  const before = along.map((one) => valueBeforeUndo(context, one.target, readOrNull(context, one)));
  const undone = await act();
  along.forEach((one, at) => {
    context.moved.set(one.target, { was: before[at] ?? null, is: readOrNull(context, one) });
  });
  return undone;
};

const attempt = async (act: () => UndoOutcome | Promise<UndoOutcome>): Promise<UndoOutcome> => {
  try {
    return await act();
  } catch (error) {
    return { failed: asVexorError(error) };
  }
};

/** A process may write during the undo itself: a second look finds that, and leaves its value. */
const undoOrLeave = async (
  context: UndoContext, change: Change, halfWritten: boolean,
): Promise<UndoOutcome> => {
  try {
    return await undoChange(context, change, halfWritten);
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    if (error.code !== NOT_OURS) return { failed: aboutAddresses(error, change.for) };
    return attempt(() => undoChange(context, change, false));
  }
};

/** One after the other: a service must have stopped before the next one may start. */
const sequentially = async (
  changes: readonly Change[],
  act: (change: Change, at: number) => UndoOutcome | Promise<UndoOutcome>,
): Promise<readonly UndoOutcome[]> => {
  const results: UndoOutcome[] = [];
  for (const [at, change] of changes.entries()) results.push(await attempt(() => act(change, at)));
  return results;
};

export const settleKinds = async (
  { host, resources }: RunContext, changes: readonly Change[],
): Promise<void> => {
  for (const resource of resources) {
    const targets = changes.filter((change) => change.kind === resource.kind).map(
      (one) => one.target);
    if (targets.length > 0) await resource.settle?.(host, targets);
  }
};

/**
 * A restored target that cannot be settled without moving another owner's value waits for the
 * operator to settle it. A kind with a guardian does not wait: half of its change is worse.
 */
const splitHindered = (
  { host, drivers, resources }: RunContext, changes: readonly Change[],
): { readonly free: readonly Change[]; readonly unsettled: readonly UndoConflict[] } => {
  const why = new Map(resources.filter(({ needsGuardian }) => !needsGuardian).flatMap(
    (resource) => {
    const blocker = hindranceOf(host, resource, changes);
    return blocker ? [[resource.kind, blocker.reason]] : [];
  }));
  const first = changes.find(({ kind, target }) => why.has(kind) && target.startsWith("file:"));
  return { free: changes.filter(({ kind }) => !why.has(kind)),
    unsettled: first ? [{ target: first.target, found: drivers.read(host, first.target),
      why: `systemd has not read it again: ${why.get(first.kind)}` }] : [] };
};

const restoreClaims = (host: Host, run: RecordedRun): void => {
  const ledger = readLedger(host);
  const claims = overlay(ledger, run.snapshot.claims);
  if (JSON.stringify(claims) === JSON.stringify(ledger.claims)) return;
  writeLedger(host, { ...ledger, claims });
};

/** The temp file of an interrupted replacement; it would keep its directory from being removed. */
const clearTemp = ({ host }: RunContext, { target }: Change): UndoOutcome => {
  if (/^(file|link):/.test(target)) host.clearTemp(nameInScheme(target));
  return {};
};

export interface UndoResult {
  readonly conflicts: readonly UndoConflict[];
  readonly failed: readonly VexorError[];
}

/** Space comes back: where nothing else lacks, the run stays open and recovery goes on with it. */
const lacksOnlySpace = (
  failed: readonly VexorError[], changes: readonly Change[], results: readonly UndoOutcome[],
): boolean => failed.every(isDiskFull)
  && results.every(({ failed: one }, at) => !one || isDurable(changes[at]?.target ?? ""));

/** Rolls a run back. What could not be restored is in `failed`: then the rollback has failed. */
export const undoRun = async (
  asked: RunContext, run: RecordedRun, why: string,
    sameBoot = isOfThisBoot(asked.host, run.snapshot),
): Promise<UndoResult> => {
  const context = { ...asked, host: withReserve(asked.host) };
  const { host } = context;
  const journal = new Journal(host, run.id);
  journal.tryAdd({ type: "undoing", why }); // on a full disk the undo matters more than its record
  const intended = intendedTargets(run.journal);
  const changes = run.plan.changes.filter(({ target }) => intended.has(target));
  // A program that still runs keeps its service from starting, or reaches it later.
  const ended = await attempt(async () => (await endOrphans(host, context.report), {}));
  const cleared = await sequentially(changes, (change) => clearTemp(context, change));
  const current = inFlightTarget(context, changes, doneTargets(run.journal));
  const compare = compareBeforeWrites(host);
  const undo: UndoContext = { ...context, host: compare.host, compare, sameBoot, moved: new Map() };
  const order = backwards(context.drivers, changes);
  const results = await sequentially(order, (change, at) => trackingMoved(undo, change,
    order.slice(at + 1), () => undoOrLeave(undo, change, change.target === current)));
  const claims = await attempt(() => (restoreClaims(host, run), {}));
  const failed = [ended, ...cleared, ...results, claims].flatMap((result) => result.failed ?? []);
  const { free, unsettled } = splitHindered(context, changes);
  await settleKinds(context, free).catch((error: unknown) => {
    failed.push(asVexorError(error));
  });
  const conflicts = [...results.flatMap(({ conflict }) => conflict ?? []), ...unsettled];
  const outcome = failed.length > 0 ? "rollback-failed" : "rolled-back";
  if (failed.length === 0 || !lacksOnlySpace(failed, order, results)) {
    journal.tryAdd({ type: "conflicts", conflicts }, { type: "end", outcome });
  }
  return { conflicts, failed };
};

/** The same with a guardian; where none can be had, the run is rolled back without one. */
export const undoGuarded = async (
  context: RunContext, run: RecordedRun, why: string,
): Promise<UndoResult> => {
  const { host, report } = context;
  // An earlier boot's run has no half-stopped service left, so its undo needs no guardian.
  // that would not start again.
  if (!isOfThisBoot(host, run.snapshot)) return undoRun(context, run, why);
  const stopGuardian = await startGuardianIfNeeded(context, run.id, run.plan.changes)
    .catch((error: unknown) => {
      report?.(`running without a guardian: ${asVexorError(error).message}`);
      return null;
    });
  const result = await undoRun(context, run, why);
  await stopGuardian?.();
  return result;
};
