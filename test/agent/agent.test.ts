/** The agent's days on a machine that is a directory, by a clock that the test turns. */
import { readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import { addBreakGlass, resumed, suspended, retried } from "../../src/agent/persistent-state.ts";
import { approve } from "../../src/engine/run/approvals.ts";
import { VexorError } from "../../src/engine/model/errors.ts";
import type { CheckResult } from "../../src/engine/run/health.ts";
import type { Address, HostFile } from "../../src/engine/model/model.ts";
import { runIds } from "../../src/engine/run/store.ts";
import { answer } from "../../src/agent/api-handlers.ts";
import { createCounters } from "../../src/agent/counters.ts";
import { statusOf } from "../../src/agent/status.ts";
import { confirmRun } from "../../src/engine/run/recover.ts";
import { recentRuns, runInForce } from "../../src/engine/run/revision-history.ts";
import { undoGuarded } from "../../src/engine/run/undo.ts";
import { isRetryPermitted, permitRetry } from "../../src/engine/run/retries.ts";
import { agentOn, revisionOf } from "../support/agent.ts";
import {
  applyAt, countdownFor, forgetBeginner, runContextOn, planOfRollback, rollbackAt,
} from "../support/engine.ts";
import { kernelDefaults, makeTree, move } from "../support/tree.ts";
import { hostFile } from "../support/host-file.ts";

const KEY = "/proc/sys/vm/swappiness";
const tree = (): string => makeTree({
  [KEY]: "60\n", "/proc/sys/net/core/somaxconn": "4096\n",
  ...kernelDefaults({ "vm.swappiness": "60", "net.core.somaxconn": "4096" }),
});
const declare = (value: number, more: Partial<HostFile> = {}): HostFile =>
  hostFile({ sysctl: { "vm.swappiness": value }, ...more });
const MINUTE = 60_000;
const check = (sample: CheckResult["sample"]): readonly CheckResult[] =>
  [{ check: "client", sample, says: sample }];
const HEALTH = { health: { holdFor: "30s", within: "2m", checks: [{ client: "healthy" }] } } as const;

const statusOn = ({ agent, host, clock }: ReturnType<typeof agentOn>) => statusOf(agent,
  { host, hostName: "test-host", version: "1", now: clock.now(), undelivered: [], failover: null });

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What a day must not make more of. */
const sizeOf = (root: string) => {
  collect();
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  return { files: files.filter((path) => !/\/runs\/\d/.test(path)).length,
    descriptors: readdirSync("/proc/self/fd").length,
    heapMb: process.memoryUsage().heapUsed / 2 ** 20 };
};

describe("the agent", () => {
  test("takes a revision, applies it, accepts it, and rests", async () => {
    const root = tree();
    const { agent, clock, host } = agentOn(root, revisionOf("aaaa", declare(10)));
    await clock.pass(1_000);
    expect(agent.machine.state).toBe("idle");
    expect(host.read(KEY)).toBe("10\n");
    expect(agent.known.lastGood?.id).toBe("aaaa");
  });

  test("follows a new revision at the next poll, and at once when the operator asks", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    harness.serve(revisionOf("bbbb", declare(20)));
    await harness.clock.pass(1_000);
    expect(harness.host.read(KEY)).toBe("10\n");
    harness.agent.dispatch({ type: "sync" });
    await harness.clock.pass(1_000);
    expect(harness.host.read(KEY)).toBe("20\n");
    harness.serve(revisionOf("cccc", declare(30)));
    await harness.clock.pass(MINUTE);
    expect(harness.host.read(KEY)).toBe("30\n");
  });

  test("corrects drift as soon as it is seen, also while the source is out of reach", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    harness.serve(new VexorError("SOURCE_UNREACHABLE", "no route"));
    await harness.clock.pass(MINUTE);
    move(root, [KEY, "77\n"]);
    harness.agent.dispatch({ type: "drift-noticed" });
    await harness.clock.pass(1_000);
    expect(harness.host.read(KEY)).toBe("10\n");
    expect(harness.agent.machine.fetchFailures).toBeGreaterThan(0);
  });

  test("yields after three corrections in ten minutes, and alarms from then on", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    const upset = async (): Promise<string | null> => {
      move(root, [KEY, "77\n"]);
      harness.agent.dispatch({ type: "drift-noticed" });
      await harness.clock.pass(20_000);
      return harness.host.read(KEY);
    };
    expect([await upset(), await upset(), await upset()]).toEqual(["10\n", "10\n", "10\n"]);
    expect(await upset()).toBe("77\n");
    expect(harness.news.some(({ what }) => what === "yielded")).toBe(true);
    await harness.clock.pass(60 * MINUTE);
    expect(harness.host.read(KEY)).toBe("77\n");
    harness.agent.said((memory) => retried(memory, "aaaa"), "sync");
    await harness.clock.pass(1_000);
    expect(harness.host.read(KEY)).toBe("10\n");
  });

  test("leaves a change by hand alone during a break-glass, and alarms when its time is up", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    const now = harness.clock.now();
    harness.agent.said((memory) => addBreakGlass(memory, { address: "sysctl/vm.swappiness", since: now,
      until: now + 10 * MINUTE, why: "incident", by: "ops" }), null);
    move(root, [KEY, "77\n"]);
    harness.agent.dispatch({ type: "drift-noticed" });
    await harness.clock.pass(5 * MINUTE);
    expect(harness.news.some(({ what }) => what === "break-glass-expired")).toBe(false);
    await harness.clock.pass(10 * MINUTE);
    expect(harness.news.some(({ what }) => what === "break-glass-expired")).toBe(true);
    expect(harness.host.read(KEY)).toBe("77\n");
  });

  test("plans and reports in observe mode, and never writes", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10, { mode: "observe" })));
    await harness.clock.pass(10 * MINUTE);
    expect(harness.host.read(KEY)).toBe("60\n");
    expect(harness.asked).not.toContain("apply");
    expect(harness.agent.known.plan?.summary.update).toBe(1);
  });

  test("reports once, and not with every poll, that it may not write", async () => {
    const harness = agentOn(tree(), revisionOf("aaaa", declare(10, { mode: "observe" })));
    await harness.clock.pass(20 * MINUTE);
    expect(harness.news.filter(({ what }) => what === "observe")).toHaveLength(1);
  });

  test("reports settings that are off in one event, however many there are", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10, { onDrift: "report",
      sysctl: { "vm.swappiness": 10, "net.core.somaxconn": 5000 } })));
    await harness.clock.pass(1_000);
    move(root, [KEY, "77\n"]);
    move(root, ["/proc/sys/net/core/somaxconn", "4000\n"]);
    harness.agent.dispatch({ type: "drift-noticed" });
    await harness.clock.pass(45 * MINUTE);
    expect(harness.news.filter(({ what }) => what === "drift").map(({ setting }) => setting?.address)
      .toSorted()).toEqual(["sysctl/net.core.somaxconn", "sysctl/vm.swappiness"]);
  });

  test("waits while suspended, for an approval, and for its window", async () => {
    const root = tree();
    const window = { maintenance: { allow: [{ cron: "0 13 * * *", duration: "1h" }] } };
    const harness = agentOn(root, revisionOf("aaaa", declare(10, window)), { needsApproval: true });
    const said = { why: "incident", by: "ops", at: "" };
    harness.agent.said((memory) => suspended(memory, said), null);
    await harness.clock.pass(5 * MINUTE);
    expect(harness.agent.machine.plan?.closed?.by).toBe("suspended");
    harness.agent.said(resumed, "gate-opened");
    await harness.clock.pass(1_000);
    expect(harness.agent.machine.plan?.closed?.by).toBe("approval");
    const id = harness.agent.known.plan?.id ?? "";
    harness.agent.dispatch({ type: "gate-opened" });
    await harness.clock.pass(1_000);
    expect(harness.agent.machine.plan?.closed?.by).toBe("approval");
    approve(harness.host, { plan: id, commit: null, by: "ana", uid: 1000, at: "" });
    harness.agent.dispatch({ type: "gate-opened" });
    await harness.clock.pass(1_000);
    expect(harness.agent.machine.plan?.closed?.by).toBe("window");
    await harness.clock.pass(50 * MINUTE);
    expect(harness.host.read(KEY)).toBe("60\n");
    await harness.clock.pass(6 * MINUTE);
    expect(harness.host.read(KEY)).toBe("10\n");
  });
});

