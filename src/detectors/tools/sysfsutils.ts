/**
 * sysfsutils' init script writes /etc/sysfs.conf and /etc/sysfs.d/*.conf below /sys. A path may
 * lead out of there: `../proc/sys/vm/swappiness = 10` works.
 */
import { readIfAllowed } from "../read-if-allowed.ts";
import { PHASES } from "./phase.ts";
import type { ConfiguredTool, ToolContext } from "./setting.ts";

const FILE = "/etc/sysfs.conf";
const DIRECTORY = "/etc/sysfs.d";
const LINE = /^\s*[^=\s#]*\.\.\/proc\/sys\/([^=\s#]+)\s*=\s*([^#]*)/;

export const SYSFSUTILS_PLACES: readonly string[] = [FILE, DIRECTORY];

export const sysfsutilsFiles = ({ listings }: ToolContext): readonly string[] =>
  [FILE, ...listings.list(DIRECTORY)
    .filter((name) => name.endsWith(".conf")).map((name) => `${DIRECTORY}/${name}`)]
    .filter(listings.mayExist);

export const sysfsutilsActs = ({ host, isActive }: ToolContext): boolean =>
  isActive("sysfsutils.service") || host.stat("/etc/init.d/sysfsutils") !== null;

export const sysfsutils: ConfiguredTool = {
  name: "sysfsutils",
  phase: PHASES.unit,
  places: SYSFSUTILS_PLACES,
  read: (machine) => sysfsutilsFiles(machine)
    .flatMap((path) => (readIfAllowed(machine.host, path) ?? "").split("\n").flatMap((text, at) => {
      const [, key, value = ""] = LINE.exec(text) ?? [];
      return key === undefined ? [] : [{ key, value: value.trim(), path, line: at + 1,
        acts: sysfsutilsActs(machine), says: text.trim() }];
    })),
};
