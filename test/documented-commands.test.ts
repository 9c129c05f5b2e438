/** Each `vexor VERB --flag` in a page, a hint, an example or a unit is one that the program takes. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { COMMON, OPTIONS, type CliOption } from "../src/commands/cli/options.ts";
import { allVerbs } from "../src/commands/cli/verbs.ts";
import { ROOT } from "./support/paths.ts";

const VERBS = new Map(allVerbs());
const text = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const below = (folder: string, name: RegExp): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).filter((one) => name.test(one))
    .map((one) => `${folder}/${one}`).sort();

/** Neither a verb nor an option of it; null where both are known. `help VERB` names one as its argument. */
const whyUnknown = (words: readonly string[]): string | null => {
  const [name = "", ...rest] = words[0] === "help" && /^[a-z]/.test(words[1] ?? "") ? words.slice(1) : words;
  if (/^(?:--help|--version|-h|-V|help)$/.test(name)) return null;
  const verb = VERBS.get(name);
  if (name === "launch") return null; // its options are those of the program that it starts
  if (!verb) return `no verb ${name}`;
  const [first = ""] = rest;
  const subjects = /^\[?([a-z-]+(?:\|[a-z-]+)+)/.exec(verb.args)?.[1]?.split("|") ?? [];
  if (subjects.length > 0 && /^[a-z-]+$/.test(first) && !first.startsWith("-") && !subjects.includes(first)) {
    return `${name} takes ${subjects.join(", ")}, not ${first}`;
  }
  const known = [...COMMON, ...verb.options];
  const flags = known.flatMap((one) => [`--${one}`, ...[(OPTIONS[one] as CliOption).short ?? []].flat().map((short) => `-${short}`)]);
  const odd = rest.find((word) => word.startsWith("-") && word !== "--" && !flags.includes(word.replace(/=.*$/, "")));
  return odd === undefined ? null : `${name} does not take ${odd}`;
};

/** Up to what ends a command in a shell, or in a sentence. */
const COMMAND = /(?<![\w/.@-])(?:(?:sudo|\.\/|dist\/|\/usr\/bin\/|bin\/) ?)?vexor ((?:(?!&&|\|\||[|;<>()"'`,#\n]|: |\. |\.$|\\n).)+)/gm;

/** Of a sentence about the program or a verb, and not of what is typed. */
const SENTENCE = /^(?:[a-z-]+ )?(?:is|does|wants|set|own|lists)\b/;

const commandsIn = (code: string): readonly (readonly string[])[] => [...code.matchAll(COMMAND)]
  .map(([, words = ""]) => words.trim().split(/\s+/).map((word) => word.replace(/[.:…\]\\]+$/, "").replace(/^\[/, "")).filter((word) => word !== ""))
  .filter((words) => /^[a-z]/.test(words[0] ?? "") && !SENTENCE.test(words.join(" ")));

/** Blocks and spans of code: what is typed, and nothing of the sentences around it. */
const codeOf = (page: string): string => {
  const blocks = [...page.matchAll(/^```[^\n]*\n([^]*?)^```/gm)].map(([, block = ""]) => block.replaceAll("\\\n", " "));
  const spans = [...page.replace(/^```[^]*?^```/gm, "").matchAll(/`([^`]+)`/g)].map(([, span = ""]) => span.replace(/\s+/g, " "));
  return [...blocks, ...spans].join("\n");
};

const PAGES = ["README.md", "SECURITY.md", "CONTRIBUTING.md", "ARCHITECTURE.md", ...below("docs", /\.md$/)];
const PACKAGING = below("packaging", /\.(?:service|socket)$|^(?:deb|rpm)\/[a-z.]+$/);

describe.each<[string, readonly string[], (content: string) => string]>([
  ["pages", PAGES, codeOf],
  ["units and scripts of the package", PACKAGING, (content) => content],
])("%s", (_, files, codeIn) => {
  test.each(files.filter((file) => commandsIn(codeIn(text(file))).length > 0))("%s names only what there is", (file) => {
    const odd = commandsIn(codeIn(text(file))).flatMap((words) => {
      const why = whyUnknown(words);
      return why === null ? [] : [`vexor ${words.join(" ")}: ${why}`];
    });
    expect(odd).toEqual([]);
  });
});

test("examples of help name only what there is", () => {
  const odd = [...VERBS].flatMap(([, { examples }]) => commandsIn(examples.join("\n")))
    .flatMap((words) => whyUnknown(words) ?? []);
  expect(odd).toEqual([]);
});

test("hints and messages name only what there is", () => {
  // A completion is a shell's own program.
  const strings = below("src", /\.ts$/).filter((file) => !/^src\/generated\/|\/completion\.ts$/.test(file)).flatMap((file) =>
    [...text(file).matchAll(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g)].map(([string]) => ({ file, string: string.slice(1, -1) })));
  const odd = strings.flatMap(({ file, string }) => commandsIn(string).flatMap((words) => {
    const why = whyUnknown(words);
    return why === null ? [] : [`${file}: vexor ${words.join(" ")}: ${why}`];
  }));
  expect(odd).toEqual([]);
});

test.each([
  ["a verb that there is not", "`vexor undo 3`", /no verb undo/],
  ["an option that the verb does not take", "```sh\nsudo vexor plan --yes && true\n```\n", /plan does not take --yes/],
  ["what is not a verb's subject", "`vexor source list`", /source takes .*, not list/],
])("%s is found", (_, page, why) => {
  expect(commandsIn(codeOf(page)).map(whyUnknown)).toEqual([expect.stringMatching(why)]);
});
