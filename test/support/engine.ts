/** The engine on a tree, without the command line. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { applyPlan, type ApplyResult } from "../../src/engine/run/apply.ts";
import type { ApplyOptions } from "../../src/engine/run/apply-context.ts";
import { driversOf } from "../../src/engine/model/targets.ts";
import type { ConfirmTimer } from "../../src/engine/run/guardian.ts";
import type { HostFile, Plan, Snapshot } from "../../src/engine/model/model.ts";
import { makePlan, type PlanRequest } from "../../src/engine/plan/plan.ts";
import type { Host } from "../../src/ports/host.ts";
import { recover, type Recovery } from "../../src/engine/run/recover.ts";
import type { Resource } from "../../src/engine/resource.ts";
import { makeRollback } from "../../src/engine/run/rollback.ts";
import { readLedger, readRun } from "../../src/engine/run/store.ts";
import { createLinuxHost } from "../../src/edges/linux/linux-host.ts";
import { loadKinds } from "../../src/resources/index.ts";
import { hostFile } from "./host-file.ts";

export const RESOURCES = await loadKinds();
const options: ApplyOptions = { by: "test", begunBy: "person", progress: () => undefined };
const EMPTY: HostFile = hostFile();

export const hostAt = (root: string): Host => createLinuxHost(root);

const locked = async <T>(host: Host, work: () => Promise<T>): Promise<T> => {
  const unlock = host.lock("/run/vexor-agent/root/lock", "test");
  try {
    return await work();
  } finally {
    unlock();
  }
};

/** The engine with these kinds of setting, and no others. */
export const engineOf = (resources: readonly Resource[]) => {
  const drivers = driversOf(resources);
  const runContextOn = (host: Host) => ({ host, resources, drivers });
  const requestAt = (host: Host, declaration: HostFile): PlanRequest => ({
    host, hostName: "test-host", resources, drivers, ledger: readLedger(host), declaration,
    source: { file: "host.yaml", commit: null },
  });
  const planAt = (host: Host, declaration: HostFile): Plan => makePlan(requestAt(host, declaration));
  /** Where applying a plan, or rolling it back, writes outside of Vexor's own records. */
  const reachOf = (host: Host, plan: Plan): readonly string[] =>
    plan.changes.flatMap((change) => drivers.writablePaths(host, change));
  const applyAt = (
    host: Host, declaration: HostFile, plan?: Plan, more: Partial<ApplyOptions> = {},
  ): Promise<ApplyResult> =>
    locked(host, () => {
      const request = requestAt(host, declaration);
      return applyPlan(runContextOn(host), request, plan ?? makePlan(request), { ...options, ...more });
    });
  const recoverAt = (host: Host): Promise<Recovery> => locked(host, () => recover(runContextOn(host)));
  const planOfRollback = (host: Host, run: number): Plan => {
    const record = readRun(host, run);
    if (!record) throw new Error(`run ${run} has no record`);
    return makeRollback(requestAt(host, EMPTY), record);
  };
  const rollbackAt = (host: Host, run: number): Promise<ApplyResult> => locked(host, () =>
    applyPlan(runContextOn(host), requestAt(host, EMPTY), planOfRollback(host, run), options));
  return { runContextOn, requestAt, planAt, reachOf, applyAt, recoverAt, planOfRollback, rollbackAt };
};

export const {
  runContextOn, requestAt, planAt, reachOf, applyAt, recoverAt, planOfRollback, rollbackAt,
} = engineOf(RESOURCES);

/** A countdown that nothing but a test ends. */
export const countdownFor = (host: Host, seconds: number): ConfirmTimer => ({
  deadline: new Date(host.now().getTime() + seconds * 1000), uptime: null,
  arm: async () => undefined, disarm: async () => undefined,
});

/** The record of a run as versions before 0.2 wrote it: whose it is was not asked. */
export const forgetBeginner = (root: string, run: number): void => {
  const path = join(root, `var/lib/vexor-agent/runs/${run}/snapshot.json`);
  const { begunBy, ...old } = JSON.parse(readFileSync(path, "utf8")) as Snapshot;
  writeFileSync(path, JSON.stringify(old));
};
