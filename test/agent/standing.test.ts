/** What the agent says of itself: refused apart from out of reach, and looks that were waited for. */
import { describe, expect, test } from "vitest";
import { addBreakGlass, removeBreakGlass, resumed, suspended } from "../../src/agent/persistent-state.ts";
import { statusOf } from "../../src/agent/status.ts";
import type { Status } from "../../src/agent/api.ts";
import type { DriftEvent } from "../../src/engine/drift/drift-events.ts";
import { VexorError } from "../../src/engine/model/errors.ts";
import type { HostFile } from "../../src/engine/model/model.ts";
import type { Host } from "../../src/ports/host.ts";
import { agentOn, revisionOf, type Bench } from "../support/agent.ts";
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

const statusNow = ({ agent, clock, host }: Bench): Status => statusOf(agent, { host,
  hostName: "test-host", version: "1", now: clock.now(), undelivered: [] });

/** Settled with `aaaa`. */
const benchOn = async (root = tree()): Promise<Bench> => {
  const bench = agentOn(root, revisionOf("aaaa", declare(10)));
  await bench.clock.pass(1_000);
  expect(statusNow(bench).condition).toMatchObject({ is: "settled", exit: 0 });
  return bench;
};
const sync = async (bench: Bench): Promise<Status> => {
  bench.agent.dispatch({ type: "sync" });
  await bench.clock.pass(1_000);
  return statusNow(bench);
};
const UNSIGNED = new VexorError("SOURCE_UNSIGNED", "is not signed",
  { commit: { id: "bbbb", subject: '"x"' } });
const AWAY = new VexorError("SOURCE_UNREACHABLE", "no route");

describe("a new revision", () => {
  test("is refused while it is not accepted, and the refusal goes with an accepted one", async () => {
    const bench = await benchOn();
    bench.serve(UNSIGNED);
    const refused = await sync(bench);
    expect(refused.condition).toMatchObject({ is: "refused", exit: 2, commit: "bbbb" });
    expect(refused.source).toMatchObject({ refused: { code: "SOURCE_UNSIGNED" }, unreachable: null });
    bench.serve(revisionOf("cccc", declare(20)));
    expect((await sync(bench)).condition).toMatchObject({ is: "settled", commit: "cccc" });
  });

  test("that is out of reach is reported apart, with the time since when", async () => {
    const bench = await benchOn();
    bench.serve(AWAY);
    const first = await sync(bench);
    expect(first.condition).toMatchObject({ is: "unreachable", exit: 1 });
    expect(first.source.refused).toBeNull();
    await bench.clock.pass(20 * MINUTE);
    expect((await sync(bench)).source.unreachable?.since).toBe(first.source.unreachable?.since);
  });

  test("for which the agent cannot plan is reported with the place in the files", async () => {
    const bench = await benchOn();
    const place = { file: "hosts/test-host.yaml", line: 3, column: 5 };
    bench.serve({ ...revisionOf("bbbb", declare(20)), placeOf: () => place });
    bench.broken = new VexorError("CPU_SET_INVALID", "no CPU 99", { at: ["cpuPinning", 0] });
    expect((await sync(bench)).condition).toMatchObject({ is: "cannot-plan", exit: 2, place });
    expect(bench.news.at(-1)?.why).toBe("hosts/test-host.yaml:3:5: no CPU 99");
    bench.broken = null;
    expect((await sync(bench)).condition.is).toBe("settled");
  });
});

test("a commit that fails its checks is named, with the commit that stays in force", async () => {
  const bench = await benchOn();
  bench.checks = [{ check: "client", sample: "unhealthy", says: "dead" }];
  bench.serve(revisionOf("bbbb", declare(20, FAILING)));
  bench.agent.dispatch({ type: "sync" });
  for (const moment of [20_000, 2 * MINUTE]) {
    await bench.clock.pass(moment);
    const { condition } = statusNow(bench);
    expect(condition).toMatchObject({ is: "rolled-back", exit: 2, commit: "bbbb" });
    expect(condition.says).toContain("aaaa stays in force");
  }
});

test("a value that an undo restores is not reported as drift, and another process's change still is", async () => {
  const bench = await benchOn();
  bench.checks = [{ check: "client", sample: "unhealthy", says: "dead" }];
  bench.serve(revisionOf("bbbb", declare(20, FAILING)));
  bench.agent.dispatch({ type: "sync" });
  const moved = (to: string): number => {
    const before = bench.news.length;
    bench.agent.moved([{ address: ADDRESS, where: "live", from: "20", to, holds: false,
      rule: { value: "20" }, gone: false, evidence: [], writer: null, how: "poll", ours: false, run: null,
      at: bench.clock.now() } as DriftEvent], () => "moved");
    return bench.news.slice(before).filter(({ what }) => what === "moved").length;
  };
  const states: string[] = [];
  for (let turn = 0; turn < 40; turn++) {
    await bench.clock.pass(500);
    const { state } = bench.agent.machine;
    if (state === "verifying" && states.at(-1) !== state) expect(moved("10")).toBe(1);
    states.push(state);
    if (states.includes("verifying") && state === "idle") break;
  }
  expect(states).toContain("verifying");
  expect([moved("10"), moved("33")]).toEqual([0, 1]);
  await bench.clock.pass(MINUTE);
  expect(moved("10")).toBe(1);
});

