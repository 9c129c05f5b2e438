/**
 * Options of modules that sysctls show, as the kernel's own documentation of these parameters has
 * them. What an `install` line runs is read with the scripts.
 */
import { readIfAllowed } from "../read-if-allowed.ts";
import { layeredFiles, layersOf } from "./layers.ts";
import { PHASES } from "./phase.ts";
import type { ConfiguredTool, ToolContext, ToolSetting } from "./setting.ts";

const FOLDER = "modprobe.d";

/** Module.parameter to what it sets; `%` is each interface. What is not exact, it rounds. */
const SHOWN: Readonly<Record<string, readonly (readonly [key: string, exact: boolean])[]>> = {
  "nf_conntrack.hashsize": [["net/netfilter/nf_conntrack_buckets", false],
    ["net/netfilter/nf_conntrack_max", false], ["net/nf_conntrack_max", false]],
  "nf_conntrack.acct": [["net/netfilter/nf_conntrack_acct", true]],
  "nf_conntrack.tstamp": [["net/netfilter/nf_conntrack_timestamp", true]],
  "nf_conntrack.nf_conntrack_helper": [["net/netfilter/nf_conntrack_helper", true]],
  "ipv6.disable_ipv6": [["net/ipv6/conf/all/disable_ipv6", true],
    ["net/ipv6/conf/default/disable_ipv6", true], ["net/ipv6/conf/%/disable_ipv6", true]],
  "ipv6.autoconf": [["net/ipv6/conf/all/autoconf", true],
    ["net/ipv6/conf/default/autoconf", true], ["net/ipv6/conf/%/autoconf", true]],
  "lockd.nlm_tcpport": [["fs/nfs/nlm_tcpport", true]],
  "lockd.nlm_udpport": [["fs/nfs/nlm_udpport", true]],
  "lockd.nlm_timeout": [["fs/nfs/nlm_timeout", true]],
  "lockd.nlm_grace_period": [["fs/nfs/nlm_grace_period", true]],
  "nfs.callback_tcpport": [["fs/nfs/nfs_callback_tcpport", true]],
  "sunrpc.tcp_slot_table_entries": [["sunrpc/tcp_slot_table_entries", true]],
  "sunrpc.tcp_max_slot_table_entries": [["sunrpc/tcp_max_slot_table_entries", true]],
  "sunrpc.udp_slot_table_entries": [["sunrpc/udp_slot_table_entries", true]],
};

export const modprobe: ConfiguredTool = {
  name: "modprobe.d",
  phase: PHASES.module,
  places: [],
  read: (machine) => layeredFiles(machine.listings, layersOf(FOLDER), ".conf")
    .flatMap((path) => settingsIn(machine, path)),
};

function settingsIn({ host, interfaces }: ToolContext, path: string): readonly ToolSetting[] {
  const text = readIfAllowed(host, path) ?? "";
  if (!text.includes("options")) return [];
  return text.split("\n").flatMap((raw, at) => {
    const [word, module = "", ...options] = raw.trim().split(/\s+/);
    if (word !== "options") return [];
    return options.flatMap((option) => {
      const [name = "", value = ""] = option.split("=");
      return (SHOWN[`${module}.${name}`] ?? []).flatMap(([key, exact]) =>
        (key.includes("%") ? interfaces() : [""]).map((device): ToolSetting => ({
          key: key.replace("%", device), value: exact && /^\d+$/.test(value) ? value : null,
          acts: true, path, line: at + 1, says: raw.trim() })));
    });
  });
}
