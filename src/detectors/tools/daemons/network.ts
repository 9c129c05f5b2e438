/** Firewalls, routing daemons and DHCP clients. */
import { readIfAllowed } from "../../read-if-allowed.ts";
import { parseSysctlFile, pathToKey } from "../../kernel/sysctl-d.ts";
import type { ToolSetting } from "../setting.ts";
import {
  each, V4, V6, variable, type Configuration, type Daemon, type ConfiguredValues,
} from "./configuration.ts";

/** `sysctl -p` of the file that IPT_SYSCTL names, unless ufw is off. */
function ufwWrites(configuration: Configuration): readonly ToolSetting[] {
  const { host } = configuration.machine;
  const named = variable(configuration, "IPT_SYSCTL")?.value ?? "";
  if (!/^"?yes"?$/i.test(variable(configuration, "ENABLED")?.value ?? "")) return [];
  return parseSysctlFile(named.startsWith("/") ? readIfAllowed(host, named) ?? "" : "")
    .flatMap(({ key, value, line }) => (value === null ? []
      : [{ key, value, acts: true, path: named, line, says: `${pathToKey(key)} = ${value}` }]));
}

const SHOREWALL: Readonly<Record<string, string>> = { on: "1", yes: "1", off: "0", no: "0" };

function shorewallWrites(configuration: Configuration): readonly ToolSetting[] {
  const forwarding = variable(configuration, "IP_FORWARDING");
  const martians = variable(configuration, "LOG_MARTIANS");
  const filter = variable(configuration, "ROUTE_FILTER");
  const value = SHOREWALL[forwarding?.value.toLowerCase() ?? ""];
  const set = (one: typeof martians): boolean =>
    one !== null && one.value !== "" && !/^keep$/i.test(one.value);
  const all = (leaf: string): ConfiguredValues => Object.fromEntries(
    ["all", "default", ...configuration.machine.interfaces()]
      .map((name) => [`net/ipv4/conf/${name}/${leaf}`, null]));
  return [
    ...(forwarding && value !== undefined ? each(forwarding.origin,
      { "net/ipv4/ip_forward": value, "net/ipv4/conf/all/forwarding": value }) : []),
    ...(martians && set(martians) ? each(martians.origin, all("log_martians")) : []),
    ...(filter && set(filter) ? each(filter.origin, all("rp_filter")) : []),
  ];
}

function frrWrites({ find }: Configuration): readonly ToolSetting[] {
  const v4 = find(/^(no )?ip forwarding\b/);
  const v6 = find(/^(no )?ipv6 forwarding\b/);
  const to = (values: ConfiguredValues, isOff: boolean): ConfiguredValues =>
    Object.fromEntries(Object.keys(values).map((key) => [key, isOff ? "0" : "1"]));
  return [...(v4 ? each(v4.origin, to(V4, v4.groups[0] === "no ")) : []),
    ...(v6 ? each(v6.origin, to(V6, v6.groups[0] === "no ")) : [])];
}

function keepalivedWrites({ find, lines, machine }: Configuration): readonly ToolSetting[] {
  const vmac = find(/^\s*use_vmac\b/);
  const promotes = find(/^\s*promote_secondaries\b/);
  const used = lines.flatMap(({ text }) => /^\s*interface\s+(\S+)/.exec(text)?.[1] ?? []);
  const of = (leaf: string): ConfiguredValues => Object.fromEntries(machine.interfaces()
    .filter((name) => used.includes(name)).map((name) => [`net/ipv4/conf/${name}/${leaf}`, null]));
  return [
    ...(vmac ? each(vmac.origin, { "net/ipv4/conf/all/rp_filter": null,
      "net/ipv4/conf/default/rp_filter": null, ...of("rp_filter"), ...of("arp_ignore"),
      ...of("arp_filter") }) : []),
    ...(promotes ? each(promotes.origin, of("promote_secondaries")) : []),
  ];
}

