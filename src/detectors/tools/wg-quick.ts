/**
 * wg-quick(8) routes everything through the tunnel when a peer is allowed 0.0.0.0/0, and then sets
 * net.ipv4.conf.all.src_valid_mark. Its PreUp and PostUp lines are read with the scripts.
 */
import { readIfAllowed } from "../read-if-allowed.ts";
import { PHASES } from "./phase.ts";
import type { ConfiguredTool, ToolContext, ToolSetting } from "./setting.ts";

const WIREGUARD = "/etc/wireguard";
const EVERYWHERE = /^\s*AllowedIPs\s*=.*(^|[\s,=])(0\.0\.0\.0|[\d.]+)\/0\s*(,|$|#)/i;
const OWN_TABLE = /^\s*Table\s*=\s*(?!auto\b)/im;

export const wgQuick: ConfiguredTool = {
  name: "wg-quick",
  phase: PHASES.unit,
  places: [WIREGUARD],
  read: (machine) => machine.listings.list(WIREGUARD)
    .filter((name) => name.endsWith(".conf")).flatMap((name) => settingsOf(machine, name)),
};

function settingsOf({ host, isActive }: ToolContext, name: string): readonly ToolSetting[] {
  const path = `${WIREGUARD}/${name}`;
  const text = readIfAllowed(host, path) ?? "";
  const lines = text.split("\n");
  const at = OWN_TABLE.test(text) ? -1 : lines.findIndex((line) => EVERYWHERE.test(line));
  return at < 0 ? [] : [{
    key: "net/ipv4/conf/all/src_valid_mark", value: "1", path, line: at + 1,
    acts: isActive(`wg-quick@${name.slice(0, -".conf".length)}.service`),
    says: lines[at]?.trim() ?? "",
  }];
}
