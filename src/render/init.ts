/** A host file of what is there, with comments: whose each value is, and what is left out. */
import type { UnreadPath } from "../engine/model/evidence.ts";
import type { Evidence } from "../engine/model/model.ts";
import { printableLine } from "../formats/printable.ts";

export interface OriginOf {
  readonly evidence: readonly Evidence[];
  /** The entry that would permit another value; null where no permission is needed. */
  readonly permit: string | null;
}

export interface LeftOutOf {
  readonly section: string;
  readonly what: string;
  readonly why: string;
}

/** One section of the file: its own YAML, and where each entry of it comes from, in order. */
export interface InitSection {
  readonly name: string;
  readonly yaml: string;
  readonly origins: readonly OriginOf[];
}

const HEADER = [
  "# What `vexor init` found on this machine: tuning that is in force and comes back at boot.",
  "# Its plan is empty. To change a value, change it here; where a comment says so, take the entry",
  "# that it shows, which permits replacing the value of now. Then run: vexor plan",
  "",
].join("\n");

const whence = ({ path, line, says }: Evidence): string =>
  (path ? `${path}${line ? `:${line}` : ""}` : says);

const commentOf = ({ evidence, permit }: OriginOf): string | null => {
  const [first] = evidence;
  const from = first ? `from ${whence(first)}` : null;
  const change = permit === null ? null : `to change it: ${permit}`;
  const said = [from, change].filter((one) => one !== null).join("; ");
  return said === "" ? null : printableLine(said);
};

const WIDEST = 44;
const ENTRY = /^ {2}\S/;

/** Each entry of a section starts at a depth of two. */
const commented = ({ yaml, origins }: InitSection): string => {
  const lines = yaml.trimEnd().split("\n");
  if (lines.filter((line) => ENTRY.test(line)).length !== origins.length) return yaml;
  let at = 0;
  return `${lines.flatMap((line) => {
    const origin = ENTRY.test(line) ? origins[at++] : undefined;
    const comment = origin && commentOf(origin);
    return comment ? [`  # ${comment}`, line] : [line];
  }).join("\n")}\n`;
};

const leftLines = (left: readonly LeftOutOf[]): string => {
  if (left.length === 0) return "";
  const sections = [...new Set(left.map(({ section }) => section))];
  const width = Math.min(WIDEST, Math.max(...left.map(({ what }) => printableLine(what).length)));
  const line = ({ what, why }: LeftOutOf): string =>
    `#   ${printableLine(what).padEnd(width)}  # ${printableLine(why)}\n`;
  return "\n# Left out: a plan of these would not be empty. To have one, put it into its section.\n"
    + sections.map((name) => `# ${name}:\n${
      left.filter(({ section }) => section === name).map(line).join("")}`).join("");
};

const unreadLines = (unread: readonly UnreadPath[]): string => (unread.length === 0 ? ""
  : `\n# Not read; what sets something there is not in this file:\n${unread.map(({ path, needs }) =>
    `#   ${printableLine(path)}  # needs ${printableLine(needs)}\n`).join("")}`);

export const renderInit = (
  head: string, sections: readonly InitSection[], left: readonly LeftOutOf[],
  unread: readonly UnreadPath[],
): string =>
  HEADER + head + sections.map(commented).join("") + leftLines(left) + unreadLines(unread);
