/**
 * Break-glass: an operator changes a setting by hand, and the change stays for a while although git
 * says otherwise. Status shows it for as long as it lasts. When its time is up the agent alarms,
 * and never reverts it silently: the operator may still rely on it.
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

type BreakGlassState = "kept" | "expired";

/** One at most for each address. */
export type BreakGlassOverrides = readonly BreakGlass[];

export const withBreakGlass = (
  overrides: BreakGlassOverrides, fresh: BreakGlass,
): BreakGlassOverrides =>
  [...overrides.filter(({ address }) => address !== fresh.address), fresh];

/** A person, or a commit that declares what was made by hand, has settled it. */
export const withoutBreakGlass = (
  overrides: BreakGlassOverrides, address: Address,
): BreakGlassOverrides =>
  overrides.filter((one) => one.address !== address);

/** How long it lasts is fixed when it begins: a clock set back does not prolong it. */
export const breakGlassState = ({ since, until }: BreakGlass, now: number): BreakGlassState =>
  (now >= since && now < until ? "kept" : "expired");

export const breakGlassFor = (
  overrides: BreakGlassOverrides, address: Address,
): BreakGlass | null =>
  overrides.find((one) => one.address === address) ?? null;
