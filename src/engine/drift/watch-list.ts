/**
 * From surveys to what is watched, and from notices back to the kinds that must be read again. A
 * notice about a kernel file concerns one setting; about anything else, every setting of each kind
 * that asked for it.
 */
import type { Address } from "../model/model.ts";
import type { SurveyedResource } from "../plan/plan.ts";
import type { WatchSpec } from "../resource.ts";
import type { ChangeEvent, WatchTargets } from "./watch.ts";

export type WatchList = readonly { readonly kind: string; readonly watched: WatchSpec }[];

/** Kinds that have nothing to watch are only seen by the next look at everything. */
export const watchListOf = (
  surveyed: readonly SurveyedResource[], addressesOf: (one: SurveyedResource) => readonly Address[],
): WatchList => surveyed.flatMap((one) => {
  const addresses = addressesOf(one);
  const watched = addresses.length > 0 && one.survey.watch?.(addresses);
  return watched ? [{ kind: one.resource.kind, watched }] : [];
});

export const targetsOf = (list: WatchList): WatchTargets => {
  const all = (part: "files" | "threads" | "services"): readonly string[] =>
    [...new Set(list.flatMap(({ watched }) => watched[part] ?? []))].sort();
  return {
    kernelFiles: [...new Set(list.flatMap(({ watched }) =>
      Object.keys(watched.kernelFiles ?? {})))],
    files: all("files"), threads: all("threads"), services: all("services"),
    answers: list.flatMap(({ watched }) => watched.answers ?? []),
  };
};

const isAt = (path: string, target: string): boolean =>
  path === target || path.startsWith(`${target}/`);

/** The setting whose value a kernel file is. */
export const settingAt = (list: WatchList, path: string): Address | null => {
  for (const { watched: { kernelFiles = {} } } of list) {
    const address = Object.hasOwn(kernelFiles, path) ? kernelFiles[path] : undefined;
    if (address !== undefined) return address;
  }
  return null;
};

const isRelevant = (
  { kernelFiles = {}, files = [], threads = [], services = [], answers = [] }: WatchSpec,
  path: string,
): boolean => Object.hasOwn(kernelFiles, path) || answers.some(({ to }) => to === path)
    || [...files, ...threads, ...services].some((target) => isAt(path, target));

/** Whether a notice is about what only root can read: looking again would show nothing. */
export const isHidden = (list: WatchList, notices: readonly Pick<ChangeEvent, "path">[]): boolean =>
  notices.some(({ path }) => path !== null
    && list.some(({ watched }) => watched.hidden?.includes(path)));

/** The kinds that must be surveyed again; null means all of them. */
export const concernedKinds = (
  list: WatchList, notices: readonly Pick<ChangeEvent, "path">[],
): ReadonlySet<string> | null => {
  const kinds = new Set<string>();
  for (const { path } of notices) {
    if (path === null) return null;
    for (const { kind, watched } of list) if (isRelevant(watched, path)) kinds.add(kind);
  }
  return kinds;
};
