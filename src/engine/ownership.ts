/**
 * Who owns a setting's present value. Evidence decides, and unknown counts as custom: it is the
 * one rule Vexor must never get wrong in the operator's disfavour.
 */
import type { BootSource, Claim, Evidence, Origin, Reading } from "./model.ts";

export interface Ownership {
  readonly origin: Origin;
  /** What decides comes first. */
  readonly evidence: readonly Evidence[];
}

export const winnerOf = ({ boot }: Reading): BootSource | null => boot[boot.length - 1] ?? null;

/** What a reboot would bring: the winning boot source, else the kernel's default, else unknown. */
export const afterReboot = (reading: Reading): string | null =>
  reading.liveOnly ? null : winnerOf(reading)?.value ?? reading.default?.value ?? null;

/** The administrator's sources with a value that was not there when we came. */
export const newcomers = (
  reading: Reading, known: readonly (string | null)[],
): readonly BootSource[] =>
  reading.boot.filter(({ owner, value }) => owner === "custom" && !known.includes(value));

/**
 * The administrator's sources that count. With our claim in force: one that outranks it, and one
 * that asks for a value nobody has asked for before, loaded or not.
 */
export const customSources = (reading: Reading, claim: Claim | null): readonly BootSource[] => {
  if (reading.boot.length === 0) return reading.boot;
  const customs = reading.boot.filter((source) => source.owner === "custom");
  if (claim === null) return customs;
  const winner = winnerOf(reading);
  const fresh = newcomers(reading, [claim.value, claim.original, claim.adopted]);
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
