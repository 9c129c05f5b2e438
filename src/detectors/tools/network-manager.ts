/**
 * NetworkManager writes some sysctls of the interfaces it manages whenever a connection comes up:
 * router advertisements, privacy extensions and the like follow the connection's profile. For each
 * interface it notes in /run/NetworkManager/devices, by interface index, whether it manages it.
 */
import type { Evidence } from "../../engine/model.ts";
import type { HostReader } from "../../engine/ports.ts";
import { lazy } from "../lazy.ts";
import { listIfAllowed, readIfAllowed } from "../read-if-allowed.ts";
import { pathToKey } from "../sysctl-d.ts";
import { isRunning, indexName, type Tool } from "./holder.ts";
import { PHASES } from "./phase.ts";
import { CONNECTIONS } from "./profiles.ts";

const CONF = /^net\/(ipv[46])\/(conf|neigh)\/([^/]+)\/(\w+)$/;
/** A shared connection turns it on; where none is, it is left alone. */
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

export function networkManagerHolders(host: HostReader): Tool {
  const running = lazy(() => isRunning(host, "NetworkManager.service"));
  const shares = lazy(() => CONNECTIONS.some((directory) => listIfAllowed(host, directory)
    .some((name) => SHARES.test(readIfAllowed(host, `${directory}/${name}`) ?? UNREAD))));
  return {
    names: () => new Set(running() ? host.list("/sys/class/net").flatMap(namesFor) : []),
    holdersOf: (kind, name, live) => {
      if (kind !== "sysctl" || !running()) return NONE;
      const [, family = "", group = "", device = "", leaf = ""] = CONF.exec(name) ?? [];
      const writes = WRITES[`${family}/${group}`]?.includes(leaf);
      const isLeft = leaf === SHARING && (live !== "1" || !shares());
      return writes && !isLeft ? evidenceFor(host, device, name) : NONE;
    },
  };
}

function evidenceFor(host: HostReader, device: string, path: string): readonly Evidence[] {
  const index = host.read(`/sys/class/net/${device}/ifindex`)?.trim();
  if (index === undefined) return [];
  const note = `/run/NetworkManager/devices/${index}`;
  if (!/^managed=(true|1)$/m.test(host.read(note) ?? "")) return [];
  const says = `NetworkManager manages ${device} and writes ${pathToKey(path)} itself`;
  // What it writes follows from the connection's profile, which is not read.
  return [{ kind: "tool", path: note, says, restores: null, phase: PHASES.network }];
}
