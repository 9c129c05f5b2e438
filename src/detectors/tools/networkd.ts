/**
 * systemd-networkd writes sysctls of each interface that one of its .network files matches, and a
 * few for the whole machine (systemd.network(5), networkd.conf(5), networkd-sysctl.c of 252 to
 * 257). Before 256 IPForward= turned forwarding on for the whole machine, and never off; since then
 * IPv4Forwarding= and IPv6Forwarding= stand for one interface, in networkd.conf for all.
 *
 * Some it writes without being asked: it does router advertisements and privacy addresses itself,
 * so the kernel's own are off, and IPv6 is on wherever it has a link-local address.
 */
import { readIfAllowed } from "../read-if-allowed.ts";
import { parseUnitFile, type Assignment } from "../systemd/unit-syntax.ts";
import { adminLayersOf, layeredFiles, layersOf } from "./layers.ts";
import { matchOf, type NetworkMatch } from "./networkd-match.ts";
import { PHASES } from "./phase.ts";
import type { ConfiguredTool, ToolContext, ToolSetting } from "./setting.ts";

const UNIT = "systemd-networkd.service";
const FOLDER = "systemd/network";

type ConvertValue = (text: string) => string | null;

const BOOLEANS: Readonly<Record<string, string>> = {
  "1": "1", yes: "1", y: "1", true: "1", t: "1", on: "1",
  "0": "0", no: "0", n: "0", false: "0", f: "0", off: "0",
};
const bool: ConvertValue = (text) => BOOLEANS[text.toLowerCase()] ?? null;
const oneOf = (table: Readonly<Record<string, string>>): ConvertValue =>
  (text) => table[text.toLowerCase()] ?? null;
const number: ConvertValue = (text) => (/^\d+$/.test(text) ? text : null);
const UNITS: Readonly<Record<string, number>> = { "": 1, K: 1024, M: 1024 ** 2 };
const bytes: ConvertValue = (text) => {
  const [, digits, unit = ""] = /^(\d+)([KM]?)$/.exec(text) ?? [];
  return digits === undefined ? null : String(Number(digits) * (UNITS[unit] ?? 1));
};

/** Section.Option to the file below the interface's directory, and what is written there. */
const PER_LINK: Readonly<Record<string, readonly [file: string, convert: ConvertValue]>> = {
  "Link.MTUBytes": ["ipv6/conf/%/mtu", bytes],
  "Network.IPv4ProxyARP": ["ipv4/conf/%/proxy_arp", bool],
  "Network.IPv4ProxyARPPrivateVLAN": ["ipv4/conf/%/proxy_arp_pvlan", bool],
  "Network.IPv4AcceptLocal": ["ipv4/conf/%/accept_local", bool],
  "Network.IPv4RouteLocalnet": ["ipv4/conf/%/route_localnet", bool],
  "Network.IPv4ReversePathFilter":
    ["ipv4/conf/%/rp_filter", oneOf({ no: "0", strict: "1", loose: "2" })],
  "Network.IPv4Forwarding": ["ipv4/conf/%/forwarding", bool],
  "Network.IPv6Forwarding": ["ipv6/conf/%/forwarding", bool],
  "Network.IPv6DuplicateAddressDetection": ["ipv6/conf/%/dad_transmits", number],
  "Network.IPv6HopLimit": ["ipv6/conf/%/hop_limit", number],
  "Network.IPv6ProxyNDP": ["ipv6/conf/%/proxy_ndp", bool],
  "Network.IPv6ProxyNDPAddress": ["ipv6/conf/%/proxy_ndp", () => "1"],
  "Network.IPv6MTUBytes": ["ipv6/conf/%/mtu", bytes],
  "Network.IPv6LinkLocalAddressGenerationMode": ["ipv6/conf/%/addr_gen_mode",
    oneOf({ eui64: "0", none: "1", "stable-privacy": "2", random: "3" })],
  "Network.IPv6StableSecretAddress": ["ipv6/conf/%/stable_secret", (text) => text],
  "Network.IPv6RetransmissionTimeSec": ["ipv6/neigh/%/retrans_time_ms", () => null],
  "Network.MPLSRouting": ["mpls/conf/%/input", bool],
};
const PRIVACY = oneOf({ no: "0", "prefer-public": "1", yes: "2" });
const ENABLES_V4 = /^(yes|true|on|1|y|t|ipv4|both)$/i;
const ENABLES_V6 = /^(yes|true|on|1|y|t|ipv6|both)$/i;
const V4_ALL = ["ipv4/ip_forward", "ipv4/conf/all/forwarding"];
const V6_ALL = ["ipv6/conf/all/forwarding"];

