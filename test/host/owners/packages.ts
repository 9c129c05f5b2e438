import type { Setting } from "./spellings.ts";
import type { Placed, Way } from "./ways.ts";

/** Debian packages of which each sets sysctls, may be told to, or runs at boot beside those that do. */
export const REAL_PACKAGES: readonly string[] = [
  ...["anacron", "apparmor", "at", "bind9", "bird2", "chrony", "conntrackd", "corosync", "cron"],
  ...["dnsmasq", "etcd-server", "fail2ban", "ferm", "firewalld", "frr", "haproxy", "hostapd"],
  ...["ifupdown", "ipvsadm", "irqbalance", "isc-dhcp-client", "keepalived", "ksmtuned"],
  ...["linux-cpupower", "lxc", "lynis", "mariadb-server", "multipath-tools"],
  ...["network-manager", "nfs-kernel-server", "numad", "open-iscsi", "openvpn", "postgresql"],
  ...["powertop", "ppp", "procps", "radvd", "redis-server", "rtirq-init", "shorewall", "squid"],
  ...["strongswan-starter", "sysfsutils", "systemd-coredump", "systemd-resolved", "tlp", "tuned"],
  ...["ufw", "unbound", "wireguard-tools", "zram-tools"],
];

const file = (path: string, text: string, mode?: number): Placed =>
  ({ path, text: `${text}\n`, ...(mode === undefined ? {} : { mode }) });
const wanted = (unit: string, from: string): Placed =>
  ({ path: `/etc/systemd/system/multi-user.target.wants/${unit}`, text: from, isLink: true });
const each = (line: (setting: Setting) => string) =>
  (settings: readonly Setting[]): string => settings.map(line).join("\n");
const commands = each(({ key, value }) => `sysctl -qw ${key}=${value}`);

/** Ways through the configuration of one of them. */
export const PACKAGE_WAYS: readonly Way[] = [
  { name: "ufw", single: true, files: (settings) => [
    file("/etc/ufw/sysctl.conf", each(({ key, value }) =>
      `${key.replaceAll(".", "/")}=${value}`)(settings)),
    file("/etc/ufw/ufw.conf", "ENABLED=yes\nLOGLEVEL=low")] },
  { name: "tuned", single: true, files: (settings) => [
    file("/etc/tuned/lab/tuned.conf", `[main]\nsummary=lab\n[sysctl]\n${
      each(({ key, value }) => `${key}=${value}`)(settings)}`),
    file("/etc/tuned/active_profile", "lab"), file("/etc/tuned/profile_mode", "manual")] },
  { name: "wg-quick", single: true, files: (settings) => [
    file("/etc/wireguard/wg0.conf", "[Interface]\n"
      + `PrivateKey = ${"A".repeat(42)}A=\n${each(({ key, value }) =>
        `PreUp = sysctl -w ${key}=${value}`)(settings)}`, 0o600),
    wanted("wg-quick@wg0.service", "/lib/systemd/system/wg-quick@.service")] },
  { name: "lxc-net", single: true, files: (settings) => [
    file("/etc/default/lxc-net", `USE_LXC_BRIDGE="false"\n${commands(settings)}`)] },
  { name: "dnsmasq", single: true, files: (settings) => [
    file("/etc/default/dnsmasq", `ENABLED=1\n${commands(settings)}`)] },
  { name: "ferm", single: true, files: (settings, id) => [
    file("/etc/ferm/ferm.conf", `@hook pre "/usr/local/sbin/${id}";`),
    file("/etc/default/ferm", "FAST=yes\nCACHE=no\nOPTIONS=\nENABLED=\"yes\""),
    file(`/usr/local/sbin/${id}`, `#!/bin/sh\n${commands(settings)}`, 0o755)] },
  { name: "if-pre-up.d", files: (settings, id) => [
    file(`/etc/network/if-pre-up.d/${id}`, `#!/bin/sh\n${commands(settings)}`, 0o755)] },
  { name: "lines in interfaces", files: (settings, id) => [
    file(`/etc/network/interfaces.d/${id}`, `auto lo:${id.slice(-2)}\n`
      + `iface lo:${id.slice(-2)} inet loopback\n${each(({ key, value }) =>
        `  up sysctl -qw ${key}=${value}`)(settings)}`)] },
];
