/** Rectangles of text: each line takes the same columns of a terminal, whatever colours it has. */
export interface TextBlock {
  readonly columns: number;
  readonly lines: readonly string[];
}

/** What boxes are drawn with: corners clockwise from the top left, then the sides. */
export type BoxLines = Readonly<Record<
  "topLeft" | "topRight" | "bottomRight" | "bottomLeft" | "across" | "down", string>>;

export const LINES: BoxLines = { topLeft: "┌", topRight: "┐", bottomRight: "┘",
  bottomLeft: "└", across: "─", down: "│" };
export const PLAIN_LINES: BoxLines = { topLeft: "+", topRight: "+", bottomRight: "+",
  bottomLeft: "+", across: "-", down: "|" };

export const EMPTY: TextBlock = { columns: 0, lines: [] };

/** `lines` take `columns` each. */
export const blockOf = (columns: number, lines: readonly string[]): TextBlock =>
  ({ columns, lines });

const filled = ({ columns, lines }: TextBlock, width: number, height: number): readonly string[] =>
  [...lines.map((line) => line + " ".repeat(width - columns)),
    ...Array.from({ length: height - lines.length }, () => " ".repeat(width))];

export const stacked = (blocks: readonly TextBlock[]): TextBlock => {
  const columns = Math.max(0, ...blocks.map((block) => block.columns));
  return { columns, lines: blocks.flatMap((block) => filled(block, columns, block.lines.length)) };
};

export const inRow = (blocks: readonly TextBlock[], gap: number): TextBlock => {
  const height = Math.max(0, ...blocks.map(({ lines }) => lines.length));
  const cells = blocks.map((block) => filled(block, block.columns, height));
  return { columns: blocks.reduce((sum, { columns }) => sum + columns, gap * (blocks.length - 1)),
    lines: Array.from({ length: height }, (_, at) =>
      cells.map((lines) => lines[at] ?? "").join(" ".repeat(gap))) };
};

/** How many of these stand in one row: as many in each, so far as that goes. */
const perRow = (blocks: readonly TextBlock[], width: number, gap: number): number => {
  const widest = Math.max(1, ...blocks.map(({ columns }) => columns));
  const most = Math.max(1, Math.floor((width + gap) / (widest + gap)));
  return Math.ceil(blocks.length / Math.ceil(blocks.length / most));
};

export const flowed = (blocks: readonly TextBlock[], width: number, gap: number): TextBlock => {
  if (blocks.length === 0) return EMPTY;
  const count = perRow(blocks, width, gap);
  return stacked(Array.from({ length: Math.ceil(blocks.length / count) }, (_, row) =>
    inRow(blocks.slice(row * count, (row + 1) * count), gap)));
};

const across = (frame: BoxLines, title: string, columns: number): string => {
  const shown = title.slice(0, Math.max(0, columns));
  return shown === "" ? frame.across.repeat(columns)
    : shown + frame.across.repeat(columns - shown.length);
};

/** `title` holds no colours. */
export const framed = (frame: BoxLines, title: string, inner: TextBlock): TextBlock => {
  const columns = Math.max(inner.columns + 2, title.length + 2);
  const side = frame.down;
  return { columns: columns + 2, lines: [
    `${frame.topLeft}${across(frame, title === "" ? "" : ` ${title} `, columns)}${frame.topRight}`,
    ...filled(inner, columns - 2, inner.lines.length).map((line) => `${side} ${line} ${side}`),
    frame.bottomLeft + frame.across.repeat(columns) + frame.bottomRight] };
};

/** A line with a title, above what belongs to it. */
export const ruled = (frame: BoxLines, title: string, inner: TextBlock): TextBlock => {
  const columns = Math.max(inner.columns, title.length + 4);
  return stacked([{ columns, lines:
    [across(frame, `${frame.across}${frame.across} ${title} `, columns)] }, inner]);
};
