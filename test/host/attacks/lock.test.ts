/**
 * The lock of a host stops every verb that writes, so who can hold it can stop a revert. Users
 * without rights try to: they hold what they can open, and put things where the lock is looked for.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { patient, within } from "../../support/pace.ts";
import { cannotRun } from "../lab/machine.ts";
import { bootVictim, type Victim } from "./support/victim.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const OLD = "/run/vexor-agent/lock";
const DIRECTORY = "/run/vexor-agent/root";

/** Opens a file for reading and locks it for a while; says whether that worked. */
const HOLD = "use Fcntl ':flock'; open(F, '<', $ARGV[0]) or print(qq(not opened: $!\\n)), exit 1;"
  + " flock(F, LOCK_EX | LOCK_NB) or print(qq(not locked: $!\\n)), exit 1;"
  + " $| = 1; print qq(held\\n); sleep 60";

describe.skipIf(cannotRun("container"))("the lock of a host", () => {
  let victim: Victim;
  let run: Victim["run"];
  let says: Victim["says"];
  beforeAll(async () => {
    victim = await bootVictim("lock");
    ({ run, says } = victim);
    await run(`echo '{"apiVersion": "vexor/v1", "host": "lab", "sysctl": {"${FIN}": 31}}' > /root/mine.yaml`);
    await run(`printf '%s' "${HOLD.replaceAll("$", "\\$")}" > /usr/local/lib/hold.pl`);
    await run("vexor validate -f /root/mine.yaml && vexor recover");
  });
  afterAll(() => victim?.destroy());

  const live = (): Promise<string> => says(`sysctl -n ${FIN}`);

  /** Whether a user can hold what is at `path`. */
  const holds = async (user: string, path: string): Promise<boolean> => {
    const { stdout } = await victim.as(user, `timeout ${patient(2)} perl /usr/local/lib/hold.pl ${path}`);
    return stdout.includes("held");
  };

  test.each(["eve", "sol", "vexor-agent", "nobody"])("cannot be held by %s", async (user) => {
    await run("vexor recover");
    expect(await says(`stat -c '%U %a' ${DIRECTORY} ${DIRECTORY}/lock`)).toBe("root 700\nroot 600");
    expect(await holds(user, `${DIRECTORY}/lock`)).toBe(false);
  });

  test.each(["eve", "vexor-agent"])("cannot be replaced by %s", async (user) => {
    const { code, stdout } = await victim.as(user, `for place in ${DIRECTORY} ${DIRECTORY}/lock; do
      mv $place /tmp/away 2>/dev/null && echo moved; rm -rf $place 2>/dev/null && echo removed
      ln -sfn /tmp $place 2>/dev/null && echo linked; mkdir $place/new 2>/dev/null && echo made; done; true`);
    expect([code, stdout]).toEqual([0, ""]);
  });

  test("where older versions had it, it can be held for nothing: a revert comes in time", async () => {
    await run(`: > ${OLD}; chmod 644 ${OLD}`);
    await run(`systemd-run -q --unit=eve-holds --uid=eve perl /usr/local/lib/hold.pl ${OLD}`);
    await victim.until(async () =>
      (await says("journalctl -q -o cat -u eve-holds")).includes("held"), 10);
    const before = await live();
    const { stdout } = await run(`cd / && vexor apply --yes -f /root/mine.yaml --confirm-within 5s`);
    expect(stdout).toContain("vexor confirm");
    expect(await live()).toBe("31");
    await victim.until(async () => await live() === before, 10);
    await run("cd / && vexor apply --yes -f /root/mine.yaml");
    expect((await run("vexor rollback --yes")).code).toBe(0);
    expect(await live()).toBe(before);
    // The package's own waiting is held up neither.
    expect((await run(`timeout ${within(20)} sh /var/lib/dpkg/info/vexor.prerm upgrade 9`)).code).toBe(0);
    await run("systemctl stop eve-holds");
  });

  test("its holder is named by the kernel, whatever the file says", async () => {
    await run(`echo '12079 vexor apply, root (pid 12079)' > ${DIRECTORY}/lock`);
    await run(`systemd-run -q --unit=root-holds flock ${DIRECTORY}/lock sleep 30`);
    await victim.until(async () => (await run(`flock -n ${DIRECTORY}/lock true`)).code !== 0, 10);
    const { code, stderr } = await run("vexor confirm");
    const pid = await says("systemctl show -P MainPID root-holds");
    await run("systemctl stop root-holds");
    expect(code).toBe(1);
    expect(stderr).toContain(`(pid ${pid}, uid 0)`);
    expect(stderr).not.toContain("12079");
  });

  test("a place that belongs to another user is refused by name", async () => {
    await run(`chown eve ${DIRECTORY}`);
    const { code, stderr } = await run("vexor confirm");
    await run(`chown root ${DIRECTORY}`);
    expect([code, /belongs to uid \d+/.test(stderr), stderr.includes("LOCK_UNSAFE")])
      .toEqual([1, true, true]);
  });
});
