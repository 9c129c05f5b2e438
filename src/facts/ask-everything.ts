/**
 * Has everything asked that any host file of this host could ask. Each kind of setting says itself
 * what that is (`inventory`), and the planner does the asking: there is no second list of what a
 * plan reads.
 */
import { VexorError } from "../engine/model/errors.ts";
import type { HostFile } from "../engine/model/model.ts";
import { makePlan, surveyAll, type PlanRequest } from "../engine/plan/plan.ts";
import { leniently } from "../engine/plan/unread.ts";
import { readLedger } from "../engine/run/store.ts";
import type { TargetDrivers } from "../engine/model/targets.ts";
import type { Resource } from "../engine/resource.ts";
import type { HostReader } from "../ports/host.ts";

export interface FactsRequest {
  readonly resources: readonly Resource[];
  readonly drivers: TargetDrivers;
  readonly hostName: string;
  /** What this host is to be: it may name files that no inventory knows. */
  readonly declaration: HostFile | null;
}

const requestFor = (
  { resources, drivers, hostName }: FactsRequest, host: HostReader, declaration: HostFile,
): PlanRequest => ({ host, hostName, resources, drivers, declaration, ledger: readLedger(host),
  source: { file: "facts", commit: null } });

/** All that could be declared here, in as many host files as that takes. */
const inventoryOf = (
  { resources, hostName, declaration }: FactsRequest, host: HostReader,
): readonly HostFile[] => {
  const head = { apiVersion: "vexor/v1", host: hostName } as const;
  const parts = resources.flatMap((resource) =>
    resource.inventory?.(leniently(host), declaration) ?? []);
  return [...parts.map((part): HostFile => ({ ...head, ...part })),
    ...declaration === null ? [] : [declaration], head];
};

/** Half of what a list or a map of the host file asks for, and the other half. */
const halves = (declaration: HostFile): readonly HostFile[] => {
  for (const [key, value] of Object.entries(declaration)) {
    if (typeof value !== "object" || value === null) continue;
    const entries: readonly unknown[] = Array.isArray(value) ? value : Object.entries(value);
    if (entries.length < 2) continue;
    const middle = Math.ceil(entries.length / 2);
    return [entries.slice(0, middle), entries.slice(middle)].map((half) => ({ ...declaration,
      [key]: Array.isArray(value) ? half
        : Object.fromEntries(half as readonly (readonly [string, unknown])[]) }));
  }
  return [];
};

/** What cannot be planned in one is planned in parts; the smallest that cannot is left. */
const planned = (ask: (declaration: HostFile) => void, declaration: HostFile): HostFile[] => {
  try {
    ask(declaration);
    return [declaration];
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    const parts = halves(declaration);
    return parts.length === 0 ? [declaration] : parts.flatMap((part) => planned(ask, part));
  }
};

/** The host files that were planned; their plans are not kept. */
export const askEverything = (asking: FactsRequest, host: HostReader): readonly HostFile[] =>
  inventoryOf(asking, host).flatMap((declaration) =>
    planned((one) => makePlan(requestFor(asking, host, one)), declaration));

/** What a plan of each of these is decided by, each setting in a line. */
export const readingsOf = (
  asking: FactsRequest, host: HostReader, declarations: readonly HostFile[],
): readonly string[] => declarations.flatMap((declaration) => {
  try {
    const request = requestFor(asking, host, declaration);
    return surveyAll(request).flatMap(({ survey }) =>
      survey.wants.map(({ address }) => JSON.stringify(survey.reading(address))));
  } catch (error) {
    if (!(error instanceof VexorError)) throw error;
    return [`${error.code} ${error.message}`];
  }
});
