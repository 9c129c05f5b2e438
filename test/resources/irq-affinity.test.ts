import { describe, expect, it } from "vitest";
import { driversOf } from "../../src/engine/model/targets.ts";
import { VexorError } from "../../src/engine/model/errors.ts";
import type { Claim, HostFile, Ledger } from "../../src/engine/model/model.ts";
import type { IrqAffinitySpec } from "../../src/resources/irq-affinity/section.ts";
import { makePlan } from "../../src/engine/plan/plan.ts";
import type { Host } from "../../src/ports/host.ts";
import { irqAffinity } from "../../src/resources/irq-affinity.ts";
import {
  BOOT_ID, irqTree, runIrqbalance, VIRTIO_IRQS, VIRTIO_NET, type IrqSpec, type IrqTree,
} from "../support/irq-tree.ts";

const DROP_IN = "/etc/systemd/system/irqbalance.service.d/90-vexor-agent.conf";
const INPUT = "irq-affinity/virtio2-input.0";
const drivers = driversOf([irqAffinity]);

const file = (...entries: readonly IrqAffinitySpec[]): HostFile =>
  ({ apiVersion: "vexor/v1", host: "any", irqAffinity: entries });

const net = (input: Partial<IrqSpec> = {}): IrqTree => irqTree(4,
  VIRTIO_IRQS.map((irq) => (irq.number === 38 ? { ...irq, ...input } : irq)), [VIRTIO_NET]);

const claim = (value: string, attributes = {}): Claim => ({
  address: INPUT, value, attributes, original: "0-3", adopted: null, run: 1, commit: null, at: "2026-01-01T00:00:00Z",
});

const planned = (host: Host, declaration: HostFile, claims: Ledger["claims"] = {}) => makePlan({
  host, hostName: "any", resources: [irqAffinity], drivers, declaration,
  source: { file: "host.yaml", commit: null }, ledger: { format: "vexor.ledger/2", claims },
});

const only = (host: Host, declaration: HostFile, claims: Ledger["claims"] = {}) =>
  planned(host, declaration, claims).items[0];

const wantsOf = (tree: IrqTree, ...entries: readonly IrqAffinitySpec[]) =>
  irqAffinity.survey(tree.host, { declaration: file(...entries), claims: [] }).wants
    .map(({ address, rule }) => [address.slice("irq-affinity/".length), Object.values(rule)[0]]);

const refusal = (code: string, ...says: readonly string[]) => expect.objectContaining({
  code, message: expect.stringMatching(new RegExp(says.join(".*"), "s")) });

const failing = (host: Host, errno: string): Host => ({ ...host, put: (path) => {
  throw new VexorError("HOST_WRITE", `cannot write ${path}: ${errno}`, { errno });
} });

