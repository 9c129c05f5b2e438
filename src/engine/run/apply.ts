/**
 * Applying a plan: refuse what is stale, make the snapshot durable, say what will change, change
 * it, read it back, verify by planning again; and undo everything if anything does not hold.
 */
import {
  progressReporter, throwIfInterrupted, type ApplyContext, type ApplyOptions,
} from "./apply-context.ts";
import { batches } from "./batches.ts";
import { bootIdOf, markOfBoot } from "./boot.ts";
import { isGone, displayTarget } from "../model/targets.ts";
import { assertClock } from "./clock.ts";
import { compareBeforeWrites, ExpectedValues } from "./compare-before-write.ts";
import { isWriting } from "../plan/decide.ts";
import { aboutAddresses, asVexorError, formatAddresses, VexorError } from "../model/errors.ts";
import {
  SNAPSHOT_FORMAT, type Address, type Change, type Ledger, type Plan, type Snapshot,
} from "../model/model.ts";
import type { PlanRequest } from "../plan/plan.ts";
import { rememberImmutable } from "../plan/immutable-settings.ts";
import { needsGuardian, startGuardianIfNeeded } from "./guardian.ts";
import { assertNotHindered } from "../plan/hindered.ts";
import { ledgerAfter } from "./ledger.ts";
import { pruneRuns } from "./prune.ts";
import { keepReserve, withReserve } from "./reserve.ts";
import { replanOrRefuse, assertTargetsUnchanged } from "../plan/stale.ts";
import {
  Journal, createRun, prepareState, readLedger, writeLedger, type RecordedRun,
} from "./store.ts";
import { settleKinds, undoRun, type RunContext, type UndoResult } from "./undo.ts";
import { holdStable, verify } from "./verify.ts";

export interface ApplyResult {
  readonly run: number;
  /** Items that turned out to be unchangeable here, with the kernel's reason. */
  readonly impossible: ReadonlyMap<Address, string>;
  readonly failure: VexorError | null;
  readonly undone: UndoResult | null;
}

const snapshotFor = (
  context: RunContext, plan: Plan, ledger: Ledger, { by, begunBy, approval }: ApplyOptions,
): Snapshot => {
  const { host, drivers } = context;
  const boot = markOfBoot(host);
  const addresses = plan.items.filter(isWriting).map((item) => item.address);
  return {
    format: SNAPSHOT_FORMAT,
    bootId: bootIdOf(host), ...boot === undefined ? {} : { boot },
    at: host.now().toISOString(),
    by, begunBy,
    ...(approval ? { approval } : {}),
    targets: Object.fromEntries(plan.changes.map((change) =>
      [change.target, drivers.read(host, change)])),
    claims: Object.fromEntries(addresses
      .map((address) => [address, ledger.claims[address] ?? null])),
  };
};

/** `begun`: the targets that the batch has changed, or was going to when it failed. */
const writeTarget = async (
  context: ApplyContext, change: Change, begun: Set<Change>,
): Promise<boolean> => {
  const { host, drivers, journal, impossible, compare, expected } = context;
  const along = expected.alongWith(change);
  const look = (): void => {
    expected.assertHeld(host, [change, ...along]);
    begun.add(change);
  };
  try {
    await compare.before(look, () =>
      drivers.write(host, change, change.to, progressReporter(context)));
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    if (error.code !== "VALUE_IMMUTABLE") throw aboutAddresses(error, change.for);
    journal.add({ type: "immutable", target: change.target, why: error.message });
    for (const address of change.for) impossible.set(address, error.message);
    return false;
  }
  if (!begun.has(change)) expected.assertHeld(host, [change]); // another process wrote it
  for (const one of along) expected.written(one, drivers.read(host, one));
  const found = drivers.read(host, change);
  const stillInUse = change.to === null && change.target.startsWith("dir:");
  if (found === change.to || isGone(change, found) || stillInUse) {
    expected.written(change, found);
    return true;
  }
  throw new VexorError(
    "HOST_WRITE", `${formatAddresses(change.for)}: the kernel holds ${found} after `
    + `${change.to} was written`, { hint: "The kernel takes another value than the one that is "
      + "asked for: ask for the one that it keeps, or leave the setting out." });
};

