/** Where scripts count, when in the boot they run, and what is never opened with root's rights. */
import { chownSync } from "node:fs";
import { expect, test } from "vitest";
import { readBootSysctls } from "../../../src/detectors/kernel/sysctl-boot-sources.ts";
import { keyToPath } from "../../../src/detectors/kernel/sysctl-d.ts";
import { readScripts } from "../../../src/detectors/tools/script-files.ts";
import { readTuningTools } from "../../../src/detectors/tools/tuning-tools.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import type { HostReader } from "../../../src/ports/host.ts";
import { makeTree, type Files } from "../../support/tree.ts";

const holdersOn = (host: HostReader, key: string): readonly string[] =>
  readTuningTools(host, readBootSysctls(host)).otherManagersOf(keyToPath(key), "60")
    .map(({ path, line, phase }) => `${path}:${line} ${phase?.name ?? "-"}`);
const holders = (files: Files, key = "vm.swappiness"): readonly string[] =>
  holdersOn(createLinuxHost(makeTree(files)), key);

const SETS = "#!/bin/sh\nsysctl -w vm.swappiness=60\n";
const UNIT = "[Service]\nExecStart=/sbin/sysctl -w vm.swappiness=60\n";

const PLACES: Readonly<Record<string, string>> = {
  "/etc/initramfs-tools/scripts/init-bottom/tune": "initramfs",
  "/usr/lib/dracut/modules.d/99tune/tune.sh": "initramfs",
  "/etc/systemd/system-generators/tune": "generator",
  "/usr/local/lib/systemd/system-generators/tune": "generator",
  "/usr/lib/systemd/system-generators/acme-generator": "generator",
  "/etc/modprobe.d/x.conf": "module",
  "/run/udev/rules.d/x.rules": "udev",
  "/etc/network/if-up.d/tune": "network",
  "/etc/network/interfaces": "network",
  "/etc/ppp/ip-up.d/tune": "network",
  "/etc/ppp/ipv6-up.local": "network",
  "/etc/dhcp/dhclient-exit-hooks.d/tune": "network",
  "/etc/dhcp/dhclient-enter-hooks": "network",
  "/etc/networkd-dispatcher/carrier.d/tune": "network",
  "/etc/NetworkManager/dispatcher.d/no-wait.d/tune": "network",
  "/etc/NetworkManager/dispatcher.d/tune": "network",
  "/etc/wireguard/wg0.conf": "network",
  "/etc/sysconfig/network-scripts/ifup-local": "network",
  "/etc/shorewall/started": "network",
  "/etc/ufw/after.init": "early unit",
  "/etc/ferm/tune.conf": "early unit",
  "/etc/rc.d/init.d/tune": "unit",
  "/etc/libvirt/hooks/network": "unit",
  "/etc/cron.daily/tune": "cron",
  "/etc/anacrontab": "cron",
  "/var/spool/cron/crontabs/root": "cron",
  "/var/spool/cron/atjobs/a0001": "-",
  "/etc/profile.d/tune.sh": "session",
  "/root/.bashrc": "session",
};

/** Where lines are not a shell's, each on its second line. */
const LINES: Readonly<Record<string, string>> = {
  "/etc/modprobe.d/x.conf": "install loop /sbin/sysctl -w vm.swappiness=60",
  "/run/udev/rules.d/x.rules": 'RUN+="/sbin/sysctl -w vm.swappiness=60"',
  "/etc/network/interfaces": "  up sysctl -w vm.swappiness=60",
  "/etc/wireguard/wg0.conf": "PostUp = sysctl -w vm.swappiness=60",
  "/etc/ferm/tune.conf": '@hook pre "sysctl -w vm.swappiness=60";',
  "/etc/anacrontab": "1 5 tune sysctl -w vm.swappiness=60",
  "/var/spool/cron/crontabs/root": "@reboot sysctl -w vm.swappiness=60",
};

test.each(Object.entries(PLACES))("%s is read, in the phase %s", (path, phase) => {
  const line = LINES[path];
  expect(holders({ [path]: line === undefined ? SETS : `#\n${line}\n` }))
    .toEqual([`${path}:2 ${phase}`]);
});

