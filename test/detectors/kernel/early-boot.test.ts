import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { readEarlyBoot, unitsStarted } from "../../../src/detectors/kernel/early-boot.ts";
import { readKernelFacts } from "../../../src/detectors/kernel/kernel-facts.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { makeTree, type Files } from "../../support/tree.ts";

const GENERATOR = "\u0000ELF generator";
const UNIT = "[Service]\nExecStart=/lib/systemd/systemd-remount-fs\n";
const SHIPPED: Files = {
  "/usr/lib/systemd/system-generators/systemd-fstab-generator": GENERATOR,
  "/usr/lib/systemd/system/systemd-remount-fs.service": UNIT,
  "/usr/lib/systemd/system/systemd-tmpfiles-setup.service": UNIT,
  "/usr/lib/systemd/system/new-thing.service": UNIT,
  "/usr/lib/systemd/system/systemd-networkd.service": UNIT,
  "/usr/share/initramfs-tools/scripts/functions": "log() { :; }\n",
  "/usr/lib/udev/rules.d/50-udev-default.rules": 'RUN+="/bin/true"\n',
  "/usr/lib/modprobe.d/aliases.conf": "install foo /bin/true\n",
  "/usr/lib/tmpfiles.d/x.conf": "w /proc/sys/vm/swappiness - - - - 1\n",
};
const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** A clean Debian, and what an administrator has added. */
const doubts = (files: Files = {}, started: readonly string[] = []) => {
  const host = createLinuxHost(makeTree({
    ...SHIPPED,
    "/etc/initramfs-tools/initramfs.conf": "MODULES=most\nBUSYBOX=auto\n",
    "/etc/systemd/system-generators/masked": "-> /dev/null",
    "/var/lib/dpkg/status": "Package: systemd\nMaintainer: S <systemd@packages.debian.org>\n"
      + "Version: 252-1\n",
    "/var/lib/dpkg/info/systemd.md5sums": Object.entries(SHIPPED)
      .map(([path, text]) => `${md5(text)}  ${path.slice(1)}\n`).join(""),
    ...Object.fromEntries(started.map((name) =>
      [`/run/systemd/units/invocation:${name}`, "-> 0123"])),
    ...files,
  }));
  return readEarlyBoot(host, readKernelFacts(host), unitsStarted(host));
};
const keysOf = (...asked: Parameters<typeof doubts>) => doubts(...asked).map(({ keys }) => keys);

test("on a clean machine nothing can have set a value before the record", () => {
  expect(doubts()).toEqual([]);
  expect(doubts({ "/etc/systemd/system/vexor-defaults.service": "[Service]\n" },
    ["vexor-defaults.service", "systemd-remount-fs.service", "systemd-tmpfiles-setup.service",
      "-.mount"])).toEqual([]);
});

test("an administrator's program that runs first may have set any key", () => {
  for (const path of ["/etc/systemd/system-generators/tune",
    "/usr/lib/systemd/system-generators/tune", "/run/systemd/system-generators/tune",
    "/usr/local/lib/systemd/system-environment-generators/tune",
    "/etc/initramfs-tools/scripts/init-bottom/tune", "/etc/initramfs-tools/hooks/tune",
    "/usr/share/initramfs-tools/scripts/init-top/tune", "/usr/lib/dracut/modules.d/99tune/tune.sh",
    "/etc/systemd/system/tune.service"]) {
    const started = path.endsWith(".service") ? ["tune.service"] : [];
    const found = doubts({ [path]: "#!/bin/sh\n" }, started);
    expect(found, path).toEqual([{ by: expect.stringContaining(path), keys: null }]);
  }
  expect(keysOf({ "/usr/share/initramfs-tools/scripts/functions": "log() { tune; }\n" }))
    .toEqual([null]);
  expect(keysOf({ "/etc/initramfs-tools/conf.d/a": "A=$(tune)\n" })).toEqual([null]);
  expect(keysOf({ "/etc/initramfs-tools/conf.d/a": "# why\nA=list\nB='x y'\nC=\"\" # d\n" }))
    .toEqual([]);
  expect(keysOf({ "/proc/cmdline": "quiet init=/usr/local/sbin/init" })).toEqual([null]);
  expect(keysOf({ "/proc/cmdline": "init=/sbin/init" })).toEqual([]);
  expect(keysOf({ "/run/systemd/container": "lxc\n" })).toEqual([null]);
});

test("a unit that was started first may have set what its sandbox allows", () => {
  expect(keysOf({}, ["new-thing.service"])).toEqual([null]);
  expect(keysOf({}, ["systemd-networkd.service"])).toEqual([["net/*"]]);
  expect(keysOf({ "/etc/systemd/system/systemd-remount-fs.service.d/a.conf": "[Service]\n" },
    ["systemd-remount-fs.service"])).toEqual([null]);
  expect(keysOf({}, ["gone.service"])).toEqual([null]);
});

test("a file of declarations may have set only the keys that it names", () => {
  const line = "w /proc/sys/vm/vfs_cache_pressure - - - - 55\n";
  const tmpfiles = { "/etc/tmpfiles.d/tune.conf": `d /run/x\n${line}w /sys/a - - - - 1\n` };
  const ran = ["systemd-tmpfiles-setup.service"];
  expect(keysOf(tmpfiles)).toEqual([]);
  expect(keysOf(tmpfiles, ran)).toEqual([["vm/vfs_cache_pressure"]]);
  expect(keysOf({ "/etc/tmpfiles.d/a.conf": "w /proc/sys/net/ipv4/*/x/y - - - - 1\n" }, ran))
    .toEqual([["net/ipv4/*/x/y"]]);
  expect(keysOf({ "/etc/tmpfiles.d/a.conf": "w %h/x - - - - 1\n" }, ran)).toEqual([null]);
  expect(keysOf({ "/usr/lib/tmpfiles.d/x.conf": line }, ran)).toEqual([["vm/vfs_cache_pressure"]]);

  const rule = (text: string): Files => ({ "/etc/udev/rules.d/60-a.rules": `${text}\n` });
  expect(keysOf(rule('ATTR{queue/scheduler}="none"'))).toEqual([]);
  expect(keysOf(rule('SYSCTL{net/ipv4/ip_forward}="1"'))).toEqual([["net/ipv4/ip_forward"]]);
  expect(keysOf(rule('SYSCTL{net.ipv4.conf.$name.forwarding}="1"'))).toEqual([null]);
  expect(keysOf(rule('KERNEL=="sda", RUN+="/usr/local/bin/tune"'))).toEqual([null]);
  expect(keysOf(rule('IMPORT{program}="x"'))).toEqual([null]);

  const modprobe = (text: string): Files => ({ "/etc/modprobe.d/a.conf": `${text}\n` });
  expect(keysOf(modprobe("options kvm nested=1\nblacklist pcspkr"))).toEqual([]);
  expect(keysOf(modprobe("options ipv6 disable=0 autoconf=0")))
    .toEqual([["net/ipv6/conf/*/autoconf"]]);
  expect(keysOf(modprobe("options nf_conntrack \\\n hashsize=1")).flat())
    .toContain("net/netfilter/nf_conntrack_max");
  expect(keysOf(modprobe("install br_netfilter /usr/local/bin/tune"))).toEqual([null]);
});
