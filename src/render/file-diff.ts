/** A boot file's change as a unified diff. */
import type { Change } from "../engine/model/model.ts";
import { printable, printableLine, type Style } from "./style.ts";

const colourDiff = (line: string, style: Style): string => {
  if (line.startsWith("+")) return style.green(line);
  return line.startsWith("-") ? style.red(line) : style.dim(line);
};

const NOWHERE = "/dev/null";

const headOf = (from: string, to: string): readonly string[] => [`--- ${from}`, `+++ ${to}`];

/** Hundreds of lines of one colour: what goes before and after each is found once. */
const paintAll = (text: string, sign: "+" | "-", style: Style): string => {
  const paint = sign === "+" ? style.green : style.red;
  const [before = "", after = ""] = paint("\n").split("\n");
  return `  ${before}${sign}${text.replaceAll("\n", `${after}\n  ${before}${sign}`)}${after}`;
};

/** A file that comes or goes whole needs no library to find out what differs. */
const wholeFile = (path: string, text: string, comes: boolean, style: Style): readonly string[] => {
  const body = text.replace(/\n$/, "");
  const range = `1,${body.split("\n").length}`;
  const head = comes ? [...headOf(NOWHERE, path), `@@ -0,0 +${range} @@`]
    : [...headOf(path, NOWHERE), `@@ -${range} +0,0 @@`];
  return [...head.map((line) => `  ${colourDiff(line, style)}`),
    paintAll(body, comes ? "+" : "-", style)];
};

const changed = async (path: string, from: string, to: string): Promise<readonly string[]> => {
  const { createTwoFilesPatch } = await import("diff");
  const lines = createTwoFilesPatch(path, path, from, to, undefined, undefined, { context: 2 })
    .split("\n");
  return lines.slice(lines.findIndex((line) => line.startsWith("--- ")));
};

/** For a person, and for `patch -p0`. */
export const patchOf = async (path: string, from: string, to: string): Promise<string> =>
  (await changed(path, from, to)).join("\n");

/** The same on a terminal. */
export const shownPatch = (patch: string, style: Style): string =>
  printable(patch).split("\n").map((line) => (line === "" ? line : colourDiff(line, style)))
    .join("\n");

/** A link comes, goes, or leads elsewhere: where to is all that it holds. */
export const linkLines = ({ target, from, to }: Change, style: Style): readonly string[] => {
  const path = printableLine(target.slice("link:".length));
  const end = (sign: string, target: string | null): readonly string[] =>
    (target === null ? [] : [`${sign}link to ${printableLine(target)}`]);
  return [...headOf(from === null ? NOWHERE : path, to === null ? NOWHERE : path),
    ...end("-", from), ...end("+", to)].map((line) => `  ${colourDiff(line, style)}`);
};

/** Indented and coloured lines. */
export const fileLines = async (
  { target, from, to }: Change, style: Style,
): Promise<readonly string[]> => {
  const path = printableLine(target.slice("file:".length));
  if (from === null || to === null) {
    return wholeFile(path, printable(from ?? to ?? ""), from === null, style);
  }
  return (await changed(path, printable(from), printable(to)))
    .filter((line) => line !== "").map((line) => `  ${colourDiff(line, style)}`);
};
