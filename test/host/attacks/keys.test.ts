/**
 * A key that has expired, in the hands of an attacker who may push, and of one who has taken over
 * the agent as well. A commit's date is theirs to choose; when this host first saw it is not.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { elapse, patient, within } from "../../support/pace.ts";
import { cannotRun } from "../lab/machine.ts";
import { bootVictim, enrolVictim, type Victim } from "./support/victim.ts";

const FIN = "net.ipv4.tcp_fin_timeout";
const MIRROR = "/var/lib/vexor-agent/mirror";
const ASK = "perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(\"/run/vexor-agent/operate.sock\")"
  + " or die $!; local $/; print $s scalar <STDIN>; shutdown $s, 1; print scalar <$s>'";

describe.skipIf(cannotRun("container"))("a key that expires", () => {
  let victim: Victim;

  /** A new key, listed on the host until `seconds` from now; the time now, for date(1). */
  const makeKey = async (name: string, seconds: number): Promise<string> => {
    await victim.run(`runuser -u git -- ssh-keygen -q -t ed25519 -N '' -f /home/git/.ssh/${name}
until=$(date -u -d '+${seconds} seconds' +%Y%m%d%H%M%S)
echo "${name}@example.org namespaces=\\"git\\",valid-before=\\"$until\\" $(cat /home/git/.ssh/${name}.pub)" \
  >> /etc/vexor-agent/allowed_signers`);
    return victim.says("date +@%s");
  };

  /** As the user who may push; the commit's id. */
  const push = async (key: string, value: number, date = "now"): Promise<string> => {
    const { code, stdout, stderr } = await victim.run(`runuser -u git -- sh -ec '
cd ~/work; git fetch -q; git reset -q --hard origin/main
echo "{\\"apiVersion\\": \\"vexor/v1\\", \\"host\\": \\"lab\\", \\"sysctl\\": {\\"${FIN}\\": ${value}}}" \
  > hosts/lab.yaml
when=$(date -d "${date}" +%s); export GIT_COMMITTER_DATE="@$when +0000" GIT_AUTHOR_DATE="@$when +0000"
git -c user.signingKey=/home/git/.ssh/${key} commit -q -S -a -m ${key}
git push -q origin HEAD:main; git rev-parse HEAD'`);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  };

  const reset = (to: string): Promise<unknown> =>
    victim.run(`runuser -u git -- git -C /home/git/work push -qf origin ${to}:main`);
  const live = (): Promise<string> => victim.says(`sysctl -n ${FIN}`);
  const record = (): Promise<string> => victim.says("cat /var/lib/vexor-agent/seen.json");
  const accepted = (): Promise<string> => victim.says("cat /var/lib/vexor-agent/source.json");
  const follows = (id: string, value: number): Promise<void> => victim.until(async () =>
    await live() === String(value) && (await accepted()).includes(id));

  /** What the root helper says to an agent that asks for the newest commit, whatever it is. */
  const askRoot = async (commit: string): Promise<string> => {
    const known = /"accepted": "([0-9a-f]{40})"/.exec(await accepted())?.[1] ?? null;
    const settings = { url: "git@127.0.0.1:/srv/git/fleet.git", directory: null, branch: "main",
      path: "hosts/lab.yaml", poll: 5, timeout: 60, signatures: "head", pin: null, freshness: null,
      signers: null, keyring: null, sshKey: "/etc/vexor-agent/deploy_key",
      knownHosts: "/etc/vexor-agent/known_hosts", maxSize: 67108864 };
    await victim.container.writeFile("/tmp/question", JSON.stringify({ mirror: { directory: MIRROR,
      settings, ask: { op: "seen", known } } }));
    const { stdout } = await victim.as("vexor-agent", "vexor mirror < /tmp/question");
    const { answer } = JSON.parse(stdout) as { answer: { id: string; proof: object } };
    expect(answer.id).toBe(commit);
    await victim.container.writeFile("/tmp/operation", JSON.stringify({
      format: "vexor.operation/1", op: "plan", proof: answer.proof, except: [] }));
    return (await victim.as("vexor-agent", `${ASK} < /tmp/operation`)).stdout;
  };

  beforeAll(async () => {
    victim = await bootVictim("keys");
    await enrolVictim(victim, { sysctl: { [FIN]: 15 } });
    await victim.until(async () => await live() === "15");
  });
  afterAll(() => victim?.destroy());

  test("gains nothing by a date before its end, in a branch that has rested since", async () => {
    const before = await makeKey("old", 4);
    await elapse(6000); // it expires
    const good = await victim.says("git --git-dir=/srv/git/fleet.git -c safe.directory='*' rev-parse main");
    const evil = await push("old", 99, before);
    const { code, stderr } = await victim.run("vexor source check");
    expect(code).toBe(1);
    expect(stderr).toMatch(/SHA256:\S+ of "old@example\.org" expired on \d{14}, and this host first/);
    expect(stderr).toMatch(/source accept/);
    expect(await askRoot(evil)).toMatch(/"refused".*SOURCE_SIGNER.*expired on/);
    expect(await live()).toBe("15");
    expect(await record()).not.toContain(evil);
    await reset(good);
  });

  test("the agent's user cannot write when a commit was seen first", async () => {
    const { code } = await victim.as("vexor-agent",
      "echo {} > /var/lib/vexor-agent/seen.json || mv /var/lib/vexor-agent/seen.json /tmp/seen");
    expect(code).not.toBe(0);
  });

  test("is valid for commits that this host saw before its end, also when they are applied later", async () => {
    await victim.run("sed -i 's/{/{\"approval\": \"required\", /' /etc/vexor-agent/agent.yaml");
    await victim.run("systemctl restart vexor-agent");
    await makeKey("brief", 30);
    const id = await push("brief", 21);
    await victim.until(async () => (await record()).includes(id), 25);
    await elapse(32_000); // it expires
    expect((await victim.run("vexor source check")).stdout).toContain(`Commit ${id} is valid`);
    await victim.until(async () => (await victim.run("vexor approve")).stdout.includes("vexor approve "));
    const plan = /"id": "([0-9a-f]{32})"/.exec((await victim.run("vexor approve --json")).stdout)?.[1];
    const { code, stderr } = await victim.run(`vexor approve ${plan} --yes`);
    expect(code, stderr).toBe(0);
    await follows(id, 21);
    await victim.run("sed -i 's/\"approval\": \"required\", //' /etc/vexor-agent/agent.yaml");
    await victim.run("systemctl restart vexor-agent");
    expect((await victim.run("vexor source check")).stdout).toContain(`Commit ${id} is valid`);
  }, within(180_000));

  test("that has ended while the agent runs signs nothing more, whatever the date says", async () => {
    const good = await victim.says("git --git-dir=/srv/git/fleet.git -c safe.directory='*' rev-parse main");
    const pid = await victim.says("systemctl show -P MainPID vexor-agent");
    const id = await push("brief", 98, "2 minutes ago");
    await victim.run("vexor sync");
    await victim.until(async () => (await victim.says("vexor status")).includes("expired on"));
    expect(await victim.says("vexor status --json")).toContain(id);
    expect(await live()).toBe("21");
    expect(await victim.says("systemctl show -P MainPID vexor-agent")).toBe(pid);
    await reset(good);
  });

  test("whose line is gone signs nothing more, in the very next commit", async () => {
    await makeKey("leaver", 3600);
    await follows(await push("leaver", 24), 24);
    const pid = await victim.says("systemctl show -P MainPID vexor-agent");
    await victim.run("sed -i '/^leaver@/d' /etc/vexor-agent/allowed_signers");
    await push("leaver", 97);
    await victim.run("vexor sync");
    await victim.until(async () => (await victim.says("vexor status")).includes("not among the signers"));
    expect(await live()).toBe("24");
    expect(await victim.says("systemctl show -P MainPID vexor-agent")).toBe(pid);
    await follows(await push("signer", 21), 21);
  });

  test("is not valid for what was fetched only after its end; an operator may accept it", async () => {
    await victim.run("systemctl stop vexor-agent"); // the host was off meanwhile
    const life = patient(5); // long enough to sign and push with it
    await makeKey("honest", life);
    const id = await push("honest", 22);
    await elapse((life + 2) * 1000); // it expires
    await victim.run("systemctl start vexor-agent");
    await victim.until(async () => (await victim.says("vexor source show")).includes("expired on"));
    expect(await live()).toBe("21");
    const { code, stderr } = await victim.run(
      `vexor source accept ${id} --yes --why 'the host was off'`);
    expect(code, stderr).toBe(0);
    await victim.run("vexor sync");
    await follows(id, 22);
  });

  test("a commit of a valid key is followed after all of that", async () => {
    await follows(await push("signer", 23), 23);
  });
});