describe("an entry", () => {
  it("matches by device, driver and name, all that are given", () => {
    const tree = net();
    const names = (match: IrqAffinitySpec["match"]) =>
      wantsOf(tree, { match, cpus: 0 }).map(([name]) => name);
    const all = ["virtio2-config", "virtio2-input.0", "virtio2-output.0"];
    expect(names({ device: "eth0" })).toEqual(all);
    expect(names({ device: "0000:00:0?.0" })).toEqual(all);
    expect(names({ driver: "virtio*", name: "*put.0" })).toEqual(all.slice(1));
    expect(names({ name: "virtio2-input.0" })).toEqual(["virtio2-input.0"]);
  });

  it("distinguishes IRQs of one name by rank", () => {
    const tree = irqTree(4, [5, 6, 7].map((number) => ({ number, actions: "ACPI:Ged" })));
    expect(wantsOf(tree, { match: { name: "ACPI:Ged" }, cpus: "1-3", spread: "each" }))
      .toEqual([["ACPI:Ged", "1"], ["ACPI:Ged#2", "2"], ["ACPI:Ged#3", "3"]]);
    expect(wantsOf(tree, { match: { name: "ACPI:Ged#1" }, cpus: 1 },
      { match: { name: "ACPI:Ged#3" }, cpus: 2 }))
      .toEqual([["ACPI:Ged", "1"], ["ACPI:Ged#3", "2"]]);
  });

  it("spreads round robin in the order of IRQ numbers, or gives all the whole set", () => {
    const match = { device: "eth0" };
    expect(wantsOf(net(), { match, cpus: "2-3", spread: "each" }).map(([, cpus]) => cpus))
      .toEqual(["2", "3", "2"]);
    expect(wantsOf(net(), { match, cpus: "3,0,1" }).map(([, cpus]) => cpus))
      .toEqual(["0-1,3", "0-1,3", "0-1,3"]);
  });

  it.each<[IrqAffinitySpec, string, string[]]>([
    [{ match: { device: "eth9" }, cpus: 0 }, "NO_MATCH", ["eth9", "device", "eth0, virtio2"]],
    [{ match: { driver: "mlx5_core" }, cpus: 0 }, "NO_MATCH", ["driver", "virtio-pci"]],
    [{ match: { device: "eth0", name: "ahci" }, cpus: 0 }, "NO_MATCH", ["name", "virtio2-config"]],
    [{ match: { device: "eth0" }, cpus: "2-9" }, "CPU_SET_INVALID", ["CPU 4-9", "has 0-3"]],
    [{ match: { device: "eth0" }, cpus: "" }, "CPU_SET_INVALID", ["names no CPU"]],
    [{ match: { device: "eth0" }, cpus: "3-1" }, "CPU_SET_INVALID", ["eth0", "backwards"]],
  ])("%j is refused with %s", (entry, code, says) => {
    expect(() => wantsOf(net(), entry)).toThrowError(refusal(code, ...says));
  });

  it("accepts an offline CPU with a warning where others are left, and not where none is", () => {
    const tree = net();
    tree.write("/sys/devices/system/cpu/online", "0-2\n");
    tree.write("/sys/devices/system/cpu/isolated", "2\n");
    tree.write("/sys/devices/system/cpu/nohz_full", "2\n");
    const match = { name: "virtio2-input.0" };
    expect(only(tree.host, file({ match, cpus: "2-3" }))?.warnings).toEqual([
      expect.stringContaining("CPU 3 is offline"), expect.stringContaining("CPU 2 is isolated"),
      expect.stringContaining("CPU 2 runs without a tick"),
    ]);
    expect(() => wantsOf(tree, { match, cpus: "3" }))
      .toThrowError(refusal("CPU_SET_INVALID", "CPU 3", "offline"));
    expect(() => wantsOf(tree, { match, cpus: "2-3", spread: "each" }))
      .toThrowError(refusal("CPU_SET_INVALID", "CPU 3", "offline"));
  });

  it("may agree with another, and not contradict it", () => {
    const wide = { match: { device: "eth0" }, cpus: "0-1" };
    const match = { name: "virtio2-input.0" };
    const permitted = { match, cpus: "0,1", adopt: { from: "3,2" }, irqbalance: "ban" as const };
    const { wants } = irqAffinity.survey(net().host,
      { declaration: file(wide, permitted), claims: [] });
    expect(wants).toHaveLength(3);
    expect(wants[1]).toMatchObject({
      address: INPUT, rule: { value: "0-1" }, adopt: "2-3", attributes: { irqbalance: "ban" } });
    expect(() => wantsOf(net(), wide, { match, cpus: 2 })).toThrowError(refusal(
      "HOST_FILE_INVALID", "irqAffinity\\[0\\]", "0-1", "irqAffinity\\[1\\]", "asks for 2"));
  });
});

