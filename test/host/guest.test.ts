/** The executable on a real kernel: every sysctl, interrupts, cpusets, irqbalance, reboots. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { healthUnit } from "../../src/edges/health/unit.ts";
import { holdsFor, within } from "../support/pace.ts";
import { bootGuest, type Guest } from "./lab/guest.ts";
import { BINARY, cannotRun } from "./lab/machine.ts";
import { durable, look, lookLive, strayTemps, type Sight } from "./support/observer.ts";
import {
  afterwards, declare, expectExit, history, install, plan, SERVICE, startServices, vexor,
  type Declared,
} from "./support/vexor.ts";

const CAGED = "caged.service";
/** irqbalance is configured to balance each two seconds. */
const TWO_BALANCES_MS = 5_000;
const QUEUES = [0, 1, 2, 3].flatMap((n) => [`virtio1-input.${n}`, `virtio1-output.${n}`]);
const MANAGED = [0, 1, 2, 3].map((n) => `virtio0-req.${n}`);
const SYSCTLS = ["vm.swappiness", "vm.max_map_count", "net.core.rmem_max", "kernel.pid_max",
  "kernel.hung_task_timeout_secs", "vm.dirty_bytes", "vm.dirty_ratio",
  "net.ipv4.tcp_congestion_control"];

const TEAM = "/etc/sysctl.d/70-team.conf";
/** As update-initramfs puts it into the image, beside the list of what is to be run. */
const IN_INITRAMFS = "scripts/local-bottom/tune";
const INITRAMFS_SCRIPT = "#!/bin/sh\n[ \"$1\" != prereqs ] || exit 0\n"
  + "k=stat_interval\necho 5 > /proc/sys/vm/$k\necho 4 > /proc/sys/vm/page-cluster\n";
/** By hands that act before systemd-sysctl, and all of them before or beside the record. */
const EARLY = {
  "/etc/tmpfiles.d/tune.conf": "w /proc/sys/vm/vfs_cache_pressure - - - - 55\n",
  "/etc/systemd/system-generators/tune":
    "#!/bin/sh\nk=compaction_proactiveness\necho 5 > /proc/sys/vm/$k\n",
  "/etc/systemd/system/early.service": "[Unit]\nDefaultDependencies=no\nBefore=sysinit.target\n"
    + "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'k=overcommit_ratio; echo 80 > "
    + "/proc/sys/vm/$$k'\n[Install]\nWantedBy=sysinit.target\n",
  [`/etc/initramfs-tools/${IN_INITRAMFS}`]: INITRAMFS_SCRIPT,
};
const INITRAMFS_KEYS = { "vm.stat_interval": "5", "vm.page-cluster": "4" };
const EARLY_KEYS = { ...INITRAMFS_KEYS, "vm.vfs_cache_pressure": "55", "vm.compaction_proactiveness": "5",
  "vm.overcommit_ratio": "80" };
const GIVEN = { "vm.nr_hugepages": "2", "kernel.panic": "7", "kernel.softlockup_panic": "1",
  "kernel.randomize_va_space": "0", "kernel.soft_watchdog": "0" };
const ARGUMENTS = "isolcpus=3 hugepages=2 panic=7 softlockup_panic=1 norandmaps nosoftlockup";
const eth0 = { match: { device: "eth0" }, cpus: "0-1", spread: "each" } as const;

const WANTED: Declared = {
  sysctl: {
    "vm.max_map_count": { atLeast: 1000000 }, "net.core.rmem_max": { atLeast: 134217728 },
    "kernel.hung_task_timeout_secs": 600, "kernel.pid_max": 4194303, "vm.dirty_bytes": 268435456,
  },
  irqAffinity: [eth0],
  cpuPinning: [{ unit: SERVICE, cpus: "2" }, { unit: CAGED, cpus: "1-2", enforce: "cpuset" }],
};

