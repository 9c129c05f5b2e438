/**
 * Rolling back a finished run is a plan like any other: its changes turned around, three-way, and
 * our boot files rendered from the claims that hold without it. So it has its own snapshot and
 * journal, survives a crash like any apply, and can itself be rolled back.
 */
import { isDurable, isGone } from "../model/targets.ts";
import { isWriting } from "../plan/decide.ts";
import { VexorError } from "../model/errors.ts";
import { assertNotHindered } from "../plan/hindered.ts";
import { overlay } from "./ledger.ts";
import type {
  Address, Change, Claim, HostFile, Plan, PlanItem, Reading,
} from "../model/model.ts";
import { backwards } from "../plan/order.ts";
import { countingActs, newBootSources } from "../plan/ownership.ts";
import { claimsOf, kindOf } from "../model/claims.ts";
import { replacedBy } from "../plan/pending.ts";
import {
  fileChanges, sealPlan, surveyOne, type PlanRequest, type SurveyedResource,
} from "../plan/plan.ts";
import { outcomeOf } from "./run-state.ts";
import type { RecordedRun } from "./store.ts";
import { runInForce } from "./revision-history.ts";
import type { Survey } from "../resource.ts";

/** The newest run that is still in force. */
export const lastApplied = ({ host }: PlanRequest): RecordedRun => {
  const run = runInForce(host);
  if (run) return run;
  throw new VexorError("RUN_UNKNOWN", "no run is in force: there is nothing to roll back");
};

const emptyDeclaration = (declaration: HostFile): HostFile =>
  ({ apiVersion: declaration.apiVersion, host: declaration.host });

/** What became of one setting of the run. */
type RollbackDecision =
  | { readonly is: "revert" }
  | { readonly is: "superseded"; readonly reason: string; readonly wayOut: string }
  | { readonly is: "conflict"; readonly live: string | null; readonly reason: string };

/** A thread of a process that has ended since: the next process has others. */
const hasEnded = ({ drivers, host }: PlanRequest, change: Change): boolean =>
  drivers.endsWithProcess(change) && isGone(change, drivers.read(host, change));

const liveChangesOf = (run: RecordedRun, { address }: PlanItem): readonly Change[] =>
  run.plan.changes.filter((change) =>
    !isDurable(change.target) && change.for.includes(address));

/**
 * The value to which another process has moved a live target of the item; null while all are still
 * the run's, or run with what the run's boot file has brought since.
 */
const valueMovedTo = (
  request: PlanRequest, run: RecordedRun, item: PlanItem, { live }: Reading,
): string | null => {
  const changes = liveChangesOf(run, item);
  const moved = changes.find((change) => !hasEnded(request, change)
    && request.drivers.read(request.host, change) !== change.to);
  if (moved) return request.drivers.read(request.host, moved) ?? "gone";
  const isRestarted = changes.some((change) => hasEnded(request, change));
  return isRestarted && live !== item.to ? live ?? "gone" : null;
};

/** What the kernel refused during the run: it was never set, so there is nothing to restore. */
const refusedAddresses = (run: RecordedRun): ReadonlySet<Address> => {
  const immutable = new Set(run.journal.flatMap((entry) =>
    (entry.type === "immutable" ? [entry.target] : [])));
  return new Set(run.plan.changes.flatMap((change) =>
    (immutable.has(change.target) ? change.for : [])));
};

const isSuperseded = (
  run: RecordedRun, { action }: PlanItem, claim: Claim | undefined,
): boolean => {
  if (action === "release") return claim !== undefined;
  // A correction claims nothing: what it set right is still that of an earlier run.
  return claim === undefined || (action === "drift" ? claim.run > run.id : claim.run !== run.id);
};

