/** Maps of machines that there need not be. */
import { layoutOf } from "../../src/detectors/kernel/cpu-layout.ts";
import { MAP_FORMAT, type CpuMap, type Occupant } from "../../src/map/model.ts";
import { cpuCount, groupsIn, type CpuSpec } from "./cpu-tree.ts";

export type OccupantSpec = Partial<Occupant> & Pick<Occupant, "key" | "before">;

export const mapWith = (spec: CpuSpec, occupants: readonly OccupantSpec[] = [], more: Partial<CpuMap> = {}): CpuMap => {
  const online = `0-${cpuCount(spec) - 1}`;
  return { format: MAP_FORMAT, host: "val-1", machine: layoutOf(groupsIn(spec)),
    online, offline: "", isolated: "", tickless: "", unpinned: online, nodesWithoutCpus: [], more: 0, isPlanned: false, unknown: [],
    occupants: occupants.map((one) => ({ name: `${one.key}.service`, kind: /^[a-z]/.test(one.key) ? "interrupts" : "service",
      after: one.before, ...one })), ...more };
};

/** 2 × 96 cores with two threads each. */
export const LARGE: CpuSpec = { packages: 2, l3: 12, cores: 8, threads: 2 };
