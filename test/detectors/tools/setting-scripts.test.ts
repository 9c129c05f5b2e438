/** Which scripts are read by a shell's grammar, and with whose rights what they name is opened. */
import { chownSync } from "node:fs";
import { expect, test } from "vitest";
import { readScripts } from "../../../src/detectors/tools/script-files.ts";
import { keyOf } from "../../../src/detectors/tools/shell/settings.ts";
import { readSettingScripts } from "../../../src/detectors/tools/setting-scripts.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { VexorError } from "../../../src/engine/model/errors.ts";
import { leniently } from "../../../src/engine/plan/unread.ts";
import type { HostReader } from "../../../src/ports/host.ts";
import { makeTree, type Files } from "../../support/tree.ts";

const said = (host: HostReader): readonly string[] =>
  readSettingScripts(host, readScripts(host)).flatMap(({ settings }) => settings.map((one) =>
    `${keyOf(one) ?? "?"}=${one.value ?? "?"}${one.certain ? "" : "?"} ${one.path}:${one.line}`));
const on = (files: Files): readonly string[] => said(createLinuxHost(makeTree(files)));

const unit = (command: string): string => `[Service]\nExecStart=${command}\n`;

test("a file that a user's script names is opened with that user's rights", () => {
  const root = makeTree({
    "/etc/systemd/system/a.service": unit("/home/bob/tune.sh"),
    "/home/bob/tune.sh": "#!/bin/sh\nD=/home/bob\n. $D/lib.sh\nsysctl -p $D/own.conf\n",
    "/home/bob/lib.sh": "-> /root/lib.sh", "/home/bob/own.conf": "-> /root/own.conf",
    "/root/lib.sh": "sysctl -w vm.swappiness=1\n", "/root/own.conf": "vm.dirty_ratio = 1\n",
  });
  if (process.getuid?.() === 0) chownSync(`${root}/home/bob`, 1234, 1234);
  const asked = new Map<string, number | null>();
  const host = createLinuxHost(root);
  const watched = new Proxy(host, { get: (target, name: keyof HostReader) => name === "bytesFor"
    ? (uid: number | null, path: string, limit: number) => {
      asked.set(path, uid);
      return target.bytesFor(uid, path, limit);
    } : target[name] });
  said(watched);
  for (const path of ["/home/bob/tune.sh", "/home/bob/lib.sh", "/home/bob/own.conf"]) {
    expect(asked.get(path), path).toBe(process.getuid?.() === 0 ? 1234 : process.getuid?.());
  }
});

test("a script that is started with words of its own is read with them, and not alone", () => {
  expect(on({ "/etc/systemd/system/a.service": unit("/opt/tune.sh vm.swappiness 7"),
    "/opt/tune.sh": "#!/bin/sh\nsysctl -w $1=$2\n" }))
    .toEqual(["vm/swappiness=7 /opt/tune.sh:2"]);
});

test("a library sets nothing by itself where the scripts that source it are read", () => {
  expect(on({ "/etc/init.d/tune": "#!/bin/sh\n. /opt/lib.sh\nput vm/swappiness 7\n",
    "/opt/lib.sh": "put() { echo $2 > /proc/sys/$1; }\n" }))
    .toEqual(["vm/swappiness=7 /opt/lib.sh:1"]);
});

test("a computed name is followed, also where the script names no setting", () => {
  expect(on({ "/etc/init.d/tune": "#!/bin/sh\nD=/opt/x\n$D/tune\n",
    "/opt/x/tune": "#!/bin/sh\nsysctl vm.swappiness=7\n" }))
    .toEqual(["vm/swappiness=7 /opt/x/tune:2"]);
});

const DNSMASQ: Files = {
  "/etc/systemd/system/multi-user.target.wants/dnsmasq.service": "-> /lib/systemd/system/dnsmasq.service",
  "/lib/systemd/system/dnsmasq.service": unit("/usr/share/dnsmasq/systemd-helper exec"),
  "/usr/share/dnsmasq/systemd-helper": "#!/bin/sh\n. /usr/share/dnsmasq/init-system-common\n",
  "/usr/share/dnsmasq/init-system-common": 'NAME=dnsmasq\nif [ -r /etc/default/${NAME}${2:+.$2} ]; then\n'
    + "  . /etc/default/${NAME}${2:+.$2}\nfi\n",
};
const SETS = "sysctl -w vm.swappiness=7\n";

test("a file of settings is read when a distribution's script sources it by a computed name", () => {
  expect(on({ ...DNSMASQ, "/etc/default/dnsmasq": `ENABLED=1\n${SETS}` }))
    .toEqual(["vm/swappiness=7 /etc/default/dnsmasq:2"]);
  expect(on({ "/etc/systemd/system/multi-user.target.wants/net.service": "-> /lib/systemd/system/net.service",
    "/lib/systemd/system/net.service": unit("/usr/libexec/lxc/lxc-net start"),
    "/usr/libexec/lxc/lxc-net": '#!/bin/sh -\ndir=/etc/default\n# sources /etc/default/lxc-net\n'
      + "start() { [ ! -f $dir/lxc-net ] || . $dir/lxc-net; }\n"
      + 'case "$1" in start) start;; stop) echo 0 > /proc/sys/net/ipv4/ip_forward;; esac\n',
    "/etc/default/lxc-net": SETS })).toContain("vm/swappiness=7 /etc/default/lxc-net:1");
});