/** A run holds what it claimed until another run claims or releases it. */
const decideRollback = (
  request: PlanRequest, run: RecordedRun, item: PlanItem, reading: Reading,
): RollbackDecision => {
  const claim = request.ledger.claims[item.address];
  if (isSuperseded(run, item, claim)) {
    return { is: "superseded", reason: claim
      ? `run ${claim.run} has set it to ${claim.value} since`
      : `a later run has released it: run ${run.id} no longer holds it`,
    wayOut: claim ? `vexor rollback ${claim.run} first` : "nothing: it is as it was asked for" };
  }
  const before = run.snapshot.claims[item.address] ?? null;
  const taken = claim ? countingActs(reading, claim) : newBootSources(reading, before);
  if (taken.some(({ value }) => value !== replacedBy(item))) {
    return { is: "conflict", live: reading.live,
      reason: `${taken.at(-1)?.evidence.path ?? "another owner"} sets it now: it is left alone` };
  }
  const moved = valueMovedTo(request, run, item, reading);
  return moved === null ? { is: "revert" } : { is: "conflict", live: moved,
    reason: `it is not what run ${run.id} set any more, and stays: only the claim is dropped` };
};

const rollbackItem = (
  item: PlanItem, run: RecordedRun, decision: RollbackDecision, live: string | null,
): PlanItem => {
  if (decision.is === "superseded") {
    return { ...item, action: "blocked", to: null, reason: decision.reason,
      waysOut: [decision.wayOut] };
  }
  const base = { ...item, action: "release", wanted: null, adopts: null, waysOut: [] } as const;
  return decision.is === "conflict" ? { ...base, live: decision.live, to: decision.live,
    reason: decision.reason }
    : { ...base, live: item.takesEffect === undefined ? item.to : live, to: replacedBy(item),
      ...(item.takesEffect === undefined ? {} : { configured: item.to }),
      reason: `rolling back run ${run.id}` };
};

/**
 * Live targets that still hold what the run wrote, turned around. The run has made its values last:
 * if its rollback is interrupted by a reboot, they are what this boot has brought.
 */
const revertLive = (
  request: PlanRequest, run: RecordedRun, back: ReadonlySet<Address>,
): readonly Change[] =>
  backwards(request.drivers, run.plan.changes).flatMap((change) => {
    if (isDurable(change.target) || !change.for.some((address) => back.has(address))) return [];
    const found = request.drivers.read(request.host, change);
    const reboot = change.reboot === null ? null : change.to;
    return found === change.to && change.from !== null
      ? [{ ...change, from: change.to, to: change.from, reboot }] : [];
  });

/** What has started since with what the run's boot file brought: it goes back as well. */
const revertRestarted = (
  request: PlanRequest, run: RecordedRun, items: readonly PlanItem[], surveyOf: SurveyOf,
): readonly Change[] => items.flatMap((item) => {
  const changes = liveChangesOf(run, item);
  const before = replacedBy(item);
  if (before === null || !changes.some((change) => hasEnded(request, change))) return [];
  const known = new Set(changes.map(({ target }) => target));
  const now = surveyOf(item.address)?.changes(item.address, before, item.attributes) ?? [];
  return now.filter((change) =>
    request.drivers.endsWithProcess(change) && !known.has(change.target));
});

/** The kinds have the last word on them. */
const asOfNow = (
  { host, resources }: PlanRequest, { plan: { declaration } }: RecordedRun,
  changes: readonly Change[],
): readonly Change[] => resources.reduce(
  (all, { turnedBack }) => turnedBack?.(host, all, declaration) ?? all, changes);

/** The very bytes from before, while the files are still the run's and all of it goes back. */
const restoreBytes = (request: PlanRequest, run: RecordedRun): readonly Change[] | null => {
  const files = run.plan.changes.filter((change) => isDurable(change.target));
  const untouched = files.every((change) =>
    request.drivers.read(request.host, change) === change.to);
  return untouched
    ? files.toReversed().map((change) => ({ ...change, from: change.to, to: change.from })) : null;
};

