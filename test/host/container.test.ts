/** The executable on a real Debian with a real systemd, from `vexor install` to a reboot. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { holdsFor, until, within } from "../support/pace.ts";
import { bootContainer, type Container } from "./lab/container.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { look, strayTemps, type Sight } from "./support/observer.ts";
import {
  calm, declare, expectExit, history, install, plan, SERVICE, startServices, vexor, type Declared,
} from "./support/vexor.ts";

const SOMAXCONN = "net.core.somaxconn";
const FIN = "net.ipv4.tcp_fin_timeout";
const SYSCTL_FILE = "/etc/sysctl.d/90-vexor-agent.conf";
const DROP_IN = `/etc/systemd/system/${SERVICE}.d/90-vexor-agent.conf`;
const PINNED = `cpu-pinning/${SERVICE}`;

const WANTED: Declared = {
  sysctl: { [SOMAXCONN]: { atLeast: 8192 }, [FIN]: 15 },
  cpuPinning: [
    { unit: SERVICE, cpus: "1" },
    { unit: SERVICE, thread: "poh", cpus: "0" },
  ],
};

let container: Container;
const run = (script: string) => container.exec(["sh", "-c", script]);
const eyes = (): Promise<Sight> =>
  look(container, { sysctls: [SOMAXCONN, FIN], units: [SERVICE] });
const timers = async (): Promise<string> =>
  (await run("systemctl list-units --all --plain --no-legend 'vexor-revert-*'")).stdout.trim();

const ADMINS = "/etc/sysctl.d/70-admin.conf";

/** As the kernel and the installation left it. */
const RESET = `[ ! -e /usr/bin/systemctl.real ] || mv /usr/bin/systemctl.real /usr/bin/systemctl
systemctl stop -q churn; rm -rf /etc/systemd/system/churn.service* ${ADMINS}
rm -rf /var/lib/vexor-agent/* ${SYSCTL_FILE} /etc/systemd/system/${SERVICE}.d
sysctl -qw ${SOMAXCONN}=4096 ${FIN}=60
systemctl daemon-reload
systemctl restart ${SERVICE}`;

/** The fsync by which the first change is begun: behind the state, the reserve and the intent. */
const FIRST_CHANGE = 12 + 13;