test("a file of settings is read without a value where its reader is unknown", () => {
  for (const path of ["/etc/default/mine", "/etc/sysconfig/mine"]) {
    expect(on({ [path]: SETS }), path).toEqual([`vm/swappiness=7? ${path}:1`]);
  }
  expect(on({ ...DNSMASQ, "/etc/default/dnsmasq": "ENABLED=1\n", "/etc/default/mine": SETS }))
    .toEqual(["vm/swappiness=7? /etc/default/mine:1"]);
});

test("a unit that may source such a file is certain of no more for that", () => {
  expect(on({ ...DNSMASQ, "/etc/default/mine": SETS, "/etc/default/dnsmasq": "sysctl -qp $FILE\n",
    "/etc/own.conf": "vm.dirty_ratio = 1\n" })).toEqual(["vm/swappiness=7? /etc/default/mine:1"]);
});

test("a unit that systemd starts on all but containers of LXC is sure", () => {
  const of = (condition: string, files: Files = {}): readonly string[] =>
    on({ "/etc/systemd/system/a.service": `[Unit]\nConditionVirtualization=${condition}\n[Service]\n`
      + "ExecStart=/sbin/sysctl -w vm.swappiness=7\n", ...files }).map((one) => one.split(" ")[0] ?? "");
  expect([of("!lxc"), of("!container"), of("!lxc", { "/run/systemd/container": "systemd-nspawn\n" })])
    .toEqual([["vm/swappiness=7"], ["vm/swappiness=7"], ["vm/swappiness=7"]]);
  expect([of("kvm"), of("!lxc", { "/run/systemd/container": "lxc\n" }),
    of("!container", { "/run/systemd/container": "docker\n" })])
    .toEqual([["vm/swappiness=7?"], ["vm/swappiness=7?"], ["vm/swappiness=7?"]]);
});

test("a name in a comment is not started", () => {
  expect(on({ "/etc/systemd/system/a.service": unit("/opt/tune.sh"),
    "/opt/tune.sh": "#!/bin/sh\n# as /opt/other.sh does\n", "/opt/other.sh": `#!/bin/sh\n${SETS}` }))
    .toEqual([]);
});

test("units that start one script in one way are one", () => {
  expect(on({ "/etc/systemd/system/a.service": unit("/opt/tune.sh"),
    "/etc/systemd/system/b.service": unit("/opt/tune.sh"),
    "/opt/tune.sh": "#!/bin/sh\nsysctl vm.swappiness=7\n" }))
    .toEqual(["vm/swappiness=7 /opt/tune.sh:2"]);
});

test("data that another language loads is read by its lines, as uncertain", () => {
  expect(on({ "/etc/systemd/system/a.service": unit("/opt/tune.py /opt/tune.conf"),
    "/opt/tune.py": "#!/usr/bin/python3\nload()\n", "/opt/tune.conf": "vm.swappiness = 7\n" }))
    .toEqual(["vm/swappiness=7? /opt/tune.conf:1"]);
});

test("a hook of ifup sets nothing by an option that no stanza has", () => {
  const hook = "#!/bin/sh\nif [ -n \"$IF_IP_RP_FILTER\" ]; then\n"
    + "  echo 1 > \"/proc/sys/net/ipv4/conf/$IFACE/rp_filter\"\nfi\n";
  const files = { "/etc/network/if-up.d/ip": hook };
  const stanza = (line: string): string => `auto eth0\niface eth0 inet dhcp\n  ${line}\n`;
  expect(on({ ...files, "/etc/network/interfaces": stanza("mtu 1400") })).toEqual([]);
  expect(on({ ...files, "/etc/network/interfaces": stanza("ip-rp-filter 1") }))
    .toEqual(["?=1? /etc/network/if-up.d/ip:3"]);
});

test("an assignment of an unreadable directory does not end the reading", () => {
  const host = createLinuxHost(makeTree({ "/etc/init.d/etcd": "#!/bin/sh\nVAR=/var/lib/etcd/default\n"
    + ". $VAR/env\nsysctl -p $VAR/x.conf\nsysctl -w vm.swappiness=7\n" }));
  const closed = new Proxy(host, { get: (target, name: keyof HostReader) => name === "stat"
    ? (path: string) => {
      if (path.startsWith("/var/lib/etcd/")) throw new VexorError("HOST_READ", `${path}: EACCES`);
      return target.stat(path);
    } : target[name] });
  expect(said(leniently(closed)).filter((one) => one.includes("etcd:5"))).toHaveLength(1);
});
