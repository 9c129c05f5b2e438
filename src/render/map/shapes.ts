/** Rectangles of a picture, which know how large they are before they are drawn anywhere. */
import { escapeMarkup } from "../../formats/markup.ts";
import { printableLine } from "../style.ts";

export interface Shape {
  readonly width: number;
  readonly height: number;
  /** As elements of SVG, with its top left corner there. */
  draw(x: number, y: number): readonly string[];
}

/** XML has no place for these, however they are written. */
const NO_CHARACTERS = /[\ufffe\uffff]/g;

/** Text of a host, for an element or a quoted attribute. */
export const escaped = (text: string): string =>
  escapeMarkup(printableLine(text).replace(NO_CHARACTERS, "\ufffd"));

export const textAt = (x: number, y: number, text: string, kind: string): string =>
  (text === "" ? "" : `<text x="${x}" y="${y}" class="${kind}">${escaped(text)}</text>`);

/** Its `<title>` is what a browser shows of it under the pointer. */
export const titled = (title: string, elements: readonly string[]): string =>
  `<g><title>${escaped(title)}</title>${elements.join("")}</g>`;

export const rectAt = (
  x: number, y: number, width: number, height: number, more: string,
): string => `<rect x="${x}" y="${y}" width="${width}" height="${height}" ${more}/>`;

/** Below each other. */
export const stackedShapes = (shapes: readonly Shape[], gap: number): Shape => ({
  width: Math.max(0, ...shapes.map(({ width }) => width)),
  height: shapes.reduce((sum, { height }) => sum + height, Math.max(0, shapes.length - 1) * gap),
  draw: (x, y) => {
    let top = y;
    return shapes.flatMap((shape) => {
      const drawn = shape.draw(x, top);
      top += shape.height + gap;
      return drawn;
    });
  },
});

export const besideShapes = (shapes: readonly Shape[], gap: number): Shape => ({
  width: shapes.reduce((sum, { width }) => sum + width, Math.max(0, shapes.length - 1) * gap),
  height: Math.max(0, ...shapes.map(({ height }) => height)),
  draw: (x, y) => {
    let left = x;
    return shapes.flatMap((shape) => {
      const drawn = shape.draw(left, y);
      left += shape.width + gap;
      return drawn;
    });
  },
});

/** In rows of as many each, so far as that goes. */
export const flowedShapes = (shapes: readonly Shape[], most: number, gap: number): Shape => {
  const widest = Math.max(1, ...shapes.map(({ width }) => width));
  const fitting = Math.max(1, Math.floor((most + gap) / (widest + gap)));
  const count = Math.max(1, Math.ceil(shapes.length / Math.ceil(shapes.length / fitting)));
  return stackedShapes(Array.from({ length: Math.ceil(shapes.length / count) }, (_, row) =>
    besideShapes(shapes.slice(row * count, (row + 1) * count), gap)), gap);
};

const PAD = 8;
const TITLE = 18;
const LETTER = 6.6;

/** How much wider than what is in it. */
export const BOX_PAD = 2 * PAD;

/** As wide as a text of so many letters is in most fonts. */
export const textWidth = (text: string): number => Math.ceil(text.length * LETTER);

export const boxedShape = (title: string, inner: Shape, kind: string): Shape => {
  const width = Math.max(inner.width, textWidth(title)) + BOX_PAD;
  const height = TITLE + inner.height + PAD;
  return { width, height, draw: (x, y) => [
    rectAt(x, y, width, height, `rx="4" class="${kind}"`),
    textAt(x + PAD, y + 13, title, "name"), ...inner.draw(x + PAD, y + TITLE)] };
};
