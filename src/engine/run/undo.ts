/**
 * Undo of one run, for a failure, a crash or a missed confirmation: absolute, repeatable, in
 * reverse, without network or git. A value that is neither ours nor the original stays.
 */
import { isOfThisBoot } from "./boot.ts";
import { isDurable, isGone, nameInScheme, sayCell, type Cells } from "../model/cells.ts";
import { comparing, type Comparing } from "./compare-before-write.ts";
import { aboutAddresses, asVexorError, VexorError } from "../model/errors.ts";
import { standBy, type Guard } from "./supervisor.ts";
import { hindranceOf } from "../plan/hindered.ts";
import type { CellChange, LeftAlone } from "../model/model.ts";
import type { Host } from "../../ports/host.ts";
import { endOrphans } from "./programs.ts";
import type { Resource, Tell, Written } from "../resource.ts";
import { overlay } from "./ledger.ts";
import { backwards } from "../plan/order.ts";
import { isDiskFull, withReserve } from "./reserve.ts";
import { doneCells, touchedCells } from "./run-state.ts";
import { Journal, readLedger, writeLedger, type Run } from "./store.ts";

export interface Machinery {
  readonly host: Host;
  readonly resources: readonly Resource[];
  readonly cells: Cells;
  /** For people who wait. */
  readonly tell?: Tell;
  readonly guard?: Guard;
}

/** Seconds since the boot; null where there is no kernel to tell. */
export const uptimeOf = (host: Pick<Host, "read">): number | null => {
  const seconds = Number.parseFloat(host.read("/proc/uptime") ?? "");
  return Number.isFinite(seconds) ? seconds : null;
};

/** What this cell goes back to; undefined when there is nothing to restore in this boot. */
const originalOf = (change: CellChange, sameBoot: boolean): string | null | undefined => {
  if (sameBoot || isDurable(change.cell)) return change.from;
  return change.reboot ?? undefined;
};

type Undone = { readonly left?: LeftAlone; readonly failed?: VexorError };

/** A value that cannot be read holds nothing: its own undo will say why, and the others go on. */
const holds = ({ host, cells }: Machinery, change: CellChange): boolean => {
  try {
    return cells.read(host, change) === change.to;
  } catch {
    return false;
  }
};

/**
 * The one cell that may have been half-way when we stopped: cells are written in order, so it is
 * the first without a `done` line after all that hold what we were writing. In this boot, whatever
 * it holds is our write as the kernel took it; and a write that takes its time may still be on its
 * way, so the original is written even where it seems to be there. An earlier cell was read back
 * before: what it holds now is somebody's.
 */
const inFlight = (
  machinery: Machinery, changes: readonly CellChange[], done: ReadonlySet<string>,
): string | null => {
  const open = changes.filter(({ cell }) => !isDurable(cell) && !done.has(cell));
  return open[open.findLastIndex((change) => holds(machinery, change)) + 1]?.cell ?? null;
};

interface Undoing extends Machinery {
  readonly compare: Comparing;
  readonly sameBoot: boolean;
  /** What the undo of one cell has made of others that are still to be undone. */
  readonly moved: Map<string, { readonly was: string | null; readonly is: string | null }>;
}

/** What a cell held before the undo of another one has moved it. */
const heldBy = ({ moved }: Undoing, cell: string, now: string | null): string | null => {
  const along = moved.get(cell);
  return along !== undefined && along.is === now ? along.was : now;
};

const NOT_OURS = "VALUE_MOVED";

/**
 * What a value was judged by must still be there when it is written. A guarded kind goes on all the
 * same: its writes wait for programs, whose values change meanwhile by themselves.
 */
const restore = (
  { host, cells, tell, compare, resources }: Undoing, change: CellChange, found: string | null,
  original: string | null,
): Promise<Written> => {
  const isGuarded = resources.some(({ kind, guarded }) => guarded && kind === change.kind);
  const look = (): void => {
    const now = cells.read(host, change);
    if (isGuarded || now === found || isGone(change, now)) return;
    throw new VexorError(NOT_OURS, `${change.cell} holds ${now}`);
  };
  return compare.before(look, () => cells.write(host, change, original, tell));
};

