/**
 * The law of every verb that only reads: whatever others have put on the machine, it starts nothing
 * but the programs listed here, and opens nothing but files, directories and kernel files.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { within } from "../../support/pace.ts";
import { allVerbs } from "../../../src/commands/cli/verbs.ts";
import { cannotRun } from "../lab/machine.ts";
import { bootVictim, enrolVictim, type Victim } from "./support/victim.ts";

/** Command lines, shortened, of everything that a reading verb may start. */
const STARTS: readonly RegExp[] = [
  /^"vexor"/,
  // itself, with fewer rights: to ask a port, to read YAML, to have a program asked in a sandbox
  /^"setpriv", "--reuid=\d+", .*"--no-new-privs", .*"--", "\/usr\/bin\/vexor", "(query|read-yaml)"$/,
  /^"\/usr\/bin\/vexor", "(query|read-yaml)"$/,
  /^"systemd-run", .*"--property=NoNewPrivileges=yes", .*"--", "\/usr\/bin\/vexor", "probe"$/,
  // what the kernel's own defaults of net.* are
  /^"unshare", "--net", (?:"--map-root-user", )?"grep", "-sH", "", "--"/,
  /^"grep", "-sH", "", "--", "\/proc\/sys\//,
  // texts of processes, whose owners may keep a reader waiting
  /^"grep", "--line-buffered", "-asHZz", "", "--"(?:, "\/proc\/(?:\d+|self)\/(?:comm|status|cmdline)")+$/,
];

/** `doctor` and `status` also ask for the versions of the tools of an enrolment, and for units. */
const TOOLS: readonly RegExp[] = [
  /^"(\/usr\/bin\/|\/bin\/)?(setpriv|systemd-run|git|ssh|ssh-keygen|systemctl)"/];

/** Root runs no git: a unit of the agent's user does. A key is read as the user `nobody`. */
const SOURCE: readonly RegExp[] = [/^"systemd-run", .*"--", "\/usr\/bin\/vexor", "mirror"$/,
  /^"setpriv", .*"--", "ssh-keygen", "-Y", /, /^"(\/usr\/bin\/|\/bin\/)?ssh-keygen", "-Y", /];

/** A unit with the rights of the repository's owner, in the sandbox of the agent's fetches. */
const EVES_GIT: readonly RegExp[] = [/^"systemd-run", .*"--", "\/usr\/bin\/vexor", "mirror"$/];

const OPENS = new Set(["/dev/null", "/dev/urandom", "/dev/random"]);

const HOST_FILE = "-f /root/host.yaml";

/** Every way to call a verb that only reads, and what more it may start. */
const READING: Readonly<Record<string, readonly (readonly [call: string, more?: typeof TOOLS])[]>> = {
  plan: [[HOST_FILE], [`${HOST_FILE} --json --all`], [`${HOST_FILE} --only client`]],
  history: [[""]], show: [["1"]],
  explain: [["sysctl/net.core.rmem_max"], ["sysctl/vm.swappiness"], ["client/active"],
    ["cpu-pinning/s.service"], ["cpu.governor"]],
  audit: [[""], ["--all --json"], [HOST_FILE], ["--facts /home/eve/facts/lab.json"]],
  recommend: [[HOST_FILE], [`${HOST_FILE} --json`], [`--facts /home/eve/facts/lab.json ${HOST_FILE}`]],
  drift: [[""], ["--json"]],
  clients: [[""], [`${HOST_FILE} --json`], ["--known"]],
  identity: [[`show ${HOST_FILE}`], [`verify ${HOST_FILE}`]],
  status: [["", TOOLS], ["--json", TOOLS]],
  failover: [["status"], ["status --json"], ["history"], ["history --json"]],
  source: [["show", SOURCE], ["check", SOURCE]],
  doctor: [["", TOOLS]],
  validate: [["/root/host.yaml"]],
  init: [[""]],
  completion: [["bash"]], complete: [["runs"], ["addresses -- sysctl/vm."], ["kinds"]],
  defaults: [[""]],
  facts: [[""], [HOST_FILE], ["--check /root/facts.json"]],
  map: [[""], [`${HOST_FILE} --svg`], ["--facts /home/eve/facts/lab.json"]],
  review: [["main..HEAD --repo /home/eve/repo", EVES_GIT],
    ["main..HEAD --repo /home/eve/repo --facts /home/eve/facts", EVES_GIT],
    ["--from /home/eve/fifo"], ["--from /home/eve/link --post github"]],
};

