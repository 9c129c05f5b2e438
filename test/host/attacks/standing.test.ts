/** The host that attacks are played on: it follows its fleet, and who has no rights gets nothing. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../../support/pace.ts";
import { cannotRun } from "../lab/machine.ts";
import { bootVictim, enrolVictim, type Victim } from "./support/victim.ts";

const FIN = "net.ipv4.tcp_fin_timeout";

const SCRAPE = `use IO::Socket::INET;
my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1:9464', Timeout => 5) or exit;
print $s "GET /metrics HTTP/1.1\\r\\nHost: 127.0.0.1:9464\\r\\n\\r\\n";
$s->flush;
print grep { /^HTTP/ } <$s>;
`;
/** A hundred that never finish asking; each that is turned out comes again. */
const SIT = `use IO::Socket::INET; use IO::Select;
my $all = IO::Select->new;
for (;;) {
  while ($all->count < 100) {
    my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1:9464') or next;
    syswrite $s, 'GET /met';
    $all->add($s);
  }
  for ($all->can_read(0.05)) { $all->remove($_); close $_ }
}
`;

describe.skipIf(cannotRun("container"))("a host of a fleet", () => {
  let victim: Victim;
  beforeAll(async () => {
    victim = await bootVictim("standing");
    await enrolVictim(victim, { sysctl: { [FIN]: 15 } });
  });
  afterAll(() => victim?.destroy());

  test("follows what was signed", async () => {
    await victim.until(async () => await victim.says(`sysctl -n ${FIN}`) === "15");
  });

  test("does not follow what was not signed", async () => {
    await victim.commit({ sysctl: { [FIN]: 16 } }, false);
    await victim.until(async () => (await victim.says("vexor status")).includes("not signed"));
    expect(await victim.says(`sysctl -n ${FIN}`)).toBe("15");
  });

  test.each(["operate.sock", "agent/agent.sock"])("%s is not for other users", async (name) => {
    const { code } = await victim.as("eve", `test -w /run/vexor-agent/${name}`);
    expect(code).not.toBe(0);
  });

  test.each(["/etc/vexor-agent/deploy_key", "/var/lib/vexor-agent/settings.yaml"])(
    "%s cannot be read by other users", async (path) => {
      expect(await victim.says(`test -s ${path}; echo $?`)).toBe("0");
      const { code, stdout } = await victim.as("eve", `cat ${path}`);
      expect([code === 0, stdout]).toEqual([false, ""]);
    });

  test("connections that only sit there keep no reader from the metrics", async () => {
    await victim.container.writeFile("/root/scrape.pl", SCRAPE, "0644");
    await victim.container.writeFile("/usr/local/bin/sit.pl", SIT, "0644");
    await victim.run(`sed -i '1s/{/{"metrics": {"listen": "127.0.0.1:9464"}, /' \
      /etc/vexor-agent/agent.yaml; systemctl restart vexor-agent`);
    const scrape = `timeout ${within(10)} perl /root/scrape.pl`;
    await victim.until(async () => (await victim.says(scrape)).includes(" 200 "));
    await victim.run("systemd-run -q --unit=sitting --uid=eve perl /usr/local/bin/sit.pl");
    await victim.until(async () => (await victim.says("systemctl is-active sitting")) === "active");
    const said = await victim.says(`for i in $(seq 50); do ${scrape}; done | grep -c " 200 "`);
    await victim.run("systemctl stop sitting");
    expect(said).toBe("50");
  });

  test("a pipe in place of the agent's memory is reported, and not waited for", async () => {
    await victim.run(`systemctl stop vexor-agent; cd /var/lib/vexor-agent/agent; rm -f memory.json;
      runuser -u vexor-agent -- mkfifo memory.json`);
    expect((await victim.run(`timeout ${within(30)} systemctl start vexor-agent`)).code).toBe(0);
    await victim.until(async () => (await victim.says("journalctl -u vexor-agent -o cat"))
      .includes('"event":"forgotten"'));
    await victim.until(async () => (await victim.says("stat -c %F /var/lib/vexor-agent/agent/memory.json"))
      === "regular file");
  });
});