describe("the present mask", () => {
  const pin = file({ match: { name: "virtio2-input.0" }, cpus: 1 });

  it.each<[string, Partial<IrqSpec>, string, string]>([
    ["every CPU", {}, "update", "default"],
    ["every possible CPU, offline ones too", { allowed: "0-7" }, "update", "default"],
    ["what its driver chose", { allowed: "2", hint: "4" }, "update", "default"],
    ["a CPU that nothing explains", { allowed: "2" }, "blocked", "unknown"],
    ["as declared", { allowed: "1" }, "none", "unknown"],
  ])("%s", (_, input, action, origin) => {
    expect(only(net(input).host, pin)).toMatchObject({ action, origin });
  });

  it("is the administrator's where irqaffinity= sets it at boot", () => {
    const tree = net({ allowed: "0,2" });
    tree.write("/proc/cmdline", "quiet irqaffinity=2 ro\n");
    tree.write("/proc/irq/default_smp_affinity", "5\n");
    const item = only(tree.host, pin);
    expect(item).toMatchObject({ action: "blocked", origin: "custom" });
    expect(item?.evidence[0]).toMatchObject({ path: "/proc/cmdline", says: "irqaffinity=2" });
    const survey = irqAffinity.survey(tree.host, { declaration: pin, claims: [] });
    expect(survey.reading(INPUT).boot[0]?.value).toBe("0,2");
    expect(item?.waysOut.at(-1)).toContain(
      'irqAffinity: [{match: {name: "virtio2-input.0"}, cpus: "1", adopt: {from: "0,2"}}]');
  });

  it("is custom where the default was narrowed at run time", () => {
    const tree = net({ allowed: "0-1" });
    tree.write("/proc/irq/default_smp_affinity", "3\n");
    expect(only(tree.host, pin)).toMatchObject({ action: "blocked", origin: "custom" });
  });

  it("changes by name, and back to the kernel's mask at boot", () => {
    const plan = planned(net().host, pin);
    expect(plan.changes).toEqual([{ target: "irq:virtio2-input.0", kind: "irq-affinity",
      from: "0-3", to: "1", reboot: "0-3", for: [INPUT] }]);
    expect(plan.items[0]?.runs).toBe(
      'echo 1 > "$(ls -dv /proc/irq/*/virtio2-input.0 | sed -n 1p)"/../smp_affinity_list');
  });

  it("is restored when its entry has left the file", () => {
    const plan = planned(net({ allowed: "1" }).host, file(), { [INPUT]: claim("1") });
    expect(plan.items[0]).toMatchObject({ action: "release", to: "0-3" });
    expect(plan.changes[0]).toMatchObject({ from: "1", to: "0-3" });
  });

  it("cannot be changed where the kernel refused in this boot, or by the file's mode", () => {
    const tree = net();
    const note = (bootId: string) => tree.write("/run/vexor-agent/immutable.json", JSON.stringify(
      { format: "vexor.immutable/1", bootId, immutable: { [INPUT]: "EIO: managed" } }));
    note("another");
    expect(only(tree.host, pin)?.action).toBe("update");
    note(BOOT_ID);
    expect(only(tree.host, pin)).toMatchObject({ action: "impossible", reason: "EIO: managed" });
    const locked = net();
    locked.lock("/proc/irq/38/smp_affinity_list");
    expect(only(locked.host, pin)).toMatchObject({ action: "impossible" });
  });
});

describe("a write", () => {
  it("finds the number, writes the list and reads it back", () => {
    const tree = net();
    void drivers.write(tree.host, "irq:virtio2-input.0", "2-3");
    expect(tree.text("/proc/irq/38/smp_affinity_list")).toBe("2-3\n");
    expect(drivers.read(tree.host, "irq:virtio2-input.0")).toBe("2-3");
    expect(drivers.read(tree.host, "irq:gone")).toBeNull();
  });

  it.each([
    ["EIO", "VALUE_IMMUTABLE", "virtio2-input.0"], ["EPERM", "VALUE_IMMUTABLE", "virtio2-input.0"],
    ["ENOSPC", "HOST_WRITE", "no free interrupt vector"], ["EROFS", "HOST_WRITE", "EROFS"],
  ])("refused with %s is %s", (errno, code, says) => {
    expect(() => drivers.write(failing(net().host, errno), "irq:virtio2-input.0", "1"))
      .toThrowError(refusal(code, says));
  });

  it("that waits for the next interrupt holds until one came without moving it", () => {
    const tree = net({ effective: "3" });
    const effective = "/proc/irq/38/effective_affinity_list";
    const pin = file({ match: { name: "virtio2-input.0" }, cpus: 1 });
    const lazyChip: Host = { ...tree.host, put: (path, value, last) => {
      tree.host.put(path, value, last);
      tree.write(effective, "3\n");
    } };
    void drivers.write(lazyChip, "irq:virtio2-input.0", "1");
    expect(only(lazyChip, pin)).toMatchObject({ action: "none", live: "1",
      warnings: ["it stays on CPU 3 until it next fires"] });
    tree.write("/sys/kernel/irq/38/per_cpu_count", "0,8\n");
    expect(only(lazyChip, pin)).toMatchObject({ live: "1 (still on 3)" });
    expect(only(lazyChip, pin)?.action).not.toBe("none");
    tree.write(effective, "1\n");
    expect(only(lazyChip, pin)).toMatchObject({ action: "none", warnings: [] });
    tree.write(effective, "\n");
    expect(only(lazyChip, pin)).toMatchObject({ action: "none", warnings: [] });
  });
});