interface Network {
  readonly path: string;
  readonly assignments: readonly Assignment[];
}

export const networkd: ConfiguredTool = {
  name: "systemd-networkd",
  phase: PHASES.network,
  places: [...adminLayersOf(FOLDER), "/etc/systemd/networkd.conf",
    "/etc/systemd/networkd.conf.d"],
  read: (machine) => {
    const isOn = machine.isActive(UNIT);
    const networks = readNetworks(machine, isOn ? layersOf(FOLDER) : adminLayersOf(FOLDER));
    const manager = readManager(machine);
    const links = matchLinks(machine, networks);
    const settings = [...manager.flatMap(globalSettings),
      ...networks.flatMap((network) => forwardingOf(network, links)),
      ...links.flatMap((link) => linkSettings(link, manager))];
    return isOn ? settings : settings.filter(({ line }) => line !== undefined)
      .map((setting) => ({ ...setting, acts: false }));
  },
};

const parse = ({ host }: ToolContext, path: string): readonly Assignment[] =>
  parseUnitFile(path, readIfAllowed(host, path) ?? "");

const readManager = (machine: ToolContext): readonly Assignment[] =>
  ["/etc/systemd/networkd.conf",
    ...layeredFiles(machine.listings, layersOf("systemd/networkd.conf.d"), ".conf")]
    .flatMap((path) => parse(machine, path)).filter(({ section }) => section === "Network");

function readNetworks(machine: ToolContext, directories: readonly string[]): readonly Network[] {
  const { listings } = machine;
  return layeredFiles(listings, directories, ".network").flatMap((path) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const dropIns = layeredFiles(listings, directories.map((one) => `${one}/${name}.d`), ".conf");
    const assignments = [path, ...dropIns].flatMap((one) => parse(machine, one));
    return assignments.some(isUnmanaged) ? [] : [{ path, assignments }];
  });
}

const isUnmanaged = ({ section, key, value }: Assignment): boolean =>
  section === "Link" && key === "Unmanaged" && bool(value) === "1";

const saying = (
  { path, line, key, value }: Assignment, file: string, to: string | null,
): ToolSetting => ({
  key: `net/${file}`, value: to, acts: true, path, line, says: `${key}=${value}`,
});

const globalSettings = (one: Assignment): readonly ToolSetting[] => {
  const files = { IPv4Forwarding: V4_ALL, IPv6Forwarding: V6_ALL }[one.key] ?? [];
  return files.map((file) => saying(one, file, bool(one.value)));
};

/**
 * IPForward= that does not turn it on writes nothing; what IPMasquerade= implies has changed. It
 * is done with the first interface that the file is for: one of the distribution's that is for none
 * here stays out, and of an administrator's it is unknown.
 */
function forwardingOf(network: Network, links: readonly LinkNetworks[]): readonly ToolSetting[] {
  const isUsed = links.some(({ sure, maybe }) => sure === network && maybe.length === 0);
  const isKept = isUsed || !/^\/(usr\/)?lib\//.test(network.path)
    || links.some(({ maybe }) => maybe.includes(network));
  return !isKept ? [] : forwardingIn(network)
    .map((setting) => (isUsed ? setting : { ...setting, value: null }));
}

const forwardingIn = ({ assignments }: Network): readonly ToolSetting[] =>
  assignments.flatMap((one): readonly ToolSetting[] => {
    if (one.section !== "Network" || !/^(IPForward|IPMasquerade)$/.test(one.key)) return [];
    const plain = one.key === "IPForward";
    const v4 = ENABLES_V4.test(one.value);
    const v6 = ENABLES_V6.test(one.value) && (plain || !/^(yes|true|on|1|y|t)$/i.test(one.value));
    const none = plain && !v4 && !v6;
    return [
      ...(v4 || none ? V4_ALL : []).map((file) => saying(one, file, plain ? "1" : null)),
      ...(v6 || none ? V6_ALL : []).map((file) => saying(one, file, plain ? "1" : null)),
    ].map((setting) => (none ? { ...setting, acts: false, value: null } : setting));
  });

