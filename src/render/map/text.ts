/** A map for a terminal: boxes of CPUs, and below them what the letters stand for. */
import type { Cores, CpuBox } from "../../detectors/kernel/cpu-layout.ts";
import { isMoved, type CpuMap, type MapSide, type Occupant } from "../../map/model.ts";
import { printableLine, type Style } from "../style.ts";
import {
  blockOf, EMPTY, flowed, framed, inRow, LINES, PLAIN_LINES, ruled, stacked, type TextBlock,
  type BoxLines,
} from "./blocks.ts";
import {
  cellsOf, cpusIn, flagOf, flagsIn, keysIn, membersOf, piecesOf, type Cell, type CellAt,
} from "./cells.ts";
import { boxTitle, cpusText, isSmt, machineText, occupantText, remarksOf } from "./words.ts";

export interface MapView {
  readonly style: Style;
  /** Of the terminal. */
  readonly columns: number;
  /** Only ASCII: the terminal does not draw lines, or not in one column each. */
  readonly isAscii: boolean;
}

interface Symbols {
  readonly frame: BoxLines;
  readonly arrow: string;
  readonly between: string;
  readonly more: string;
}

const symbolsFor = ({ isAscii }: MapView): Symbols => (isAscii
  ? { frame: PLAIN_LINES, arrow: ">", between: "-", more: "+" }
  : { frame: LINES, arrow: "→", between: "·", more: "…" });

/** What a cell shows behind the number of its CPU. */
const marksText = (cell: Cell, side: MapSide, { arrow, more }: Symbols): string => {
  const { pinned, irqs } = keysIn(cell, more);
  return [pinned, irqs].map((keys) => piecesOf(keys, side, arrow).join(""))
    .filter((keys) => keys !== "").join(" ");
};

interface Canvas {
  readonly view: MapView;
  readonly symbols: Symbols;
  readonly side: MapSide;
  readonly cellAt: CellAt;
  /** Columns of a CPU's number, of its flag, and of its marks. */
  readonly widths: { readonly number: number; readonly flag: number; readonly marks: number };
  readonly columns: number;
}

const GAP = 1;

/** A sibling stands below the first thread of its core, behind a plus. */
const cellText = (canvas: Canvas, cpu: number, isSibling: boolean): string => {
  const { view: { style }, symbols, side, cellAt, widths } = canvas;
  const cell = cellAt(cpu);
  const number = `${isSibling ? "+" : ""}${cpu}`.padStart(widths.number + 1);
  const marks = marksText(cell, side, symbols).padEnd(widths.marks);
  const isMoving = cell.marks.some((mark) => mark.isMoving);
  const shown = isMoving ? style.bold(style.yellow(marks)) : style.cyan(marks);
  return `${style.dim(number + flagOf(cell).padEnd(widths.flag))} ${marks.trim() === "" ? marks
    : shown}`;
};

const cellColumns = ({ widths: { number, flag, marks } }: Canvas): number =>
  number + 1 + flag + 1 + marks;

const coreBlock = (canvas: Canvas, list: string): TextBlock =>
  blockOf(cellColumns(canvas), membersOf(list).map((cpu, at) => cellText(canvas, cpu, at > 0)));

/** Cores of one kind are together, and say it. */
const coresBlock = (canvas: Canvas, cores: readonly Cores[], columns: number): TextBlock =>
  stacked(cores.map(({ kind, each }) => {
    const block = flowed(each.map((list) => coreBlock(canvas, list)), columns, GAP);
    return kind === null ? block
      : stacked([blockOf(kind.length + 7, [`${kind} cores:`]), block]);
  }));

const FRAME_COLUMNS = 4;

const ownCores = (canvas: Canvas, box: CpuBox, columns: number): TextBlock => {
  if (box.cores.length === 0) return EMPTY;
  const { symbols: { frame, between } } = canvas;
  const title = box.boxes.length > 0 ? "other CPUs" : boxTitle(box, between);
  if (title === "") return coresBlock(canvas, box.cores, columns);
  return framed(frame, title, coresBlock(canvas, box.cores, columns - FRAME_COLUMNS));
};

