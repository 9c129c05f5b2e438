/**
 * Services that set clocks, disks and KSM by themselves, each with the switches of its own
 * configuration: cpufrequtils, cpupower, TLP and others of Debian 12, and Ubuntu's.
 */
import {
  configurationOf, isOff, variable, type Configuration, type Daemon,
} from "../tools/daemons/configuration.ts";
import { PHASES } from "../tools/phase.ts";
import type { ToolContext } from "../tools/setting.ts";
import { reachesLeaf, type SysfsSetter } from "./setter.ts";

interface PowerTool extends Pick<Daemon, "name" | "units" | "files"> {
  /** Its script of System V. */
  readonly script?: string;
  readonly sets: (configuration: Configuration) => readonly PowerSetting[];
}

interface PowerSetting {
  readonly ends: readonly string[];
  readonly value: string | null;
  readonly origin: Configuration["itself"];
}

const GOVERNOR = "/scaling_governor";
const EPP = "/energy_performance_preference";
const BOOST = ["cpufreq/boost", "/no_turbo"];

/** Whatever it writes there. */
const some = (...ends: readonly string[]) =>
  ({ itself }: Configuration): readonly PowerSetting[] => [{ ends, value: null, origin: itself }];

const cpufrequtils = (configuration: Configuration): readonly PowerSetting[] => {
  if (isOff(configuration, "ENABLE")) return [];
  const found = variable(configuration, "GOVERNOR");
  return [{ ends: [GOVERNOR], value: found?.value ?? null,
    origin: found?.origin ?? configuration.itself }];
};

const cpupower = (configuration: Configuration): readonly PowerSetting[] => {
  const found = configuration.find(/^(?:governor=|.*\bfrequency-set\b.*-g\s*)["']?(\w+)/);
  return [{ ends: [GOVERNOR], value: found?.groups[0] ?? null,
    origin: found?.origin ?? configuration.itself }];
};

/** On a server there is mains alone; with a battery, either may count. */
const TLP: readonly (readonly [variable: string, ends: readonly string[]])[] = [
  ["CPU_SCALING_GOVERNOR", [GOVERNOR]], ["CPU_ENERGY_PERF_POLICY", [EPP]],
  ["CPU_BOOST", BOOST], ["DISK_IOSCHED", ["queue/scheduler"]],
];

const WITHOUT_BOOST: ReadonlySet<string> = new Set(["CPU_BOOST", "DISK_IOSCHED"]);

const tlp = (configuration: Configuration): readonly PowerSetting[] => {
  if (isOff(configuration, "TLP_ENABLE")) return [];
  const { host } = configuration.machine;
  const hasBattery = host.list("/sys/class/power_supply").some((one) => one.startsWith("BAT"));
  return TLP.flatMap(([name, ends]) => {
    const found = variable(configuration, `${name}_ON_AC`) ?? variable(configuration, name)
      ?? variable(configuration, `${name}_ON_BAT`);
    return found === null || found.value === "" ? [] : [{ ends, origin: found.origin,
      value: hasBattery || WITHOUT_BOOST.has(name) ? null : found.value }];
  });
};

const TOOLS: readonly PowerTool[] = [
  { name: "cpufrequtils", units: ["cpufrequtils.service"], script: "/etc/init.d/cpufrequtils",
    files: ["/etc/default/cpufrequtils"], sets: cpufrequtils },
  { name: "cpupower", units: ["cpupower.service"], sets: cpupower,
    files: ["/etc/default/cpupower", "/etc/sysconfig/cpupower", "/etc/cpupower-service.conf"] },
  { name: "TLP", units: ["tlp.service"], sets: tlp,
    files: ["/usr/share/tlp/defaults.conf", "/etc/tlp.d", "/etc/tlp.conf"] },
  { name: "power-profiles-daemon", units: ["power-profiles-daemon.service"], files: [],
    sets: some(GOVERNOR, EPP, ...BOOST) },
  { name: "auto-cpufreq", units: ["auto-cpufreq.service"], files: ["/etc/auto-cpufreq.conf"],
    sets: some(GOVERNOR, EPP, ...BOOST) },
  { name: "laptop-mode-tools", units: ["laptop-mode.service"],
    files: ["/etc/laptop-mode/laptop-mode.conf", "/etc/laptop-mode/conf.d/cpufreq.conf"],
    sets: some(GOVERNOR, EPP, ...BOOST, "queue/read_ahead_kb") },
  { name: "Ubuntu's ondemand", units: ["ondemand.service"], files: [], sets: some(GOVERNOR) },
  { name: "ksmtuned", units: ["ksmtuned.service", "ksm.service"], files: ["/etc/ksmtuned.conf"],
    sets: some("ksm/run") },
];

export const POWER_PLACES: readonly string[] = TOOLS.flatMap(({ files }) => files)
  .filter((path) => path.startsWith("/etc/"));

export const ofPowerTools = (machine: ToolContext): readonly SysfsSetter[] =>
  TOOLS.flatMap((tool) => {
    const { name, units, script, sets } = tool;
    const acts = machine.isActive(...units)
      || (script !== undefined && machine.host.stat(script) !== null);
    if (!acts) return [];
    return sets(configurationOf(machine, { ...tool, writes: () => [] }))
      .map(({ ends, value, origin }): SysfsSetter => ({
        reaches: reachesLeaf(...ends), value, phase: PHASES.toolDaemon,
        evidence: { kind: "tool", path: origin.path,
          ...(origin.line === undefined ? {} : { line: origin.line }),
          says: `${name}: ${origin.says}` },
      }));
  });
