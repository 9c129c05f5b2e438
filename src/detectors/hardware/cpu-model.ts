/**
 * What kind of processor this is. /proc/cpuinfo prints one block for each CPU, all alike but for
 * the clock of the moment; the first one says what programs may use.
 */
import type { HostReader } from "../../ports/host.ts";
import { textIn, numberIn } from "../small-files.ts";

const CPUS = "/sys/devices/system/cpu";

export interface CpuModel {
  readonly name: string;
  /** Of x86 alone, as the kernel names them: `sha_ni`, `avx2`. */
  readonly flags: readonly string[];
  /** 0 where neither the driver nor the name says it. */
  readonly baseMhz: number;
}

const fieldOf = (block: string, name: string): string =>
  new RegExp(`^${name}\\s*:\\s*(.*)$`, "m").exec(block)?.[1]?.trim() ?? "";

/** Intel's driver tells it; older names of Intel's end with it: `@ 2.80GHz`. */
const baseOf = (host: HostReader, name: string): number => {
  const khz = numberIn(host, `${CPUS}/cpu0/cpufreq/base_frequency`);
  if (khz !== null) return Math.round(khz / 1000);
  const ghz = /@ (\d+\.\d+)GHz/.exec(name)?.[1];
  return ghz === undefined ? 0 : Math.round(Number(ghz) * 1000);
};

/** Null where the kernel tells nothing. */
export const readCpuModel = (host: HostReader): CpuModel | null => {
  const [block = ""] = (textIn(host, "/proc/cpuinfo") ?? "").split("\n\n");
  if (block === "") return null;
  const name = fieldOf(block, "model name");
  return { name, flags: fieldOf(block, "flags").split(/\s+/).filter(Boolean),
    baseMhz: baseOf(host, name) };
};

export interface Vulnerability {
  readonly name: string;
  readonly path: string;
  readonly says: string;
}

export const readVulnerabilities = (host: HostReader): readonly Vulnerability[] =>
  host.list(`${CPUS}/vulnerabilities`).map((name) => {
    const path = `${CPUS}/vulnerabilities/${name}`;
    return { name, path, says: textIn(host, path) ?? "" };
  });

export interface IdleState {
  readonly name: string;
  readonly path: string;
  readonly cpu: number;
  /** Microseconds to leave it. */
  readonly latency: number;
  readonly entered: number;
  readonly isDisabled: boolean;
}

export const readIdleStates = (host: HostReader, cpu: number): readonly IdleState[] =>
  host.list(`${CPUS}/cpu${cpu}/cpuidle`).filter((name) => /^state\d+$/.test(name)).map((state) => {
    const path = `${CPUS}/cpu${cpu}/cpuidle/${state}`;
    return { name: textIn(host, `${path}/name`) ?? state, path, cpu,
      latency: numberIn(host, `${path}/latency`) ?? 0,
      entered: numberIn(host, `${path}/usage`) ?? 0,
      isDisabled: textIn(host, `${path}/disable`) === "1" };
  });
