/**
 * The Debian package on a real Debian: installed, enrolled in a fleet that is served over ssh,
 * rebooted, upgraded, purged. The truth comes from cat, systemctl and perl, never from Vexor.
 */
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { interlockLine, interlockPath, HISTORY_KINDS } from "../../src/resources/client/start-interlock.ts";
import { until as comesTrue } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { cannotRun } from "./lab/machine.ts";
import { commit, enrol, FLEET_PACKAGES, makeFleet } from "./support/enrolment.ts";
import { exposureIn, statedExposures } from "../support/exposure.ts";
import { buildDeb, removeDebs } from "./support/package.ts";
import { durable, look, strayTemps, type Sight } from "./support/observer.ts";
import { afterwards, SERVICE, startServices } from "./support/vexor.ts";

const SOMAXCONN = "net.core.somaxconn";
const FIN = "net.ipv4.tcp_fin_timeout";
const SACK = "net.ipv4.tcp_sack";
const SYSCTL_FILE = "/etc/sysctl.d/90-vexor-agent.conf";
const TUNED = { [SOMAXCONN]: { atLeast: 8192 }, [FIN]: 15 };
const PIN = [{ unit: SERVICE, cpus: "1" }];

let container: Container;
const run = (script: string) => container.exec(["sh", "-c", script]);
const says = async (script: string): Promise<string> => (await run(script)).stdout.trim();
const eyes = (): Promise<Sight> =>
  look(container, { sysctls: [SOMAXCONN, FIN, SACK], units: [SERVICE] });
const agentPid = (): Promise<string> => says("systemctl show -P MainPID vexor-agent");
const validatorPid = (): Promise<string> => says(`systemctl show -P MainPID ${SERVICE}`);
const runs = async (): Promise<number> =>
  Number(await says("ls /var/lib/vexor-agent/runs 2>/dev/null | wc -l"));

const until = (holds: () => Promise<boolean>, seconds: number): Promise<void> =>
  comesTrue(holds, seconds, () =>
    says("journalctl -b -o short-monotonic --no-pager | grep -i vexor | tail -40"));

const becomes = (key: string, value: string, seconds = 30): Promise<void> =>
  until(async () => (await says(`sysctl -n ${key}`)) === value, seconds);

const dpkg = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await container.exec(["dpkg", ...args]);
  if (code !== 0) throw new Error(`dpkg ${args.join(" ")}: exit ${code}\n${stdout}\n${stderr}`);
  return stdout + stderr;
};

