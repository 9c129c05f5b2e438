/** What the agent says of itself: refused apart from out of reach, and looks that were waited for. */
import { describe, expect, test } from "vitest";
import { addBreakGlass, removeBreakGlass, resumed, suspended } from "../../src/agent/persistent-state.ts";
import { statusOf } from "../../src/agent/status.ts";
import type { Status } from "../../src/agent/api.ts";
import type { DriftEvent } from "../../src/engine/drift/drift-events.ts";
import { VexorError } from "../../src/engine/model/errors.ts";
import type { HostFile } from "../../src/engine/model/model.ts";
import type { Host } from "../../src/ports/host.ts";
import { agentOn, revisionOf, type AgentHarness } from "../support/agent.ts";
import { kernelDefaults, makeTree, move } from "../support/tree.ts";
import { hostFile } from "../support/host-file.ts";

const KEY = "/proc/sys/vm/swappiness";
const ADDRESS = "sysctl/vm.swappiness";
const MINUTE = 60_000;
const tree = (): string => makeTree({
  [KEY]: "60\n",
  ...kernelDefaults({ "vm.swappiness": "60" }),
});
const declare = (value: number, more: Partial<HostFile> = {}): HostFile =>
  hostFile({ sysctl: { "vm.swappiness": value }, ...more });
const FAILING = { health: { holdFor: "10s", within: "2m", checks: [{ client: "healthy" }] } } as const;

const statusNow = ({ agent, clock, host }: AgentHarness): Status => statusOf(agent, { host,
  hostName: "test-host", version: "1", now: clock.now(), undelivered: [], failover: null });

/** Settled with `aaaa`. */
const benchOn = async (root = tree()): Promise<AgentHarness> => {
  const harness = agentOn(root, revisionOf("aaaa", declare(10)));
  await harness.clock.pass(1_000);
  expect(statusNow(harness).condition).toMatchObject({ is: "settled", exit: 0 });
  return harness;
};
const sync = async (harness: AgentHarness): Promise<Status> => {
  harness.agent.dispatch({ type: "sync" });
  await harness.clock.pass(1_000);
  return statusNow(harness);
};
const UNSIGNED = new VexorError("SOURCE_UNSIGNED", "is not signed",
  { commit: { id: "bbbb", subject: '"x"' } });
const AWAY = new VexorError("SOURCE_UNREACHABLE", "no route");

describe("a new revision", () => {
  test("is refused while it is not accepted, and the refusal goes with an accepted one", async () => {
    const harness = await benchOn();
    harness.serve(UNSIGNED);
    const refused = await sync(harness);
    expect(refused.condition).toMatchObject({ is: "refused", exit: 2, commit: "bbbb" });
    expect(refused.source).toMatchObject({ refused: { code: "SOURCE_UNSIGNED" }, unreachable: null });
    harness.serve(revisionOf("cccc", declare(20)));
    expect((await sync(harness)).condition).toMatchObject({ is: "settled", commit: "cccc" });
  });

  test("that is out of reach is reported apart, with the time since when", async () => {
    const harness = await benchOn();
    harness.serve(AWAY);
    const first = await sync(harness);
    expect(first.condition).toMatchObject({ is: "unreachable", exit: 1 });
    expect(first.source.refused).toBeNull();
    await harness.clock.pass(20 * MINUTE);
    expect((await sync(harness)).source.unreachable?.since).toBe(first.source.unreachable?.since);
  });

  test("for which the agent cannot plan is reported with the place in the files", async () => {
    const harness = await benchOn();
    const place = { file: "hosts/test-host.yaml", line: 3, column: 5 };
    harness.serve({ ...revisionOf("bbbb", declare(20)), placeOf: () => place });
    harness.broken = new VexorError("CPU_SET_INVALID", "no CPU 99", { at: ["cpuPinning", 0] });
    expect((await sync(harness)).condition).toMatchObject({ is: "cannot-plan", exit: 2, place });
    expect(harness.news.at(-1)?.why).toBe("hosts/test-host.yaml:3:5: no CPU 99");
    harness.broken = null;
    expect((await sync(harness)).condition.is).toBe("settled");
  });
});

