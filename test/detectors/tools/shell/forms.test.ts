/** Commands that stand in files with a quoting of their own. */
import { expect, test } from "vitest";
import { readForm } from "../../../../src/detectors/tools/shell/forms.ts";
import { outcome } from "../../../../src/detectors/tools/shell/settings.ts";

const FILES: Readonly<Record<string, string>> = {
  "/opt/tune.sh": "#!/bin/sh\nsysctl -w vm.swappiness=$1\n", "/etc/default/tune": "SWAP=7\n",
  "/etc/default/ferm": "FAST=yes\nENABLED=\"yes\"\n",
  "/opt/tune": "#!/usr/bin/perl\nsystem('sysctl -w vm.swappiness=7');\n",
};
const files = {
  read: (path: string) => {
    const text = FILES[path];
    return text === undefined ? null : { text };
  },
  list: () => [],
  hasKey: () => true,
};

/** Undefined: not named; null: not certain. */
const value = (path: string, text: string, key = "vm/swappiness") =>
  outcome(readForm({ path, text }, files).settings, key)?.value;

const UNIT = "/etc/systemd/system/tune.service";
const unit = (...lines: readonly string[]): string => `[Service]\n${lines.join("\n")}\n`;

const CASES: readonly (readonly [path: string, text: string, value: string | null | undefined])[] = [
  [UNIT, unit("ExecStart=/sbin/sysctl -w vm.swappiness=7"), "7"],
  [UNIT, unit("ExecStart=-/sbin/sysctl -q \"vm.swappiness=7\""), "7"],
  [UNIT, unit("ExecStart=/bin/sh -c 'echo 7 > /proc/sys/vm/swappiness'"), "7"],
  [UNIT, unit("ExecStart=/bin/sh -c \"echo $$((3+4)) > /proc/sys/vm/swappiness\""), "7"],
  [UNIT, unit("ExecStart=/opt/tune.sh 7"), "7"],
  [UNIT, unit("ExecStart=/opt/tune.sh \\", "  7"), "7"],
  [UNIT, unit("ExecStart=+@/opt/tune.sh tune 7"), "7"],
  [UNIT, unit("Environment=\"SWAP=7\" OTHER=1", "ExecStart=/opt/tune.sh ${SWAP}"), "7"],
  [UNIT, unit("EnvironmentFile=/etc/default/tune", "ExecStart=/opt/tune.sh $SWAP"), "7"],
  [UNIT, unit("PassEnvironment=SWAP", "ExecStart=/opt/tune.sh $SWAP"), null],
  [UNIT, unit("ExecStart=/opt/tune.sh %i"), null],
  [UNIT, unit("ExecStart=/bin/true ; /sbin/sysctl vm.swappiness=7"), "7"],
  [UNIT, unit("ExecStart=/opt/unknown", "ExecStart=/sbin/sysctl vm.swappiness=7"), null],
  [UNIT, unit("ExecStopPost=/sbin/sysctl vm.swappiness=7"), null],
  [UNIT, `[Unit]\nConditionPathExists=/x\n${unit("ExecStart=/sbin/sysctl vm.swappiness=7")}`, null],
  [UNIT, unit("ExecStart=/opt/tune"), "7"],
  [UNIT, unit("# ExecStart=/sbin/sysctl -w vm.swappiness=7"), undefined],
  [UNIT, unit("ExecStart=/bin/echo echo 7 > /proc/sys/vm/swappiness"), undefined],
  ["/etc/crontab", "0 3 * * * root sysctl -w vm.swappiness=7\n", "7"],
  ["/etc/cron.d/tune", "SWAP=7\n@reboot root sysctl -w vm.swappiness=$SWAP\n", "7"],
  ["/etc/cron.d/tune", "@reboot root cat > /proc/sys/vm/swappiness%7%\n", "7"],
  ["/etc/cron.d/tune", "@reboot root echo 7\\%3 | tr -d '\\%3' > /proc/sys/vm/swappiness\n", "7"],
  ["/etc/cron.d/tune", "0 1 * * * root sysctl vm.swappiness=6\n0 2 * * * root sysctl vm.swappiness=7\n",
    null],
  ["/var/spool/cron/crontabs/root", "@reboot sysctl -w vm.swappiness=7\n", "7"],
  ["/etc/crontab", "# @reboot root sysctl -w vm.swappiness=7\n", undefined],
  ["/etc/udev/rules.d/9.rules", 'ACTION=="add", SUBSYSTEM=="net", RUN+="/sbin/sysctl vm.swappiness=7"\n',
    "7"],
  ["/etc/udev/rules.d/9.rules", 'RUN+="/bin/sh -c \'echo 7 > /proc/sys/vm/swappiness\'"\n', "7"],
  ["/etc/udev/rules.d/9.rules", 'ATTR{x}=="1", RUN+="/sbin/sysctl vm.swappiness=7"\n', null],
  ["/etc/udev/rules.d/9.rules", 'RUN+="/sbin/sysctl vm.swappiness=%k"\n', null],
  ["/etc/udev/rules.d/9.rules", 'RUN+="/bin/echo 7 > /proc/sys/vm/swappiness"\n', undefined],
  ["/etc/modprobe.d/x.conf", "install loop modprobe --ignore-install loop; sysctl vm.swappiness=7\n",
    null],
  ["/etc/network/interfaces", "auto eth0\niface eth0 inet dhcp\n  up sysctl vm.swappiness=7\n", "7"],
  ["/etc/network/interfaces", "iface eth0 inet dhcp\n  up sysctl vm.swappiness=7\n", null],
  ["/etc/network/interfaces", "auto eth0\niface eth0 inet dhcp\n  down sysctl vm.swappiness=7\n", null],
  ["/etc/ferm/ferm.conf", "@hook pre \"sysctl -w vm.swappiness=7\";\n", "7"],
  ["/etc/ferm/ferm.conf", "@hook post '/opt/tune.sh 7';\ntable filter {}\n", "7"],
  ["/etc/ferm/ferm.d/x.ferm", "@hook pre \"sysctl -w vm.swappiness=$swap\";\n", null],
  ["/etc/ferm/ferm.conf", "@if @eq($X, 1) { @hook pre \"sysctl -w vm.swappiness=7\"; }\n", null],
  ["/etc/ferm/ferm.conf", "@hook flush \"sysctl -w vm.swappiness=7\";\n", null],
  ["/etc/ferm/ferm.conf", "@def $X = `sysctl -w vm.swappiness=7`;\n", null],
  ["/etc/ferm/ferm.conf", "# @hook pre \"sysctl -w vm.swappiness=7\";\n", undefined],
  ["/etc/wireguard/wg0.conf", "PostUp = sysctl -w vm.swappiness=7\n", "7"],
  ["/etc/init.d/tune", "#!/bin/sh\ncase $1 in start) sysctl vm.swappiness=7;; esac\n", "7"],
  ["/etc/init.d/tune", "#!/bin/sh\ncase $1 in stop) sysctl vm.swappiness=7;; esac\n", null],
  ["/etc/init.d/etcd", "#!/bin/sh\nVAR=/var/lib/etcd\n", undefined],
  ["/etc/init.d/tune", "#!/usr/bin/python3\nopen('/proc/sys/vm/swappiness', 'w')\n", null],
  ["/etc/cron.daily/tune", "#!/bin/sh\nsysctl vm.swappiness=7\n", "7"],
  ["/etc/NetworkManager/dispatcher.d/tune", "#!/bin/sh\n[ \"$2\" = up ] && sysctl vm.swappiness=7\n", null],
];

test.each(CASES)("%s: %s", (path, text, expected) => {
  expect(value(path, text)).toBe(expected);
});

test("a command's place is its line, or the line of the script that it starts", () => {
  const own = readForm({ path: UNIT, text: unit("", "ExecStart=/sbin/sysctl vm.swappiness=7") }, files);
  expect(own.settings).toMatchObject([{ path: UNIT, line: 3 }]);
  const called = readForm({ path: UNIT, text: unit("ExecStart=/opt/tune.sh 7") }, files);
  expect(called.settings).toMatchObject([{ path: "/opt/tune.sh", line: 2 }]);
});
