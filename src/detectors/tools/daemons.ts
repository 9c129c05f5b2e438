/**
 * Services that set sysctls by themselves, each with the switches that its configuration has for
 * it. What they write was read in the packages of Debian 12 where nothing else is named.
 *
 * Looked at, and silent of any sysctl: numad, ksmtuned, rtirq, sysfsutils, zram-tools, chrony,
 * irqbalance, power-profiles-daemon, firewalld, snapd (it writes /etc/sysctl.d), containerd,
 * openvswitch, multipath-tools, AppArmor.
 */
import { CONTAINERS } from "./daemons/containers.ts";
import { configurationOf, type Daemon } from "./daemons/configuration.ts";
import { NETWORK_DAEMONS } from "./daemons/network.ts";
import { POWER_AND_CRASH } from "./daemons/power.ts";
import { PHASES } from "./phase.ts";
import type { ConfiguredTool } from "./setting.ts";

const toolOf = (daemon: Daemon): ConfiguredTool => ({
  name: daemon.name,
  phase: daemon.early ? PHASES.earlyUnit : PHASES.toolDaemon,
  places: daemon.files.filter((place) => place.startsWith("/etc/")),
  read: (machine) => (machine.isActive(...daemon.units)
    ? daemon.writes(configurationOf(machine, daemon)) : []),
});

export const DAEMON_TOOLS: readonly ConfiguredTool[] = [...NETWORK_DAEMONS, ...CONTAINERS,
  ...POWER_AND_CRASH].map(toolOf);
