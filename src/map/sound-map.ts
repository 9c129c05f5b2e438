/** A map that was read from a file: its lists are lists, and each CPU stands in one core. */
import type { CpuBox } from "../detectors/kernel/cpu-layout.ts";
import { decodeCpuList, intersect, isEmpty, union, type CpuSet } from "../formats/cpu-set.ts";
import { FormatError } from "../formats/format-error.ts";
import type { CpuMap } from "./model.ts";

const coresOf = ({ boxes, cores }: CpuBox): readonly string[] =>
  [...boxes.flatMap(coresOf), ...cores.flatMap(({ each }) => each)];

/** Throws FormatError. */
const isPartition = (cores: readonly string[]): boolean => {
  let seen: CpuSet = 0n;
  return cores.every((list) => {
    const core = decodeCpuList(list);
    const isNew = !isEmpty(core) && isEmpty(intersect(core, seen));
    seen = union(seen, core);
    return isNew;
  });
};

export const isSoundMap = (map: CpuMap): boolean => {
  const { machine, online, offline, isolated, tickless, unpinned, occupants } = map;
  try {
    [online, offline, isolated, tickless, unpinned,
      ...occupants.flatMap(({ before, after }) => [before, after])].forEach(decodeCpuList);
    return isPartition(coresOf(machine));
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
};
