/**
 * The packaged agent on a real kernel, in one guest: taken over, it uses up what its unit may have
 * (tasks, memory, and the disk that its directories lie on; only a guest has a kernel that counts
 * them). What root does goes on, an operator's countdown among it, other services have what they
 * had, and the agent goes on afterwards. Then its clock is set by a year, either way, at a random
 * moment of following a commit: no run is rolled back for it, none is kept that was not shown to be
 * healthy, and the next commit is taken as soon as any other.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { elapse, patient, until, within } from "../support/pace.ts";
import { bootGuest, type Guest } from "./lab/guest.ts";
import { cannotRun } from "./lab/machine.ts";
import { buildDeb, removeDebs } from "./support/package.ts";
import { SERVICE, startServices } from "./support/vexor.ts";
import { random } from "../support/random.ts";

const MEMORY_MAX = 384 * 1024 * 1024;
const [FIN, SOMAXCONN] = ["net.ipv4.tcp_fin_timeout", "net.core.somaxconn"];
const UNIT = "/sys/fs/cgroup/system.slice/vexor-agent.service";
const FORKER = "perl -e 'for (1..400) { my $p = fork; last if !defined $p; if (!$p) { sleep 900; exit } } sleep 900'";
const EATER = "perl -e 'my @x; for (1..12) { push @x, (\"x\" x 5e7) . $_; sleep 1 } sleep 900'";

let guest: Guest;
const run = (script: string) => guest.exec(["sh", "-c", script], { timeoutMs: 240_000 });
const says = async (script: string): Promise<string> => (await run(script)).stdout.trim();
const live = (key: string): Promise<string> => says(`sysctl -n ${key}`);
const declare = (fin: number): Promise<void> => guest.writeFile("/srv/fleet/hosts/lab.yaml",
  JSON.stringify({ apiVersion: "vexor/v1", host: "lab", sysctl: { [FIN]: fin } }));
const becomes = (key: string, value: string, seconds: number): Promise<void> =>
  until(async () => await live(key) === value, seconds, () =>
    says("journalctl -b -o short-monotonic --no-pager | grep -i vexor | tail -30; vexor status"));

/** As the agent's user and in the agent's unit, as code that has taken it over is. */
const start = async (name: string, program: string): Promise<void> => {
  await guest.writeFile(`/tmp/${name}.sh`, `${program}\n`, "0755");
  await run(`setsid sh -c 'echo $$ > ${UNIT}/cgroup.procs; exec setpriv --reuid=vexor-agent --regid=vexor-agent `
    + `--clear-groups sh /tmp/${name}.sh' >/dev/null 2>&1 </dev/null &`);
};
const stop = (): Promise<unknown> => run("pkill -KILL -u vexor-agent -x perl; true");

const CLOCK_ROUNDS = Math.max(2, Math.round(Number(process.env["VEXOR_AGENT_FAULTS"] ?? 0) / 25));
const MINUTE = 60_000;
const MAP_COUNT = "vm.max_map_count";

const lastLine = (): Promise<string> => says("cd /var/lib/vexor-agent/runs;"
  + " tail -n 1 $(ls | sort -n | tail -n 1)/journal.jsonl");
const declareChecked = (value: number, healthy: boolean): Promise<void> =>
  guest.writeFile("/srv/fleet/hosts/lab.yaml", JSON.stringify({ apiVersion: "vexor/v1", host: "lab",
    sysctl: { [MAP_COUNT]: value },
    health: { holdFor: "8s", within: "60s", checks: [{ command: [`/bin/${healthy}`] }] } }));
const comesTrue = (what: string, holds: () => Promise<boolean>): Promise<void> =>
  until(holds, 120, async () => `${what}
`
    + await says("journalctl -o short-monotonic --no-pager | grep -i vexor | tail -40"));

const COUNTDOWN = patient(8);

/** A person's change with a countdown. The agent's own operations hold the lock for a moment. */
const changeByHand = async (fin: number): Promise<void> => {
  await guest.writeFile("/root/by-hand.yaml", JSON.stringify({ apiVersion: "vexor/v1", host: "lab",
    sysctl: { [FIN]: fin, [SOMAXCONN]: 5000 } }));
  let said = "";
  await until(async () => {
    const { code, stdout, stderr } = await run(
      `vexor apply --yes --confirm-within ${COUNTDOWN}s -f /root/by-hand.yaml`);
    said = stdout + stderr;
    return code === 0;
  }, 60, () => said);
};
const isTakenBack = (): Promise<void> => becomes(SOMAXCONN, "4096", 2 * COUNTDOWN + 60);