const undoCell = async (
  undoing: Undoing, change: CellChange, halfWritten: boolean,
): Promise<Undone> => {
  const { host, cells, sameBoot } = undoing;
  const original = originalOf(change, sameBoot);
  const now = cells.read(host, change);
  const found = heldBy(undoing, change.cell, now);
  const inFlightNow = halfWritten && sameBoot;
  if ((now === original && !inFlightNow) || isGone(change, now)) return {};
  if (original === undefined) {
    return found === change.to ? { left: { cell: change.cell, found,
      why: "what it would be in this boot without the run is not known" } } : {};
  }
  if (found !== change.to && found !== original && !inFlightNow) {
    if (now !== found) await restore(undoing, change, now, found);
    const why = `neither ours (${change.to}) nor the original`;
    return { left: { cell: change.cell, found, why } };
  }
  if (await restore(undoing, change, now, original) === "queued") return {};
  const after = cells.read(host, change);
  if (after === original || (change.cell.startsWith("dir:") && original === null)) return {};
  throw new VexorError("HOST_WRITE",
    `${sayCell(change.cell)} holds ${after} after restoring ${original}`);
};

/** Null for what cannot be read: its own undo will say why. */
const readable = ({ host, cells }: Machinery, change: CellChange): string | null => {
  try {
    return cells.read(host, change);
  } catch {
    return null;
  }
};

/** Undoes one, and remembers what that has made of those that come after it. */
const withOthers = async (
  undoing: Undoing, change: CellChange, after: readonly CellChange[],
  act: () => Promise<Undone>,
): Promise<Undone> => {
  const moves = undoing.cells.moves(change);
  const along = moves === null ? [] : after.filter(({ cell }) => moves(cell));
  const before = along.map((one) => heldBy(undoing, one.cell, readable(undoing, one)));
  const undone = await act();
  along.forEach((one, at) => {
    undoing.moved.set(one.cell, { was: before[at] ?? null, is: readable(undoing, one) });
  });
  return undone;
};

const attempt = async (act: () => Undone | Promise<Undone>): Promise<Undone> => {
  try {
    return await act();
  } catch (error) {
    return { failed: asVexorError(error) };
  }
};

/** Somebody who writes in the very moment of the undo is found, and left alone, by another look. */
const undoneCell = async (
  undoing: Undoing, change: CellChange, halfWritten: boolean,
): Promise<Undone> => {
  try {
    return await undoCell(undoing, change, halfWritten);
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    if (error.code !== NOT_OURS) return { failed: aboutAddresses(error, change.for) };
    return attempt(() => undoCell(undoing, change, false));
  }
};

/** One after the other: a service must have stopped before the next one may start. */
const inTurn = async (
  changes: readonly CellChange[],
  act: (change: CellChange, at: number) => Undone | Promise<Undone>,
): Promise<readonly Undone[]> => {
  const results: Undone[] = [];
  for (const [at, change] of changes.entries()) results.push(await attempt(() => act(change, at)));
  return results;
};

export const settleKinds = async (
  { host, resources }: Machinery, changes: readonly CellChange[],
): Promise<void> => {
  for (const resource of resources) {
    const cells = changes.filter((change) => change.kind === resource.kind).map((one) => one.cell);
    if (cells.length > 0) await resource.settle?.(host, cells);
  }
};

/**
 * What is back, and cannot be settled without moving somebody's value, waits for the operator to do
 * so. A guarded kind does not wait: half of its change is worse.
 */
const apart = (
  { host, cells, resources }: Machinery, changes: readonly CellChange[],
): { readonly free: readonly CellChange[]; readonly unsettled: readonly LeftAlone[] } => {
  const why = new Map(resources.filter(({ guarded }) => !guarded).flatMap((resource) => {
    const contest = hindranceOf(host, resource, changes);
    return contest ? [[resource.kind, contest.reason]] : [];
  }));
  const first = changes.find(({ kind, cell }) => why.has(kind) && cell.startsWith("file:"));
  return { free: changes.filter(({ kind }) => !why.has(kind)),
    unsettled: first ? [{ cell: first.cell, found: cells.read(host, first.cell),
      why: `systemd has not read it again: ${why.get(first.kind)}` }] : [] };
};

