/** The packaged agent publishes what a reviewer believes, and is given no more than it may publish. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../support/pace.ts";
import { proofOf, tell } from "./attacks/support/taken-over.ts";
import { bootVictim, enrolVictim, type Victim } from "./attacks/support/victim.ts";
import { cannotRun } from "./lab/machine.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const SETTINGS = "/etc/vexor-agent/agent.yaml";
const KEYS = `set -e
cd /etc/vexor-agent
ssh-keygen -q -t ed25519 -N '' -C lab -f facts_key
ssh-keygen -q -t ed25519 -N '' -C publish -f publish_key
chgrp vexor-agent publish_key; chmod 640 publish_key
cat publish_key.pub >> /home/git/.ssh/authorized_keys
runuser -u git -- git init -q --bare -b main /srv/git/facts.git
runuser -u git -- git init -q --bare -b main /srv/git/copy.git
mkdir -p /root/config/keys/hosts; cp facts_key.pub /root/config/keys/hosts/lab.pub`;

describe.skipIf(cannotRun("container"))("facts of a host", () => {
  let victim: Victim;
  let accepted = "";
  let before: Record<string, object> = {};

  const publishTo = async (repository: string): Promise<void> => {
    await victim.container.writeFile(SETTINGS, JSON.stringify({ ...before,
      facts: { repository, sshKey: "/etc/vexor-agent/publish_key", atMostEvery: "1s" } }));
    await victim.run("systemctl reload vexor-agent");
  };
  const published = (script: string): Promise<string> =>
    victim.says(`runuser -u git -- git -C /srv/git/facts.git ${script}`);

  beforeAll(async () => {
    victim = await bootVictim("publish");
    accepted = await enrolVictim(victim, { sysctl: { [FIN]: 15 } });
    before = JSON.parse(await victim.container.readFile(SETTINGS)) as typeof before;
    expect((await victim.run(KEYS)).code).toBe(0);
  });
  afterAll(() => victim?.destroy());

  test("are not had by a taken-over agent while the settings ask for nothing", async () => {
    const { refused } = await tell(victim, { op: "facts", proof: await proofOf(victim, accepted, accepted) });
    expect(refused).toMatchObject({ code: "OPERATION_INVALID", message: expect.stringContaining("does not ask") });
  });

  test("are refused to the repository that the host follows, under any name", async () => {
    await publishTo("ssh://git@127.0.0.1/srv/git/fleet");
    expect(await victim.says("vexor doctor")).toContain("could rewrite its own orders");
    await victim.run("runuser -u git -- git -C /srv/git/fleet.git push -q /srv/git/copy.git main:other");
    await publishTo("git@127.0.0.1:/srv/git/copy.git");
    await victim.until(async () =>
      /not-published.*could rewrite its own orders/.test(await victim.says("journalctl -q -o cat -u vexor-agent")), 240);
    expect(await victim.says("runuser -u git -- git -C /srv/git/copy.git branch --format='%(refname)'")).toBe("refs/heads/other");
  }, within(300_000));

  test("come to the repository that is meant, signed, and make the plan of the host itself", async () => {
    await publishTo("git@127.0.0.1:/srv/git/facts.git");
    await victim.run("systemctl restart vexor-agent");
    await victim.until(async () => await published("rev-parse --verify -q main") !== "", 240);
    expect(await published("ls-tree --name-only main")).toBe("lab.json\nlab.json.sig");
    await victim.run("cd /root/config; for f in lab.json lab.json.sig; do runuser -u git -- git -C /srv/git/facts.git show main:$f > $f; done");
    const { code, stdout } = await victim.run("cd /root/config && vexor facts --check lab.json");
    expect(stdout).toMatch(/signed by SHA256:\S+, in keys\/hosts\/lab.pub/);
    expect(code).toBe(0);
    await victim.run(`echo '{"apiVersion": "vexor/v1", "host": "lab", "sysctl": {"${FIN}": 16}}' > /root/lab.yaml`);
    const items = async (more: string): Promise<unknown> => (JSON.parse(
      await victim.says(`vexor plan --json -f /root/lab.yaml ${more}`)) as { items: unknown }).items;
    expect(await items("--facts /root/config/lab.json")).toEqual(await items(""));
  }, within(300_000));
});
