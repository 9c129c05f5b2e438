/**
 * Applying a plan: refuse what is stale, make the snapshot durable, say what will change, change
 * it, read it back, verify by planning again; and undo everything if anything does not hold.
 */
import type { Approval } from "./approval.ts";
import { batches } from "./batches.ts";
import { bootIdOf, markOfBoot } from "./boot.ts";
import { isGone, sayCell } from "../model/cells.ts";
import { comparing, Expected, type Comparing } from "./compare-before-write.ts";
import { isWriting } from "../plan/decide.ts";
import { aboutAddresses, asVexorError, sayAddresses, VexorError } from "../model/errors.ts";
import type {
  Address, Beginner, CellChange, Ledger, Plan, PlanItem, Snapshot,
} from "../model/model.ts";
import { claimsOf, kindOf } from "../model/claims.ts";
import { makePlan, surveyAll, type PlanRequest, type Surveyed } from "../plan/plan.ts";
import type { Tell } from "../resource.ts";
import { rememberFixed } from "../plan/immutable-settings.ts";
import { standBy, type Countdown } from "./supervisor.ts";
import { refuseHindered } from "../plan/hindered.ts";
import { ledgerAfter } from "./ledger.ts";
import { pruneRuns } from "./prune.ts";
import { keepReserve, withReserve } from "./reserve.ts";
import { refreshed, refuseMovedCells } from "../plan/stale.ts";
import {
  Journal, createRun, prepareState, readLedger, writeLedger, type Run,
} from "./store.ts";
import { settleKinds, undoRun, type Machinery, type UndoResult } from "./undo.ts";

export interface Progress {
  (step: string): void;
}

export interface ApplyOptions {
  /** Who applies, for people. */
  readonly by: string;
  readonly begunBy: Beginner;
  readonly approval?: Approval;
  readonly progress: Progress;
  /** True once somebody has asked to stop: the run is then rolled back. */
  readonly interrupted?: () => boolean;
  readonly confirm?: Countdown;
}

export interface ApplyResult {
  readonly run: number;
  /** Items that turned out to be unchangeable here, with the kernel's reason. */
  readonly impossible: ReadonlyMap<Address, string>;
  readonly failure: VexorError | null;
  readonly undone: UndoResult | null;
}

interface Applying extends Machinery {
  readonly request: PlanRequest;
  readonly plan: Plan;
  readonly options: ApplyOptions;
  readonly run: number;
  readonly snapshot: Snapshot;
  readonly journal: Journal;
  readonly impossible: Map<Address, string>;
  readonly compare: Comparing;
  readonly expected: Expected;
}

const snapshotFor = (
  machinery: Machinery, plan: Plan, ledger: Ledger, { by, begunBy, approval }: ApplyOptions,
): Snapshot => {
  const { host, cells } = machinery;
  const boot = markOfBoot(host);
  const addresses = plan.items.filter(isWriting).map((item) => item.address);
  return {
    format: "vexor.snapshot/1",
    bootId: bootIdOf(host), ...boot === undefined ? {} : { boot },
    at: host.now().toISOString(),
    by, begunBy,
    ...(approval ? { approval } : {}),
    cells: Object.fromEntries(plan.changes.map((change) =>
      [change.cell, cells.read(host, change)])),
    claims: Object.fromEntries(addresses
      .map((address) => [address, ledger.claims[address] ?? null])),
  };
};

/** Each news once, and an ear for signals between them. */
const tellOf = ({ options }: Applying): Tell => {
  let last = "";
  return (text) => {
    if (options.interrupted?.()) throw interrupted();
    if (text !== last) options.progress(text);
    last = text;
  };
};

/** `begun`: the cells that the batch has changed, or was going to when it failed. */
const writeCell = async (
  applying: Applying, change: CellChange, begun: Set<CellChange>,
): Promise<boolean> => {
  const { host, cells, journal, impossible, compare, expected } = applying;
  const along = expected.alongWith(change);
  const look = (): void => {
    expected.refuseTheirs(host, [change, ...along]);
    begun.add(change);
  };
  try {
    await compare.before(look, () =>
      cells.write(host, change, change.to, tellOf(applying)));
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    if (error.code !== "CELL_FIXED") throw aboutAddresses(error, change.for);
    journal.add({ type: "fixed", cell: change.cell, why: error.message });
    for (const address of change.for) impossible.set(address, error.message);
    return false;
  }
  if (!begun.has(change)) expected.refuseTheirs(host, [change]); // as wanted, by somebody else
  for (const one of along) expected.written(one, cells.read(host, one));
  const found = cells.read(host, change);
  const stillInUse = change.to === null && change.cell.startsWith("dir:");
  if (found === change.to || isGone(change, found) || stillInUse) {
    expected.written(change, found);
    return true;
  }
  throw new VexorError("HOST_WRITE", `${sayAddresses(change.for)}: the kernel holds ${found} after `
    + `${change.to} was written`);
};