/** They write, wait, or are started by units and by Vexor itself alone. */
const OTHERS = new Set(["apply", "confirm", "rollback", "release", "agent", "sync", "suspend",
  "resume", "approve", "break-glass", "enrol", "install", "query", "probe", "launch", "operate",
  "health-check", "health-commands", "demo", "adopt", "disown", "read-yaml", "mirror", "agent-watch", "watch", "guard", "recover",
  "ask-nodes", "own-node", "own-record", "manager"]);

const KEY = "4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM";

const DECLARED = {
  apiVersion: "vexor/v1", host: "lab",
  sysctl: { "net.core.rmem_max": { atLeast: 1048576 }, "net.ipv4.tcp_fin_timeout": 15,
    "vm.swappiness": 10 },
  cpuPinning: [{ unit: "s.service", cpus: "0" }],
  client: { active: "agave" },
  clients: { mine: { name: "Mine", family: "solana",
    parts: [{ role: "validator", exe: ["touch", "reboot", "fdctl"] }] } },
  identity: { pubkey: KEY, keypair: "/home/eve/key", voteAccount: "Vote111111111111111111111111111111111111111", tower: "/home/eve/towers" },
};

/** Whatever eve and sol may put in the way; what is opened of it by root would be seen. */
const HOSTILE = `set -e
chmod 711 /home/eve /home/sol
install -D -m 755 /root/prober /opt/a/bin/agave-validator
install -D -o sol -m 755 /root/prober /home/sol/bin/agave-validator
install -o eve -m 755 /root/prober /home/eve/fdctl
mkfifo /home/eve/fifo /home/eve/key; mknod /home/eve/zero c 1 5; chmod 666 /home/eve/zero
mkdir /home/eve/towers; mkfifo /home/eve/towers/tower-1_9-${KEY}.bin
ln -s /home/eve/zero /home/eve/link; ln -s /home/eve/zero /home/sol/start.sh
mkdir -p /home/eve/facts /home/eve/repo/hosts; ln -s /home/eve/fifo /home/eve/facts/lab.json
cd /home/eve/repo; git init -q -b main
printf 'apiVersion: vexor/v1\nhost: lab\nsysctl: {vm.swappiness: 10}\n' > hosts/lab.yaml
git add -A; git -c user.name=e -c user.email=e commit -qm one
git checkout -qb change; printf 'sysctl: {vm.swappiness: 20}\n' > more.yaml
printf 'apiVersion: vexor/v1\nhost: lab\nextends: [../more.yaml]\n' > hosts/lab.yaml
git add -A; git -c user.name=e -c user.email=e commit -qm two
for name in fsmonitor hooksPath sshCommand pager editor alternateRefsCommand; do
  git config core.$name /home/eve/fdctl
done
git config filter.x.smudge /home/eve/fdctl; printf '* filter=x\n' > .git/info/attributes
cd /; chown -R eve /home/eve
mkdir -p /var/spool/cron/crontabs
printf '@reboot sysctl -p /home/eve/fifo; sh /home/eve/link\\n' > /var/spool/cron/crontabs/eve
printf '[Service]\\nUser=sol\\nExecStart=/home/sol/bin/agave-validator run --ledger /home/eve/towers --identity /home/eve/fifo --vote-account /home/eve/link\\n' > /etc/systemd/system/s.service
printf '[Service]\\nUser=sol\\nExecStart=/bin/sh /home/sol/start.sh\\n' > /etc/systemd/system/t.service
printf '[Service]\\nUser=eve\\nExecStart=/home/eve/fdctl run --config /home/eve/fifo\\n' > /etc/systemd/system/u.service
chown -h eve /var/spool/cron/crontabs/eve
systemctl daemon-reload
systemctl start s.service u.service
runuser -u eve -- /home/eve/fdctl run --config /home/eve/link >/dev/null 2>&1 &
runuser -u eve -- /home/eve/fdctl run --config /home/eve/zero --identity /home/eve/zero >/dev/null 2>&1 &
`;

