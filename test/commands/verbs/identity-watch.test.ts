/** A validator that was adopted and that no register claims: an alarm after a while, and never before its time. */
import { expect, test } from "vitest";
import { IdentityWatch } from "../../../src/commands/verbs/failover/identity-watch.ts";
import type { KeeperLoop } from "../../../src/failover/keeper-loop.ts";
import { startKeeper } from "../../../src/failover/keeper-state.ts";
import { DEFAULT_TIMING } from "../../../src/failover/timing.ts";

test.each([["adopted", 90_000, null], ["adopted", 90_001, "adopted"], ["still", 90_001, null], ["no", 3_600_000, null]] as const)(
  "one that is %s is after %i ms %s", (signing, ms, alarm) => {
    let now = 7;
    const watch = new IdentityWatch({ settings: { identity: { pubkey: "i" }, timing: DEFAULT_TIMING, dryRun: false } as never, now: () => now,
      watch: { identity: () => null }, client: { signing, stop: () => undefined } });
    const keeper = startKeeper({ host: "a", peer: "b", writer: "w", now, remembered: { epoch: 0, seq: 0 } });
    now += ms;
    expect(watch.heed({ keeper, isChanging: false } as KeeperLoop)).toBe(alarm);
  });
