/**
 * NetworkManager writes some sysctls of the interfaces it manages whenever a connection comes up:
 * router advertisements, privacy extensions and the like follow the connection's profile. For each
 * interface it notes in /run/NetworkManager/devices, by interface index, whether it manages it.
 */
import type { Evidence } from "../../engine/model.ts";
import type { HostReader } from "../../engine/ports.ts";
import { lazy } from "../lazy.ts";
import { pathToKey } from "../sysctl-d.ts";
import { isRunning, type Holders } from "./holder.ts";

const CONF = /^net\/(ipv[46])\/(conf|neigh)\/([^/]+)\/(\w+)$/;
const WRITES: Readonly<Record<string, ReadonlySet<string>>> = {
  "ipv4/conf": new Set(["promote_secondaries"]),
  "ipv6/conf": new Set(["accept_ra", "accept_ra_defrtr", "accept_ra_pinfo", "accept_ra_rtr_pref",
    "addr_gen_mode", "disable_ipv6", "hop_limit", "mtu", "stable_secret", "temp_prefered_lft",
    "temp_valid_lft", "use_tempaddr"]),
  "ipv6/neigh": new Set(["base_reachable_time_ms", "retrans_time_ms"]),
};

const LEAVES = ["forwarding", ...Object.values(WRITES).flatMap((leaves) => [...leaves])];
const MAY_WRITE = new RegExp(`^net/ipv[46]/.*/(?:${LEAVES.join("|")})$`);

const NONE: readonly Evidence[] = [];

export function networkManagerHolders(host: HostReader): Holders {
  const running = lazy(() => isRunning(host, "NetworkManager.service"));
  return (kind, name, live) => {
    if (kind !== "sysctl" || !MAY_WRITE.test(name)) return NONE;
    const [, family = "", group = "", device = "", leaf = ""] = CONF.exec(name) ?? [];
    // A shared connection turns forwarding on; otherwise it is left alone.
    const shares = leaf === "forwarding" && group === "conf" && live === "1";
    if (!shares && !WRITES[`${family}/${group}`]?.has(leaf)) return [];
    return running() ? evidenceFor(host, device, name) : [];
  };
}

function evidenceFor(host: HostReader, device: string, path: string): readonly Evidence[] {
  const index = host.read(`/sys/class/net/${device}/ifindex`)?.trim();
  if (index === undefined) return [];
  const note = `/run/NetworkManager/devices/${index}`;
  if (!/^managed=(true|1)$/m.test(host.read(note) ?? "")) return [];
  const says = `NetworkManager manages ${device} and writes ${pathToKey(path)} itself`;
  return [{ kind: "tool", path: note, says }];
}
