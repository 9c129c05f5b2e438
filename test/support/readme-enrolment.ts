/** README's section on enrolment, read as an operator reads it: what to type, where, and what to answer. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const README = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");

export interface TypedBlock {
  readonly where: "host" | "work station";
  readonly commands: readonly string[];
}

export interface Answer {
  /** The words that it is asked with. */
  readonly question: string;
  readonly says: string;
}

const withoutRemark = (line: string): string => line.replace(/ +#.*$/, "").trim();

/** Each paragraph that ends in a block says where that is typed. */
const blocksIn = (section: string): readonly TypedBlock[] =>
  [...section.matchAll(/^On the (host|work station)\b[^`]*?```sh\n([^]*?)```/gm)].map(([, where, block = ""]) => ({
    where: where as TypedBlock["where"],
    commands: block.replaceAll("\\\n", " ").split("\n").map(withoutRemark).filter((line) => line !== ""),
  }));

export const readEnrolment = (readme = README): {
  readonly blocks: readonly TypedBlock[]; readonly placeholders: readonly string[]; readonly answers: readonly Answer[];
} => {
  const section = readme.slice(readme.indexOf("\n## Enrol a host\n") + 1).split(/^## /m)[1] ?? "";
  const blocks = blocksIn(section);
  const fences = section.match(/^```sh$/gm)?.length ?? 0;
  if (blocks.length !== fences || fences === 0) throw new Error(`README says of ${blocks.length} of ${fences} blocks where they are typed`);
  return { blocks,
    placeholders: [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, word = ""]) => word),
    answers: [...section.matchAll(/^\d\. "([^"]+)"[^:]*: ([^]*?)(?=\n\d\. |\n\n)/gm)]
      .map(([, question = "", says = ""]) => ({ question, says: says.replace(/\s+/g, " ") })) };
};

/** Only what README itself says to replace. */
export const fillIn = (command: string, words: Readonly<Record<string, string>>): string =>
  Object.entries(words).reduce((text, [placeholder, word]) => text.replaceAll(placeholder, word), command);
