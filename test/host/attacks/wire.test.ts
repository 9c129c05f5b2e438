/** What programs on this host can do to Vexor's sockets and to its port for metrics, as users. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cannotRun } from "../lab/machine.ts";
import { bootVictim, enrolVictim, type Victim } from "./support/victim.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const OPERATE = "/run/vexor-agent/operate.sock";
const METRICS = "127.0.0.1:9464";

/** Sends what it reads to a socket; prints what comes back, or why nothing does. */
const SEND = `use IO::Socket::UNIX;
my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or print qq(refused: $!) and exit;
$SIG{PIPE} = "IGNORE"; local $/; print $s <STDIN>; shutdown $s, 1; print <$s>`;

const ASK = `use IO::Socket::INET;
my $s = IO::Socket::INET->new(PeerAddr => $ARGV[0], Timeout => 5) or print qq(refused: $!) and exit;
$SIG{PIPE} = "IGNORE"; local $/; print $s <STDIN>; shutdown $s, 1; print <$s>`;

/** Connects as often as its argument says, sends one byte on each, and waits. */
const HOLD = `use IO::Socket::UNIX; my @held;
for (1 .. $ARGV[1]) { my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or last; print $s "{"; $s->flush;
  push @held, $s } sleep $ARGV[2]`;

const deep = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

