/**
 * Connection profiles that end in sysctls when their interface comes up: NetworkManager's keyfiles
 * (nm-settings-keyfile(5)), and netplan's YAML, from which a generator makes the backend's files at
 * each boot. NetworkManager writes more by itself on what it manages: `network-manager.ts`.
 */
import type { HostReader } from "../../ports/host.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { parseUnitFile, type Assignment } from "../systemd/unit-syntax.ts";
import { PHASES } from "./phase.ts";
import type { ConfiguredTool, ToolContext, ToolSetting } from "./setting.ts";

export const CONNECTIONS = ["/etc", "/run", "/usr/lib"]
  .map((parent) => `${parent}/NetworkManager/system-connections`);

type ProfileSettings = Readonly<Record<string, string | null>>;

const V4: ProfileSettings = { "ipv4/ip_forward": "1", "ipv4/conf/all/forwarding": "1" };
const V6: ProfileSettings = { "ipv6/conf/all/forwarding": "1" };
const V6_METHODS: Readonly<Record<string, ProfileSettings>> =
  { shared: V6, disabled: { "ipv6/conf/%/disable_ipv6": "1" } };
const PRIVACY = /^[012]$/;
const BYTES = /^[1-9]\d*$/;

/** What an option of a keyfile writes; `%` is the interface. */
function filesOf({ section, key, value }: Assignment): ProfileSettings {
  switch (`${section}.${key}`) {
    case "ipv4.method": return value === "shared" ? V4 : {};
    case "ipv6.method": return V6_METHODS[value] ?? {};
    case "ipv6.ip6-privacy":
      return PRIVACY.test(value) ? { "ipv6/conf/%/use_tempaddr": value } : {};
    case "ipv6.mtu": return BYTES.test(value) ? { "ipv6/conf/%/mtu": value } : {};
    case "ipv4.forwarding":
      return { "ipv4/conf/%/forwarding": /^[01]$/.test(value) ? value : null };
    default: return {};
  }
}

const networkManager: ConfiguredTool = {
  name: "NetworkManager",
  phase: PHASES.network,
  places: CONNECTIONS.slice(0, 1),
  read: (machine) => {
    const isOn = machine.isActive("NetworkManager.service");
    return CONNECTIONS.flatMap((directory) => machine.listings.list(directory)
      .map((name) => `${directory}/${name}`))
      .flatMap((path) => settingsOf(machine, path, isOn));
  },
};

function settingsOf(
  { host, interfaces }: ToolContext, path: string, isOn: boolean,
): readonly ToolSetting[] {
  const options = parseUnitFile(path, readIfAllowed(host, path) ?? "");
  const of = (key: string): string | undefined =>
    options.findLast((one) => one.section === "connection" && one.key === key)?.value;
  const named = of("interface-name");
  const acts = isOn && of("autoconnect") !== "false";
  return options.flatMap((one) => Object.entries(filesOf(one)).flatMap(([file, value]) => {
    const isLink = file.includes("%");
    const certain = !isLink || named !== undefined;
    const names = certain ? [named ?? ""] : interfaces();
    return names.map((name) => ({ key: `net/${file.replace("%", name)}`, acts,
      value: certain ? value : null, path: one.path, line: one.line,
      says: `${one.section}.${one.key}=${one.value}` }));
  }));
}

const NETPLAN = "/etc/netplan";
const NETPLAN_LAYERS = [NETPLAN, "/run/netplan", "/usr/lib/netplan"];

const netplan: ConfiguredTool = {
  name: "netplan",
  phase: PHASES.network,
  places: [NETPLAN],
  read: ({ host, listings }) => NETPLAN_LAYERS.flatMap((directory) => listings.list(directory)
    .filter((name) => name.endsWith(".yaml")).map((name) => `${directory}/${name}`))
    .flatMap((path) => settingsIn(host, path)),
};

const YAML_LINE = /^(\s*)([\w.:@-]+):\s*(.*?)\s*(?:#.*)?$/;

/** A mapping's options stand further in than its name. */
function settingsIn(host: HostReader, path: string): readonly ToolSetting[] {
  const above: { readonly indent: number; readonly name: string }[] = [];
  return (readIfAllowed(host, path) ?? "").split("\n").flatMap(
    (text, at): readonly ToolSetting[] => {
    const [, space = "", key, value = ""] = YAML_LINE.exec(text) ?? [];
    if (key === undefined) return [];
    while ((above.at(-1)?.indent ?? -1) >= space.length) above.pop();
    const device = above.at(-1)?.name ?? "";
    above.push({ indent: space.length, name: key });
    const file = optionOf(key, value);
    return file === null || above.length < 2 ? [] : [{ key: `net/ipv6/conf/${device}/${file[0]}`,
      value: file[1], acts: true, path, line: at + 1, says: `${device}: ${text.trim()}` }];
  });
}

const optionOf = (key: string, value: string): readonly [leaf: string, value: string] | null => {
  if (key === "ipv6-privacy") return ["use_tempaddr", /^(true|yes|on)$/i.test(value) ? "2" : "0"];
  return key === "ipv6-mtu" && BYTES.test(value) ? ["mtu", value] : null;
};

export const PROFILES: readonly ConfiguredTool[] = [networkManager, netplan];
