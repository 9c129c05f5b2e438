/** One CPU of a picture. */
import type { MapSide, Occupant } from "../../map/model.ts";
import { flagOf, keysIn, piecesOf, type Cell, type CellKeys } from "./cells.ts";
import { rectAt, textAt, titled, type Shape } from "./shapes.ts";
import { lookOf } from "./svg-style.ts";

export interface CellLook {
  readonly side: MapSide;
  /** Of every cell of the picture. */
  readonly width: number;
  /** Of names that only this picture has. */
  readonly prefix: string;
  /** By the key of a service. */
  readonly rankOf: ReadonlyMap<string, number>;
}

const HEIGHT = 33;
/** Where letters stand. */
const BASE = HEIGHT - 6;
const LEAST_WIDTH = 38;
const MORE = "…";
const ARROW = "→";
const PAD = 5;
/** As wide as letters and signs are in most fonts. */
const WIDTHS = { key: 9, irq: 8, arrow: 13, blank: 5 } as const;

type KeyKind = "key" | "irq";

const pieceWidth = (piece: string, kind: KeyKind): number => {
  if (piece === ARROW) return WIDTHS.arrow;
  return piece === " " ? WIDTHS.blank : piece.length * WIDTHS[kind];
};

const piecesWidth = (pieces: readonly string[], kind: KeyKind): number =>
  pieces.reduce((sum, piece) => sum + pieceWidth(piece, kind), 0);

export const cellWidth = (cells: readonly Cell[], side: MapSide): number =>
  Math.max(LEAST_WIDTH, ...cells.map((cell) => {
    const { pinned, irqs } = keysIn(cell, MORE);
    return 2 * PAD + WIDTHS.blank + piecesWidth(piecesOf(pinned, side, ARROW), "key")
      + piecesWidth(piecesOf(irqs, side, ARROW), "irq");
  }));

const MOST_NAMED = 12;

const markText = ({ marks }: Cell, side: MapSide): string => {
  const moves = side === "after" ? ", comes" : ", leaves";
  const named = marks.slice(0, MOST_NAMED).map(({ occupant: { key, name }, isMoving }) =>
    `; ${key} ${name}${isMoving ? moves : ""}`);
  const more = marks.length - named.length;
  return named.join("") + (more > 0 ? `; and ${more} more` : "");
};

const titleOf = (cell: Cell, side: MapSide): string =>
  `CPU ${cell.cpu}${cell.isIsolated ? ", isolated" : ""}${cell.isTickless ? ", no tick" : ""}`
  + markText(cell, side);

const serviceOf = ({ key, of }: Occupant): string => of ?? key;

/** A CPU of two services shows both, each on a part of it. */
const fills = (cell: Cell, look: CellLook, x: number, y: number): readonly string[] => {
  const services = [...new Set(cell.marks.filter(({ occupant }) => occupant.kind !== "interrupts")
    .map(({ occupant }) => serviceOf(occupant)))].slice(0, 3);
  const part = Math.floor(look.width / Math.max(1, services.length));
  return services.map((key, at) => {
    const { hatch } = lookOf(look.rankOf.get(key) ?? 0, look.prefix);
    const width = at === services.length - 1 ? look.width - at * part : part;
    return rectAt(x + at * part, y, width, HEIGHT, `fill="url(#${hatch})"`);
  });
};

const piecesAt = (
  pieces: readonly string[], kind: KeyKind, x: number, base: number,
): readonly string[] => {
  let at = x;
  return pieces.map((piece) => {
    const drawn = piece === " " ? ""
      : textAt(at, base, piece, piece === ARROW ? "arrow" : kind);
    at += pieceWidth(piece, kind);
    return drawn;
  });
};

/** Services from the left, interrupts from the right. */
const keysAt = (
  keys: CellKeys, { side, width }: CellLook, x: number, y: number,
): readonly string[] => {
  const [pinned, irqs] = [keys.pinned, keys.irqs].map((one) => piecesOf(one, side, ARROW));
  const right = x + width - PAD - piecesWidth(irqs ?? [], "irq");
  return [...piecesAt(pinned ?? [], "key", x + PAD, y + BASE),
    ...piecesAt(irqs ?? [], "irq", right, y + BASE)];
};

/** Interrupts have a bar at the foot as well as a letter. */
const barAt = ({ irqs }: CellKeys, { width }: CellLook, x: number, y: number): readonly string[] =>
  (irqs.stays + irqs.moves === "" ? []
    : [rectAt(x + 2, y + HEIGHT - 3, width - 4, 2, "class=\"bar\"")]);

const outlines = (
  cell: Cell, { pinned, irqs }: CellKeys, { width }: CellLook, x: number, y: number,
): readonly string[] => [
  ...(cell.isIsolated
    ? [rectAt(x + 1.5, y + 1.5, width - 3, HEIGHT - 3, "rx=\"2\" class=\"isolated\"")] : []),
  ...(pinned.moves + irqs.moves === "" ? []
    : [rectAt(x + 1, y + 1, width - 2, HEIGHT - 2, "rx=\"3\" class=\"moved\"")])];

export const cellShape = (cell: Cell, look: CellLook): Shape => {
  const keys = keysIn(cell, MORE);
  return { width: look.width, height: HEIGHT, draw: (x, y) => [titled(titleOf(cell, look.side), [
    rectAt(x, y, look.width, HEIGHT, "class=\"cpu\" pointer-events=\"all\""),
    ...fills(cell, look, x, y), ...barAt(keys, look, x, y), ...outlines(cell, keys, look, x, y),
    textAt(x + PAD, y + 12, `${cell.cpu}${flagOf(cell)}`, "number"),
    ...keysAt(keys, look, x, y)])] };
};
