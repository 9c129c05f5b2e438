/** When it becomes an alarm that no host signs, and none takes what stands. */
import { expect, test } from "vitest";
import { startKeeper, type KeeperState } from "../../src/failover/keeper-state.ts";
import { DEFAULT_TIMING } from "../../src/failover/timing.ts";
import { isVacant } from "../../src/failover/vacancy.ts";

const SEEN: KeeperState["seen"] = { revision: "9", cluster: "c", register: { format: "vexor.register/1", group: "g", lineage: "c", identity: "i",
  epoch: 4, seq: 2, holder: "b", writer: "b1", state: "held", handover: null } };
const LONG = 200_000;

test.each<[string, Partial<KeeperState>, number, boolean]>([
  ["a standby under a holder that renews", { seenSince: LONG - 2_000 }, LONG, false],
  ["one that may take soon", { seenSince: LONG - 60_000 }, LONG, false],
  ["one that does not take what stands for minutes", { seenSince: 0 }, LONG, true],
  ["one that cannot see whether it does", { seenSince: 0, seenAt: LONG - 20_000 }, LONG, false],
  ["one without a register", { seen: null }, LONG, false],
  ["the host that signs", { phase: "signing", since: 0 }, LONG, false],
])("%s", (_, over, now, expected) => {
  const keeper = { ...startKeeper({ host: "a", peer: "b", writer: "a1", now: 0, remembered: { epoch: 4, seq: 2 } }), seen: SEEN, seenAt: now, ...over };
  expect(isVacant(keeper, now, DEFAULT_TIMING)).toBe(expected);
});
