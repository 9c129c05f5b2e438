/**
 * The packaged agent under every fault that a machine has in store, at random moments of following a
 * commit. Whatever happens, it converges, or is back at the previous state and says why; no run is
 * left open, and the next good commit is taken. VEXOR_AGENT_FAULTS=300 makes it a campaign,
 * VEXOR_SEED repeats one.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import { SEED } from "../support/random.ts";
import { Campaign, FAULT_NAMES, renderTally } from "./agent-faults/campaign.ts";
import { AgentFaultHarness } from "./agent-faults/machine.ts";
import { eventsIn, KEYS, see } from "./agent-faults/oracle.ts";
import { cannotExhaust } from "./agent-faults/memory.ts";
import { cannotRun } from "./lab/machine.ts";
import { removeDebs } from "./support/package.ts";
import { afterwards } from "./support/vexor.ts";

const ROUNDS = Number(process.env["VEXOR_AGENT_FAULTS"] ?? 8);
const REVERTS = ROUNDS >= 100 ? 5 : 1;
const ONLY = process.env["VEXOR_FAULT"];
const MINUTE = 60_000;

const faults = FAULT_NAMES.filter((name) => (ONLY === undefined || name === ONLY)
  && (cannotExhaust() === undefined || !name.startsWith("oom")));

describe.skipIf(cannotRun("container"))("the agent under faults", () => {
  let harness: AgentFaultHarness;
  beforeAll(async () => {
    harness = await AgentFaultHarness.start();
  });
  afterAll(async () => {
    await harness?.container.destroy();
    await removeDebs();
  });

  test("converges, or is back where it was and says why", async () => {
    const campaign = await Campaign.start(harness, SEED);
    console.log(`seed ${SEED}, ${ROUNDS} rounds`);
    // A fault that met nothing does not count.
    for (let hits = 0, n = 0; hits < ROUNDS && n < 3 * ROUNDS; n++) {
      const round = await campaign.inject(faults[n % faults.length] ?? "kill agent");
      if (round.hit) hits++;
      if (n % 25 === 24) console.log(renderTally(campaign.rounds));
      if (round.why !== null) console.log(`${round.fault}, health ${round.health}: ${round.why}`);
      if (round.problems.length > 0) console.log(JSON.stringify(round, null, 2).replaceAll("\\n", "\n"));
    }
    console.log(`${renderTally(campaign.rounds)}\na person was needed: ${campaign.halts}`);
    expect(campaign.rounds.filter(({ problems }) => problems.length > 0)).toEqual([]);
    expect(campaign.halts).toBe(0);
  }, within((3 + ROUNDS) * MINUTE));

  test("without an agent, a run without a confirmation is rolled back when its time is up", async () => {
    await Campaign.start(harness, SEED + 2);
    const late: number[] = [];
    for (let n = 0; n < REVERTS; n++) {
      const before = await see(harness);
      await harness.commit({ sysctl: { [KEYS[1]]: 300 + n },
        health: { holdFor: "1s", within: "1s", checks: [{ command: ["/bin/sleep", "25"] }] } });
      await harness.sh("systemctl kill -s HUP --kill-whom=main vexor-agent");
      await harness.until("it is applied", 30, async () =>
        await harness.sh(`sysctl -n ${KEYS[1]}`) === String(300 + n)
        && await harness.sh("ls /run/systemd/transient/vexor-revert-*.timer | wc -l") !== "0"
        && (await see(harness)).open.every((one) => one.startsWith("run ")));
      await harness.sh("systemctl kill -s KILL vexor-agent; systemctl stop vexor-agent");
      // Of a timer that counts from now, systemd tells when it fires in time since the boot.
      const due = Number(await harness.sh("systemctl show -P NextElapseUSecMonotonic --timestamp=us"
        + " 'vexor-revert-*.timer' >/dev/null; busctl get-property org.freedesktop.systemd1"
        + " $(busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1"
        + " org.freedesktop.systemd1.Manager GetUnit s"
        + " $(systemctl list-timers --all --no-legend 'vexor-revert-*' | grep -o 'vexor-revert-[0-9]*.timer'"
        + " | sort -V | tail -n 1)"
        + " | cut -d'\"' -f2) org.freedesktop.systemd1.Timer NextElapseUSecMonotonic | cut -d' ' -f2"));
      const reverted = Number(await harness.sh(`until [ "$(sysctl -n ${KEYS[1]})" != ${300 + n} ]; do`
        + " sleep 0.02; done; cut -d' ' -f1 /proc/uptime"));
      late.push(reverted - due / 1e6);
      await harness.until("its record ends", 10, async () => (await see(harness)).open.length === 0);
      expect((await see(harness)).state).toBe(before.state);
      await harness.sh("systemctl start vexor-agent");
    }
    console.log(`taken back after its time, in s: ${late.map((one) => one.toFixed(2)).join(", ")}`);
    expect(late.filter((one) => one < -0.5 || one > within(2_000) / 1000)).toEqual([]);
  }, within((2 + REVERTS) * MINUTE));

  test("while another process holds the host's lock, nothing is corrected", async () => {
    const campaign = await Campaign.start(harness, SEED + 3);
    const right = await harness.sh(`sysctl -n ${KEYS[0]}`);
    const seen = await harness.sh(`exec 3>/run/vexor-agent/root/lock; flock 3; sysctl -qw ${KEYS[0]}=888
      for n in $(seq 40); do sysctl -n ${KEYS[0]}; sleep 0.1; done | sort -u`);
    expect(seen).toBe("888");
    await harness.until("it is corrected", 30, async () =>
      await harness.sh(`sysctl -n ${KEYS[0]}`) === right);
    await campaign.converge();
  });

  test("a disk that stays full does not stop the agent, and is reported; with room again it goes on", async () => {
    const campaign = await Campaign.start(harness, SEED + 1);
    const starts = (): Promise<string> => harness.sh("systemctl show -P NRestarts vexor-agent");
    afterwards(harness.container, "rm -f /var/lib/vexor-agent/.filler");
    await harness.sh("head -c 1G /dev/zero > /var/lib/vexor-agent/.filler || true");
    const since = await harness.sh("date +%s.%N");
    await harness.sh("systemctl restart vexor-agent");
    const [before, restarts] = [await see(harness), await starts()];
    await harness.commit({ sysctl: { [KEYS[0]]: 777 } });
    await harness.sh("systemctl kill -s HUP --kill-whom=main vexor-agent");
    await harness.until("it reports that", 60, async () =>
      eventsIn(await harness.log(since)).includes("memory-not-saved"));
    expect((await see(harness)).state).toBe(before.state);
    expect(await starts()).toBe(restarts);
    await harness.sh("rm /var/lib/vexor-agent/.filler");
    await harness.sh("systemctl kill -s HUP --kill-whom=main vexor-agent");
    await harness.until("it goes on", 60, async () =>
      await harness.sh(`sysctl -n ${KEYS[0]}`) === "777");
    await campaign.converge();
  });
});
