/**
 * Plans are kept, and shown to those who ask the agent. What a file says that not everybody may
 * read is in none of them: its path and line are enough for who may.
 */
import type { Evidence } from "../model/evidence.ts";
import type { PlanItem } from "../model/model.ts";
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
    const hidden = item.evidence.filter(hides);
    return hidden.length === 0 ? item : withoutWords(item, hidden);
  };
};

const withoutWords = (item: PlanItem, hidden: readonly Evidence[]): PlanItem => {
  const without = (text: string): string =>
    hidden.reduce((left, { says }) => left.replaceAll(says, UNSAID), text);
  return {
    ...item,
    evidence: item.evidence.map((one) => (hidden.includes(one) ? discreetEvidence(one) : one)),
    reason: without(item.reason),
    waysOut: item.waysOut.map(without),
    warnings: item.warnings.map(without),
    ...(item.afterRebootUnknown === undefined ? {}
      : { afterRebootUnknown: without(item.afterRebootUnknown) }),
  };
};