describe.skipIf(cannotRun("container"))("a verb that only reads", () => {
  let victim: Victim;

  beforeAll(async () => {
    victim = await bootVictim("read-only", ["strace"]);
    await enrolVictim(victim, { sysctl: { "net.ipv4.tcp_fin_timeout": 15 } });
    await victim.until(async () => (await victim.says("sysctl -n net.ipv4.tcp_fin_timeout")) === "15");
    const source = await readFile(join(import.meta.dirname, "support/prober.c"), "utf8");
    await victim.compile(source, "/root/prober");
    await victim.container.writeFile("/root/host.yaml", JSON.stringify(DECLARED));
    const { code, stderr } = await victim.run(HOSTILE);
    expect([code, stderr]).toEqual([0, ""]);
  });
  afterAll(() => victim?.destroy());

  test("is every verb that does not write", () => {
    const unknown = allVerbs().map(([name]) => name)
      .filter((name) => !Object.hasOwn(READING, name) && !OTHERS.has(name));
    expect(unknown).toEqual([]);
  });

  const traced = async (call: string): Promise<string> => {
    const traces = "execve,execveat,open,openat,openat2";
    const { code } = await victim.run(`cd /; rm -f /tmp/trace; timeout ${within(60)} strace -f -y -s 200 -v `
      + `-o /tmp/trace -e trace=${traces} vexor ${call} < /dev/null`);
    expect(code, `vexor ${call} hangs`).toBeLessThan(124);
    return victim.says("cat /tmp/trace");
  };

  /** Of the files behind the descriptors that an open gave, those that are none of the kinds. */
  const oddOpens = async (trace: string): Promise<readonly string[]> => {
    const paths = new Set(trace.split("\n").filter((line) => !line.includes("O_PATH"))
      .flatMap((line) => /open(?:at2?)?\(.* = \d+<(.*)>$/.exec(line)?.[1] ?? []));
    const list = [...paths].filter((path) => !OPENS.has(path) && !/^\/(proc|sys)\//.test(path));
    await victim.container.writeFile("/tmp/opened", list.join("\n"));
    return (await victim.says("xargs -d '\\n' -r stat -c '%F %n' < /tmp/opened 2>/dev/null")).split("\n")
      .filter((line) => line !== "" && !/^(regular|directory)/.test(line));
  };

  const calls = Object.entries(READING).filter(([verb]) => allVerbs().some(([name]) => name === verb))
    .flatMap(([verb, ways]) => ways.map(([call, more = []]) => [`${verb} ${call}`.trim(), more] as const));

  test.each(calls)("vexor %s starts what is listed, and opens files alone", async (call, more) => {
    const trace = await traced(call);
    const started = [...trace.matchAll(/exec\w+\([^[]*\[(.*?)\].*= 0$/gm)].map(([, argv = ""]) => argv);
    expect(started.length).toBeGreaterThan(0);
    expect(started.filter((argv) => ![...STARTS, ...more].some((form) => form.test(argv)))).toEqual([]);
    expect(await oddOpens(trace)).toEqual([]);
  });

  test("is what the hostile things are seen by, and plans all the same", async () => {
    const clients = await victim.says("vexor clients");
    for (const seen of ["s.service", "u.service", "/home/sol/bin/agave-validator", "uid=65534"]) {
      expect(clients).toContain(seen);
    }
    const { code, stdout, stderr } = await victim.run(`vexor plan --all ${HOST_FILE}`);
    expect([code, stderr]).toEqual([0, ""]);
    for (const address of ["net.core.rmem_max", "client/active", "identity/"]) {
      expect(stdout).toContain(address);
    }
  });

  test("has left nothing running", async () => {
    expect(await victim.says("systemctl list-units --all --no-legend 'run-u*.service'; pgrep -u nobody")).toBe("");
  });
});
