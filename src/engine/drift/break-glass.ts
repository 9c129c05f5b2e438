/**
 * Break-glass: a hand-made change that stays for a while, although git says otherwise. It is
 * visible for as long as it lasts; when its time is up, it is an alarm, never a silent revert, for
 * whoever made it at night may still be counting on it.
 */
import type { Address } from "../model/model.ts";

export interface BreakGlass {
  readonly address: Address;
  /** Milliseconds since 1970, both. */
  readonly since: number;
  readonly until: number;
  readonly why: string;
  readonly by: string;
}

type GlassState = "kept" | "expired";

/** One at most for each address. */
export type Glasses = readonly BreakGlass[];

export const breakGlass = (glasses: Glasses, fresh: BreakGlass): Glasses =>
  [...glasses.filter(({ address }) => address !== fresh.address), fresh];

/** A person, or a commit that declares what was made by hand, has settled it. */
export const mendGlass = (glasses: Glasses, address: Address): Glasses =>
  glasses.filter((one) => one.address !== address);

/** How long it lasts is fixed when the glass is broken: a clock set back does not prolong it. */
export const glassState = ({ since, until }: BreakGlass, now: number): GlassState =>
  (now >= since && now < until ? "kept" : "expired");

export const glassFor = (glasses: Glasses, address: Address): BreakGlass | null =>
  glasses.find((one) => one.address === address) ?? null;