describe("a running irqbalance", () => {
  const match = { name: "virtio2-input.0" };
  const banned = file({ match, cpus: 1, irqbalance: "ban" });

  it("blocks every change, unless it already leaves the IRQ alone", () => {
    const tree = net();
    runIrqbalance(tree);
    const item = only(tree.host, file({ match, cpus: 1 }));
    expect(item).toMatchObject({ action: "blocked" });
    expect([item?.reason, ...item?.waysOut ?? []].join()).toMatch(/PID 812.*irqbalance: ban/);
    expect(only(tree.host, file({ match, cpus: "0-3" })))
      .toMatchObject({ action: "none", warnings: [expect.stringContaining("may move it")] });
    runIrqbalance(tree, "--banirq=38");
    expect(only(tree.host, file({ match, cpus: 1 }))).toMatchObject({ action: "update" });
  });

  it("is configured in a drop-in that keeps the operator's own command", () => {
    const tree = net({ allowed: "2" });
    runIrqbalance(tree, "--banirq=9");
    tree.write("/etc/systemd/system/irqbalance.service.d/10-own.conf",
      "[Service]\nExecStart=\nExecStart=/usr/sbin/irqbalance --banirq=9 $IRQBALANCE_ARGS\n");
    const plan = planned(tree.host, banned);
    expect(plan.items[0]).toMatchObject({ action: "update", origin: "default" });
    expect(plan.items[0]?.evidence[0]?.says).toContain("irqbalance (PID 812)");
    const drop = plan.changes.find(({ target }) => target === `file:${DROP_IN}`);
    expect(drop?.to).toMatch(/\[Service\]\nExecStart=\nExecStart=.*\n$/);
    expect(drop?.to).toContain(
      "ExecStart=/usr/sbin/irqbalance --banirq=9 $IRQBALANCE_ARGS --banirq=38\n");
  });

  it("is configured also when the mask is right already, which is then set once more", () => {
    const tree = net({ allowed: "1" });
    runIrqbalance(tree);
    const plan = planned(tree.host, banned);
    expect(plan.items[0]).toMatchObject({ action: "update", to: "1" });
    expect(plan.changes.map(({ target }) => target)).toEqual([
      "dir:/etc/systemd/system/irqbalance.service.d", `file:${DROP_IN}`, "irq:virtio2-input.0"]);
    runIrqbalance(tree, "--banirq=38");
    const held = { [INPUT]: claim("1", { irqbalance: "ban" }) };
    expect(only(tree.host, banned, held)).toMatchObject({ action: "none", origin: "managed" });
  });

  it("has no drop-in any more once the last claim is released", () => {
    const tree = net({ allowed: "1" });
    runIrqbalance(tree, "--banirq=38");
    tree.write(DROP_IN, "[Service]\n");
    const plan = planned(tree.host, file(), { [INPUT]: claim("1", { irqbalance: "ban" }) });
    expect(plan.changes.map(({ target, to }) => [target, to]))
      .toContainEqual([`file:${DROP_IN}`, null]);
  });

  it("without a unit cannot be configured", () => {
    const tree = net();
    tree.write("/run/irqbalance/irqbalance70.sock", "");
    tree.write("/proc/70/comm", "irqbalance\n");
    tree.write("/proc/70/cmdline", "irqbalance\0");
    expect(only(tree.host, banned)).toMatchObject({
      action: "blocked", waysOut: [expect.stringContaining("--banirq=38")] });
  });

  it("is restarted when its drop-in changed, and only then", async () => {
    const ran: string[] = [];
    const running = (code: number): Host => ({ ...net().host, isTree: false,
      run: async (argv) => {
        ran.push(argv.join(" "));
        return { code, stdout: "", stderr: "no bus", timedOut: false };
      } });
    await irqAffinity.settle?.(running(0), ["irq:virtio2-input.0"]);
    expect(ran).toEqual([]);
    await irqAffinity.settle?.(running(0), [`file:${DROP_IN}`]);
    expect(ran).toEqual(["systemctl daemon-reload", "systemctl try-restart irqbalance.service"]);
    await expect(irqAffinity.settle?.(running(1), [`file:${DROP_IN}`])).rejects
      .toThrowError(refusal("COMMAND_FAILED", "daemon-reload", "no bus"));
  });
});

describe("a kernel command line with irqaffinity=", () => {
  const planWith = (list: string) => {
    const tree = net();
    tree.write("/proc/cmdline", `quiet irqaffinity=${list}\n`);
    return only(tree.host, file({ match: { name: "virtio2-input.0" }, cpus: 1 }));
  };

  it("is the operator's, also a truncated one", () => {
    for (const list of ["0-3", "0-"]) {
      expect(planWith(list)).toMatchObject({ action: "blocked", origin: "custom",
        evidence: [{ path: "/proc/cmdline", says: `irqaffinity=${list}` }] });
    }
  });
});