test("a commit that fails its checks is named, with the commit that stays in force", async () => {
  const harness = await benchOn();
  harness.checks = [{ check: "client", sample: "unhealthy", says: "dead" }];
  harness.serve(revisionOf("bbbb", declare(20, FAILING)));
  harness.agent.dispatch({ type: "sync" });
  for (const moment of [20_000, 2 * MINUTE]) {
    await harness.clock.pass(moment);
    const { condition } = statusNow(harness);
    expect(condition).toMatchObject({ is: "rolled-back", exit: 2, commit: "bbbb" });
    expect(condition.says).toContain("aaaa stays in force");
  }
});

test("a value that an undo restores is not reported as drift, and another process's change still is", async () => {
  const harness = await benchOn();
  harness.checks = [{ check: "client", sample: "unhealthy", says: "dead" }];
  harness.serve(revisionOf("bbbb", declare(20, FAILING)));
  harness.agent.dispatch({ type: "sync" });
  const moved = (to: string): number => {
    const before = harness.news.length;
    harness.agent.moved([{ address: ADDRESS, where: "live", from: "20", to, holds: false,
      rule: { value: "20" }, gone: false, evidence: [], writer: null, how: "poll", ours: false, run: null,
      at: harness.clock.now() } as DriftEvent], () => "moved");
    return harness.news.slice(before).filter(({ what }) => what === "moved").length;
  };
  const states: string[] = [];
  for (let turn = 0; turn < 40; turn++) {
    await harness.clock.pass(500);
    const { state } = harness.agent.machine;
    if (state === "verifying" && states.at(-1) !== state) expect(moved("10")).toBe(1);
    states.push(state);
    if (states.includes("verifying") && state === "idle") break;
  }
  expect(states).toContain("verifying");
  expect([moved("10"), moved("33")]).toEqual([0, 1]);
  await harness.clock.pass(MINUTE);
  expect(moved("10")).toBe(1);
});

test("an expired break-glass shows the live value and what git declares", async () => {
  const root = tree();
  const harness = await benchOn(root);
  harness.agent.said((memory) => addBreakGlass(memory, { address: ADDRESS, since: harness.clock.now(),
    until: harness.clock.now() + MINUTE, why: "incident", by: "ops" }), null);
  move(root, [KEY, "77\n"]);
  await harness.clock.pass(1_000);
  expect((await sync(harness)).condition).toMatchObject({ is: "break-glass" });
  await harness.clock.pass(3 * MINUTE);
  const { condition, breakGlass } = await sync(harness);
  expect(condition.says).toMatch(/^sysctl\/vm\.swappiness: expired .*, still 77, git wants 10;/);
  expect(breakGlass).toMatchObject([{ isExpired: true, live: "77", wanted: { value: "10" } }]);
});