let guest: Guest;
const run = (script: string) => guest.exec(["sh", "-c", script]);
const SUBJECT = { sysctls: SYSCTLS, irqs: [...QUEUES, ...MANAGED], units: [SERVICE, CAGED] };
const eyes = (): Promise<Sight> => look(guest, SUBJECT);
const irqbalanceArgv = async (): Promise<string> =>
  (await run("tr '\\0' ' ' < /proc/$(pidof irqbalance)/cmdline")).stdout;

const TAKEN_BACK = { "sysctl net.core.rmem_max": "212992", "sysctl vm.max_map_count": "65530" };
/** When systemd lets go of cpusets, Linux up to 6.1 may forget that CPU 3 is isolated. */
const FREE = expect.stringMatching(/^6x0-[23]$/) as string;
/** What `WANTED` comes to, but for the interrupts. */
const IN_FORCE = {
  "sysctl vm.max_map_count": "1000000", "sysctl net.core.rmem_max": "134217728",
  "sysctl kernel.hung_task_timeout_secs": "600", "sysctl kernel.pid_max": "4194303",
  "sysctl vm.dirty_bytes": "268435456", "sysctl vm.dirty_ratio": "0",
  [`threads ${SERVICE}`]: "6x2", [`threads ${CAGED}`]: "6x1-2",
};
/** The queues of a device in the order of their IRQ numbers, behind its `config`. */
const SPREAD = Object.fromEntries(QUEUES.map((name, at) => [`irq ${name}`, String((at + 1) % 2)]));

