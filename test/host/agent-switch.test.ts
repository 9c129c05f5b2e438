/**
 * The packaged agent and all of its parts killed in a switch of clients: no operator is there any
 * more.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AgentFaultHarness } from "./agent-faults/machine.ts";
import { alarmOf } from "./agent-faults/oracle.ts";
import { cannotRun } from "./lab/machine.ts";
import { alarms, guardians } from "./support/guardians.ts";
import { removeDebs } from "./support/package.ts";
import { AGAVE, FRANK, installValidators, type Validators } from "./support/validators.ts";

let harness: AgentFaultHarness;
let validators: Validators;

const state = (): Promise<string> => harness.sh(`systemctl is-active ${AGAVE} ${FRANK} | tr '\\n' ' ' || true`);
const newest = (): Promise<string> => harness.sh("tail -n 1 /var/lib/vexor-agent/runs/$("
  + "ls /var/lib/vexor-agent/runs | sort -n | tail -n 1)/journal.jsonl");

describe.skipIf(cannotRun("container"))("the packaged agent killed in a switch", () => {
  beforeAll(async () => {
    harness = await AgentFaultHarness.start();
    validators = await installValidators(harness.container);
    await harness.container.writeFile("/etc/systemd/system/vexor-agent.service.d/nobody.conf",
      "[Service]\nRestart=no\n");
    await harness.sh("systemctl daemon-reload");
  });
  afterAll(async () => {
    await harness?.container.destroy();
    await removeDebs();
  });

  test.each([
    ["between stop and start", 1500, 100, async () => !(await state()).startsWith("active")],
    ["while the new client becomes healthy", 100, 5000, async () => (await state()).endsWith(" active")],
  ])("%s: its guardian brings the old client back, with an alarm", async (_, stopMs, startMs, now) => {
    await validators.behaviour(AGAVE, { stopMs });
    await validators.behaviour(FRANK, { startMs });
    await harness.sh("systemctl start vexor-agent; journalctl -q --rotate --vacuum-time=1s");
    const since = await harness.sh("date +%s.%N");
    const commit = await harness.commit({ client: { active: "frankendancer", adopt: { from: "agave" },
      stopWithin: 5, healthyWithin: 20 } });
    await harness.sh("systemctl kill -s HUP --kill-whom=main vexor-agent");
    await harness.until("that moment comes", 60, now);
    expect(await guardians(harness.container)).toMatchObject([{ active: "active" }]);
    // An operation that has ended by itself meanwhile is not there to be killed.
    await harness.sh("systemctl kill -s KILL vexor-agent vexor-apply; systemctl kill -s KILL 'vexor-operate@*' || true");
    await harness.until("the run has ended", 40, async () => (await newest()).includes('"end"'));
    await harness.until("the guardian has left", 20, async () => (await guardians(harness.container)).length === 0);
    expect([await state(), await newest()]).toEqual(["active inactive", expect.stringContaining("rolled-back")]);
    expect(await harness.sh("systemctl is-active vexor-agent || true")).toBe("failed");
    expect(await alarms(harness.container)).toContain("RUN_CUT_SHORT");
    expect((await validators.seen()).filter(({ mains }) => mains.length > 1)).toEqual([]);
    await harness.sh("systemctl start vexor-agent");
    await harness.until("the agent tells it", 60, async () => alarmOf(await harness.log(since), commit) !== null);
    expect(await state()).toBe("active inactive");
  });
});
