/**
 * What vexor-defaults.service records, before systemd-sysctl runs.
 *
 * Left out are a key that the command line sets, or a boot file sets to just the value found (an
 * initramfs may have applied its own copy of it). Once systemd-sysctl has been started, in the
 * initramfs or here, nothing is recorded at all: systemd leaves a link for each unit that it has
 * started.
 */
import { VexorError } from "../../engine/model/errors.ts";
import type { HostReader } from "../../ports/host.ts";
import { settingsBelow } from "./all-settings.ts";
import { readBootSysctls } from "./sysctl-boot-sources.ts";
import { mayComeFrom } from "./boot-values.ts";
import { DEFAULTS_FORMAT } from "./defaults-record.ts";
import { readEarlyBoot, unitsStarted } from "./early-boot.ts";
import type { KernelFacts } from "./kernel-facts.ts";
import { givenParameters } from "./kernel-parameters.ts";
import { readIfAllowed } from "../read-if-allowed.ts";
import { runningKernel } from "./running-kernel.ts";
import { pathToKey } from "./sysctl-d.ts";
import { procPath } from "./sysctl-keys.ts";
import { canonical } from "./sysctl-value.ts";

const SYSCTL_UNIT = "systemd-sysctl.service";
/**
 * JSON text of kernel-defaults.json; keys dotted, values canonical. USAGE when systemd-sysctl
 * has already run in this boot.
 */
export function recordDefaults(host: HostReader, facts: KernelFacts): string {
  if (unitsStarted(host).includes(SYSCTL_UNIT)) {
    throw new VexorError("USAGE",
      "systemd-sysctl has already run in this boot: what is live now need not be the kernel's",
      { hint: "vexor-defaults.service records the defaults early in the next boot." });
  }
  const values = valuesNow(host, facts);
  // Only now: what has started meanwhile may have set what was read last.
  const started = unitsStarted(host);
  const { bootId, release } = facts;
  const record = { format: DEFAULTS_FORMAT, bootId, kernel: release, started,
    doubts: readEarlyBoot(host, facts, started), sysctl: values };
  return `${JSON.stringify(record, null, 1)}\n`;
}

const valuesNow = (host: HostReader, facts: KernelFacts): Readonly<Record<string, string>> => {
  const boot = readBootSysctls(host);
  const given = givenParameters(facts);
  const kernel = runningKernel(host, boot);
  const values: Record<string, string> = {};
  for (const path of settingsBelow(host)) {
    const isGiven = facts.sysctlParameters.has(path) || given.for(path).length > 0;
    const text = isGiven ? null : readIfAllowed(host, procPath(path));
    if (text === null) continue;
    const value = canonical(text);
    const maybeApplied = boot.forKey(path)
      .some((said) => mayComeFrom(kernel, path, said.value, value));
    if (!maybeApplied) values[pathToKey(path)] = value;
  }
  return values;
};
