/**
 * How the kernel drives the clocks. A policy is what is driven as one, and has a number of its own,
 * which is not that of a CPU: `policy3` may stand for CPUs 3 and 67.
 */
import type { HostReader } from "../../ports/host.ts";
import { readIfAllowed } from "../read-if-allowed.ts";

const CPUFREQ = "/sys/devices/system/cpu/cpufreq";
const PSTATE = "/sys/devices/system/cpu/intel_pstate/no_turbo";

export interface FrequencyPolicy {
  readonly name: string;
  readonly path: string;
  readonly cpus: string;
  readonly governor: string;
  readonly driver: string;
  readonly available: readonly string[];
  /** Null where the driver has none. */
  readonly epp: string | null;
  /** kHz. */
  readonly max: number | null;
  readonly hardwareMax: number | null;
}

const numberOf = (text: string | null): number | null =>
  (text !== null && /^\d+$/.test(text) ? Number(text) : null);

const policyAt = (host: HostReader, name: string): FrequencyPolicy => {
  const path = `${CPUFREQ}/${name}`;
  const field = (file: string): string | null =>
    readIfAllowed(host, `${path}/${file}`)?.trim() ?? null;
  return { name, path: `${path}/scaling_governor`,
    cpus: (field("related_cpus") ?? "").split(/\s+/).join(","),
    governor: field("scaling_governor") ?? "", driver: field("scaling_driver") ?? "",
    available: (field("scaling_available_governors") ?? "").split(/\s+/).filter(Boolean),
    epp: field("energy_performance_preference"), max: numberOf(field("scaling_max_freq")),
    hardwareMax: numberOf(field("cpuinfo_max_freq")) };
};

const byNumber = (one: string, other: string): number =>
  Number(one.slice("policy".length)) - Number(other.slice("policy".length));

export const readFrequencyPolicies = (host: HostReader): readonly FrequencyPolicy[] =>
  host.list(CPUFREQ).filter((name) => /^policy\d+$/.test(name)).toSorted(byNumber)
    .map((name) => policyAt(host, name));

/** Null where the machine has no switch for it. */
export const readBoost = (
  host: HostReader,
): { readonly path: string; readonly on: boolean } | null => {
  const boost = readIfAllowed(host, `${CPUFREQ}/boost`)?.trim();
  if (boost !== undefined) return { path: `${CPUFREQ}/boost`, on: boost === "1" };
  const noTurbo = readIfAllowed(host, PSTATE)?.trim();
  return noTurbo === undefined ? null : { path: PSTATE, on: noTurbo === "0" };
};