describe.skipIf(cannotRun("container"))("the package", () => {
  let first: string;
  let second: string;
  let bare: Sight;
  let sleeper: string;

  beforeAll(async () => {
    first = await buildDeb("0.1.0+test1");
    second = await buildDeb("0.1.0+test2");
    container = await bootContainer({ name: "package", packages: FLEET_PACKAGES });
    await makeFleet(container);
    await startServices(container, SERVICE);
    await container.copyIn(first, "/root/first.deb", "0644");
    await container.copyIn(second, "/root/second.deb", "0644");
    bare = await eyes();
    sleeper = await validatorPid();
  });
  afterAll(async () => {
    await container?.destroy();
    await removeDebs();
  });

  test("lintian finds no fault", async () => {
    const { stdout, exitCode } = await execa("lintian",
      ["--allow-root", "--fail-on", "error,warning", first], { reject: false });
    expect([stdout, exitCode]).toEqual(["", 0]);
  });

  test("installing it changes no setting and touches no service", async () => {
    await dpkg("--install", "/root/first.deb");
    const now = await eyes();
    const files = [...new Set([...Object.keys(now), ...Object.keys(bare)])]
      .filter((key) => now[key] !== bare[key]).map((key) => key.split(" ")[1] ?? "").sort();
    const expected = /^\/etc\/(vexor-agent(\/agent\.yaml)?|(group|passwd|shadow|gshadow)-?|systemd\/system\/(sysinit|sockets|multi-user)\.target\.wants(\/vexor-[a-z.-]+)?)$/;
    expect(files.filter((path) => !expected.test(path))).toEqual([]);
    expect(await validatorPid()).toBe(sleeper);
    expect(await says("systemctl is-enabled vexor-agent vexor-recover vexor-recover-late vexor-defaults"
      + " vexor-operate.socket vexor-watch.socket | sort -u")).toBe("enabled");
  });

  test("the threat model and the design come with it, beside the manual", async () => {
    const at = "/usr/share/doc/vexor";
    for (const name of ["SECURITY.md", "ARCHITECTURE.md", "README.md", "agent.md"]) {
      expect(await says(`zcat ${at}/${name}.gz | head -c 2`), name).not.toBe("");
    }
  });

  test("an agent without settings says so, and is neither failed nor restarted", async () => {
    expect(await says("systemctl show -p ActiveState -p NRestarts -p Result vexor-agent"))
      .toBe("Result=exec-condition\nNRestarts=0\nActiveState=inactive");
    expect(await says("journalctl -u vexor-agent -o cat")).toContain("is not configured");
    expect(await says("systemctl is-system-running")).toBe("running");
  });

  test("settings that are wrong fail once, with their place", async () => {
    await container.writeFile("/etc/vexor-agent/agent.yaml", "source: {\n");
    expect((await run("systemctl start vexor-agent")).code).not.toBe(0);
    // While systemd means to start it again, the state is auto-restart.
    await until(async () => (await says("systemctl show -P SubState vexor-agent")) === "failed", 10);
    expect(await says("systemctl show -p ExecMainStatus -p NRestarts -p ActiveState vexor-agent"))
      .toBe("NRestarts=0\nExecMainStatus=78\nActiveState=failed");
    expect(await says("journalctl -u vexor-agent -o cat")).toMatch(/agent\.yaml:1:9: not valid YAML: the \{ that/);
    await run("systemctl reset-failed vexor-agent");
  });

  test("units are sound, and hardened as far as their work allows", async () => {
    const units = "/lib/systemd/system/vexor-";
    expect(await run(`systemd-analyze verify --man=no ${units}agent.service ${units}recover.service ${units}recover-late.service`
      + ` ${units}defaults.service ${units}operate.socket ${units}watch.socket ${units}watch.service`))
      .toEqual({ code: 0, stdout: "", stderr: "" });
    const installed = (await says(`ls ${units}*.service`)).split("\n");
    expect(installed.length).toBeGreaterThan(5);
    for (const path of installed) {
      const stated = statedExposures().get(path.split("/").at(-1) ?? "");
      const { stdout } = await run(`systemd-analyze security --no-pager --offline=true ${path}`);
      expect(exposureIn(stdout), path).toBe(stated);
    }
  });

  test("a commit becomes the machine's state", async () => {
    const pin = await commit(container, { sysctl: {} });
    await enrol(container, pin);
    expect((await run("systemctl start vexor-agent")).code).toBe(0);
    await until(async () => (await says("vexor status")).includes("settled"), 30);
    await commit(container, { sysctl: TUNED, cpuPinning: PIN });
    await becomes(FIN, "15");
    await until(async () => (await eyes())[`threads ${SERVICE}`] === "6x1", 10);
    expect(await eyes()).toMatchObject({ [`sysctl ${SOMAXCONN}`]: "8192",
      [`file ${SYSCTL_FILE}`]: expect.any(String) });
    expect(await validatorPid()).toBe(sleeper);
    expect(await says("systemctl --failed --no-legend")).toBe("");
  });

  test("drift is set back", async () => {
    await run(`sysctl -qw ${FIN}=44`);
    await becomes(FIN, "15");
  });

  test("an unsigned commit changes nothing, and the reason is shown", async () => {
    const before = await runs();
    await commit(container, { sysctl: { ...TUNED, [FIN]: 19 } }, false);
    await until(async () => (await says("vexor status")).includes("is not signed"), 30);
    await run("vexor sync --wait");
    expect(await eyes()).toMatchObject({ [`sysctl ${FIN}`]: "15" });
    expect(await runs()).toBe(before);
  });

  test("a commit that is not healthy is rolled back, and not tried again", async () => {
    const settled = await eyes();
    const before = await runs();
    await commit(container, { sysctl: { ...TUNED, [FIN]: 20 }, cpuPinning: PIN,
      health: { holdFor: "10s", within: "30s", checks: [{ command: ["/bin/false"] }] } });
    await becomes(FIN, "20");
    await becomes(FIN, "15");
    await until(async () => await runs() === before + 1, 10);
    for (let again = 0; again < 2; again++) await run("vexor sync --wait");
    expect(await runs()).toBe(before + 1);
    expect(durable(await eyes())).toEqual(durable(settled));
    await commit(container, { sysctl: TUNED, cpuPinning: PIN });
    await until(async () => (await says("vexor status")).includes("settled"), 30);
  });

  describe("the split of rights", () => {
    const asAgent = (script: string) => container.exec(["setpriv", "--reuid=vexor-agent",
      "--regid=vexor-agent", "--clear-groups", "sh", "-c", script]);
    /** Sends a line to a socket as a user; what comes back, or why nothing does. */
    const tell = async (user: string, socket: string, text: string): Promise<string> => {
      const script = "use IO::Socket::UNIX; my $s = IO::Socket::UNIX->new(Peer => $ARGV[0])"
        + " or print qq(refused: $!) and exit; local $/; print $s <STDIN>; shutdown $s, 1; print <$s>";
      const { stdout } = await container.exec(["setpriv", `--reuid=${user}`, "--regid=nogroup",
        "--clear-groups", "perl", "-e", script, socket], { input: text });
      return stdout;
    };
    const OPERATE = "/run/vexor-agent/operate.sock";

    test("the agent's user can write nothing but its own notes", async () => {
      const { stdout } = await asAgent(`for path in /proc/sys/net/ipv4/tcp_fin_timeout ${SYSCTL_FILE}
          /etc/vexor-agent/agent.yaml /var/lib/vexor-agent/ledger.json
          /var/lib/vexor-agent/source.json /run/vexor-agent/root/lock /usr/bin/vexor; do
        { : >> $path; } 2>/dev/null && echo $path
      done
      for dir in /etc/sysctl.d /etc/systemd/system /var/lib/vexor-agent /var/lib/vexor-agent/runs
          /run/vexor-agent /usr/lib/systemd/system; do
        touch $dir/probe 2>/dev/null && echo $dir
      done
      vexor apply --yes -f /dev/null >/dev/null 2>&1 && echo apply
      cat /etc/shadow 2>/dev/null`.replaceAll("\n          ", " "));
      expect(stdout).toBe("");
      const pid = await agentPid();
      expect(await says(`grep -E '^(Uid|CapEff|CapBnd|CapAmb|NoNewPrivs|Seccomp):' /proc/${pid}/status`))
        .toMatch(/^Uid:\t(\d+)\t\1\t\1\t\1\nCapEff:\t0+\nCapBnd:\t0+\nCapAmb:\t0+\nNoNewPrivs:\t1\nSeccomp:\t2$/);
      expect(await says(`nsenter -t ${pid} -m sh -c 'touch /etc/probe /var/lib/vexor-agent/probe'; echo $?`))
        .toBe("1");
    });

    test("its sockets are closed to all other users", async () => {
      expect(await tell("nobody", OPERATE, "{}")).toBe("refused: Permission denied");
      expect(await tell("nobody", "/run/vexor-agent/agent/agent.sock", "{}"))
        .toBe("refused: Permission denied");
      expect(await says("stat -c '%U %a' /run/vexor-agent/operate.sock /run/vexor-agent"))
        .toBe("vexor-agent 600\nroot 755");
    });

    test("a malformed operation, or one without a proof, is refused before anything happens", async () => {
      const before = [await eyes(), await runs()];
      const proof = { format: "vexor.proof/1", commit: "0".repeat(40), path: "hosts/lab.yaml",
        files: { "hosts/lab.yaml": "apiVersion: vexor/v1\nhost: lab\nsysctl: {net.ipv4.tcp_sack: 0}\n" },
        commits: [], trees: [] };
      const operation = { format: "vexor.operation/1", op: "plan", proof, except: [] };
      const apply = { ...operation, op: "apply", plan: "0123456789abcdef0123456789abcdef" };
      const asked: readonly (readonly [unknown, string])[] = [
        ...["rm -rf /", "{}", "null", "[]", { ...operation, op: "sh" }, { ...operation, extra: 1 },
          { ...apply, plan: "../../etc" }, { ...apply, confirmWithin: 1e9 },
          { ...operation, except: ["../x"] }, { ...operation, op: "accept" },
          { format: "vexor.operation/1", op: "undo", run: 1.5, why: "" },
        ].map((one) => [one, "OPERATION_INVALID"] as const),
        ...[operation, apply, { ...operation, proof: {} },
          { ...operation, proof: { ...proof, path: "../../etc/shadow" } },
          { ...operation, op: "accept", except: undefined },
        ].map((one) => [one, "SOURCE_"] as const)];
      for (const [one, code] of asked) {
        const text = typeof one === "string" ? one : JSON.stringify(one);
        const lines = (await tell("vexor-agent", OPERATE, text)).trim().split("\n");
        expect(lines, text).toHaveLength(1);
        expect(JSON.parse(lines[0] ?? ""), text).toMatchObject({ refused: {
          code: expect.stringContaining(code) } });
      }
      expect([await eyes(), await runs()]).toEqual(before);
      expect(await says("systemctl --failed --no-legend")).toBe("");
    });

    test("the part that writes can write the plan's targets, and nothing beside them", async () => {
      // Before our program, the very unit that is made for it tries what it should not be able to.
      // Its paths are data: as words of a script they would make it an owner of those sysctls.
      const [paths, dirs] = [["/proc/sys/net/ipv4/tcp_fin_timeout", "/proc/sys/net/ipv4/tcp_sack",
        "/proc/sys/net/core/somaxconn"], ["/etc", "/etc/sysctl.d", "/etc/systemd/system",
        "/etc/vexor-agent", "/usr/bin", "/var/lib", "/root", "/var/lib/vexor-agent"]];
      await container.writeFile("/run/vexor-agent/probe.paths", `${paths.join("\n")}\n`);
      await container.writeFile("/run/vexor-agent/probe.dirs", `${dirs.join("\n")}\n`);
      await container.writeFile("/run/vexor-agent/probe.sh", `while read -r path; do
  { cat $path > $path; } 2>/dev/null && echo $path
done < /run/vexor-agent/probe.paths
while read -r dir; do
  touch $dir/.probe 2>/dev/null && rm $dir/.probe && echo $dir
done < /run/vexor-agent/probe.dirs
`);
      await container.writeFile("/run/vexor-agent/probe-exec.sh",
        "sh /run/vexor-agent/probe.sh > /run/vexor-agent/probe.out\nexec \"$@\"\n");
      const probe = `#!/bin/sh
for last; do :; done
set -- "$@" --
before= after=
while [ "$1" != -- ]; do before="$before '$1'"; shift; done; shift
while [ "$1" != -- ]; do after="$after '$1'"; shift; done
eval exec /usr/bin/systemd-run $before -- sh /run/vexor-agent/probe-exec.sh $after
`;
      afterwards(container, "rm -f /usr/sbin/systemd-run /run/vexor-agent/probe*");
      await container.writeFile("/usr/sbin/systemd-run", probe, "0755");
      await run(`sysctl -qw ${FIN}=44`);
      await becomes(FIN, "15");
      await until(async () => (await says("cat /run/vexor-agent/probe.out")) !== "", 5);
      expect((await says("cat /run/vexor-agent/probe.out")).split("\n"))
        .toEqual(["/proc/sys/net/ipv4/tcp_fin_timeout", "/var/lib/vexor-agent"]);
      await run("rm /usr/sbin/systemd-run /run/vexor-agent/probe*");
    });
  });

  test("after a reboot the machine and the agent are as before", async () => {
    const before = await eyes();
    const count = await runs();
    await container.shutdown();
    await container.boot();
    await until(async () => (await says("vexor status")).includes("settled"), 30);
    expect(await eyes()).toEqual(before);
    expect(await runs()).toBe(count);
    expect(await says("systemctl is-active vexor-agent vexor-recover vexor-defaults | sort -u"))
      .toBe("active");
    expect(await says("systemctl --failed --no-legend")).toBe("");
    sleeper = await validatorPid();
  });

  test("an upgrade restarts the agent, and nothing else", async () => {
    const standIn = "/run/systemd/system/vexor-failover.service.d";
    await run(`mkdir -p ${standIn} && printf '[Service]\\nType=exec\\nWatchdogSec=0\\nLoadCredential=\\nExecStart=\\n`
      + `ExecStart=/usr/bin/sleep infinity\\n' > ${standIn}/10.conf && systemctl daemon-reload && systemctl start vexor-failover`);
    const keeperPid = (): Promise<string> => says("systemctl show -P MainPID vexor-failover");
    const keeper = await keeperPid();
    const before = await eyes();
    const [agent, count] = [await agentPid(), await runs()];
    await dpkg("--install", "/root/second.deb");
    expect(await says("dpkg-query -W -f '${Version} ${Status}' vexor"))
      .toBe("0.1.0+test2 install ok installed");
    await until(async () => (await says("vexor status")).includes("settled"), 30);
    expect(await agentPid()).not.toBe(agent);
    expect(await validatorPid()).toBe(sleeper);
    expect([await keeperPid(), keeper], "a validator may be bound to it").toEqual([keeper, expect.stringMatching(/^[1-9]/)]);
    await run(`systemctl stop vexor-failover; rm -r ${standIn}; systemctl daemon-reload`);
    expect(await eyes()).toEqual(before);
    expect(await runs()).toBe(count);
    expect(await container.readFile("/etc/vexor-agent/agent.yaml")).toContain("fleet.git");
  });

  test("an upgrade waits for an operation that is at work", async () => {
    await run("systemctl stop vexor-agent");
    expect(await says("systemctl show -P Result vexor-agent")).toBe("success");
    let isHeld = true;
    const holder = container.exec(["flock", "/run/vexor-agent/root/lock", "sleep", "4"])
      .finally(() => isHeld = false);
    const isFree = async (): Promise<boolean> =>
      (await run("flock -n /run/vexor-agent/root/lock true")).code === 0;
    await until(async () => !await isFree(), 10);
    await dpkg("--install", "/root/first.deb");
    expect(isHeld).toBe(false);
    await holder;
    // What an administrator has stopped stays stopped.
    expect(await says("systemctl is-active vexor-agent")).toBe("inactive");
    await run("systemctl start vexor-agent");
  });

  test("removing it leaves every setting as it is, and rolls back an unconfirmed run", async () => {
    const before = durable(await eyes());
    await run("systemctl stop vexor-agent");
    await container.writeFile("/etc/vexor-agent/host.yaml",
      JSON.stringify({ apiVersion: "vexor/v1", host: "lab", sysctl: { ...TUNED, [SACK]: 0 },
        cpuPinning: PIN }));
    await run("cd /; vexor apply --yes --confirm-within 1h");
    expect(await says(`sysctl -n ${SACK}`)).toBe("0");
    const said = await dpkg("--remove", "vexor");
    expect(said).toContain("stays as it is");
    expect(await says(`sysctl -n ${SACK}`)).toBe("1");
    expect(await says("systemctl list-units --state=active,failed --plain --no-legend 'vexor*'")).toBe("");
    const changed = Object.entries(durable(await eyes()))
      .filter(([key, value]) => before[key] !== value).map(([key]) => key);
    expect(changed).toEqual([]);
    expect(await validatorPid()).toBe(sleeper);
  });

  test("installed again after a removal, it goes on as before", async () => {
    for (const [deb, value] of [["first", 17], ["second", 15]] as const) {
      const said = await dpkg("--install", `/root/${deb}.deb`);
      expect(said).not.toContain("does not run yet");
      await commit(container, { sysctl: { ...TUNED, [FIN]: value }, cpuPinning: PIN });
      await becomes(FIN, String(value));
      await until(async () => (await says("vexor status")).includes("settled"), 30);
      await dpkg("--remove", "vexor");
      expect(await says("systemctl is-active vexor-agent")).toBe("inactive");
    }
    await dpkg("--install", "/root/first.deb");
    await run("systemctl stop vexor-agent");
    await dpkg("--install", "/root/second.deb");
    // An upgrade after that is an upgrade again: what an administrator has stopped stays stopped.
    expect(await says("systemctl is-active vexor-agent; ls /run/vexor-agent.install"))
      .toBe("inactive");
  });

  test("purging it removes its own records, keeps the originals and every setting", async () => {
    const interlocks = HISTORY_KINDS.map((memory) => interlockPath(memory, `${memory}-behind.service`));
    for (const [at, memory] of HISTORY_KINDS.entries()) {
      const unit = `${memory}-behind.service`;
      await container.writeFile(interlocks[at] ?? "", "new.service,turn=1\n");
      await container.writeFile(`/etc/systemd/system/${unit}`, `[Unit]\n${interlockLine(memory, unit)}\n`
        + "[Service]\nExecStart=/bin/sleep infinity\n");
    }
    await run("systemctl daemon-reload");
    const said = await dpkg("--purge", "vexor");
    for (const path of [SYSCTL_FILE, "/etc/vexor-agent/deploy_key", "/etc/vexor-agent/known_hosts",
      ...interlocks, `/etc/systemd/system/${SERVICE}.d/90-vexor-agent.conf`]) {
      expect(said).toContain(`vexor: left in place: ${path}\n`);
    }
    expect(said).toContain("what it has set stays in force");
    // What keeps a validator from signing twice outlives the package, for systemd as well.
    expect(await says("find /var/lib/vexor-agent -type f | sort")).toBe(interlocks.join("\n"));
    for (const memory of HISTORY_KINDS) {
      const unit = `${memory}-behind.service`;
      expect((await run(`systemctl start ${unit}`)).code, unit).not.toBe(0);
      expect(await says(`systemctl show -P AssertResult ${unit}; systemctl is-active ${unit}`))
        .toBe("no\ninactive");
    }
    await run("rm -r /var/lib/vexor-agent /etc/systemd/system/*-behind.service;"
      + " systemctl daemon-reload");
    expect(await eyes()).toMatchObject({ [`sysctl ${FIN}`]: "15", [`threads ${SERVICE}`]: "6x1",
      [`file ${SYSCTL_FILE}`]: expect.any(String) });
    expect(await says("ls -d /var/lib/vexor-agent /run/vexor-agent /etc/vexor-agent/agent.yaml"))
      .toBe("");
    expect(await says("ls /etc/systemd/system/*.wants | grep vexor")).toBe("");
    expect(JSON.parse(await container.readFile("/var/backups/vexor-agent.ledger.json")))
      .toMatchObject({ claims: { [`sysctl/${FIN}`]: { original: "60" } } });
  });

  test("purging it with VEXOR_RELEASE=1 gives everything back", async () => {
    const said = await dpkg("--install", "/root/second.deb");
    expect(said).toContain("does not run yet");
    // Without the record, its own file is custom: no value in it is overridden.
    await container.writeFile("/root/again.yaml", JSON.stringify({ apiVersion: "vexor/v1",
      host: "lab", sysctl: { [FIN]: 20 } }));
    expect(await says("vexor plan -f /root/again.yaml")).toContain(`blocked    sysctl/${FIN}`);
    const [, again = "false"] = /own them again: (cp .*)/.exec(said) ?? [];
    await run(again);
    expect(await says("vexor plan -f /root/again.yaml")).toContain(`update     sysctl/${FIN}`);
    const { code, stdout, stderr } = await container.exec(
      ["env", "VEXOR_RELEASE=1", "dpkg", "--purge", "vexor"]);
    expect([code, stderr.includes("could be released")], stdout + stderr).toEqual([0, false]);
    expect(await eyes()).toMatchObject({ [`sysctl ${FIN}`]: "60", [`sysctl ${SOMAXCONN}`]: "4096",
      [`threads ${SERVICE}`]: bare[`threads ${SERVICE}`] });
    expect(await says(`ls -d ${SYSCTL_FILE} /etc/systemd/system/${SERVICE}.d /var/lib/vexor-agent`))
      .toBe("");
    expect(await validatorPid()).toBe(sleeper);
    expect(await strayTemps(container)).toEqual([]);
  });
});
