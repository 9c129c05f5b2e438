/**
 * Tools that have their sysctls in files of their own, in a format of their own. Each says what its
 * files hold; here that becomes an index by name, and evidence.
 */
import type { Evidence } from "../../engine/model/evidence.ts";
import type { HostReader } from "../../ports/host.ts";
import type { Listings } from "./listings.ts";
import { lazy } from "../lazy.ts";
import { canonical } from "../kernel/sysctl-value.ts";
import { readUnitPath } from "../systemd/unit-files.ts";
import { CONFIGURED_TOOLS } from "./configured-tools.ts";
import { indexName, isRunning, plainName, type Tool } from "./tool.ts";
import type { ConfiguredTool, ToolContext, ToolSetting } from "./setting.ts";

const NONE: readonly Evidence[] = [];

export const configuredPlaces = (): readonly string[] =>
  CONFIGURED_TOOLS.flatMap(({ places }) => places);

interface ConfiguredSetting {
  readonly tool: ConfiguredTool;
  readonly setting: ToolSetting;
}

export function configuredTool(host: HostReader, _: unknown, listings: Listings): Tool {
  const settings = lazy(() => indexSettings(contextOf(host, listings)));
  return {
    names: () => new Set([...settings().values()]
      .flatMap((said) => said.map(({ setting }) => indexName(setting.key)))),
    otherManagersOf: (name) => settings().get(plainName(name))?.map(evidenceOf) ?? NONE,
  };
}

const evidenceOf = ({ tool, setting }: ConfiguredSetting): Evidence => {
  const { acts, value, path, line, says } = setting;
  return {
    kind: "tool", path, ...(line === undefined ? {} : { line }), says: `${tool.name}: ${says}`,
    ...(acts ? { restores: value === null ? null : canonical(value), phase: tool.phase } : {}),
  };
};

/** A later line of one tool takes the place of an earlier one, as it does in its files. */
function indexSettings(
  context: ToolContext,
): ReadonlyMap<string, readonly ConfiguredSetting[]> {
  const index = new Map<string, ConfiguredSetting[]>();
  for (const tool of CONFIGURED_TOOLS) {
    const last = new Map(tool.read(context).map((setting) => [plainName(setting.key), setting]));
    for (const [key, setting] of last) {
      const others = index.get(key);
      if (others) others.push({ tool, setting });
      else index.set(key, [{ tool, setting }]);
    }
  }
  return index;
}

export function contextOf(host: HostReader, listings: Listings): ToolContext {
  const units = lazy(() => readUnitPath(host));
  const wanted = lazy(() => unitsWanted(listings));
  const running = lazy(() => new Set(SLICES.flatMap((slice) => host.list(slice))));
  const interfaces = lazy(() => [...new Set([...host.list("/sys/class/net"),
    ...host.list("/proc/sys/net/ipv4/conf"), ...host.list("/proc/sys/net/ipv6/conf")])]
    .filter((name) => !NO_INTERFACES.has(name)));
  return {
    host, listings, units, interfaces,
    isActive: (...names) => names.some((unit) =>
      wanted().has(unit) || (running().has(unit) && isRunning(host, unit))),
  };
}

const SLICES = ["/sys/fs/cgroup/system.slice", "/sys/fs/cgroup/systemd/system.slice"];
const NO_INTERFACES: ReadonlySet<string> = new Set(["all", "default", "bonding_masters"]);

const UNIT_DIRECTORIES = ["/etc/systemd/system", "/run/systemd/system", "/run/systemd/generator",
  "/run/systemd/generator.late"];

/** Units that a link pulls in when the machine starts. */
function unitsWanted({ list }: Listings): ReadonlySet<string> {
  const wanted = new Set<string>();
  for (const directory of UNIT_DIRECTORIES) {
    for (const name of list(directory)) {
      if (!/\.(wants|requires|upholds)$/.test(name)) continue;
      for (const unit of list(`${directory}/${name}`)) wanted.add(unit);
    }
  }
  return wanted;
}
