/**
 * The agent has been taken over, and root goes on working: what root opens must not come to the
 * agent's user by any descriptor, neither in the agent's own unit nor outside of every sandbox.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeKey } from "../../support/keys.ts";
import { cannotRun } from "../lab/machine.ts";
import { bootVictim, enrolVictim, type Victim } from "./support/victim.ts";

const THIEF = readFileSync(join(import.meta.dirname, "support/thief.c"), "utf8");
const SHADOW = "canary:$y$the-hash-of-a-password:19000:0:99999:7:::";
const KEYPAIR = "/etc/solana/staked.json";
const LOOT = { inside: "/run/loot.inside", outside: "/run/loot.outside",
  control: "/run/loot.control" } as const;
type Thief = keyof typeof LOOT;

/** The unit as it is, but for the program. */
const TAKEN_OVER = `[Service]
Type=exec
ExecCondition=
ExecStart=
ExecStart=/usr/local/bin/thief inside
ExecReload=
WatchdogSec=0
StandardOutput=append:${LOOT.inside}
`;

const HOST_FILE = (pubkey: string): string => JSON.stringify({ apiVersion: "vexor/v1", host: "lab",
  mode: "observe", sysctl: { "net.ipv4.tcp_fin_timeout": 15 },
  identity: { pubkey, keypair: KEYPAIR } });

/** Each with root's rights; what they find is not the point, what they open is. */
const ROOTS_WORK = [
  "cat /etc/shadow", "getent shadow root", "cat /etc/ssh/ssh_host_*_key", `cat ${KEYPAIR}`,
  "vexor plan -f /root/host.yaml", "vexor clients -f /root/host.yaml", "vexor source check",
  "vexor identity show -f /root/host.yaml", "vexor identity verify -f /root/host.yaml",
  "vexor apply --yes -f /root/host.yaml", "vexor drift", "vexor history", "vexor status",
  "vexor explain sysctl/net.ipv4.tcp_fin_timeout", "vexor init", "vexor validate /root/host.yaml",
  "vexor release --yes --only sysctl/net.ipv4.tcp_fin_timeout",
] as const;

describe.skipIf(cannotRun("container"))("descriptors and a taken-over agent", () => {
  let victim: Victim;
  let secrets: Readonly<Record<string, string>> = {};
  const loot = (by: Thief): Promise<string> => victim.says(`cat ${LOOT[by]}`);
  const stolenBy = async (by: Thief): Promise<readonly string[]> => {
    const text = await loot(by);
    return Object.keys(secrets).filter((name) => text.includes(secrets[name] ?? ""));
  };
  const doorsOf = async (by: Thief): Promise<readonly string[]> =>
    (await loot(by)).split("\n").filter((line) => line.startsWith("OPEN DOOR"));
  const ready = (by: Thief): Promise<void> => victim.until(async () =>
    (await loot(by)).split("\n").includes("ready"), 30);
  const startThief = async (by: Thief, user: string): Promise<void> => {
    await victim.run(`systemd-run --quiet --unit=thief-${by} -p StandardOutput=append:${LOOT[by]} `
      + `runuser -u ${user} -- /usr/local/bin/thief ${by}`);
    await ready(by);
  };

  beforeAll(async () => {
    victim = await bootVictim("descriptors");
    await enrolVictim(victim, { mode: "observe" });
    const key = makeKey();
    await victim.container.writeFile(KEYPAIR, key.text, "0600");
    await victim.container.writeFile("/root/host.yaml", HOST_FILE(key.pubkey), "0600");
    await victim.run(`echo '${SHADOW}' >> /etc/shadow`);
    await victim.compile(THIEF, "/usr/local/bin/thief");
    secrets = { "/etc/shadow": SHADOW, keypair: key.text.trim(), "SSH host key":
      await victim.says("sed -n 2p /etc/ssh/ssh_host_ed25519_key") };
    await startThief("control", "root");
    await startThief("outside", "vexor-agent");
    await victim.container.writeFile("/etc/systemd/system/vexor-agent.service.d/taken.conf",
      TAKEN_OVER);
    await victim.run("systemctl daemon-reload; systemctl restart vexor-agent");
    await ready("inside");
    for (const command of ROOTS_WORK) await victim.run(`cd /root; ${command}`);
    await victim.run("sleep 1");
  });
  afterAll(() => victim?.destroy());

  test("the program receives all events where it has a queue, so the test would see a leak", async () => {
    expect(await stolenBy("control")).toEqual(Object.keys(secrets));
  });

  test.each(["inside", "outside"] as const)("%s of the unit, no byte is stolen", async (by) => {
    const text = await loot(by);
    expect(text).toContain(`as uid ${await victim.says("id -u vexor-agent")}, ${by}`);
    expect(text).toContain('the reader says {"format":"vexor.watch/1","because":null}');
    expect(text).toMatch(/^reader found: \d+$/m);
    expect(await stolenBy(by)).toEqual([]);
  });

  test.each(["inside", "outside"] as const)("%s of the unit, no door is open", async (by) => {
    expect(await doorsOf(by)).toEqual([]);
  });

  test("nothing is executed from where the agent may write", async () => {
    expect((await loot("inside")).match(/^wrote .*$/gm)).toEqual(["/var/lib/vexor-agent/agent",
      "/var/lib/vexor-agent/mirror", "/run/vexor-agent/agent", "/tmp", "/var/tmp", "/dev/shm"]
      .map((place) => `wrote ${place}/program`));
    expect(await loot("inside")).not.toContain("OPEN DOOR: executed");
  });

  test("the reader still reports, and only sysctls and interrupts", async () => {
    await victim.run("sysctl -qw net.ipv4.tcp_fin_timeout=33; echo 7 > /proc/self/oom_score_adj");
    await victim.until(async () => (await loot("inside")).includes('"name":"sysctl"'), 10);
    const paths = [...(await loot("inside")).matchAll(/"wrote":"([^"]*)"/g)].map(([, path]) => path);
    expect(paths.filter((path) => !/^\/proc\/(sys|irq)\//.test(path ?? ""))).toEqual([]);
    expect(await victim.says("systemctl show -p ActiveState -p NRestarts vexor-watch.service"))
      .toBe("NRestarts=0\nActiveState=active");
  });
});