describe.skipIf(cannotRun("container"))("a container", () => {
  let before: Sight;

  beforeAll(async () => {
    container = await bootContainer({ name: "verbs", binary: BINARY });
    await install(container);
    await startServices(container, SERVICE);
  });
  afterAll(() => container?.destroy());
  beforeEach(async () => {
    if (!container.isUp) await container.boot();
    await run(RESET);
    await calm(container);
    await declare(container, WANTED);
    before = await eyes();
    expect(before).toMatchObject({ [`sysctl ${FIN}`]: "60", [`threads ${SERVICE}`]: "6x0-1" });
  });

  test("install puts the program and its units in place", async () => {
    const { stdout } = await run("systemctl is-enabled vexor-recover vexor-recover-late vexor-defaults vexor-agent"
      + " vexor-operate.socket vexor-watch.socket | sort -u;"
      + " systemctl is-active vexor-operate.socket vexor-watch.socket");
    expect(stdout).toBe("enabled\nactive\nactive\n");
    const { stdout: agent } = await run("systemctl start vexor-agent"
      + "; systemctl show -P Result vexor-agent; stat -c '%U %a' /run/vexor-agent/operate.sock");
    expect(agent).toBe("exec-condition\nvexor-agent 600\n");
    expect((await run("/usr/local/bin/vexor --version")).stdout).toMatch(/^vexor \d/);
    const verified = await run(
      "systemd-analyze verify --man=no vexor-recover.service vexor-recover-late.service"
      + " vexor-defaults.service");
    expect(verified).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await container.readFile("/etc/systemd/system/vexor-recover.service"))
      .toContain("ExecStart=/usr/local/bin/vexor recover");
  });

  test("apply sets sysctls and moves a running service, and rollback restores all of it",
    async () => {
      await expectExit(container, 0, ["apply", "--yes"]);
      const after = await eyes();
      expect(after).toMatchObject({
        [`sysctl ${SOMAXCONN}`]: "8192", [`sysctl ${FIN}`]: "15",
        [`threads ${SERVICE}`]: "2x0 4x1",
        [`file ${SYSCTL_FILE}`]: expect.any(String), [`file ${DROP_IN}`]: expect.any(String),
      });
      expect((await run(`systemctl show -p CPUAffinity ${SERVICE}`)).stdout)
        .toBe("CPUAffinity=1\n");
      expect((await run(`taskset -p $(systemctl show -P MainPID ${SERVICE})`)).stdout)
        .toContain("mask: 2");

      const again = await expectExit(container, 0, ["apply", "--yes"]);
      expect(again.stdout).toContain("Nothing to do.");
      expect(await eyes()).toEqual(after);
      await expectExit(container, 0, ["drift"]);
      expect(await history(container)).toMatchObject([{ run: 1, state: "applied" }]);

      await expectExit(container, 0, ["rollback", "--yes"]);
      expect(await eyes()).toEqual(before);
      expect((await run(`systemctl show -p CPUAffinity ${SERVICE}`)).stdout).toBe("CPUAffinity=\n");
      expect(await strayTemps(container)).toEqual([]);
    });

  test("a restarted service is pinned by its drop-in, its named thread at the next apply",
    async () => {
      await expectExit(container, 0, ["apply", "--yes"]);
      await run(`systemctl restart ${SERVICE}`);
      expect(await eyes()).toMatchObject({ [`threads ${SERVICE}`]: "6x1" });
      expect((await plan(container)).actions).toEqual({ [`${PINNED}/poh`]: "drift" });
      await expectExit(container, 0, ["apply", "--yes"]);
      expect(await eyes()).toMatchObject({ [`threads ${SERVICE}`]: "2x0 4x1" });
    });

  test("a service whose processes come and go all the time is pinned all the same", async () => {
    await container.writeFile("/etc/systemd/system/churn.service",
      "[Service]\nExecStart=/bin/sh -c 'while :; do sleep 0.02; done'\n");
    await run("systemctl daemon-reload; systemctl start churn");
    for (const cpus of ["0", "1", "0", "1"]) {
      await declare(container, { cpuPinning: [{ unit: "churn.service", cpus }] });
      await expectExit(container, 0, ["apply", "--yes"]);
      expect((await run("taskset -pc $(systemctl show -P MainPID churn)")).stdout)
        .toMatch(new RegExp(`: ${cpus}\n$`));
    }
    await expectExit(container, 0, ["rollback", "--yes"]);
  });

  test("a service whose processes were moved to another cgroup runs, and is custom", async () => {
    await run(`mkdir /sys/fs/cgroup/mine
      for pid in $(cat /sys/fs/cgroup/system.slice/${SERVICE}/cgroup.procs); do
        echo $pid > /sys/fs/cgroup/mine/cgroup.procs
      done`);
    expect((await run(`systemctl is-active ${SERVICE};`
      + ` cat /sys/fs/cgroup/system.slice/${SERVICE}/cgroup.procs`)).stdout).toBe("active\n");
    const main = (await run(`systemctl show -P MainPID ${SERVICE}`)).stdout.trim();
    const { items } = await plan(container);
    expect(items.find(({ address }) => address === PINNED)).toMatchObject({
      action: "blocked", origin: "custom", live: "0-1",
      evidence: [{ kind: "process", path: `/proc/${main}/cgroup` }] });
    await run(`systemctl restart ${SERVICE}; rmdir /sys/fs/cgroup/mine`);
  });

  test("drift is named, with exit code 2, and corrected", async () => {
    await expectExit(container, 0, ["apply", "--yes"]);
    const applied = await eyes();
    await run(`sysctl -qw ${FIN}=33
      taskset -ap -c 0-1 $(systemctl show -P MainPID ${SERVICE})
      sed -i /somaxconn/d ${SYSCTL_FILE}`);
    const { stdout } = await expectExit(container, 2, ["drift", "--json"]);
    const { drift } = JSON.parse(stdout) as { drift: readonly object[] };
    expect(drift).toEqual(expect.arrayContaining([
      expect.objectContaining({ address: `sysctl/${FIN}`, where: "live", set: "15", found: "33" }),
      expect.objectContaining({ address: `sysctl/${SOMAXCONN}`, where: "boot" }),
      expect.objectContaining({ address: PINNED, where: "live", set: "1", found: "0-1" }),
    ]));
    await expectExit(container, 0, ["apply", "--yes"]);
    expect(await eyes()).toEqual(applied);
  });

  test("what an administrator set blocks its own item alone", async () => {
    await container.writeFile(ADMINS, `${FIN} = 44\n`);
    const admins = `/etc/systemd/system/${SERVICE}.d/50-admin.conf`;
    await container.writeFile(admins, "[Service]\nCPUAffinity=0\n");
    await run(`sysctl -qp ${ADMINS}
      systemctl daemon-reload; systemctl restart ${SERVICE}`);
    const foreign = await eyes();
    const { items, actions } = await plan(container);
    expect(actions).toMatchObject({
      [`sysctl/${FIN}`]: "blocked", [PINNED]: "blocked", [`sysctl/${SOMAXCONN}`]: "update" });
    expect(items.find(({ address }) => address === `sysctl/${FIN}`)?.evidence)
      .toMatchObject([{ path: ADMINS, line: 1 }]);
    await expectExit(container, 3, ["apply", "--yes"]);
    const { [`file ${SYSCTL_FILE}`]: ours, ...after } = await eyes();
    expect(ours).toBeDefined();
    expect(after).toEqual({ ...foreign, [`sysctl ${SOMAXCONN}`]: "8192" });

    await declare(container, { sysctl: { [FIN]: { value: 15, adopt: { from: 44 } } },
      cpuPinning: [{ unit: SERVICE, cpus: "1", adopt: { from: "0" } }] });
    await expectExit(container, 0, ["apply", "--yes"]);
    expect(await eyes()).toMatchObject({
      [`sysctl ${FIN}`]: "15", [`sysctl ${SOMAXCONN}`]: "4096", [`threads ${SERVICE}`]: "6x1" });
    await run(`systemctl restart ${SERVICE}; /lib/systemd/systemd-sysctl`);
    expect(await eyes()).toMatchObject({
      [`sysctl ${FIN}`]: "15", [`threads ${SERVICE}`]: "6x1" });
    await declare(container, {});
    await expectExit(container, 0, ["apply", "--yes"]);
    expect(await eyes()).toEqual({ ...foreign, [`sysctl ${SOMAXCONN}`]: "4096" });
  });

  test("a generator is not made to set its value again, over what was set since", async () => {
    const generator = "/etc/systemd/system-generators/tune";
    await run(`mkdir -p /etc/systemd/system-generators; printf '#!/bin/sh\nsysctl -qw ${FIN}=33\n'`
      + ` > ${generator}; chmod 755 ${generator}; systemctl daemon-reload; sysctl -n ${FIN}`)
      .then(({ stdout }) => expect(stdout).toBe("33\n"));
    try {
      await run(`sysctl -qw ${FIN}=44`);
      await declare(container, { cpuPinning: [{ unit: SERVICE, cpus: "1" }] });
      const { items } = await plan(container);
      expect(items).toMatchObject([{ address: PINNED, action: "blocked",
        reason: expect.stringContaining(`${generator}:2 again: it would change ${FIN} from 44 to 33`) }]);
      await expectExit(container, 3, ["apply", "--yes"]);
      expect((await expectExit(container, 1, ["install", "--yes"])).stderr).toContain("RELOAD_MOVES");
      expect((await run(`sysctl -n ${FIN}`)).stdout).toBe("44\n");

      await run(`sysctl -qw ${FIN}=33`);
      await expectExit(container, 0, ["apply", "--yes"]);
      await run(`sysctl -qw ${FIN}=44`);
      const { stderr } = await vexor(container, ["rollback", "--yes"]);
      expect(stderr).toContain("RELOAD_MOVES");
      expect((await run(`sysctl -n ${FIN}`)).stdout).toBe("44\n");
      await run(`sysctl -qw ${FIN}=33`);
      await expectExit(container, 0, ["rollback", "--yes"]);
      expect(await eyes()).toMatchObject({ [`threads ${SERVICE}`]: "6x0-1" });

      await expectExit(container, 0, ["apply", "--yes", "--confirm-within", "3s"]);
      await run(`sysctl -qw ${FIN}=44`);
      await until(async () => (await history(container))[0]?.state === "rolled-back", 15);
      const undone = await eyes();
      expect(undone).toMatchObject({ [`sysctl ${FIN}`]: "44", [`threads ${SERVICE}`]: "6x0-1" });
      expect(undone).not.toHaveProperty([`file ${DROP_IN}`]);
    } finally {
      await run(`rm -f ${generator}`);
    }
  });

  test("a setting that leaves the file gets its original back", async () => {
    await expectExit(container, 0, ["apply", "--yes"]);
    await declare(container, { sysctl: { [FIN]: 15 } });
    expect((await plan(container)).summary).toMatchObject({ none: 1, release: 3 });
    await expectExit(container, 0, ["apply", "--yes"]);
    const released = await eyes();
    expect(released).toMatchObject({ [`sysctl ${SOMAXCONN}`]: "4096", [`sysctl ${FIN}`]: "15",
      [`threads ${SERVICE}`]: "6x0-1" });
    expect(released).not.toHaveProperty([`file ${DROP_IN}`]);
    await declare(container, {});
    await expectExit(container, 0, ["apply", "--yes"]);
    expect(await eyes()).toEqual(before);
  });

  describe("--confirm-within", () => {
    const begin = ["apply", "--yes", "--confirm-within"];

    test("rolls everything back without a confirmation", async () => {
      await expectExit(container, 0, [...begin, "3s"]);
      expect(await eyes()).toMatchObject({ [`sysctl ${FIN}`]: "15" });
      expect((await history(container))[0]?.state).toMatch(/^waits for confirmation/);
      await expectExit(container, 5, ["apply", "--yes"]);
      await until(async () => (await history(container))[0]?.state === "rolled-back", 15);
      expect(await eyes()).toEqual(before);
    });

    test("rolls back an apply that was killed in the middle", async () => {
      const { code } = await run("strace -qq -f -o /dev/null -e trace=fsync"
        + ` -e inject=fsync:signal=SIGKILL:when=${FIRST_CHANGE} /usr/bin/vexor apply --yes`
        + " --confirm-within 4s");
      expect(code).toBe(137);
      const midway = await eyes();
      expect(midway).not.toEqual(before);
      expect((await history(container))[0]?.state).toBe("interrupted");
      await until(async () => (await history(container))[0]?.state === "rolled-back", 15);
      expect(await eyes()).toEqual(before);
      expect(await strayTemps(container)).toEqual([]);
    });

    test.each([
      ["killed in the middle, once anybody else comes", "signal=SIGKILL", 137],
      ["failed and rolled back", "error=EIO", 4],
    ])("leaves no timer of a run that was %s", async (_, fault, exit) => {
      const { code } = await run("strace -qq -f -o /dev/null -e trace=fsync"
        + ` -e inject=fsync:${fault}:when=${FIRST_CHANGE} /usr/bin/vexor apply --yes`
        + " --confirm-within 1h");
      expect(code).toBe(exit);
      if (exit === 137) expect(await timers()).toMatch(/vexor-revert-\d+\.timer/);
      await declare(container, {});
      await expectExit(container, 0, ["recover"]);
      await until(async () => await timers() === "", 5);
      expect((await history(container))[0]?.state).toMatch(/^(rolled-back|no-op)$/);
      expect(await eyes()).toEqual(before);
    });

    test("is armed where a rollback of another installation's run of that number failed", async () => {
      await run("systemd-run -q --unit=vexor-revert-1 false; true");
      await until(async () => (await run("systemctl is-failed vexor-revert-1")).code === 0, 10);
      await expectExit(container, 0, [...begin, "1h"]);
      expect(await timers()).toContain("vexor-revert-1.timer");
      await expectExit(container, 0, ["rollback", "--yes"]);
    });

    test("leaves a confirmed run in force, and its timer is gone", async () => {
      await expectExit(container, 0, [...begin, "5s"]);
      expect(await timers()).toContain("vexor-revert-1.timer");
      await expectExit(container, 0, ["confirm"]);
      await until(async () => await timers() === "", 5);
      await holdsFor(5000, async () => expect(await eyes()).toMatchObject({
        [`sysctl ${FIN}`]: "15", [`threads ${SERVICE}`]: "2x0 4x1" }));
      expect((await history(container))[0]?.state).toBe("applied");
      await expectExit(container, 1, ["confirm"]);
    });

    test("a reboot comes before the confirmation: the run is rolled back before systemd-sysctl runs",
      async () => {
        await expectExit(container, 0, [...begin, "1h"]);
        await container.shutdown();
        await container.boot();
        expect((await history(container))[0]?.state).toBe("rolled-back");
        expect(await eyes()).toEqual(before);
        const { stdout } = await run(
          "systemctl show -P ExecMainExitTimestampMonotonic vexor-defaults vexor-recover"
          + "; systemctl show -P ExecMainStartTimestampMonotonic systemd-sysctl");
        const times = stdout.split("\n").filter((line) => line !== "").map(Number);
        expect(times).toHaveLength(3);
        expect(Math.min(...times)).toBeGreaterThan(0);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      });
  });

  test("a second apply says who holds the lock, and waits for it a while", async () => {
    await run("systemd-run --unit=holder flock /run/vexor-agent/root/lock sleep 1h");
    await until(async () =>
      (await run("flock -n /run/vexor-agent/root/lock true")).code === 1, 10);
    const byHand = await expectExit(container, 1, ["apply", "--yes"]);
    expect(byHand.stderr).toMatch(/^Waiting: this host is held by [^]*\(LOCKED\)/m);
    await run("systemctl stop holder");
    await run("mv /usr/bin/systemctl /usr/bin/systemctl.real"
      + " && printf '#!/bin/sh\\nsleep 3; exec systemctl.real \"$@\"\\n' > /usr/bin/systemctl"
      + " && chmod +x /usr/bin/systemctl");
    const first = vexor(container, ["apply", "--yes"]);
    await until(async () => (await run("pgrep -x sleep")).code === 0, 10);
    const second = await expectExit(container, 0, ["apply", "--yes"]);
    expect(second.stderr).toMatch(/^Waiting: this host is held by vexor apply, root \(pid \d+\)/m);
    expect((await first).code).toBe(0);
    await run("mv /usr/bin/systemctl.real /usr/bin/systemctl");
    expect(await history(container)).toHaveLength(1);
  });

  test("a unit that does not exist is named with its place, and nothing is written", async () => {
    await declare(container, { cpuPinning: [{ unit: "sleepr.service", cpus: "1" }] });
    const { stderr } = await expectExit(container, 1, ["apply", "--yes"]);
    expect(stderr).toMatch(/host\.yaml:\d+:\d+: .*did you mean sleeper\.service\?/);
    expect(await eyes()).toEqual(before);
  });

  test("a systemctl that hangs is given up, and what can be restored is", async () => {
    await run("mv /usr/bin/systemctl /usr/bin/systemctl.real"
      + " && printf '#!/bin/sh\\nsleep 300 & wait\\n' > /usr/bin/systemctl"
      + " && chmod +x /usr/bin/systemctl");
    const begun = performance.now();
    const result = await vexor(container, ["apply", "--yes"], { timeoutMs: 120_000 });
    await run("mv /usr/bin/systemctl.real /usr/bin/systemctl");
    expect(performance.now() - begun).toBeLessThan(within(90_000));
    expect({ ...result, stdout: "" }).toMatchObject({ code: 5,
      stderr: expect.stringContaining("daemon-reload took more than 30 s") });
    expect(await eyes()).toEqual(before);
    expect((await run("pgrep -x sleep")).stdout).toBe("");
    await expectExit(container, 5, ["apply", "--yes"]);
    await expectExit(container, 0, ["rollback", "--yes"]);
    await expectExit(container, 0, ["apply", "--yes"]);
  });

  test("a user other than root may plan, and not apply", async () => {
    const as = (verb: string) =>
      container.exec(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
        "vexor", ...verb.split(" ")]);
    const planned = await as("plan --json");
    expect(planned).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(planned.stdout)).toMatchObject({ summary: { update: 4 } });
    expect(await as("apply --yes")).toMatchObject({
      code: 1, stderr: expect.stringContaining("(NOT_ROOT)") });
    expect(await eyes()).toEqual(before);
  });

  test("--interactive asks for each change at the terminal", async () => {
    await declare(container, { sysctl: { [SOMAXCONN]: 8192, [FIN]: 15 } });
    const { stdout } = await run(`asked() { until [ "$(grep -o '\\[y/N\\]' /run/said | wc -l)" -ge "$1" ]
do sleep 0.1; done; }
: > /run/said; { asked 1; echo y; asked 2; echo n; while pgrep -x vexor; do sleep 0.1; done > /dev/null; } \
  | timeout ${within(60_000) / 1000} script -qefc '/usr/bin/vexor apply --interactive' /run/said`);
    expect(stdout).toMatch(new RegExp(`${SOMAXCONN}: change 4096 to 8192\\?[^]*\\[y/N\\]`));
    expect(await eyes()).toMatchObject({
      [`sysctl ${SOMAXCONN}`]: "8192", [`sysctl ${FIN}`]: "60" });
    expect(await container.readFile(SYSCTL_FILE)).not.toContain(FIN);
    expect((await vexor(container, ["apply"])).code).toBe(64);
  });
});
