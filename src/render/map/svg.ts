/**
 * A map as a picture: one document of SVG that loads nothing, runs nothing, and is the same bytes
 * for the same map. It names no font file, and shows itself at its own size: a page of 384 CPUs is
 * read by scrolling, not by a lens.
 */
import type { Cores, CpuBox } from "../../detectors/kernel/cpu-layout.ts";
import { isMoved, type CpuMap, type MapSide } from "../../map/model.ts";
import { cellsOf, cpusIn, membersOf, type CellAt } from "./cells.ts";
import {
  BOX_PAD, besideShapes, boxedShape, escaped, flowedShapes, rectAt, stackedShapes, textAt,
  textWidth, type Shape,
} from "./shapes.ts";
import { cellShape, cellWidth, type CellLook } from "./svg-cells.ts";
import { legendRows } from "./svg-legend.ts";
import { MAP_STYLE, patternsOf } from "./svg-style.ts";
import { boxTitle, cpusText, machineText, occupantText } from "./words.ts";

const GAP = 6;
const MARGIN = 16;
const BESIDE = 24;
/** A window's width holds both panels, or one. */
const WIDEST = { one: 1120, two: 556 } as const;
const LEAST_WIDTH = 620;

const CORE_PAD = 2;

const coreShape = (list: string, cellAt: CellAt, look: CellLook): Shape => {
  const threads = stackedShapes(membersOf(list).map((cpu) => cellShape(cellAt(cpu), look)), 1);
  const [width, height] = [threads.width + 2 * CORE_PAD, threads.height + 2 * CORE_PAD];
  return { width, height, draw: (x, y) => [rectAt(x, y, width, height, "rx=\"3\" class=\"core\""),
    ...threads.draw(x + CORE_PAD, y + CORE_PAD)] };
};

const labelled = (label: string, shape: Shape): Shape => stackedShapes([{ height: 14,
  width: textWidth(label), draw: (x, y) => [textAt(x, y + 10, label, "name")] }, shape], 2);

/** Cores of one kind are together, and say it. */
const coresShape = (
  cores: readonly Cores[], cellAt: CellAt, look: CellLook, most: number,
): Shape => stackedShapes(cores.map(({ kind, each }) => {
  const shape = flowedShapes(each.map((list) => coreShape(list, cellAt, look)), most, 4);
  return kind === null ? shape : labelled(`${kind} cores`, shape);
}), GAP);

const boxShape = (box: CpuBox, cellAt: CellAt, look: CellLook, most: number): Shape => {
  const inside = box.names.length === 0 ? most : most - BOX_PAD;
  const parts = box.boxes.map((part) => boxShape(part, cellAt, look, inside));
  const cores = coresShape(box.cores, cellAt, look, inside);
  const inner = stackedShapes([
    ...(parts.length === 0 ? [] : [flowedShapes(parts, inside, GAP)]),
    ...(box.cores.length === 0 ? [] : [cores])], GAP);
  if (box.names.length === 0) return inner;
  return boxedShape(boxTitle(box, "·"), inner, parts.length === 0 ? "inner" : "outer");
};

const panelOf = (map: CpuMap, side: MapSide, look: CellLook): Shape => {
  const most = map.isPlanned ? WIDEST.two : WIDEST.one;
  const box = boxShape(map.machine, cellsOf(map, side), { ...look, side }, most);
  if (!map.isPlanned) return box;
  return stackedShapes([{ width: 60, height: 20, draw: (x, y) =>
    [textAt(x, y + 14, side, "side")] }, box], 4);
};

const ranksOf = ({ occupants }: CpuMap): ReadonlyMap<string, number> =>
  new Map(occupants.filter(({ kind }) => kind === "service").map(({ key }, at) => [key, at]));

const sidesOf = ({ isPlanned }: CpuMap): readonly MapSide[] =>
  (isPlanned ? ["before", "after"] : ["after"]);

const lookFor = (map: CpuMap, prefix: string): CellLook => ({ side: "after", prefix,
  rankOf: ranksOf(map), width: Math.max(...sidesOf(map).map((side) =>
    cellWidth(cpusIn(map).map(cellsOf(map, side)), side))) });

/** For who does not see the picture. */
const descriptionOf = (map: CpuMap): string => [machineText(map), ...map.occupants.map((one) =>
  `${one.key} ${occupantText(one)} on CPUs ${cpusText(map, one, "→")}${
    isMoved(one) ? ", moves" : ""}`)].join("; ");

const headOf = (map: CpuMap): Shape => ({ width: textWidth(`${map.host}: ${machineText(map)}`) + 40,
  height: 26, draw: (x, y) => [textAt(x, y + 15, `${map.host}: ${machineText(map)}`, "head")] });

const pictureOf = (map: CpuMap, prefix: string): Shape => {
  const look = lookFor(map, prefix);
  const panels = besideShapes(sidesOf(map).map((side) => panelOf(map, side, look)), BESIDE);
  const width = Math.max(panels.width, LEAST_WIDTH);
  const { rankOf } = look;
  return stackedShapes([headOf(map), panels, { width: 0, height: 8, draw: () => [] },
    ...legendRows(map, { width, prefix, rankOf })], 2);
};

/** `prefix` is another one for each picture of a page. */
export const renderMapSvg = (map: CpuMap, prefix = "map"): string => {
  const picture = pictureOf(map, prefix);
  const [width, height] = [picture.width + 2 * MARGIN, picture.height + 2 * MARGIN];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="vexor-map" role="img" width="${width}" `
      + `height="${height}" viewBox="0 0 ${width} ${height}" `
      + `aria-labelledby="${prefix}-title ${prefix}-desc">`,
    `<title id="${prefix}-title">CPUs of ${escaped(map.host)}</title>`,
    `<desc id="${prefix}-desc">${escaped(descriptionOf(map))}</desc>`,
    `<style>${MAP_STYLE}</style>`,
    `<defs>${patternsOf(ranksOf(map).size, prefix)}</defs>`,
    rectAt(0, 0, width, height, "class=\"page\""),
    ...picture.draw(MARGIN, MARGIN).filter((element) => element !== ""), "</svg>", "",
  ].join("\n");
};
