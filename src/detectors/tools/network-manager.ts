/**
 * NetworkManager writes some sysctls of the interfaces it manages whenever a connection comes up:
 * router advertisements, privacy extensions and the like follow the connection's profile. For each
 * interface it notes in /run/NetworkManager/devices, by interface index, whether it manages it.
 */
import type { Evidence } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { lazy } from "../lazy.ts";
import { listIfAllowed, readIfAllowed } from "../read-if-allowed.ts";
import { pathToKey } from "../kernel/sysctl-d.ts";
import { isRunning, indexName, type Tool } from "./tool.ts";
import { PHASES } from "./phase.ts";
import { CONNECTIONS } from "./profiles.ts";

const CONF = /^net\/(ipv[46])\/(conf|neigh)\/([^/]+)\/(\w+)$/;
/**
 * A shared connection turns it on; where none is, IPv4's is left alone. IPv6's is turned off when
 * NetworkManager takes an interface over, so also at each boot, behind the sysctl files.
 */
const SHARING = "forwarding";
const SHARES = /^\s*method\s*=\s*shared\s*$/m;
const WRITES: Readonly<Record<string, readonly string[]>> = {
  "ipv4/conf": ["promote_secondaries", SHARING],
  "ipv6/conf": ["accept_ra", "accept_ra_defrtr", "accept_ra_pinfo", "accept_ra_rtr_pref",
    "addr_gen_mode", "disable_ipv6", "hop_limit", "mtu", "stable_secret", "temp_prefered_lft",
    "temp_valid_lft", "use_tempaddr", SHARING],
  "ipv6/neigh": ["base_reachable_time_ms", "retrans_time_ms"],
};

const NONE: readonly Evidence[] = [];
/** What may not be read may share. */
const UNREAD = "method=shared";

const namesFor = (device: string): readonly string[] =>
  Object.entries(WRITES).flatMap(([group, leaves]) =>
    leaves.map((leaf) => indexName(`net/${group}/${device}/${leaf}`)));

export function networkManagerTool(host: HostReader): Tool {
  const running = lazy(() => isRunning(host, "NetworkManager.service"));
  const shares = lazy(() => CONNECTIONS.some((directory) => listIfAllowed(host, directory)
    .some((name) => SHARES.test(readIfAllowed(host, `${directory}/${name}`) ?? UNREAD))));
  return {
    names: () => new Set(running() ? host.list("/sys/class/net").flatMap(namesFor) : []),
    otherManagersOf: (name, live) => {
      if (!running()) return NONE;
      const [, family = "", group = "", device = "", leaf = ""] = CONF.exec(name) ?? [];
      const writes = WRITES[`${family}/${group}`]?.includes(leaf);
      if (!writes) return NONE;
      if (leaf !== SHARING) return evidenceFor(host, device, name, null);
      if (family === "ipv6") return evidenceFor(host, device, name, shares() ? null : "0");
      return live === "1" && shares() ? evidenceFor(host, device, name, null) : NONE;
    },
  };
}

/** What it writes follows from the connection's profile, which is not read. */
function evidenceFor(
  host: HostReader, device: string, path: string, restores: string | null,
): readonly Evidence[] {
  const index = host.read(`/sys/class/net/${device}/ifindex`)?.trim();
  if (index === undefined) return [];
  const note = `/run/NetworkManager/devices/${index}`;
  if (!/^managed=(true|1)$/m.test(host.read(note) ?? "")) return [];
  const says = `NetworkManager manages ${device} and writes ${pathToKey(path)} itself`;
  return [{ kind: "tool", path: note, says, restores, phase: PHASES.network }];
}