describe("health", () => {
  test("keeps a run whose checks pass for long enough", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10, HEALTH)));
    harness.checks = check("healthy");
    await harness.clock.pass(10_000);
    expect(harness.agent.machine.state).toBe("verifying");
    await harness.clock.pass(30_000);
    expect(harness.agent.machine.state).toBe("idle");
    expect(harness.agent.known.lastGood?.id).toBe("aaaa");
  });

  test("rolls back a run whose checks fail, and never tries it again by itself", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    harness.checks = check("unhealthy");
    harness.serve(revisionOf("bbbb", declare(20, HEALTH)));
    await harness.clock.pass(3 * MINUTE);
    expect(harness.host.read(KEY)).toBe("10\n");
    const why = "run 2 of this revision was rolled back: health check client: unhealthy";
    expect(statusOn(harness).rolledBack).toMatchObject({ revision: "bbbb", why });
    expect(harness.news.find(({ what }) => what === "rolled-back")).toMatchObject({ why });
    const tries = harness.asked.filter((op) => op === "apply").length;
    await harness.clock.pass(60 * MINUTE);
    expect(harness.asked.filter((op) => op === "apply").length).toBe(tries);
    expect(harness.agent.known.lastGood?.id).toBe("aaaa");
    // The last good revision goes on being held.
    move(root, [KEY, "77\n"]);
    harness.agent.dispatch({ type: "drift-noticed" });
    await harness.clock.pass(1_000);
    expect(harness.host.read(KEY)).toBe("10\n");
    // Who can talk to the agent cannot have it tried again: the root helper wants root's word.
    harness.checks = check("healthy");
    harness.agent.said((memory) => retried(memory, "bbbb"), "sync");
    await harness.clock.pass(2 * MINUTE);
    expect([harness.host.read(KEY), harness.agent.machine.state]).toEqual(["10\n", "idle"]);
    permitRetry(harness.host, { revision: "bbbb", by: "ana", uid: 1000, at: "" });
    harness.agent.said((memory) => retried(memory, "bbbb"), "sync");
    await harness.clock.pass(2 * MINUTE);
    expect(harness.host.read(KEY)).toBe("20\n");
    expect(isRetryPermitted(harness.host, "bbbb")).toBe(false);
  });

  test("waits, and reports it, when no check can tell", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10, HEALTH)));
    harness.checks = check("unknown");
    await harness.clock.pass(80_000);
    expect(harness.agent.machine.state).toBe("verifying");
    expect(harness.news.some(({ what }) => what === "health-unknown")).toBe(true);
    harness.checks = check("healthy");
    await harness.clock.pass(40_000);
    expect(harness.agent.machine.state).toBe("idle");
  });

  test("a restart continues the time that a run is held", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10, HEALTH)));
    harness.checks = check("healthy");
    await harness.clock.pass(5_000);
    harness.restart();
    await harness.clock.pass(5_000);
    expect(harness.agent.machine.state).toBe("verifying");
    await harness.clock.pass(60_000);
    expect(harness.agent.machine.state).toBe("idle");
    expect(runIds(harness.host)).toEqual([1]);
  });
});

