/** Our own Markdown as a manual page: headings, paragraphs, lists, tables, blocks of code. */

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^(['.])/gm, "\\&$1");

const inline = (text: string): string => escaped(text)
  .replace(/\[([^\]]+)\]\([^)]*\)/g, "$1")
  .replace(/\*\*([^*]+)\*\*/g, "\\fB$1\\fR")
  .replace(/`([^`]+)`/g, "\\fB$1\\fR")
  .replace(/(^|[ (])\*([^*]+)\*/g, "$1\\fI$2\\fR");

const cells = (line: string): readonly string[] =>
  line.slice(1, -1).split(/(?<!\\)\|/).map((one) => one.trim().replaceAll("\\|", "|"));

/** A word that fills more than a line of a terminal: a key, for one. No page has room for it. */
const TOO_WIDE = /\S{67,}/;

/** A row becomes an entry: its first cell, and below it what the others say. */
const table = (lines: readonly string[]): string => {
  const heads = cells(lines[0] ?? "");
  const rows = lines.slice(2).map(cells);
  return rows.map(([key = "", ...rest]) => {
    const said = rest.map((text, at) => {
      if (heads[at + 1] === "examples" && TOO_WIDE.test(text)) return "";
      const isBare = text === "" || heads.length === 2 || heads[at + 1] === "meaning";
      return isBare ? text : `${heads[at + 1]}: ${text}`;
    }).filter(Boolean);
    return [".TP", inline(key), ...said.flatMap((text, at) => [...(at ? [".br"] : []),
      inline(text)])].join("\n");
  }).join("\n");
};

const list = (lines: readonly string[]): string =>
  lines.join("\n").split(/^- /m).filter(Boolean)
    .map((item) => `.IP \\(bu 2\n${inline(item.trim().replace(/\n\s*/g, "\n"))}`).join("\n");

const block = (text: string): string => {
  const lines = text.split("\n");
  const [first = ""] = lines;
  if (first.startsWith("```")) {
    return [".PP", ".RS 4", ".nf", escaped(lines.slice(1, -1).join("\n")), ".fi", ".RE"].join("\n");
  }
  if (first.startsWith("### ")) return `.SS ${inline(first.slice(4))}`;
  if (first.startsWith("## ")) return `.SH ${inline(first.slice(3).toUpperCase())}`;
  if (first.startsWith("|")) return table(lines);
  if (first.startsWith("- ")) return list(lines);
  return `.PP\n${inline(text)}`;
};

/** Blocks end at an empty line, those of code at their fence. */
const blocksOf = (markdown: string): readonly string[] =>
  markdown.split(/(^```[\s\S]*?^```$)/m).flatMap((part) =>
    (part.startsWith("```") ? [part] : part.split(/\n{2,}/)))
    .map((one) => one.trim()).filter(Boolean);

export interface Title {
  readonly name: string;
  readonly section: number;
  /** What `man -k` says of it. */
  readonly about: string;
}

export const manPage = ({ name, section, about }: Title, markdown: string): string => {
  const blocks = blocksOf(markdown.replace(/^<!--.*-->$/m, "").replace(/^# .*$/m, ""));
  return [
    `.TH ${name.toUpperCase()} ${section} "" "Vexor" "Vexor"`,
    ".SH NAME", `${name} \\- ${escaped(about)}`,
    ...(blocks[0]?.startsWith("## ") ? [] : [".SH DESCRIPTION"]),
    ...blocks.map(block),
  ].join("\n") + "\n";
};