const writeBatch = async (context: ApplyContext, batch: readonly Change[]): Promise<void> => {
  const { journal, options } = context;
  await throwIfInterrupted(context);
  options.progress(batch.length <= 2 ? batch.map(({ target }) => displayTarget(target)).join(", ")
    : `${batch.length} values`);
  journal.add({ type: "intent", targets: batch.map((change) => change.target) });
  const [done, begun]: [Change[], Set<Change>] = [[], new Set()];
  const namesOf = (changes: readonly Change[]) => changes.map(({ target }) => target);
  try {
    for (const change of batch) if (await writeTarget(context, change, begun)) done.push(change);
  } catch (error) {
    // The undo leaves these alone, even where another process has written our value there.
    journal.tryAdd({ type: "done", targets: namesOf(done) },
      { type: "unwritten", targets: namesOf(batch.filter((change) => !begun.has(change))) });
    throw error;
  }
  assertNotHindered(context.host, context.resources, done);
  await settleKinds(context, done);
  journal.add({ type: "done", targets: namesOf(done) });
};

const execute = async (context: ApplyContext): Promise<void> => {
  const { plan, journal, options, host, impossible } = context;
  for (const batch of batches(plan.changes)) await writeBatch(context, batch);
  options.progress("verifying");
  const ledger = ledgerAfter(context, readLedger(host), impossible);
  if (plan.undoes === undefined) {
    await verify(context, ledger);
    await holdStable(context, ledger);
  }
  rememberImmutable(host, impossible);
  // The ledger before the journal's word for it: an undo that can no longer be recorded must not
  // find a run that counts as verified.
  writeLedger(host, ledger);
  const { deadline, uptime } = options.confirm ?? { deadline: null, uptime: null };
  journal.add(...(deadline === null
    ? [{ type: "verified" }, { type: "end", outcome: "applied" }] as const
    : [{ type: "confirm-by", deadline: deadline.toISOString(),
      ...uptime === null ? {} : { uptime } }, { type: "verified" }] as const));
};

const rollBackFailed = async (context: ApplyContext, failure: VexorError): Promise<ApplyResult> => {
  const { run, plan, snapshot, journal, impossible, host, options } = context;
  options.progress("failed; rolling back");
  journal.tryAdd({ type: "failed", code: failure.code, message: failure.message });
  // From memory: a disk that failed us may not give the run's record back.
  const record: RecordedRun = { id: run, plan, snapshot, journal: journal.added };
  const undone = await undoRun(context, record, failure.message, true);
  await options.confirm?.disarm(run);
  rememberImmutable(host, impossible);
  return { run, impossible, failure, undone };
};

/** Without its dead-man switch or its guardian nothing starts: it ends with nothing changed. */
const startSafetyNets = async (context: ApplyContext): Promise<() => Promise<void>> => {
  const { options, journal, run, plan } = context;
  try {
    await options.confirm?.arm(run);
    return await startGuardianIfNeeded(context, run, plan.changes);
  } catch (error) {
    journal.add({ type: "end", outcome: "no-op" });
    await options.confirm?.disarm(run);
    throw error;
  }
};

const executeOrUndo = async (context: ApplyContext): Promise<ApplyResult> => {
  const { run, impossible } = context;
  try {
    await execute(context);
    return { run, impossible, failure: null, undone: null };
  } catch (error) {
    return rollBackFailed(context, asVexorError(error));
  }
};

/** Applies under the lock, which the caller holds. A failure is in the result, undone. */
export const applyPlan = async (
  given: RunContext, request: PlanRequest, asked: Plan, options: ApplyOptions,
): Promise<ApplyResult> => {
  const isRollback = asked.undoes !== undefined;
  const isFresh = isRollback || options.isFresh === true;
  const asGiven = isRollback ? { ...given, host: withReserve(given.host) } : given;
  const compare = compareBeforeWrites(asGiven.host);
  const { host } = compare; // one host from here on: kinds keep notes by it
  const plan = isFresh ? asked : replanOrRefuse({ ...request, host }, asked);
  if (needsGuardian(given.resources, plan.changes)) assertClock(host);
  const snapshot = snapshotFor({ ...asGiven, host }, plan, readLedger(host), options);
  assertTargetsUnchanged(plan, snapshot);
  prepareState(host);
  pruneRuns(host);
  const run = createRun(host, plan, snapshot);
  if (!isRollback) keepReserve(host);
  const journal = new Journal(host, run);
  journal.add({ type: "begin" });
  const context: ApplyContext = {
    ...asGiven, host, request: { ...request, host }, plan, options, run, snapshot, journal,
    impossible: new Map(), compare, expected: new ExpectedValues(given.drivers, plan.changes),
  };
  const stopGuardian = await startSafetyNets(context);
  const result = await executeOrUndo(context);
  await stopGuardian(); // not if that throws: then there is work for the guardian
  return result;
};
