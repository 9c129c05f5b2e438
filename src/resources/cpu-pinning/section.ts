/** `cpuPinning:` of the host file: one rule for a unit, and one for each of its named threads. */
import type { Permission } from "../../engine/model/model.ts";
import type { Section } from "../../engine/host-file/section.ts";

declare module "../../engine/model/model.ts" {
  interface HostFile {
    readonly cpuPinning?: readonly CpuPinningWant[];
  }
}

export interface CpuPinningWant extends Permission {
  readonly unit: string;
  readonly thread?: string;
  readonly cpus: string | number;
  readonly enforce?: "affinity" | "cpuset" | "both";
}

export const cpuPinningSection: Section = {
  key: "cpuPinning",
  idOf: ({ unit, thread }: CpuPinningWant) => JSON.stringify([unit, thread ?? null]),
};
