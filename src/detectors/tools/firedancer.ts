/**
 * Firedancer's `configure init sysctl` raises what its clients need, keeps no record of it and
 * leaves no boot file: an administrator, or a unit, runs it again after each boot. So where
 * Firedancer is installed, a value that is exactly the one it enforces is its own. A unit that runs
 * it raises whatever is lower, at each of its starts.
 */
import type { Evidence } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import type { BootSysctls } from "../kernel/sysctl-boot-sources.ts";
import { lazy } from "../lazy.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { pathToKey } from "../kernel/sysctl-d.ts";
import { canonical } from "../kernel/sysctl-value.ts";
import type { Tool } from "./tool.ts";
import { PHASES } from "./phase.ts";

const ENFORCED: ReadonlyMap<string, string> = new Map([
  ["vm/max_map_count", "1000000"],
  ["fs/file-max", "1024000"],
  ["fs/nr_open", "1024000"],
  ["net/core/rmem_max", "134217728"],
  ["net/core/wmem_max", "134217728"],
  ["net/ipv4/conf/lo/rp_filter", "2"],
  ["net/ipv4/conf/lo/accept_local", "1"],
  ["net/ipv4/conf/lo/route_localnet", "1"],
]);

const INSTALLED = ["/usr/local/bin", "/usr/bin", "/opt/firedancer/bin", "/opt/fd/bin"]
  .flatMap((directory) => [`${directory}/fdctl`, `${directory}/firedancer`, `${directory}/fddev`]);
const UNITS = "/etc/systemd/system";

const NONE: readonly Evidence[] = [];

const NAMES: ReadonlySet<string> = new Set(ENFORCED.keys());

interface InstalledConfig {
  readonly path: string;
  /** Whether that is a unit that runs the configure step. */
  readonly configures: boolean;
}

const isBelow = (value: string | null, least: string): boolean =>
  value !== null && /^-?\d+$/.test(value) && Number(value) < Number(least);

export function firedancerTool(host: HostReader, boot: BootSysctls): Tool {
  const installed = lazy(() => findFiredancer(host));
  /** What it leaves, for it is more. */
  const kept = (name: string, least: string): string | null => {
    const said = boot.forKey(name).at(-1);
    return said && !isBelow(canonical(said.value), least) ? canonical(said.value) : null;
  };
  return {
    names: () => NAMES,
    otherManagersOf: (name, live, target) => {
      const least = ENFORCED.get(name);
      const found = least === undefined ? null : installed();
      if (least === undefined || found === null) return NONE;
      const isRaised = found.configures && (isBelow(live, least) || isBelow(target ?? null, least));
      if (live !== least && !isRaised) return NONE;
      const says = "Firedancer is here, and its `configure init sysctl` sets "
        + `${pathToKey(name)} = ${least}`;
      const atBoot = { restores: kept(name, least) ?? least, phase: PHASES.unit };
      return [{ kind: "tool", path: found.path, says, ...(found.configures ? atBoot : {}) }];
    },
  };
}

const STARTS = /^Exec\w+=.*\/(fdctl|firedancer|fddev)\b/m;
const CONFIGURES = /^Exec\w+=.*\/(fdctl|firedancer|fddev)\b.*\bconfigure\s+init\b/m;

/** The unit that starts one, from wherever it was built, or the binary. */
function findFiredancer(host: HostReader): InstalledConfig | null {
  const units = host.list(UNITS).filter((name) => name.endsWith(".service")).flatMap((name) => {
    const text = readIfAllowed(host, `${UNITS}/${name}`) ?? "";
    return STARTS.test(text)
      ? [{ path: `${UNITS}/${name}`, configures: CONFIGURES.test(text) }] : [];
  });
  const configuring = units.find(({ configures }) => configures);
  if (configuring) return configuring;
  const binary = INSTALLED.find((path) => host.stat(path));
  return binary === undefined ? units[0] ?? null : { path: binary, configures: false };
}