const UNITS: readonly (readonly [name: string, files: Files, expected: readonly string[]])[] = [
  ["in /usr/local/lib", { "/usr/local/lib/systemd/system/a.service": UNIT },
    ["/usr/local/lib/systemd/system/a.service:2 unit"]],
  ["in /run", { "/run/systemd/system/a.service": UNIT }, ["/run/systemd/system/a.service:2 unit"]],
  ["linked from /opt", { "/opt/a.service": UNIT,
    "/etc/systemd/system/a.service": "-> /opt/a.service" }, ["/opt/a.service:2 unit"]],
  ["linked from /opt, enabled, and so linked twice", { "/opt/a.service": UNIT,
    "/etc/systemd/system/a.service": "-> /opt/a.service",
    "/etc/systemd/system/x.target.d/a.conf": "-> /opt/a.service" }, ["/opt/a.service:2 unit"]],
  ["whose script of the distribution sources a file of the administrator's", {
    "/usr/lib/systemd/system/a.service": "[Service]\nExecStart=/usr/libexec/a/a start\n",
    "/usr/libexec/a/a": "#!/bin/sh\n[ ! -f /etc/default/a ] || . /etc/default/a\n",
    "/etc/default/a": "A=1\nsysctl -w vm.swappiness=60\n",
    "/etc/systemd/system/multi-user.target.wants/a.service": "-> /usr/lib/systemd/system/a.service",
  }, ["/etc/default/a:2 unit"]],
  ["that a script of System V has beside it", { "/etc/init.d/a.sh": SETS, "/etc/init.d/b": SETS,
    "/etc/init.d/c": SETS, "/usr/lib/systemd/system/a.service": "[Service]\n",
    "/etc/systemd/system/b.service": "-> /dev/null" }, ["/etc/init.d/c:2 unit"]],
  ["of the distribution, that nothing starts", { "/usr/lib/systemd/system/a.service": UNIT }, []],
  ["of the distribution, enabled", { "/usr/lib/systemd/system/a.service": UNIT,
    "/etc/systemd/system/multi-user.target.wants/a.service": "-> /usr/lib/systemd/system/a.service",
  }, ["/usr/lib/systemd/system/a.service:2 unit"]],
  ["of the distribution, started by its timer", { "/usr/lib/systemd/system/a.service": UNIT,
    "/etc/systemd/system/timers.target.wants/a.timer": "-> /usr/lib/systemd/system/a.timer",
  }, ["/usr/lib/systemd/system/a.service:2 unit"]],
  ["of the distribution, masked in /etc", { "/usr/lib/systemd/system/a.service": UNIT,
    "/etc/systemd/system/x.target.wants/a.service": "-> /usr/lib/systemd/system/a.service",
    "/etc/systemd/system/a.service": "-> /dev/null" }, []],
  ["that starts a script that was shipped", { "/usr/libexec/acme/tune": SETS,
    "/usr/lib/systemd/system/a.service": "[Service]\nExecStart=/usr/libexec/acme/tune\n",
    "/etc/systemd/system/multi-user.target.wants/a.service": "-> /usr/lib/systemd/system/a.service",
  }, ["/usr/libexec/acme/tune:2 unit"]],
  ["without default dependencies", {
    "/etc/systemd/system/a.service": `[Unit]\nDefaultDependencies=no\n${UNIT}` },
  ["/etc/systemd/system/a.service:4 early unit"]],
  ["early, yet after the sysctl files", { "/etc/systemd/system/a.service":
    `[Unit]\nDefaultDependencies=no\nAfter=systemd-sysctl.service\n${UNIT}` },
  ["/etc/systemd/system/a.service:5 network"]],
];

test.each(UNITS)("a unit %s", (_, files, expected) => {
  expect(holders(files)).toEqual(expected);
});

test("a line that one unit runs for certain, and another perhaps, brings its value", () => {
  const files: Files = { "/etc/default/net": "sysctl -w vm.swappiness=60\n",
    "/etc/systemd/system/a.service": "[Service]\nExecStart=/bin/sh /etc/default/net\n",
    "/etc/systemd/system/b.service": "[Service]\nExecStartPre=/usr/bin/load\n"
      + "ExecStart=/bin/sh /etc/default/net again\n" };
  const restores = (more: Files) => {
    const host = createLinuxHost(makeTree({ ...files, ...more }));
    return readTuningTools(host, readBootSysctls(host)).otherManagersOf("vm/swappiness", "60")
      .map((one) => one.restores);
  };
  expect(restores({})).toEqual(["60"]);
  expect(restores({ "/etc/systemd/system/b.service": "[Service]\nExecStartPre=/usr/bin/load\n"
    + 'ExecStart=/bin/sh -c "sysctl vm.swappiness=5; . /etc/default/net"\n' })).toEqual(["60", null]);
});

test("a script that TuneD's active profile starts is read", () => {
  const profile = "/etc/tuned/ours";
  expect(holders({
    "/etc/tuned/active_profile": "ours\n", [`${profile}/tune.sh`]: SETS,
    [`${profile}/tuned.conf`]: "[script]\nscript=${i:PROFILE_DIR}/tune.sh\n",
    "/etc/systemd/system/multi-user.target.wants/tuned.service": "-> /x",
  })).toEqual([`${profile}/tune.sh:2 tool daemon`]);
});

test("a file in a user's directory is opened with that user's rights", () => {
  const root = makeTree({
    "/etc/systemd/system/a.service": "[Service]\nExecStart=/home/bob/bin/tune.sh\n",
    "/etc/systemd/system/b.service": "-> /home/bob/b.service",
    "/etc/systemd/system/c.service": "[Service]\nExecStart=/opt/hop/tune.sh\n",
    "/opt/hop": "-> /home/bob/hop", "/home/bob/hop": "-> ../../root/own",
    "/home/bob/bin/tune.sh": "-> /root/secret", "/home/bob/b.service": "-> /root/secret",
    "/root/secret": SETS, "/root/own/tune.sh": SETS,
  });
  if (process.getuid?.() === 0) chownSync(`${root}/home/bob`, 1234, 1234);
  const host = createLinuxHost(root);
  const uids: (number | null)[] = [];
  const watched = new Proxy(host, { get: (target, name: keyof HostReader) => name === "bytesFor"
    ? (uid: number | null, path: string, limit: number) => {
      uids.push(uid);
      return target.bytesFor(uid, path, limit);
    } : target[name] });
  readScripts(watched);
  expect(uids.length).toBeGreaterThanOrEqual(3);
  expect(uids).not.toContain(0);
});

test("2,000 units and 300 scripts are all read", () => {
  const files: Record<string, string> = {};
  for (let n = 0; n < 2000; n++) {
    files[`/etc/systemd/system/u${n}.service`] = `[Service]\nExecStart=/opt/s${n % 300}.sh\n`;
  }
  for (let n = 0; n < 300; n++) files[`/opt/s${n}.sh`] = `sysctl -w vm.key${n}=1\n`;
  const host = createLinuxHost(makeTree(files));
  expect(holdersOn(host, "vm.key299")).toEqual(["/opt/s299.sh:1 unit"]);
  expect(holdersOn(host, "vm.key0")).toEqual(["/opt/s0.sh:1 unit"]);
});