const interrupted = (): VexorError => new VexorError("APPLY_FAILED", "interrupted by a signal");

const heedInterrupt = async ({ options, host }: Applying): Promise<void> => {
  await host.sleep(0); // a signal is only heard between turns of the event loop
  if (options.interrupted?.()) throw interrupted();
};

const writeBatch = async (applying: Applying, batch: readonly CellChange[]): Promise<void> => {
  const { journal, options } = applying;
  await heedInterrupt(applying);
  options.progress(batch.length <= 2 ? batch.map(({ cell }) => sayCell(cell)).join(", ")
    : `${batch.length} values`);
  journal.add({ type: "intent", cells: batch.map((change) => change.cell) });
  const [done, begun]: [CellChange[], Set<CellChange>] = [[], new Set()];
  const namesOf = (changes: readonly CellChange[]) => changes.map(({ cell }) => cell);
  try {
    for (const change of batch) if (await writeCell(applying, change, begun)) done.push(change);
  } catch (error) {
    // What the undo leaves alone even where somebody has written there what we were going to.
    journal.tryAdd({ type: "done", cells: namesOf(done) },
      { type: "unwritten", cells: namesOf(batch.filter((change) => !begun.has(change))) });
    throw error;
  }
  refuseHindered(applying.host, applying.resources, done);
  await settleKinds(applying, done);
  journal.add({ type: "done", cells: namesOf(done) });
};

const longestSettle = ({ resources, plan }: Applying): number => {
  const kinds = new Set(plan.items.filter(isWriting).map((item) => kindOf(item.address)));
  return Math.max(0, ...resources.filter(({ kind }) => kinds.has(kind)).map((one) => one.settleMs));
};

const SETTLED: ReadonlySet<string> = new Set(["none", "impossible"]);
const POLL_MS = 50;
const WATCH_MS = 500;

/** What was as declared, and is contested since by others: an undo would not send them away. */
const isOthers = ({ request, plan, host }: Applying, ledger: Ledger, now: PlanItem): boolean => {
  const before = plan.items.find(({ address }) => address === now.address);
  if (before?.action !== "none" || now.action !== "blocked") return false;
  const kind = kindOf(now.address);
  return request.resources.find((one) => one.kind === kind)
    ?.survey(host, { declaration: plan.declaration, claims: claimsOf(ledger, kind) })
    .reading(now.address).contested?.isBeside === true;
};

/** Why what was applied does not hold; null while it does. */
const whatIsOff = (applying: Applying, ledger: Ledger): string | null => {
  const { request, plan, impossible } = applying;
  const holding = (item: PlanItem): boolean => item.action === "none"
    || (isWriting(item) && item.action !== "release");
  const written = new Set(plan.items
    .filter((item) => holding(item) && !impossible.has(item.address))
    .map((item) => item.address));
  const fresh = makePlan({ ...request, declaration: plan.declaration, ledger });
  const off = fresh.items.find((item) => written.has(item.address) && !SETTLED.has(item.action)
    && !isOthers(applying, ledger, item));
  return off ? `${off.address} does not hold: ${off.reason}` : null;
};

/** Verify is the same diff being empty, with time for what takes effect late. */
const verify = async (applying: Applying, ledger: Ledger): Promise<void> => {
  const { host } = applying;
  const deadline = host.now().getTime() + longestSettle(applying);
  for (;;) {
    const off = whatIsOff(applying, ledger);
    if (off === null) return;
    if (host.now().getTime() >= deadline) throw new VexorError("HOST_WRITE", off);
    await heedInterrupt(applying);
    await host.sleep(POLL_MS);
  }
};