const onEachInterface = (...leaves: readonly string[]) =>
  ({ itself, machine }: Configuration): readonly ToolSetting[] =>
    each(itself, Object.fromEntries(machine.interfaces().filter((name) => name !== "lo")
      .flatMap((name) => leaves.map((leaf) => [leaf.replace("%", name), null]))));

const ARNO: ConfiguredValues = {
  "net/ipv4/tcp_window_scaling": "1", "net/ipv4/tcp_timestamps": "1", "net/ipv4/tcp_sack": "1",
  "net/ipv4/tcp_dsack": "1", "net/ipv4/tcp_fack": "1", "net/ipv4/tcp_low_latency": "0",
  "net/ipv4/icmp_echo_ignore_broadcasts": "1", "net/ipv4/icmp_ignore_bogus_error_responses": "1",
  "net/netfilter/nf_conntrack_helper": "0", "net/netfilter/nf_conntrack_acct": "1",
};
/** By switches of its configuration, of which each has a default. */
const ARNO_SWITCHED = ["net/netfilter/nf_conntrack_max", "net/nf_conntrack_max",
  "net/netfilter/nf_conntrack_udp_timeout", "net/ipv4/ip_forward", ...[
    "tcp_fin_timeout", "tcp_keepalive_time", "tcp_syn_retries", "tcp_synack_retries",
    "tcp_rfc1337", "ip_local_port_range", "tcp_syncookies", "icmp_echo_ignore_all", "tcp_ecn",
    "ip_dynaddr", "ip_no_pmtu_disc", "ip_default_ttl"].map((leaf) => `net/ipv4/${leaf}`)];
const ARNO_LINKS = ["ipv4/%/accept_source_route", "ipv4/%/forwarding", "ipv4/%/rp_filter",
  "ipv4/%/log_martians", "ipv4/%/accept_redirects", "ipv4/%/send_redirects",
  "ipv6/%/accept_source_route", "ipv6/%/forwarding", "ipv6/%/autoconf", "ipv6/%/accept_ra",
  "ipv6/%/accept_redirects"].map((file) => `net/${file.replace("/", "/conf/")}`);

const arnoWrites = ({ itself, machine }: Configuration): readonly ToolSetting[] => {
  const links = ["all", "default", ...machine.interfaces()]
    .flatMap((name) => ARNO_LINKS.map((file) => file.replace("%", name)));
  return each(itself, { ...ARNO,
    ...Object.fromEntries([...ARNO_SWITCHED, ...links].map((key) => [key, null])) });
};

export const NETWORK_DAEMONS: readonly Daemon[] = [
  { name: "ufw", units: ["ufw.service"], early: true, writes: ufwWrites,
    files: ["/etc/default/ufw", "/etc/ufw/ufw.conf"] },
  { name: "Arno's firewall", units: ["arno-iptables-firewall.service"], files: [],
    writes: arnoWrites },
  { name: "Shorewall", units: ["shorewall.service"], writes: shorewallWrites,
    files: ["/etc/shorewall/shorewall.conf"] },
  { name: "FRR", units: ["frr.service"], writes: frrWrites,
    files: ["/etc/frr/zebra.conf", "/etc/frr/frr.conf"] },
  { name: "keepalived", units: ["keepalived.service"], writes: keepalivedWrites,
    files: ["/etc/keepalived/keepalived.conf"] },
  { name: "dhcpcd", units: ["dhcpcd.service"], files: [], writes: onEachInterface(
    "net/ipv4/conf/%/promote_secondaries", "net/ipv6/conf/%/accept_ra",
    "net/ipv6/conf/%/autoconf") },
  { name: "ConnMan", units: ["connman.service"], files: [], writes: onEachInterface(
    "net/ipv6/conf/%/accept_ra", "net/ipv6/conf/%/use_tempaddr",
    "net/ipv6/conf/%/disable_ipv6", "net/ipv6/conf/%/dad_transmits") },
];
