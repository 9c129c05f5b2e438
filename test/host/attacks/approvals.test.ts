/**
 * A person's word on a plan, against an agent that was taken over: what is approved is what root has
 * made and shown, it is used once, and only root can give it.
 */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cannotRun } from "../lab/machine.ts";
import { bootVictim, enrolVictim, type Victim } from "./support/victim.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const SOCKET = "/run/vexor-agent/agent/agent.sock";

describe.skipIf(cannotRun("container"))("a host whose plans need an operator's approval", () => {
  let victim: Victim;
  const live = (): Promise<string> => victim.says(`sysctl -n ${FIN}`);
  const planId = async (): Promise<string> => (JSON.parse(await victim.says(
    "vexor approve --json; true")) as { plan: { id: string } }).plan.id;
  const waits = (): Promise<void> => victim.until(async () =>
    (await victim.says("vexor status")).includes("vexor approve"));
  beforeAll(async () => {
    victim = await bootVictim("approvals");
    await enrolVictim(victim, { sysctl: {} });
    await victim.run(`sed -i '1s/{/{"approval": "required", /' /etc/vexor-agent/agent.yaml;
      systemctl restart vexor-agent`);
    await victim.commit({ sysctl: { [FIN]: 15 } });
    await waits();
  });
  afterAll(() => victim?.destroy());

  test("root's plan is the very one that waits, and is applied once it is approved", async () => {
    const id = await planId();
    expect(JSON.parse(await victim.says("vexor status --json"))).toMatchObject({ plan: { id } });
    expect(await live()).toBe("60");
    const { code, stdout } = await victim.run(`vexor approve ${id.slice(0, 12)} --yes`);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`60 → 15`)]);
    await victim.until(async () => await live() === "15");
    expect(await victim.says("vexor history | head -1")).toContain("approved by root");
  });

  test("the same drift, come again, waits for another word", async () => {
    await victim.run(`sysctl -qw ${FIN}=44`);
    await waits();
    const id = await planId();
    await victim.run(`vexor approve ${id} --yes`);
    await victim.until(async () => await live() === "15");
    await victim.run(`sysctl -qw ${FIN}=44`);
    await waits();
    expect(await planId()).toBe(id);
    expect(await live()).toBe("44");
  });

  test("the agent's user can write no approval", async () => {
    const { stdout } = await victim.as("vexor-agent", `cd /var/lib/vexor-agent
      { echo > approval.json; } 2>/dev/null && echo wrote
      touch probe 2>/dev/null && echo made
      vexor approve ${await planId()} --yes >/dev/null 2>&1 && echo approved; true`);
    expect(stdout).toBe("");
  });

  test("an agent that shows one plan under another's id gets no other approved", async () => {
    const id = await planId();
    const shown = "0".repeat(32);
    const status = JSON.parse(await victim.says("vexor status --json")) as {
      plan: { summary: object } };
    const summary = Object.fromEntries(Object.keys(status.plan.summary).map((key) => [key, 0]));
    const lie = { ...status, yielded: ["sysctl/\u001b[2J"], breakGlass: [],
      plan: { ...status.plan, id: shown, items: [], summary: { ...summary, none: 1 } } };
    await victim.container.writeFile("/root/lie",
      `${JSON.stringify({ format: "vexor.api/2", status: lie })}\n`, "0644");
    await victim.container.copyIn(join(import.meta.dirname, "support/fake-agent.pl"),
      "/usr/local/bin/fake-agent.pl");
    await victim.run(`systemctl stop vexor-agent; cp /root/lie /tmp/lie
      install -d -o vexor-agent -g vexor-agent -m 750 /run/vexor-agent/agent
      systemd-run -q --unit=fake --uid=vexor-agent perl /usr/local/bin/fake-agent.pl ${SOCKET} /tmp/lie`);
    await victim.until(async () => (await victim.says("vexor status")).includes(shown.slice(0, 12)));
    const refused = await victim.run(`vexor approve ${shown} --yes`);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("PLAN_STALE")]);
    expect(refused.stdout).toContain(`Plan ${id} for lab`);
    expect(refused.stdout).toContain("44 → 15");
    expect(refused.stdout + refused.stderr).not.toContain("\u001b[2J");
    expect(await victim.says("ls /var/lib/vexor-agent/approval.json")).toBe("");
    await victim.run("systemctl stop fake");
  });
});