const rerenderFiles = (
  request: PlanRequest, surveyed: readonly SurveyedResource[], after: readonly Claim[],
  causes: ReadonlySet<Address>,
): readonly Change[] => surveyed.flatMap((one) => {
  const { kind } = one.resource;
  const own = [...causes].filter((address) => kindOf(address) === kind);
  if (own.length === 0) return [];
  return fileChanges(request, one, after.filter((claim) => kindOf(claim.address) === kind), own);
});

/** Claims as they were for what goes back, and none for what others have taken over. */
const revertClaims = (
  request: PlanRequest, run: RecordedRun, decisions: ReadonlyMap<Address, RollbackDecision>,
): Readonly<Record<Address, Claim | null>> =>
  Object.fromEntries(Object.entries(run.snapshot.claims).flatMap(([address, before]) => {
    const decision = decisions.get(address);
    if (decision?.is === "revert") return [[address, before]];
    return decision?.is === "conflict" && request.ledger.claims[address] ? [[address, null]] : [];
  }));

type SurveyOf = (address: Address) => Survey | undefined;

/** Surveys every kind of the run, with the settings it touched among those looked at. */
const surveyRun = (request: PlanRequest, run: RecordedRun): readonly SurveyedResource[] =>
  request.resources.flatMap((resource) => {
    const held = claimsOf(request.ledger, resource.kind);
    const before = Object.values(run.snapshot.claims).flatMap((claim) =>
      (claim && kindOf(claim.address) === resource.kind
        && !held.some((one) => one.address === claim.address) ? [claim] : []));
    const claims = [...held, ...before];
    if (claims.length === 0) return [];
    return [surveyOne(request, resource, claims)];
  });

/** The plan that rolls `run` back. Settings that a later run or another owner holds stay. */
export const makeRollback = (asked: PlanRequest, run: RecordedRun): Plan => {
  if (outcomeOf(run.journal) !== "applied") {
    throw new VexorError("RUN_UNKNOWN", `run ${run.id} is not in force: it ended as `
      + `${outcomeOf(run.journal) ?? "unfinished"}`);
  }
  const request = { ...asked, declaration: emptyDeclaration(run.plan.declaration),
    source: run.plan.source };
  const surveyed = surveyRun(request, run);
  const surveyOf: SurveyOf = (address) =>
    surveyed.find(({ resource }) => resource.kind === kindOf(address))?.survey;
  const decisions = new Map<Address, RollbackDecision>();
  const refused = refusedAddresses(run);
  const written = run.plan.items.filter((item) => isWriting(item) && !refused.has(item.address));
  const items = written.map((item) => {
    const reading = surveyOf(item.address)?.reading(item.address);
    const decision: RollbackDecision = reading ? decideRollback(request, run, item, reading)
      : { is: "superseded", reason: `run ${run.id} no longer holds it`, wayOut: "vexor history" };
    decisions.set(item.address, decision);
    return rollbackItem(item, run, decision, reading?.live ?? null);
  });
  const addressesOf = (...kinds: readonly RollbackDecision["is"][]): ReadonlySet<Address> =>
    new Set([...decisions].flatMap(([address, decision]) =>
      (kinds.includes(decision.is) ? [address] : [])));
  const claims = revertClaims(request, run, decisions);
  const whole = [...decisions.values()].every((decision) => decision.is === "revert");
  const ours = addressesOf("revert");
  const live = [...revertLive(request, run, ours),
    ...revertRestarted(request, run, written.filter(({ address }) => ours.has(address)), surveyOf)];
  const changes = [...asOfNow(request, run, live),
    ...(whole ? restoreBytes(request, run) : null) ?? rerenderFiles(request, surveyed,
      Object.values(overlay(request.ledger, claims)), addressesOf("revert", "conflict"))];
  assertNotHindered(request.host, request.resources, changes);
  return { ...sealPlan(request, items, changes), undoes: { run: run.id, claims } };
};
