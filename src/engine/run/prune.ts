/**
 * Which records of runs may go when another run begins. However many runs there are, what is in
 * force stays: it is what a rollback and a release go back to, and what a new commit must build on.
 */
import type { Host, HostReader } from "../../ports/host.ts";
import { readAccepted } from "../source/accepted.ts";
import { readLedger, removeRun, runIds } from "./store.ts";
import { readableRun, runInForce } from "./revision-history.ts";
import { outcomeOf } from "./run-state.ts";

/** With the one that begins. */
const NEWEST_KEPT = 100;

/** Without them, a revision that was rolled back would be applied again. */
const ROLLBACKS_KEPT = 20;

const isRollback = (host: HostReader, id: number): boolean => {
  const run = readableRun(host, id);
  return run !== null && (run.plan.undoes !== undefined || outcomeOf(run.journal) !== "applied");
};

const runOfAccepted = (host: HostReader): number | null => {
  try {
    return readAccepted(host)?.run ?? null;
  } catch {
    return null; // the verb that needs a damaged record reports it
  }
};

/** Removes what is old and not in force. */
export const pruneRuns = (host: Host): void => {
  const ids = runIds(host);
  const old = ids.slice(0, 1 - NEWEST_KEPT);
  if (old.length === 0) return;
  const inForce = new Set<number | null>([
    ...Object.values(readLedger(host).claims).map(({ run }) => run),
    // The first has the values from before Vexor.
    ids[0] ?? null, runInForce(host)?.id ?? null, runOfAccepted(host),
    ...old.filter((id) => isRollback(host, id)).slice(-ROLLBACKS_KEPT)]);
  for (const id of old) if (!inForce.has(id)) removeRun(host, id);
};
