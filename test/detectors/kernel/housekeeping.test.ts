/** The CPUs that are left for background work. */
import { expect, test } from "vitest";
import { housekeepingCpus } from "../../../src/detectors/kernel/housekeeping.ts";
import type { CpuPinningSpec } from "../../../src/resources/cpu-pinning/section.ts";
import { createLinuxHost } from "../../../src/edges/linux/linux-host.ts";
import { makeTree } from "../../support/tree.ts";

const CPU = "/sys/devices/system/cpu";

const left = (
  pins: readonly CpuPinningSpec[], isolated = "", nohzFull = "(null)", online = "0-7",
): string | null => housekeepingCpus(createLinuxHost(makeTree({ [`${CPU}/online`]: `${online}\n`,
  [`${CPU}/isolated`]: `${isolated}\n`, [`${CPU}/nohz_full`]: `${nohzFull}\n` })),
{ cpuPinning: pins });

const sol = (cpus: string): CpuPinningSpec => ({ unit: "sol.service", cpus });

test.each([
  ["nobody else", left([]), "0-7"],
  ["isolated CPUs", left([], "6-7"), "0-5"],
  ["CPUs without a tick", left([], "7", "4-5"), "0-3,6"],
  ["a unit's CPUs", left([sol("2-5")]), "0-1,6-7"],
  ["a thread's CPUs", left([{ unit: "sol.service", thread: "poh", cpus: "1" }]), "0,2-7"],
  ["all of them together", left([sol("2-5"), sol("0")], "6", "7"), "1"],
  ["pins on every CPU: then only isolation counts", left([sol("0-7")], "6-7"), "0-5"],
  ["isolation of every CPU: then it stays where it is", left([], "0-7"), null],
  ["a pin of its own: then that counts", left([{ unit: "vexor-agent.service", cpus: "3" }]), null],
])("beside %s", (_, found, wanted) => expect(found).toBe(wanted));
