import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { banOf, readIrqbalance, readUnitCommand } from "../../../src/detectors/irq/irqbalance.ts";
import { findIrq, readIrqs } from "../../../src/detectors/irq/irqs.ts";
import {
  interrupts, irqTree, runIrqbalance, VIRTIO_IRQS, VIRTIO_NET,
} from "../../support/irq-tree.ts";

const ROWS = [
  [0, "IO-APIC    2-edge    ", "timer", "timer"],
  [9, "IR-IO-APIC    9-fasteoi ", "acpi", "acpi"],
  [16, "IO-APIC  16-fasteoi ", "i801_smbus, ehci_hcd:usb1", "ehci_hcd:usb1,i801_smbus"],
  [17, "IO-APIC  17-fasteoi ", "PCIe PME, aerdrv", "PCIe PME,aerdrv"],
  [24, "IR-PCI-MSI 1048576-edge    ", "eth0-TxRx-0", "eth0-TxRx-0"],
  [25, "IR-PCI-MSI 1048577-edge    ", "eth0-TxRx-0", "eth0-TxRx-0#2"],
  [30, "    GICv3  27 Level    ", "arch_timer", "arch_timer"],
  [31, "  ITS-MSI 524288 Edge     ", "nvme0q0", "nvme0q0"],
  [32, "intel-gpio   44", "ELAN1200:00", "ELAN1200:00"],
  [33, " xen-dyn    -event   ", "eth0-q0-tx", "eth0-q0-tx"],
  [34, "My Odd Chip   5-edge    ", "odd", "odd"],
  [35, "    XT-PIC      ", "floppy", "floppy"],
  [36, "   IO-APIC   7-edge    ", "", null],
  [37, "ITS-MSI 524289 Edge     ", "", null],
  [38, "PCI-MSIX-0000:41:00.0  12-edge      ", "mlx5_comp0@pci:0000:41:00.0",
    "mlx5_comp0@pci:0000:41:00.0"],
] as const;

describe("interrupts", () => {
  it("are known by their handlers' names, whatever precedes these", () => {
    const tree = irqTree(3, []);
    tree.write("/proc/interrupts",
      interrupts(3, ROWS.map(([number, chip, actions]) => ({ number, chip, actions }))));
    expect(readIrqs(tree.host).all.map(({ number, name }) => [number, name]))
      .toEqual(ROWS.filter((row) => row[3] !== null).map((row) => [row[0], row[3]]));
  });

  it("belong to interfaces, disks, controllers and drivers", () => {
    const tree = irqTree(2, [
      ...VIRTIO_IRQS, { number: 40, actions: "nvme0q0" }, { number: 16, actions: "ahci" },
      { number: 4, actions: "ttyS0" },
    ], [VIRTIO_NET, {
      pci: "0000:01:00.0", driver: "nvme", irqs: [40], names: [
        { below: "nvme/nvme0", from: "class/nvme/nvme0" },
        { below: "nvme/nvme0/nvme0n1", from: "block/nvme0n1" },
      ],
    }, { pci: "0000:00:1f.2", driver: "ahci", irqs: [16], legacy: true }]);
    const irqs = readIrqs(tree.host);
    expect(irqs.all.map((irq) => [irq.name, irqs.owner(irq)])).toEqual([
      ...VIRTIO_IRQS.map(({ actions }) => [actions, {
        devices: ["eth0", "virtio2", "0000:00:03.0"], drivers: ["virtio-pci"] }]),
      ["nvme0q0", { devices: ["nvme0n1", "nvme0", "0000:01:00.0"], drivers: ["nvme"] }],
      ["ahci", { devices: ["0000:00:1f.2"], drivers: ["ahci"] }],
      ["ttyS0", { devices: [], drivers: [] }],
    ]);
  });

  it("are found again by name after their numbers have changed", () => {
    const tree = irqTree(2, VIRTIO_IRQS);
    expect(findIrq(tree.host, "virtio2-input.0")?.number).toBe(38);
    tree.write("/proc/interrupts", interrupts(2, [{ number: 52, actions: "virtio2-input.0" }]));
    expect(findIrq(tree.host, "virtio2-input.0")?.number).toBe(38);
    rmSync(`${tree.root}/proc/irq/38`, { recursive: true });
    expect(findIrq(tree.host, "virtio2-input.0")?.number).toBe(52);
    expect(findIrq(tree.host, "virtio2-output.0")).toBeNull();
  });

  it("are all reported when there are 500 on 64 CPUs", () => {
    const numbers = Array.from({ length: 500 }, (_, at) => 100 + at);
    const tree = irqTree(64, numbers.map((number) => ({ number, actions: `eth0-rx-${number}` })),
      [{ ...VIRTIO_NET, irqs: numbers }]);
    const irqs = readIrqs(tree.host);
    expect(irqs.all.filter((irq) => irqs.owner(irq).devices.includes("eth0"))).toHaveLength(500);
  });
});

