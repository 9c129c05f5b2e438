/**
 * An attacker who has taken over the agent speaks to the root helper, and an honest agent works beside
 * a person: a run belongs to the one who began it.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { cannotRun } from "../lab/machine.ts";
import { forced, proofOf, tell } from "./support/taken-over.ts";
import { bootVictim, enrolVictim, type Victim } from "./support/victim.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const UNIT = "/etc/systemd/system/vexor-operate@.service.d";
/** The second operation from now on waits until it may go on. */
const SLOW = `#!/bin/sh
n=$(cat /run/slow 2>/dev/null || echo 0)
[ "$n" -gt 0 ] || exit 0
echo $((n - 1)) > /run/slow
[ "$n" -eq 1 ] || exit 0
touch /run/slow.waits
while [ ! -e /run/slow.go ]; do sleep 0.1; done
`;

describe.skipIf(cannotRun("container"))("the root helper", () => {
  let victim: Victim;
  let run: Victim["run"];
  let says: Victim["says"];
  let accepted = "";
  beforeAll(async () => {
    victim = await bootVictim("operate");
    ({ run, says } = victim);
    accepted = await enrolVictim(victim, { sysctl: { [FIN]: 15 } });
    await victim.until(async () => await live() === "15");
    await mine(33);
    await victim.container.exec(["tee", "/usr/local/lib/slow"], { input: SLOW });
    await run(`chmod +x /usr/local/lib/slow; mkdir -p ${UNIT}
printf '[Service]\nExecStartPre=+/usr/local/lib/slow\n' > ${UNIT}/slow.conf; systemctl daemon-reload`);
  });
  afterAll(() => victim?.destroy());
  beforeEach(async () => {
    await run("rm -f /run/slow*; systemctl reset-failed vexor-agent vexor-operate.socket");
  });

  const live = (): Promise<string> => says(`sysctl -n ${FIN}`);
  const mine = (value: number): Promise<unknown> => run(
    `echo '{"apiVersion": "vexor/v1", "host": "lab", "sysctl": {"${FIN}": ${value}}}' > /root/mine.yaml`);
  const begin = async (time: string): Promise<number> => {
    const { stdout, stderr } = await run(`cd / && vexor apply --yes --json -f /root/mine.yaml --confirm-within ${time}`);
    if (stdout === "") throw new Error(stderr);
    return (JSON.parse(stdout) as { run: number }).run;
  };
  const agentIs = async (...states: readonly string[]): Promise<boolean> =>
    states.includes((JSON.parse(await says("vexor status --json")) as { state: string }).state);
  const settled = async (value: string): Promise<void> => {
    await run("vexor sync");
    await victim.until(async () => await agentIs("idle") && await live() === value, 60);
  };
  /** A signed commit on a branch of its own, off the accepted one. */
  const branch = async (name: string, value: number): Promise<string> => {
    const { stdout, code, stderr } = await victim.container.exec(["runuser", "-u", "git", "--", "sh",
      "-ec", `cd /home/git/work; git checkout -q -b ${name} ${accepted}; cat > hosts/lab.yaml
git commit -qa --gpg-sign -m ${name}; git rev-parse HEAD; git checkout -q main`],
    { input: JSON.stringify({ apiVersion: "vexor/v1", host: "lab", sysctl: { [FIN]: value } }) });
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  };
  /** Root's records of runs, but not the ends of the agent's own. */
  const journalOf = (id: number): Promise<string> =>
    says(`cut -d' ' -f2- /var/lib/vexor-agent/runs/${id}/journal.jsonl`);

  test("an operator's countdown that begins beside the agent is waited for and rolled back in time", async () => {
    const id = await begin("20s");
    expect(await live()).toBe("33");
    await run("vexor sync");
    await victim.until(async () => await agentIs("gated"), 10);
    expect(await says("vexor status")).toContain(`run ${id} of root waits for vexor confirm until`);
    await victim.until(async () => await live() === "15", 30);
    expect(await journalOf(id)).toContain('"why":"not confirmed in time"');
    expect(await journalOf(id)).not.toContain('"confirmed"');
    await settled("15");
  });

  test("one that begins between the agent's plan and its apply halts nothing", async () => {
    await run("systemctl stop vexor-agent; echo 2 > /run/slow");
    await victim.commit({ sysctl: { [FIN]: 16 } });
    await run("systemctl start vexor-agent");
    await victim.until(async () => (await run("test -e /run/slow.waits")).code === 0, 30);
    const id = await begin("20s");
    await run("touch /run/slow.go");
    await victim.until(async () => await agentIs("gated", "halted"), 10);
    expect(await says("vexor status")).toContain(`run ${id} of root waits for vexor confirm until`);
    await victim.until(async () => await live() === "16", 60);
    await settled("16");
    accepted = await says("runuser -u git -- git -C /home/git/work rev-parse HEAD");
  });

  test("a taken-over agent neither keeps an operator's run nor rolls it back", async () => {
    await run("systemctl stop vexor-agent");
    const before = await live();
    const id = await begin("1h");
    for (const operation of [{ op: "confirm", run: id }, { op: "undo", run: id, why: "mine now" }]) {
      expect((await tell(victim, operation)).refused?.code).toBe("RUN_OF_ANOTHER");
    }
    expect(await live()).toBe("33");
    const proof = await proofOf(victim, accepted, accepted);
    expect((await forced(victim, proof)).refused?.code).toBe("RUN_WAITS");
    expect(await says(`vexor history | head -2`)).toContain("waits for confirmation");
    expect((await run("vexor rollback --yes")).code).toBe(0);
    expect(await live()).toBe(before);
  });

  test("a sandboxed unit that sees another boot id does not take an operator's run for an old one", async () => {
    await run("systemctl stop vexor-agent; cat /proc/sys/kernel/random/uuid > /run/boot_id");
    await run("mount --bind /run/boot_id /proc/sys/kernel/random/boot_id");
    const id = await begin("1h");
    const proof = await proofOf(victim, accepted, accepted);
    expect((await tell(victim, { op: "plan", proof, except: [] })).done?.waiting?.run).toBe(id);
    await run("umount /proc/sys/kernel/random/boot_id");
    expect(await live()).toBe("33");
    expect((await run("vexor rollback --yes")).code).toBe(0);
  });

  test("health checks that a commit asks for cannot be left out, nor reported before their time", async () => {
    const unwell = await victim.commit({ sysctl: { [FIN]: 17 },
      health: { holdFor: "30s", within: "2m", checks: [{ command: ["/bin/false"] }] } });
    const { done } = await forced(victim, await proofOf(victim, unwell, accepted));
    expect([done?.waits, await live()]).toEqual([true, "17"]);
    const id = done?.run ?? 0;
    expect((await tell(victim, { op: "confirm", run: id })).refused?.code).toBe("NOTHING_TO_CONFIRM");
    expect(await says(`systemctl is-active vexor-revert-${id}.timer`)).toBe("active");
    expect((await tell(victim, { op: "undo", run: id, why: "unwell" })).done?.run).toBe(id);
    expect(await live()).toBe("16");
    // Nor is it tried again without a person.
    const again = await proofOf(victim, unwell, accepted);
    expect((await forced(victim, again)).refused?.code).toBe("REVISION_ROLLED_BACK");
    // Nor under another id, which its server can give it by other bytes in its signature.
    const { stdout } = await victim.container.exec(["runuser", "-u", "git", "--", "sh", "-ec", `cd ~/work
git cat-file commit ${unwell} | sed 's/^ -----END SSH SIGNATURE-----$/&\\n more/' > ~/other
git hash-object -t commit -w ~/other`]);
    const other = await proofOf(victim, stdout.trim(), accepted);
    expect((await forced(victim, other)).refused?.code).toBe("REVISION_ROLLED_BACK");
  });

  test("a rollback beside a live agent is of a commit's run, says what follows, and stays", async () => {
    const next = await victim.commit({ sysctl: { [FIN]: 18 } });
    await run("systemctl start vexor-agent");
    await settled("18");
    await run(`sysctl -qw ${FIN}=44`);
    await victim.until(async () => await live() === "18");
    const { code, stdout, stderr } = await run("vexor rollback --yes");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/18 → \d+[^]*is rolled back by run/)]);
    expect(stderr).toContain(`git revert -S ${next.slice(0, 12)}`);
    expect(stderr).toContain("vexor suspend");
    expect(await live()).not.toBe("18");
    await run("vexor sync --wait");
    expect(await live()).not.toBe("18");
    expect(await says("vexor status")).toMatch(/ROLLED BACK .*was rolled back by run/);
    await run("vexor sync --retry");
    await settled("18");
    await run("systemctl stop vexor-agent");
    accepted = next;
  });

  test("only an operator can go back, or from one branch of signed commits to another", async () => {
    const [one, two] = [await branch("one", 21), await branch("two", 22)];
    const { done } = await forced(victim, await proofOf(victim, one, accepted));
    expect(done?.run).toBeGreaterThan(0);
    expect(await live()).toBe("21");
    for (const [commit, since] of [[two, accepted], [accepted, accepted], [two, one]] as const) {
      const { refused } = await forced(victim, await proofOf(victim, commit, since));
      expect(refused?.code, commit).toMatch(/^SOURCE_/);
    }
    expect(await live()).toBe("21");
    expect((await run(`vexor source accept ${accepted} --why "back to main" --yes`)).code).toBe(0);
    expect((await forced(victim, await proofOf(victim, accepted, accepted))).done?.run)
      .toBeGreaterThan(0);
    expect(await live()).toBe("18");
  });

  test("a flood of requests closes the way to root for a while, and not for good", async () => {
    const FLOOD = "use IO::Socket::UNIX; my @s;"
      + " for (1..2000) { push @s, IO::Socket::UNIX->new(Peer => $ARGV[0]); @s = () if @s > 50 }";
    const { container } = victim;
    const state = (): Promise<string> => says("systemctl show -P ActiveState vexor-operate.socket");
    await container.exec(["setpriv", "--reuid=vexor-agent", "--regid=vexor-agent", "--clear-groups",
      "perl", "-e", FLOOD, "/run/vexor-agent/operate.sock"]);
    await victim.until(async () => await state() === "failed", 10);
    await victim.until(async () => await state() === "active", 60);
    expect((await tell(victim, { op: "confirm", run: 99_999 })).refused?.code)
      .toBe("NOTHING_TO_CONFIRM");
  });

  test("runs that write nothing, and ever more of them, are not to be had", async () => {
    const before = await says("ls /var/lib/vexor-agent/runs | wc -l");
    const proof = await proofOf(victim, accepted, accepted);
    expect((await forced(victim, proof)).refused?.code).toBe("OPERATION_INVALID");
    expect(await says("ls /var/lib/vexor-agent/runs | wc -l")).toBe(before);
  });
});