describe("after an operator's request the host is not settled before the check that it asks for", () => {
  const asks: readonly (readonly [string, (harness: AgentHarness) => void])[] = [
    ["resume", ({ agent }) => agent.said(resumed, "gate-opened")],
    ["break-glass --end", ({ agent }) => agent.said((memory) => removeBreakGlass(memory, ADDRESS), "drift-noticed")],
    ["sync, as a reload asks for", ({ agent }) => agent.said((memory) => memory, "sync")],
  ];

  test.each(asks)("%s", async (_what, ask) => {
    const harness = await benchOn();
    ask(harness);
    expect(statusNow(harness)).toMatchObject({ condition: { is: "working", exit: 1 } });
    await harness.clock.pass(1_000);
    expect(statusNow(harness).condition.is).toBe("settled");
  });

  test.each(asks)("%s, in the middle of another check", async (_what, ask) => {
    const harness = await benchOn();
    harness.agent.dispatch({ type: "poll" });
    expect(harness.agent.machine.state).toBe("fetching");
    ask(harness);
    const seen = new Set<string>();
    for (let turn = 0; turn < 200 && statusNow(harness).condition.is === "working"; turn++) {
      seen.add(harness.agent.machine.state);
      await new Promise((resolve) => setImmediate(resolve));
      if (harness.agent.machine.state === "idle") await harness.clock.pass(0);
    }
    expect([...seen]).toContain("fetching");
    expect(harness.agent.isAsked).toBe(false);
  });

  test("resume while a plan waits: the former gate is not reported any more", async () => {
    const harness = await benchOn();
    harness.agent.said((memory) => suspended(memory, { why: "w", by: "ops", at: "" }), null);
    harness.serve(revisionOf("bbbb", declare(20)));
    expect((await sync(harness)).condition.is).toBe("suspended");
    harness.agent.said(resumed, "gate-opened");
    expect(statusNow(harness).condition).toMatchObject({ is: "working", exit: 1 });
    await harness.clock.pass(1_000);
    expect(statusNow(harness).condition).toMatchObject({ is: "settled", commit: "bbbb" });
  });

  test("a check that is asked for while the agent makes a plan that must wait comes at once", async () => {
    const harness = await benchOn();
    harness.serve(revisionOf("bbbb", declare(20, { mode: "observe" })));
    harness.before = { op: "plan", act: async () => {
      harness.serve(revisionOf("cccc", declare(30)));
      harness.agent.said((memory) => memory, "sync");
    } };
    harness.agent.said((memory) => memory, "sync");
    await harness.clock.pass(1_000);
    expect(statusNow(harness).condition).toMatchObject({ is: "settled", commit: "cccc" });
  });
});

test("a commit that could not be applied is reported as rolled back at once, also as data", async () => {
  const harness = await benchOn();
  harness.serve(revisionOf("bbbb", declare(20)));
  const refuse: Host["put"] = () => {
    throw new VexorError("HOST_WRITE", "the kernel refuses it", { errno: "EINVAL" });
  };
  Object.assign(harness.host, { put: refuse });
  harness.agent.dispatch({ type: "sync" });
  await harness.clock.pass(500);
  expect(statusNow(harness)).toMatchObject({ condition: { is: "rolled-back", commit: "bbbb" },
    rolledBack: { revision: "bbbb", why: expect.stringContaining("the kernel refuses it") } });
});

describe("a check that the operator waits for", () => {
  test("is done once its changes have come to rest, and not before", async () => {
    const harness = await benchOn();
    harness.checks = [{ check: "client", sample: "healthy", says: "" }];
    harness.serve(revisionOf("bbbb", declare(20, FAILING)));
    harness.agent.dispatch({ type: "sync" });
    const { asked, done } = statusNow(harness).syncs;
    expect(asked).toBe(done + 1);
    await harness.clock.pass(5_000);
    expect(statusNow(harness).state).toBe("verifying");
    expect(statusNow(harness).syncs.done).toBe(done);
    await harness.clock.pass(30_000);
    expect(statusNow(harness)).toMatchObject({ syncs: { done: asked }, condition: { exit: 0 } });
  });

  test("is a check of its own when it is asked for in the middle of another", async () => {
    const harness = await benchOn();
    harness.agent.dispatch({ type: "sync" });
    harness.agent.dispatch({ type: "sync" });
    const { asked } = statusNow(harness).syncs;
    harness.serve(revisionOf("bbbb", declare(30)));
    while (statusNow(harness).state !== "idle") await new Promise(setImmediate);
    expect(statusNow(harness).syncs.done).toBe(asked - 1);
    await harness.clock.pass(1_000);
    expect(statusNow(harness).syncs.done).toBe(asked);
    expect(harness.host.read(KEY)).toBe("30\n");
  });
});

test("other agent settings are in force from the next step on", async () => {
  const harness = await benchOn();
  harness.agent.reconfigure({ needsApproval: true, pace: { pollMs: MINUTE, retryMs: 1_000 } });
  harness.serve(revisionOf("bbbb", declare(20)));
  expect((await sync(harness)).condition).toMatchObject({ is: "waiting", exit: 2 });
});
