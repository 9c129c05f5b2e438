/** When a client has not the identity that its keeper wants, and when that cannot be found out. */
import { expect, test } from "vitest";
import { identityMisfit, type ClientActivity, type SaidIdentity } from "../../src/failover/identity-misfit.ts";
import { PHASES, type KeeperPhase } from "../../src/failover/keeper-state.ts";

const QUIET: ClientActivity = { isChanging: false, changedAt: 50 };
const said = (pubkey: string, askedAt = 200): SaidIdentity => ({ pubkey, askedAt });
const misfit = (phase: KeeperPhase, what: SaidIdentity | null, activity = QUIET) =>
  identityMisfit({ phase, since: 100 }, what, activity, "staked");

test.each<[KeeperPhase, string, string | null]>([
  ["signing", "unstaked-key", "unstaked"], ["signing", "staked", null],
  ["standby", "staked", "signs"], ["standby", "unstaked-key", null],
  ...PHASES.filter((phase) => phase !== "signing" && phase !== "standby")
    .flatMap((phase): readonly [KeeperPhase, string, null][] => [[phase, "staked", null], [phase, "unstaked-key", null]]),
])("%s, and the client says that it is %s: %s", (phase, pubkey, expected) => {
  expect(misfit(phase, said(pubkey))).toBe(expected);
});

test.each<[string, SaidIdentity | null, ClientActivity]>([
  ["it does not tell", null, QUIET], ["it was asked before the phase began", said("x", 99), QUIET],
  ["it was asked before its last change had ended", said("x", 200), { isChanging: false, changedAt: 201 }],
  ["it is being changed", said("x"), { isChanging: true, changedAt: 50 }],
])("nothing is concluded where %s", (_, what, activity) => {
  expect(misfit("signing", what, activity)).toBeNull();
});
