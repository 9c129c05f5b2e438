/**
 * Who owns a setting's present value. Evidence decides, and unknown counts as custom: it is the
 * one rule Vexor must never get wrong in the operator's disfavour.
 */
import { utcText } from "../model/time.ts";
import type { BootSource, Claim, Evidence, Origin, Reading } from "../model/model.ts";
import { actsOfOtherManagers, rebootOf, type BootAct } from "./reboot.ts";
import type { SourceMark } from "../model/source-mark.ts";

export interface Ownership {
  readonly origin: Origin;
  /** What decides comes first. */
  readonly evidence: readonly Evidence[];
}

export const winnerOf = ({ boot }: Reading): BootSource | null => boot[boot.length - 1] ?? null;

/** By what it asks for: what comes of that may change with the value that is there. */
export const markOf = ({ evidence, value }: BootAct): SourceMark =>
  ({ path: evidence.path ?? evidence.says, value: evidence.asks ?? value ?? evidence.says });

const isMarkedBy = ({ evidence, value }: BootAct, known: SourceMark): boolean =>
  known.path === (evidence.path ?? evidence.says)
    && [evidence.asks, value, evidence.says].includes(known.value);

const NONE: readonly BootAct[] = [];

/**
 * What others than we and the distribution bring at boot: sources in their order, then other
 * managers.
 */
export const customActs = (reading: Reading): readonly BootAct[] => {
  const held = actsOfOtherManagers(reading);
  if (reading.boot.length === 0) return held;
  return [...reading.boot.filter(({ owner }) => owner === "custom"), ...held];
};

/** Of those, the ones that were there when git permitted to replace them. */
export const knownActs = (reading: Reading, claim: Claim | null): readonly BootAct[] => {
  const { sources = [] } = claim ?? {};
  return sources.length === 0 ? NONE : customActs(reading).filter((act) =>
    sources.some((known) => isMarkedBy(act, known)));
};

/** And those that were not there when we came, whatever they say. */
export const newBootSources = (reading: Reading, claim: Claim | null): readonly BootAct[] => {
  const known = new Set(knownActs(reading, claim).map(({ evidence }) => evidence));
  return customActs(reading).filter(({ evidence }) => !known.has(evidence));
};

/**
 * Those that count. With our claim in force: a source that outranks it, and whatever has been
 * written since, run or not.
 */
export const countingActs = (reading: Reading, claim: Claim | null): readonly BootAct[] => {
  const customs = customActs(reading);
  return claim === null || customs.length === 0 ? customs : notOutranked(reading, claim, customs);
};

const notOutranked = (
  reading: Reading, claim: Claim, customs: readonly BootAct[],
): readonly BootAct[] => {
  const winner = winnerOf(reading);
  const fresh = new Set(newBootSources(reading, claim).map(({ evidence }) => evidence));
  return customs.filter(({ evidence }) => evidence === winner?.evidence || fresh.has(evidence));
};

const owned = (origin: Origin, evidence: readonly Evidence[]): Ownership => ({ origin, evidence });

const ledgerSays = (claim: Claim): Evidence =>
  ({ kind: "ledger", says: `run ${claim.run} set ${claim.value} at ${utcText(claim.at)}` });

const fromSources = (reading: Reading): Ownership => {
  const winner = winnerOf(reading);
  if (winner?.owner === "distro" && winner.value === reading.live) {
    return owned("distro", [winner.evidence]);
  }
  if (winner === null && reading.default && reading.default.value === reading.live) {
    return owned("default", [reading.default.evidence]);
  }
  if (winner === null && reading.default === null) return owned("unknown", reading.doubts ?? []);
  const seen = reading.boot.map((source) => source.evidence);
  if (reading.default) seen.push(reading.default.evidence);
  return owned("unknown", seen);
};

/** Those that may be last at boot come first, then the later before the earlier. */
const decisiveFirst = (reading: Reading, acts: readonly BootAct[]): readonly Evidence[] => {
  const evidence = acts.map((act) => act.evidence).toReversed();
  const last = new Set(rebootOf(reading).last.map((act) => act.evidence));
  const rank = (one: Evidence): number =>
    (one.isUnread === true ? 2 : Number(!last.has(one)));
  return evidence.toSorted((one, other) => rank(one) - rank(other));
};

/** Other managers that only explain the live value; not those of a line that is listed already. */
const others = (reading: Reading, listed: readonly Evidence[]): readonly Evidence[] =>
  reading.otherManagers.filter(({ path, line, says }) => !listed.some((one) =>
    one.path === path && one.line === line && (path !== undefined || one.says === says)));

const isUnread = (evidence: readonly Evidence[]): boolean =>
  evidence.every((one) => one.isUnread === true);

export const ownershipOf = (reading: Reading, claim: Claim | null): Ownership => {
  const acts = countingActs(reading, claim);
  if (acts.length > 0) {
    const evidence = decisiveFirst(reading, acts);
    if (isUnread(evidence)) return owned("unknown", evidence);
    return owned("custom", [...evidence, ...others(reading, evidence)]);
  }
  if (claim && claim.value === reading.live) return owned("managed", [ledgerSays(claim)]);
  if (reading.otherManagers.length > 0) return owned("custom", reading.otherManagers);
  if (claim) return owned("managed", [ledgerSays(claim)]);
  return fromSources(reading);
};
