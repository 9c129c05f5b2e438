/**
 * What a plan is called: 128 bits of the digest of all that is decided in it. Of shorter names, a
 * signer could find two commits whose plans share one, have the first approved and push the other.
 */

export const PLAN_ID_DIGITS = 32;

/** A person may type this many digits where root finds out which of its own plans is meant. */
const FEWEST_DIGITS = 12;

const PLAN_ID = new RegExp(`^[0-9a-f]{${PLAN_ID_DIGITS}}$`);
const PREFIX = new RegExp(`^[0-9a-f]{${FEWEST_DIGITS},${PLAN_ID_DIGITS}}$`);

export const isPlanId = (value: unknown): value is string =>
  typeof value === "string" && PLAN_ID.test(value);

export const isPlanIdPrefix = (text: string): boolean => PREFIX.test(text);

/** For people, where nothing is decided by it. */
export const shortPlanId = (id: string): string => id.slice(0, FEWEST_DIGITS);
