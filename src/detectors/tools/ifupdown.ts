/**
 * ifupdown's interfaces(5): options of an `iface` stanza that end in a sysctl, as ifup's own
 * definitions have them (inet6.defn of 0.8): `privext`, `accept_ra`, `autoconf`, `mtu`; by the
 * hooks of the package vlan `ip-proxy-arp` and `ip-rp-filter`; of ifupdown2 (addons/address.py)
 * `ip-forward`, `ip6-forward`, `arp-accept`. Its `up` lines are read with the scripts.
 */
import type { HostReader } from "../../ports/host.ts";
import { listIfAllowed, readIfAllowed } from "../read-if-allowed.ts";
import { globMatcher, isGlob } from "../kernel/sysctl-glob.ts";
import { PHASES } from "./phase.ts";
import type { ConfiguredTool, ToolContext, ToolSetting } from "./setting.ts";

const FILE = "/etc/network/interfaces";
const DEEPEST = 4;

type ConvertOption = (value: string) => string;

const asIs: ConvertOption = (value) => value;
const onOff: ConvertOption = (value) => (/^(on|yes|1|true)$/i.test(value) ? "1" : "0");
const rpFilter: ConvertOption = (value) => (value === "0" || value === "2" ? value : "1");
const proxyArp: ConvertOption = (value) => (value === "1" ? "1" : "0");

const OPTIONS: Readonly<Record<string, readonly [file: string, convert: ConvertOption]>> = {
  "inet6 privext": ["ipv6/conf/%/use_tempaddr", asIs],
  "inet6 accept_ra": ["ipv6/conf/%/accept_ra", asIs],
  "inet6 autoconf": ["ipv6/conf/%/autoconf", asIs],
  "inet6 mtu": ["ipv6/conf/%/mtu", asIs],
  "inet ip-proxy-arp": ["ipv4/conf/%/proxy_arp", proxyArp],
  "inet ip-rp-filter": ["ipv4/conf/%/rp_filter", rpFilter],
  "inet ip-forward": ["ipv4/conf/%/forwarding", onOff],
  "inet arp-accept": ["ipv4/conf/%/arp_accept", onOff],
  "inet6 ip6-forward": ["ipv6/conf/%/forwarding", onOff],
};

/** What ifup writes by its method where the stanza does not say otherwise. */
const BY_METHOD: Readonly<Record<string, readonly (readonly [file: string, value: string])[]>> = {
  "inet6 auto": [["ipv6/conf/%/accept_ra", "2"], ["ipv6/conf/%/autoconf", "1"]],
  "inet6 dhcp": [["ipv6/conf/%/accept_ra", "1"]],
  "inet6 static": [["ipv6/conf/%/autoconf", "0"]],
};

export const ifupdown: ConfiguredTool = {
  name: "ifupdown",
  phase: PHASES.network,
  places: [FILE, `${FILE}.d`],
  read: (machine) => {
    const lines = linesOf(machine.host, FILE, 0);
    const isUp = bringsUp(lines);
    return stanzasOf(lines).flatMap((stanza) => settingsOf(machine, stanza, isUp));
  },
};

interface InterfacesLine {
  readonly words: readonly string[];
  readonly path: string;
  readonly line: number;
}

/** Of the file and of those that it takes in, where it does. */
function linesOf(host: HostReader, path: string, depth: number): readonly InterfacesLine[] {
  const text = depth > DEEPEST ? null : readIfAllowed(host, path);
  let line = 0;
  return (text ?? "").replace(/\\\n/g, "\u0000").split("\n").flatMap(
    (raw): readonly InterfacesLine[] => {
    const at = line + 1;
    line += raw.split("\u0000").length;
    const words = raw.replaceAll("\u0000", " ").trim().split(/\s+/);
    const [first = "", pattern = ""] = words;
    if (first === "" || first.startsWith("#")) return [];
    if (!/^source(-directory)?$/.test(first)) return [{ words, path, line: at }];
    const inner = pattern.startsWith("/") ? pattern : `/etc/network/${pattern}`;
    const found = first === "source" ? expand(host, inner)
      : listIfAllowed(host, inner).filter((name) => /^[\w-]+$/.test(name))
        .map((name) => `${inner}/${name}`);
    return found.flatMap((one) => linesOf(host, one, depth + 1));
  });
}

const expand = (host: HostReader, pattern: string): readonly string[] => {
  const at = pattern.lastIndexOf("/");
  const directory = pattern.slice(0, at);
  if (!isGlob(pattern)) return [pattern];
  const names = globMatcher(pattern.slice(at + 1));
  return isGlob(directory) ? []
    : listIfAllowed(host, directory).filter((name) => !name.startsWith(".") && names.test(name))
      .map((name) => `${directory}/${name}`);
};

interface Stanza {
  readonly name: string;
  readonly family: string;
  readonly method: string;
  readonly head: InterfacesLine;
  readonly options: readonly InterfacesLine[];
}

function stanzasOf(lines: readonly InterfacesLine[]): readonly Stanza[] {
  const stanzas: (Stanza & { readonly options: InterfacesLine[] })[] = [];
  let open: InterfacesLine[] | null = null;
  for (const one of lines) {
    const [first = "", name = "", family = "", method = ""] = one.words;
    if (first === "iface") {
      open = [];
      stanzas.push({ name, family, method, head: one, options: open });
    } else if (/^(auto|allow-.*|mapping|no-auto-down|no-scripts|template)$/.test(first)) {
      open = null;
    } else {
      open?.push(one);
    }
  }
  return stanzas;
}

const bringsUp = (lines: readonly InterfacesLine[]): ((name: string) => boolean) => {
  const globs = lines
    .filter(({ words: [first = ""] }) => /^(auto|allow-(auto|hotplug))$/.test(first))
    .flatMap(({ words }) => words.slice(1)).map(globMatcher);
  return (name) => globs.some((one) => one.test(name));
};

function settingsOf(
  { interfaces }: ToolContext, { name, family, method, head, options }: Stanza,
  isUp: (name: string) => boolean,
): readonly ToolSetting[] {
  const glob = name.startsWith("/") ? null : globMatcher(name);
  const names = isGlob(name) && glob ? interfaces().filter((one) => glob.test(one)) : [name];
  return names.flatMap((device) => {
    const say = (
      file: string, value: string, { words, path, line }: InterfacesLine,
    ): ToolSetting => ({
      key: `net/${file.replace("%", device)}`, value: /^\d+$/.test(value) ? value : null,
      acts: isUp(device), path, line, says: words.join(" "),
    });
    return [
      ...(BY_METHOD[`${family} ${method}`] ?? []).map(([file, value]) => say(file, value, head)),
      ...options.flatMap((one) => {
        const [option = "", value = ""] = one.words;
        const [file, convert] = OPTIONS[`${family} ${option}`] ?? [];
        return file === undefined || convert === undefined ? [] : [say(file, convert(value), one)];
      }),
    ];
  });
}