test("an expired break-glass shows the live value and what git declares", async () => {
  const root = tree();
  const bench = await benchOn(root);
  bench.agent.said((memory) => addBreakGlass(memory, { address: ADDRESS, since: bench.clock.now(),
    until: bench.clock.now() + MINUTE, why: "incident", by: "ops" }), null);
  move(root, [KEY, "77\n"]);
  await bench.clock.pass(1_000);
  expect((await sync(bench)).condition).toMatchObject({ is: "break-glass" });
  await bench.clock.pass(3 * MINUTE);
  const { condition, breakGlass } = await sync(bench);
  expect(condition.says).toMatch(/^sysctl\/vm\.swappiness: expired .*, still 77, git wants 10;/);
  expect(breakGlass).toMatchObject([{ isExpired: true, live: "77", wanted: { value: "10" } }]);
});

describe("after an operator's request the host is not settled before the check that it asks for", () => {
  const asks: readonly (readonly [string, (bench: Bench) => void])[] = [
    ["resume", ({ agent }) => agent.said(resumed, "gate-opened")],
    ["break-glass --end", ({ agent }) => agent.said((memory) => removeBreakGlass(memory, ADDRESS), "drift-noticed")],
    ["sync, as a reload asks for", ({ agent }) => agent.said((memory) => memory, "sync")],
  ];

  test.each(asks)("%s", async (_what, ask) => {
    const bench = await benchOn();
    ask(bench);
    expect(statusNow(bench)).toMatchObject({ condition: { is: "working", exit: 1 } });
    await bench.clock.pass(1_000);
    expect(statusNow(bench).condition.is).toBe("settled");
  });

  test.each(asks)("%s, in the middle of another check", async (_what, ask) => {
    const bench = await benchOn();
    bench.agent.dispatch({ type: "poll" });
    expect(bench.agent.machine.state).toBe("fetching");
    ask(bench);
    const seen = new Set<string>();
    for (let turn = 0; turn < 200 && statusNow(bench).condition.is === "working"; turn++) {
      seen.add(bench.agent.machine.state);
      await new Promise((resolve) => setImmediate(resolve));
      if (bench.agent.machine.state === "idle") await bench.clock.pass(0);
    }
    expect([...seen]).toContain("fetching");
    expect(bench.agent.isAsked).toBe(false);
  });

  test("resume while a plan waits: the former gate is not reported any more", async () => {
    const bench = await benchOn();
    bench.agent.said((memory) => suspended(memory, { why: "w", by: "ops", at: "" }), null);
    bench.serve(revisionOf("bbbb", declare(20)));
    expect((await sync(bench)).condition.is).toBe("suspended");
    bench.agent.said(resumed, "gate-opened");
    expect(statusNow(bench).condition).toMatchObject({ is: "working", exit: 1 });
    await bench.clock.pass(1_000);
    expect(statusNow(bench).condition).toMatchObject({ is: "settled", commit: "bbbb" });
  });

  test("a check that is asked for while the agent makes a plan that must wait comes at once", async () => {
    const bench = await benchOn();
    bench.serve(revisionOf("bbbb", declare(20, { mode: "observe" })));
    bench.before = { op: "plan", act: async () => {
      bench.serve(revisionOf("cccc", declare(30)));
      bench.agent.said((memory) => memory, "sync");
    } };
    bench.agent.said((memory) => memory, "sync");
    await bench.clock.pass(1_000);
    expect(statusNow(bench).condition).toMatchObject({ is: "settled", commit: "cccc" });
  });
});

test("a commit that could not be applied is reported as rolled back at once, also as data", async () => {
  const bench = await benchOn();
  bench.serve(revisionOf("bbbb", declare(20)));
  const refuse: Host["put"] = () => {
    throw new VexorError("HOST_WRITE", "the kernel refuses it", { errno: "EINVAL" });
  };
  Object.assign(bench.host, { put: refuse });
  bench.agent.dispatch({ type: "sync" });
  await bench.clock.pass(500);
  expect(statusNow(bench)).toMatchObject({ condition: { is: "rolled-back", commit: "bbbb" },
    rolledBack: { revision: "bbbb", why: expect.stringContaining("the kernel refuses it") } });
});

describe("a check that the operator waits for", () => {
  test("is done once its changes have come to rest, and not before", async () => {
    const bench = await benchOn();
    bench.checks = [{ check: "client", sample: "healthy", says: "" }];
    bench.serve(revisionOf("bbbb", declare(20, FAILING)));
    bench.agent.dispatch({ type: "sync" });
    const { asked, done } = statusNow(bench).syncs;
    expect(asked).toBe(done + 1);
    await bench.clock.pass(5_000);
    expect(statusNow(bench).state).toBe("verifying");
    expect(statusNow(bench).syncs.done).toBe(done);
    await bench.clock.pass(30_000);
    expect(statusNow(bench)).toMatchObject({ syncs: { done: asked }, condition: { exit: 0 } });
  });

  test("is a check of its own when it is asked for in the middle of another", async () => {
    const bench = await benchOn();
    bench.agent.dispatch({ type: "sync" });
    bench.agent.dispatch({ type: "sync" });
    const { asked } = statusNow(bench).syncs;
    bench.serve(revisionOf("bbbb", declare(30)));
    while (statusNow(bench).state !== "idle") await new Promise(setImmediate);
    expect(statusNow(bench).syncs.done).toBe(asked - 1);
    await bench.clock.pass(1_000);
    expect(statusNow(bench).syncs.done).toBe(asked);
    expect(bench.host.read(KEY)).toBe("30\n");
  });
});

test("other agent settings are in force from the next step on", async () => {
  const bench = await benchOn();
  bench.agent.reconfigure({ needsApproval: true, pace: { pollMs: MINUTE, retryMs: 1_000 } });
  bench.serve(revisionOf("bbbb", declare(20)));
  expect((await sync(bench)).condition).toMatchObject({ is: "waiting", exit: 2 });
});
