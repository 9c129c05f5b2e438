/**
 * Whether the identity that the client says it has fits what the keeper holds. systemd starts a
 * client that has died again, unstaked; and an operator may tell a standby's to sign.
 */
import type { KeeperState } from "./keeper-state.ts";

export interface SaidIdentity {
  readonly pubkey: string;
  /** Before the client was asked, by this host's clock in ms. */
  readonly askedAt: number;
}

/** `unstaked`: this host holds the register, and nothing here signs. `signs`: it is a standby. */
export type IdentityMisfit = "unstaked" | "signs";

export interface ClientActivity {
  /** A change of identity is under way. */
  readonly isChanging: boolean;
  /** When the last one ended. */
  readonly changedAt: number;
}

/** What was said before the phase began, or before a change had ended, tells nothing. */
export const identityMisfit = (
  { phase, since }: Pick<KeeperState, "phase" | "since">, said: SaidIdentity | null,
  { isChanging, changedAt }: ClientActivity, staked: string,
): IdentityMisfit | null => {
  if (said === null || isChanging || said.askedAt < Math.max(since, changedAt)) return null;
  if (phase === "signing") return said.pubkey === staked ? null : "unstaked";
  return phase === "standby" && said.pubkey === staked ? "signs" : null;
};
