/**
 * The package on a real kernel: everything that the agent writes, interrupts and cpusets among it,
 * goes through the units' sandboxes; it keeps off isolated and pinned CPUs, and it survives power
 * cuts.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { propertiesFor } from "../../src/edges/agent/sandboxed-unit.ts";
import { RESOURCES } from "../support/engine.ts";
import { deadline, elapse, patient, until } from "../support/pace.ts";
import { bootGuest, type Guest } from "./lab/guest.ts";
import { cannotRun } from "./lab/machine.ts";
import { look, lookLive, strayTemps, type Sight } from "./support/observer.ts";
import { buildDeb, removeDebs } from "./support/package.ts";
import { history, SERVICE, startServices } from "./support/vexor.ts";

const writeRights = RESOURCES.flatMap((one) => one.writeRights ?? []);

/** The build puts the text into the executable. */
vi.mock("../../packaging/systemd/vexor-operate@.service", async () => {
  const { readFile } = await import("node:fs/promises");
  const file = new URL("../../packaging/systemd/vexor-operate@.service", import.meta.url);
  return { default: await readFile(file, "utf8") };
});

/** Writes to each file named what it holds; prints how many take it, and those that do not. */
const WRITE_BACK = `took=0
while read -r path; do
  value=
  IFS= read -r -d '' value < "$path"
  [ "$value" ] || { echo "nothing in $path"; continue; }
  if printf %s "$value" > "$path"; then took=$((took + 1)); else echo "$path"; fi
done < /root/paths 2>/dev/null
echo "$took took it"`;

/** Kernel parameters by the rights that a write takes; the last pattern takes the rest. */
const RIGHTS = [
  /^\/proc\/sys\/net\/core\/(bpf|high_order)_/, /^\/proc\/sys\/net\//, /^\/proc\/sys\/kernel\//,
  /^\/proc\/sys\/user\//, /^\/proc\/sys\/vm\/mmap_min_addr$/, /^/,
];

const CAGED = "caged.service";
const QUEUES = [0, 1, 2, 3].flatMap((n) => [`virtio1-input.${n}`, `virtio1-output.${n}`]);
const SYSCTLS = ["vm.max_map_count", "net.core.rmem_max", "kernel.hung_task_timeout_secs",
  "vm.dirty_bytes", "vm.dirty_ratio", "vm.mmap_min_addr"];
const WANTED = {
  sysctl: { "vm.max_map_count": { atLeast: 1000000 }, "net.core.rmem_max": { atLeast: 134217728 },
    "kernel.hung_task_timeout_secs": 600, "vm.dirty_bytes": 268435456,
    "vm.mmap_min_addr": { value: 131072 } },
  irqAffinity: [{ match: { device: "eth0" }, cpus: "0-1", spread: "each" }],
  cpuPinning: [{ unit: SERVICE, cpus: "2" }, { unit: CAGED, cpus: "1-2", enforce: "cpuset" }],
};
const IN_FORCE = {
  "sysctl vm.max_map_count": "1000000", "sysctl net.core.rmem_max": "134217728",
  "sysctl kernel.hung_task_timeout_secs": "600", "sysctl vm.dirty_bytes": "268435456",
  "sysctl vm.dirty_ratio": "0",
  [`threads ${SERVICE}`]: "6x2", [`threads ${CAGED}`]: "6x1-2",
  ...Object.fromEntries(QUEUES.map((name, at) => [`irq ${name}`, String((at + 1) % 2)])),
};

let guest: Guest;
const run = (script: string) => guest.exec(["sh", "-c", script], { timeoutMs: 240_000 });
const says = async (script: string): Promise<string> => (await run(script)).stdout.trim();
const SUBJECT = { sysctls: SYSCTLS, irqs: QUEUES, units: [SERVICE, CAGED] };
const eyes = (): Promise<Sight> => look(guest, SUBJECT);

