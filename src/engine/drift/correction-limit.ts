/**
 * The fight detector: two programs that each want another value would write it in turns for ever.
 * After three corrections of one setting in ten minutes Vexor yields, and goes on yielding until a
 * person or a new commit says otherwise: a pause alone would only make the same fight slower.
 */
import type { Address } from "../model/model.ts";

export const LIMIT = { corrections: 3, withinMs: 10 * 60_000 } as const;

interface CorrectionHistory {
  /** When it was corrected, in ms, oldest first; only those that still count. */
  readonly corrected: readonly number[];
  /** Since when Vexor yields. */
  readonly yielded: number | null;
}

/** Plain data that survives JSON. A setting that was not corrected lately is not in it. */
export type CorrectionHistories = Readonly<Record<Address, CorrectionHistory>>;

const CALM: CorrectionHistory = { corrected: [], yielded: null };

/** A clock that was set back leaves times of the future behind: those count as near as they are. */
const recent = (times: readonly number[], now: number): readonly number[] =>
  times.filter((at) => Math.abs(now - at) < LIMIT.withinMs);

const historyOf = (fights: CorrectionHistories, address: Address): CorrectionHistory =>
  (Object.hasOwn(fights, address) ? fights[address] ?? CALM : CALM);

export const isYielding = (fights: CorrectionHistories, address: Address): boolean =>
  historyOf(fights, address).yielded !== null;

export const withCorrection = (
  fights: CorrectionHistories, address: Address, now: number,
): CorrectionHistories => {
  const fight = historyOf(fights, address);
  return { ...fights, [address]: { ...fight, corrected: [...recent(fight.corrected, now), now] } };
};

/** Asked when a setting has moved again: is one more correction one too many? */
export const withDrift = (
  fights: CorrectionHistories, address: Address, now: number,
): CorrectionHistories => {
  const fight = historyOf(fights, address);
  const corrected = recent(fight.corrected, now);
  const yielded = fight.yielded ?? (corrected.length >= LIMIT.corrections ? now : null);
  if (corrected.length === 0 && yielded === null) return forget(fights, address);
  return { ...fights, [address]: { corrected, yielded } };
};

/** A person, or a new commit about this setting, has spoken: everything is forgotten. */
export const forget = (fights: CorrectionHistories, address: Address): CorrectionHistories =>
  Object.fromEntries(Object.entries(fights).filter(([one]) => one !== address));

/** Without those whose corrections are long ago, so that the record cannot grow. */
export const withoutOld = (fights: CorrectionHistories, now: number): CorrectionHistories =>
  Object.fromEntries(Object.entries(fights).filter(([, { corrected, yielded }]) =>
    yielded !== null || recent(corrected, now).length > 0));