describe("CPUs that the operator has irqbalance keep free", () => {
  const match = { name: "virtio2-input.0" };
  const conf = "/etc/default/irqbalance";

  it.each([["IRQBALANCE_BANNED_CPULIST=2-3"], ["IRQBALANCE_BANNED_CPUS=\"0000000c\""]])(
    "%s holds an interrupt that is wanted there", (line) => {
      const tree = net();
      runIrqbalance(tree, "--banirq=38");
      tree.write(conf, `# IRQBALANCE_BANNED_CPULIST=0-3\n${line}\n`);
      expect(only(tree.host, file({ match, cpus: 1 }))).toMatchObject({ action: "update" });
      expect(only(tree.host, file({ match, cpus: 2 }))).toMatchObject({ action: "blocked",
        origin: "custom", evidence: [{ path: conf, line: 2 }] });
    });
});

describe("a script or tool that moves interrupts", () => {
  const SCRIPT = "/etc/cron.d/irq";
  const LINE = "@reboot root echo 2 > /proc/irq/38/smp_affinity\n";
  const pin = file({ match: { name: "virtio2-input.0" }, cpus: 1 });

  it("holds a managed interrupt, too, if git has not permitted it", () => {
    const tree = net({ allowed: "1" });
    const held = { [INPUT]: claim("1") };
    expect(only(tree.host, pin, held)).toMatchObject({ action: "none", origin: "managed" });
    tree.write(SCRIPT, LINE);
    expect(only(tree.host, pin, held)).toMatchObject({ origin: "custom",
      evidence: [{ path: SCRIPT, line: 1 }] });
    const says = LINE.trim();
    const permitted = { [INPUT]: { ...claim("1"), sources: [{ path: SCRIPT, value: says }] } };
    expect(only(tree.host, pin, permitted)).toMatchObject({ action: "none", origin: "managed" });
  });

  it("is watched for changes", () => {
    const survey = irqAffinity.survey(net().host, { declaration: pin, claims: [] });
    const { files = [] } = survey.watch?.([INPUT]) ?? {};
    expect(files).toEqual(expect.arrayContaining(
      ["/etc/rc.local", "/etc/cron.d", "/etc/systemd/system", "/etc/tmpfiles.d", "/etc/tuned"]));
  });

  it("is TuneD where its profile names CPUs", () => {
    const tree = net();
    tree.write("/etc/tuned/active_profile", "own\n");
    tree.link("/etc/systemd/system/multi-user.target.wants/tuned.service",
      "/usr/lib/systemd/system/tuned.service");
    const profile = "/etc/tuned/own/tuned.conf";
    tree.write(profile, "[sysctl]\nvm.swappiness=1\n");
    expect(only(tree.host, pin)).toMatchObject({ action: "update" });
    tree.write(profile, "[scheduler]\nisolated_cores=2\n");
    expect(only(tree.host, pin)).toMatchObject({ action: "blocked", origin: "custom",
      evidence: [{ path: profile, line: 2 }] });
    expect(only(tree.host, file({ match: { name: "virtio2-input.0" }, cpus: "0-3" })))
      .toMatchObject({ origin: "custom", afterReboot: null });
  });
});

describe("vexor init", () => {
  it("declares what is off its default, and the plan of that is empty", () => {
    const tree = irqTree(4, [
      { number: 5, actions: "ACPI:Ged" }, { number: 6, actions: "ACPI:Ged", allowed: "2" },
      { number: 8, actions: "rtc0, acpi", allowed: "0-1" },
      { number: 9, actions: "driven", allowed: "3", hint: "8" },
    ]);
    const declared = irqAffinity.declare?.(tree.host);
    expect(declared).toEqual({ irqAffinity: [
      { match: { name: "ACPI:Ged#2" }, cpus: "2" }, { match: { name: "acpi,rtc0#1" }, cpus: "0-1" },
    ] });
    const plan = planned(tree.host, { ...file(), ...declared });
    expect(plan.items.map(({ action }) => action)).toEqual(["none", "none"]);
    expect(irqAffinity.declare?.(irqTree(2, VIRTIO_IRQS).host)).toEqual({});
    runIrqbalance(tree, "--banirq=6");
    expect(irqAffinity.declare?.(tree.host))
      .toEqual({ irqAffinity: [{ match: { name: "ACPI:Ged#2" }, cpus: "2" }] });
  });
});