/** And staying empty, for as long as the host file asks, with everything well. */
const hold = async (applying: Applying, ledger: Ledger): Promise<void> => {
  const { host, request, plan, options } = applying;
  const kinds = new Set(plan.items.filter(isWriting).map((item) => kindOf(item.address)));
  const surveyed = (): readonly Surveyed[] =>
    surveyAll({ ...request, declaration: plan.declaration, ledger })
      .filter(({ resource }) => kinds.has(resource.kind));
  const holdMs = Math.max(0, ...surveyed().map(({ survey }) => survey.holdMs ?? 0));
  if (holdMs === 0) return;
  options.progress(`watching for ${Math.ceil(holdMs / 1000)} s`);
  for (const end = host.now().getTime() + holdMs; host.now().getTime() < end;) {
    await heedInterrupt(applying);
    await host.sleep(WATCH_MS);
    const off = whatIsOff(applying, ledger)
      ?? surveyed().map(({ survey }) => survey.unwell?.() ?? null).find((why) => why !== null);
    if (off != null) throw new VexorError("HOST_WRITE", off);
  }
};

const carryOut = async (applying: Applying): Promise<void> => {
  const { plan, journal, options, host, impossible } = applying;
  for (const batch of batches(plan.changes)) await writeBatch(applying, batch);
  options.progress("verifying");
  const ledger = ledgerAfter(applying, readLedger(host), impossible);
  if (plan.undoes === undefined) {
    await verify(applying, ledger);
    await hold(applying, ledger);
  }
  rememberFixed(host, impossible);
  // The ledger before the journal's word for it: an undo that can no longer be recorded must not
  // find a run that counts as verified.
  writeLedger(host, ledger);
  const { deadline, uptime } = options.confirm ?? { deadline: null, uptime: null };
  journal.add(...(deadline === null
    ? [{ type: "verified" }, { type: "end", outcome: "applied" }] as const
    : [{ type: "confirm-by", deadline: deadline.toISOString(),
      ...uptime === null ? {} : { uptime } }, { type: "verified" }] as const));
};

const giveUp = async (applying: Applying, failure: VexorError): Promise<ApplyResult> => {
  const { run, plan, snapshot, journal, impossible, host, options } = applying;
  options.progress("failed; rolling back");
  journal.tryAdd({ type: "failed", code: failure.code, message: failure.message });
  // From memory: a disk that failed us may not give the run's record back.
  const record: Run = { id: run, plan, snapshot, journal: journal.added };
  const undone = await undoRun(applying, record, failure.message, true);
  await options.confirm?.disarm(run);
  rememberFixed(host, impossible);
  return { run, impossible, failure, undone };
};

/** Without its dead-man switch or its guardian nothing starts: it ends with nothing changed. */
const armed = async (applying: Applying): Promise<() => Promise<void>> => {
  const { options, journal, run, plan } = applying;
  try {
    await options.confirm?.arm(run);
    return await standBy(applying, run, plan.changes);
  } catch (error) {
    journal.add({ type: "end", outcome: "nothing-done" });
    await options.confirm?.disarm(run);
    throw error;
  }
};

const carriedOut = async (applying: Applying): Promise<ApplyResult> => {
  const { run, impossible } = applying;
  try {
    await carryOut(applying);
    return { run, impossible, failure: null, undone: null };
  } catch (error) {
    return giveUp(applying, asVexorError(error));
  }
};

/** Applies under the lock, which the caller holds. A failure is in the result, undone. */
export const applyPlan = async (
  given: Machinery, request: PlanRequest, asked: Plan, options: ApplyOptions,
): Promise<ApplyResult> => {
  const isRollback = asked.undoes !== undefined;
  const machinery = isRollback ? { ...given, host: withReserve(given.host) } : given;
  const compare = comparing(machinery.host);
  const { host } = compare; // one host from here on: kinds keep notes by it
  const plan = isRollback ? asked : refreshed({ ...request, host }, asked);
  const snapshot = snapshotFor({ ...machinery, host }, plan, readLedger(host), options);
  refuseMovedCells(plan, snapshot);
  prepareState(host);
  pruneRuns(host);
  const run = createRun(host, plan, snapshot);
  if (!isRollback) keepReserve(host);
  const journal = new Journal(host, run);
  journal.add({ type: "begin" });
  const applying: Applying = {
    ...machinery, host, request: { ...request, host }, plan, options, run, snapshot, journal,
    impossible: new Map(), compare, expected: new Expected(machinery.cells, plan.changes),
  };
  const leave = await armed(applying);
  const result = await carriedOut(applying);
  await leave(); // not if that throws: then there is work for the guardian
  return result;
};
