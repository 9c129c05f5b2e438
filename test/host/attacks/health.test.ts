/**
 * A signer with bad intent declares a program as a health check. What it gets at, it tells over the
 * network to a listener of the test: the kernel and that listener say what is true, not Vexor.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { within } from "../../support/pace.ts";
import type { CheckResult } from "../../../src/engine/run/health.ts";
import { cannotRun } from "../lab/machine.ts";
import { forced, proofOf, tell } from "./support/taken-over.ts";
import { bootVictim, enrolVictim, type Victim } from "./support/victim.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const AGENT_SOCKETS = ["/run/vexor-agent/agent/agent.sock", "/run/vexor-agent/operate.sock",
  "/run/vexor-agent/watch.sock"];
const KEYS = ["/etc/vexor-agent/deploy_key", "/etc/vexor-agent/agent.yaml",
  "/etc/vexor-agent/allowed_signers", "/home/sol/open.key", "/etc/solana.key", "/etc/shadow"];
const STATE = ["/var/lib/vexor-agent", "/var/lib/vexor-agent/agent", "/var/lib/vexor-agent/mirror",
  "/run/vexor-agent", "/run/vexor-agent/agent", "/etc", "/usr/local/bin", "/run", "/run/lock"];
const PRIVATE = ["/tmp", "/var/tmp", "/dev/shm"];
const PORT = 7777;

/** What others open up on purpose is distinguished from what this program was able to do. */
const LISTENER = `use IO::Socket::INET;
my $l = IO::Socket::INET->new(LocalAddr => '127.0.0.1:${PORT}', Listen => 50, ReuseAddr => 1) or die;
while (my $c = $l->accept) { open my $f, '>>', '/root/told'; print $f $_ while <$c>; close $f }
`;

/** Says how many processes it got, of far more than a check needs and far less than hurt a host. */
const MANY = `use POSIX; my $n = 0; for (1..1000) { my $p = fork; last if !defined $p; if (!$p) { POSIX::close($_) for 0..2; sleep 60; POSIX::_exit(0) } $n++ }
  print "has $n"; exit 100`;

const perl = (body: string): readonly string[] => ["/usr/bin/perl", "-e", body
  .split("\n").map((line) => line.trim()).join(" ")];

/** One line for each thing that it tries, as \`what=outcome\`. */
const TRY = `use IO::Socket::INET; use IO::Socket::UNIX; use POSIX;
  my @said = ("uid=$<", "pid=$$"); my ($f, $d);
  for (qw(${KEYS.join(" ")})) { push @said, "read $_=".((open($f, '<', $_) && defined(scalar <$f>)) ? 'ok' : 'no') }
  for (qw(${AGENT_SOCKETS.join(" ")})) { push @said, "connect $_=".(IO::Socket::UNIX->new(Peer => $_) ? 'ok' : 'no') }
  for (qw(${STATE.join(" ")})) { push @said, "write $_=".(open($f, '>', "$_/pwned") ? 'ok' : 'no') }
  for (qw(${PRIVATE.join(" ")})) { open($f, '>', "$_/pwned") }
  for (qw(/var/lib/vexor-agent /run/vexor-agent /etc/vexor-agent /home/sol /root)) { push @said, "list $_=".((opendir($d, $_) && grep { !/^[.]/ } readdir $d) ? 'ok' : 'no') }
  open(my $st, '<', '/proc/self/status'); for (<$st>) { push @said, "$1=$2" if /^(CapEff|CapBnd|NoNewPrivs|Seccomp|Groups):\\s*(.*?)\\s*$/ }
  push @said, "suid=".(system('/usr/bin/su -c true >/dev/null 2>&1 </dev/null') == 0 ? 'ok' : 'no');
  push @said, "kill=".((grep { kill 0, $_ } grep { $_ != $$ && $_ != getppid } map { m{(\\d+)$} } grep { (stat $_)[4] != $< } glob '/proc/[1-9]*') ? 'ok' : 'no');
  if (!fork) { POSIX::setsid(); if (!fork) { POSIX::close($_) for 0..9; $0 = 'left-behind'; sleep 600 } exit }
  wait; select(undef, undef, undef, 0.3);
  push @said, 'daemon='.((grep { open($f, '<', $_) && (<$f> // '') =~ /^left-behind/ } glob('/proc/[1-9]*/cmdline')) ? 'runs' : 'no');
  my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1:${PORT}') or exit 50;
  print $s map { "$_\\n" } @said; close $s;`;

