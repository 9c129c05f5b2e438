/** A person's word on a plan: for one apply of this very plan, and for no later one. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { approve } from "../../src/engine/run/approvals.ts";
import type { HostFile } from "../../src/engine/model/model.ts";
import { readRun } from "../../src/engine/run/store.ts";
import { agentOn, revisionOf, type Bench } from "../support/agent.ts";
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
const approveAs = (by: string, { host }: Bench, plan: string): void =>
  approve(host, { plan, commit: null, by, uid: 1000, at: "2026-01-05T12:00:00Z" });

describe("an approval", () => {
  const waiting = async (bench: Bench): Promise<string> => {
    await bench.clock.pass(2 * MINUTE);
    expect(bench.agent.machine.plan?.closed?.by).toBe("approval");
    return bench.agent.known.plan?.id ?? "";
  };
  const heard = async (bench: Bench): Promise<void> => {
    bench.agent.dispatch({ type: "gate-opened" });
    await bench.clock.pass(1_000);
  };
  const agent = (): { bench: Bench; root: string } => {
    const root = tree();
    return { root, bench: agentOn(root, revisionOf("aaaa", declare(10)), { needsApproval: true }) };
  };

  test("is for one apply: the same drift waits again when it comes back", async () => {
    const { bench, root } = agent();
    approveAs("ana", bench, await waiting(bench));
    await heard(bench);
    expect(bench.host.read(KEY)).toBe("10\n");
    move(root, [KEY, "44\n"]);
    bench.agent.dispatch({ type: "drift-noticed" });
    const drift = await waiting(bench);
    approveAs("ana", bench, drift);
    await heard(bench);
    expect(bench.host.read(KEY)).toBe("10\n");
    move(root, [KEY, "44\n"]);
    bench.agent.dispatch({ type: "drift-noticed" });
    expect(await waiting(bench)).toBe(drift);
    expect(bench.host.read(KEY)).toBe("44\n");
  });

  test("ends as soon as root makes another plan", async () => {
    const { bench } = agent();
    const first = await waiting(bench);
    approveAs("ana", bench, first);
    bench.serve(revisionOf("bbbb", declare(11)));
    bench.agent.dispatch({ type: "sync" });
    await waiting(bench);
    bench.serve(revisionOf("aaaa", declare(10)));
    bench.agent.dispatch({ type: "sync" });
    expect(await waiting(bench)).toBe(first);
    expect(bench.host.read(KEY)).toBe("60\n");
  });

  test("is used up by an apply that fails before its run begins", async () => {
    const { bench, root } = agent();
    const id = await waiting(bench);
    approveAs("ana", bench, id);
    const runs = join(root, "var/lib/vexor-agent/runs");
    rmSync(runs, { recursive: true });
    writeFileSync(runs, "");
    await heard(bench);
    expect(bench.host.read(KEY)).toBe("60\n");
    rmSync(runs);
    expect(await waiting(bench)).toBe(id);
  });

  test("is not needed for a plan that writes nothing", async () => {
    const root = tree();
    const bench = agentOn(root, revisionOf("aaaa", declare(60)), { needsApproval: true });
    await bench.clock.pass(1_000);
    const id = bench.agent.known.plan?.id ?? "";
    approveAs("ana", bench, id);
    await heard(bench);
    expect(bench.agent.known.plan?.summary.update).toBe(0);
    expect([bench.agent.machine.state, bench.agent.machine.plan?.closed]).toEqual(["idle", null]);
  });

  test("is recorded in the run, with the operator who gave it", async () => {
    const { bench } = agent();
    approveAs("ana", bench, await waiting(bench));
    await heard(bench);
    expect(readRun(bench.host, 1)?.snapshot).toMatchObject({ by: "vexor-agent",
      approval: { by: "ana", uid: 1000 } });
  });
});