describe("a restart while a run is held, with a newer commit by then", () => {
  const restarted = async (more: Partial<HostFile>) => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10, HEALTH)));
    harness.checks = check("healthy");
    await harness.clock.pass(5_000);
    harness.serve(revisionOf("bbbb", declare(20, more)));
    harness.restart();
    return harness;
  };

  test("falls back to the held run when the newer commit is not healthy", async () => {
    const harness = await restarted(HEALTH);
    await harness.clock.pass(29_000);
    expect(harness.agent.known.lastGood).toBeNull();
    harness.before = { op: "apply", act: async () => void (harness.checks = check("unhealthy")) };
    await harness.clock.pass(3 * MINUTE);
    expect(harness.asked).toContain("undo");
    expect([harness.host.read(KEY), harness.agent.known.lastGood?.id]).toEqual(["10\n", "aaaa"]);
    move(harness.root, [KEY, "77\n"]);
    harness.agent.dispatch({ type: "drift-noticed" });
    await harness.clock.pass(1_000);
    expect(harness.host.read(KEY)).toBe("10\n");
  });

  test("goes on to the newer commit when that is healthy", async () => {
    const harness = await restarted(HEALTH);
    await harness.clock.pass(4 * MINUTE);
    expect([harness.host.read(KEY), harness.agent.known.lastGood?.id]).toEqual(["20\n", "bbbb"]);
  });

  test("keeps nothing of a revision that was rolled back in the meantime", async () => {
    const harness = await restarted(HEALTH);
    harness.checks = check("unhealthy");
    await harness.clock.pass(1_000);
    harness.checks = check("healthy");
    await harness.clock.pass(4 * MINUTE);
    expect(harness.agent.known.lastGood?.id).not.toBe("aaaa");
  });
});

/** What root applies for an agent, whichever start of it asks. */
const given = async (harness: ReturnType<typeof agentOn>, revision: ReturnType<typeof revisionOf>) => {
  const { plan } = await harness.operate({ op: "plan", proof: revision.proof, except: [] });
  return harness.operate({ op: "apply", proof: revision.proof, except: [], plan: plan?.id ?? "" });
};

