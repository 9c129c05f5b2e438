/** `vexor failover run`: what is wrong by the time it could begin keeps it from beginning; and when its wish is over. */
import { expect, test } from "vitest";
import type { BaseContext } from "../../../src/commands/shared/context.ts";
import { HandoverWish } from "../../../src/commands/verbs/failover/handover-wish.ts";
import { run } from "../../../src/commands/verbs/failover/handover.ts";
import { startKeeper, type KeeperState } from "../../../src/failover/keeper-state.ts";
import type { HandoverCheck } from "../../../src/failover/checks.ts";
import type { Register } from "../../../src/failover/register.ts";
import { styleFor } from "../../../src/render/style.ts";

const STATUS = { host: "a", group: "g", isDryRun: false, phase: "signing", alarm: null, peer: { host: "b", phase: "standby" },
  register: { holder: "a", state: "held", epoch: 3 } };

const hostChecks = (host: string, checks: readonly HandoverCheck[]) =>
  ({ format: "vexor.failover-checks/1", host, at: 0, version: "1", genesisHash: "x", checks });

const LEADS: HandoverCheck = { name: "leaderWindow", isGood: false, says: "leads again in 3 slots" };
const BEHIND: HandoverCheck = { name: "caughtUp", isGood: false, says: "behind" };

/** Each look at both hosts finds the next of these; the last one stays. */
const ranOn = async (...looks: readonly (readonly [own: readonly HandoverCheck[], peer: readonly HandoverCheck[], status?: object])[]) => {
  const asked: string[] = [];
  let look = 0;
  const context = {
    askKeeper: async ({ ask }: { readonly ask: string }) => {
      asked.push(ask);
      if (ask === "hand-over") throw new Error("begun");
      if (ask !== "check") return JSON.stringify(STATUS);
      const [own, peer, change] = looks[Math.min(look++, looks.length - 1)] ?? [[], []];
      return JSON.stringify({ status: { ...STATUS, ...change }, own: hostChecks("a", own), peer: hostChecks("b", peer), roundTripMs: 0 });
    },
    host: { now: () => new Date(0), sleep: async () => undefined },
    terminal: { style: styleFor(false), print: () => undefined, note: () => undefined },
  } as unknown as BaseContext;
  const end = await run(context, { verb: "failover", args: ["run"], options: { yes: true } }).catch((error: unknown) => String(error));
  return { end, hasBegun: asked.includes("hand-over") };
};

test("a peer that is not fit any more once the gap between leader slots has come is given nothing", async () => {
  expect(await ranOn([[LEADS], []], [[LEADS], []], [[], [BEHIND]]))
    .toMatchObject({ hasBegun: false, end: expect.stringContaining("b: caughtUp: behind") });
});

test("nor one that has fallen behind while the operator was asked", async () => {
  expect(await ranOn([[], []], [[], [BEHIND]])).toMatchObject({ hasBegun: false });
});

test("nor anything, once the register has moved while the operator was asked", async () => {
  expect(await ranOn([[], []], [[], [], { register: { ...STATUS.register, holder: "b", epoch: 4 } }]))
    .toMatchObject({ hasBegun: false, end: expect.stringContaining("a does not hold the register") });
});

test("a host whose client was not made to stop keeps the identity, and the verb says so", async () => {
  const said = { ...STATUS, isHandoverAsked: true };
  const phases = [said, { ...said, phase: "demoting" }, { ...said, isHandoverAsked: false }];
  const answers: Readonly<Record<string, () => unknown>> = { "hand-over": () => said, status: () => phases.shift(),
    check: () => ({ status: STATUS, own: hostChecks("a", []), peer: hostChecks("b", []), roundTripMs: 0 }) };
  const context = { askKeeper: async ({ ask }: { readonly ask: string }) => JSON.stringify(answers[ask]?.()),
  host: { now: () => new Date(0), sleep: async () => undefined },
  terminal: { style: styleFor(false), print: () => undefined, note: () => undefined } } as unknown as BaseContext;
  await expect(run(context, { verb: "failover", args: ["run"], options: { yes: true } })).rejects.toThrow("a keeps the identity");
});

test("one that is fit then is", async () => {
  expect(await ranOn([[LEADS], []], [[LEADS], []], [[], []])).toEqual({ hasBegun: true, end: "Error: begun" });
});

const seen = (over: Partial<Register>): KeeperState => ({
  ...startKeeper({ host: "a", peer: "b", writer: "a1", now: 0, remembered: { epoch: 3, seq: 0 } }),
  seen: { revision: "9", cluster: "c", register: { format: "vexor.register/1", group: "g", lineage: "c", identity: "i", epoch: 3, seq: 2,
    holder: "a", writer: "a1", state: "held", handover: null, ...over } } });

test("a wish is over once the peer has taken the register, also where this host sees it only as offered back", () => {
  const back = { holder: "b", epoch: 4, state: "offered", handover: { to: "a", digest: null, slot: null } } as const;
  for (const peers of [{ holder: "b", epoch: 4 }, back]) {
    const wish = new HandoverWish();
    wish.ask(0);
    expect([wish.stands(seen({}), 10), wish.stands(seen(peers), 20), wish.stands(seen({}), 30)]).toEqual([true, false, false]);
  }
});
