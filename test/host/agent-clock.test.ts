/**
 * The packaged agent on a real kernel whose clock is set by a year, either way, at a random moment
 * of following a commit: nothing is taken back for it, nothing is kept that was not shown to be
 * healthy, and the next commit is taken as soon as any other.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until as comesTrue, within } from "../support/pace.ts";
import { bootGuest, type Guest } from "./lab/guest.ts";
import { cannotRun } from "./lab/machine.ts";
import { buildDeb, removeDebs } from "./support/package.ts";

const ROUNDS = Math.max(2, Math.round(Number(process.env["VEXOR_AGENT_FAULTS"] ?? 0) / 25));
const MINUTE = 60_000;
const KEY = "vm.max_map_count";

let guest: Guest;
const says = async (script: string): Promise<string> =>
  (await guest.exec(["sh", "-c", script], { timeoutMs: 240_000 })).stdout.trim();
const lastLine = (): Promise<string> => says("cd /var/lib/vexor-agent/runs;"
  + " tail -n 1 $(ls | sort -n | tail -n 1)/journal.jsonl");

const declare = (value: number, healthy: boolean): Promise<void> =>
  guest.writeFile("/srv/fleet/hosts/lab.yaml", JSON.stringify({ apiVersion: "vexor/v1", host: "lab",
    sysctl: { [KEY]: value },
    health: { holdFor: "8s", within: "60s", checks: [{ command: [`/bin/${healthy}`] }] } }));

const until = (what: string, holds: () => Promise<boolean>, seconds = 120): Promise<void> =>
  comesTrue(holds, seconds, async () => `${what}
`
    + await says("journalctl -o short-monotonic --no-pager | grep -i vexor | tail -40"));

describe.skipIf(cannotRun("guest"))("the agent on a machine whose clock is set", () => {
  beforeAll(async () => {
    const deb = await buildDeb("0.1.0+clock");
    guest = await bootGuest({ name: "clock", files: { "/root/vexor.deb": deb } });
    await says("dpkg --install /root/vexor.deb");
    await declare(100_000, true);
    await guest.writeFile("/etc/vexor-agent/agent.yaml",
      JSON.stringify({ source: { directory: "/srv/fleet", poll: "5s" } }));
    await says("systemctl start vexor-agent");
    await until("the first is kept", async () => (await lastLine()).includes('"applied"'));
  });
  afterAll(async () => {
    await guest?.destroy();
    await removeDebs();
  });

  test("a commit ends as it would have", async () => {
    let last = 100_000;
    for (let round = 0; round < ROUNDS; round++) {
      const [value, healthy] = [100_001 + round, round % 4 !== 3];
      const runs = Number(await says("ls /var/lib/vexor-agent/runs | wc -l"));
      await declare(value, healthy);
      await sleep(Math.random() * 12_000);
      const restarts = await says("systemctl show -P NRestarts vexor-agent");
      await says(`date -s '${round % 2 === 0 ? "+1" : "-1"} year'`);
      await until(`round ${round}: a new run has ended`, async () =>
        Number(await says("ls /var/lib/vexor-agent/runs | wc -l")) > runs
        && (await lastLine()).includes('"end"'));
      expect(await lastLine()).toContain(healthy ? '"applied"' : '"rolled-back"');
      if (healthy) last = value;
      expect(await says(`sysctl -n ${KEY}`)).toBe(String(last));
      expect(await says(`grep -c '^${KEY} = ${last}$' /etc/sysctl.d/90-vexor-agent.conf`)).toBe("1");
      expect(await says("systemctl show -P NRestarts vexor-agent")).toBe(restarts);
    }
    console.log(`the clock was set ${ROUNDS} times`);
  }, within((2 + ROUNDS) * MINUTE));
});
