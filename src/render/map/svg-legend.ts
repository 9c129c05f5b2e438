/** What the letters of a picture stand for, and where each was and will be. */
import { isMoved, type CpuMap, type Occupant } from "../../map/model.ts";
import { shorten } from "../../formats/quote.ts";
import { printableLine } from "../style.ts";
import { flagsIn } from "./cells.ts";
import { rectAt, textAt, textWidth, titled, type Shape } from "./shapes.ts";
import { lookOf } from "./svg-style.ts";
import { cpusText, isSmt, occupantText, remarksOf } from "./words.ts";

const ROW = 20;
const SWATCH = 34;
const MOST_NAME = 44;
const ARROW = "→";

interface Columns {
  readonly name: number;
  readonly cpus: number;
  /** Letters that fit behind the last column's begin. */
  readonly letters: number;
}

const columnsOf = ({ occupants }: CpuMap, width: number): Columns => {
  const longest = Math.min(MOST_NAME, Math.max(0, ...occupants.map((one) =>
    occupantText(one).length + (one.of === undefined ? 0 : 3))));
  const cpus = SWATCH + 12 + textWidth("x".repeat(longest)) + 14;
  return { name: SWATCH + 12, cpus, letters: Math.max(24, Math.floor((width - cpus) / 6.6)) };
};

const swatch = (
  { key, kind }: Occupant, rank: number, prefix: string, x: number, y: number,
): readonly string[] => (kind === "interrupts"
  ? [rectAt(x, y, SWATCH, 16, "rx=\"2\" class=\"core\""),
    rectAt(x + 2, y + 13, SWATCH - 4, 2, "class=\"bar\""),
    textAt(x + 6, y + 12, key, "irq")]
  : [rectAt(x, y, SWATCH, 16, `rx="2" fill="url(#${lookOf(rank, prefix).hatch})"`),
    textAt(x + 5, y + 12, key, "key")]);

export interface LegendLook {
  readonly width: number;
  readonly prefix: string;
  readonly rankOf: ReadonlyMap<string, number>;
}

const occupantRow = (
  map: CpuMap, occupant: Occupant, look: LegendLook, columns: Columns,
): Shape => {
  const indent = occupant.of === undefined ? 0 : 14;
  const remark = occupant.remark === undefined ? "" : ` (${occupant.remark})`;
  const said = `${cpusText(map, occupant, ARROW)}${remark}`;
  const rank = look.rankOf.get(occupant.of ?? occupant.key) ?? 0;
  const name = printableLine(occupantText(occupant));
  return { width: look.width, height: ROW, draw: (x, y) => [titled(`${name}: ${said}`, [
    ...swatch(occupant, rank, look.prefix, x, y),
    textAt(x + columns.name + indent, y + 12, shorten(name, MOST_NAME), "text"),
    textAt(x + columns.cpus, y + 12, shorten(said, columns.letters),
      isMoved(occupant) ? "moves" : "text")])] };
};

const noteRow = (width: number, draw: (x: number, y: number) => readonly string[]): Shape =>
  ({ width, height: ROW, draw });

const flagRows = (map: CpuMap, { width }: LegendLook, { name }: Columns): readonly Shape[] =>
  flagsIn(map).map(([flag, means]) => noteRow(width, (x, y) => [
    rectAt(x, y, SWATCH, 16, "rx=\"2\" class=\"core\""),
    ...(flag === "'" ? []
      : [rectAt(x + 1.5, y + 1.5, SWATCH - 3, 13, "rx=\"2\" class=\"isolated\"")]),
    textAt(x + 6, y + 12, `0${flag}`, "number"), textAt(x + name, y + 12, means, "soft")]));

const movedRow = (map: CpuMap, { width }: LegendLook, { name }: Columns): readonly Shape[] =>
  (map.occupants.some(isMoved) ? [noteRow(width, (x, y) => [
    rectAt(x + 1, y + 1, SWATCH - 2, 14, "rx=\"3\" class=\"moved\""),
    textAt(x + 11, y + 12, ARROW, "arrow"),
    textAt(x + name, y + 12, "leaves this CPU (before), or comes to it (after)", "soft")])] : []);

const coreRow = ({ machine }: CpuMap, { width }: LegendLook, { name }: Columns): readonly Shape[] =>
  (isSmt(machine) ? [noteRow(width, (x, y) => [
    rectAt(x, y, SWATCH, 16, "rx=\"3\" class=\"core\""),
    textAt(x + name, y + 12, "one frame is one core, with its hardware threads", "soft")])] : []);

const remarkRows = (map: CpuMap, { width }: LegendLook, { name }: Columns): readonly Shape[] =>
  remarksOf(map).map((remark) => noteRow(width, (x, y) =>
    [textAt(x + 14, y + 12, "!", "key"), textAt(x + name, y + 12, remark, "soft")]));

export const legendRows = (map: CpuMap, look: LegendLook): readonly Shape[] => {
  const columns = columnsOf(map, look.width);
  return [
    ...map.occupants.map((one) => occupantRow(map, one, look, columns)),
    ...[movedRow, flagRows, coreRow, remarkRows].flatMap((rows) => rows(map, look, columns))];
};
