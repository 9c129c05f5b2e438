/** Why a client's own program failed, as it says so itself. */
import { printable } from "../../formats/printable.ts";

const LONGEST = 300;
const COLOURS = /\u001b\[[\d;]*m/g;
const MARKED = /^\s*✖/;
const TELLING = /error|\bfatal\b|\bcrit\b|exception|panicked/i;
/** A call on the way to the error: Node's and Java's traces. */
const TRACE = /^\s*(?:at\s|\.\.\. \d+ more|node:internal)/;

/** Programs of a runtime print the message first and a trace after it; others end with it. */
export const reasonIn = (output: string): string => {
  const lines = output.replace(COLOURS, "").split("\n")
    .filter((line) => line.trim() !== "" && !TRACE.test(line));
  const found = lines.find((line) => MARKED.test(line))
    ?? lines.find((line) => TELLING.test(line)) ?? lines.at(-1) ?? "it does not say why";
  return printable(found.trim()).slice(0, LONGEST);
};
