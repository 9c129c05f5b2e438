/**
 * The files below /sys that a host file may set: each is known in how it reads, what else its write
 * moves, and what brings it back at boot. Others are refused: some of them delete a device.
 */
import { matchesGlob } from "../../formats/glob.ts";

export const KIND = "sysfs";

/** `choice`: one of a few words; `mask`: CPUs in hexadecimal; `number`: a decimal one. */
type Form = "choice" | "number" | "mask";

export interface SysfsRule {
  /** Below /sys; a star stands where there may be many. */
  readonly pattern: string;
  readonly form: Form;
  /** Brought back by tmpfiles.d, or by udev as soon as its device is there. */
  readonly boot: "tmpfiles" | "udev";
  /** The file beside it that lists what it may be. */
  readonly choices?: string;
  /** The file beside it that a write of this one changes as well. */
  readonly moves?: string;
}

const THP = "kernel/mm/transparent_hugepage";
const CPU = "devices/system/cpu";

const KHUGEPAGED = ["defrag", "pages_to_scan", "scan_sleep_millisecs", "alloc_sleep_millisecs",
  "max_ptes_none", "max_ptes_swap", "max_ptes_shared"];

const each = (
  directory: string, leaves: readonly string[], rule: Omit<SysfsRule, "pattern">,
): readonly SysfsRule[] => leaves.map((leaf) => ({ ...rule, pattern: `${directory}/${leaf}` }));

export const RULES: readonly SysfsRule[] = [
  ...each(THP, ["enabled", "defrag"], { form: "choice", boot: "tmpfiles" }),
  ...each(`${THP}/khugepaged`, KHUGEPAGED, { form: "number", boot: "tmpfiles" }),
  { pattern: "kernel/mm/ksm/run", form: "number", boot: "tmpfiles" },
  { pattern: `${CPU}/cpufreq/policy*/scaling_governor`, form: "choice", boot: "tmpfiles",
    choices: "scaling_available_governors", moves: "energy_performance_preference" },
  { pattern: `${CPU}/cpufreq/policy*/energy_performance_preference`, form: "choice",
    boot: "tmpfiles", choices: "energy_performance_available_preferences" },
  { pattern: `${CPU}/cpufreq/boost`, form: "number", boot: "tmpfiles" },
  { pattern: `${CPU}/intel_pstate/no_turbo`, form: "number", boot: "tmpfiles" },
  { pattern: "block/*/queue/scheduler", form: "choice", boot: "udev", moves: "nr_requests" },
  ...each("block/*/queue", ["read_ahead_kb", "nr_requests"], { form: "number", boot: "udev" }),
  { pattern: "class/net/*/queues/rx-*/rps_cpus", form: "mask", boot: "udev" },
  { pattern: "class/net/*/queues/rx-*/rps_flow_cnt", form: "number", boot: "udev" },
  { pattern: "class/net/*/queues/tx-*/xps_cpus", form: "mask", boot: "udev" },
  ...each("class/net/*", ["gro_flush_timeout", "napi_defer_hard_irqs", "threaded"],
    { form: "number", boot: "udev" }),
];

/** Names that need no quoting in a line of tmpfiles.d or a rule of udev. */
const NAME = /^[\w.@:-]+$/;
const GLOB = /^[\w.@:*?-]+$/;

const hasGlob = (text: string): boolean => /[*?]/.test(text);

const isStep = (step: string, given: string): boolean => {
  if (!step.includes("*")) return given === step;
  const start = step.slice(0, step.indexOf("*"));
  return given.length > start.length && given.startsWith(start) && GLOB.test(given)
    && !/^\.{1,2}$/.test(given);
};

/** The rule for a path, or for a pattern that narrows one; null for all that Vexor does not set. */
export const ruleFor = (path: string): SysfsRule | null => {
  const given = path.split("/");
  return RULES.find(({ pattern }) => {
    const steps = pattern.split("/");
    return steps.length === given.length
      && steps.every((step, at) => isStep(step, given[at] ?? ""));
  }) ?? null;
};

/** The paths that are there, of a pattern or of one file; `list` has the names in a directory. */
export const expand = (
  path: string, list: (directory: string) => readonly string[],
): readonly string[] => {
  const walk = (base: string, [step, ...rest]: readonly string[]): readonly string[] => {
    if (step === undefined) return [base.slice(1)];
    const names = list(`/sys${base}`).filter((name) => NAME.test(name)
      && (hasGlob(step) ? matchesGlob(step, name) : name === step));
    return names.flatMap((name) => walk(`${base}/${name}`, rest));
  };
  return walk("", path.split("/"));
};

export const besideOf = (path: string, leaf: string): string =>
  `${path.slice(0, path.lastIndexOf("/"))}/${leaf}`;

export const addressOf = (path: string): string => `${KIND}/${path}`;
export const pathOf = (address: string): string => address.slice(KIND.length + 1);