/** Boxes of cores stand beside each other, boxes of boxes below each other. */
const boxBlock = (canvas: Canvas, box: CpuBox, columns: number): TextBlock => {
  const { symbols: { frame, between } } = canvas;
  const parts = box.boxes.map((part) => boxBlock(canvas, part, columns));
  const isFlat = box.boxes.every(({ boxes }) => boxes.length === 0);
  const inner = stacked([isFlat ? flowed(parts, columns, GAP) : stacked(parts),
    ownCores(canvas, box, columns)]);
  return box.boxes.length === 0 || box.names.length === 0 ? inner
    : ruled(frame, boxTitle(box, between), inner);
};

const canvasFor = (map: CpuMap, view: MapView, side: MapSide, columns: number): Canvas => {
  const symbols = symbolsFor(view);
  const sides = map.isPlanned ? ["before", "after"] as const : ["after"] as const;
  const cells = sides.flatMap((one) => {
    const cellAt = cellsOf(map, one);
    return cpusIn(map).map((cpu) => ({ cell: cellAt(cpu), one }));
  });
  const longest = (of: (cell: Cell, side: MapSide) => string): number =>
    Math.max(0, ...cells.map(({ cell, one }) => of(cell, one).length));
  return { view, symbols, side, columns, cellAt: cellsOf(map, side), widths: {
    number: longest(({ cpu }) => String(cpu)), flag: longest(flagOf),
    marks: longest((cell, one) => marksText(cell, one, symbols)) } };
};

const picture = (map: CpuMap, view: MapView, side: MapSide, columns: number): TextBlock =>
  boxBlock(canvasFor(map, view, side, columns), map.machine, columns);

const BESIDE = 2;

const pictures = (map: CpuMap, view: MapView): TextBlock => {
  if (!map.isPlanned) return picture(map, view, "after", view.columns);
  const half = Math.floor((view.columns - BESIDE) / 2);
  return inRow((["before", "after"] as const).map((side) => stacked([
    blockOf(half, [view.style.bold(side.padEnd(half))]), picture(map, view, side, half)])), BESIDE);
};

const legendLine = (
  map: CpuMap, occupant: Occupant, view: MapView, widths: readonly number[],
): string => {
  const { style } = view;
  const { arrow } = symbolsFor(view);
  const [keyWidth = 0, nameWidth = 0] = widths;
  const indent = occupant.of === undefined ? "" : "  ";
  const name = printableLine(indent + occupantText(occupant)).padEnd(nameWidth);
  const cpus = cpusText(map, occupant, arrow === ">" ? "->" : arrow);
  return `${style.bold(occupant.key.padEnd(keyWidth))}  ${name}  `
    + `${isMoved(occupant) ? style.yellow(cpus) : cpus}${occupant.remark === undefined ? ""
      : `  (${printableLine(occupant.remark)})`}`;
};

const MOST_NAME = 40;

const legend = (map: CpuMap, view: MapView): readonly string[] => {
  const widths = [Math.max(1, ...map.occupants.map(({ key }) => key.length)),
    Math.min(MOST_NAME, Math.max(0, ...map.occupants.map((one) =>
      occupantText(one).length + (one.of === undefined ? 0 : 2))))];
  return map.occupants.map((one) => legendLine(map, one, view, widths));
};

const signs = (map: CpuMap, arrow: string): readonly string[] => [
  ...(map.occupants.some(isMoved) ? [`${arrow}  moves`] : []),
  ...flagsIn(map).map(([flag, means]) => `${flag}  ${means}`),
  ...(isSmt(map.machine) ? ["+  shares the core of the CPU above"] : []),
];

export const renderMapText = (map: CpuMap, view: MapView): string => {
  const { style } = view;
  const arrow = symbolsFor(view).arrow;
  return [
    style.bold(`${printableLine(map.host)}: ${machineText(map)}`), "",
    ...pictures(map, view).lines.map((line) => line.trimEnd()), "",
    ...legend(map, view), ...signs(map, arrow),
    ...remarksOf(map).map((remark) => style.yellow(remark)), "",
  ].join("\n");
};
