/**
 * Red Hat's /etc/sysconfig/network-scripts/ifcfg-*. Two programs read them. The scripts of
 * initscripts (network.service, up to RHEL 8) write forwarding and what a host accepts, for every
 * interface and for each that they bring up (init.ipv6-global, ifup-ipv6). NetworkManager's plugin
 * ifcfg-rh (up to RHEL 9) knows privacy, MTU and IPV6_DISABLED. What ifup-local and other scripts
 * do is read with the scripts.
 */
import { readIfAllowed } from "../read-if-allowed.ts";
import { PHASES } from "./phase.ts";
import type { ConfiguredTool, ToolContext, ToolSetting } from "./setting.ts";

const FOLDER = "/etc/sysconfig/network-scripts";
const GLOBAL = "/etc/sysconfig/network";
const NOT_PROFILES = /(\.(bak|orig|rpmnew|rpmorig|rpmsave|old)|~)$/;
const YES = /^(yes|true|y|t|on|1)$/i;
const NO = /^(no|false|n|f|off|0)$/i;

interface IfcfgLine {
  readonly value: string;
  readonly path: string;
  readonly line?: number;
  readonly says: string;
}

type IfcfgLines = ReadonlyMap<string, IfcfgLine>;

/** `NAME=value` as a shell sources it: the last one is used. */
function linesOf({ host }: ToolContext, path: string): IfcfgLines {
  const lines = new Map<string, IfcfgLine>();
  for (const [at, text] of (readIfAllowed(host, path) ?? "").split("\n").entries()) {
    const [, name, value = ""] =
      /^\s*(?:export\s+)?(\w+)=\s*["']?([^"'#]*?)["']?\s*(?:#.*)?$/.exec(text) ?? [];
    if (name !== undefined) lines.set(name, { value, path, line: at + 1, says: text.trim() });
  }
  return lines;
}

interface IfcfgProfile {
  readonly device: string;
  /** Those of /etc/sysconfig/network under its own. */
  readonly lines: IfcfgLines;
  readonly itself: IfcfgLine;
}

function profilesIn(machine: ToolContext, shared: IfcfgLines): readonly IfcfgProfile[] {
  return machine.listings.list(FOLDER)
    .filter((name) => name.startsWith("ifcfg-") && !NOT_PROFILES.test(name))
    .map((name) => {
      const path = `${FOLDER}/${name}`;
      const own = linesOf(machine, path);
      const device = own.get("DEVICE")?.value ?? name.slice("ifcfg-".length);
      return { device, lines: new Map([...shared, ...own]),
        itself: { value: "", path, says: `${name} brings up ${device}` } };
    });
}

type IfcfgWrites = readonly (readonly [leaf: string, value: string, by: IfcfgLine])[];

const is = (pattern: RegExp, line: IfcfgLine | undefined): boolean =>
  pattern.test(line?.value ?? "");

/** Router or host, as both scripts decide it. */
function roles({ lines, itself }: Pick<IfcfgProfile, "lines" | "itself">): IfcfgWrites {
  if (is(NO, lines.get("IPV6_SET_SYSCTLS"))) return [];
  const routes = is(YES, lines.get("IPV6FORWARDING"));
  const auto = lines.get("IPV6_AUTOCONF");
  const isAuto = routes ? is(YES, auto) : !is(NO, auto);
  const by = lines.get("IPV6FORWARDING") ?? itself;
  const accepts = !isAuto && !(is(YES, lines.get("IPV6_FORCE_ACCEPT_RA")) && !routes) ? "0" : "1";
  return [
    ["forwarding", routes && !is(NO, lines.get("IPV6_ROUTER")) ? "1" : "0", by],
    ["accept_ra", routes && isAuto ? "2" : accepts, auto ?? by],
    ["accept_redirects", isAuto ? "1" : "0", auto ?? by],
    ["autoconf", isAuto ? "1" : "0", auto ?? by],
  ];
}

/** What both programs make of the same line. */
function common({ lines }: IfcfgProfile): IfcfgWrites {
  const [mtu, privacy] = [lines.get("IPV6_MTU"), lines.get("IPV6_PRIVACY")];
  return [
    ...mtu && /^[1-9]\d*$/.test(mtu.value) ? [["mtu", mtu.value, mtu] as const] : [],
    ...privacy?.value === "rfc3041" ? [["use_tempaddr", "2", privacy] as const] : [],
  ];
}

/** `eth0.100` is one part of a path. */
const settings = (device: string, writes: IfcfgWrites, acts: boolean): readonly ToolSetting[] =>
  writes.map(([leaf, value, { path, line, says }]) => ({ key: `net/ipv6/conf/${device}/${leaf}`,
    value, acts, path, ...(line === undefined ? {} : { line }), says }));

const isUp = ({ lines }: IfcfgProfile): boolean => !is(NO, lines.get("ONBOOT"));

function byScripts(profile: IfcfgProfile): readonly ToolSetting[] {
  if (is(NO, profile.lines.get("IPV6INIT"))) return [];
  return settings(profile.device, [...roles(profile), ...common(profile)], isUp(profile));
}

function byNetworkManager(profile: IfcfgProfile, isOn: boolean): readonly ToolSetting[] {
  const off = profile.lines.get("IPV6_DISABLED");
  const writes: IfcfgWrites = is(YES, off) && off ? [["disable_ipv6", "1", off]] : common(profile);
  return settings(profile.device, writes, isOn && isUp(profile));
}

/** Of all interfaces, before the first is brought up: a router accepts nothing there. */
function ofAll(machine: ToolContext, shared: IfcfgLines): readonly ToolSetting[] {
  const itself: IfcfgLine = { value: "", path: `${FOLDER}/init.ipv6-global`,
    says: "it resets every interface" };
  const lines = new Map([...shared].filter(([name]) => name === "IPV6FORWARDING"
    || name === "IPV6_SET_SYSCTLS"
    || (name === "IPV6_AUTOCONF" && !is(YES, shared.get("IPV6FORWARDING")))));
  const writes = roles({ lines, itself }).filter(([leaf]) => leaf !== "autoconf");
  return ["all", "default", ...machine.interfaces()].flatMap((device) =>
    settings(device, writes, true));
}

export const ifcfg: ConfiguredTool = {
  name: "ifcfg",
  phase: PHASES.network,
  places: [FOLDER, GLOBAL],
  read: (machine) => {
    const shared = linesOf(machine, GLOBAL);
    const profiles = profilesIn(machine, shared);
    if (profiles.length === 0) return [];
    if (machine.isActive("network.service")) {
      return [...ofAll(machine, shared), ...profiles.flatMap(byScripts)];
    }
    const isOn = machine.isActive("NetworkManager.service");
    return profiles.flatMap((one) => byNetworkManager(one, isOn));
  },
};