/** While all of it is used up: applied, and back in time. */
const countdownHolds = async (fin: number): Promise<void> => {
  await changeByHand(fin);
  await isTakenBack();
};

describe.skipIf(cannotRun("guest"))("the agent, taken over or with another clock", () => {
  let validator: string;
  let fin = 20;

  beforeAll(async () => {
    const deb = await buildDeb("0.1.0+test1");
    guest = await bootGuest({ name: "exhausted", files: { "/root/vexor.deb": deb } });
    await startServices(guest, SERVICE);
    await run("dpkg --install /root/vexor.deb");
    await declare(fin);
    await guest.writeFile("/etc/vexor-agent/agent.yaml",
      JSON.stringify({ source: { directory: "/srv/fleet", poll: "5s" } }));
    await run("systemctl start vexor-agent");
    await becomes(FIN, String(fin), 90);
    validator = await says(`systemctl show -P MainPID ${SERVICE}`);
  });
  beforeEach(async () => {
    await until(async () => (await says("systemctl is-active vexor-agent")) === "active", 90);
  });
  afterAll(async () => {
    await guest?.destroy();
    await removeDebs();
  });

  /** It is up, follows what is declared next, and nothing else has been touched. */
  const goesOn = async (): Promise<void> => {
    await declare(fin += 1);
    await becomes(FIN, String(fin), 120);
    expect(await says(`systemctl show -P MainPID ${SERVICE}`)).toBe(validator);
  };

  test("its tasks: root's verbs and a countdown go on, and so does the agent", async () => {
    await start("forker", FORKER);
    await until(async () => /^max [1-9]/m.test(await says(`cat ${UNIT}/pids.events`)), 60);
    expect(await says(`cat ${UNIT}/pids.max`)).toBe("128");
    expect(Number(await says(`cat ${UNIT}/pids.current`))).toBeLessThanOrEqual(128);
    await countdownHolds(fin);
    expect((await run("timeout 60 vexor plan -f /root/by-hand.yaml")).code).toBe(0);
    await stop();
    await goesOn();
  });

  test("its memory: the kernel holds it to what the unit may have, and others have theirs", async () => {
    await start("eater", EATER);
    await until(async () => /^high [1-9]/m.test(await says(`cat ${UNIT}/memory.events`)), 90);
    expect(Number(await says(`cat ${UNIT}/memory.current`))).toBeLessThanOrEqual(MEMORY_MAX);
    await countdownHolds(fin);
    await stop();
    expect(await says("systemctl --failed --no-legend")).toBe("");
    await goesOn();
  });

  test("the disk: what is to be rolled back is, and the agent goes on once there is room", async () => {
    await changeByHand(fin);
    const { stderr } = await run("setpriv --reuid=vexor-agent --regid=vexor-agent --clear-groups sh -c '"
      + "n=0; while head -c 64M /dev/zero > /var/lib/vexor-agent/mirror/fill.$n; do n=$((n + 1)); done'");
    expect(stderr).toContain("No space left");
    await isTakenBack();
    expect(await says("vexor history --json | grep -c rolled")).not.toBe("0");
    await run("rm -f /var/lib/vexor-agent/mirror/fill.*");
    await goesOn();
  });

  test("a commit ends as it would have, whatever its clock says", async () => {
    let last = 100_000;
    await declareChecked(last, true);
    await comesTrue("the first is kept", async () => await live(MAP_COUNT) === String(last)
      && (await lastLine()).includes('"applied"'));
    for (let round = 0; round < CLOCK_ROUNDS; round++) {
      const [value, healthy] = [100_001 + round, round % 4 !== 3];
      const runs = Number(await says("ls /var/lib/vexor-agent/runs | wc -l"));
      await declareChecked(value, healthy);
      await elapse(random.below(12_000));
      const restarts = await says("systemctl show -P NRestarts vexor-agent");
      await says(`date -s '${round % 2 === 0 ? "+1" : "-1"} year'`);
      await comesTrue(`round ${round}: a new run has ended`, async () =>
        Number(await says("ls /var/lib/vexor-agent/runs | wc -l")) > runs
        && (await lastLine()).includes('"end"'));
      expect(await lastLine()).toContain(healthy ? '"applied"' : '"rolled-back"');
      if (healthy) last = value;
      expect(await live(MAP_COUNT)).toBe(String(last));
      expect(await says(`grep -c '^${MAP_COUNT} = ${last}$' /etc/sysctl.d/90-vexor-agent.conf`)).toBe("1");
      expect(await says("systemctl show -P NRestarts vexor-agent")).toBe(restarts);
    }
    console.log(`the clock was set ${CLOCK_ROUNDS} times`);
  }, within((2 + CLOCK_ROUNDS) * MINUTE));
});
