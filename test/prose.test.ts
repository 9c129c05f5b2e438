/**
 * Words that no page, help text or message has: they name no actor, or are not English. A link's
 * text that leads to a test is the test's name, and is checked there.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const BANNED: readonly (readonly [words: RegExp, instead: string])[] = [
  [/\b(?:whoever|somebody(?:'s)?)\b/i, "name the actor: the agent, an operator, another process"],
  [/(?<!as |User=|is |becomes |or |[`'/])\b[Nn]obody\b(?![`'/,])/, "say what is unknown, or name who"],
  [/(?<!there )\bis no (?!longer\b|more\b|other\b)[a-z]+/i, '"is not a"'],
  [/\b(?:taken|took it|takes it) back\b/i, "roll back a run, release a setting, restore bytes"],
  [/\b(?:is|are|was|were) told\b/i, "is reported, is recognised, receives"],
  [/\bunwell\b|\btired of\b|\bmakes no sense\b|\bin sight\b/i, "the field's word"],
  [/\btrys\b|\b1 (?:settings|items|runs|files|values)\b/, "count in English"],
];

const PAGES = ["README.md", "SECURITY.md", "ARCHITECTURE.md", "CONTRIBUTING.md",
  ...globSync("docs/*.md", { cwd: ROOT })].sort();
const SOURCES = globSync("src/**/*.ts", { cwd: ROOT }).filter((one) => !one.includes("generated"))
  .sort();

/** Without links to tests, and without what stands in backticks. */
const proseOf = (page: string): string => page.replace(/\[[^\]]*\]\(test\/[^)]*\)/g, "")
  .replace(/```[\s\S]*?```|`[^`\n]*`/g, "`…`");

/** Sentences in quotes or backticks; a word alone is data. */
const messagesIn = (code: string): readonly string[] =>
  [...code.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/ .*$/gm, "").matchAll(/"(?:\\.|[^"\\\n])* [^"\n]*"|`[^`]* [^`]*`/g)]
    .map(([text]) => text);

/** Each hit with the words around it, and what to write. */
const hitsIn = (texts: readonly string[]): readonly string[] => texts.flatMap((text) =>
  BANNED.flatMap(([words, instead]) => {
    const hit = words.exec(text);
    return hit ? [`${text.slice(Math.max(0, hit.index - 40), hit.index + 40)}: ${instead}`] : [];
  }));

test.each(PAGES)("%s is plain English", (page) => {
  expect(hitsIn([proseOf(read(page))])).toEqual([]);
});

test("messages and help are plain English", () => {
  expect(SOURCES.flatMap((file) => hitsIn(messagesIn(read(file))).map((hit) => `${file}: ${hit}`)))
    .toEqual([]);
});

test("a text with such a word is found", () => {
  expect(hitsIn(messagesIn('throw new Error("Whoever did it")'))).toHaveLength(1);
  expect(hitsIn([proseOf("It is no\nfile, and is no file.")])).toHaveLength(1);
});
