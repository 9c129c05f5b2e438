/** What every form of a map says in words. Names of a host are not escaped here. */
import type { BoxName, CpuBox } from "../../detectors/kernel/cpu-layout.ts";
import { isMoved, type CpuMap, type Occupant } from "../../map/model.ts";
import { plural } from "../style.ts";
import { coresIn, everyBox, isAnywhere, membersOf } from "./cells.ts";

/** `32768K` as the kernel writes it. */
const sizeText = (size: string): string => {
  const [, digits, unit] = /^(\d+)([KM])$/.exec(size) ?? [];
  if (digits === undefined) return size;
  const kibibytes = Number(digits) * (unit === "M" ? 1024 : 1);
  return kibibytes % 1024 === 0 ? `${kibibytes / 1024} MiB` : `${kibibytes} KiB`;
};

const boxText = ({ kind, id, size }: BoxName): string => {
  if (kind === "l3") return `L3 ${id}${size === undefined ? "" : `, ${sizeText(size)}`}`;
  return `${kind === "node" ? "NUMA node" : kind} ${id}`;
};

/** `package 0 · NUMA node 0`; `between` stands between its names. */
export const boxTitle = ({ names }: CpuBox, between: string): string =>
  names.map(boxText).join(` ${between} `);

/** Some core has several hardware threads. */
export const isSmt = (machine: CpuBox): boolean =>
  coresIn(machine).some((list) => membersOf(list).length > 1);

const idsOf = (boxes: readonly CpuBox[], kind: BoxName["kind"]): ReadonlySet<number> =>
  new Set(boxes.flatMap(({ names }) => names.filter((one) => one.kind === kind)
    .map(({ id }) => id)));

/** `2 packages, 2 NUMA nodes, 24 L3 caches, 192 cores, 384 CPUs`. */
export const machineText = ({ machine, nodesWithoutCpus }: CpuMap): string => {
  const boxes = everyBox(machine);
  const cores = coresIn(machine);
  const some = (count: number, what: string): readonly string[] =>
    (count === 0 ? [] : [plural(count, what)]);
  return [
    ...some(idsOf(boxes, "package").size, "package"),
    ...some(idsOf(boxes, "node").size + nodesWithoutCpus.length, "NUMA node"),
    ...some(idsOf(boxes, "l3").size, "L3 cache"),
    plural(cores.length, "core"), plural(cores.flatMap(membersOf).length, "CPU"),
  ].join(", ");
};

const listText = (map: CpuMap, occupant: Occupant, list: string): string => {
  if (list === "") return "none";
  return isAnywhere(map, occupant, list) ? `${list} (any)` : list;
};

/** `0-31 (any) → 2-23`. */
export const cpusText = (map: CpuMap, occupant: Occupant, arrow: string): string => {
  const before = listText(map, occupant, occupant.before);
  return isMoved(occupant) ? `${before} ${arrow} ${listText(map, occupant, occupant.after)}`
    : before;
};

export const occupantText = ({ name, count }: Occupant): string =>
  (count === undefined ? name : `${name} (${plural(count, "interrupt")})`);

const NEWER = "not known, for the facts do not have it or it cannot be read";

/** What a map says beside the picture. */
export const remarksOf = (map: CpuMap): readonly string[] => {
  const { offline, nodesWithoutCpus, unknown, occupants, more } = map;
  return [
    ...(offline === "" ? [] : [`offline: CPU ${offline}`]),
    ...(nodesWithoutCpus.length === 0 ? []
      : [`memory without CPUs: NUMA node ${nodesWithoutCpus.join(", ")}`]),
    ...(occupants.some(({ kind }) => kind !== "interrupts") ? [] : ["no service is pinned"]),
    ...(more === 0 ? [] : [`not shown: ${more} more services, threads and devices`]),
    ...unknown.map((what) => `${what}: ${NEWER}`),
  ];
};
