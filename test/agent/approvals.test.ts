/** A person's word on a plan: for one apply of this very plan, and for no later one. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { approve } from "../../src/engine/run/approvals.ts";
import type { HostFile } from "../../src/engine/model/model.ts";
import { readRun } from "../../src/engine/run/store.ts";
import { agentOn, revisionOf, type AgentHarness } from "../support/agent.ts";
import { kernelDefaults, makeTree, move } from "../support/tree.ts";
import { hostFile } from "../support/host-file.ts";

const KEY = "/proc/sys/vm/swappiness";
const MINUTE = 60_000;
const tree = (): string => makeTree({
  [KEY]: "60\n",
  ...kernelDefaults({ "vm.swappiness": "60" }),
});
const declare = (value: number): HostFile =>
  hostFile({ sysctl: { "vm.swappiness": value } });
const approveAs = (by: string, { host }: AgentHarness, plan: string): void =>
  approve(host, { plan, commit: null, by, uid: 1000, at: "2026-01-05T12:00:00Z" });

describe("an approval", () => {
  const waiting = async (harness: AgentHarness): Promise<string> => {
    await harness.clock.pass(2 * MINUTE);
    expect(harness.agent.machine.plan?.closed?.by).toBe("approval");
    return harness.agent.known.plan?.id ?? "";
  };
  const heard = async (harness: AgentHarness): Promise<void> => {
    harness.agent.dispatch({ type: "gate-opened" });
    await harness.clock.pass(1_000);
  };
  const agent = (): { harness: AgentHarness; root: string } => {
    const root = tree();
    return { root, harness: agentOn(root, revisionOf("aaaa", declare(10)), { needsApproval: true }) };
  };

  test("is for one apply: the same drift waits again when it comes back", async () => {
    const { harness, root } = agent();
    approveAs("ana", harness, await waiting(harness));
    await heard(harness);
    expect(harness.host.read(KEY)).toBe("10\n");
    move(root, [KEY, "44\n"]);
    harness.agent.dispatch({ type: "drift-noticed" });
    const drift = await waiting(harness);
    approveAs("ana", harness, drift);
    await heard(harness);
    expect(harness.host.read(KEY)).toBe("10\n");
    move(root, [KEY, "44\n"]);
    harness.agent.dispatch({ type: "drift-noticed" });
    expect(await waiting(harness)).toBe(drift);
    expect(harness.host.read(KEY)).toBe("44\n");
  });

  test("ends as soon as root makes another plan", async () => {
    const { harness } = agent();
    const first = await waiting(harness);
    approveAs("ana", harness, first);
    harness.serve(revisionOf("bbbb", declare(11)));
    harness.agent.dispatch({ type: "sync" });
    await waiting(harness);
    harness.serve(revisionOf("aaaa", declare(10)));
    harness.agent.dispatch({ type: "sync" });
    expect(await waiting(harness)).toBe(first);
    expect(harness.host.read(KEY)).toBe("60\n");
  });

  test("is used up by an apply that fails before its run begins", async () => {
    const { harness, root } = agent();
    const id = await waiting(harness);
    approveAs("ana", harness, id);
    const runs = join(root, "var/lib/vexor-agent/runs");
    rmSync(runs, { recursive: true });
    writeFileSync(runs, "");
    await heard(harness);
    expect(harness.host.read(KEY)).toBe("60\n");
    rmSync(runs);
    expect(await waiting(harness)).toBe(id);
  });

  test("is not needed for a plan that writes nothing", async () => {
    const root = tree();
    const harness = agentOn(root, revisionOf("aaaa", declare(60)), { needsApproval: true });
    await harness.clock.pass(1_000);
    const id = harness.agent.known.plan?.id ?? "";
    approveAs("ana", harness, id);
    await heard(harness);
    expect(harness.agent.known.plan?.summary.update).toBe(0);
    expect([harness.agent.machine.state, harness.agent.machine.plan?.closed]).toEqual(["idle", null]);
  });

  test("is recorded in the run, with the operator who gave it", async () => {
    const { harness } = agent();
    approveAs("ana", harness, await waiting(harness));
    await heard(harness);
    expect(readRun(harness.host, 1)?.snapshot).toMatchObject({ by: "vexor-agent",
      approval: { by: "ana", uid: 1000 } });
  });
});
