import type { IdentityMisfit } from "./identity-misfit.ts";

/**
 * `duplicate`: the account votes, and both keepers say that their hosts do not sign. `blind`: no
 * node can be asked at all.
 * `vacant`: no host signs, and none takes the register. `adopted`: a validator that signed before
 * the group was made goes on, and no register has claimed it for long.
 */
export type WatchAlarm =
  "duplicate" | "adopted" | "blind" | "vacant" | "promotion-failed" | "not-ready" | IdentityMisfit;