describe("irqbalance", () => {
  it("is found by its unit, its socket or a search, and not by a stale file", () => {
    const tree = irqTree(2, []);
    expect(readIrqbalance(tree.host).running).toBeNull();
    tree.write("/run/irqbalance/irqbalance700.sock", "");
    expect(readIrqbalance(tree.host).running).toBeNull();
    tree.write("/proc/700/comm", "irqbalance\n");
    tree.write("/proc/700/cmdline", "irqbalance\0-i\x005\0");
    expect(readIrqbalance(tree.host).running)
      .toEqual({ pid: 700, argv: ["irqbalance", "-i", "5"] });
    runIrqbalance(tree);
    expect(readIrqbalance(tree.host).running?.pid).toBe(812);
    const bare = irqTree(2, []);
    bare.write("/usr/sbin/irqbalance", "");
    bare.write("/proc/901/comm", "irqbalance\n");
    expect(readIrqbalance(bare.host).running?.pid).toBe(901);
  });

  it("is a process of root: any user may call a process like that", () => {
    const tree = irqTree(2, []);
    tree.write("/usr/sbin/irqbalance", "");
    tree.write("/proc/901/comm", "irqbalance\n");
    const of = (uid: number) => readIrqbalance({ ...tree.host, isTree: false, stat: (path) => {
      const stat = tree.host.stat(path);
      return stat && { ...stat, uid };
    } }).running?.pid;
    expect(of(0)).toBe(901);
    expect(of(1001)).toBeUndefined();
  });

  it("is not searched for where no socket has its name and its program needs one", () => {
    const tree = irqTree(2, []);
    const unix = "Num       RefCount Protocol Flags    Type St Inode Path\n";
    const running = (sockets: string | null, program: string): number | undefined => {
      if (sockets !== null) tree.write("/proc/1/net/unix", unix + sockets);
      tree.write("/usr/sbin/irqbalance", program);
      return readIrqbalance(tree.host).running?.pid;
    };
    tree.write("/proc/901/comm", "irqbalance\n");
    const newer = "\0Daemon couldn't be bound to the abstract socket, bailing out.\n\0";
    expect(running(null, newer)).toBe(901);
    expect(running("0: 2 0 0 1 1 7 @irqbalance901.sock\n", newer)).toBe(901);
    expect(running("0: 2 0 0 1 1 7 /run/systemd/notify\n", "older")).toBe(901);
    expect(running("0: 2 0 0 1 1 7 /run/systemd/notify\n", newer)).toBeUndefined();
  });

  const drivers = ["virtio-pci", "virtio_net"];
  const subject = { number: 38, actions: ["virtio2-input.0"], drivers };
  it.each([
    [["--banirq=38"], "--banirq=38"], [["--banirq", "38"], "--banirq 38"],
    [["-i38"], "-i38"], [["-fi", "38"], "-fi 38"], [["--bani=38"], "--bani=38"],
    [["--banirq=3", "-i", "381"], null], [["-t", "38"], null], [["--debug"], null],
    [["--banmod=virtio-pci"], "--banmod=virtio-pci"], [["-m", "input"], "-m input"],
    [["--banmod=virtio_net"], null], [["-i", "5", "-m", "virtio2"], "-m virtio2"],
  ])("with %j leaves IRQ 38 alone by %j", (args, ban) => {
    expect(banOf(["irqbalance", ...args], subject)).toBe(ban);
  });

  it("starts with the options of its unit and drop-ins, ours left out", () => {
    const tree = irqTree(2, []);
    const own = "/etc/systemd/system/irqbalance.service.d/90-vexor-agent.conf";
    expect(readUnitCommand(tree.host, own)).toBeNull();
    runIrqbalance(tree);
    tree.write(own, "[Service]\nExecStart=\nExecStart=/usr/sbin/irqbalance --banirq=9\n");
    expect(readUnitCommand(tree.host, own))
      .toBe("/usr/sbin/irqbalance --foreground $IRQBALANCE_ARGS");
    tree.write("/usr/lib/systemd/system/irqbalance.service.d/50-a.conf",
      "[Service]\nExecStart=\nExecStart=/opt/lower\n");
    tree.write("/etc/systemd/system/irqbalance.service.d/50-a.conf",
      "[Unit]\nExecStart=/no\n[Service]\nExecStart=\n"
      + "ExecStart=-/opt/irqbalance \\\n  --banmod=mlx5\n");
    expect(readUnitCommand(tree.host, own)).toMatch(/^-\/opt\/irqbalance\s+--banmod=mlx5$/);
    tree.link("/etc/systemd/system/irqbalance.service", "/dev/null");
    expect(readUnitCommand(tree.host, own)).toBeNull();
  });
});