/** The first file that matches is the one; before it there may be some that only udev can judge. */
interface LinkNetworks {
  readonly name: string;
  readonly sure: Network | null;
  readonly maybe: readonly Network[];
}

function matchLinks(machine: ToolContext, networks: readonly Network[]): readonly LinkNetworks[] {
  const matches = networks.map((network) => ({ network, match: matchOf(network.assignments) }));
  return machine.interfaces().filter((name) => name !== "lo")
    .map((name) => firstMatch(machine, matches, name));
}

const linkSettings = (
  { name, sure, maybe }: LinkNetworks, manager: readonly Assignment[],
): readonly ToolSetting[] =>
  [...maybe.map((network) => ({ network, certain: false })),
    ...(sure === null ? [] : [{ network: sure, certain: maybe.length === 0 }])]
    .flatMap(({ network, certain }) => settingsOfLink(network, name, manager)
      .map((setting) => (certain ? setting : { ...setting, value: null })));

interface MatchedNetwork {
  readonly network: Network;
  readonly match: NetworkMatch;
}

function firstMatch({ host }: ToolContext, all: readonly MatchedNetwork[],
  name: string): LinkNetworks {
  const maybe: Network[] = [];
  for (const { network, match } of all) {
    const verdict = match(host, name);
    if (verdict === true) return { name, sure: network, maybe };
    if (verdict === null) maybe.push(network);
  }
  return { name, sure: null, maybe };
}

const lastOf = (assignments: readonly Assignment[], key: string): Assignment | undefined =>
  assignments.findLast((one) => one.section === "Network" && one.key === key);

function settingsOfLink(
  { path, assignments }: Network, name: string, manager: readonly Assignment[],
): readonly ToolSetting[] {
  const fileOf = (file: string): string => file.replace("%", name);
  const itself = (file: string, value: string | null): ToolSetting => ({
    key: `net/${fileOf(file)}`, value, acts: true, path, says: `it configures ${name}` });
  const asked = assignments.flatMap((one): readonly ToolSetting[] => {
    const [file, convert] = PER_LINK[`${one.section}.${one.key}`] ?? [];
    return file === undefined || convert === undefined || one.value === "" ? []
      : [saying(one, fileOf(file), convert(one.value))];
  });
  const privacy = lastOf(assignments, "IPv6PrivacyExtensions")
    ?? lastOf(manager, "IPv6PrivacyExtensions");
  const secretly = privacy === undefined ? itself("ipv6/conf/%/use_tempaddr", "0")
    : saying(privacy, fileOf("ipv6/conf/%/use_tempaddr"), PRIVACY(privacy.value));
  const masks = lastOf(assignments, "IPMasquerade");
  return [itself("ipv6/conf/%/accept_ra", "0"),
    ...(/^kernel$/i.test(privacy?.value ?? "") ? [] : [secretly]),
    ...linkLocal(assignments, itself), ...dhcp(assignments, itself),
    ...(masks && ENABLES_V4.test(masks.value)
      ? [saying(masks, fileOf("ipv4/conf/%/forwarding"), "1")] : []),
    ...asked];
}

type OwnSetting = (file: string, value: string | null) => ToolSetting;

/** Without an address of its own there, IPv6 is left as it is. */
const linkLocal = (
  assignments: readonly Assignment[], itself: OwnSetting,
): readonly ToolSetting[] => {
  const value = lastOf(assignments, "LinkLocalAddressing")?.value ?? "ipv6";
  const has = /^(yes|true|on|1|y|t|ipv6|fallback|ipv6-fallback)$/i.test(value);
  return has ? [itself("ipv6/conf/%/disable_ipv6", "0"), itself("ipv6/conf/%/addr_gen_mode", null)]
    : [itself("ipv6/conf/%/addr_gen_mode", "1")];
};

/** Only where neither the interface nor `all` promotes secondaries yet. */
const dhcp = (assignments: readonly Assignment[], itself: OwnSetting): readonly ToolSetting[] =>
  (/^(yes|true|on|1|y|t|ipv4)$/i.test(lastOf(assignments, "DHCP")?.value ?? "")
    ? [{ ...itself("ipv4/conf/%/promote_secondaries", null) }] : []);
