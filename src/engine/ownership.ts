/**
 * Who owns a setting's present value. Evidence decides, and unknown counts as custom: it is the
 * one rule Vexor must never get wrong in the operator's disfavour.
 */
import type { BootSource, Claim, Evidence, Origin, Reading } from "./model.ts";
import type { SourceMark } from "./source-mark.ts";

export interface Ownership {
  readonly origin: Origin;
  /** What decides comes first. */
  readonly evidence: readonly Evidence[];
}

export const winnerOf = ({ boot }: Reading): BootSource | null => boot[boot.length - 1] ?? null;

/** What a reboot would bring: the winning boot source, else the kernel's default, else unknown. */
export const afterReboot = (reading: Reading): string | null =>
  reading.liveOnly ? null : winnerOf(reading)?.value ?? reading.default?.value ?? null;

export const markOf = ({ evidence, value }: BootSource): SourceMark =>
  ({ path: evidence.path ?? evidence.says, value });

/** Of the administrator's sources, those that were there when git permitted to replace them. */
export const knownSources = (reading: Reading, claim: Claim | null): readonly BootSource[] => {
  const { sources = [] } = claim ?? {};
  return sources.length === 0 ? [] : reading.boot.filter((source) => {
    const { path, value } = markOf(source);
    return source.owner === "custom"
      && sources.some((known) => known.path === path && known.value === value);
  });
};

/** The administrator's sources that were not there when we came, whatever they say. */
export const newcomers = (reading: Reading, claim: Claim | null): readonly BootSource[] => {
  const known = knownSources(reading, claim);
  return reading.boot.filter((source) => source.owner === "custom" && !known.includes(source));
};

/**
 * The administrator's sources that count. With our claim in force: one that outranks it, and one
 * that has been written since, loaded or not.
 */
export const customSources = (reading: Reading, claim: Claim | null): readonly BootSource[] => {
  if (reading.boot.length === 0) return reading.boot;
  const customs = reading.boot.filter((source) => source.owner === "custom");
  if (claim === null) return customs;
  const winner = winnerOf(reading);
  const fresh = newcomers(reading, claim);
  return customs.filter((source) => source === winner || fresh.includes(source));
};

const owned = (origin: Origin, evidence: readonly Evidence[]): Ownership => ({ origin, evidence });

const ledgerSays = (claim: Claim): Evidence =>
  ({ kind: "ledger", says: `run ${claim.run} set ${claim.value} at ${claim.at}` });

const UNKNOWN = owned("unknown", []);

const fromSources = (reading: Reading): Ownership => {
  const winner = winnerOf(reading);
  if (winner?.owner === "distro" && winner.value === reading.live) {
    return owned("distro", [winner.evidence]);
  }
  if (winner === null && reading.default && reading.default.value === reading.live) {
    return owned("default", [reading.default.evidence]);
  }
  if (winner === null && reading.default === null) return UNKNOWN;
  const seen = reading.boot.map((source) => source.evidence);
  if (reading.default) seen.push(reading.default.evidence);
  return owned("unknown", seen);
};

export const ownershipOf = (reading: Reading, claim: Claim | null): Ownership => {
  const customs = customSources(reading, claim);
  if (customs.length > 0) {
    return owned("custom", customs.map((source) => source.evidence).toReversed());
  }
  if (claim && claim.value === reading.live) return owned("managed", [ledgerSays(claim)]);
  const { holders } = reading;
  if (holders.length > 0) return owned("custom", holders);
  if (claim) return owned("managed", [ledgerSays(claim)]);
  return fromSources(reading);
};
