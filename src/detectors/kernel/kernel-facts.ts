/**
 * What the running kernel was built and started with, as far as it decides what sysctls start
 * with: release, command line, build configuration (which distributions leave in /boot), memory.
 *
 * Since Linux 5.8 `sysctl.vm.swappiness=10` on the command line sets a sysctl before init starts,
 * and so before any file is read. Dots and slashes mean the same there, as do - and _ in the names
 * of other parameters; what follows a lone `--` is init's.
 */
import type { HostReader } from "../../ports/host.ts";
import { lazy } from "../lazy.ts";
import { readIfAllowed } from "../read-if-allowed.ts";

export const COMMAND_LINE = "/proc/cmdline";

export interface KernelFacts {
  /** `uname -r`; null in a tree without /proc. */
  readonly release: string | null;
  readonly bootId: string | null;
  readonly memoryKib: number;
  /** What the command line gives this parameter, "" without a value; null when it is not there. */
  parameter(name: string): string | null;
  /** The values the command line gives sysctls, by path below /proc/sys. */
  readonly sysctlParameters: ReadonlyMap<string, string>;
  /** A build option's value, unquoted, `n` when it is off; null when there is no way to know. */
  config(name: string): { readonly value: string; readonly path: string } | null;
}

export function readKernelFacts(host: HostReader): KernelFacts {
  const line = (path: string) => lazy(() => host.read(path)?.trim() ?? null);
  const release = line("/proc/sys/kernel/osrelease");
  const bootId = line("/proc/sys/kernel/random/boot_id");
  const parameters = lazy(() => parseCommandLine(host.read(COMMAND_LINE) ?? ""));
  const config = lazy(() => readConfig(host, release()));
  const memory = lazy(() => {
    const total = /^MemTotal:\s*(\d+) kB$/m.exec(host.read("/proc/meminfo") ?? "")?.[1] ?? "0";
    return Number(total);
  });
  return {
    get release() { return release(); },
    get bootId() { return bootId(); },
    get memoryKib() { return memory(); },
    parameter: (name) => parameters().own.get(plainParameter(name)) ?? null,
    get sysctlParameters() { return parameters().sysctls; },
    config: (name) => config()?.(name) ?? null,
  };
}

/** What a command line says. */
export const factsOf = (
  commandLine: string,
): Pick<KernelFacts, "parameter" | "sysctlParameters"> => {
  const { own, sysctls } = parseCommandLine(commandLine);
  return { parameter: (name) => own.get(plainParameter(name)) ?? null, sysctlParameters: sysctls };
};

/** A name as the kernel compares them. */
export const plainParameter = (name: string): string => name.replaceAll("-", "_");

interface Parameters {
  /** The last value of each. */
  readonly own: ReadonlyMap<string, string>;
  /** Values by path below /proc/sys. */
  readonly sysctls: ReadonlyMap<string, string>;
}

function parseCommandLine(text: string): Parameters {
  const words: readonly string[] = text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
  const end = words.indexOf("--");
  const own = new Map<string, string>();
  const sysctls = new Map<string, string>();
  for (const word of end < 0 ? words : words.slice(0, end)) {
    const [, name = "", value = ""] = /^([^=]*)=?([^]*)$/.exec(word.replaceAll('"', "")) ?? [];
    const sysctl = /^sysctl[./](.+)$/.exec(name)?.[1];
    if (sysctl === undefined) own.set(plainParameter(name), value);
    else sysctls.set(sysctl.replaceAll(".", "/"), value);
  }
  return { own, sysctls };
}

function readConfig(host: HostReader, release: string | null) {
  if (release === null || release.includes("/")) return null;
  for (const path of [`/boot/config-${release}`, `/lib/modules/${release}/config`]) {
    const text = readIfAllowed(host, path);
    if (text === null) continue;
    return (name: string) => {
      const set = new RegExp(`^CONFIG_${name}=(.*)$`, "m").exec(text)?.[1];
      return { value: set?.replace(/^"(.*)"$/, "$1") ?? "n", path };
    };
  }
  return null;
}