const becomes = async (wanted: Sight, seconds: number): Promise<void> => {
  let seen: Sight = {};
  for (const limit = deadline(seconds * 1000); !limit.isOver(); await elapse(1000)) {
    seen = await lookLive(guest, SUBJECT);
    if (Object.entries(wanted).every(([key, value]) => seen[key] === value)) return;
  }
  console.log(await says("journalctl -b -o short-monotonic --no-pager | grep -i vexor | tail -60"
    + "; journalctl -b -u vexor-agent -o cat --no-pager | tail -20; vexor status"));
  expect(seen).toMatchObject(wanted);
};

describe.skipIf(cannotRun("guest"))("the package in a guest", () => {
  let before: Sight;

  beforeAll(async () => {
    const deb = await buildDeb("0.1.0+test1");
    guest = await bootGuest({ name: "package", files: { "/root/vexor.deb": deb },
      kernelArguments: "isolcpus=3" });
    await startServices(guest, SERVICE, CAGED);
    before = await eyes();
    const { code, stdout, stderr } = await run("dpkg --install /root/vexor.deb");
    if (code !== 0) throw new Error(`${stdout}\n${stderr}`);
  });
  afterAll(async () => {
    await guest?.destroy();
    await removeDebs();
  });

  test("every kind of setting gets through its sandbox, and a read-only rest", async () => {
    await guest.writeFile("/srv/fleet/hosts/lab.yaml",
      JSON.stringify({ apiVersion: "vexor/v1", host: "lab", ...WANTED }));
    await guest.writeFile("/etc/vexor-agent/agent.yaml",
      JSON.stringify({ source: { directory: "/srv/fleet", poll: "5s" } }));
    expect((await run("systemctl start vexor-agent")).code).toBe(0);
    await becomes(IN_FORCE, 90);
    expect(await says("systemctl --failed --no-legend")).toBe("");
  });

  test("the agent keeps off the CPUs that are isolated or pinned, and is last in line", async () => {
    // CPU 3 is isolated, 1 and 2 are others'.
    let cpus = "";
    await until(async () => (cpus = await says("sort -u /proc/$(systemctl show -P MainPID vexor-agent)"
      + "/task/*/status | sed -n 's/^Cpus_allowed_list:\\t//p'")) === "0", 40, () => cpus);
    expect(await says("cat /sys/fs/cgroup/system.slice/vexor-agent.service/memory.max"))
      .toBe(String(384 * 1024 * 1024));
    expect(await says("ps -o ni= -p $(systemctl show -P MainPID vexor-agent)")).toBe("10");
  });

  test("the reader names each writer, and hands the agent no descriptor", async () => {
    // The agent calls it once it watches: on an emulated processor that takes its time.
    await until(async () => (await says("systemctl is-active vexor-watch")) === "active", 90);
    expect(await says("systemctl is-active vexor-watch.service; journalctl -u vexor-watch -o cat"
      + " --no-pager | grep -i fail")).toBe("active");
    expect(await says("ls -l /proc/$(systemctl show -P MainPID vexor-agent)/fd | grep -c fanotify"))
      .toBe("0");
  });

  test("the network is closed to the part that has the rights", async () => {
    await run("ip addr add 10.9.9.9/32 dev lo");
    const properties = ["IPAddressDeny=any"];
    const unit = await guest.readFile("/lib/systemd/system/vexor-operate@.service");
    for (const property of properties) expect(unit).toContain(`${property}\n`);
    const script = ["127.0.0.1", "10.9.9.9"].map((address) =>
      `(timeout ${patient(3)} bash -c 'exec 3<>/dev/tcp/${address}/22' 2>/dev/null; echo $?)`)
      .join(" & ") + " & wait";
    const asked = async (...more: readonly string[]): Promise<string> =>
      (await guest.exec(["systemd-run", "--quiet", "--pipe", "--wait",
        ...more.map((one) => `--property=${one}`), "sh", "-c", script])).stdout;
    // Refused at once where no program listens; else the connection never leaves.
    expect([await asked(), await asked(...properties)]).toEqual(["1\n1\n", "124\n124\n"]);
  });

  test("each kernel parameter can be written with the rights that its path gives", async () => {
    // AppArmor's are not even read without CAP_MAC_ADMIN: to the agent they are unknown.
    const all = (await says(
      "find /proc/sys -type f -perm -600 ! -path '*/binfmt_misc/*' ! -path '*/lo/*'"
      + " ! -name '*apparmor*' | sort",
    )).split("\n");
    const groups = RIGHTS.map((pattern, at) => all.filter((path) =>
      RIGHTS.findIndex((one) => one.test(path)) === at && pattern.test(path)));
    const refusing = async (paths: readonly string[], properties: readonly string[]) => {
      await guest.writeFile("/root/paths", `${paths.join("\n")}\n`);
      return (await guest.exec(["systemd-run", "--quiet", "--pipe", "--wait",
        ...properties.map((one) => `--property=${one}`), "bash", "-c", WRITE_BACK])).stdout;
    };
    for (const paths of groups) {
      const free = await refusing(paths, []);
      expect(free).toMatch(/^[1-9]\d* took it/m);
      expect(await refusing(paths, propertiesFor({ writablePaths: paths, writeRights }))).toBe(free);
    }
  });

  test("drift of an interrupt and of a sysctl is set back", async () => {
    await run("sysctl -qw vm.max_map_count=70000;"
      + " echo 2-3 > \"$(dirname \"$(ls -d /proc/irq/*/virtio1-input.0)\")/smp_affinity_list\"");
    await becomes(IN_FORCE, 60);
  });

  test("on an isolated CPU it takes no time from the process that works there", async () => {
    const trace = "/sys/kernel/tracing/per_cpu/cpu3/trace";
    const tookTurns = async (meanwhile: () => Promise<unknown>): Promise<readonly string[]> => {
      await run(`echo > ${trace}; echo 1 > /sys/kernel/tracing/events/sched/sched_switch/enable`);
      await meanwhile();
      await run("echo 0 > /sys/kernel/tracing/events/sched/sched_switch/enable");
      const names = await says(`grep -o 'next_comm=.* next_pid' ${trace} | sort -u`);
      // The kernel's own threads of that CPU, and the one at work.
      return names.split("\n").map((line) => line.slice("next_comm=".length, -" next_pid".length))
        .filter((name) => !/^(swapper|kworker|rcu|ksoftirqd|migration|cpuhp|busy)/.test(name));
    };
    await run("cp /usr/bin/perl /run/busy; "
      + "systemd-run --unit=busy -p CPUAffinity=3 /run/busy -e 'while (1) {}'");
    try {
      expect(await tookTurns(async () => {
        await run("sysctl -qw vm.max_map_count=70000; systemctl kill -s HUP vexor-agent;"
          + " taskset -cp 3 $(systemctl show -P MainPID sleeper); sleep 10");
        await becomes(IN_FORCE, 60);
      })).toEqual([]);
      expect(await tookTurns(() => run("taskset -c 3 vexor --version"))).toContain("vexor");
    } finally {
      await run("systemctl stop busy");
    }
  });

  test("a power cut leaves a machine that comes back as declared", async () => {
    // One in the middle of a run rolls that back, and the agent does not try it again by itself.
    await until(async () => (await history(guest))[0]?.state === "applied", 90);
    await run("sync");
    await guest.powerCut();
    await guest.boot();
    // Its default is known now: it was recorded when this boot began.
    await becomes({ ...IN_FORCE, "sysctl vm.mmap_min_addr": "131072" }, 120);
    expect(await says("systemctl is-active vexor-agent vexor-recover vexor-defaults | sort -u"))
      .toBe("active");
    expect(await strayTemps(guest)).toEqual([]);
  });

  test("a purge that is asked to releases every kind of setting", async () => {
    const { code, stdout, stderr } = await guest.exec(
      ["env", "VEXOR_RELEASE=1", "dpkg", "--purge", "vexor"], { timeoutMs: 240_000 });
    expect([code, stderr.includes("could be released")], stdout + stderr).toEqual([0, false]);
    const now = await eyes();
    // Threads are not compared: with the last cpuset gone, the next reload of systemd makes the
    // kernel forget their masks.
    const off = Object.keys(now).filter((key) => now[key] !== before[key]
      && /^(sysctl |file .*90-vexor)/.test(key));
    expect(off).toEqual([]);
    expect(await says("ls -d /var/lib/vexor-agent")).toBe("");
  });
});
