/** The elements of a map's picture, and the attributes that each may have. */
import type { Vocabulary } from "./markup.ts";

const PLACE = ["x", "y", "width", "height"];

export const MAP_MARKUP: Vocabulary = { elements: {
  svg: ["xmlns", "class", "role", "width", "height", "viewBox", "aria-labelledby"], title: ["id"], desc: ["id"],
  style: [], defs: [], g: [], pattern: ["id", "width", "height", "patternUnits"],
  path: ["d", "stroke", "stroke-opacity", "stroke-width", "fill"], text: ["x", "y", "class"],
  rect: [...PLACE, "rx", "class", "fill", "fill-opacity", "pointer-events"],
}, empty: ["rect", "path"] };
