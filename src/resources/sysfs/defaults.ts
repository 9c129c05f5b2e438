/**
 * What the kernel starts a file below /sys with, where that can be shown: by its code alone, by the
 * configuration that it was built with, or by the device. Of most files it cannot.
 */
import { readKernelFacts, type KernelFacts } from "../../detectors/kernel/kernel-facts.ts";
import { isBelow } from "../../detectors/kernel/kernel-version.ts";
import { readIfAllowed } from "../../detectors/read-if-allowed.ts";
import { lazy } from "../../detectors/lazy.ts";
import type { Reading } from "../../engine/model/model.ts";
import type { HostReader } from "../../ports/host.ts";
import { besideOf } from "./files.ts";
import { choicesIn } from "./values.ts";

type KnownDefault = NonNullable<Reading["default"]>;

const inCode = (value: string): KnownDefault =>
  ({ value, evidence: { kind: "kernel", says: "the kernel starts with it" } });

const byConfig = (
  facts: KernelFacts, options: Readonly<Record<string, string>>,
): KnownDefault | null => {
  for (const [option, value] of Object.entries(options)) {
    const found = facts.config(option);
    if (found?.value !== "y") continue;
    return { value, evidence: { kind: "kernel", path: found.path, says: `CONFIG_${option}=y` } };
  }
  return null;
};

const THP_ENABLED = { TRANSPARENT_HUGEPAGE_ALWAYS: "always",
  TRANSPARENT_HUGEPAGE_MADVISE: "madvise", TRANSPARENT_HUGEPAGE_NEVER: "never" };

const GOVERNORS = Object.fromEntries(["performance", "powersave", "userspace", "ondemand",
  "conservative", "schedutil"]
  .map((name) => [`CPU_FREQ_DEFAULT_GOV_${name.toUpperCase()}`, name]));

/** Drivers with a governor of their own start otherwise, some of them by what the firmware says. */
const WITH_KERNEL_GOVERNORS = /^(?:acpi-cpufreq|intel_cpufreq|cppc_cpufreq|amd-pstate)$/;

const governorOf = (host: HostReader, facts: KernelFacts, path: string): KnownDefault | null => {
  const driver = readIfAllowed(host, `/sys/${besideOf(path, "scaling_driver")}`)?.trim() ?? "";
  const found = byConfig(facts, GOVERNORS);
  if (found === null) return null;
  if (WITH_KERNEL_GOVERNORS.test(driver)) return found;
  return driver === "intel_pstate"
    ? { ...found, value: found.value === "performance" ? "performance" : "powersave" } : null;
};

/** elevator_get_default(): mq-deadline for one queue, none for more. */
const schedulerOf = (
  host: HostReader, { release }: KernelFacts, path: string,
): KnownDefault | null => {
  const [, disk = "", directory = ""] = /^block\/([^/]+)\/(queue\/)/.exec(path) ?? [];
  if (directory === "" || release === null || isBelow(release, "5.4")) return null;
  const queues = host.list(`/sys/block/${disk}/mq`).length;
  const choices = choicesIn(readIfAllowed(host, `/sys/${path}`) ?? "") ?? [];
  const says = `the kernel's choice for ${disk}, which has ${queues} queue`;
  if (/^nvme\d/.test(disk) && queues > 1) {
    return { value: "none", evidence: { kind: "kernel", says: `${says}s` } };
  }
  return /^(?:sd[a-z]|vd[a-z]|nvme\d)/.test(disk) && queues === 1 && choices.includes("mq-deadline")
    ? { value: "mq-deadline", evidence: { kind: "kernel", says } } : null;
};

const IN_CODE: readonly (readonly [RegExp, string])[] = [
  [/transparent_hugepage\/defrag$/, "madvise"],
  [/khugepaged\/defrag$/, "1"],
  [/khugepaged\/scan_sleep_millisecs$/, "10000"],
  [/khugepaged\/alloc_sleep_millisecs$/, "60000"],
  [/ksm\/run$/, "0"],
  [/rps_flow_cnt$/, "0"],
];

const RPS_DEFAULT = "/proc/sys/net/core/rps_default_mask";

export const readSysfsDefaults = (
  host: HostReader,
): ((path: string) => Reading["default"]) => {
  const facts = readKernelFacts(host);
  const rps = lazy(() => readIfAllowed(host, RPS_DEFAULT)?.trim() ?? "0");
  return (path) => {
    if (path.endsWith("/transparent_hugepage/enabled")) return byConfig(facts, THP_ENABLED);
    if (path.endsWith("/scaling_governor")) return governorOf(host, facts, path);
    if (path.endsWith("/scheduler")) return schedulerOf(host, facts, path);
    if (path.endsWith("/rps_cpus")) return /^[0,]*$/.test(rps()) ? inCode("0") : null;
    const known = IN_CODE.find(([pattern]) => pattern.test(path));
    return known === undefined ? null : inCode(known[1]);
  };
};