describe.skipIf(cannotRun("container"))("the sockets of a host", () => {
  let victim: Victim;
  beforeAll(async () => {
    victim = await bootVictim("wire");
    await enrolVictim(victim, { sysctl: { [FIN]: 15 } });
    await victim.run(`sed -i 's/^{/{"metrics":{"listen":"${METRICS}"},/' /etc/vexor-agent/agent.yaml
      systemctl restart vexor-agent`);
    await victim.until(async () => (await victim.says("vexor status")).includes("settled"));
  });
  afterAll(() => victim?.destroy());

  const send = async (user: string, script: string, to: string, input: string) =>
    (await victim.container.exec(["runuser", "-u", user, "--", "perl", "-e", script, to], { input }))
      .stdout;

  test.each([
    ["no JSON", "rm -rf /"],
    ["nothing", ""],
    ["another format", '{"format":"vexor.operation/2","op":"undo","run":1,"why":""}'],
    ["an operation that does not exist", '{"format":"vexor.operation/1","op":"sh"}'],
    ["a field too many", '{"format":"vexor.operation/1","op":"confirm","run":1,"root":"/"}'],
    ["__proto__", '{"format":"vexor.operation/1","op":"confirm","run":1,"__proto__":{"apart":true}}'],
    ["a run that is not a number", '{"format":"vexor.operation/1","op":"confirm","run":"../1"}'],
    ["50,000 levels", deep(50_000)],
    ["17 MiB", `{"format":"${"x".repeat(17 * 1024 * 1024)}"}`],
    ["bytes that are not text", "\u0000\u0001\ufffd\u001b]0;owned\u0007"],
  ])("the root helper refuses %s from the agent's user in one line", async (_, text) => {
    const lines = (await send("vexor-agent", SEND, OPERATE, text)).trim().split("\n");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ refused: { code: expect.any(String) } });
    expect(await victim.says(`sysctl -n ${FIN}; systemctl --failed --no-legend`)).toBe("15");
  });

  test("connections that never ask hold up neither the lock nor an operator's apply", async () => {
    await victim.run(`setsid runuser -u vexor-agent -- perl -e '${HOLD}' ${OPERATE} 8 30 >/dev/null 2>&1 &`);
    await victim.until(async () => Number(
      await victim.says("systemctl list-units --no-legend 'vexor-operate@*' | wc -l")) >= 2);
    await victim.container.writeFile("/root/by-hand.yaml",
      `apiVersion: vexor/v1\nhost: lab\nsysctl: {${FIN}: 15, net.core.somaxconn: 5000}\n`);
    const { code, stdout } = await victim.run("vexor apply --yes -f /root/by-hand.yaml");
    expect([code, stdout]).toEqual([0, expect.stringContaining("Applied")]);
    await victim.run("pkill -u vexor-agent perl");
  });

  test.each([
    ["GET /metrics HTTP/1.1\r\nHost: evil.example.org\r\nConnection: close\r\n\r\n", "403"],
    [`GET /metrics HTTP/1.1\r\nHost: ${METRICS}\r\nX: ${"x".repeat(70_000)}\r\n\r\n`, "431"],
    [`POST /metrics HTTP/1.1\r\nHost: ${METRICS}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, "405"],
    [`GET /../../etc/shadow HTTP/1.1\r\nHost: ${METRICS}\r\nConnection: close\r\n\r\n`, "404"],
  ])("the page of metrics gives nothing else away (%#)", async (request, status) => {
    const answer = await send("eve", ASK, METRICS, request);
    expect(answer.split("\r\n")[0]).toContain(status);
    expect(answer).not.toContain("vexor_");
  });

  test("a host file that another user left where the operator stands is not applied unnamed", async () => {
    const apply = (user: string, more = "") => victim.run(`mkdir -p /srv/here/hosts
printf 'apiVersion: vexor/v1\\nhost: lab\\nsysctl: {${FIN}: 15, net.core.somaxconn: 5001}\\n' \\
  > /srv/here/hosts/lab.yaml
chown -R ${user} /srv/here; cd /srv/here; vexor apply --yes ${more}`);
    const left = await apply("eve");
    expect([left.code, left.stderr]).toEqual([1, expect.stringContaining("HOST_FILE_UNTRUSTED")]);
    const named = await apply("eve", "-f hosts/lab.yaml");
    expect([named.code, named.stderr]).toEqual([0, expect.anything()]);
    const own = await apply("root");
    expect([own.code, own.stderr]).toEqual([0, expect.anything()]);
  });

  test("links in a tree lead no write of root's out of it", async () => {
    const { stdout, stderr } = await victim.run(`set -e
rm -rf /srv/tree; mkdir -p /srv/tree/proc/sys/vm /srv/tree/etc /srv/tree/var/lib /root/out
printf '60\\n' > /srv/tree/proc/sys/vm/swappiness; echo lab > /srv/tree/etc/hostname
ln -s /root/out /srv/tree/etc/sysctl.d; ln -s ../../../root/out /srv/tree/run
ln -s /root/out /srv/tree/var/lib/vexor-agent
printf 'apiVersion: vexor/v1\\nhost: lab\\nsysctl: {vm.swappiness: 10}\\n' > /root/tree.yaml
vexor plan -f /root/tree.yaml --root /srv/tree >/dev/null || true
vexor apply --yes -f /root/tree.yaml --root /srv/tree || true
echo "out: $(ls -A /root/out)"; ls -A /srv/tree/root/out 2>/dev/null || true`);
    expect(stdout + stderr).toMatch(/^out: $/m);
  });

  test("more links than the kernel follows lead no read or write of root's out of a tree", async () => {
    const { stdout, stderr } = await victim.run(`
chain() { ln -s "/l/$2.2" "/srv/tree/$1"; for i in $(seq 2 40); do ln -s "/l/$2.$((i + 1))" "/srv/tree/l/$2.$i"; done
  ln -s "$3" "/srv/tree/l/$2.41"; }
rm -rf /srv/tree /root/out; mkdir -p /srv/tree/l /srv/tree/proc/sys /srv/tree/etc /root/out/vm
printf '60\n' > /root/out/vm/swappiness
chain proc/sys/vm p /root/out/vm; chain etc/sysctl.d s /root/out; chain etc/hostname h /etc/shadow
printf 'apiVersion: vexor/v1\nhost: localhost\nsysctl: {vm.swappiness: {value: 10, adopt: {from: 60}}}\n' > /root/tree.yaml
vexor plan -f /root/tree.yaml --root /srv/tree; vexor apply --yes -f /root/tree.yaml --root /srv/tree
echo "out: $(ls -A /root/out) $(cat /root/out/vm/swappiness)"`);
    expect(stdout + stderr).toMatch(/^out: vm 60$/m);
    expect(stdout + stderr).not.toContain("root:");
  });

  test.each(["plan", "apply --yes"])("root's %s takes no tree that another user may change", async (verb) => {
    await victim.run("rm -rf /srv/eves; install -d -o eve /srv/eves; rm -rf /srv/eves.d; install -d -o eve /srv/eves.d; install -d /srv/eves.d/tree");
    for (const tree of ["/srv/eves", "/srv/eves.d/tree"]) {
      const { code, stderr } = await victim.run(`vexor ${verb} -f /root/tree.yaml --root ${tree}`);
      expect([code, stderr]).toEqual([64, expect.stringContaining("others than root may change /srv/eves")]);
      expect(await victim.says(`ls -A ${tree}`)).toBe("");
    }
  });
});
