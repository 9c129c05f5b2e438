/** A terminal's text, with its colours, as a picture that a web page shows. */

const [SIZE, LINE, CHAR, PAD, BAR, COLUMNS] = [13, 18, 7.83, 16, 34, 112];
const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace";
const [PAPER, INK] = ["#0d1117", "#c9d1d9"];

/** SGR code to what it looks like. */
const LOOKS: Readonly<Record<string, string>> = {
  1: 'font-weight="bold" fill="#f0f6fc"', 2: 'fill="#8b949e"', 31: 'fill="#ff7b72"',
  32: 'fill="#7ee787"', 33: 'fill="#e3b341"', 36: 'fill="#79c0ff"',
};

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const COLOUR = /\u001b\[(\d+)m/;

/** The pieces of a line: text, and the code in force there. */
const piecesOf = (line: string): readonly (readonly [text: string, code: string])[] => {
  const [first = "", ...rest] = line.split(COLOUR);
  const pieces: (readonly [string, string])[] = [[first, "0"]];
  for (let at = 0; at < rest.length; at += 2) pieces.push([rest[at + 1] ?? "", rest[at] ?? "0"]);
  return pieces.filter(([text]) => text !== "");
};

/** Broken at a blank. */
const wrapped = (line: string): readonly string[] => {
  const plain = line.replaceAll(new RegExp(COLOUR, "g"), "");
  if (plain.length <= COLUMNS) return [line];
  const [, open = "", close = ""] = /^(\u001b\[\d+m)?[^]*?(\u001b\[0m)?$/.exec(line) ?? [];
  const at = plain.lastIndexOf(" ", COLUMNS);
  return [`${open}${plain.slice(0, at)}${close}`,
    ...wrapped(`${open}${plain.slice(at + 1)}${close}`)];
};

const row = (line: string, at: number): string => {
  const spans = piecesOf(line).map(([text, code]) =>
    `<tspan${LOOKS[code] ? ` ${LOOKS[code]}` : ""}>${escaped(text)}</tspan>`).join("");
  return `<text x="${PAD}" y="${BAR + LINE * (at + 1)}" xml:space="preserve">${spans}</text>`;
};

export const terminalSvg = (title: string, text: string): string => {
  const lines = text.split("\n").flatMap(wrapped);
  const [width, height] = [Math.round(COLUMNS * CHAR + 2 * PAD), BAR + LINE * lines.length + PAD];
  const dots = ["#ff5f56", "#ffbd2e", "#27c93f"].map((colour, at) =>
    `<circle cx="${PAD + 6 + 20 * at}" cy="17" r="6" fill="${colour}"/>`).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" `
    + `height="${height}" role="img" aria-label="${escaped(title)}" font-family="${FONT}" `
    + `font-size="${SIZE}" fill="${INK}">\n`
    + `<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>\n${dots}\n`
    + `${lines.map((line, at) => (line === "" ? "" : `${row(line, at)}\n`)).join("")}</svg>\n`;
};
