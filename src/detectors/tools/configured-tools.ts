/** Every tool whose own files say which sysctls it sets. One line adds one. */
import { bootLoader } from "./boot-loader.ts";
import { configManagement } from "./config-management.ts";
import { DAEMON_TOOLS } from "./daemons.ts";
import { ifcfg } from "./ifcfg.ts";
import { ifupdown } from "./ifupdown.ts";
import { modprobe } from "./modprobe.ts";
import { networkd } from "./networkd.ts";
import { PROFILES } from "./profiles.ts";
import { sysfsutils } from "./sysfsutils.ts";
import type { ConfiguredTool } from "./setting.ts";
import { tmpfiles } from "./tmpfiles.ts";
import { udev } from "./udev.ts";
import { wgQuick } from "./wg-quick.ts";

export const CONFIGURED_TOOLS: readonly ConfiguredTool[] = [
  bootLoader, modprobe, tmpfiles, udev, networkd, ifupdown, ifcfg, ...PROFILES, wgQuick, sysfsutils,
  ...DAEMON_TOOLS, ...configManagement,
];