describe.skipIf(cannotRun("guest"))("a guest", () => {
  let before: Sight;

  beforeAll(async () => {
    guest = await bootGuest({ name: "verbs", binary: BINARY, kernelArguments: ARGUMENTS,
      initramfs: { [IN_INITRAMFS]: INITRAMFS_SCRIPT,
        "scripts/local-bottom/ORDER": `/${IN_INITRAMFS} "$@"\n` } });
    await install(guest);
    await startServices(guest, SERVICE, CAGED);
    await guest.writeFile(TEAM, "vm.swappiness = 33\nvm.watermark_scale_factor = 20\n");
    await run("mkdir -p /etc/systemd/system-generators");
    for (const [path, text] of Object.entries(EARLY)) await guest.writeFile(path, text);
    await run("chmod +x /etc/systemd/system-generators/tune; systemctl enable early.service");
    await guest.shutdown();
    await guest.boot();
  });
  afterAll(() => guest?.destroy());
  beforeEach(async () => {
    before = await eyes();
    expect(before).toMatchObject({ ...TAKEN_BACK, [`threads ${SERVICE}`]: FREE });
  });

  test("vexor-defaults records the kernel's own values before sysctl.d is applied", async () => {
    const order = await run("systemctl show -P ExecMainExitTimestampMonotonic vexor-defaults"
      + "; systemctl show -P ExecMainStartTimestampMonotonic systemd-sysctl");
    const [recorded = 0, tuned = 0] = order.stdout.split("\n").map(Number);
    expect(recorded).toBeGreaterThan(0);
    expect(recorded).toBeLessThan(tuned);
    const { sysctl, started, doubts } = JSON.parse(
      await guest.readFile("/run/vexor-agent/kernel-defaults.json")) as
      { sysctl: object; started: readonly string[]; doubts: readonly { by: string }[] };
    for (const unit of ["systemd-tmpfiles-setup", "systemd-udevd", "systemd-udev-trigger",
      "systemd-modules-load"]) {
      expect(started).not.toContain(`${unit}.service`);
    }
    const by = doubts.map((doubt) => doubt.by).join("\n");
    expect(by).toContain("/etc/systemd/system-generators/tune");
    expect(by.includes("early.service")).toBe(started.includes("early.service"));
    expect(by.split("\n").filter((line) => !/tune|early\.service/.test(line))).toEqual([]);
    expect(sysctl).toMatchObject({ "vm.swappiness": "60", "vm.watermark_scale_factor": "10",
      "kernel.hung_task_timeout_secs": "120", "net.core.rmem_max": "212992" });

    await declare(guest, { sysctl: { "vm.swappiness": 10, "vm.watermark_boost_factor": 0 } });
    const { items } = await plan(guest);
    expect(items).toMatchObject([
      { action: "blocked", origin: "custom", live: "33", evidence: [{ path: TEAM, line: 1 }] },
      { action: "update", origin: "default", live: "15000",
        evidence: [{ path: "/run/vexor-agent/kernel-defaults.json" }] },
    ]);
  });

  test("what was set before the record, or by the command line, is not a default", async () => {
    const set = { ...EARLY_KEYS, ...GIVEN };
    const files = Object.keys(set).map((key) => `/proc/sys/${key.replaceAll(".", "/")}`);
    expect((await run(`cat ${files.join(" ")}`)).stdout.trim().split("\n"))
      .toEqual(Object.values(set));
    await declare(guest, { sysctl: Object.fromEntries(Object.entries(set)
      .map(([key, value]) => [key, value === "0" ? 1 : Number(value) - 1])) });
    const { items } = await plan(guest);
    expect(items.map(({ address, action, live }) => [address, action, live])).toEqual(
      Object.entries(set).map(([key, live]) => [`sysctl/${key}`, "blocked", live]));
    for (const { address, origin, evidence } of items) {
      const isGiven = Object.hasOwn(GIVEN, address.slice("sysctl/".length));
      expect(isGiven ? origin : origin.replace("unknown", "custom"), address).toBe("custom");
      if (isGiven) expect(evidence[0]?.path).toBe("/proc/cmdline");
    }
    const byInitramfs = items.filter(({ address }) =>
      Object.hasOwn(INITRAMFS_KEYS, address.slice("sysctl/".length)));
    for (const { address, afterReboot, live, origin, evidence } of byInitramfs) {
      expect({ origin, path: evidence[0]?.path, afterReboot }, address).toEqual({ origin: "custom",
        path: `/etc/initramfs-tools/${IN_INITRAMFS}`, afterReboot: live });
    }
  });

  test("isolated CPUs are warned of, and a service starts beside them", async () => {
    await declare(guest, { irqAffinity: [{ match: { name: "virtio1-input.0" }, cpus: "3" }],
      cpuPinning: [{ unit: SERVICE, cpus: "2-3" }] });
    const { items } = await plan(guest);
    expect(items).toMatchObject([
      { action: "update", warnings: [expect.stringContaining("CPU 3 is isolated")] },
      { action: "update", live: "0-2", origin: "default",
        warnings: [expect.stringContaining("CPU 3 is isolated (isolcpus)")] },
    ]);
  });

  test("a value that the kernel refuses rolls everything back", async () => {
    const bad = { ...WANTED.sysctl, "net.ipv4.tcp_congestion_control": "nonsense" };
    await declare(guest, { ...WANTED, sysctl: bad });
    const { stderr } = await expectExit(guest, 4, ["apply", "--yes"]);
    expect(stderr).toMatch(/tcp_congestion_control: (ENOENT|EINVAL)/);
    expect(await eyes()).toEqual(before);
    expect(await history(guest)).toMatchObject([{ run: 1, state: "rolled-back" }]);
  });

  test("so does a boot file that cannot be written, after all live values were", async () => {
    await declare(guest, WANTED);
    const dir = "/etc/systemd/system";
    afterwards(guest, `umount -q ${dir}`);
    await run(`mount --bind ${dir} ${dir} && mount -o remount,bind,ro ${dir}`);
    const { stderr } = await expectExit(guest, 4, ["apply", "--yes"]);
    await run(`umount ${dir}`);
    expect(stderr).toMatch(/sleeper\.service\.d: EROFS/);
    expect(await eyes()).toEqual(before);
    expect(await strayTemps(guest)).toEqual([]);
  });

  test("apply sets sysctls, spreads interrupts, pins and cages; a reboot keeps what it can",
    async () => {
      await declare(guest, WANTED);
      await expectExit(guest, 0, ["apply", "--yes"]);
      const after = await eyes();
      expect(after).toMatchObject({ ...IN_FORCE, ...SPREAD });
      const cage = `/sys/fs/cgroup/system.slice/${CAGED}/cpuset.cpus.effective`;
      expect(await guest.readFile(cage)).toBe("1-2\n");
      expect((await run(`systemctl show -P AllowedCPUs ${CAGED}`)).stdout).toBe("1-2\n");
      expect((await plan(guest)).actions).toEqual({});

      await guest.shutdown();
      await guest.boot();
      const rebooted = await eyes();
      expect(rebooted).toMatchObject(IN_FORCE);
      expect(await guest.readFile(cage)).toBe("1-2\n");
      const { items, actions } = await plan(guest);
      for (const name of QUEUES) {
        const [was, is] = [after[`irq ${name}`], rebooted[`irq ${name}`]];
        expect(actions[`irq-affinity/${name}`]).toBe(is === was ? undefined : "drift");
      }
      const moved = items.filter(({ action }) => action !== "none");
      expect(moved.map(({ address }) => address).filter((one) => !one.startsWith("irq-")))
        .toEqual([]);
      expect(moved[0]?.reason).toMatch(/^Vexor set [01] \(run \d\); now it is [0-3-]+$/);
      await expectExit(guest, 2, ["drift"]);
      await expectExit(guest, 0, ["apply", "--yes"]);
      expect(await eyes()).toEqual(after);

      await declare(guest, {});
      await expectExit(guest, 0, ["apply", "--yes"]);
      expect(await eyes()).toEqual({ ...before, [`threads ${CAGED}`]: FREE });
    });

  test("interrupts that the kernel manages are impossible, and remembered as such", async () => {
    const managed = ["1", "2", "3"].map((cpu) =>
      ({ match: { name: `virtio0-req.${cpu}` }, cpus: "0", adopt: { from: cpu } }));
    await declare(guest, { sysctl: { "vm.max_map_count": 1000000 }, irqAffinity: managed });
    const { stdout } = await expectExit(guest, 3, ["apply", "--yes", "--json"]);
    const { impossible } = JSON.parse(stdout) as { impossible: Record<string, string> };
    expect(Object.keys(impossible)).toEqual(
      ["1", "2", "3"].map((n) => `irq-affinity/virtio0-req.${n}`));
    expect(Object.values(impossible)[0]).toContain("EIO");
    const { "sysctl vm.max_map_count": set, ...rest } = await eyes();
    expect(set).toBe("1000000");
    expect(before).toMatchObject(Object.fromEntries(
      Object.entries(rest).filter(([key]) => key.startsWith("irq "))));
    expect((await plan(guest)).summary).toMatchObject({ impossible: 3, none: 1, adopt: 0 });
    const again = await expectExit(guest, 3, ["apply", "--yes"]);
    expect(again.stdout).toContain("Nothing to do.");
    await expectExit(guest, 0, ["rollback", "--yes"]);
    expect(await eyes()).toEqual(before);
  });

  test("a running irqbalance blocks, unless the host file has it configured to keep off", async () => {
    afterwards(guest, "systemctl stop irqbalance; cp /tmp/irqbalance /etc/default/");
    await run("cp /etc/default/irqbalance /tmp/; systemctl stop irqbalance");
    await run("echo 'IRQBALANCE_ARGS=\"--banirq=1 --interval=2\"' >> /etc/default/irqbalance"
      + "; systemctl start irqbalance");
    const operators = await eyes();
    await declare(guest, { irqAffinity: [eth0] });
    const blocked = await plan(guest);
    expect(blocked.summary).toMatchObject({ blocked: expect.any(Number), update: 0 });
    expect(blocked.items.find(({ action }) => action === "blocked")?.reason)
      .toMatch(/irqbalance \(PID \d+\) runs and would move/);

    await declare(guest, { irqAffinity: [{ ...eth0, irqbalance: "ban" }] });
    // Until it is configured to keep off, irqbalance may move one between the plan and its write.
    await expect.poll(async () => {
      const { code, stderr } = await vexor(guest, ["apply", "--yes"]);
      return code === 0 || /PLAN_STALE|VALUE_MOVED/.test(stderr) ? code : stderr;
    }, { timeout: within(90_000) }).toBe(0);
    expect(await eyes()).toMatchObject(SPREAD);
    const numbers = (await run("cd /proc/irq; for d in */virtio1-*; do echo ${d%/*}; done"))
      .stdout.trim().split("\n");
    const argv = await irqbalanceArgv();
    expect(argv).toMatch(/--banirq=1 /);
    for (const number of numbers) expect(argv).toContain(` --banirq=${number} `);
    expect(await guest.readFile("/etc/default/irqbalance")).toMatch(/--banirq=1 --interval=2"\n$/);
    await holdsFor(TWO_BALANCES_MS, async () =>
      expect(await lookLive(guest, SUBJECT)).toMatchObject(SPREAD));
    expect((await plan(guest)).actions).toEqual({});

    await expectExit(guest, 0, ["rollback", "--yes"]);
    // It may have moved them again already, so the masks say nothing.
    expect(durable(await eyes())).toEqual(durable(operators));
    expect(await irqbalanceArgv()).toBe("/usr/sbin/irqbalance --foreground --banirq=1 --interval=2 ");
  });

  describe("the unit of health commands", () => {
    const perl = (body: string): readonly string[] => ["/usr/bin/perl", "-e", body];
    /** The kernel fills it: where each page is touched, a busy machine takes longer than a command may. */
    const [MMAP, MAP_POPULATE_PRIVATE_ANONYMOUS] = [9, 0x8022];
    const EATER = perl(`syscall(${MMAP}, 0, 400_000_000, 3, ${MAP_POPULATE_PRIVATE_ANONYMOUS}, -1, 0); sleep 60`);
    const FORKER = perl("for (1..1000) { my $p = fork; last if !defined $p; "
      + "if (!$p) { close $_ for *STDIN, *STDOUT, *STDERR; sleep 60; exit } } sleep 3");
    const FILES = ["memory.max", "memory.swap.max", "memory.peak", "memory.events", "pids.max",
      "pids.events"];
    /** What the kernel says of its cgroup, as long as there is one. */
    const WATCH = `cd /sys/fs/cgroup/system.slice; until [ -d vexor-health.service ]; do sleep 0.05; done
cd vexor-health.service; while [ -e pids.max ]; do for f in ${FILES.join(" ")}; do
cat $f > /run/seen.new 2>/dev/null && [ -s /run/seen.new ] && mv /run/seen.new /run/seen.$f; done; sleep 0.1; done`;
    /** What uses up memory or tasks may take the one that tells of it along: the kernel is asked. */
    const round = async (
      unit: readonly string[], ...commands: readonly (readonly string[])[]
    ): Promise<Record<string, string>> => {
      await run(`rm -f /run/seen.*; systemd-run --quiet --collect sh -c '${WATCH}'`);
      // The last one holds the unit until the kernel's numbers have been read.
      const input = JSON.stringify({ commands: [...commands, ["/bin/sleep", "8"]] });
      await guest.exec(unit, { input });
      return Object.fromEntries(await Promise.all(FILES.map(async (file) =>
        [file, (await guest.readFile(`/run/seen.${file}`)).trim()] as const)));
    };
    const UNIT = healthUnit("a test", ["/usr/bin/vexor"]);
    /** A busy guest may need longer than a command may take to fill what the unit is granted. */
    const FEWER = "--property=MemoryMax=96M";
    const less = UNIT.map((word) => (word === "--property=MemoryMax=256M" ? FEWER : word));

    test("holds them to its memory: none is had beyond the limit", async () => {
      expect(less).toContain(FEWER);
      const seen = await round(less, EATER);
      const most = 96 * 1024 * 1024;
      expect(seen).toMatchObject({ "memory.max": String(most), "memory.swap.max": "0" });
      expect(seen["memory.events"]).toMatch(/^max [1-9]/m);
      expect(Number(seen["memory.peak"])).toBeLessThanOrEqual(most);
    });

    test("holds them to its number of tasks, and not by a limit of its user alone", async () => {
      const seen = await round(
        UNIT.filter((word) => word !== "--property=LimitNPROC=128"), FORKER);
      expect(seen["pids.max"]).toBe("128");
      expect(seen["pids.events"]).toMatch(/^max [1-9]/m);
    });
  });
});
