/**
 * TuneD's plugins that end in files below /sys, as 2.20 and 2.24 have them: sysfs, vm, disk, cpu.
 * An option with alternatives takes the first that works.
 */
import type { HostReader } from "../../ports/host.ts";
import { PHASES } from "../tools/phase.ts";
import { activeTuned } from "../tools/tuned.ts";
import type { TunedOption } from "../tools/tuned-profile.ts";
import { reachesLeaf, reachesPath, type SysfsSetter } from "./setter.ts";

interface PluginOption {
  readonly section: string;
  readonly option: RegExp;
  readonly reaches: (option: string) => SysfsSetter["reaches"];
  readonly read?: (value: string) => string | null;
}

const leaf = (...ends: readonly string[]) => (): SysfsSetter["reaches"] => reachesLeaf(...ends);

/** `4096`, `>4096` only raises, `4096 s` are sectors. */
const kibibytes = (value: string): string | null => {
  const [, number, sectors] = /^(\d+)(\s*s)?$/.exec(value) ?? [];
  if (number === undefined) return null;
  return sectors === undefined ? number : String(Number(number) / 2);
};

const OPTIONS: readonly PluginOption[] = [
  { section: "sysfs", option: /\//, reaches: reachesPath },
  { section: "vm", option: /^transparent_hugepages?$/,
    reaches: leaf("transparent_hugepage/enabled") },
  { section: "vm", option: /^transparent_hugepages?\.defrag$/,
    reaches: leaf("transparent_hugepage/defrag") },
  { section: "disk", option: /^elevator$/, reaches: leaf("queue/scheduler") },
  { section: "disk", option: /^readahead$/, reaches: leaf("queue/read_ahead_kb"),
    read: kibibytes },
  { section: "cpu", option: /^governor$/, reaches: leaf("/scaling_governor") },
  { section: "cpu", option: /^energy_performance_preference$/,
    reaches: leaf("/energy_performance_preference") },
  { section: "cpu", option: /^no_turbo$/, reaches: leaf("/no_turbo") },
  { section: "cpu", option: /^boost$/, reaches: leaf("cpufreq/boost") },
];

const ALTERNATIVES = /[|,]/;

export const ofTuned = (host: HostReader): readonly SysfsSetter[] => {
  const active = activeTuned(host);
  if (active === null) return [];
  const { profiles, settings } = active;
  return OPTIONS.flatMap(({ section, option, reaches, read }) => {
    const all = settings.options(section);
    const isForSome = all.some(({ name }) => name === "devices");
    const valueIn = ({ value }: TunedOption): string | null => {
      if (value === null || isForSome || ALTERNATIVES.test(value)) return null;
      return read ? read(value) : value;
    };
    return all.filter(({ name, value }) => option.test(name) && value !== "")
      .map((one): SysfsSetter => ({
        reaches: reaches(one.name), value: valueIn(one), phase: PHASES.toolDaemon,
        evidence: { kind: "tool", path: one.path, line: one.line,
          says: `TuneD (active profile ${profiles}): ${one.text}` },
      }));
  });
};
