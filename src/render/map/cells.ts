/** What stands on each CPU of a map, for every form of it. */
import { cpus as members, decodeCpuList } from "../../formats/cpu-set.ts";
import type { CpuBox } from "../../detectors/kernel/cpu-layout.ts";
import { isMoved, type CpuMap, type MapSide, type Occupant } from "../../map/model.ts";

/** CPU numbers of a list. */
export const membersOf = (list: string): readonly number[] => members(decodeCpuList(list));

export const everyBox = (box: CpuBox): readonly CpuBox[] => [box, ...box.boxes.flatMap(everyBox)];

/** The list of each core. */
export const coresIn = (machine: CpuBox): readonly string[] =>
  everyBox(machine).flatMap(({ cores }) => cores).flatMap(({ each }) => each);

export interface CpuMark {
  readonly occupant: Occupant;
  /** It leaves this CPU, or comes to it. */
  readonly isMoving: boolean;
}

export interface Cell {
  readonly cpu: number;
  readonly isIsolated: boolean;
  readonly isTickless: boolean;
  readonly marks: readonly CpuMark[];
}

/** What no owner keeps off any CPU. An interrupt lands where its chip is set to. */
export const isAnywhere = (
  { unpinned, online }: CpuMap, { kind }: Occupant, list: string,
): boolean => kind !== "interrupts" && (list === unpinned || list === online);

/** What may run anywhere is drawn nowhere. */
const drawnOn = (map: CpuMap, occupant: Occupant, list: string): ReadonlySet<number> =>
  new Set(isAnywhere(map, occupant, list) ? [] : membersOf(list));

const otherSide = (side: MapSide): MapSide => (side === "before" ? "after" : "before");

interface Drawn {
  readonly occupant: Occupant;
  readonly here: ReadonlySet<number>;
  readonly there: ReadonlySet<number>;
}

const drawnOccupants = (map: CpuMap, side: MapSide): readonly Drawn[] =>
  map.occupants.map((occupant) => ({ occupant, here: drawnOn(map, occupant, occupant[side]),
    there: drawnOn(map, occupant, occupant[otherSide(side)]) }));

const marksOn = (cpu: number, drawn: readonly Drawn[]): readonly CpuMark[] =>
  drawn.filter(({ here }) => here.has(cpu)).map(({ occupant, there }) =>
    ({ occupant, isMoving: isMoved(occupant) && !there.has(cpu) }));

export type CellAt = (cpu: number) => Cell;

export const cellsOf = (map: CpuMap, side: MapSide): CellAt => {
  const drawn = drawnOccupants(map, side);
  const [isolated, tickless] = [map.isolated, map.tickless].map((list) =>
    new Set(membersOf(list)));
  return (cpu) => ({ cpu, isIsolated: isolated?.has(cpu) ?? false,
    isTickless: tickless?.has(cpu) ?? false, marks: marksOn(cpu, drawn) });
};

/** A service's letter stands before the numbers of its threads: `A1` is both. */
const keysOf = (marks: readonly CpuMark[]): readonly string[] => {
  const threads = new Set(marks.flatMap(({ occupant: { of } }) => of ?? []));
  return marks.filter(({ occupant: { key } }) => !threads.has(key))
    .map(({ occupant: { key } }) => key);
};

const MOST_KEYS = 3;

/** `A1B`, and what is left out as `…`. */
const joinedKeys = (marks: readonly CpuMark[], more: string): string => {
  const keys = keysOf(marks);
  return keys.slice(0, MOST_KEYS).join("") + (keys.length > MOST_KEYS ? more : "");
};

export interface MarkKeys {
  readonly stays: string;
  readonly moves: string;
}

const keysFor = (marks: readonly CpuMark[], more: string): MarkKeys => ({
  stays: joinedKeys(marks.filter(({ isMoving }) => !isMoving), more),
  moves: joinedKeys(marks.filter(({ isMoving }) => isMoving), more) });

export interface CellKeys {
  /** Of services and threads. */
  readonly pinned: MarkKeys;
  readonly irqs: MarkKeys;
}

export const keysIn = ({ marks }: Cell, more: string): CellKeys => {
  const isIrq = ({ occupant: { kind } }: CpuMark): boolean => kind === "interrupts";
  return { pinned: keysFor(marks.filter((mark) => !isIrq(mark)), more),
    irqs: keysFor(marks.filter(isIrq), more) };
};

/** What comes has an arrow in front of it, and what leaves behind it. */
export const piecesOf = (
  { stays, moves }: MarkKeys, side: MapSide, arrow: string,
): readonly string[] => {
  if (moves === "") return stays === "" ? [] : [stays];
  const moving = side === "after" ? [arrow, moves] : [moves, arrow];
  if (stays === "") return moving;
  return side === "after" ? [...moving, " ", stays] : [stays, " ", ...moving];
};

/** One character for what the kernel keeps off a CPU. */
export const flagOf = ({ isIsolated, isTickless }: Cell): string => {
  if (isIsolated) return isTickless ? "*" : ":";
  return isTickless ? "'" : "";
};

const FLAGS = [
  ["*", "isolated from the scheduler, and without a tick (nohz_full)"],
  [":", "isolated from the scheduler"],
  ["'", "without a tick (nohz_full)"],
] as const;

/** Every CPU that a map draws. */
export const cpusIn = ({ machine }: CpuMap): readonly number[] =>
  coresIn(machine).flatMap(membersOf);

/** Those that stand on a CPU of the map, with what they mean. */
export const flagsIn = (map: CpuMap): readonly (readonly [flag: string, means: string])[] => {
  const found = new Set(cpusIn(map).map(cellsOf(map, "after")).map(flagOf));
  return FLAGS.filter(([flag]) => found.has(flag));
};