describe.skipIf(cannotRun("container"))("a command of a signed host file's health", () => {
  let victim: Victim;
  let run: Victim["run"];
  let says: Victim["says"];
  let accepted = "";
  let value = 20;
  beforeAll(async () => {
    victim = await bootVictim("health");
    ({ run, says } = victim);
    accepted = await enrolVictim(victim, { sysctl: { [FIN]: 15 } });
    await victim.until(async () => await live() === "15");
    await run(`echo secret > /home/sol/open.key; chmod 755 /home/sol; chmod 644 /home/sol/open.key
      echo secret > /etc/solana.key; chown sol /etc/solana.key; chmod 600 /etc/solana.key`);
    await victim.container.writeFile("/root/listener.pl", LISTENER);
    await run("systemd-run -q --unit=listener perl /root/listener.pl");
  });
  afterAll(() => victim?.destroy());
  beforeEach(() => run("rm -f /root/told"));

  const live = (): Promise<string> => says(`sysctl -n ${FIN}`);
  const declared = (...commands: readonly (readonly string[])[]): object => ({
    sysctl: { [FIN]: value += 1 },
    health: { holdFor: "3s", within: "1h", checks: commands.map((command) => ({ command })) } });
  const told = async (): Promise<Readonly<Record<string, string>>> => Object.fromEntries(
    (await says("cat /root/told")).split("\n").map((line) => line.split("=") as [string, string]));
  const leftBehind = (): Promise<string> => says("pgrep -f ^left-behind");
  /** Of the unit that commands run in, and of what they have started. */
  const nothingIsLeft = async (): Promise<void> => {
    expect(await leftBehind()).toBe("");
    expect(await says("systemctl list-units --all --no-legend 'vexor-health*'")).toBe("");
  };
  /** The attacker's part of the agent applies a commit, and has its health checked once. */
  const applied = async (...commands: readonly (readonly string[])[]): Promise<number> => {
    await run("systemctl stop vexor-agent; systemctl reset-failed vexor-agent vexor-operate.socket");
    const commit = await victim.commit(declared(...commands));
    const { done, refused } = await forced(victim, await proofOf(victim, commit, accepted));
    expect([refused, done?.waits]).toEqual([undefined, true]);
    return done?.run ?? 0;
  };
  const checked = async (id: number): Promise<readonly CheckResult[]> => {
    const { done, refused } = await tell(victim, { op: "check", run: id });
    expect(refused).toBeUndefined();
    return done?.checks ?? [];
  };
  /** Once commands run. The test's container has no controllers that would hold to them. */
  const boundsOfUnit = (): Promise<string> => says(`
    for i in $(seq ${within(100)}); do systemctl -q is-active vexor-health && break; sleep 0.1; done
    systemctl show -p MemoryMax,MemorySwapMax,TasksMax,RuntimeMaxUSec vexor-health`);
  const undone = async (id: number): Promise<void> => {
    expect((await tell(victim, { op: "undo", run: id, why: "enough" })).done?.run).toBe(id);
  };

  test("gets at nothing of the agent's, of a user's or of root's, and leaves nothing behind", async () => {
    accepted = await victim.commit(declared(perl(TRY)));
    await run("vexor sync");
    await victim.until(async () => (await run("test -s /root/told")).code === 0, 20);
    const { uid, pid, ...outcomes } = await told();
    expect(Number(pid)).toBeGreaterThan(1);
    const no = (verb: string, paths: readonly string[]) =>
      paths.map((path) => [`${verb} ${path}`, "no"] as const);
    expect(outcomes).toEqual({
      ...Object.fromEntries([...no("read", KEYS), ...no("connect", AGENT_SOCKETS),
        ...no("write", STATE), ...no("list", ["/var/lib/vexor-agent", "/run/vexor-agent",
          "/etc/vexor-agent", "/home/sol", "/root"])]),
      CapEff: "0000000000000000", CapBnd: "0000000000000000", NoNewPrivs: "1", Seccomp: "2",
      Groups: uid, suid: "no", kill: "no", daemon: "runs",
    });
    expect((await says("cut -d: -f3 /etc/passwd")).split("\n")).not.toContain(uid);
    for (const place of PRIVATE) {
      expect((await run(`test -e ${place}/pwned`)).code, place).not.toBe(0);
    }
    // The honest agent keeps the run: the command was well all the time.
    await victim.until(async () => (await says("vexor status --json")).includes('"settled"'), 30);
    expect(await live()).toBe(String(value));
    await nothingIsLeft();
  });

  test("has an end, and bounds of processes and memory", async () => {
    const id = await applied(["/bin/sleep", "60"], perl(MANY),
      perl("$| = 1; while (1) { print 'x' x 1e6 }"), ["/bin/sh", "-c", "setsid -f sleep 600"], ["/bin/true"]);
    const start = Date.now();
    const [checks, bounds] = await Promise.all([checked(id), boundsOfUnit()]);
    expect(Date.now() - start).toBeLessThan(25_000);
    expect(checks.slice(0, 4).map(({ sample }) => sample)).toEqual(Array(4).fill("unknown"));
    expect(bounds).toBe(`RuntimeMaxUSec=13s\nMemoryMax=${256 * 1024 * 1024}\nMemorySwapMax=0\nTasksMax=128`);
    expect(Number(/has (\d+)/.exec(checks[1]?.says ?? "")?.[1])).toBeLessThan(128);
    expect(await says("pgrep -x sleep")).toBe("");
    await nothingIsLeft();
    await undone(id);
  });

  test("is reported with its exit and its output, with its arguments as they were signed", async () => {
    const odd = ["$HOME", "%n", "${PATH}", "$$", "a b", "\"", "\\", "-x", "--", "é"];
    const id = await applied(["/bin/echo", ...odd], ["/bin/false"], ["/bin/sh", "-c", "exit 100"],
      ["/nowhere/program"], ["/bin/sh", "-c", "kill -9 $$"], ["--help"], ["A=b", "true"]);
    expect((await checked(id)).map(({ sample, says: words }) => [sample, words])).toEqual([
      ["healthy", odd.join(" ")], ["unhealthy", "exit 1"], ["unknown", "exit 100"],
      ["unknown", expect.stringContaining("could not be started: ENOENT")],
      ["unknown", expect.stringContaining("SIGKILL")],
      ["unknown", expect.stringContaining("ENOENT")], ["unknown", expect.stringContaining("ENOENT")]]);
    await undone(id);
  });

  test("is never one that a taken-over agent names, nor one of an operator's run, nor of an ended run", async () => {
    const id = await applied(perl(`${TRY}`));
    const evil = ["/bin/touch", "/tmp/evil"];
    for (const more of [{ command: evil }, { commands: [evil] }, { checks: [{ command: evil }] },
      { declaration: { health: { checks: [{ command: evil }] } } }]) {
      expect((await tell(victim, { op: "check", run: id, ...more })).refused?.code)
        .toBe("OPERATION_INVALID");
    }
    expect(await says("cat /root/told")).toBe("");
    // Two at a time are not to be had.
    const both = await Promise.all([checked(id), checked(id)]);
    const samples = both.flat().map(({ sample }) => sample);
    expect(samples.filter((sample) => sample === "healthy").length).toBeGreaterThan(0);
    expect(samples.filter((sample) => sample === "unhealthy")).toEqual([]);
    await undone(id);
    expect((await tell(victim, { op: "check", run: id })).refused?.code).toBe("NOTHING_TO_CONFIRM");
    await run("rm -f /root/told");
    await victim.container.writeFile("/root/mine.yaml",
      JSON.stringify({ apiVersion: "vexor/v1", host: "lab", ...declared(perl(TRY)) }));
    const { stdout } = await run("cd / && vexor apply --yes --json -f /root/mine.yaml --confirm-within 1h");
    const { run: persons } = JSON.parse(stdout) as { run: number };
    expect((await tell(victim, { op: "check", run: persons })).refused?.code).toBe("RUN_OF_ANOTHER");
    expect((await run("vexor confirm")).code).toBe(0);
    // Neither the agent nor root runs it for a person's apply.
    expect(await says("cat /root/told")).toBe("");
    await nothingIsLeft();
  });

  test("is printed by a plan before anything runs, with the user that it runs as", async () => {
    await victim.container.writeFile("/root/mine.yaml",
      JSON.stringify({ apiVersion: "vexor/v1", host: "lab", ...declared(["/bin/sh", "-c", "true # it"]) }));
    expect(await says("vexor plan -f /root/mine.yaml"))
      .toMatch(/user vexor-health, in a sandbox[^]*\$ \/bin\/sh -c 'true # it'/);
    expect(JSON.parse(await says("vexor plan --json -f /root/mine.yaml"))).toMatchObject({
      programs: [{ command: ["/bin/sh", "-c", "true # it"], runsAs: "vexor-health" }] });
  });
});
