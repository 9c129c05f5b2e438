/**
 * Plans are kept, and shown to those who ask the agent. What a file says that not everybody may
 * read is in none of them: its path and line are enough for who may.
 */
import type { Evidence } from "../model/evidence.ts";
import type { PlanItem } from "../model/model.ts";
import { hideCredentials } from "../../formats/credentials.ts";
import type { HostReader } from "../../ports/host.ts";

const READ_BY_ALL = 0o004;
const ENTERED_BY_ALL = 0o001;

const isOpen = (host: HostReader, path: string, bit: number): boolean =>
  ((host.stat(path)?.mode ?? bit) & bit) !== 0;

const isPublic = (host: HostReader, path: string): boolean => {
  const real = host.resolve(path) ?? path;
  const parents = [...real.matchAll(/\//g)].map(({ index }) => real.slice(0, index)).slice(1);
  return isOpen(host, real, READ_BY_ALL)
    && parents.every((parent) => isOpen(host, parent, ENTERED_BY_ALL));
};

const UNSAID = "(not shown: not everybody may read this file)";

const discreetEvidence = (evidence: Evidence): Evidence => {
  const { asks: _, ...rest } = evidence;
  return { ...rest, says: UNSAID };
};

interface Veiled {
  readonly before: Evidence;
  readonly after: Evidence;
}

/** A line may set a value and hold a password; only the line is evidence. */
const withoutCredentials = (evidence: Evidence): Evidence => {
  if (evidence.kind !== "file" && evidence.kind !== "tool") return evidence;
  const says = hideCredentials(evidence.says);
  return says === evidence.says ? evidence : { ...evidence, says };
};

/** Each file is looked at once. */
export const discretion = (host: HostReader): ((item: PlanItem) => PlanItem) => {
  const known = new Map<string, boolean>();
  const hides = ({ kind, path }: Evidence): boolean => {
    if (kind === "kernel" || kind === "process" || path === undefined) return false;
    const found = known.get(path) ?? isPublic(host, path);
    known.set(path, found);
    return !found;
  };
  return (item) => {
    if (item.evidence.length === 0) return item;
    const veiled = item.evidence.map((before): Veiled => ({ before,
      after: hides(before) ? discreetEvidence(before) : withoutCredentials(before) }));
    return veiled.every(({ before, after }) => before === after) ? item
      : withoutWords(item, veiled);
  };
};

const withoutWords = (item: PlanItem, veiled: readonly Veiled[]): PlanItem => {
  const changed = veiled.filter(({ before, after }) => before !== after);
  const without = (text: string): string => changed.reduce((left, { before, after }) =>
    left.replaceAll(before.says, after.says), text);
  return {
    ...item,
    evidence: veiled.map(({ after }) => after),
    reason: without(item.reason),
    waysOut: item.waysOut.map(without),
    warnings: item.warnings.map(without),
    ...(item.afterRebootUnknown === undefined ? {}
      : { afterRebootUnknown: without(item.afterRebootUnknown) }),
  };
};