const restoreClaims = (host: Host, run: Run): void => {
  const ledger = readLedger(host);
  const claims = overlay(ledger, run.snapshot.claims);
  if (JSON.stringify(claims) === JSON.stringify(ledger.claims)) return;
  writeLedger(host, { ...ledger, claims });
};

/** The temp file of an interrupted replacement; it would keep its directory from being removed. */
const clearTemp = ({ host }: Machinery, { cell }: CellChange): Undone => {
  if (/^(file|link):/.test(cell)) host.clearTemp(nameInScheme(cell));
  return {};
};

export interface UndoResult {
  readonly left: readonly LeftAlone[];
  readonly failed: readonly VexorError[];
}

/** Space comes back: where nothing else lacks, the run stays open and recovery goes on with it. */
const lacksOnlySpace = (
  failed: readonly VexorError[], changes: readonly CellChange[], results: readonly Undone[],
): boolean => failed.every(isDiskFull)
  && results.every(({ failed: one }, at) => !one || isDurable(changes[at]?.cell ?? ""));

/** Rolls a run back. What could not be restored is in `failed`, and the run is then stuck. */
export const undoRun = async (
  asked: Machinery, run: Run, why: string, sameBoot = isOfThisBoot(asked.host, run.snapshot),
): Promise<UndoResult> => {
  const machinery = { ...asked, host: withReserve(asked.host) };
  const { host } = machinery;
  const journal = new Journal(host, run.id);
  journal.tryAdd({ type: "undoing", why }); // on a full disk the undo matters more than its record
  const touched = touchedCells(run.journal);
  const done = doneCells(run.journal);
  const changes = run.plan.changes.filter((change) => touched.has(change.cell));
  // A program that still runs keeps its service from starting, or reaches it later.
  const ended = await attempt(async () => (await endOrphans(host, machinery.tell), {}));
  const cleared = await inTurn(changes, (change) => clearTemp(machinery, change));
  const current = inFlight(machinery, changes, done);
  const compare = comparing(host);
  const undoing: Undoing =
    { ...machinery, host: compare.host, compare, sameBoot, moved: new Map() };
  const order = backwards(machinery.cells, changes);
  const results = await inTurn(order, (change, at) => withOthers(undoing, change,
    order.slice(at + 1), () => undoneCell(undoing, change, change.cell === current)));
  const claims = await attempt(() => (restoreClaims(host, run), {}));
  const failed = [ended, ...cleared, ...results, claims].flatMap((result) => result.failed ?? []);
  const { free, unsettled } = apart(machinery, changes);
  await settleKinds(machinery, free).catch((error: unknown) => {
    failed.push(asVexorError(error));
  });
  const left = [...results.flatMap((result) => result.left ?? []), ...unsettled];
  const outcome = failed.length > 0 ? "stuck" : "rolled-back";
  if (failed.length === 0 || !lacksOnlySpace(failed, order, results)) {
    journal.tryAdd({ type: "left", left }, { type: "end", outcome });
  }
  return { left, failed };
};

/** The same, by whoever has no guardian yet: where none can be had, it is done all the same. */
export const rollBack = async (
  machinery: Machinery, run: Run, why: string,
): Promise<UndoResult> => {
  const { host, tell } = machinery;
  // What an earlier boot has left half-done does not run: nothing is stopped that nobody starts.
  if (!isOfThisBoot(host, run.snapshot)) return undoRun(machinery, run, why);
  const leave = await standBy(machinery, run.id, run.plan.changes).catch((error: unknown) => {
    tell?.(`running without a supervisor: ${asVexorError(error).message}`);
    return null;
  });
  const result = await undoRun(machinery, run, why);
  await leave?.();
  return result;
};
