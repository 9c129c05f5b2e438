/**
 * Rolling back a finished run is a plan like any other: its changes turned around, three-way, and
 * our boot files rendered from the claims that hold without it. So it has its own snapshot and
 * journal, survives a crash like any apply, and can itself be rolled back.
 */
import { isDurable } from "./cells.ts";
import { isWriting } from "./decide.ts";
import { VexorError } from "./errors.ts";
import { overlay } from "./ledger.ts";
import type { Address, CellChange, Claim, HostFile, Plan, PlanItem } from "./model.ts";
import { claimsOf, fileChanges, kindOf, sealPlan, type PlanRequest } from "./plan.ts";
import { outcomeOf } from "./run-state.ts";
import { readRun, runIds, type Run } from "./store.ts";

/** The newest run that is still in force. */
export const lastApplied = (request: PlanRequest): Run => {
  const taken = new Set<number>();
  for (const id of runIds(request.host).toReversed()) {
    const run = readRun(request.host, id);
    if (!run || outcomeOf(run.journal) !== "applied") continue;
    if (run.plan.undoes) taken.add(run.plan.undoes.run);
    else if (!taken.has(id)) return run;
  }
  throw new VexorError("RUN_UNKNOWN", "no run is in force: there is nothing to roll back");
};

/** Live cells that still hold what the run wrote, turned around. */
const liveBack = (
  request: PlanRequest, run: Run, back: ReadonlySet<Address>,
): readonly CellChange[] =>
  run.plan.changes.toReversed().flatMap((change) => {
    if (isDurable(change.cell) || !change.for.some((address) => back.has(address))) return [];
    const found = request.cells.read(request.host, change.cell);
    return found === change.to && change.from !== null
      ? [{ ...change, from: change.to, to: change.from }] : [];
  });

const bare = (declaration: HostFile): HostFile =>
  ({ apiVersion: declaration.apiVersion, host: declaration.host });

const filesBack = (
  request: PlanRequest, after: readonly Claim[], back: ReadonlySet<Address>,
): readonly CellChange[] => request.resources.flatMap((resource) => {
  const causes = [...back].filter((address) => kindOf(address) === resource.kind);
  if (causes.length === 0) return [];
  const survey = resource.survey(request.host, {
    declaration: request.declaration,
    claims: claimsOf(request.ledger, resource.kind),
  });
  return fileChanges(request, { resource, survey },
    after.filter((claim) => kindOf(claim.address) === resource.kind), causes);
});

/** What somebody has made of the item's live value since; null while it is still the run's. */
const movedSince = (request: PlanRequest, run: Run, item: PlanItem): string | null => {
  const moved = run.plan.changes.find((change) => !isDurable(change.cell)
    && change.for.includes(item.address)
    && request.cells.read(request.host, change.cell) !== change.to);
  return moved ? request.cells.read(request.host, moved.cell) ?? "gone" : null;
};

const turned = (
  request: PlanRequest, run: Run, item: PlanItem, newer: Claim | null,
): PlanItem => {
  if (newer) {
    return { ...item, action: "blocked", to: null,
      reason: `run ${newer.run} has set it to ${newer.value} since`,
      waysOut: [`vexor rollback ${newer.run} first`] };
  }
  const moved = movedSince(request, run, item);
  const base = { ...item, action: "release", wanted: null, waysOut: [] } as const;
  if (moved === null) {
    return { ...base, live: item.to, to: item.live, reason: `taking back run ${run.id}` };
  }
  return { ...base, live: moved, to: moved,
    reason: `it is not what run ${run.id} set any more, and stays: only the claim is dropped` };
};

/** The plan that takes `run` back. Settings that a later run has set again are left to it. */
export const makeRollback = (asked: PlanRequest, run: Run): Plan => {
  if (outcomeOf(run.journal) !== "applied") {
    throw new VexorError("RUN_UNKNOWN", `run ${run.id} is not in force: it ended as `
      + `${outcomeOf(run.journal) ?? "unfinished"}`);
  }
  const request = { ...asked, declaration: bare(run.plan.declaration), source: run.plan.source };
  const { claims: held } = request.ledger;
  const items = run.plan.items.filter(isWriting).map((item) => {
    const claim = held[item.address];
    return turned(request, run, item, claim && claim.run > run.id ? claim : null);
  });
  const back = new Set(items.filter(isWriting).map((item) => item.address));
  const claims = Object.fromEntries(Object.entries(run.snapshot.claims)
    .filter(([address]) => back.has(address)));
  const after = Object.values(overlay(request.ledger, claims));
  const changes = [...liveBack(request, run, back), ...filesBack(request, after, back)];
  return { ...sealPlan(request, items, changes), undoes: { run: run.id, claims } };
};
