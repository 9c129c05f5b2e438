/**
 * The limit on corrections: two programs that each want another value would write it in turns for
 * ever. After three corrections of one setting in ten minutes Vexor yields, and goes on yielding
 * until an operator or a new commit says otherwise: a pause alone would only slow them down.
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

const historyOf = (histories: CorrectionHistories, address: Address): CorrectionHistory =>
  (Object.hasOwn(histories, address) ? histories[address] ?? CALM : CALM);

export const isYielding = (histories: CorrectionHistories, address: Address): boolean =>
  historyOf(histories, address).yielded !== null;

export const withCorrection = (
  histories: CorrectionHistories, address: Address, now: number,
): CorrectionHistories => {
  const history = historyOf(histories, address);
  return { ...histories,
    [address]: { ...history, corrected: [...recent(history.corrected, now), now] } };
};

/** Asked when a setting has moved again: is one more correction one too many? */
export const withDrift = (
  histories: CorrectionHistories, address: Address, now: number,
): CorrectionHistories => {
  const history = historyOf(histories, address);
  const corrected = recent(history.corrected, now);
  const yielded = history.yielded ?? (corrected.length >= LIMIT.corrections ? now : null);
  if (corrected.length === 0 && yielded === null) return forget(histories, address);
  return { ...histories, [address]: { corrected, yielded } };
};

/** A person, or a new commit about this setting, has spoken: everything is forgotten. */
export const forget = (histories: CorrectionHistories, address: Address): CorrectionHistories =>
  Object.fromEntries(Object.entries(histories).filter(([one]) => one !== address));

/** Without those whose corrections are long ago, so that the record cannot grow. */
export const withoutOld = (histories: CorrectionHistories, now: number): CorrectionHistories =>
  Object.fromEntries(Object.entries(histories).filter(([, { corrected, yielded }]) =>
    yielded !== null || recent(corrected, now).length > 0));