describe("an apply that an earlier start began, and that ends while the next one plans", () => {
  const overtaken = async (health: Parameters<typeof check>[0]) => {
    const harness = agentOn(tree(), revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    const later = revisionOf("bbbb", declare(20, HEALTH));
    harness.serve(later);
    harness.checks = check(health);
    harness.before = { op: "plan", act: () => given(harness, later) };
    const before = harness.asked.length;
    harness.restart();
    await harness.clock.pass(1_000);
    const early = harness.asked.slice(before);
    await harness.clock.pass(3 * MINUTE);
    return { harness, early };
  };

  test("is verified before its commit is accepted", async () => {
    const { harness, early } = await overtaken("healthy");
    expect(early).not.toContain("accept");
    expect([harness.host.read(KEY), harness.agent.known.lastGood?.id]).toEqual(["20\n", "bbbb"]);
  });

  test("is rolled back where it is not healthy, and its commit never accepted", async () => {
    const { harness } = await overtaken("unhealthy");
    expect([harness.host.read(KEY), harness.agent.known.accepted]).toEqual(["10\n", "aaaa"]);
  });
});

describe("the root helper refuses a taken-over agent", () => {
  test("a commit accepted while its run waits for its health", async () => {
    const harness = agentOn(tree(), revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    const later = revisionOf("bbbb", declare(20, HEALTH));
    await given(harness, later);
    await expect(harness.operate({ op: "accept", proof: later.proof })).rejects.toMatchObject({ code: "RUN_WAITS" });
  });

  test("a run of a plan that writes nothing", async () => {
    const harness = agentOn(tree(), revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    harness.agent.stop();
    await expect(given(harness, revisionOf("bbbb", declare(10)))).rejects.toThrow(/writes nothing/);
    expect(runIds(harness.host)).toEqual([1]);
  });

  test("a revision that was rolled back, until an operator allows one more apply", async () => {
    const harness = agentOn(tree(), revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    harness.agent.stop();
    const next = revisionOf("bbbb", declare(20, HEALTH));
    const once = async (): Promise<void> => {
      const { run = 0 } = await given(harness, next);
      await harness.operate({ op: "undo", run, why: "mine" });
    };
    await once();
    await expect(once()).rejects.toMatchObject({ code: "REVISION_ROLLED_BACK" });
    permitRetry(harness.host, { revision: "cccc", by: "ana", uid: 1000, at: "" });
    await expect(once()).rejects.toMatchObject({ code: "REVISION_ROLLED_BACK" });
    permitRetry(harness.host, { revision: "bbbb", by: "ana", uid: 1000, at: "" });
    await once();
    await expect(once()).rejects.toMatchObject({ code: "REVISION_ROLLED_BACK" });
    expect(harness.host.read(KEY)).toBe("10\n");
  });
});

describe("an operator's rollback beside the agent", () => {
  test("concerns the run that set the values, not a correction, and stays in force", async () => {
    const harness = agentOn(tree(), revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    move(harness.root, [KEY, "44\n"]);
    harness.agent.dispatch({ type: "drift-noticed" });
    await harness.clock.pass(1_000);
    expect([runIds(harness.host), harness.host.read(KEY)]).toEqual([[1, 2], "10\n"]);
    expect(runInForce(harness.host)?.id).toBe(1);
    expect(planOfRollback(harness.host, 2).items).toMatchObject([{ action: "release", to: "44" }]);
    await rollbackAt(harness.host, 1);
    expect(harness.host.read(KEY)).toBe("60\n");
    harness.agent.dispatch({ type: "drift-noticed" });
    await harness.clock.pass(5 * MINUTE);
    expect(harness.host.read(KEY)).toBe("60\n");
    expect(statusOn(harness).rolledBack?.why).toBe("run 1 of this revision was rolled back by run 3");
    harness.serve(revisionOf("bbbb", declare(20)));
    await harness.clock.pass(2 * MINUTE);
    expect(harness.host.read(KEY)).toBe("20\n");
  });
});

describe("while a kept revision is rolled back by an operator", () => {
  const BACKLOG = "/proc/sys/net/core/somaxconn";
  const both = (swappiness: number): HostFile =>
    hostFile({ sysctl: { "vm.swappiness": swappiness, "net.core.somaxconn": 8192 } });
  const values = ({ host }: ReturnType<typeof agentOn>) => [KEY, BACKLOG].map((path) =>
    host.read(path)?.trim());
  const drift = async (harness: ReturnType<typeof agentOn>, path: string, value: string) => {
    move(harness.root, [path, value]);
    harness.agent.dispatch({ type: "drift-noticed" });
    await harness.clock.pass(2_000);
  };
  const rolledBack = async () => {
    const harness = agentOn(tree(), revisionOf("aaaa", both(10)));
    await harness.clock.pass(1_000);
    harness.serve(revisionOf("bbbb", both(20)));
    await harness.clock.pass(2 * MINUTE);
    await rollbackAt(harness.host, 2);
    harness.agent.dispatch({ type: "drift-noticed" });
    await harness.clock.pass(2 * MINUTE);
    expect(values(harness)).toEqual(["10", "8192"]);
    return harness;
  };

  test("drift of every other setting is corrected, and only what was rolled back stays", async () => {
    const harness = await rolledBack();
    for (const restarts of [false, true]) {
      if (restarts) harness.restart();
      await harness.clock.pass(2 * MINUTE);
      await drift(harness, BACKLOG, "100\n");
      expect(values(harness)).toEqual(["10", "8192"]);
    }
    await harness.clock.pass(20 * MINUTE);
    await drift(harness, KEY, "44\n");
    await drift(harness, BACKLOG, "100\n");
    expect(values(harness)).toEqual(["44", "8192"]);
    const { condition } = statusOn(harness);
    expect(condition).toMatchObject({ is: "rolled-back", commit: "bbbb" });
    expect(condition.todo.join()).toContain("does not correct the drift of sysctl/vm.swappiness");
    const from = { by: "test", uid: 0, at: "" };
    permitRetry(harness.host, { revision: "bbbb", ...from });
    harness.agent.said((memory) => retried(memory, "bbbb"), "sync");
    await harness.clock.pass(MINUTE);
    expect(values(harness)).toEqual(["20", "8192"]);
    expect(statusOn(harness)).toMatchObject({ condition: { is: "settled" }, rolledBack: null });
  });

  test("the commit whose values the host holds is the one in force", async () => {
    const harness = await rolledBack();
    expect(statusOn(harness).source).toMatchObject({ revision: "bbbb", accepted: "aaaa" });
    expect(statusOn(harness).condition.says).toContain("aaaa stays in force");
    harness.serve(new VexorError("SOURCE_UNREACHABLE", "no route"));
    harness.agent.dispatch({ type: "sync" });
    await harness.clock.pass(1_000);
    expect(JSON.stringify(statusOn(harness).also)).toContain("aaaa stays in force");
  });

  test("a client of the root helper can have drift corrected, and not what was rolled back", async () => {
    const harness = await rolledBack();
    harness.agent.stop();
    const { proof } = revisionOf("bbbb", both(20));
    move(harness.root, [BACKLOG, "100\n"]);
    const applied = async (except: readonly Address[]) => {
      const { plan } = await harness.operate({ op: "plan", proof, except });
      return harness.operate({ op: "apply", proof, except, plan: plan?.id ?? "" });
    };
    await expect(applied([])).rejects.toMatchObject({ code: "REVISION_ROLLED_BACK" });
    await expect(applied(["sysctl/net.core.somaxconn"])).rejects
      .toMatchObject({ code: "REVISION_ROLLED_BACK" });
    await applied(["sysctl/vm.swappiness"]);
    expect(values(harness)).toEqual(["10", "8192"]);
    await expect(applied([])).rejects.toMatchObject({ code: "REVISION_ROLLED_BACK" });
  });

  test("another try without root's word ends in a rollback's news, not in a lost operation's", async () => {
    const harness = await rolledBack();
    harness.agent.said((memory) => retried(memory, "bbbb"), "sync");
    expect(statusOn(harness).condition.is).toBe("working");
    await harness.clock.pass(1_000);
    expect(harness.asked).toContain("apply");
    expect(harness.news.filter(({ what }) => what === "operation-lost")).toEqual([]);
    expect(statusOn(harness).condition.is).toBe("rolled-back");
    expect(values(harness)).toEqual(["10", "8192"]);
  });
});

describe("break-glass of a setting that git does not declare", () => {
  test("is refused, with the address that was probably meant", async () => {
    const harness = agentOn(tree(), revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    const ask = (address: string): unknown => answer({ ...harness, hostName: "test-host",
      version: "1", counters: createCounters(0, null, []), undelivered: () => [], failover: () => null },
    { call: "break-glass", address, forMs: MINUTE, why: "incident", by: "ana" }, harness.clock.now());
    expect(() => ask("sysctl/vm.swapiness")).toThrow(expect.objectContaining({ code: "NO_MATCH",
      hint: "Did you mean sysctl/vm.swappiness?" }) as Error);
    expect(() => ask("sysctl/net.core.somaxconn")).toThrow(/does not declare/);
    expect(harness.memory().breakGlass).toEqual([]);
  });
});

describe("break-glass while an apply is in flight", () => {
  test("is not acknowledged for what that apply writes, and is in force once the apply is over", async () => {
    const harness = agentOn(tree(), revisionOf("aaaa", hostFile({ sysctl: {
      "vm.swappiness": 10, "net.core.somaxconn": 4096 } })));
    const ask = (address: string): unknown => answer({ ...harness, hostName: "test-host", version: "1",
      counters: createCounters(0, null, []), undelivered: () => [], failover: () => null },
    { call: "break-glass", address, forMs: MINUTE, why: "incident", by: "ana" }, harness.clock.now());
    const heard: unknown[] = [];
    harness.before = { op: "apply", act: async () => {
      expect(() => ask("sysctl/vm.swappiness")).toThrow(/is writing sysctl\/vm.swappiness/);
      heard.push(ask("sysctl/net.core.somaxconn"));
    } };
    await harness.clock.pass(1_000);
    expect(heard).toHaveLength(1);
    expect(harness.host.read(KEY)).toBe("10\n");
    ask("sysctl/vm.swappiness");
    move(harness.root, [KEY, "50\n"]);
    harness.agent.dispatch({ type: "drift-noticed" });
    await harness.clock.pass(MINUTE);
    expect(harness.host.read(KEY)).toBe("50\n");
  });
});

describe("an operator's countdown", () => {
  const MINE = declare(33);
  const SAYS = "run 2 of ana waits for vexor confirm until 2026-01-05T12:0";
  /** As a revert timer and `vexor recover --expired` do it. */
  const reverted = async (harness: ReturnType<typeof agentOn>, end: "confirm" | "expire") => {
    const [run] = [...recentRuns(harness.host)];
    if (!run) throw new Error("there is no run");
    if (end === "confirm") confirmRun(runContextOn(harness.host));
    else await undoGuarded(runContextOn(harness.host), run, "not confirmed in time");
  };
  const begun = (harness: ReturnType<typeof agentOn>) =>
    applyAt(harness.host, MINE, undefined, { by: "ana (pid 4711)", begunBy: "person",
      confirm: countdownFor(harness.host, 300) });

  test.each(["confirm", "expire"] as const)(
    "that begins before the agent plans is waited for, and ends as the operator decides: %s", async (end) => {
      const root = tree();
      const harness = agentOn(root, revisionOf("aaaa", declare(10)));
      await harness.clock.pass(1_000);
      await begun(harness);
      harness.serve(revisionOf("bbbb", declare(20, HEALTH)));
      harness.checks = check("healthy");
      harness.agent.dispatch({ type: "sync" });
      await harness.clock.pass(4 * MINUTE);
      expect([harness.agent.machine.state, harness.host.read(KEY)]).toEqual(["gated", "33\n"]);
      expect(harness.agent.machine.why).toContain(SAYS);
      expect(statusOn(harness)).toMatchObject({ state: "gated",
        countdown: { run: 2, by: "ana", until: "2026-01-05T12:05:01.000Z" } });
      expect(harness.asked.filter((op) => op === "confirm" || op === "undo")).toEqual([]);
      expect(harness.news.filter(({ what }) => what === "countdown")).toHaveLength(1);
      expect(harness.news.filter(({ level }) => level === "alarm")).toEqual([]);
      await reverted(harness, end);
      await harness.clock.pass(3 * MINUTE);
      expect([harness.agent.machine.state, harness.host.read(KEY)]).toEqual(["idle", "20\n"]);
    });

  test("that begins between the agent's plan and its apply does not halt the agent", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    harness.serve(revisionOf("bbbb", declare(20)));
    harness.before = { op: "apply", act: () => begun(harness) };
    harness.agent.dispatch({ type: "sync" });
    await harness.clock.pass(1_000);
    expect(harness.asked.at(-1)).toBe("apply");
    expect([harness.agent.machine.state, harness.host.read(KEY)]).toEqual(["gated", "33\n"]);
    expect(harness.agent.machine.why).toContain(SAYS);
    await reverted(harness, "expire");
    await harness.clock.pass(6 * MINUTE);
    expect([harness.agent.machine.state, harness.host.read(KEY)]).toEqual(["idle", "20\n"]);
    expect(harness.news.filter(({ what }) => what === "rollback-failed" || what === "halted")).toEqual([]);
  });

  test("cannot be ended by an operation of the agent, nor can one in an older record", async () => {
    for (const begunBy of ["person", undefined] as const) {
      const root = tree();
      const harness = agentOn(root, revisionOf("aaaa", declare(10)));
      await harness.clock.pass(1_000);
      await begun(harness);
      if (begunBy === undefined) forgetBeginner(root, 2);
      for (const operation of [{ op: "confirm", run: 2 },
        { op: "undo", run: 2, why: "because" }] as const) {
        await expect(harness.operate(operation)).rejects.toMatchObject({ code: "RUN_OF_ANOTHER" });
      }
      expect(harness.host.read(KEY)).toBe("33\n");
      harness.agent.dispatch({ type: "sync" });
      await harness.clock.pass(MINUTE);
      expect(harness.agent.machine.state).toBe("gated");
    }
  });
});

describe("the countdown of the agent's own run", () => {
  test("is set by root from the plan's own declaration, and only for a run with checks", async () => {
    for (const [more, waits] of [[HEALTH, true], [{}, false],
      [{ health: { checks: [] } }, false]] as const) {
      const harness = agentOn(tree(), revisionOf("aaaa", declare(10, more)));
      harness.agent.stop();
      const proof = revisionOf("aaaa", declare(10, more)).proof;
      const { plan } = await harness.operate({ op: "plan", proof, except: [] });
      const done = await harness.operate({ op: "apply", proof, except: [], plan: plan?.id ?? "" });
      expect([done.run, done.waits], JSON.stringify(more)).toEqual([1, waits]);
    }
  });

  test("is left out only where a kept value comes back", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    harness.agent.stop();
    move(root, [KEY, "77\n"]);
    for (const [value, waits] of [[20, true], [10, false]] as const) {
      const { proof } = revisionOf(`bbbb${value}`, declare(value, HEALTH));
      const { plan } = await harness.operate({ op: "plan", proof, except: [] });
      expect(plan?.summary.drift).toBe(1);
      const done = await harness.operate({ op: "apply", proof, except: [], plan: plan?.id ?? "" });
      expect(done.waits).toBe(waits);
      if (waits) await harness.operate({ op: "undo", run: done.run ?? 0, why: "next" });
      move(root, [KEY, "77\n"]);
    }
  });
});

describe("a clock that is set", () => {
  const YEAR = 365 * 24 * 60 * MINUTE;

  /** What was healthy for long enough is kept, and not before; by whatever clock people read. */
  test.each([YEAR, -YEAR])("by %i ms at any moment of a hold neither shortens nor ends the hold",
    async (jump) => {
      for (let at = 500; at < 28_000; at += 1_500) {
        const harness = agentOn(tree(), revisionOf("aaaa", declare(10, HEALTH)));
        harness.checks = check("healthy");
        await harness.clock.pass(at);
        harness.clock.set(jump);
        await harness.clock.pass(29_000 - at);
        expect(harness.agent.machine.state, `set after ${at} ms`).toBe("verifying");
        await harness.clock.pass(10_000);
        expect(harness.agent.machine.state, `set after ${at} ms`).toBe("idle");
        expect(harness.host.read(KEY)).toBe("10\n");
        expect(harness.agent.known.lastGood?.id).toBe("aaaa");
      }
    });

  test.each([YEAR, -YEAR])("by %i ms delays neither a poll nor a full check",
    async (jump) => {
      const root = tree();
      const harness = agentOn(root, revisionOf("aaaa", declare(10)));
      await harness.clock.pass(5 * MINUTE);
      harness.clock.set(jump);
      harness.serve(revisionOf("bbbb", declare(20)));
      await harness.clock.pass(MINUTE);
      expect(harness.host.read(KEY)).toBe("20\n");
      harness.clock.set(-jump);
      move(root, [KEY, "77\n"]); // no event reports it
      await harness.clock.pass(12 * MINUTE);
      expect(harness.host.read(KEY)).toBe("20\n");
    });
});

describe("an agent state that cannot be written", () => {
  test("is reported and stops every apply; the agent goes on once there is room again", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    harness.full = new VexorError("HOST_WRITE", "no space left");
    harness.restart();
    harness.serve(revisionOf("bbbb", declare(20)));
    await harness.clock.pass(5 * MINUTE);
    expect(harness.host.read(KEY)).toBe("10\n");
    expect(harness.asked.filter((op) => op === "apply")).toHaveLength(1);
    expect(harness.news.filter(({ what }) => what === "memory-not-saved")).toHaveLength(1);
    harness.full = null;
    await harness.clock.pass(10 * MINUTE);
    expect(harness.host.read(KEY)).toBe("20\n");
    expect(harness.memory().starts).toBe(0);
  });
});

describe("trouble", () => {
  test("a part that does not answer is asked again after growing pauses", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10)));
    harness.broken = new VexorError("OPERATION_LOST", "gone");
    await harness.clock.pass(MINUTE);
    const early = harness.asked.length;
    await harness.clock.pass(MINUTE);
    expect(harness.asked.length - early).toBeLessThanOrEqual(2);
    harness.broken = null;
    await harness.clock.pass(10 * MINUTE);
    expect(harness.host.read(KEY)).toBe("10\n");
  });

  test("after three starts that died during a run the agent changes nothing until an operator acts", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10)));
    const dies = (): void => {
      harness.before = { op: "apply", act: () => new Promise(() => undefined) };
    };
    for (let starts = 0; starts < 3; starts++) {
      dies();
      await harness.clock.pass(1_000);
      expect(harness.memory().starts).toBe(starts + 1);
      harness.restart();
    }
    await harness.clock.pass(10 * MINUTE);
    expect(harness.agent.machine.state).toBe("halted");
    expect(harness.host.read(KEY)).toBe("60\n");
    harness.agent.said((memory) => retried(memory, null), "sync");
    await harness.clock.pass(1_000);
    expect(harness.host.read(KEY)).toBe("10\n");
  });

  test("starts that died before they began a run are not counted", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10)));
    for (let starts = 0; starts < 8; starts++) {
      harness.before = { op: "plan", act: () => new Promise(() => undefined) };
      await harness.clock.pass(1_000);
      harness.restart();
    }
    harness.before = null;
    await harness.clock.pass(1_000);
    expect(harness.host.read(KEY)).toBe("10\n");
    expect(harness.memory().starts).toBe(0);
  });

  test("a drift that could not be read is read at the next poll", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    harness.broken = new VexorError("LOCKED", "this host is held by somebody");
    move(root, [KEY, "77\n"]);
    harness.agent.dispatch({ type: "drift-noticed" });
    await harness.clock.pass(1_000);
    harness.broken = null;
    await harness.clock.pass(6_000);
    expect(harness.host.read(KEY)).toBe("10\n");
  });

  test("a start that finds a gate closed has come to rest, and is not counted as a failed start", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10, { mode: "observe" })));
    for (let starts = 0; starts < 8; starts++) {
      await harness.clock.pass(MINUTE);
      expect(harness.agent.machine.state).toBe("gated");
      harness.restart();
    }
    expect(harness.memory().starts).toBe(0);
  });

  test("a run that an operator holds is confirmed by the operator alone", async () => {
    const harness = agentOn(tree(), revisionOf("aaaa", declare(10, HEALTH)));
    harness.checks = check("healthy");
    await harness.clock.pass(10_000);
    await expect(harness.operate({ op: "confirm", run: 2 })).rejects.toThrow(/does not wait/);
    // Not even its own, before it can have been well for long enough.
    await expect(harness.operate({ op: "confirm", run: 1 })).rejects.toThrow(/not been healthy for 30s/);
    expect(harness.agent.machine.state).toBe("verifying");
    harness.agent.stop();
    await harness.clock.pass(21_000);
    expect(await harness.operate({ op: "confirm", run: 1 })).toEqual({ run: 1 });
  });

  test("a run other than the one that was meant is not rolled back", async () => {
    const harness = agentOn(tree(), revisionOf("aaaa", declare(10, HEALTH)));
    harness.checks = check("healthy");
    await harness.clock.pass(10_000);
    await harness.operate({ op: "undo", run: 2, why: "another's" });
    expect([harness.agent.machine.state, harness.host.read(KEY)]).toEqual(["verifying", "10\n"]);
    await harness.operate({ op: "undo", run: 1, why: "its own" });
    expect(harness.host.read(KEY)).toBe("60\n");
  });

  test("a day of changes leaves a bounded number of timers, news and runs", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(10)));
    await harness.clock.pass(1_000);
    const names = ["aaaa", "bbbb", "cccc"];
    const sizes: ReturnType<typeof sizeOf>[] = [];
    for (let hour = 0; hour < 24; hour++) {
      sizes.push(sizeOf(root));
      for (let tenth = 0; tenth < 6; tenth++) {
        harness.serve(hour % 5 === 4 ? new VexorError("SOURCE_UNREACHABLE", "no route")
          : revisionOf(`${names[hour % 3]}${hour}${tenth}`, declare(10 + hour)));
        move(root, [KEY, `${100 + tenth}\n`]);
        harness.agent.dispatch({ type: "drift-noticed" });
        await harness.clock.pass(10 * MINUTE);
      }
    }
    const [half, end] = [sizes[12], sizeOf(root)];
    expect(end.files).toBeLessThanOrEqual(half?.files ?? 0);
    expect(end.descriptors).toBeLessThanOrEqual(sizes[1]?.descriptors ?? 0);
    expect(end.heapMb).toBeLessThan((half?.heapMb ?? 0) + 2);
    expect(harness.clock.pending).toBeLessThanOrEqual(2);
    expect(harness.agent.news.length).toBeLessThanOrEqual(100);
    // The first run, with the values from before Vexor, outlives all others.
    expect([runIds(harness.host).length, runIds(harness.host)[0]]).toEqual([101, 1]);
    expect(Object.keys(harness.memory().corrections).length).toBeLessThanOrEqual(1);
    expect(harness.host.read(KEY)).toBe("33\n");
  }, within(120_000));
});
