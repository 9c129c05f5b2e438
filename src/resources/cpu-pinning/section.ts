/** `cpuPinning:` of the host file: one rule for a unit, and one for each of its named threads. */
import type { Permission } from "../../engine/model/model.ts";
import type { Section } from "../../engine/host-file/section.ts";

declare module "../../engine/model/model.ts" {
  interface HostFile {
    readonly cpuPinning?: readonly CpuPinningSpec[];
  }
}

export interface CpuPinningSpec extends Permission {
  readonly unit: string;
  readonly thread?: string;
  readonly cpus: string | number;
  readonly enforce?: "affinity" | "cpuset" | "both";
}

export const cpuPinningSection: Section = {
  key: "cpuPinning",
  idOf: ({ unit, thread }: CpuPinningSpec) => JSON.stringify([unit, thread ?? null]),
  settingAt: (entries: readonly CpuPinningSpec[], name) => {
    const at = entries.findIndex(({ unit, thread }) =>
      name === (thread === undefined ? unit : `${unit}/${thread}`));
    return at < 0 ? null : { at: [at] };
  },
};
