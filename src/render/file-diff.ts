/** A boot file's change as a unified diff. */
import type { CellChange } from "../engine/model.ts";
import { printable, type Style } from "./style.ts";

const colourDiff = (line: string, style: Style): string => {
  if (line.startsWith("+")) return style.green(line);
  return line.startsWith("-") ? style.red(line) : style.dim(line);
};

const NOWHERE = "/dev/null";

const headOf = (from: string, to: string): readonly string[] => [`--- ${from}`, `+++ ${to}`];

/** A file that comes or goes whole needs no library to find out what differs. */
const wholeFile = (path: string, text: string, comes: boolean): readonly string[] => {
  const lines = text.replace(/\n$/, "").split("\n");
  const range = `1,${lines.length}`;
  return comes
    ? [...headOf(NOWHERE, path), `@@ -0,0 +${range} @@`, ...lines.map((line) => `+${line}`)]
    : [...headOf(path, NOWHERE), `@@ -${range} +0,0 @@`, ...lines.map((line) => `-${line}`)];
};

const changed = async (path: string, from: string, to: string): Promise<readonly string[]> => {
  const { createTwoFilesPatch } = await import("diff");
  const lines = createTwoFilesPatch(path, path, from, to, undefined, undefined, { context: 2 })
    .split("\n");
  return lines.slice(lines.findIndex((line) => line.startsWith("--- ")));
};

/** Indented and coloured lines. */
export const fileLines = async (
  { cell, from, to }: CellChange, style: Style,
): Promise<readonly string[]> => {
  const path = printable(cell.slice("file:".length));
  const lines = from === null || to === null
    ? wholeFile(path, printable(from ?? to ?? ""), from === null)
    : await changed(path, printable(from), printable(to));
  const shown: string[] = [];
  for (const line of lines) if (line !== "") shown.push(`  ${colourDiff(line, style)}`);
  return shown;
};
